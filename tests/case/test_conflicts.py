"""Conflicts of interest, one by one (security.md 3.3): whoever may not know of a case finds no trace of it anywhere.

Each is looked for in every way in which staff meet a case: the list, the count beside it, the page, and the mails of
every audience there is. A conflict that no longer holds turns its test red.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook import clock
from casebook.case.models import Accused, CaseFile, State
from casebook.case.relations import RELATIONS
from casebook.case.service import play
from casebook.case.taxonomy import Grade, Part
from casebook.case.workflow import Action
from casebook.desk import queries as desk
from casebook.desk.forms import Wanted
from casebook.extensions import db
from casebook.kernel.access import Outcome, Refused, decide
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event, Message
from casebook.kernel.timetable import current
from casebook.outbox.recipients import recipients
from casebook.people.models import Grant, Role
from casebook.people.queries import staff
from casebook.stages.assignment import service as assignment
from casebook.stages.handling import service as handling
from casebook.stages.handling.service import Talk
from casebook.stages.merging import service as merging
from casebook.stages.sealing import service as sealing
from casebook.vault.service import record_reveal
from casebook.web.acting import acted
from tests.lives import MORNING, Life, lived
from tests.signed_in import sign_in, town_with_passwords
from tests.stages.sealing.moves import seal
from tests.stages.sealing.people import deputy, discipline, tie
from tests.town import OFFICE_PEOPLE, STATION_PEOPLE, Town, grant

TODAY = date(2026, 9, 1)
EVENING = MORNING.replace(hour=14)
READERS = [account for account in OFFICE_PEOPLE if account != "admin"]
STATION = [f"power-{post}" for post in STATION_PEOPLE]
OTHERS = [f"land-{post}" for post in STATION_PEOPLE]
EVERYBODY = [*READERS, *STATION, *OTHERS]


@dataclass
class Place:
    """A town with one case in it, and everybody's browser."""

    app: Flask
    town: Town
    clients: dict[str, FlaskClient]

    def writing(self) -> Any:
        """A transaction outside any request, within the application."""
        return _Writing(self.app)

    def knows(self, account: str, case: str) -> bool:
        """Whether a person finds the case; the list, the count and the page must say the same."""
        client = self._browser(account)
        listed = case in client.get("/cases").text
        page = client.get(f"/cases/{case}").status_code == 200
        counted = self._counted(account)
        assert listed is page is counted, (account, listed, page, counted)
        return listed

    def told(self, case: str) -> set[str]:
        """The accounts to which a mail about the case would go now, were it for every audience there is."""
        with self.writing() as session:
            event = _newest(session, case)
            told = set(session.scalars(select(Message.audience).where(Message.event_uid == event.uid)))
            session.add_all(_message(event, name) for name in RELATIONS if name not in told)
            session.flush()
            names = {person.uid: account for account, person in self.town.persons.items()}
            found = {names[one.uid] for one in recipients(session, event, TODAY) if one.kind == "person"}
            session.rollback()
        return found

    def knowing(self, case: str) -> set[str]:
        """Everybody who finds the case; to nobody else would a mail go."""
        found = {account for account in EVERYBODY if self.knows(account, case)}
        assert self.told(case) <= found
        return found

    def _browser(self, account: str) -> FlaskClient:
        if account not in self.clients:
            self.clients[account] = self.app.test_client()
            sign_in(self.clients[account], account)
        return self.clients[account]

    def _counted(self, account: str) -> bool:
        with self.app.test_request_context():
            session = db.session()
            actor = staff(session, self.town.uid(account), TODAY)
            assert actor is not None
            return desk.counts(session, actor, [Wanted()], Moment(EVENING, current(session))) == [1]


class _Writing:
    def __init__(self, app: Flask) -> None:
        self.context, self.acting = app.app_context(), acted()

    def __enter__(self) -> Session:
        self.context.__enter__()
        return self.acting.__enter__()

    def __exit__(self, *error: Any) -> None:
        self.acting.__exit__(*error)
        self.context.__exit__(*error)


