"""The receipt as whoever complains sees it. No record reaches a template."""

from dataclasses import dataclass
from datetime import date

from casebook.case.models import CaseFile, Receipt
from casebook.kernel.deadlines import Due, Moment
from casebook.people import qr
from casebook.people.qr import Picture
from casebook.tracking.due import day_and_time

ORDINARY = "U3"


@dataclass(frozen=True)
class ReceiptPage:
    """The receipt as it is shown: reference and code, what happens next and by when."""

    reference: str
    code: str
    named: bool
    received: str
    decide_on: date
    answer_on: date
    provisional: bool
    site: str
    picture: Picture
    other_contents: bool


def receipt_page(
    receipt: Receipt, case: CaseFile, code: str, now: Moment, site: str, other_contents: bool
) -> ReceiptPage:
    """The receipt of a case, its dates counted from when the matter was received."""
    decide = now.timetable.due("decide", case.received_at)
    answer = now.timetable.due(ORDINARY, case.received_at)
    return ReceiptPage(
        reference=receipt.reference,
        code=code,
        named=receipt.party_uid is not None,
        received=day_and_time(case.received_at),
        decide_on=_decide_on(case, decide),
        answer_on=answer.internal,
        provisional=decide.provisional or answer.provisional,
        site=site,
        picture=qr.picture(f"{site}/track?reference={receipt.reference}"),
        other_contents=other_contents,
    )


def _decide_on(case: CaseFile, counted: Due) -> date:
    clock = case.clock("decide")
    return clock.due_on if clock and clock.due_on else counted.internal
