"""Lists and counts of cases: one statement each, all from `visible_to`, paged by key, never by offset."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import pgettext
from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import Session

from casebook.case import labels
from casebook.case.explained import QUARTER_MINUTES, due_shown, to_quarter
from casebook.case.models import CaseFile, ClearedText, Receipt, State, receipt_case
from casebook.case.projection import Audience, When, seen, shown_to
from casebook.case.relations import OFFICE_ROLES, READING_ROLES
from casebook.case.taxonomy import Grade
from casebook.case.workflow import WITH_STATION
from casebook.desk.forms import CRITICAL, RECEIPT, Wanted
from casebook.desk.order import Order, reads_inside
from casebook.desk.waiting import KINDS, Waiting, kinds_for, mine
from casebook.kernel.access import visible_to
from casebook.kernel.deadlines import Moment, end_of_day
from casebook.people.actor import Staff
from casebook.people.models import Person, Unit, UnitKind
from casebook.responsibility.models import Chain, Link
from casebook.stages.intake.service import short_title

PAGE = 50
MOST_COUNTED = 500
QUARTER = timedelta(minutes=QUARTER_MINUTES)
CLEARED = ("cleared_text.text",)


@shown_to(Audience.OFFICE, Audience.OVERSEER, Audience.STATION)
@dataclass(frozen=True)
class CaseRow:
    """One line of a list, as this reader may see it."""

    reference: str = seen("case_file.reference")
    title: str = seen("case_file.title", overseer=CLEARED, station=CLEARED)
    state: State = seen("case_file.state")
    state_label: str = seen("case_file.state")
    state_tone: str = seen("case_file.state")
    due: When | None = seen("case_file.sort_due_at")
    light: str = seen("case_file.sort_due_at")
    tone: str = seen("case_file.sort_due_at")
    unit: str = seen("case_file.main_unit_uid")
    holder: str = seen("case_file.holder_uid")
    waiting: str = seen("case_file.state")
    critical: str = seen("case_file.grade")
    key: str = seen("case_file.sort_due_at", "case_file.reference")


@dataclass(frozen=True)
class Page:
    """A stretch of a list, and whether there is more before and after it."""

    rows: Sequence[CaseRow]
    earlier: str
    later: str


def page(session: Session, actor: Staff, wanted: Wanted, now: Moment) -> Page:
    """The wanted stretch of the wanted list."""
    rows = _rows(session, actor, _filtered(actor, wanted, now), wanted, PAGE + 1, now)
    more = len(rows) > PAGE
    if wanted.before:
        shown = rows[-PAGE:]
        return Page(shown, shown[0].key if more else "", shown[-1].key if shown else "")
    shown = rows[:PAGE]
    return Page(shown, shown[0].key if wanted.after and shown else "", shown[-1].key if more else "")


def waiting_for(session: Session, actor: Staff, now: Moment, most: int) -> list[CaseRow]:
    """What waits for this actor in any way, the worst clock first."""
    kinds = kinds_for(actor)
    waits = or_(*(kind.sql(actor) for kind in kinds if not kind.over), mine(actor))
    afterwards = [and_(CaseFile.closed_at.is_not(None), kind.sql(actor)) for kind in kinds if kind.over]
    cases = visible_to(actor, CaseFile).where(or_(and_(CaseFile.closed_at.is_(None), waits), *afterwards))
    return _ordered(session, actor, cases, Wanted(), most, now, Order.of(actor, Wanted()).critical_first())


def _rows(session: Session, actor: Staff, cases: Select[Any], wanted: Wanted, most: int, now: Moment) -> list[CaseRow]:
    return _ordered(session, actor, cases, wanted, most, now, Order.of(actor, wanted))


def _ordered(
    session: Session, actor: Staff, cases: Select[Any], wanted: Wanted, most: int, now: Moment, order: Order
) -> list[CaseRow]:
    found = session.execute(order.lines(_listed(actor), order.keys(cases, wanted, most)))
    return [_row(actor, row, now) for row in found]


def counts(session: Session, actor: Staff, lists: Iterable[Wanted], now: Moment) -> list[int]:
    """How long each list is, in one statement; one more than MOST_COUNTED stands for any longer one."""
    found = session.execute(select(*(_length(actor, wanted, now) for wanted in lists))).one()
    return list(found)


def _length(actor: Staff, wanted: Wanted, now: Moment) -> Any:
    few = _filtered(actor, wanted, now).with_only_columns(literal(1)).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


def _filtered(actor: Staff, wanted: Wanted, now: Moment) -> Select[Any]:
    """The cases of a list: the same conditions for its rows and for its count."""
    return visible_to(actor, CaseFile).where(*_conditions(actor, wanted, now))


def _conditions(actor: Staff, wanted: Wanted, now: Moment) -> Iterable[ColumnElement[bool]]:
    if wanted.q:
        yield _named(actor, wanted.reference)
    else:
        yield CaseFile.closed_at.is_not(None) if _is_over(wanted) else CaseFile.closed_at.is_(None)
    if wanted.state:
        yield CaseFile.state == State(wanted.state)
    if wanted.waiting:
        yield _waits(actor, KINDS.get(wanted.waiting))
    if wanted.mine:
        yield mine(actor)
    if wanted.due:
        yield _lit(actor, wanted.due, now)


def _is_over(wanted: Wanted) -> bool:
    kind = KINDS.get(wanted.waiting)
    return wanted.closed or (kind is not None and kind.over)


def _waits(actor: Staff, kind: Waiting | None) -> ColumnElement[bool]:
    return kind.sql(actor) if kind else false()


def _named(actor: Staff, reference: str) -> ColumnElement[bool]:
    """A case by its reference; by a receipt's only where the reader works on cases in the office."""
    if not reference.startswith(RECEIPT):
        return CaseFile.reference == reference
    opened = select(receipt_case.c.case_uid).join(Receipt, Receipt.uid == receipt_case.c.receipt_uid)
    return and_(
        CaseFile.uid.in_(opened.where(Receipt.reference == reference)),
        CaseFile.office_uid.in_(sorted(actor.units(*OFFICE_ROLES))),
    )