@pytest.fixture
def place(app: Flask) -> Iterator[Place]:
    """The town; it is evening."""
    with _Writing(app) as session:
        town = town_with_passwords(session)
        session.expunge_all()
    with clock.pinned(EVENING):
        yield Place(app, town, {})


def _newest(session: Session, case: str) -> Event:
    mine = select(Event).join(CaseFile, CaseFile.uid == Event.subject_uid).where(CaseFile.reference == case)
    return session.scalars(mine.order_by(Event.subject_version.desc()).limit(1)).one()


def _message(event: Event, audience: str) -> Message:
    return Message(
        uid=new_uid(),
        event_uid=event.uid,
        subject_kind=event.subject_kind,
        subject_uid=event.subject_uid,
        action=event.action,
        audience=audience,
    )


def about(life: Life, account: str) -> None:
    """The case complains about this person."""
    life.file.accused.append(Accused(case_uid=life.file.uid, person_uid=life.town.uid(account)))
    life.session.flush()


def test_without_any_conflict_office_and_station_know_of_it(place: Place) -> None:
    with place.writing() as session:
        case = lived(session, place.town, State.HANDLING).file.reference
    assert place.knowing(case) == {*READERS, *STATION}
    assert place.told(case) == {*READERS, *STATION}


def test_cr1_nobody_of_the_unit_complained_about_knows_of_reprisal(place: Place) -> None:
    with place.writing() as session:
        grant(session, place.town, "power-liaison", Role.CLERK, "office")
        life = Life(session, place.town).register()
        case = life.file.reference
        seen_before = place_sees(session, place, life)
        life.accept("J1", Grade.U2)
        session.flush()
    assert "power-liaison" in seen_before
    assert place.knowing(case) == set(READERS)


def test_cr1_nobody_of_a_unit_named_beside_it_knows_of_reprisal(place: Place) -> None:
    with place.writing() as session:
        grant(session, place.town, "land-liaison", Role.CLERK, "office")
        life = Life(session, place.town).register().accept("J2", Grade.U2)
        life.file.accused.append(Accused(case_uid=life.file.uid, unit_uid=place.town.units["land"].uid))
        session.flush()
        case = life.file.reference
    assert place.knowing(case) == set(READERS)


def place_sees(session: Session, place: Place, life: Life) -> set[str]:
    """Who may see the case, asked of the table."""
    now = life.now()
    outcomes = {one: decide(life.actor(one), Action.NOTE, life.file, now).outcome for one in EVERYBODY}
    return {one for one, outcome in outcomes.items() if outcome is not Outcome.INVISIBLE}


def test_cr2_whoever_is_complained_about_knows_nothing_of_it(place: Place) -> None:
    with place.writing() as session:
        life = lived(session, place.town, State.HANDLING)
        about(life, "officer2")
        about(life, "power-handler")
        case = life.file.reference
    assert place.knowing(case) == {*READERS, *STATION} - {"officer2", "power-handler"}


def test_cr3_a_complaint_about_the_head_bars_his_whole_station(place: Place) -> None:
    with place.writing() as session:
        grant(session, place.town, "power-handler", Role.CALLBACK, "office")
        life = Life(session, place.town).register().accept("A1", Grade.U3, head_accused=True).text()
        case = life.file.reference
        with pytest.raises(Refused):
            life.dispatch()
    assert place.knowing(case) == set(READERS)


def test_cr4_a_complaint_about_the_office_bypasses_it(place: Place) -> None:
    with place.writing() as session:
        life = Life(session, place.town).register("clerk", unit_named_uid=place.town.office.uid)
        case = life.file.reference
        assert life.file.holder_uid == place.town.uid("oversight")
    assert place.knowing(case) == {"oversight"}


def test_cr4_without_a_body_above_discipline_holds_it(place: Place) -> None:
    with place.writing() as session:
        session.scalars(select(Grant).where(Grant.role == Role.OVERSIGHT)).one().ended_at = MORNING
        discipline(session, place.town)
        life = Life(session, place.town).register(unit_named_uid=place.town.office.uid)
        case = life.file.reference
        assert life.file.holder_uid == place.town.uid("leader")
    assert place.knowing(case) == {"leader"}


