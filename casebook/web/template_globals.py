"""What every template may read: the office, the reader's language and choices, the menu."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_babel import gettext as _

from casebook import clock
from casebook.clock import OFFICE_ZONE
from casebook.extensions import db
from casebook.kernel.deadlines import local_day
from casebook.people import step_up
from casebook.people.models import Role
from casebook.people.queries import the_office
from casebook.web import menu
from casebook.web.languages import language_tag, reader_language
from casebook.web.visitor import draft_key
from casebook.web.wording import OfficeWords

WEEKDAYS_ZH = "一二三四五六日"


def attach(app: Flask) -> None:
    """Supply globals and filters."""
    app.context_processor(_globals)
    # Macros are imported without a page's own values; this is asked anew each time.
    app.add_template_global(step_up.asks_code, "second_step_asked")
    app.add_template_global(draft_key)
    app.add_template_filter(long_date)
    app.add_template_filter(short_date)
    app.add_template_filter(clock_time)
    app.add_template_filter(length_of_time)


def long_date(value: date | datetime) -> str:
    """A date for citizens and letters: 2026年11月27日（星期五） / Friday 27 November 2026."""
    day = local_day(value) if isinstance(value, datetime) else value
    if reader_language() == "en":
        return f"{day:%A} {day.day} {day:%B %Y}"
    return f"{day.year}年{day.month}月{day.day}日（星期{WEEKDAYS_ZH[day.weekday()]}）"


def short_date(value: date | datetime | None) -> str:
    """A date in staff tables: 2026-11-27; nothing for None."""
    if value is None:
        return ""
    day = local_day(value) if isinstance(value, datetime) else value
    return day.isoformat()


def clock_time(value: datetime | None) -> str:
    """Date and time to the minute in the office's zone; nothing for None."""
    return f"{value.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}" if value else ""


def length_of_time(value: timedelta) -> str:
    """A length in days, hours and minutes, the largest two."""
    minutes = int(value.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _("%(days)d d %(hours)d h", days=days, hours=hours)
    return _("%(hours)d h %(minutes)d min", hours=hours, minutes=rest) if hours else _("%(minutes)d min", minutes=rest)


def _globals() -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    language = reader_language()
    office = _office_words(language)
    return {
        "language": language_tag(),
        "reader_language": language,
        "office": office,
        "town": office.town,
        "large_print": session.get("large_print") == "1",
        "theme": session.get("theme", "auto"),
        "demo": office.demo,
        "plain_http": not settings.behind_tls,
        "here": request.full_path.rstrip("?") if request else "/",
        "staff": g.get("staff_words"),
        "nav": menu.entries(),
        **_combined_posts(),
        "emergency_until": _emergency_until(),
    }


def _combined_posts() -> dict[str, Any]:
    """How many separations are relaxed, for the banner, and where the decision stands for whoever may open it."""
    actor = g.get("actor")
    if actor is None or not actor.rules.relaxed:
        return {"combined_posts": 0}
    return {"combined_posts": len(actor.rules.relaxed), "combined_posts_open": actor.holds(menu.PEOPLE_ROLES)}


def _emergency_until() -> datetime | None:
    """Until when somebody's identity stands open in an emergency, for those who answer for it."""
    actor = g.get("actor")
    if actor is None or actor.emergency_until is None or not actor.holds({Role.DIRECTOR, Role.DISCIPLINE}):
        return None
    return actor.emergency_until if clock.now() < actor.emergency_until else None


def _office_words(language: str) -> OfficeWords:
    if "office_words" not in g:
        g.office_words = _read_office(language)
    return g.office_words


def _read_office(language: str) -> OfficeWords:
    try:
        office = the_office(db.session())
    except LookupError:
        return OfficeWords()
    return OfficeWords.of(office, language)
