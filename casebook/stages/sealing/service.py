"""Integrity matters go to the discipline authority (T8): the station loses them at once, the office keeps a number.

What is no integrity matter comes back under protection (T39), or is split off when the matter is referred.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Referral
from casebook.case.taxonomy import CATEGORY_VERSION
from casebook.case.workflow import Action
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event
from casebook.kernel.transition import perform, sort_by_clocks
from casebook.letters.service import issue, notice_facts
from casebook.people.actor import Staff
from casebook.responsibility import service as responsibility
from casebook.responsibility.queries import chain_of
from casebook.stages.intake import service as intake
from casebook.stages.merging import queries as merged
from casebook.stages.merging.service import untie
from casebook.stages.reopening.service import NEW_ROUND
from casebook.stages.sealing import queries
from casebook.stages.service import end_assignments, stand
from casebook.vault.keys import vault_keys
from casebook.vault.service import hand_to_discipline

# What the record of responsibility names as the ground of each change of hands.
REFERRED = "信访工作条例 22、30"


@dataclass(frozen=True)
class Ground:
    """Why a matter is referred: a category of class D, or what hints at it in the officer's words.

    `rest` is what remains for the office, in words of its own; `receipt` the number of the receipt for the printed
    referral, where nobody of the discipline authority has an account here.
    """

    category: str | None = None
    hint: str = ""
    rest: str = ""
    receipt: str = ""


def seal(session: Session, case: CaseFile, actor: Staff, now: Moment, ground: Ground) -> Event:
    """Refer the matter (T8): from this instant it exists for nobody but the discipline authority.

    The duty to answer moves by designation. Whatever was merged into it is the same matter and goes with it.
    """
    joined = merged.merged_into(session, actor, case)
    event = _seal(session, case, actor, now, ground)
    for twin in joined:
        _seal(session, twin, actor, now, Ground(ground.category, ground.hint, receipt=ground.receipt))
    if ground.rest:
        intake.register_rest(session, case, now, ground.rest)
    return event


def acknowledge(session: Session, case: CaseFile, actor: Staff, now: Moment, receipt: str) -> None:
    """The discipline authority has the referral (T8); `receipt` is the number under which it keeps it."""
    perform(case, Action.ACKNOWLEDGE, actor, now, {"receipt": receipt})
    queries.referral_of(session, case).acknowledged_at = now.at


def hand_back(
    session: Session, case: CaseFile, actor: Staff, now: Moment, reason: str, director: str, agreed_on: date
) -> None:
    """Give what is no integrity matter back to the office (T39), which the director agreed to on paper (CR13).

    It stays restricted, it is classified anew, and no station reads it before a new text is written and read twice.
    """
    holder = queries.office_person(session, case, now)
    facts = {"reason": reason, "agreed_by": {"name": director, "on": agreed_on}, "holder": holder}
    perform(case, Action.HAND_BACK, actor, now, facts)
    responsibility.designate(case, chain_of(session, case.uid), holder, case.office_uid, now, reason)
    for column, value in NEW_ROUND.items():
        setattr(case, column, value)
    stand(session, case)
    case.restricted, case.category, case.category_version = True, None, None
    case.cleared_version = case.checked_version = 0
    queries.referral_of(session, case).returned_on = now.today


def _seal(session: Session, case: CaseFile, actor: Staff, now: Moment, ground: Ground) -> Event:
    holder = queries.referred_to(session, case, now)
    if ground.category:
        case.category, case.category_version = ground.category, CATEGORY_VERSION
    facts = {"ground": True, "hint": bool(ground.hint), "category": case.category, "holder": holder}
    event = perform(case, Action.SEAL, actor, now, {**facts, **notice_facts(Action.SEAL, case, now)})
    hand_to_discipline(session, vault_keys(), case)
    responsibility.designate(case, chain_of(session, case.uid), holder, case.office_uid, now, REFERRED)
    if ground.receipt:
        _acknowledged(case, now)
    end_assignments(session, case, now)
    untie(session, case, now)
    case.closed_at = case.closed_by = case.outcome = None
    session.add(_referral(case, actor, now, ground))
    # The words that hint at it stand in the referral alone, which is the discipline authority's, also afterwards.
    issue(session, case, event, actor, now, reason=ground.hint or None)
    return event


def _acknowledged(case: CaseFile, now: Moment) -> None:
    # Handed over on paper against a receipt: there is nothing left to wait for.
    for clock in case.clocks:
        if clock.kind == "referral" and clock.runs:
            clock.stopped_at = now.at
    sort_by_clocks(case)


def _referral(case: CaseFile, actor: Staff, now: Moment, ground: Ground) -> Referral:
    return Referral(
        case_uid=case.uid,
        reference=case.reference,
        office_uid=case.office_uid,
        referred_on=now.today,
        referred_by=actor.uid,
        acknowledged_at=now.at if ground.receipt else None,
    )
