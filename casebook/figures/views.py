"""The figures of handling, and the cases behind each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _

from casebook.case.projection import Audience
from casebook.extensions import db
from casebook.figures import queries, shown
from casebook.figures.groups import GROUPS, NONE, STATION, Group, groups_for
from casebook.figures.listed import listed
from casebook.figures.measures import LEFT_OUT, MEASURES, RATE
from casebook.figures.queries import Heap, Scope
from casebook.figures.shown import Row
from casebook.kernel.deadlines import Moment
from casebook.ledgers.forms import TakeForm, asked
from casebook.ledgers.readers import POSTS, audience_of
from casebook.ledgers.shown import on_screen
from casebook.people.actor import Staff
from casebook.people.admin_deeds import reader
from casebook.people.admin_queries import units
from casebook.people.models import Unit, UnitKind
from casebook.web.acting import Answer, Right, moment, reads
from casebook.web.languages import reader_language

blueprint = Blueprint("figures", __name__)


@dataclass(frozen=True)
class Asked:
    """What figures somebody asks for: who, as what, when, with the form, and the units he may turn to."""

    actor: Staff
    audience: Audience
    form: TakeForm
    units: Mapping[str, Unit]
    now: Moment
    fits: bool

    def scope(self, **more: str) -> Scope:
        """The cases that are counted."""
        unit = self.form.unit.data
        parts = {**({"unit": unit} if unit else {}), **more}
        return Scope(self.actor, self.audience, self.form.period, self.now.at, tuple(parts.items()))

    @property
    def which(self) -> dict[str, str]:
        """What an address names of it."""
        return {**shown.days(self.form.period), "unit": self.form.unit.data or ""}


@blueprint.get("/figures")
@reads(Right.CASES)
def figures() -> Answer:
    """Received, closed, due, on time, late, on the backlog: by station, category, channel and month."""
    wanted = _asked()
    if not wanted.fits:
        return render_template("figures/figures.html", form=wanted.form), 422
    groups = groups_for(wanted.audience)
    heaps = queries.heaps(db.session(), wanted.scope(), groups)
    parts = {group: _rows(wanted, group, heaps) for group in groups}
    whole = queries.total(heaps)
    return render_template(
        "figures/figures.html",
        form=wanted.form,
        whole=shown.cells(Row(_("All"), whole, wanted.which)),
        heads=shown.heads(_("All")),
        sections=[
            *(_section(group.key, group.label, rows) for group, rows in parts.items()),
            _section(*_months(wanted, heaps)),
        ],
        has_monday=wanted.audience is not Audience.STATION,
        legend=shown.legend(),
        definitions=[*shown.definitions(), (_("Rate on time"), RATE), (_("Left out of all"), LEFT_OUT)],
    )


@blueprint.get("/figures/cases")
@reads(Right.CASES)
def cases() -> Answer:
    """The cases behind a figure: ?of= which, the days, and of which part."""
    wanted = _asked()
    measure = MEASURES.get(request.args.get("of", "")) or abort(404)
    if not wanted.fits:
        return render_template("figures/cases.html", form=wanted.form, label=measure.label), 422
    parts = _parts(wanted)
    sheet = listed(db.session(), wanted.scope(**parts), measure, wanted.now, reader_language())
    return render_template(
        "figures/cases.html",
        form=wanted.form,
        label=measure.label,
        definition=measure.definition,
        left_out=LEFT_OUT,
        parts=[GROUPS[key].name(part, wanted.units) for key, part in wanted.scope(**parts).parts],
        **on_screen(sheet),
    )


def _asked() -> Asked:
    actor, now = reader(), moment()
    audience = audience_of(actor) or abort(404)
    found = {unit.code: unit for unit in _units(actor, audience)}
    form = asked(request.args, found.values(), reader_language(), now.today)
    # What nobody handles yet is a part of its own.
    form.unit.choices = [*form.unit.choices, (NONE, _("no unit yet"))]
    return Asked(actor, audience, form, found, now, form.validate())


def _units(actor: Staff, audience: Audience) -> list[Unit]:
    found = [unit for unit in units(db.session()) if unit.kind in (UnitKind.OFFICE, UnitKind.STATION)]
    own = actor.units(*POSTS[audience])
    return [unit for unit in found if audience is not Audience.STATION or unit.uid in own]


def _parts(wanted: Asked) -> dict[str, str]:
    """The further parts an address names; 404 for one this reader does not get, or that there is not."""
    named = {key: request.args[key] for key in GROUPS if key != STATION.key and request.args.get(key)}
    known = {group.key: group for group in groups_for(wanted.audience)}
    for key, part in named.items():
        if key not in known or part not in known[key].keys:
            abort(404)
    return named


def _rows(wanted: Asked, group: Group, heaps: list[Heap]) -> list[Row]:
    """Every part with its numbers, the one with most received first; what has no part yet comes last."""
    found = queries.by_group(heaps, group).items()
    rows = [Row(group.name(part, wanted.units), numbers, {**wanted.which, group.key: part}) for part, numbers in found]
    return sorted(rows, key=lambda row: (row.which[group.key] == NONE, -row.numbers["received"], row.name))


def _months(wanted: Asked, heaps: list[Heap]) -> tuple[str, str, list[Row]]:
    found = queries.by_month(heaps, wanted.form.period)
    rows = [Row(f"{part.first:%Y-%m}", numbers, {**wanted.which, **shown.days(part)}) for part, numbers in found]
    return "month", _("By month"), rows


def _section(key: str, label: Any, rows: list[Row]) -> dict[str, Any]:
    return {
        "key": key,
        "label": label,
        "heads": shown.heads(str(label)),
        "rows": [shown.cells(row) for row in rows],
        "chart": shown.chart(key, rows),
    }
