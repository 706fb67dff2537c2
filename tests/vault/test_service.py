"""Keeping somebody, finding the same telephone again, and finding it in a text without opening anything."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook.kernel.deadlines import Moment
from casebook.kernel.timetable import default_timetable
from casebook.vault import cipher
from casebook.vault.keys import VaultKeys, vault_keys
from casebook.vault.models import Party, PartyField
from casebook.vault.queries import masks
from casebook.vault.service import find_by_telephone, keep_party
from casebook.web.acting import acted

NOW = Moment(datetime(2026, 9, 1, 1, tzinfo=UTC), default_timetable())
WANG = {"name": "王金丝雀", "telephone": "100-0000-0001", "email": "canary@wang.example", "village": "金丝雀村"}


def keep(session: Session, **changed: str) -> Party:
    party = keep_party(session, vault_keys(), {**WANG, **changed}, True, False, NOW)
    assert party is not None
    return party


def test_nobody_is_kept_who_left_nothing(app: Flask) -> None:
    with app.app_context(), acted() as session:
        assert keep_party(session, vault_keys(), {"name": " ", "telephone": ""}, False, False, NOW) is None
        assert session.scalar(select(func.count()).select_from(Party)) == 0


def test_only_the_fields_that_were_left_are_kept(app: Flask) -> None:
    with app.app_context(), acted() as session:
        party = keep_party(session, vault_keys(), {"telephone": "0000-5550101"}, False, True, NOW)
        assert party is not None
        assert (party.consent_contact, party.no_callback, party.master_key_id) == (False, True, "1")
        assert masks(session, party.uid) == {"telephone": "0000-****101"}


def test_masks_are_what_may_be_shown(app: Flask) -> None:
    with app.app_context(), acted() as session:
        shown = {"name": "王**雀", "telephone": "100****0001", "email": "c***@***.example", "village": "金**"}
        assert masks(session, keep(session).uid) == shown
        assert masks(session, None) == {}


def test_the_same_telephone_is_found_in_any_spelling(app: Flask) -> None:
    with app.app_context(), acted() as session:
        first, second = keep(session).uid, keep(session, telephone="+86 10000000001").uid
        keep(session, telephone="0000-5550101")
        assert find_by_telephone(session, vault_keys(), "１００ ００００ ０００１") == [second, first]
        assert find_by_telephone(session, vault_keys(), "139 0001 0002") == []
        assert find_by_telephone(session, vault_keys(), "无") == []


def test_the_database_holds_neither_name_nor_number(app: Flask, database: str, tmp_path: Path) -> None:
    with app.app_context():
        with acted() as session:
            for _ in range(20):
                keep(session)
        stored = everything(session, database, tmp_path)
    for canary in ("王金丝雀", "金丝雀村", "100-0000-0001", "10000000001", "canary@wang"):
        assert canary.encode() not in stored
    assert "王**雀".encode() in stored  # the search looks where the rows are


def everything(session: Session, database: str, folder: Path) -> bytes:
    """The database's files with its write-ahead log; of PostgreSQL all rows of the vault as text."""
    if database.startswith("sqlite"):
        return b"".join(path.read_bytes() for path in folder.glob("casebook.sqlite*"))
    tables = (Party.__table__, PartyField.__table__)
    rows = [row for table in tables for row in session.execute(select(table))]
    return b"".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)


def test_a_blob_moved_to_another_party_does_not_open(app: Flask) -> None:
    keys: VaultKeys
    with app.app_context(), acted() as session:
        keys, one, other = vault_keys(), keep(session), keep(session, name="李四")
        name = session.scalars(
            select(PartyField).where(PartyField.party_uid == one.uid, PartyField.name == "name")
        ).one()
        key = keys.ring.data_key(one.uid, one.wrapped_key or b"")
        assert cipher.unseal(key, one.uid, "name", name.sealed) == "王金丝雀"
        with pytest.raises(cipher.Unreadable):
            cipher.unseal(keys.ring.data_key(other.uid, other.wrapped_key or b""), other.uid, "name", name.sealed)
