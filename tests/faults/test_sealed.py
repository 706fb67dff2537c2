"""The town lived twice: once with a complaint that some may not know of, once as if nobody ever wrote.

It was referred, or it is about them or their station (CR1-CR3). Whatever they are served afterwards, page by page and
mail by mail, must be the same to the byte, but for tokens, keys of forms and the random names of things (security.md 4,
domain.md 11(a) invariant vii).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casebook import clock
from casebook.case.models import State
from casebook.case.taxonomy import Grade
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.letters.models import Notice
from casebook.outbox import worker
from casebook.people.models import Person, Unit
from casebook.stages.intake import service as intake
from casebook.web.acting import acted
from tests import databases
from tests.conftest import _create_app, _let_go
from tests.lives import MORNING, Life, lived
from tests.moves import MOVES
from tests.outbox.sink import Sink, sink
from tests.signed_in import sign_in, town_with_passwords
from tests.stages.sealing.moves import seal
from tests.stages.sealing.people import discipline
from tests.town import STATION_PEOPLE, Town

pytestmark = pytest.mark.pages

STATION = [f"power-{post}" for post in STATION_PEOPLE]
ORDINARY = (State.DISPATCHED, State.HANDLING, State.FEEDBACK, State.REWORK, State.CLOSED)
GONE = "ZZZZZZZZ"  # the tail of the referred complaint's reference; in the other town nobody has it
DAYS_AFTER = 9
TOKEN = re.compile(r'(name="(?:csrf_token|key)" value=")[^"]*')
UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
LINK = re.compile(r'href="(/[^"#]*)')
# The weeks of the calendar and of the roster have no end.
OTHER_WEEKS = re.compile(r"^/duty.*=")
UNREAD = ("/static/", "/sign-out", "/sign-in")
MOST_PAGES = 400

# How far the complaint came.
Story = Callable[[Life], object]


def at_registration(life: Life) -> None:
    """The clerk's colleague sees at once what it is."""
    life.register(by="clerk", text="供电站的人要了两条烟才肯接电。", category="D2")
    seal(life)


def after_signature(life: Life) -> None:
    """It goes to the station as a power failure, is signed for and worked on; then it turns out what it is."""
    life.register(text="三组停电，来的人说给两条烟就马上接。").accept("M1", Grade.U3).text("核实三组停电。")
    life.dispatch().sign().contact()
    seal(life)
    assert life.done().file.state is State.SEALED


def of_reprisal(life: Life) -> None:
    """Somebody says the station made him pay for an earlier complaint; another station looks into it."""
    life.register(text="上次反映后，供电站的人不给我家接电了。").accept("J1", Grade.U4).text("核实一户用电情况。")
    MOVES[Action.CHECK_TEXT](life, life.actor("officer2"), life.now())
    life.station = "land"
    life.done().dispatch().sign().contact().close()


def about_the_head(life: Life) -> None:
    """The office handles it itself."""
    head = life.town.uid("power-head")
    life.register(text="站长当众骂人。").accept("A1", Grade.U3, accused=head, head_accused=True).text("核实服务态度。")
    MOVES[Action.HANDLE_HERE](life, life.actor("director"), life.now())


def about_a_colleague(life: Life) -> None:
    """The station handles it; the one it is about reads nothing of it."""
    accused = life.town.uid("power-handler")
    life.register(text="经办人态度生硬。").accept("A1", Grade.U3, accused=accused).text("核实服务态度。").dispatch()
    life.sign().contact().close().pass_on().heard().redo()


EACH = [
    (at_registration, STATION),
    (after_signature, STATION),
    (about_a_colleague, ["power-handler"]),
    pytest.param(of_reprisal, STATION, marks=pytest.mark.long),
    pytest.param(about_the_head, STATION, marks=pytest.mark.long),
]