def test_cr4_where_there_is_nobody_above_the_office_takes_it(place: Place) -> None:
    with place.writing() as session:
        session.scalars(select(Grant).where(Grant.role == Role.OVERSIGHT)).one().ended_at = MORNING
        life = Life(session, place.town).register(unit_named_uid=place.town.office.uid)
        case = life.file.reference
        assert life.file.against_office is False
    assert place.knowing(case) == set(READERS) - {"oversight"}


def test_cr5_kin_of_whoever_is_complained_about_knows_nothing_of_it(place: Place) -> None:
    with place.writing() as session:
        life = lived(session, place.town, State.HANDLING)
        about(life, "power-head")
        tie(session, place.town, "officer2", person="power-head")
        tie(session, place.town, "power-head", person="power-liaison")
        case = life.file.reference
    assert place.knowing(case) == {*READERS, *STATION} - {"power-head", "officer2", "power-liaison"}


def test_cr5_a_tie_to_the_unit_ends_judging_and_revealing_not_reading(place: Place) -> None:
    with place.writing() as session:
        life = lived(session, place.town, State.FEEDBACK)
        tie(session, place.town, "officer2", unit="power")
        case, now = life.file.reference, life.now()
        life.file.has_contact = True
        for action in (Action.PASS, Action.SEND_BACK, Action.REVEAL):
            assert decide(life.actor("officer2"), action, life.file, now).outcome is Outcome.NOT_YOURS
            assert decide(life.actor("officer"), action, life.file, now).outcome is not Outcome.NOT_YOURS
    assert "officer2" in place.knowing(case)


def test_cr6_whoever_dispatched_does_not_call_back(place: Place) -> None:
    with place.writing() as session:
        grant(session, place.town, "officer", Role.CALLBACK, "office")
        life = lived(session, place.town, State.CALLBACK)
        outcome = decide(life.actor("officer"), Action.END, life.file, life.now()).outcome
        assert outcome is Outcome.GUARDED
        assert decide(life.actor("callback"), Action.END, life.file, life.now()).allowed


def test_cr7_whoever_opened_the_identity_knows_nothing_of_the_reprisal(place: Place) -> None:
    with place.writing() as session:
        earlier = lived(session, place.town, State.HANDLING, station="land")
        earlier.file.has_contact = True
        record_reveal(session, earlier.file, earlier.actor("director"), earlier.now(), "核实地址", True)
        earlier.file.accused.extend(
            Accused(case_uid=earlier.file.uid, person_uid=place.town.uid(one)) for one in EVERYBODY if one != "officer"
        )
        grant(session, place.town, "land-head", Role.CLERK, "office")
        life = Life(session, place.town).register().accept("J1", Grade.U2, earlier=earlier.file)
        case = life.file.reference
    with place.writing() as session:  # the earlier one is out of everybody's sight, so that what is counted is this one
        session.add(Accused(case_uid=_uid(session, earlier_of(session, case)), person_uid=place.town.uid("officer")))
    assert place.knowing(case) == set(READERS) - {"director"}


def earlier_of(session: Session, case: str) -> str:
    return session.scalars(select(CaseFile.reference).where(CaseFile.reference != case)).one()


def _uid(session: Session, case: str) -> str:
    return session.scalars(select(CaseFile.uid).where(CaseFile.reference == case)).one()


def test_cr8_whoever_moved_leaves_his_cases_behind_but_not_what_is_said_of_him(place: Place) -> None:
    with place.writing() as session:
        life = lived(session, place.town, State.HANDLING)
        about(life, "power-handler")
        case = life.file.reference
        for account in ("power-liaison", "power-handler"):
            moved = select(Grant).where(Grant.person_uid == place.town.uid(account))
            session.scalars(moved).one().ended_at = MORNING
            grant(session, place.town, account, Role.CLERK, "office")
        session.flush()
    known = place.knowing(case)
    assert known == {*READERS, "power-head", "power-liaison"}  # as a clerk of the office, no longer of the station


