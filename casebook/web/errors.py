"""Error pages in the reader's language; nothing ever answers with a bare 500."""

import logging
from typing import Any

from flask import Flask, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from casebook.extensions import db
from casebook.kernel.columns import new_uid

log = logging.getLogger(__name__)


def attach(app: Flask) -> None:
    """Answer every error with a page of our own."""
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(Exception, _unforeseen)


def sentence(status: int) -> str:
    """The one sentence of a status."""
    sentences = {
        400: _("This request could not be understood. Please go back and try again."),
        403: _("You cannot do this."),
        404: _("This page was not found."),
        405: _("This page was not found."),
        413: _("What you sent is too large. Please send less."),
        429: _("Too many tries. Please wait a few minutes."),
        503: _("We cannot take this just now. Nothing you typed is lost: please send it again in a minute."),
    }
    return sentences.get(status) or _("Something went wrong on our side. Please try again.")


def _known(error: HTTPException) -> Any:
    if error.response is not None or (error.code or 500) < 400:
        return error
    status = error.code or 500
    return render_template("web/error.html", sentence=sentence(status), status=status), status


def _form_expired(error: CSRFError) -> Any:
    return render_template(
        "web/error.html", sentence=_("This page was open too long. Go back, reload it and send again."), status=400
    ), 400


def _database_away(error: OperationalError) -> Any:
    db.session.rollback()
    number = _kept(error)
    page = render_template("web/error.html", sentence=sentence(503), status=503, number=number)
    return page, 503, {"Retry-After": "30"}


def _unforeseen(error: Exception) -> Any:
    db.session.rollback()
    number = _kept(error)
    page = render_template("web/error.html", sentence=sentence(500), status=500, number=number)
    return page, 500


def _kept(error: Exception) -> str:
    """The number under which the error is logged, without its words or the address: both may name a person."""
    number = new_uid()[:8]
    log.error("error %s: %s", number, type(error).__name__, exc_info=error)
    return number
