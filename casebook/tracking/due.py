"""When a term ends, in the words of a citizen's page."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext, npgettext

from casebook.kernel.clocks import Clock
from casebook.kernel.deadlines import Moment
from casebook.tracking.variants import last_day, overdue_days
from casebook.web.template_globals import clock_time, long_date


def day_and_time(instant: datetime) -> str:
    """An instant on a citizen's page, to the minute."""
    return _("%(day)s at %(time)s", day=long_date(instant), time=clock_time(instant)[-5:])


def answer_due(clock: Clock, now: Moment) -> str:
    """When the answer is due; terms of hours end at an instant and are not counted in days."""
    if clock.is_overdue(now.at):
        return _days_over(overdue_days(clock, now))
    if last_day(clock) == now.today:
        return _("Answer due today")
    if clock.due_on is None:
        return _("Answer due %(date)s", date=by(clock))
    return _days_left(clock, now.calendar.between(now.today, clock.due_on))


def _days_over(days: int) -> str:
    if not days:
        return _("The answer is overdue")
    return npgettext("answer", "%(days)s working day overdue", "%(days)s working days overdue", days, days=days)


def _days_left(clock: Clock, days: int) -> str:
    return ngettext(
        "Answer due %(date)s (%(days)s working day left)",
        "Answer due %(date)s (%(days)s working days left)",
        days,
        date=by(clock),
        days=days,
    )


def by(clock: Clock) -> str:
    """The end of a term: a day, or for terms of hours an instant."""
    return long_date(clock.due_on) if clock.due_on else day_and_time(clock.due_at)
