"""What was referred is under the discipline authority's key: the office opens it no more, alone not even afterwards."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import joinedload

from casebook.case.models import Accused, CaseFile, State
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.history import Event, EventDetails
from casebook.stages.merging import service as merging
from casebook.stages.sealing import service as sealing
from casebook.stages.sealing.service import Ground
from casebook.vault import blind, cipher
from casebook.vault.cipher import Unreadable
from casebook.vault.keys import vault_keys
from casebook.vault.leaks import leaks
from casebook.vault.lint import known_to_station
from casebook.vault.models import Party, PartyField
from casebook.vault.opening import NoEvent, email_of, open_field
from casebook.vault.print_models import PartyPrint
from casebook.vault.service import find_by_telephone
from tests.lives import Life
from tests.moves import MOVES
from tests.past import CASE
from tests.people.browsing import NOON, PASSWORD, at, people_of, signed_in, token, writing
from tests.vault.conftest import FIELDS, TELEPHONE, Kept, live
from tests.vault.test_openings import with_discipline
from tests.vault.test_reveal import address, reveals, show

NAME = FIELDS["name"]


@pytest.fixture
def referred(app: Flask) -> Iterator[Kept]:
    """A matter of somebody who left his name, referred; the inspector acts for discipline."""
    kept = live(app, people_of(app), {**FIELDS, "village": "上棚村"}, True, State.HANDLING)
    with_discipline(app, kept)
    kept.town.actors.clear()
    with writing(app) as session:
        life = life_of(session, kept)
        sealing.seal(session, life.file, life.actor("officer"), life.now(), Ground("D2"))
    yield kept


def life_of(session: Any, kept: Kept) -> Life:
    found = select(CaseFile).where(CaseFile.uid == kept.uid).options(joinedload(CaseFile.submission))
    case = session.scalars(found).one()
    return Life(session, kept.town, at=NOON.replace(hour=2), case=case)


def back(app: Flask, kept: Kept) -> None:
    """Discipline hands the matter back; the office handles it on, restricted."""
    with writing(app) as session:
        life = life_of(session, kept)
        MOVES[Action.HAND_BACK](life, life.actor("inspector"), life.now())


def party(app: Flask) -> tuple[str, str, bytes]:
    with app.app_context():
        row = db.session.execute(select(Party.uid, Party.master_key_id, Party.wrapped_key)).one()
        return row.uid, row.master_key_id, row.wrapped_key or b""


def test_the_offices_key_alone_opens_nothing_of_it(app: Flask, referred: Kept) -> None:
    uid, key, wrapped = party(app)
    assert key == "discipline-1"
    with app.app_context():
        with pytest.raises(Unreadable):
            vault_keys().ring.data_key(uid, wrapped)
        blob = db.session.scalars(select(PartyField.sealed).where(PartyField.name == "name")).one()
        data_key = vault_keys().discipline.data_key(uid, wrapped)
        assert cipher.unseal(data_key, uid, "name", blob) == NAME


def test_a_row_that_claims_another_key_opens_no_better(app: Flask, referred: Kept) -> None:
    with at(NOON):
        show(signed_in(app, "inspector"), referred, second="director", second_password=PASSWORD)
    with writing(app) as session:
        session.execute(update(Party).values(master_key_id="1"))
    with app.app_context():
        event = db.session.scalars(select(Event.uid).where(Event.action == "reveal")).one()
        with pytest.raises(Unreadable):
            open_field(db.session(), vault_keys(), event)


def test_no_mask_and_no_index_of_the_offices_is_left(app: Flask, referred: Kept) -> None:
    with app.app_context():
        assert set(db.session.scalars(select(PartyField.mask))) == {None}
        assert find_by_telephone(db.session(), vault_keys(), TELEPHONE) == []
        kept = db.session.scalars(select(PartyField.blind).where(PartyField.name == "telephone")).one()
        assert kept != blind.index(vault_keys().blind, TELEPHONE)


def test_the_database_holds_no_word_of_it(app: Flask, referred: Kept) -> None:
    with app.app_context():
        rows = db.session.execute(text("SELECT * FROM party_field")).all()
    told = repr(rows)
    for piece in (NAME, "王", TELEPHONE[-4:], "canary", "上棚"):
        assert piece not in told


def test_discipline_opens_it_by_two_with_a_reason_and_on_record(app: Flask, referred: Kept) -> None:
    with at(NOON):
        client = signed_in(app, "inspector")
        page = client.get(f"/cases/{referred.reference}")
        alone = show(client, referred, reason="核对线索", field="name")
        assert alone.status_code == 422 and NAME not in alone.text
        answer = show(client, referred, reason="核对线索", field="name", second="director", second_password=PASSWORD)
        assert f"/cases/{referred.reference}/reveal" in page.text
        assert NAME in answer.text
        assert "核对线索" in client.get(f"/cases/{referred.reference}").text
    with app.app_context():
        event = db.session.scalars(select(Event).where(Event.action == "reveal")).one()
        assert (event.role, event.from_state) == ("discipline", "sealed")


@pytest.mark.parametrize("account", ["clerk", "officer", "director", "callback", "oversight", "power-head"])
def test_for_the_office_and_the_station_it_is_gone_at_once(app: Flask, referred: Kept, account: str) -> None:
    with at(NOON):
        client = signed_in(app, account)
        assert client.get(address(referred)).status_code == 404
        form = {"csrf_token": token(client.get("/me")), "field": "name", "reason": "x"}
        assert client.post(address(referred), data=form).status_code == 404
    assert reveals(app) == 0


def test_handed_back_it_takes_the_director_and_one_more(app: Flask, referred: Kept) -> None:
    back(app, referred)
    with at(NOON):
        client = signed_in(app, "officer")
        assert 'name="second"' in client.get(address(referred)).text
        alone = show(client, referred, field="name")
        assert alone.status_code == 422 and NAME not in alone.text
        wrong = show(client, referred, field="name", second="director", second_password="wrong password")
        assert wrong.status_code == 422 and "第二人的账号或者密码不对。" in wrong.text
        assert reveals(app) == 0
        both = show(client, referred, field="name", second="director", second_password=PASSWORD)
        assert both.status_code == 200 and NAME in both.text
    with app.app_context():
        facts = db.session.scalars(select(EventDetails.facts).join(Event).where(Event.action == "reveal")).one()
        assert (facts["second"], facts["under_discipline"]) == (referred.town.uid("director"), True)


@pytest.mark.parametrize("second", ["officer", "officer2", "clerk", "leader", "power-head", "admin"])
def test_nobody_else_can_be_the_second(app: Flask, referred: Kept, second: str) -> None:
    back(app, referred)
    with at(NOON):
        answer = show(signed_in(app, "officer"), referred, second=second, second_password=PASSWORD)
    assert answer.status_code == 422
    assert TELEPHONE not in answer.text
    assert reveals(app) == 0


def test_the_director_asks_and_an_officer_is_the_second(app: Flask, referred: Kept) -> None:
    back(app, referred)
    with at(NOON):
        answer = show(signed_in(app, "director"), referred, second="officer2", second_password=PASSWORD)
    assert TELEPHONE in answer.text


def test_guessing_the_seconds_password_is_slowed(app: Flask, referred: Kept) -> None:
    back(app, referred)
    with at(NOON):
        client = signed_in(app, "officer")
        tries = [show(client, referred, second="director", second_password="wrong password") for _ in range(7)]
    assert [answer.status_code for answer in tries] == [422] * 5 + [429] * 2


@pytest.mark.parametrize("second", ["officer", "clerk", "leader", "oversight", "power-head", "admin"])
def test_with_discipline_stands_one_of_its_own_or_the_director(app: Flask, referred: Kept, second: str) -> None:
    with at(NOON):
        answer = show(signed_in(app, "inspector"), referred, field="name", second=second, second_password=PASSWORD)
    assert answer.status_code == 422 and "第二人须同为纪检人员" in answer.text
    assert reveals(app) == 0


def test_no_director_stands_by_at_what_complains_about_him(app: Flask, referred: Kept) -> None:
    with writing(app) as session:
        session.add(Accused(case_uid=referred.uid, person_uid=referred.town.uid("director")))
    with at(NOON):
        client = signed_in(app, "inspector")
        answer = show(client, referred, field="name", second="director", second_password=PASSWORD)
    assert answer.status_code == 422 and NAME not in answer.text


def test_handed_back_discipline_opens_it_by_two_as_before(app: Flask, referred: Kept) -> None:
    back(app, referred)
    with at(NOON):
        client = signed_in(app, "inspector")
        assert NAME not in show(client, referred, field="name").text
        assert NAME in show(client, referred, field="name", second="director", second_password=PASSWORD).text


def test_what_was_split_off_is_opened_by_two_as_well(app: Flask) -> None:
    kept = live(app, people_of(app), FIELDS, True, State.REGISTERED)
    with writing(app) as session:
        life = life_of(session, kept)
        ground = Ground("D2", rest="三组停电四个小时，请核实。")
        sealing.seal(session, life.file, life.actor("officer"), life.now(), ground)
    with app.app_context():
        rest = db.session.scalars(select(CaseFile.reference).where(CaseFile.state == State.REGISTERED)).one()
    with at(NOON):
        client = signed_in(app, "officer")
        page = client.get(f"/cases/{rest}/reveal").text
        assert 'name="second"' in page
        form = {"csrf_token": token(client.get("/me")), "field": "name", "reason": "核对"}
        assert NAME not in client.post(f"/cases/{rest}/reveal", data=form).text
    assert reveals(app) == 0


def test_an_event_of_the_office_alone_opens_nothing_of_discipline(app: Flask) -> None:
    kept = live(app, people_of(app), FIELDS, True, State.HANDLING)
    with at(NOON):
        show(signed_in(app, "officer"), kept)
    with writing(app) as session:
        life = life_of(session, kept)
        sealing.seal(session, life.file, life.actor("officer"), life.now(), Ground("D2"))
    with app.app_context():
        event = db.session.scalars(select(Event.uid).where(Event.action == "reveal")).one()
        with pytest.raises(NoEvent):
            open_field(db.session(), vault_keys(), event)


def test_before_it_is_referred_integrity_takes_two(app: Flask) -> None:
    kept = live(app, people_of(app), FIELDS, True, State.REGISTERED)
    with writing(app) as session:
        session.execute(update(CASE).values(category="D2"))
    with at(NOON):
        client = signed_in(app, "officer")
        assert show(client, kept).status_code == 422
        assert TELEPHONE in show(client, kept, second="director", second_password=PASSWORD).text


def test_the_worker_still_reaches_whoever_wrote(app: Flask, referred: Kept) -> None:
    with writing(app) as session:
        life = life_of(session, referred)
        MOVES[Action.OFFICE_MESSAGE](life, life.actor("inspector"), life.now())
    with app.app_context():
        told = db.session.scalars(select(Event.uid).where(Event.action == "message")).one()
        assert email_of(db.session(), vault_keys(), told, referred.party_uid) == FIELDS["email"]


def test_name_and_telephone_are_still_kept_out_of_the_stations_text(app: Flask, referred: Kept) -> None:
    with app.app_context():
        known = known_to_station(db.session(), vault_keys(), db.session.scalars(select(CaseFile)).one())
        assert leaks(f"电话{TELEPHONE}", known)
        assert leaks(f"反映人{FIELDS['name']}", known)
        assert not leaks("电话100-0000-0002", known)


def test_the_offices_own_key_finds_nothing_in_what_texts_are_read_by(app: Flask) -> None:
    kept = live(app, people_of(app), FIELDS, True, State.REGISTERED)
    before = prints(app)
    with writing(app) as session:
        life = life_of(session, kept)
        sealing.seal(session, life.file, life.actor("officer"), life.now(), Ground("D2"))
    assert before and len(prints(app)) == len(before)
    assert prints(app).isdisjoint(before)


def prints(app: Flask) -> set[bytes]:
    with app.app_context():
        return set(db.session.scalars(select(PartyPrint.print)))


def test_a_destroyed_key_stays_destroyed(app: Flask) -> None:
    kept = live(app, people_of(app), FIELDS, True, State.HANDLING)
    with writing(app) as session:
        session.execute(update(Party).values(wrapped_key=None))
        life = life_of(session, kept)
        sealing.seal(session, life.file, life.actor("officer"), life.now(), Ground("D2"))
    assert party(app)[2] == b""


def test_what_was_merged_into_it_goes_under_the_same_key(app: Flask) -> None:
    kept = live(app, people_of(app), FIELDS, True, State.ACCEPTED)
    twin = live(app, kept.town, {"name": "李四", "telephone": "100-0000-0099"}, True, State.REGISTERED)
    with writing(app) as session:
        life = life_of(session, kept)
        other = session.scalars(select(CaseFile).where(CaseFile.uid == twin.uid)).one()
        merging.merge(session, other, life.file, life.actor("officer"), life.now(), "event")
        sealing.seal(session, life.file, life.actor("officer"), life.now(), Ground("D2"))
    with app.app_context():
        assert set(db.session.scalars(select(Party.master_key_id))) == {"discipline-1"}
