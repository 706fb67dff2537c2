"""One service behind every door: a submission becomes a case with its receipt, its chain and its first clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import Accused, CaseFile, CasePart, Receipt, Submission
from casebook.case.service import give_register_number, new_reference, play
from casebook.case.taxonomy import CATEGORY_VERSION, Channel, Grade, ItemType, LinkKind, Part, Track
from casebook.case.workflow import Action
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.people.actor import SYSTEM
from casebook.people.models import Role, Unit
from casebook.people.queries import answering_person
from casebook.responsibility import service as responsibility
from casebook.responsibility.models import HowTaken
from casebook.stages.intake.above import body_above, passed_on
from casebook.stages.service import link
from casebook.vault.models import Party

TITLE_LENGTH = 40


@dataclass(frozen=True)
class Matter:
    """What came in, whatever the door. `received_at` is when it reached the office, not when it was typed."""

    channel: Channel
    item_type: ItemType
    received_at: datetime
    text: str
    unit_named_uid: str | None = None
    category: str | None = None
    grade: Grade | None = None
    happened: str | None = None
    trips: int | None = None
    for_another: bool = False
    for_business: bool = False
    wants_written: bool = False
    paper_reference: str | None = None
    # Whoever brought it asks for it to be kept in confidence (保密).
    confidential: bool = False


@dataclass(frozen=True)
class Keys:
    """What opens the receipt: the slow hash of the query code, and the hash of the form's own key."""

    code_hash: str
    key_hash: bytes
    language: str = "zh"


@dataclass
class Registered:
    """What a registration leaves: the case and the citizen's receipt."""

    case: CaseFile
    receipt: Receipt
    holder_uid: str = field(default="")


def register(
    session: Session, office: Unit, actor: Any, now: Moment, matter: Matter, keys: Keys, party: Party | None
) -> Registered:
    """Register a matter (T1): it cannot be refused (信访工作条例 44(1)). The caller commits at once afterwards.

    A clerk is the first person asked; what comes in on line is held by the office's answering person (F2, F11). What
    complains about the office itself is passed on: the body above it takes its place at once (CR4).
    """
    submission = _submission(matter, actor, now, party)
    receipt = _receipt(keys, now, party)
    case = _case(office, submission, matter, now, party)
    case.receipts.append(receipt)
    above = body_above(session, office.uid, matter.unit_named_uid, now)
    chain = passed_on(case, above, now) if above else _opened(session, case, office.uid, actor, now)
    session.add_all([submission, receipt, case])
    if actor.kind == "person":
        play(case, actor.uid, Part.REGISTRAR, now)
    perform(case, Action.REGISTER, actor, now, {**_facts(case, now), "channel": submission.channel})
    if above:
        case.against_office, case.restricted = True, above.role is Role.DISCIPLINE
    session.flush()
    session.add(chain)
    give_register_number(session, case, now)
    return Registered(case, receipt, case.holder_uid)


def register_further(
    session: Session, origin: CaseFile, kind: LinkKind, now: Moment, uid: str, **facts: Any
) -> CaseFile:
    """Register, as the case `uid`, what an earlier case leaves to be done (T1): same matter, same receipts.

    The system does it and the office's answering person holds it. Whoever may not know of the earlier case may not
    know of this one either. The caller commits at once afterwards.
    """
    return _register_further(session, origin, _further(origin, uid, now), kind, now, facts)


def register_rest(session: Session, origin: CaseFile, now: Moment, text: str) -> CaseFile:
    """Register what of a referred matter the office may go on handling, in words of its own (T1, T8): same receipts.

    The caller commits at once afterwards.
    """
    submission = _rest_of(origin.submission, text, now)
    case = _further(origin, new_uid(), now)
    case.submission_uid, case.title, case.received_at = submission.uid, short_title(text), origin.received_at
    case.category = case.category_version = None
    session.add(submission)
    return _register_further(session, origin, case, LinkKind.SPLIT_FROM, now, {})


def _register_further(
    session: Session, origin: CaseFile, case: CaseFile, kind: LinkKind, now: Moment, facts: Mapping[str, Any]
) -> CaseFile:
    # Its receipts know it already, but it must not reach the database before its first event.
    with session.no_autoflush:
        above = body_above(session, case.office_uid, case.unit_named_uid, now) if case.against_office else None
        chain = passed_on(case, above, now) if above else _opened(session, case, case.office_uid, SYSTEM, now)
    session.add(case)
    perform(case, Action.REGISTER, SYSTEM, now, {**_facts(case, now), **facts})
    session.flush()
    session.add(chain)
    link(session, case, origin.uid, kind, now)
    give_register_number(session, case, now)
    return case


