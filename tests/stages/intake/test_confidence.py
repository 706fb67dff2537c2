"""Who may know who complained: three answers, and confidence asked for beside them, at both doors."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Grade
from casebook.case.workflow import Action
from casebook.kernel.access import decide
from casebook.office.rules import OfficeRules, Relaxation
from casebook.stages.merging import service as merging
from casebook.vault.keys import vault_keys
from casebook.vault.leaks import leaks
from casebook.vault.lint import known_to_station
from casebook.vault.models import PartyField
from casebook.vault.service import keep_party
from tests.lives import Life
from tests.past import CASE
from tests.stages.conftest import World
from tests.stages.intake.test_desk import CALL, TYPED
from tests.stages.intake.test_online import NEXT, SEND, at_check, read, town, visitor
from tests.visitor import Visitor

__all__ = ["town", "visitor"]  # fixtures of this door


@pytest.mark.parametrize(
    ("contact", "left", "kept"),
    [
        ("station", {"telephone": "100-0000-0001"}, (True, True, False)),
        ("office", {"telephone": "100-0000-0001"}, (True, False, False)),
        ("office", {"telephone": "100-0000-0001", "confidential": "y"}, (True, False, True)),
        ("none", {}, (False, False, False)),
        ("none", {"confidential": "y"}, (False, False, True)),
    ],
)
def test_what_was_chosen_on_line_is_kept(
    app: Flask, visitor: Visitor, contact: str, left: dict[str, str], kept: tuple[bool, bool, bool]
) -> None:
    at_check(visitor, contact, **left).press(SEND)
    columns = (CaseFile.has_contact, CaseFile.consent_contact, CaseFile.confidential)
    assert read(app, select(*columns)) == [kept]


def test_in_confidence_nothing_is_masked(app: Flask, visitor: Visitor) -> None:
    at_check(visitor, "office", name="王金丝雀", telephone="100-0000-0001", confidential="y").press(SEND)
    assert [mask for (mask,) in read(app, select(PartyField.mask))] == [None, None]


def test_confidence_and_the_station_do_not_go_together(app: Flask, visitor: Visitor) -> None:
    at_check(visitor, "station", telephone="100-0000-0001", confidential="y")
    assert "要求保密的，站所不会知道怎么联系您。请在上面选第二项，或者取消保密。" in visitor.text
    assert "100-0000-0001" in visitor.text
    visitor.press(NEXT, contact="office").press(SEND)
    assert read(app, select(CaseFile.confidential)) == [(True,)]


def test_before_sending_it_is_read_again(visitor: Visitor) -> None:
    at_check(visitor, "office", telephone="100-0000-0001", confidential="y")
    assert "我要求保密" in visitor.text


@pytest.mark.parametrize(("asked", "expected"), [({}, False), ({"confidential": "y"}, True)])
def test_the_desk_asks_as_well(world: World, asked: dict[str, str], expected: bool) -> None:
    assert world.at("clerk").do(CALL, **TYPED, **asked).status_code == 200
    case = world.read(lambda s: s.scalars(select(CaseFile)).one())
    assert (case.confidential, case.consent_contact) == (expected, False)
    masks = world.read(lambda s: s.scalars(select(PartyField.mask)).all())
    assert all(mask is None for mask in masks) == expected


def test_at_the_desk_too_it_does_not_go_with_the_station(world: World) -> None:
    answer = world.at("clerk").do(CALL, **{**TYPED, "consent": "station", "confidential": "y"})
    assert answer.status_code == 422
    assert "请选第二项，或者取消保密。" in answer.text
    assert world.read(lambda s: s.scalars(select(CaseFile)).all()) == []


def confident(life: Life) -> Life:
    """A matter in confidence whose text is written, at its station."""
    party = keep_party(life.session, vault_keys(), {"telephone": "100-0000-0001"}, False, False, life.now(), True)
    return life.register(party=party, confidential=True)


def test_two_persons_read_what_its_station_reads(world: World) -> None:
    with world.writing() as session:
        life = confident(Life(session, world.town)).accept("A2", Grade.U3).text()
        verdict = decide(life.actor("officer"), Action.DISPATCH, life.file, life.now(), {"main_unit": "power"})
        assert verdict.refusal and verdict.refusal.code == "second_reader"
        reference = life.file.reference
    page = world.at("officer2").client.get(f"/cases/{reference}").text
    assert "要求保密" in page
    assert f"/cases/{reference}/check-text" in page
    assert reference in world.at("officer2").client.get("/desk").text


def test_a_small_office_may_do_with_one_reader(world: World) -> None:
    with world.writing() as session:
        life = confident(Life(session, world.town)).accept("A2", Grade.U3).text()
        small = OfficeRules(relaxed=frozenset({Relaxation.ONE_READER}))
        officer = replace(life.actor("officer"), rules=small)
        facts = {"main_unit": world.unit("power")}
        assert decide(officer, Action.DISPATCH, life.file, life.now(), facts).allowed


def test_what_hangs_together_with_it_is_kept_in_confidence_too(world: World) -> None:
    with world.writing() as session:
        master = Life(session, world.town).register().accept()
        life = confident(Life(session, world.town))
        merging.merge(session, life.file, master.file, life.actor("officer"), life.now(), "event")
        assert master.file.confidential


def test_a_landline_without_its_area_code_is_found_without_any_mask(world: World) -> None:
    with world.writing() as session:
        life = Life(session, world.town)
        left = {"telephone": "0000-5550101"}
        party = keep_party(session, vault_keys(), left, False, False, life.now(), True)
        known = known_to_station(session, vault_keys(), life.register(party=party, confidential=True).file)
        assert leaks("请回电5550101。", known)
        assert not leaks("请回电5550102。", known)


def test_the_station_learns_nothing_of_the_confidence(world: World) -> None:
    address = world.case(State.HANDLING)
    plain = world.at("power-head").client.get(address).text
    with world.writing() as session:
        session.execute(update(CASE).values(confidential=True))
    assert strip(world.at("power-head").client.get(address).text) == strip(plain)


def strip(page: str) -> str:
    """A page without its token."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)
