"""Pages without a life of their own: health, preferences, policy reports, privacy, useful numbers."""

import logging

from flask import Blueprint, redirect, render_template, request
from sqlalchemy import text

from casebook.extensions import csrf, db
from casebook.web.acting import Answer, public
from casebook.web.paths import own_path
from casebook.web.visitor import keep_choices

blueprint = Blueprint("web", __name__)
log = logging.getLogger(__name__)


@blueprint.get("/healthz")
@public
def health() -> Answer:
    """Whether the process answers and the database does."""
    db.session.execute(text("SELECT 1"))
    return "ok", 200


@blueprint.post("/preferences")
@public
def preferences() -> Answer:
    """Keep the reader's language, size of print and colours in his cookie, and go back where he was."""
    keep_choices()
    return redirect(own_path(request.form.get("back")), 303)


@blueprint.post("/csp")
@csrf.exempt
@public
def policy_report() -> Answer:
    """Note that a page broke its policy; which one, but not who read it."""
    log.warning("content policy report received (%d bytes)", len(request.get_data(cache=False)[:4096]))
    return "", 204


@blueprint.get("/privacy")
@public
def privacy() -> Answer:
    """What is kept about whoever writes in, and who may see it."""
    return render_template("web/privacy.html")


@blueprint.get("/accessibility")
@public
def accessibility() -> Answer:
    """How the pages can be used, and whom to tell when they cannot."""
    return render_template("web/accessibility.html")


@blueprint.get("/numbers")
@public
def numbers() -> Answer:
    """Telephone numbers that anybody may have looked up: where one lands who leaves in a hurry."""
    return render_template("web/numbers.html")