def test_cr9_whoever_stands_in_carries_the_conflicts_of_both(place: Place) -> None:
    with place.writing() as session:
        life = lived(session, place.town, State.HANDLING)
        about(life, "officer2")
        deputy(session, place.town, "officer2", "callback", "office")
        deputy(session, place.town, "power-head", "land-head", "power")
        case = life.file.reference
    assert place.knowing(case) == {*READERS, *STATION, "land-head"} - {"officer2", "callback"}


def test_cr9_a_deputy_carries_the_kin_of_both(place: Place) -> None:
    with place.writing() as session:
        life = lived(session, place.town, State.HANDLING)
        about(life, "power-head")
        tie(session, place.town, "officer2", person="power-head")
        deputy(session, place.town, "officer2", "callback", "office")
        case = life.file.reference
    assert place.knowing(case) == {*READERS, *STATION} - {"power-head", "officer2", "callback"}


def test_cr11_a_unit_that_reports_reads_the_text_and_its_own_part(place: Place) -> None:
    with place.writing() as session:
        life = lived(session, place.town, State.ACCEPTED)
        land = [place.town.units["land"]]
        assignment.dispatch(session, life.file, life.actor("officer"), life.now(), place.town.units["power"], land)
        life.done().sign()
        now = life.now()
        handling.record_contact(session, life.file, life.post("head"), now, Talk(now.at, "telephone", "已上门致歉。"))
        case = life.done().file.reference
    assert place.knowing(case) == {*READERS, *STATION, *OTHERS}
    page = place._browser("land-head").get(f"/cases/{case}").text
    assert "三组停电，请立即抢修。" in page
    for hidden in ("已上门致歉。", "上棚村三组从六点多就没电了", "某power-head", "某officer"):
        assert hidden not in page, hidden


def test_cr12_a_merge_takes_the_strictest_of_both(place: Place) -> None:
    with place.writing() as session:
        grant(session, place.town, "power-liaison", Role.CLERK, "office")
        strict = Life(session, place.town).register().accept("J1", Grade.U3)
        about(strict, "callback")
        play(strict.file, place.town.uid("officer2"), Part.EXCLUDED, strict.now())
        mild = Life(session, place.town, at=strict.at).register(text="还有一件事，请一起说说。")
        merging.merge(session, strict.done().file, mild.file, strict.actor("officer"), strict.now(), "person")
        session.flush()
        case, strict_uid = mild.file.reference, strict.file.uid
    with place.writing() as session:  # counted is the case that goes on: the other is over
        assert session.scalars(select(CaseFile.state).where(CaseFile.uid == strict_uid)).one() is State.MERGED
    assert place.knowing(case) == set(READERS) - {"callback", "officer2"}


def test_cr13_nothing_is_unsealed_without_the_directors_agreement(place: Place) -> None:
    with place.writing() as session:
        discipline(session, place.town)
        life = lived(session, place.town, State.DISPATCHED)
        seal(life)
        life.done()
        with pytest.raises(Refused):
            sealing.hand_back(session, life.file, life.actor("director"), life.now(), "退回", "某director", TODAY)
        sealing.hand_back(session, life.file, life.actor("leader"), life.now(), "退回", "某director", TODAY)
        case = life.done().file.reference
        life.accept("M1", Grade.U3)
        with pytest.raises(Refused):  # the old text is no longer one a station may read
            life.dispatch()
    assert place.knowing(case) == set(READERS)


def test_cr13_a_sealed_case_exists_for_discipline_alone(place: Place) -> None:
    with place.writing() as session:
        discipline(session, place.town)
        life = lived(session, place.town, State.HANDLING)
        seal(life)
        case = life.done().file.reference
    assert place.knowing(case) == {"leader"}


def test_cr14_who_is_told_is_decided_when_the_mail_goes_out(place: Place) -> None:
    with place.writing() as session:
        life = lived(session, place.town, State.DISPATCHED)
        case = life.file.reference
    assert {"power-head", "power-liaison"} <= place.told(case)
    with place.writing() as session:
        session.add(Accused(case_uid=_uid(session, case), person_uid=place.town.uid("power-head")))
        tie(session, place.town, "power-liaison", person="power-head")
    assert place.told(case) & {"power-head", "power-liaison"} == set()