@dataclass
class World:
    """One of the two towns, its mail server, and the names by which its random things go in both."""

    app: Flask
    mails: Sink
    names: dict[str, str] = field(default_factory=dict)
    tail: str = ""
    pages: dict[str, str] = field(default_factory=dict)

    def lives(self, monkeypatch: pytest.MonkeyPatch, story: Story | None) -> None:
        """Build the town, live the ordinary cases, and this one if it is told."""
        monkeypatch.setattr(intake, "new_reference", self.reference)
        with self.app.app_context(), acted() as session:
            town = town_with_passwords(session)
            discipline(session, town)
            self._ordinary(session, town, 0)
            if story:
                self._referred(session, town, story)
            self._ordinary(session, town, 1)
            self._name(session, town)

    def _ordinary(self, session: Any, town: Town, turn: int) -> None:
        for number, state in enumerate(ORDINARY if turn == 0 else ORDINARY[:2]):
            start = MORNING + timedelta(days=turn, minutes=11 * number + 3)
            self.tail = f"{turn}{number}000000"
            life = lived(session, town, state, at=start)
            self.names[life.file.uid] = f"uid-{turn}-{state.value}"

    def _referred(self, session: Any, town: Town, story: Story) -> None:
        self.tail = GONE
        life = Life(session, town, at=MORNING + timedelta(minutes=7))
        story(life)
        life.done()

    def _name(self, session: Any, town: Town) -> None:
        self.names |= {unit.uid: f"unit-{code}" for code, unit in town.units.items()}
        self.names |= {person.uid: f"person-{account}" for account, person in town.persons.items()}

    def read(self, account: str) -> dict[str, str]:
        """Everything this person is served: each page he can reach by links, and each address he might guess."""
        client = self.app.test_client()
        sign_in(client, account)
        self.pages, waiting = {}, [*self._guesses(), "/desk"]
        while waiting and len(self.pages) < MOST_PAGES:
            address = waiting.pop()
            if self.named(address) not in self.pages:
                page = client.get(address)
                text = self.named(TOKEN.sub(r"\1", page.text))
                self.pages[self.named(address)] = f"{page.status_code}\n{text}"
                waiting += self._links(page.text)
        return self.pages

    def name_letters(self) -> None:
        """Name the letters that were written by now, by their case and kind, in the order in which they were issued."""
        with self.app.app_context():
            issued = db.session.execute(select(Notice.uid, Notice.case_uid, Notice.kind).order_by(Notice.id)).all()
        for number, (uid, case_uid, kind) in enumerate(row for row in issued if row.case_uid in self.names):
            self.names[uid] = f"letter-{self.names[case_uid]}-{kind}-{number}"

    def _links(self, text: str) -> Iterator[str]:
        for link in sorted(set(LINK.findall(text)), key=self.named):
            if not link.startswith(UNREAD) and not OTHER_WEEKS.search(link):
                yield link.replace("&amp;", "&")

    def _guesses(self) -> Iterator[str]:
        case, receipt = f"AJ26-{GONE}", f"TS26-{GONE}"
        yield from ("/cases/referred", f"/cases?q={case}", f"/cases?q={receipt}")
        yield from (f"/search?q={words}" for words in (case, receipt, "两条烟", "核实", "停电", "电话没人接"))
        yield from (f"/cases/{case}{step}" for step in ("", "/sheet", "/sign", "/close", "/acknowledge", "/note"))
        yield from (f"/cases?state={state.value}" for state in State)
        yield from (f"/cases?waiting={kind}" for kind in ("sign", "approve", "take", "relay", "acknowledge", "check"))
        yield from ("/cases?due=overdue", "/cases?due=soon", "/cases?mine=1", "/duty")

    def mail(self, readers: list[str]) -> list[tuple[str, str, str]]:
        """Every mail that went to one of these readers, in the order of its words."""
        of_station = {f"{account}@office.test" for account in readers}
        taken = [one for one in self.mails.taken if one["To"] in of_station]
        return sorted((one["To"], self.named(one["Subject"]), self.named(one.get_content())) for one in taken)

    def named(self, text: str) -> str:
        """The text with every random name replaced by the one it has in both towns."""
        for random_name, name in self.names.items():
            text = text.replace(random_name, name)
        return UID.sub("uid", text)

    def reference(self, prefix: str, now: Any) -> str:
        """In the place of a random reference: what has the same date stands in the order of its reference."""
        return f"{prefix}26-{self.tail}"


@pytest.fixture(params=databases.chosen())
def twins(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[World, World]]:
    """Two applications, each on a database and with a mail server of its own."""
    made: list[Flask] = []
    with sink() as first, sink() as second:
        if request.param == "sqlite":
            template = request.getfixturevalue("sqlite_template")
            urls = [databases.copied(template, _folder(tmp_path, name)) for name in ("with", "without")]
            yield _pair(made, urls, (first, second), tmp_path)
        else:
            cluster = request.getfixturevalue("postgresql_cluster")
            with cluster.clone() as one, cluster.clone() as other:
                yield _pair(made, [one, other], (first, second), tmp_path)
                _close(made)
        _close(made)


def _folder(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    return folder


def _pair(made: list[Flask], urls: list[str], mails: tuple[Sink, Sink], tmp_path: Path) -> tuple[World, World]:
    for number, (url, server) in enumerate(zip(urls, mails, strict=True)):
        instance = _folder(tmp_path, f"instance{number}")
        made.append(_create_app(url, instance, SMTP_URL=server.url, PUBLIC_URL="https://wanghe.test"))
    return World(made[0], mails[0]), World(made[1], mails[1])


def _close(made: list[Flask]) -> None:
    while made:
        _let_go(made.pop())


@pytest.mark.parametrize(("story", "readers"), EACH)
def test_the_station_is_served_the_same_as_if_it_had_never_been_filed(
    twins: tuple[World, World], monkeypatch: pytest.MonkeyPatch, story: Story, readers: list[str]
) -> None:
    with_it, without = twins
    later = MORNING + timedelta(days=DAYS_AFTER, hours=6)
    with_it.lives(monkeypatch, story)
    without.lives(monkeypatch, None)
    with clock.pinned(later):
        for world in twins:
            with world.app.app_context():
                worker.work_all()
            world.name_letters()
        assert with_it.mail(readers) == without.mail(readers)
        assert without.mail(STATION), "the station is told of its other cases"
        for account in readers:
            served, expected = with_it.read(account), without.read(account)
            assert served.keys() == expected.keys()
            for address in expected:
                assert served[address] == expected[address], (account, address)
            assert len(expected) > 40


def test_the_comparison_sees_a_trace(twins: tuple[World, World], monkeypatch: pytest.MonkeyPatch) -> None:
    """What it is worth: the same complaint, in the hands of the station and not referred, is told apart."""
    with_it, without = twins
    with_it.lives(monkeypatch, None)
    without.lives(monkeypatch, None)
    monkeypatch.setattr(intake, "new_reference", lambda prefix, now: f"{prefix}26-{GONE}")
    with with_it.app.app_context(), acted() as session:
        town = _town(session)
        Life(session, town, at=MORNING + timedelta(minutes=7)).register().accept().text().dispatch()
    with clock.pinned(MORNING + timedelta(days=DAYS_AFTER, hours=6)):
        assert with_it.read("power-head") != without.read("power-head")


def _town(session: Any) -> Town:
    units = {unit.code: unit for unit in session.scalars(select(Unit))}
    return Town(units, {person.account: person for person in session.scalars(select(Person))})
