"""What a case's texts are read for: the prints of everybody who wrote in, and never anything opened."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from casebook.case.models import CaseFile
from casebook.case.read_by_station import INSIDE, ITS_OWN
from casebook.case.record_table import LEARNT, SENT
from casebook.vault import cipher
from casebook.vault.keys import vault_keys
from casebook.vault.leaks import leaks
from casebook.vault.lint import known_to_public, known_to_station
from casebook.vault.normal import Detail
from casebook.vault.print_models import PartyPrint
from casebook.vault.service import keep_party
from tests.lives import Life
from tests.stages.conftest import World, _case, world

__all__ = ["world"]

NIU = {"name": "牛长顺", "telephone": "0000-5550199", "email": "niu_1968@example.test", "village": "上棚村"}


def named(world: World, consent: bool = False, category: str = "A2") -> str:
    with world.writing() as session:
        life = Life(session, world.town)
        party = keep_party(session, vault_keys(), NIU, consent, False, life.now())
        life.register(party=party).accept(category)
        return f"/cases/{life.file.reference}"


def found(world: World, address: str, text: str) -> set[Detail]:
    return world.read(
        lambda s: {one.detail for one in leaks(text, known_to_station(s, vault_keys(), _case(s, address)))}
    )


def test_every_kind_of_detail_is_known_by_its_print(world: World) -> None:
    case = named(world)
    assert found(world, case, "牛长顺，打5550199，niu_1968@example.test，上棚村3号院") == {
        *(Detail.NAME, Detail.TELEPHONE, Detail.EMAIL, Detail.PLACE)
    }
    assert found(world, case, "三组停电，请立即抢修。") == set()


def test_nothing_is_opened_to_read_a_text(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = named(world)
    monkeypatch.setattr(cipher, "_opened", None)
    assert found(world, case, "牛 长 顺") == {Detail.NAME}


def test_the_telephone_may_be_told_to_whom_it_was_released(world: World) -> None:
    case = named(world, consent=True)
    assert found(world, case, "请打0000-5550199，尾号0199") == set()
    assert found(world, case, "请打0000-5550199找牛长顺") == {Detail.NAME}


def test_nothing_is_released_in_matters_of_reprisal(world: World) -> None:
    case = named(world, consent=True, category="J1")
    assert found(world, case, "请打0000-5550199") == {Detail.TELEPHONE}


def test_nothing_is_released_to_the_public(world: World) -> None:
    case = named(world, consent=True)
    public = world.read(lambda s: leaks("请打0000-5550199", known_to_public(s, vault_keys(), _case(s, case))))
    assert [one.detail for one in public] == [Detail.TELEPHONE]


def test_whoever_wrote_in_with_another_receipt_is_known_too(world: World) -> None:
    case = named(world)
    with world.writing() as session:
        other = keep_party(session, vault_keys(), {"name": "时巧珍"}, False, False, Life(session, world.town).now())
        assert other is not None
        file = session.scalars(select(CaseFile).where(CaseFile.reference == case.rsplit("/", 1)[-1])).one()
        second = Life(session, world.town).register(party=other)
        file.receipts.extend(second.file.receipts)
    assert found(world, case, "shi qiaozhen") == {Detail.NAME}


def test_one_name_has_two_prints_at_two_parties(app: Flask, world: World, tmp_path: Path) -> None:
    named(world)
    named(world)
    prints = world.read(lambda s: list(s.scalars(select(PartyPrint.print))))
    assert len(prints) == len(set(prints)) > 10


def test_the_prints_hold_no_word(world: World) -> None:
    named(world)
    rows = world.read(lambda s: [tuple(map(str, row)) for row in s.execute(select(PartyPrint.__table__))])
    assert rows and not [row for row in rows if "牛" in str(row) or "5550199" in str(row) or "niu" in str(row)]


def test_no_deed_whose_words_a_station_is_sent_is_left_unread() -> None:
    assert {action for action in SENT if action in INSIDE} == set()
    # Of what it learns by the day the station reads no words but the dates and results of KEPT.
    assert {action for action in LEARNT if action in ITS_OWN} == set()
