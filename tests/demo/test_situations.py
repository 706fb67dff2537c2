"""Every situation that somebody may want to look at stands in the demo town, and nobody waits for the blind."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from casebook import clock
from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Solved, Supervision
from casebook.case.workflow import Action as A
from casebook.demo import tables
from casebook.kernel.access import decide, visible_to
from casebook.kernel.history import Event
from casebook.kernel.proposal import Proposal
from casebook.letters.models import Notice
from casebook.people.duty_models import DutyEntry, PostHandoverCase, ShiftHandover
from casebook.people.models import Grant, Leave, Person, PersonTie
from casebook.people.queries import staff
from casebook.web.acting import moment
from tests.demo.town import LOADED, cases_of, history_of
from tests.people.browsing import sign_in

pytestmark = pytest.mark.pages

PASSWORD = "casebook-demo"


class Told:
    """A case with what was done to it."""

    def __init__(self, case: CaseFile, events: list[Event]) -> None:
        self.case, self.events = case, events
        self.open = {row.action for row in case.proposals if row.outcome is None}

    def did(self, *actions: A) -> bool:
        """Whether all of these were done to it."""
        return {action.value for action in actions} <= {event.action for event in self.events}

    def by_system(self, action: A) -> bool:
        """Whether time did this."""
        return any(event.action == action.value and event.actor_kind == "system" for event in self.events)

    def late(self, kind: str) -> bool:
        """Whether a clock of this kind runs and is over."""
        return any(row.kind == kind and row.runs and row.is_overdue(moment().at) for row in self.case.clocks)


SITUATIONS: dict[str, Callable[[Told], bool]] = {
    "more time is asked for": lambda it: A.EXTEND.value in it.open,
    "more time was approved and told": lambda it: it.case.extended,
    "more time was approved and became void": lambda it: it.by_system(A.EXTEND_VOID),
    "a return is asked for": lambda it: it.case.state is State.RETURN_PENDING,
    "a return was refused": lambda it: it.did(A.RETURN_REFUSE),
    "a return was agreed, then somebody was designated": lambda it: it.did(A.RETURN_AGREE, A.DESIGNATE),
    "a return lapsed": lambda it: it.by_system(A.RETURN_LAPSE),
    "recalled": lambda it: it.did(A.RECALL),
    "asked for in confidence": lambda it: it.case.confidential,
    "the office wrote to the station": lambda it: it.did(A.TELL_STATION),
    "an identity was opened": lambda it: it.did(A.REVEAL),
    "merged": lambda it: it.case.state is State.MERGED,
    "referred, not acknowledged": lambda it: it.case.state is State.SEALED and not it.did(A.ACKNOWLEDGE),
    "referred and acknowledged": lambda it: it.case.state is State.SEALED and it.did(A.ACKNOWLEDGE),
    "handed back by discipline": lambda it: it.did(A.HAND_BACK) and it.case.restricted,
    "hung, progress reported": lambda it: it.case.state is State.HUNG and it.did(A.PROGRESS),
    "hung, progress overdue": lambda it: it.late("progress") and it.by_system(A.ALERT),
    "hung by the leaders after two rounds": lambda it: it.did(A.DECIDE_BACKLOG) and it.case.rework_rounds == 2,
    "unresolved after two rounds": lambda it: it.case.closed_by == "T27b" and it.case.rework_rounds == 2,
    "upheld with an outside member": lambda it: it.case.closed_by == "T25",
    "not reached": lambda it: it.case.closed_by == "T23" and it.case.call_tries == 3,
    "no call-back wanted": lambda it: it.case.closed_by == "T23" and it.case.no_callback,
    "unsolved and explained, rated": lambda it: it.did(A.END, A.RATE) and it.case.callback_solved is Solved.PARTLY,
    "closed by the station, not solved": lambda it: it.did(A.NOT_SOLVED) and it.case.state is State.REWORK,
    "closed by the station, not solved says a caller": lambda it: it.did(A.NOT_SOLVED_FOR),
    "withdrawn": lambda it: it.case.state is State.WITHDRAWN,
    "pressed to withdraw, reopened": lambda it: it.did(A.WITHDRAW, A.PRESSED, A.REOPEN),
    "closed, reopened and merged": lambda it: it.did(A.END, A.REOPEN, A.MERGE),
    "in review": lambda it: it.case.state is State.IN_REVIEW,
    "in re-review after a hearing": lambda it: it.case.state is State.IN_RECHECK and it.did(A.HEARING),
    "ended by a re-review": lambda it: it.case.state is State.TERMINATED,
    "declined by two persons, the notice handed over": lambda it: it.did(A.DECLINE_ASK, A.DECLINE, A.DELIVER),
    "not taken again": lambda it: it.case.closed_by == "T10",
    "discontinued": lambda it: it.case.closed_by == "T38",
    "a decline waits for its countersign": lambda it: A.DECLINE.value in it.open,
    "forwarded": lambda it: it.case.state is State.TRANSFERRED,
    "asked for more": lambda it: it.case.state is State.SUPPLEMENT,
    "the term to complete is over": lambda it: it.by_system(A.COMPLETE_OVER),
    "reminded by the ladder": lambda it: it.by_system(A.REMIND),
    "supervised by the ladder": lambda it: it.by_system(A.SUPERVISE),
    "talked to": lambda it: it.case.supervision is Supervision.TALKED,
    "critical": lambda it: it.did(A.CRITICAL),
    "an order is open": lambda it: it.case.open_rectifications == 1,
    "an order was verified": lambda it: it.did(A.ORDER_VERIFY),
    "a co-unit has reported, another has not": lambda it: (
        it.did(A.CO_REPORT) and any(row.kind == "co" and row.runs for row in it.case.clocks)
    ),
    "promised": lambda it: it.did(A.PROMISE),
    "urged by the complainant": lambda it: it.did(A.URGE),
    "noted": lambda it: it.did(A.NOTE),
    "called back as a sample": lambda it: it.did(A.SAMPLE),
    "read by a second person": lambda it: it.did(A.CHECK_TEXT, A.DISPATCH),
    "a text waits for its second reader": lambda it: (
        it.case.restricted and it.case.cleared_version > it.case.checked_version
    ),
    "handled by the office itself": lambda it: it.case.self_handled,
    "given back to the handler": lambda it: it.did(A.GIVE_BACK),
    "its telephone was opened": lambda it: it.did(A.REVEAL),
    "against the office itself": lambda it: it.case.against_office,
}


def told(session: Session) -> list[Told]:
    return [Told(case, history_of(session, case)) for case in cases_of(session)]


def test_every_situation_is_there(town: Session) -> None:
    stories = told(town)
    missing = [name for name, holds in SITUATIONS.items() if not any(holds(story) for story in stories)]
    assert missing == []


def test_people_have_left_their_traces_too(town: Session) -> None:
    kinds = (DutyEntry, Leave, PersonTie, Notice)
    assert all(town.scalar(select(func.count()).select_from(kind)) for kind in kinds)
    shifts = town.scalars(select(ShiftHandover)).all()
    assert [shift.signed_at is not None for shift in shifts] == [True, False]
    waiting = town.scalars(select(PostHandoverCase).where(PostHandoverCase.signed_at.is_(None))).all()
    assert waiting
    assert all(entry.successor_uid for entry in waiting)
    assert town.scalars(select(Grant).where(Grant.decided_at.is_(None))).one().asked_by


def test_nothing_waits_for_a_person_who_cannot_see_it(town: Session) -> None:
    today = moment().today
    for case in cases_of(town):
        if case.closed_at is None:
            assert case in _seen(town, case.holder_uid), f"{case.title}: its holder cannot see it"
    for entry in town.scalars(select(PostHandoverCase)):
        seen = {case.uid for case in _seen(town, entry.successor_uid)}
        assert entry.case_uid in seen
    people = [staff(town, uid, today) for uid in town.scalars(select(Person.uid))]
    for proposal in town.scalars(select(Proposal).where(Proposal.outcome.is_(None))):
        case = town.scalars(select(CaseFile).where(CaseFile.uid == proposal.subject_uid)).one()
        able = [one for one in people if decide(one, A(proposal.action), case, moment()).allowed]
        assert able, f"{case.title}: nobody can decide {proposal.action}"
        assert all(case in _seen(town, one.uid) for one in able)


def _seen(session: Session, person_uid: str) -> list[CaseFile]:
    actor = staff(session, person_uid, moment().today)
    assert actor is not None
    return list(session.scalars(visible_to(actor, CaseFile)))


def test_what_time_did_stands_at_its_own_instant(town: Session) -> None:
    reminders = select(Event).where(Event.action == A.REMIND.value, Event.actor_kind == "system")
    rung = town.scalars(reminders.options(joinedload(Event.details))).all()
    assert rung
    assert all(datetime.fromisoformat(event.details.facts["was_due"]) == event.at for event in rung)


@pytest.mark.parametrize("account", [row.account for row in tables.people()])
def test_every_account_comes_in_to_a_page_that_opens(loaded_app: Flask, account: str) -> None:
    with clock.pinned(LOADED):
        browser = loaded_app.test_client()
        answer = sign_in(browser, account, PASSWORD)
        assert answer.status_code == 303
        assert browser.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ("discipline", "待签收线索"),
        ("oversight", "待复查"),
        ("director", "待会签"),
        ("officer", "待派单"),
        ("callback", "待回访"),
        ("build-head", "待报协办意见"),
        ("land-head", "待签收"),
    ],
)
def test_those_who_decide_have_something_on_their_desk(loaded_app: Flask, account: str, words: str) -> None:
    with clock.pinned(LOADED):
        browser = loaded_app.test_client()
        sign_in(browser, account, PASSWORD)
        assert words in browser.get("/desk").get_data(as_text=True)
