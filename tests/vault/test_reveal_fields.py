"""Each field on request: which are offered to whom, whose masks stand on the page, and who hears of too many."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from casebook.case.models import CaseFile, State
from casebook.case.service import play
from casebook.case.taxonomy import Part
from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event, EventDetails, Message
from casebook.kernel.jobs import Job
from casebook.kernel.timetable import current
from casebook.outbox.deliver import deliver
from casebook.outbox.recipients import recipients
from casebook.people.models import Person, Role
from casebook.vault.opening import open_field
from tests.past import CASE
from tests.people.browsing import NOON, at, people_of, signed_in, token, writing
from tests.town import Town, grant
from tests.vault.conftest import FIELDS, Kept, live
from tests.vault.test_reveal import address, reveals, show

WORDS = {"name": "王金丝雀", "telephone": "100-0000-0001", "email": "canary@wang.example", "village": "上棚村"}
ALL = {**FIELDS, "village": "上棚村"}
MASKS = ("王**雀", "100****0001", "c***@***.example", "上**")


@pytest.mark.parametrize("field", list(WORDS))
def test_each_field_is_shown_alone_and_on_record(app: Flask, field: str) -> None:
    kept = live(app, people_of(app), ALL)
    with at(NOON):
        answer = show(signed_in(app, "officer"), kept, field=field)
    assert answer.status_code == 200
    assert {name for name, value in WORDS.items() if value in answer.text} == {field}
    with app.app_context():
        facts = db.session.scalars(select(EventDetails.facts).join(Event).where(Event.action == "reveal")).one()
    assert (facts["field"], facts["reason"]) == (field, "回访核实")


def test_only_what_was_left_can_be_chosen(app: Flask, kept: Kept) -> None:
    with at(NOON):
        page = signed_in(app, "officer").get(address(kept)).text
    assert [name for name in WORDS if f'value="{name}"' in page] == ["name", "telephone", "email"]


def test_whoever_only_rings_is_offered_the_telephone_alone(app: Flask, kept: Kept) -> None:
    with at(NOON):
        client = signed_in(app, "callback")
        page = client.get(address(kept)).text
        answer = show(client, kept, field="name")
    assert [name for name in WORDS if f'value="{name}"' in page] == ["telephone"]
    assert answer.status_code == 422
    assert "请选择需要查看的一项。" in answer.text
    assert WORDS["name"] not in answer.text
    assert reveals(app) == 0


@pytest.mark.parametrize("state", [State.HANDLING, State.REWORK])
def test_the_station_gets_the_telephone_while_it_handles(app: Flask, state: State) -> None:
    kept = live(app, people_of(app), ALL, True, state)
    with at(NOON):
        client = signed_in(app, "power-head")
        assert show(client, kept, field="name").status_code == 422
        assert WORDS["telephone"] in show(client, kept).text
    assert reveals(app) == 1


@pytest.mark.parametrize("state", [State.DISPATCHED, State.FEEDBACK, State.CALLBACK, State.CLOSED])
def test_before_and_after_it_the_station_gets_nothing(app: Flask, state: State) -> None:
    kept = live(app, people_of(app), ALL, True, state)
    with at(NOON):
        assert signed_in(app, "power-head").get(address(kept)).status_code == 403


@pytest.mark.parametrize(
    "changed",
    [{"restricted": True}, {"confidential": True}, {"category": "J1"}, {"category": "J2"}, {"category": "D1"}],
)
def test_the_station_never_gets_it_of_what_is_protected(app: Flask, changed: dict[str, Any]) -> None:
    kept = live(app, people_of(app), ALL, True, State.HANDLING)
    with writing(app) as session:
        session.execute(update(CASE).values(**changed))
    with at(NOON):
        assert signed_in(app, "power-head").get(address(kept)).status_code == 403


def test_masks_stand_where_the_identity_is_worked_with(app: Flask) -> None:
    kept = live(app, people_of(app), ALL)
    seen = {account: masks_of(app, kept, account) for account in ("officer", "director", "callback", "clerk", "leader")}
    assert seen == {"officer": MASKS, "director": MASKS, "callback": MASKS[1:2], "clerk": (), "leader": ()}


def test_the_clerk_loses_the_masks_with_the_day_and_asks_from_then_on(app: Flask) -> None:
    kept = live(app, people_of(app), ALL)
    taken_down_by(app, kept, "clerk")
    midnight = NOON + timedelta(hours=12)
    with at(midnight - timedelta(minutes=1)):
        assert masks_on_page(app, kept, "clerk") == MASKS
    with at(midnight):
        assert masks_on_page(app, kept, "clerk") == ()
        assert WORDS["telephone"] in show(signed_in(app, "clerk"), kept).text
    assert reveals(app) == 1


@pytest.mark.parametrize("category", ["J1", "J2", "D1"])
def test_of_reprisal_and_integrity_the_clerk_loses_it_altogether(app: Flask, category: str) -> None:
    kept = live(app, people_of(app), ALL)
    taken_down_by(app, kept, "clerk")
    with writing(app) as session:
        session.execute(update(CASE).values(category=category))
    with at(NOON):
        assert signed_in(app, "clerk").get(address(kept)).status_code == 200
    with at(NOON + timedelta(days=1)):
        client = signed_in(app, "clerk")
        assert client.get(address(kept)).status_code == 422
        assert show_blindly(client, kept).status_code == 422
        assert masks_on_page(app, kept, "clerk") == ()
    assert reveals(app) == 0


def test_of_reprisal_another_clerk_has_nothing_even_today(app: Flask) -> None:
    kept = live(app, people_of(app), ALL)
    with writing(app) as session:
        session.execute(update(CASE).values(category="J1"))
    with at(NOON):
        assert signed_in(app, "clerk").get(address(kept)).status_code == 422


def test_nothing_is_decrypted_when_the_event_is_refused_by_the_database(
    app: Flask, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    decrypted: list[str] = []
    monkeypatch.setattr("casebook.vault.opening.unseal", lambda *given: decrypted.append(given[2]))
    with at(NOON):
        officer = signed_in(app, "officer")
    with writing(app) as session:
        session.connection().exec_driver_sql(DENY[session.get_bind().dialect.name])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with at(NOON):
        answer = show(officer, kept)
    assert answer.status_code in (409, 500)
    assert WORDS["telephone"] not in answer.text
    assert decrypted == []


def test_the_eleventh_is_reported_once_an_hour_and_recorded_each_time(app: Flask, kept: Kept) -> None:
    with at(NOON):
        client = signed_in(app, "officer")
        for _ in range(10):
            assert show(client, kept).status_code == 200
        assert show(client, kept, field="name").status_code == 422
        assert show(client, kept).status_code == 422
    with app.app_context():
        found = db.session.scalars(select(Event).where(Event.action == "reveal-refused").order_by(Event.id)).all()
        assert [event.actor_uid for event in found] == [kept.town.uid("officer")] * 2
        facts = db.session.get(EventDetails, found[0].uid)
        assert facts and (facts.facts["field"], facts.facts["reference"]) == ("name", kept.reference)
        told = db.session.scalars(select(Message).where(Message.subject_kind == "identity")).all()
        assert [message.event_uid for message in told] == [found[0].uid]
        assert db.session.scalars(select(Job).where(Job.key == f"deliver:{found[0].uid}")).one()


def test_the_report_goes_to_discipline_or_else_to_the_director(app: Flask, kept: Kept) -> None:
    event = refused_once(app, kept)
    assert told(app, event) == {"director"}
    with writing(app) as session:
        add_discipline(session, kept.town)
    assert told(app, event) == {"inspector"}
    with writing(app) as session:
        deliver(session, {"event_uid": event}, NOON)


DENY = {
    "sqlite": "CREATE TRIGGER full_disk BEFORE INSERT ON event_details BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    "postgresql": "ALTER TABLE event_details ADD CONSTRAINT full_disk CHECK (event_uid = '') NOT VALID",
}


def show_blindly(client: Any, kept: Kept) -> Any:
    form = {"csrf_token": token(client.get("/me")), "field": "telephone", "reason": "回访核实"}
    return client.post(address(kept), data=form)


def taken_down_by(app: Flask, kept: Kept, account: str) -> None:
    with writing(app) as session:
        case = session.scalars(select(CaseFile).where(CaseFile.uid == kept.uid)).one()
        play(case, kept.town.uid(account), Part.REGISTRAR, Moment(NOON, current(session)))


def masks_of(app: Flask, kept: Kept, account: str) -> tuple[str, ...]:
    with at(NOON):
        return masks_on_page(app, kept, account)


def masks_on_page(app: Flask, kept: Kept, account: str) -> tuple[str, ...]:
    page = signed_in(app, account).get(f"/cases/{kept.reference}")
    assert page.status_code == 200
    return tuple(mask for mask in MASKS if mask in page.text)


def refused_once(app: Flask, kept: Kept) -> str:
    with at(NOON):
        client = signed_in(app, "officer")
        for _ in range(11):
            show(client, kept)
    with app.app_context():
        return db.session.scalars(select(Event.uid).where(Event.action == "reveal-refused")).one()


def add_discipline(session: Any, town: Town) -> Person:
    person = Person(uid=new_uid(), account="inspector", name="某纪检", email="jj@office.test", password_hash="!")
    session.add(person)
    session.flush()
    town.persons["inspector"] = person
    grant(session, town, "inspector", Role.DISCIPLINE, "office")
    return person


def told(app: Flask, event_uid: str) -> set[str]:
    with app.app_context():
        event = db.session.scalars(select(Event).where(Event.uid == event_uid)).one()
        uids = [one.uid for one in recipients(db.session(), event, NOON.date())]
        return set(db.session.scalars(select(Person.account).where(Person.uid.in_(uids))))


def test_an_opening_names_what_it_opens(app: Flask, kept: Kept) -> None:
    with at(NOON):
        show(signed_in(app, "officer"), kept, field="email")
    with app.app_context():
        uid = db.session.scalars(select(Event.uid).where(Event.action == "reveal")).one()
        from casebook.vault.keys import vault_keys

        assert open_field(db.session(), vault_keys(), uid) == WORDS["email"]