def _lit(actor: Staff, due: str, now: Moment) -> ColumnElement[bool]:
    """Critical, overdue, or due by the next working day; these two for a station only while the matter is with it."""
    if due == CRITICAL:
        return CaseFile.grade == Grade.U1
    over = (
        CaseFile.sort_due_at <= now.at if reads_inside(actor) else CaseFile.sort_due_at < to_quarter(now.at) + QUARTER
    )
    soon = and_(~over, CaseFile.sort_due_at <= end_of_day(now.calendar.after(now.today)))
    condition = over if due == "overdue" else soon
    return condition if reads_inside(actor) else and_(condition, CaseFile.state.in_(WITH_STATION))


def _listed(actor: Staff) -> Select[Any]:
    """What a line of a list is made of, names joined in."""
    newest = and_(ClearedText.case_uid == CaseFile.uid, ClearedText.version == CaseFile.cleared_version)
    columns: list[Any] = [
        CaseFile.reference,
        CaseFile.title,
        CaseFile.state,
        CaseFile.sort_due_at,
        CaseFile.office_uid,
        CaseFile.main_unit_uid,
        ClearedText.text.label("cleared"),
        Unit.label_zh,
        Unit.label_en,
        CaseFile.grade,
        Person.name.label("holder"),
        Link.unit_uid.label("holder_unit"),
        _kind(actor).label("waiting"),
    ]
    return (
        visible_to(actor, CaseFile)
        .outerjoin(ClearedText, newest)
        .outerjoin(Unit, Unit.uid == CaseFile.main_unit_uid)
        .outerjoin(Chain, Chain.case_uid == CaseFile.uid)
        .outerjoin(Link, and_(Link.chain_uid == Chain.uid, Link.until.is_(None)))
        .outerjoin(Person, Person.uid == Link.person_uid)
        .with_only_columns(*columns, maintain_column_froms=True)
    )


def _kind(actor: Staff) -> Any:
    """The first way in which a case waits for this actor."""
    kinds = kinds_for(actor)
    return case(*((kind.sql(actor), literal(kind.key)) for kind in kinds), else_="") if kinds else literal("")


def _row(actor: Staff, row: Any, now: Moment) -> CaseRow:
    inside = row.office_uid in actor.units(*READING_ROLES) or _referred(row)
    due_at = row.sort_due_at if inside else _stations_due(row)
    light, tone = labels.light(due_at, now)
    return CaseRow(
        reference=row.reference,
        title=_title(actor, row),
        state=row.state,
        state_label=labels.state_label(row.state),
        state_tone=labels.state_tone(row.state),
        due=due_shown(due_at),
        light=light,
        tone=tone,
        unit=_unit(row),
        holder=_holder(row, inside),
        waiting=str(KINDS[row.waiting].label) if row.waiting else "",
        critical=pgettext("light", "critical") if row.grade is Grade.U1 else "",
        key=_key(row),
    )


def _referred(row: Any) -> bool:
    """Whether discipline has it: then nobody else finds it in any list, and discipline reads it whole."""
    return bool(row.state is State.SEALED)


def _stations_due(row: Any) -> datetime:
    return to_quarter(row.sort_due_at) if row.state in WITH_STATION else CaseFile.far_future


def _title(actor: Staff, row: Any) -> str:
    if row.office_uid in actor.units(*OFFICE_ROLES) or _referred(row):
        return row.title
    return short_title(row.cleared) if row.cleared else row.reference


def _unit(row: Any) -> str:
    return (row.label_en if labels.language() == "en" else None) or row.label_zh or ""


def _holder(row: Any, inside: bool) -> str:
    if not row.holder:
        return ""
    return row.holder if inside or row.holder_unit == row.main_unit_uid else labels.label(UnitKind.OFFICE)


def _key(row: Any) -> str:
    moment = row.sort_key
    return f"{moment.isoformat() if isinstance(moment, datetime) else moment}~{row.reference}"
