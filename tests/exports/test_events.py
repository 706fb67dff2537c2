"""The exported history of a case lived by hand: every event, who was answerable, every due date, and no identity."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from casebook.case.models import State
from casebook.case.taxonomy import Grade
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import write_event
from casebook.kernel.timetable import current
from casebook.stages.assignment import service as assignment
from casebook.stages.handling import service as handling
from casebook.vault.keys import vault_keys
from casebook.vault.service import keep_party
from casebook.web.acting import acted
from tests.lives import Life, lived
from tests.town import build

Lines = list[dict[str, Any]]


@pytest.fixture
def exported(app: Flask) -> Iterator[Callable[[Callable[[Life], object]], tuple[Life, Lines, dict[str, Any]]]]:
    """Lives a case and answers it with its events and its snapshot."""

    def export(live: Callable[[Life], object]) -> tuple[Life, Lines, dict[str, Any]]:
        with acted() as session:
            life = Life(session, build(session))
            live(life)
        result = app.test_cli_runner().invoke(args=["export", "events"])
        assert result.exit_code == 0, result.output
        lines = [json.loads(line) for line in result.output.splitlines()]
        mine = [line for line in lines if line["id"] == life.file.uid]
        return life, [line for line in mine if "seq" in line], mine[-1]["snapshot"]

    with app.app_context():
        yield export


def whole(life: Life) -> None:
    life.case = lived(life.session, life.town, State.CLOSED).case


def test_a_whole_life_is_told_in_order(exported: Any) -> None:
    _life, events, snapshot = exported(whole)
    assert [(line["seq"], line["row"], line["from"], line["to"]) for line in events] == [
        (1, "T1", None, "REGISTERED"),
        (2, "T5", "REGISTERED", "ACCEPTED"),
        (3, "T48", "ACCEPTED", "ACCEPTED"),
        (4, "T11", "ACCEPTED", "DISPATCHED"),
        (5, "T13", "DISPATCHED", "HANDLING"),
        (6, "T47", "HANDLING", "HANDLING"),
        (7, "T19", "HANDLING", "FEEDBACK"),
        (8, "T21", "FEEDBACK", "CALLBACK"),
        (9, "T22", "CALLBACK", "CLOSED"),
    ]
    assert {line["kind"] for line in events} == {"case"} and not any("step" in line for line in events)
    assert events[0]["at"] == "2026-09-01T10:00:00+08:00" and events[3]["at"] == "2026-09-01T13:00:00+08:00"
    assert snapshot["state"] == "CLOSED"


def test_who_acted_is_told_by_uid_and_by_what_he_was(exported: Any) -> None:
    life, events, _snapshot = exported(whole)
    officer, head = life.town.uid("officer"), life.town.uid("power-head")
    assert [line["actor"] for line in events[:5]] == ["citizen", officer, officer, officer, head]
    assert [line["grants"] for line in (events[0], events[1], events[4])] == [
        [],
        ["officer@office"],
        ["station_head@station"],
    ]


def test_who_is_answerable_is_told_where_it_changes(exported: Any) -> None:
    life, events, snapshot = exported(whole)
    officer, head = life.town.uid("officer"), life.town.uid("power-head")
    held = [line["details"].get("holder") for line in events]
    assert held == [officer, officer, None, officer, head, None, head, officer, None]
    assert snapshot["holder"] == officer


# Received Tuesday 9-1 at 10:00, accepted 11:00, dispatched 13:00, closed 16:00, passed 17:00.
def test_every_due_date_is_told(exported: Any) -> None:
    _life, _events, snapshot = exported(whole)

    def day(internal: str, legal: str) -> dict[str, Any]:
        return {"internal": internal, "legal": legal, "provisional": False}

    contact = "2026-09-02T13:00:00+08:00"
    assert snapshot["dues"] == {
        "decide": day("2026-09-08", "2026-09-16"),  # 5 working days; 15 days by law
        "law60": day("2026-10-30", "2026-11-02"),  # nominally Saturday 10-31
        "feedback": day("2026-09-08", "2026-09-08"),
        "sign": day("2026-09-02", "2026-09-02"),
        "contact": day(contact, contact),
        "check": day("2026-09-02", "2026-09-02"),
        "callback": day("2026-09-03", "2026-09-03"),
    }


def test_a_clock_of_hours_is_an_instant_and_a_second_clock_replaces_the_first(exported: Any) -> None:
    def live(life: Life) -> None:
        life.register().accept(grade=Grade.U1).text().dispatch().sign().contact().close().pass_on().heard().redo()
        life.at += timedelta(days=2)
        life.close_again()

    _life, _events, snapshot = exported(live)
    assert snapshot["dues"]["feedback"]["internal"] == "2026-09-01T12:00:00+08:00"
    assert snapshot["dues"]["rework"]["internal"] == "2026-09-08"
    assert snapshot["dues"]["check"]["internal"] == "2026-09-04"  # closed again on 9-3


def test_the_facts_of_a_row_stand_by_their_names(exported: Any) -> None:
    life, events, _snapshot = exported(whole)
    first, accepted, dispatched, talked, closed = (events[n]["details"] for n in (0, 1, 3, 5, 6))
    station = life.town.units["power"].uid
    assert {name: first[name] for name in ("anonymous", "accused", "track", "category")} == {
        "anonymous": True,
        "accused": [],
        "track": "H",
        "category": None,
    }
    assert first["received_at"].startswith("2026-09-01T02:00:00") and len(first["matter"]) == 36
    assert (accepted["category"], accepted["grade"], accepted["station"]) == ("A2", "U3", station)
    assert (dispatched["main_unit"], dispatched["co_units"], "station" in dispatched) == (station, [], False)
    assert (talked["how"], talked["result"]) == ("telephone", True)
    assert (closed["reply"], closed["evidence"], closed["handler"]) == (True, True, life.town.uid("power-head"))
    assert events[7]["details"]["delivery"].keys() == {"delivered_at"}
    assert events[8]["details"]["callback"]["solved"] == "yes" and events[8]["details"]["outcome"] == "supported"


def test_what_the_office_enters_for_a_station_on_paper_says_so(exported: Any) -> None:
    def live(life: Life) -> None:
        life.station = "school"
        life.register().accept().text().dispatch()
        head = life.town.uid("school-head")
        handling.sign_for(life.session, life.file, life.actor("officer"), life.now(), head, "回执12号")

    life, events, snapshot = exported(live)
    details = events[-1]["details"]
    assert events[-1]["row"] == "T13" and events[-1]["actor"] == life.town.uid("officer")
    assert (details["on_behalf"], details["slip"]) == (life.town.units["school"].uid, True)
    assert snapshot["holder"] == life.town.uid("school-head")


def test_no_name_no_words_and_no_integer_key_leave_the_house(app: Flask, exported: Any) -> None:
    def live(life: Life) -> None:
        now = Moment(life.at, current(life.session))
        left = {"name": "王小明", "telephone": "13800001111", "email": "wang@citizen.test"}
        life.register(party=keep_party(life.session, vault_keys(), left, True, False, now)).accept().text()
        station, person = life.town.units["power"], life.town.persons["power-head"]
        reason, rule = "两个单位互相推诿", "首问负责制第五条"
        director = life.actor("director")
        assignment.designate(
            life.session, life.file, director, life.now(), station, person.uid, person.name, reason, rule
        )

    life, events, snapshot = exported(live)
    text = json.dumps([events, snapshot], ensure_ascii=False)
    words = ["王小明", "13800001111", "wang@", "某", "推诿", "停电", "首问", life.file.reference, "望禾"]
    assert [word for word in words if word in text] == []
    assert events[-1]["details"]["reason"] is True and events[-1]["details"]["rule"] is True
    assert "name" not in events[-1]["details"]


def test_events_of_what_no_table_moves_are_left_to_the_audit(app: Flask, exported: Any) -> None:
    def live(life: Life) -> None:
        whole(life)
        facts = {"at": life.at, "tx_uid": new_uid(), "actor_kind": "person", "actor_uid": life.town.uid("admin")}
        subject = {"subject_kind": "grant", "subject_uid": new_uid(), "subject_version": 1, "to_state": "asked"}
        life.session.add(write_event({}, **facts, **subject, role="admin", action="ask"))

    _life, events, _snapshot = exported(live)
    assert len(events) == 9


def test_steps_of_one_row_are_told_apart(exported: Any) -> None:
    def live(life: Life) -> None:
        life.register().accept().text().dispatch().sign()
        handler = life.town.persons["power-handler"]
        handling.give(life.session, life.file, life.post("head"), life.now(), handler.uid, handler.name)
        life.done()
        handling.take(life.session, life.file, life.post("handler"), life.now())

    _life, events, _snapshot = exported(live)
    assert [(line["row"], line.get("step")) for line in events[-3:]] == [
        ("T13", None),
        ("T45", "give"),
        ("T45", "sign"),
    ]
