"""Field by reader (security.md 3.2): whose words stand on a page that a reader can open, in each state of a case.

Every field is written with a mark of its own. A reader goes to every page of the case there is for him, his desk and
his lists too; the marks he met are compared with the table below, which was written by hand. In the normal run a few
states are walked through; in the long run all of them.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Grade, NoteReaders, Rating, Solved
from casebook.case.workflow import Action
from casebook.people.models import Grant, Role
from casebook.stages.assignment import service as assignment
from casebook.stages.callback import service as callback
from casebook.stages.callback.service import Heard, Rated
from casebook.stages.cohandling import service as cohandling
from casebook.stages.handling import service as handling
from casebook.stages.handling.service import Answer, Talk
from casebook.stages.review import service as review
from casebook.stages.sealing import service as sealing
from casebook.stages.sealing.service import Ground
from casebook.stages.supervision import service as supervision
from casebook.vault.keys import vault_keys
from casebook.vault.service import keep_party
from casebook.web.acting import acted
from tests.desk.conftest import LATER, Desks
from tests.lives import Life
from tests.moves import MOVES
from tests.signed_in import follow
from tests.stages.review.moves import in_petition

pytestmark = pytest.mark.pages

S = State
# The mark of each field; of who complained, also what may be shown of it unopened.
MARKS = {
    "original": "甲壹原话",
    "happened": "乙贰时候",
    "name": "欧阳丙叁",
    "name mask": "欧**叁",
    "telephone": "13900004444",
    "telephone mask": "139****4444",
    "email": "dingsi@mail.test",
    "village": "戊伍村七组",
    "cleared": "己陆明文",
    "citizen's message": "庚柒来信",
    "office's message": "辛捌去信",
    "station's message": "壬玖站信",
    "contact": "癸拾联系",
    "office's note": "子甲内注",
    "station's note": "丑乙站注",
    "co-unit's report": "寅丙协报",
    "reply": "卯丁答复",
    "evidence": "辰戊照片",
    "call-back": "巳己回访",
    "judgement": "午庚判断",
    "rating": "未辛评价",
    "review reasons": "申壬理由",
    "hint": "酉癸线索",
}
CLERKS = ("clerk", "officer", "director", "callback")
STATION = ("power-head", "power-liaison", "power-handler")
OVERSEERS = ("leader", "oversight")
STAFF = (*CLERKS, *OVERSEERS, *STATION, "land-head", "school-head", "admin", "officer2")
# Who reads it at all, once it is written; "citizen" holds the receipt. officer2 is of the discipline authority alone.
MAY = {
    "original": {*CLERKS, "citizen"},
    "happened": {*CLERKS, "citizen"},
    "name": set(),
    "name mask": {"officer", "director"},  # whoever may ask to see it
    "telephone": set(),
    "telephone mask": {"officer", "director"},
    "email": set(),
    "village": set(),
    "cleared": {*CLERKS, *OVERSEERS, *STATION, "land-head"},
    "citizen's message": {*CLERKS, "citizen"},
    "office's message": {*CLERKS, "citizen"},
    "station's message": {*CLERKS, *STATION, "citizen"},
    "contact": {*CLERKS, *OVERSEERS, *STATION},
    "office's note": {*CLERKS, *OVERSEERS},
    "station's note": {*CLERKS, *OVERSEERS, *STATION},
    "co-unit's report": {*CLERKS, *OVERSEERS, *STATION, "land-head"},
    "reply": {*CLERKS, *OVERSEERS, *STATION, "citizen"},
    "evidence": {*CLERKS, *OVERSEERS, *STATION},
    "call-back": set(CLERKS) | {"citizen"},
    "judgement": {*CLERKS, *OVERSEERS, *STATION},
    "rating": set(CLERKS) | {"citizen"},
    "review reasons": {*CLERKS, *OVERSEERS, "citizen"},
    "hint": {"officer2"},
}
# From which state on the story has written it; what is not named is there from the start.
WRITTEN = {
    "cleared": S.ACCEPTED,
    **dict.fromkeys(
        (
            *("citizen's message", "office's message", "station's message", "contact", "office's note"),
            *("station's note", "co-unit's report"),
        ),
        S.HANDLING,
    ),
    **dict.fromkeys(("reply", "evidence"), S.FEEDBACK),
    "call-back": S.CALLBACK,
    "judgement": S.REWORK,
    "rating": S.CLOSED,
    "review reasons": S.IN_REVIEW,
}
STORY = (S.REGISTERED, S.ACCEPTED, S.DISPATCHED, S.HANDLING, S.FEEDBACK, S.CALLBACK, S.REWORK, S.CLOSED, S.IN_REVIEW)
FEW = (S.REGISTERED, S.HANDLING, S.CALLBACK)
LINK = re.compile(r'href="(/(?:cases|track)/[^"#]+)')


def begin(life: Life) -> None:
    """Somebody who gave everything complains; he does not want the station to know."""
    given = {"name": MARKS["name"], "telephone": MARKS["telephone"], "email": MARKS["email"]}
    given["village"] = MARKS["village"]
    party = keep_party(life.session, vault_keys(), given, False, False, life.now())
    text = f"{MARKS['original']}，从六点多就没电了。"
    life.register(party=party, text=text, happened=MARKS["happened"])


def dispatch(life: Life) -> None:
    units = life.town.units
    officer = life.actor("officer")
    assignment.dispatch(life.session, life.file, officer, life.now(), units["power"], [units["land"]])


def work(life: Life) -> None:
    """The station signs; everybody writes something, and one message of the station still waits to be passed on."""
    session, file = life.session, life.done().sign().file
    handling.write_as_citizen(session, file, life.citizen, life.now(), MARKS["citizen's message"])
    life.done()
    handling.write_as_office(session, file, life.actor("clerk"), life.now(), MARKS["office's message"])
    life.done()
    letter = handling.write_as_station(session, file, life.post("head"), life.now(), MARKS["station's message"])
    life.done()
    handling.relay(session, file, life.actor("officer"), life.now(), letter)
    talk = Talk(life.at, "telephone", MARKS["contact"])
    handling.record_contact(session, life.done().file, life.post("head"), life.now(), talk)
    office, power = life.town.office.uid, life.town.units["power"].uid
    note = (MARKS["office's note"], NoteReaders.OFFICE, office)
    supervision.note(session, life.done().file, life.actor("officer"), life.now(), *note)
    note = (MARKS["station's note"], NoteReaders.UNIT, power)
    supervision.note(session, life.done().file, life.post("head"), life.now(), *note)
    land = life.actor("land-head")
    cohandling.report(session, life.done().file, land, life.now(), MARKS["co-unit's report"], "在测绘")


def close(life: Life) -> None:
    answer = Answer(MARKS["reply"], MARKS["evidence"])
    handling.close(life.session, life.done().file, life.post("head"), life.now(), answer)


def hear(life: Life) -> None:
    life.done().pass_on()
    heard = Heard(Solved.NO, Rating.DISSATISFIED, words=MARKS["call-back"])
    callback.record_call(life.session, life.file, life.actor("callback"), life.now(), heard)


def redo(life: Life) -> None:
    callback.redo(life.session, life.done().file, life.actor("officer"), life.now(), MARKS["judgement"])


def end(life: Life) -> None:
    life.done().close_again().pass_on().end()
    rated = Rated(Solved.YES, Rating.SATISFIED, Rating.SATISFIED, Rating.SATISFIED, MARKS["rating"])
    callback.rate(life.session, life.file, life.citizen, life.now(), rated)


def ask_review(life: Life) -> None:
    in_petition(life.done())
    review.ask_review(life.session, life.file, life.citizen, life.now(), MARKS["review reasons"])


STEPS = {
    S.REGISTERED: begin,
    S.ACCEPTED: lambda life: life.accept("A2", Grade.U3).text(f"{MARKS['cleared']}：请立即抢修。"),
    S.DISPATCHED: dispatch,
    S.HANDLING: work,
    S.FEEDBACK: close,
    S.CALLBACK: hear,
    S.REWORK: redo,
    S.CLOSED: end,
    S.IN_REVIEW: ask_review,
}


def told(desks: Desks, until: State) -> tuple[str, str]:
    """The case's reference and its receipt's uid, after the story up to this state."""
    with desks.app.app_context(), acted() as session:
        life = Life(session, desks.town)
        for state in STORY[: STORY.index(until) + 1]:
            STEPS[state](life)
            assert life.done().file.state is state
        return life.file.reference, life.file.receipts[0].uid


@pytest.fixture
def place(desks: Desks) -> Desks:
    """The town; officer2 is of the discipline authority and of nothing else."""
    with desks.app.app_context(), acted() as session:
        held = select(Grant).where(Grant.person_uid == desks.town.uid("officer2"))
        session.scalars(held).one().role = Role.DISCIPLINE
        session.flush()
        desks.town.actors.clear()
    return desks


def read_by(client: FlaskClient, first: tuple[str, ...]) -> str:
    """Everything that stands on the pages one reaches from these, of this case and no deeper than two steps."""
    seen: dict[str, str] = {}
    todo = list(first)
    for _step in range(3):
        fresh = [address for address in dict.fromkeys(todo) if address not in seen]
        for address in fresh:
            seen[address] = client.get(address).text
        todo = [found for address in fresh for found in LINK.findall(seen[address])]
    return "\n".join(seen.values())


def marks_in(pages: str) -> set[str]:
    return {field for field, mark in MARKS.items() if mark in pages}


def all_read(place: Desks, reference: str, receipt_uid: str) -> dict[str, set[str]]:
    """Which fields each reader met."""
    first = (f"/cases/{reference}", f"/cases/{reference}/letters", "/desk", "/cases")
    found = {account: marks_in(read_by(place.at(account), first)) for account in STAFF}
    citizen = place.app.test_client()
    follow(place.app, citizen, receipt_uid)
    return found | {"citizen": marks_in(read_by(citizen, ("/track/case",)))}


def allowed(reader: str, state: State) -> set[str]:
    """By the table above: what was written by this state, and what its reader reads only from a later one on."""
    reached = STORY[: STORY.index(state) + 1]
    since = WRITTEN | ({"cleared": S.DISPATCHED} if reader in (*STATION, "land-head") else {})
    since |= {"reply": S.CALLBACK} if reader == "citizen" else {}
    fields = {field for field in MARKS if since.get(field, S.REGISTERED) in reached} - {"hint"}
    calling = {"telephone mask"} if (reader, state) == ("callback", S.CALLBACK) else set()
    return {field for field in fields if reader in MAY[field]} | calling


def _for_the_long_run(state: State) -> Any:
    return state if state in FEW else pytest.param(state, marks=pytest.mark.long)


@pytest.mark.parametrize("state", [_for_the_long_run(state) for state in STORY])
def test_each_reader_reads_what_is_his_to_read(place: Desks, state: State) -> None:
    read = all_read(place, *told(place, state))
    astray = {
        reader: (fields - allowed(reader, state), allowed(reader, state) - fields) for reader, fields in read.items()
    }
    assert {reader: more_and_less for reader, more_and_less in astray.items() if any(more_and_less)} == {}


def test_once_referred_it_is_the_discipline_authoritys_alone(place: Desks) -> None:
    reference, receipt_uid = told(place, S.HANDLING)
    with place.app.app_context(), acted() as session:
        file = session.scalars(select(CaseFile).where(CaseFile.reference == reference)).one()
        life = Life(session, place.town, at=LATER - timedelta(hours=3), case=file)
        sealing.seal(session, file, life.actor("officer"), life.now(), Ground(None, MARKS["hint"]))
    read = all_read(place, reference, receipt_uid)
    hidden = {"name", "name mask", "telephone", "telephone mask", "email", "village"}
    not_written = {"reply", "evidence", "call-back", "judgement", "rating", "review reasons"}
    assert {reader: fields for reader, fields in read.items() if fields} == {
        # Units that have it no more are not shown, nor what they reported.
        "officer2": set(MARKS) - hidden - not_written - {"co-unit's report"},
        "citizen": {"original"},  # in the letter he was sent before
    }


def test_after_a_reprisal_the_station_named_reads_nothing_and_another_one_only_its_part(place: Desks) -> None:
    with place.app.app_context(), acted() as session:
        life = Life(session, place.town)
        begin(life)
        life.accept("J1", Grade.U4).text(f"{MARKS['cleared']}：请核实。")
        MOVES[Action.CHECK_TEXT](life, life.actor("director"), life.now())
        life.station = "land"
        life.done().dispatch().sign()
        reference, receipt_uid = life.file.reference, life.file.receipts[0].uid
    read = all_read(place, reference, receipt_uid)
    assert {reader: read[reader] for reader in (*STATION, "land-head", "school-head", "admin", "officer2")} == {
        **dict.fromkeys((*STATION, "school-head", "admin"), set()),
        "land-head": {"cleared"},
        "officer2": {"cleared"},  # discipline, who watches over reprisal and reads it as the city does
    }
    assert read["oversight"] == {"cleared"} and read["citizen"] == {"original", "happened"}
