"""What whoever complains sees: the page to check before sending, and the receipt. No record reaches a template."""

from dataclasses import dataclass
from datetime import date

import segno
from flask_babel import gettext as _
from flask_babel import pgettext
from markupsafe import Markup

from casebook.case.models import CaseFile, Receipt
from casebook.case.taxonomy import ItemType
from casebook.kernel.deadlines import Due, Moment
from casebook.stages.intake.forms import MAY_KNOW, WANTS, WhatForm, WhoForm, Willing, count_of
from casebook.stages.intake.giveaways import giveaways
from casebook.tracking.due import day_and_time

Pairs = list[tuple[str, str]]
ORDINARY = "U3"


@dataclass(frozen=True)
class Preview:
    """What is about to be sent, who will see which part of it, and what may give the writer away."""

    told: Pairs
    reach: Pairs
    readers: list[str]
    giveaways: str


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


def preview(what: WhatForm, who: WhoForm) -> Preview:
    """What step 3 shows of the two forms."""
    found = giveaways(what.text.data, who.name.data or "")
    quoted = pgettext("list", ", ").join(f"“{item}”" for item in found)
    return Preview(_told(what), _reach(who), _readers(who.willing), quoted)


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


def _told(what: WhatForm) -> Pairs:
    pairs = [
        (_("Station"), {c.value: c.label for c in what.station.choices}[what.station.data]),
        (_("You want to"), str(WANTS[ItemType(what.item_type.data)])),
        (_("When it happened"), what.happened.data),
        (_("Trips"), str(count_of(what.trips.data) or "")),
    ]
    ticked = [(field.label.text, _("yes")) for field in (what.for_another, what.for_business) if field.data]
    return [(term, value) for term, value in pairs if value] + [(str(term), value) for term, value in ticked]


def _reach(who: WhoForm) -> Pairs:
    kept = [(_("Contact details"), str(MAY_KNOW[who.willing or Willing.NOBODY]))]
    fields = (who.name, who.telephone, who.email, who.village)
    left = [(_("Name"), _("Telephone number"), _("E-mail"), _("Village")), [field.data for field in fields]]
    ticked = [(str(field.label.text), _("yes")) for field in (who.written, who.no_call, who.confidential) if field.data]
    return kept + [(term, value) for term, value in zip(*left, strict=True) if value] + ticked


def _readers(willing: Willing | None) -> list[str]:
    public = _("The public sees only reviewed results without personal data.")
    station = _(
        "The handling station sees the facts as edited by the office, "
        "not your text, original photos or the time you sent it."
    )
    if willing is Willing.NOBODY:
        return [_("The efficiency office sees all you wrote, but not who you are."), station, public]
    office = _("The efficiency office sees all you wrote, your name and your telephone.")
    agreed = _("The handling station also sees your name and telephone, because you agreed.")
    return [office, station, agreed, public] if willing is Willing.STATION else [office, station, public]
