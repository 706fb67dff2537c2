"""What a citizen sees before sending: what he wrote, what each reader will see of it, and what gives him away."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext

from casebook.case.projection import CLASSES, Audience, Show
from casebook.case.taxonomy import ItemType
from casebook.stages.intake.forms import MAY_KNOW, WANTS, WhatForm, WhoForm, Willing, count_of
from casebook.stages.intake.giveaways import Giveaway, Sign, giveaways

Pairs = list[tuple[str, str]]
Row = tuple[str, str, str, str]

SIGNS = {
    Sign.OWN: _l("your own name or contact details"),
    Sign.NUMBER: _l("a long number, such as a telephone or a card"),
    Sign.PLATE: _l("a number plate"),
    Sign.SELF: _l("who you are or where you live or work"),
    Sign.FAMILY: _l("your family"),
    Sign.DOOR: _l("a house number"),
    Sign.TIME: _l("an exact time"),
}
# What a citizen sends, by the columns of the one table of who may see what.
SENT = (
    (_l("When you sent it"), "submission.received_at"),
    (_l("That you sent it on line"), "submission.channel"),
    (_l("When it happened, and the trips it cost"), "submission.happened"),
)


@dataclass(frozen=True)
class Preview:
    """What is about to be sent, who will see which part of it, and what may give the writer away."""

    told: Pairs
    reach: Pairs
    readers: list[str]
    heads: tuple[str, str, str, str]
    rows: list[Row]
    giveaways: str
    warned: Pairs


def preview(what: WhatForm, who: WhoForm) -> Preview:
    """What step 3 shows of the two forms."""
    found = giveaways(f"{what.text.data}\n{what.happened.data or ''}", _own(who))
    return Preview(
        _told(what),
        _reach(who),
        _readers(who.willing),
        (pgettext("preview", "What"), _("The efficiency office"), _("The handling station"), _("The public")),
        _rows(who),
        _quoted(found),
        [(str(SIGNS[sign]), _quoted(_of(found, sign))) for sign in Sign if _of(found, sign)],
    )


def _own(who: WhoForm) -> Mapping[str, str]:
    return {field.name: field.data or "" for field in (who.name, who.telephone, who.email, who.village)}


def _of(found: list[Giveaway], sign: Sign) -> list[Giveaway]:
    return [one for one in found if one.sign is sign]


def _quoted(found: list[Giveaway]) -> str:
    return pgettext("list", ", ").join(f"“{one.words}”" for one in found)


def _rows(who: WhoForm) -> list[Row]:
    """The field table in words; before there is a cleared text its place is described (decisions.md 44)."""
    no, yes = pgettext("sees", "no"), pgettext("sees", "yes")
    cleared = _(
        "a text the office writes from yours, without names, numbers, addresses or anything that shows who you are"
    )
    rows = [(_("Your text"), _("word for word"), cleared, _("only a reviewed result"))]
    rows += [
        (str(words), _seen(column, Audience.OFFICE), _seen(column, Audience.STATION), no) for words, column in SENT
    ]
    agreed = who.willing is Willing.STATION
    part = _("part of it; whole only with a recorded reason")
    office = _("only with a recorded reason") if who.confidential.data else part
    shared = {"name": agreed, "telephone": agreed}
    terms = {"name": _("Name"), "telephone": _("Telephone number"), "email": _("E-mail"), "village": _("Village")}
    left = [field for field, value in _own(who).items() if value]
    rows += [(terms[field], office, yes if shared.get(field) else no, no) for field in left]
    return rows if left else [*rows, (_("Who you are"), no, no, no)]


def _seen(column: str, audience: Audience) -> str:
    shows = {
        Show.YES: pgettext("sees", "yes"),
        Show.DAY: _("the day, not the hour"),
        Show.NEVER: pgettext("sees", "no"),
    }
    return shows[CLASSES[column][audience]]


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
