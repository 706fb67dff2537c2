"""casebook: complaints about public-service stations, from first contact to proof that it was put right."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

__version__ = "0.1.0"

HERE = Path(__file__).parent


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Make the application. `overrides` are settings by name (see `settings.Settings`), for tests and commands."""
    from casebook import database, settings
    from casebook.extensions import csrf, login_manager

    read = settings.read(overrides)
    app = Flask(
        "casebook",
        template_folder=_beside("templates"),
        static_folder=_beside("static"),
        instance_path=str(read.instance),
    )
    read.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    app.config.update(_config(read))
    database.bind(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in _parts():
        part.attach(app)
    _register_blueprints(app)
    return app


def _parts() -> tuple[Any, ...]:
    """What attaches itself to the application, in order."""
    from casebook import cli, logs
    from casebook.people import keys as sign_in_keys
    from casebook.search import watching
    from casebook.tracking import codes
    from casebook.vault import keys
    from casebook.web import doors, errors, headers, languages, template_globals, throttle

    # Keys are read at the start: with a broken key file casebook does not begin to serve.
    at_the_start = (keys, sign_in_keys, codes)
    return (logs, throttle, doors, *at_the_start, watching, languages, headers, errors, template_globals, cli)


def _config(read: Any) -> dict[str, Any]:
    from casebook.settings import secret_key

    return {
        "SETTINGS": read,
        "TESTING": read.testing,
        "SECRET_KEY": secret_key(read.instance, "cookie"),
        "SQLALCHEMY_DATABASE_URI": read.url,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 512 * 1024,
        "MAX_FORM_PARTS": 200,
        "WTF_CSRF_TIME_LIMIT": None,
        "SESSION_COOKIE_NAME": "__Host-cb_visitor" if read.behind_tls else "cb_visitor",
        "SESSION_COOKIE_SECURE": read.behind_tls,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
    }


def _register_blueprints(app: Flask) -> None:
    from casebook.web import blueprints

    for blueprint in blueprints.all_of_them():
        app.register_blueprint(blueprint)


def _beside(name: str) -> str:
    # In a wheel templates and static lie inside the package, in a checkout beside it.
    inside = HERE / name
    return str(inside if inside.is_dir() else HERE.parent / name)
