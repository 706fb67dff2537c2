"""The extensions, created bare and bound in create_app."""

from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from casebook.kernel.columns import Base

# Tables stand on the plain declarative base of the kernel; of Flask-SQLAlchemy only session and engine are used.
# An error of the database is logged without its parameters: they are what people wrote.
db = SQLAlchemy(metadata=Base.metadata, engine_options={"hide_parameters": True})
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
migrate = Migrate()
