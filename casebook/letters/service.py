"""Issuing notices and recording how they were delivered. A notice is composed once and never changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.case.workflow import Action
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event
from casebook.kernel.transition import perform
from casebook.letters import compose
from casebook.letters.ground import Ground, ground_of
from casebook.letters.kind import NoticeKind
from casebook.letters.kinds import kind_of
from casebook.letters.models import Delivery, How, Notice, To
from casebook.letters.numbers import next_number, word_for
from casebook.letters.shown import plain_day

NAMELESS, UNDELIVERABLE = "no_name_or_address", "undeliverable"
COMPLAINANT = "反映人"


@dataclass(frozen=True)
class Served:
    """How a notice was delivered on paper: the receipt's or registered letter's number, the witness of a refusal."""

    how: How
    delivered_at: datetime
    receipt_reference: str | None = None
    witness: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Opinion:
    """What petition law asks of an answer beyond its text: facts found, decision (an Outcome's value), rule, signer."""

    findings: str
    decision: str
    rule: str
    signer: str


def notice_facts(action: Action, case: CaseFile, now: Moment) -> dict[str, Any]:
    """What the event of a deed says of the notice it owes: its kind and delivery, or the ground for none.

    Somebody without name or address is owed no written notice (信访工作条例 23); he reads it on his page all the same.
    """
    kind = _owed(action.value, case)
    if kind is None:
        return {}
    if kind.to is To.CITIZEN and not case.has_contact:
        return {"no_notice_ground": NAMELESS}
    on_page = kind.to is To.CITIZEN or (kind.to is To.STATION and not case.on_paper)
    return {"notices": [{"type": kind.kind, "delivered_at": now.at if on_page else None}]}


def issue(session: Session, case: CaseFile, event: Event, actor: Any, now: Moment, **fields: Any) -> Notice | None:
    """Issue the notice the event owes and show it to its addressee; None where it owes none.

    `fields` are the free texts that no event keeps. Call it last: the number is the last thing before the commit.
    Raises MissingField, naming the field, when something it must hold is not there.
    """
    notice = issue_unshown(session, case, event, actor, now, **fields)
    if notice is not None and _reads_on_page(case, notice):
        session.add(Delivery(uid=new_uid(), notice_uid=notice.uid, how=How.PAGE, delivered_at=now.at))
        session.flush()
    return notice


def issue_unshown(
    session: Session, case: CaseFile, event: Event, actor: Any, now: Moment, **fields: Any
) -> Notice | None:
    """The same without any delivery: where the office found that it does not reach its addressee."""
    kind = _owed(event.action, case)
    if kind is None:
        return None
    ground = ground_of(session, case, current_app.config["SETTINGS"].public_url)
    given = {**event.details.facts, **{name: value for name, value in fields.items() if value is not None}}
    body = _body(kind, ground, given, now)
    session.flush()
    word = word_for(kind.word, kind.to is To.STATION and _hidden_from_some(case))
    body["number"] = next_number(session, body["organ"], word, now.today.year)
    notice = _notice(kind, ground, event, actor, now, body)
    session.add(notice)
    session.flush()
    return notice


def _hidden_from_some(case: CaseFile) -> bool:
    """Whether somebody at the unit may not know of this case, whose other letters he reads (CR1, CR2)."""
    return bool(case.accused) or case.restricted or case.station_may_handle is False


def record_delivery(
    session: Session, case: CaseFile, notice: Notice, actor: Any, now: Moment, served: Served
) -> Delivery:
    """Record that a notice was delivered on paper, by telephone or by public notice (送达回证)."""
    facts = {"notice": notice.uid, "type": notice.kind, "how": served.how, "delivered_at": served.delivered_at}
    perform(case, deliver_action(), actor, now, facts)
    delivery = Delivery(
        uid=new_uid(),
        notice_uid=notice.uid,
        how=served.how,
        delivered_at=served.delivered_at,
        by_uid=actor.uid,
        receipt_reference=served.receipt_reference,
        witness=served.witness,
        note=served.note,
    )
    session.add(delivery)
    return delivery


def deliver_action() -> Action:
    """The deed of recording a delivery. Raises ValueError while the table of the case has no such row."""
    return Action("deliver")


def _owed(action: str, case: CaseFile) -> NoticeKind | None:
    """The kind a deed owes; none to a station while no station has the case."""
    kind = kind_of(action)
    return None if kind is None or (kind.to is To.STATION and case.main_unit_uid is None) else kind


def _reads_on_page(case: CaseFile, notice: Notice) -> bool:
    if notice.to is To.CITIZEN:
        return bool(case.receipts)
    return notice.to is To.STATION and not case.on_paper


def _body(kind: NoticeKind, ground: Ground, given: dict[str, Any], now: Moment) -> dict[str, Any]:
    case = ground.values(kind.to, now)
    values = compose.filled(kind, ground.in_petition, case, given)
    organ = values[kind.organ] if kind.organ else ground.office.label_zh
    return {
        "kind": kind.kind,
        "organ": organ,
        "title": kind.title_for(ground.in_petition),
        "addressee": _addressee(kind, case),
        "lines": compose.lines(kind, values),
        "signed": organ,
        "dated": plain_day(now.today),
        "notes": compose.notes(kind.to, case),
        "copied": _copied(kind, values),
        "references": _references(kind, ground.case),
    }


def _addressee(kind: NoticeKind, case: dict[str, str]) -> str:
    # Nobody's name stands in a notice: it is kept where many may read, and the name is in the vault alone.
    return {To.CITIZEN: COMPLAINANT, To.BODY: case["discipline"]}.get(kind.to) or case["unit"]


def _copied(kind: NoticeKind, values: dict[str, str]) -> str:
    named = compose.NAMED.findall(kind.copied_to)
    return kind.copied_to % values if all(name in values for name in named) else ""


def _references(kind: NoticeKind, case: CaseFile) -> dict[str, str]:
    """Whose reference is whose: one complainant never reads another's."""
    if kind.to is To.CITIZEN:
        return {receipt.uid: receipt.reference for receipt in case.receipts}
    return {"": case.reference}


def _notice(kind: NoticeKind, ground: Ground, event: Event, actor: Any, now: Moment, body: dict[str, Any]) -> Notice:
    return Notice(
        uid=new_uid(),
        case_uid=ground.case.uid,
        event_uid=event.uid,
        kind=kind.kind,
        number=body["number"],
        title=body["title"],
        language="zh",
        to=kind.to,
        unit_uid=ground.case.main_unit_uid if kind.to is To.STATION else None,
        restricted=kind.restricted,
        addressee=body["addressee"],
        issued_at=now.at,
        issued_by=actor.uid if actor.kind == "person" else None,
        body=body,
        digest=compose.digest_of(body),
    )
