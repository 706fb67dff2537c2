"""The reader's language: Chinese first, English one click away."""

from pathlib import Path

from flask import Flask, has_request_context, request, session

from casebook.extensions import babel

CHINESE, ENGLISH = "zh", "en"
TRANSLATIONS = Path(__file__).parent.parent / "translations"
LOCALES = {CHINESE: "zh_Hans_CN", ENGLISH: "en"}
TAGS = {CHINESE: "zh-CN", ENGLISH: "en"}


def attach(app: Flask) -> None:
    """Bind gettext. Message ids are English, so English needs no catalogue."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    babel.init_app(app, default_locale=LOCALES[CHINESE], default_timezone="Asia/Shanghai", locale_selector=_locale)


def reader_language() -> str:
    """ "zh" or "en": the cookie's choice, else Chinese. It is not guessed from the browser: the office is Chinese."""
    chosen = session.get("language") if has_request_context() else None
    return chosen if chosen in LOCALES else CHINESE


def language_tag() -> str:
    """The value of the html lang attribute."""
    return TAGS[reader_language()]


def _locale() -> str | None:
    return LOCALES[reader_language()] if has_request_context() and request else None