def short_title(text: str) -> str:
    """The first sentence of a text, cut to what a list can show."""
    first = text.strip().splitlines()[0] if text.strip() else ""
    for mark in "。！？!?":
        first = first.split(mark)[0]
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"


def _submission(matter: Matter, actor: Any, now: Moment, party: Party | None) -> Submission:
    return Submission(
        uid=new_uid(),
        channel=matter.channel,
        item_type=matter.item_type,
        received_at=matter.received_at,
        registered_at=now.at,
        text=matter.text,
        unit_named_uid=matter.unit_named_uid,
        happened=matter.happened,
        trips=matter.trips,
        for_another=matter.for_another,
        for_business=matter.for_business,
        paper_reference=matter.paper_reference,
        registered_by=actor.uid if actor.kind == "person" else None,
        party_uid=party.uid if party else None,
    )


def _receipt(keys: Keys, now: Moment, party: Party | None) -> Receipt:
    return Receipt(
        uid=new_uid(),
        reference=new_reference("TS", now),
        code_hash=keys.code_hash,
        key_hash=keys.key_hash,
        language=keys.language,
        created_at=now.at,
        party_uid=party.uid if party else None,
    )


def _case(office: Unit, submission: Submission, matter: Matter, now: Moment, party: Party | None) -> CaseFile:
    return CaseFile(
        uid=new_uid(),
        reference=new_reference("AJ", now),
        office_uid=office.uid,
        submission_uid=submission.uid,
        track=Track.PETITION if matter.wants_written else Track.HOTLINE,
        received_at=matter.received_at,
        title=short_title(matter.text),
        category=matter.category,
        category_version=CATEGORY_VERSION if matter.category else None,
        grade=matter.grade,
        unit_named_uid=matter.unit_named_uid,
        has_contact=party is not None,
        consent_contact=bool(party and party.consent_contact and not matter.confidential),
        confidential=matter.confidential,
        no_callback=bool(party and party.no_callback),
    )


# What a further case takes over from the one that leaves it.
KEPT = (
    *("office_uid", "submission_uid", "track", "title", "category", "category_version", "grade", "unit_named_uid"),
    *("station_may_handle", "has_contact", "consent_contact", "no_callback", "against_office", "restricted"),
    "confidential",
)


def _further(origin: CaseFile, uid: str, now: Moment) -> CaseFile:
    kept = {name: getattr(origin, name) for name in KEPT}
    case = CaseFile(uid=uid, reference=new_reference("AJ", now), received_at=now.at, **kept)
    case.receipts.extend(origin.receipts)
    case.accused.extend(
        Accused(case_uid=uid, person_uid=row.person_uid, unit_uid=row.unit_uid, alias=row.alias)
        for row in origin.accused
    )
    case.parts.extend(
        CasePart(case_uid=uid, person_uid=row.person_uid, part=row.part, since=now.at)
        for row in origin.parts
        if row.part is Part.EXCLUDED
    )
    return case


def _rest_of(whole: Submission, text: str, now: Moment) -> Submission:
    return Submission(
        uid=new_uid(),
        channel=whole.channel,
        item_type=whole.item_type,
        received_at=whole.received_at,
        registered_at=now.at,
        text=text,
        unit_named_uid=whole.unit_named_uid,
        party_uid=whole.party_uid,
    )


def _opened(session: Session, case: CaseFile, office_uid: str, actor: Any, now: Moment) -> Any:
    if actor.kind == "person":
        return responsibility.open_chain(case, actor.uid, office_uid, HowTaken.FIRST, now)
    holder = answering_person(session, office_uid, now)
    return responsibility.open_chain(case, holder, office_uid, HowTaken.ANSWERING, now)


def _facts(case: CaseFile, now: Moment) -> dict[str, Any]:
    return {
        "received_at": case.received_at,
        "registered_at": now.at,
        "matter": case.submission_uid,
        "category": case.category,
        "grade": case.grade,
        "anonymous": not case.has_contact,
        "accused": [row.person_uid for row in case.accused if row.person_uid],
        "track": case.track,
        "holder": case.holder_uid,
    }
