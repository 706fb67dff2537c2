"""What a visitor's own cookie holds: what he chose for himself, and the key of what he is just typing."""

import base64
import os

from flask import request, session
from flask_babel import refresh

from casebook.web.languages import LOCALES

THEMES = ("auto", "light", "dark")
LARGE_PRINT = ("0", "1")
# What outlives everything else: it says nothing about whoever sits here.
CHOICES = ("language", "large_print", "theme")
DRAFT_KEY = "draft"
KEY_BYTES = 32


def keep_choices() -> None:
    """Keep the language, the size of print and the colours the form asks for, if it asks for any."""
    language = request.form.get("language", "").split("-")[0]
    if language in LOCALES:
        session["language"] = language
        refresh()
    if request.form.get("large_print") in LARGE_PRINT:
        session["large_print"] = request.form["large_print"]
    if request.form.get("theme") in THEMES:
        session["theme"] = request.form["theme"]


def draft_key() -> str:
    """The key under which a page may seal in its own tab what is being typed; it never leaves this browser's cookie."""
    if DRAFT_KEY not in session:
        session[DRAFT_KEY] = base64.b64encode(os.urandom(KEY_BYTES)).decode()
    return str(session[DRAFT_KEY])


def forget_drafts() -> None:
    """Nothing sealed so far can be opened any more: it was sent."""
    session.pop(DRAFT_KEY, None)


def start_anew() -> None:
    """Forget this visitor but for his choices: no form drawn so far can be sent, and nothing sealed be opened."""
    kept = {name: session[name] for name in CHOICES if name in session}
    session.clear()
    session.update(kept)
