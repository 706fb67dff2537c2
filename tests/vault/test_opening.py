"""No committed event, no plaintext."""

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event, EventDetails, Message
from casebook.kernel.timetable import current
from casebook.vault import cipher, opening
from casebook.vault.keys import vault_keys
from casebook.vault.models import Party, PartyField
from casebook.vault.opening import NoEvent, NothingKept, email_of, open_field
from casebook.vault.service import record_reveal
from tests.past import SUBMISSION
from tests.people.browsing import NOON, writing
from tests.vault.conftest import TELEPHONE, Kept


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was decrypted."""
    said: list[str] = []
    real = cipher.unseal

    def spy(key: bytes, party_uid: str, name: str, blob: bytes) -> str:
        said.append(name)
        return real(key, party_uid, name, blob)

    monkeypatch.setattr(opening, "unseal", spy)
    return said


def reveal(session: Session, kept: Kept, field: str = "telephone") -> str:
    case = session.scalars(select(CaseFile).where(CaseFile.uid == kept.uid)).one()
    now = Moment(NOON, current(session))
    return record_reveal(session, case, kept.town.actor(session, "officer"), now, "回访", True, field).uid


def test_the_committed_event_opens_the_field_it_names(app: Flask, kept: Kept) -> None:
    with writing(app) as session:
        telephone = reveal(session, kept)
        name = reveal(session, kept, "name")
    with app.app_context():
        assert open_field(db.session(), vault_keys(), telephone) == TELEPHONE
        assert open_field(db.session(), vault_keys(), name) == "王金丝雀"


def test_an_event_that_is_not_committed_opens_nothing(app: Flask, kept: Kept, opened: list[str]) -> None:
    with writing(app) as session:
        event_uid = reveal(session, kept)
        session.flush()
        with pytest.raises(NoEvent):
            open_field(session, vault_keys(), event_uid)
    assert opened == []


def test_an_event_rolled_back_opens_nothing(app: Flask, kept: Kept, opened: list[str]) -> None:
    with pytest.raises(KeyError), writing(app) as session:
        event_uid = reveal(session, kept)
        session.flush()
        raise KeyError
    with app.app_context(), pytest.raises(NoEvent):
        open_field(db.session(), vault_keys(), event_uid)
    assert opened == []


def test_no_event_and_an_event_of_another_kind_open_nothing(app: Flask, kept: Kept, opened: list[str]) -> None:
    with app.app_context():
        session = db.session()
        registered = session.scalars(select(Event.uid).where(Event.action == "register")).one()
        for event_uid in (new_uid(), registered, ""):
            with pytest.raises(NoEvent):
                open_field(session, vault_keys(), event_uid)
    assert opened == []


def test_details_put_in_the_place_of_others_open_nothing(app: Flask, kept: Kept, opened: list[str]) -> None:
    with writing(app) as session:
        event_uid = reveal(session, kept)
    with writing(app) as session:
        session.execute(delete(EventDetails).where(EventDetails.event_uid == event_uid))
        session.add(EventDetails(event_uid=event_uid, salt=bytes(16), facts={"field": "name"}))
    with app.app_context(), pytest.raises(NoEvent):
        open_field(db.session(), vault_keys(), event_uid)
    assert opened == []


def test_a_field_that_was_never_left_is_not_there(app: Flask, kept: Kept) -> None:
    with writing(app) as session:
        event_uid = reveal(session, kept, "village")
    with app.app_context(), pytest.raises(NothingKept):
        open_field(db.session(), vault_keys(), event_uid)


def test_a_destroyed_key_destroys_the_person(app: Flask, kept: Kept) -> None:
    with writing(app) as session:
        event_uid = reveal(session, kept)
        session.execute(update(Party).values(wrapped_key=None))
    with app.app_context(), pytest.raises(NothingKept):
        open_field(db.session(), vault_keys(), event_uid)


def test_a_blob_put_into_another_row_does_not_open(app: Flask, kept: Kept) -> None:
    with writing(app) as session:
        event_uid = reveal(session, kept)
        name = session.scalars(select(PartyField.sealed).where(PartyField.name == "name")).one()
        session.execute(update(PartyField).where(PartyField.name == "telephone").values(sealed=name))
    with app.app_context(), pytest.raises(cipher.Unreadable):
        open_field(db.session(), vault_keys(), event_uid)


def test_the_address_is_opened_for_an_event_the_citizen_is_told_of(app: Flask, kept: Kept) -> None:
    with app.app_context():
        session = db.session()
        told = session.scalars(select(Message.event_uid).where(Message.audience == "citizen")).first()
        assert told
        assert email_of(session, vault_keys(), told, kept.party_uid) == "canary@wang.example"


def test_the_address_stays_closed_for_any_other_event_or_party(app: Flask, kept: Kept, opened: list[str]) -> None:
    with app.app_context():
        session = db.session()
        told = session.scalars(select(Message.event_uid).where(Message.audience == "citizen")).first() or ""
        others = session.scalars(select(Message.event_uid).where(Message.event_uid.not_in(_told()))).first() or ""
        assert told and others
        for event_uid, party_uid in ((others, kept.party_uid), (told, new_uid()), (new_uid(), kept.party_uid)):
            with pytest.raises(NoEvent):
                email_of(session, vault_keys(), event_uid, party_uid)
    assert opened == []


def test_without_an_address_there_is_none(app: Flask, kept: Kept) -> None:
    with writing(app) as session:
        told = session.scalars(_told()).first() or ""
        session.query(PartyField).filter(PartyField.name == "email").delete()
    with app.app_context():
        assert email_of(db.session(), vault_keys(), told, kept.party_uid) is None


def test_a_second_receipt_of_the_case_is_told_too(app: Flask, kept: Kept) -> None:
    with writing(app) as session:
        told = session.scalars(_told()).first() or ""
        session.execute(update(SUBMISSION).values(party_uid=None))
    with app.app_context():
        assert email_of(db.session(), vault_keys(), told, kept.party_uid) == "canary@wang.example"


def _told() -> object:
    return select(Message.event_uid).where(Message.audience == "citizen")
