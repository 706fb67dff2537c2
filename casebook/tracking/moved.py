"""Why the date of the answer moved: from which day to which, why, and who approved it."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from casebook.case.workflow import Action
from casebook.kernel.clocks import Extension
from casebook.tracking.queries import Records
from casebook.tracking.values import day_kept, quoted
from casebook.web.languages import reader_language
from casebook.web.template_globals import long_date

# The clocks whose end the citizen was told.
TOLD = ("decide", "feedback", "rework", "review", "recheck")


def moved_dates(records: Records) -> list[str]:
    """A sentence for each time a date he was told moved: by an extension, by a new calendar."""
    return [*_extensions(records), *_recounts(records)]


def _extensions(records: Records) -> Iterator[str]:
    for clock in records.case.clocks:
        extension = clock.extension
        if clock.kind == "feedback" and extension is not None and extension.counts and extension.old_due_on:
            yield _extended(records, extension, clock.due_on or clock.due_at)


def _extended(records: Records, extension: Extension, new: Any) -> str:
    approver = _("the director of %(office)s", office=records.office.label(reader_language()))
    return _(
        "Was %(old)s, now %(new)s. Reason: %(reason)s. Approved by %(approver)s.",
        old=long_date(extension.old_due_on),  # type: ignore[arg-type]  # its caller has looked
        new=long_date(new),
        reason=quoted(extension.reason),
        approver=approver,
    )


def _recounts(records: Records) -> Iterator[str]:
    for event in records.events:
        facts = event.details.facts
        old, new = day_kept(facts.get("old")), day_kept(facts.get("new"))
        if event.action == Action.RECOUNT.value and facts.get("clock") in TOLD and old and new:
            yield _(
                "Was %(old)s, now %(new)s, because the working calendar was published anew.",
                old=long_date(old),
                new=long_date(new),
            )
