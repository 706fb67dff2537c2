"""What each reader sees of a notice: view objects made of the frozen body, never of what the case says today."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casebook.case.projection import CLASSES, Audience, check_columns, seen, shown_to
from casebook.letters.compose import REFERENCE, digest_of
from casebook.letters.labels import label
from casebook.letters.models import Delivery, How, Notice, To

LEFT_OUT = "（略）"
# References and telephone numbers.
WHOLE = re.compile(r"([0-9A-Z]+(?:-[0-9A-Z]+)+)")
# Several complainants of one case: which of them a paper is printed for is written on it by hand.
BY_HAND = "＿＿＿＿＿＿＿＿"


# The notice as a whole: its body was frozen with all its words.
BODY = "notice.body"
NOBODY_ELSE: dict[str, tuple[str, ...]] = {
    audience.value: () for audience in Audience if audience is not Audience.OFFICE
}
check_columns(CLASSES, (Notice, Delivery))


@shown_to(*Audience)
@dataclass(frozen=True)
class Line:
    """A notice in a list."""

    uid: str = seen("notice.uid")
    title: str = seen("notice.title")
    number: str = seen("notice.number")
    to: str = seen("notice.addressed_to")
    issued: datetime = seen("notice.issued_at")
    delivered: datetime | None = seen("notice_delivery.delivered_at")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a letter."""

    text: str
    heading: bool = False

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The text parted, each piece with whether it is a number that no line may break."""
        return tuple((piece, bool(place % 2)) for place, piece in enumerate(WHOLE.split(self.text)) if piece)


@shown_to(*Audience)
@dataclass(frozen=True)
class DeliveryView:
    """One delivery as the office keeps it; others learn that and when."""

    how: str = seen("notice_delivery.how")
    at: datetime = seen("notice_delivery.delivered_at")
    who: str = seen("notice_delivery.by_uid", **NOBODY_ELSE)
    receipt: str = seen("notice_delivery.receipt_reference", **NOBODY_ELSE)
    witness: str = seen("notice_delivery.witness", **NOBODY_ELSE)
    note: str = seen("notice_delivery.note", **NOBODY_ELSE)


@shown_to(*Audience)
@dataclass(frozen=True)
class Letter:
    """A notice as it was issued; `intact` is false when its text is no longer what its digest says."""

    uid: str = seen("notice.uid")
    case_uid: str = seen("notice.case_uid")
    title: str = seen(BODY)
    number: str = seen(BODY)
    organ: str = seen(BODY)
    addressee: str = seen(BODY)
    paragraphs: tuple[Paragraph, ...] = seen(BODY)
    signed: str = seen(BODY)
    dated: str = seen(BODY)
    notes: tuple[Paragraph, ...] = seen(BODY)
    copied: str = seen(BODY)
    issued: datetime = seen("notice.issued_at")
    to: str = seen("notice.addressed_to")
    # Of a restricted one the others never learn: they read none, and of theirs this is always false.
    restricted: bool = seen("notice.restricted", station=(), citizen=())
    intact: bool = seen(BODY, "notice.digest")
    digest: str = seen("notice.digest")
    deliveries: tuple[DeliveryView, ...] = seen("notice_delivery.how", "notice_delivery.delivered_at")
    inside: bool = seen()


def line_for(notice: Notice, delivered: datetime | None) -> Line:
    """The notice in a list."""
    return Line(notice.uid, notice.title, notice.number, label(notice.to), notice.issued_at, delivered)


def letter_for(
    notice: Notice, audience: Audience, deliveries: Iterable[tuple[Delivery, str | None]], receipt_uid: str = ""
) -> Letter:
    """The notice for one reader: the office and its addressee read all of it, overseers nobody's own words."""
    body, outside = notice.body, audience is Audience.OVERSEER
    reference = LEFT_OUT if outside and notice.to is To.CITIZEN else _reference(body["references"], receipt_uid)
    inside = audience is Audience.OFFICE
    return Letter(
        uid=notice.uid,
        case_uid=notice.case_uid,
        title=body["title"],
        number=body["number"],
        organ=body["organ"],
        addressee=body["addressee"],
        paragraphs=tuple(_paragraph(line, outside) for line in body["lines"]),
        signed=body["signed"],
        dated=body["dated"],
        notes=tuple(Paragraph(note.replace(REFERENCE, reference)) for note in body["notes"]),
        copied=body["copied"],
        issued=notice.issued_at,
        to=label(notice.to),
        restricted=notice.restricted,
        intact=digest_of(body) == notice.digest,
        digest=notice.digest,
        deliveries=tuple(_delivery(row, name, inside) for row, name in deliveries),
        inside=inside,
    )


def _reference(references: dict[str, str], receipt_uid: str) -> str:
    if receipt_uid in references:
        return references[receipt_uid]
    return next(iter(references.values())) if len(references) == 1 else BY_HAND


def _paragraph(line: dict[str, Any], outside: bool) -> Paragraph:
    return Paragraph(line.get("outside", line["text"]) if outside else line["text"], bool(line.get("heading")))


def _delivery(row: Delivery, name: str | None, inside: bool) -> DeliveryView:
    if not inside:
        return DeliveryView(label(row.how), row.delivered_at, "", "", "", "")
    receipt, witness = row.receipt_reference or "", row.witness or ""
    return DeliveryView(label(row.how), row.delivered_at, name or "", receipt, witness, row.note or "")


PAPER = tuple(how for how in How if how is not How.PAGE)
