"""The receipt as whoever complains sees it. No record reaches a template."""

from dataclasses import dataclass
from datetime import date

import segno
from markupsafe import Markup

from casebook.case.models import CaseFile, Receipt
from casebook.kernel.deadlines import Due, Moment
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
    picture: Markup
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
        picture=_picture(f"{site}/track?reference={receipt.reference}"),
        other_contents=other_contents,
    )


def _decide_on(case: CaseFile, counted: Due) -> date:
    clock = case.clock("decide")
    return clock.due_on if clock and clock.due_on else counted.internal


def _picture(address: str) -> Markup:
    """The address as a QR picture; its colours are attributes, so the page needs no inline style."""
    code = segno.make_qr(address, error="m")
    # Nothing a visitor typed is in it: the address is ours, and segno draws it as paths alone.
    return Markup(code.svg_inline(scale=5, dark="#000", light="#fff"))
