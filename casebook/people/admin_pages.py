"""What the pages about people share: the office's day, finding or 404, drawing."""

from datetime import date
from typing import Any

from flask import abort, current_app, render_template, request

from casebook import clock
from casebook.extensions import db
from casebook.kernel.deadlines import local_day
from casebook.people import admin_queries as find
from casebook.people import rights
from casebook.people.admin_deeds import reader
from casebook.people.models import Grant, Leave, Person, Unit
from casebook.web.forms import ActForm


def today() -> date:
    """The office's local day."""
    return local_day(clock.now())


def page(template: str, **values: Any) -> str:
    """A page about people, its tabs included."""
    seen = {"sees_people": rights.sees_people(reader()), "reads_ties": rights.reads_ties(reader())}
    return render_template(f"people_admin/{template}.html", **seen, **values)


def form_page(title: str, form: ActForm, refused: str = "", **more: Any) -> str:
    """A page that is one form."""
    return page("form", title=title, form=form, refused=refused, address=request.path, **more)


def unit(code: str) -> Unit:
    """The unit with this code, else 404."""
    return find.unit_by_code(db.session(), code) or abort(404)


def person(uid: str) -> Person:
    """The person with this uid, else 404."""
    return find.person(db.session(), uid) or abort(404)


def grant(uid: str) -> Grant:
    """The grant with this uid, else 404."""
    return find.grant(db.session(), uid) or abort(404)


def leave(uid: str) -> Leave:
    """The leave with this uid, else 404."""
    return find.leave(db.session(), uid) or abort(404)


def public_url() -> str:
    """Where this installation is reached, as it stands on paper."""
    return str(current_app.config["SETTINGS"].public_url).rstrip("/")
