"""Fifty invented people write in by every door and live to every state: nobody who may not finds one of them again."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from casebook import clock
from casebook.case.models import CaseFile, ClearedText, Note, State
from casebook.case.taxonomy import NoteReaders
from casebook.outbox import worker
from casebook.tables import METADATA
from casebook.vault.keys import vault_keys
from casebook.vault.models import Party
from casebook.vault.service import keep_party
from tests.lives import Life, lived
from tests.logged import logged
from tests.outbox.sink import Sink, sink
from tests.signed_in import town_with_passwords
from tests.stages.conftest import NOON, World, world
from tests.visitor import Visitor

pytestmark = pytest.mark.pages

__all__ = ["world"]

FLOCK = 50
SONG = "雀鸣三更"  # what each of them wrote stays with the office: only the cleared text leaves it
TEXT = f"{SONG}，窗口没有人，电话也打不通。"
SIGNS = "甲乙丙丁戊己庚辛壬癸"
# Whoever may see no identity at all: the stations, the administrator, the overseers; the office sees masks.
READERS = ("power-head", "power-handler", "land-head", "admin", "leader", "oversight", "officer")
MOST_PAGES = 90
LINK = re.compile(r'href="(/(?!static|sign-out)[^"#]*)"')


@dataclass(frozen=True)
class Canary:
    """One invented person."""

    number: int

    @property
    def left(self) -> dict[str, str]:
        """What he leaves."""
        name = "雀" + SIGNS[self.number // 10] + SIGNS[self.number % 10]
        telephone, mail = f"199-0000-{self.number:04}", f"canary{self.number:02}@aviary.test"
        return {"name": name, "telephone": telephone, "email": mail, "village": f"金雀岭{self.number:02}号"}

    @property
    def marks(self) -> set[str]:
        """By what he would be found again, as typed, and as JSON and the numbers' one form write it."""
        left = self.left
        plain = {*left.values(), left["telephone"].replace("-", ""), f"canary{self.number:02}"}
        return plain | {word.encode("unicode_escape").decode() for word in plain if not word.isascii()}


BIRDS = [Canary(number) for number in range(FLOCK)]
MARKS = [mark for bird in BIRDS for mark in bird.marks]


@pytest.fixture
def post() -> Iterator[Sink]:
    """Where all mail goes."""
    with sink() as kept:
        yield kept


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that any log writes."""
    with logged() as kept:
        yield kept


@pytest.fixture
def aviary(
    make_app: Callable[..., Flask], post: Sink, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """The town with all fifty in it, their mails sent."""
    app = make_app(SMTP_URL=post.url)
    world = World(app, town_with_passwords_in(app))
    with clock.pinned(NOON):
        flock = iter(BIRDS)
        by_every_door(world, flock)
        to_every_state(world, flock, monkeypatch)
        assert next(flock, None) is None
        with app.app_context():
            worker.work_all()
        yield world


def town_with_passwords_in(app: Flask) -> Any:
    world = World(app, None)  # type: ignore[arg-type]
    with world.writing() as session:
        town = town_with_passwords(session)
        session.expunge_all()
    return town


def by_every_door(world: World, flock: Iterator[Canary]) -> None:
    """On line, by telephone, by letter and at the counter."""
    for count, bird in zip(range(8), flock, strict=False):
        visitor = Visitor(world.app.test_client())
        visitor.client.environ_base["REMOTE_ADDR"] = f"127.{count}.0.1"
        visitor.open("/complaints/new").press("下一步", text=TEXT)
        visitor.press("下一步", contact="station" if count % 2 else "office", **bird.left)
        assert "已收到" in visitor.press("提交").text
    for count, bird in zip(range(9), flock, strict=False):
        door = f"/intake/{('hotline', 'letter', 'visit')[count % 3]}"
        asked, left = world.at("clerk").open(door), {**bird.left, "number": bird.left["telephone"]}
        typed = {name: value for name, value in left.items() if name in asked}
        choice = {"text": TEXT, "station": world.unit("power"), "consent": ("station", "office")[count % 2]}
        answer = world.at("clerk").do(door, **typed, **choice)
        assert answer.status_code == 200 and "TS26-" in answer.text, answer.text


def to_every_state(world: World, flock: Iterator[Canary], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each state by its own way, and round again until all have lived."""
    register = Life.register

    def of_somebody(life: Life, by: str = "citizen", party: Party | None = None, **changed: Any) -> Life:
        bird = next(flock, None)
        if bird and party is None:
            consent = bird.number % 2 == 0
            party = keep_party(life.session, vault_keys(), bird.left, consent, False, life.now())
        return register(life, by, party, **{"text": TEXT, **changed})

    monkeypatch.setattr(Life, "register", of_somebody)
    for state in [*State, *State]:
        with world.writing() as session:
            lived(session, world.town, state)


def stored(world: World, database: str) -> bytes:
    """All that lies in the database: its files with the write-ahead log, or every row of every table as text."""
    rows = world.read(
        lambda session: [row for table in METADATA.sorted_tables for row in session.execute(select(table))]
    )
    as_text = b"\n".join(
        bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for row in rows for cell in row
    )
    if not database.startswith("sqlite"):
        return as_text
    folder = Path(database.removeprefix("sqlite:///")).parent
    return as_text + b"".join(path.read_bytes() for path in sorted(folder.glob("*.sqlite*")))


def found_in(where: bytes | str) -> list[str]:
    """The canaries' marks in a heap of bytes."""
    heap = where if isinstance(where, bytes) else where.encode()
    return [mark for mark in MARKS if mark.encode() in heap]


def walk(client: FlaskClient, first: list[str]) -> Iterator[tuple[str, str]]:
    """Every page that can be reached by links, as far as patience goes."""
    waiting, seen = list(first), set(first)
    for address in waiting:
        answer = client.get(address)
        yield address, answer.text
        if len(waiting) < MOST_PAGES and answer.status_code == 200:
            new = [link for link in dict.fromkeys(LINK.findall(answer.text)) if link not in seen]
            waiting += new
            seen.update(new)


def served(world: World, account: str) -> list[tuple[str, str]]:
    """What one reader gets: his desk, his lists, every case by its address, and on from there."""
    cases = world.read(lambda session: list(session.scalars(select(CaseFile.reference).order_by(CaseFile.id))))
    return list(walk(world.at(account).client, ["/desk", "/cases", *(f"/cases/{case}" for case in cases)]))


def words_of(mail: EmailMessage) -> str:
    """A mail as others might read it on its way: all but the address it is for."""
    heads = "\n".join(f"{name}: {value}" for name, value in mail.items() if name != "To")
    return f"{heads}\n{mail.get_body().get_content()}"  # type: ignore[union-attr]


def test_nobody_finds_a_canary(aviary: World, database: str, instance: Path, post: Sink, written: io.StringIO) -> None:
    assert aviary.read(lambda s: len(list(s.scalars(select(Party.uid))))) == FLOCK
    assert {*State} <= aviary.read(lambda s: {*s.scalars(select(CaseFile.state))})
    heap = stored(aviary, database)
    assert "雀*甲".encode() in heap  # the search looks where the rows are: a mask stands there
    assert found_in(heap) == []
    files = [path for path in instance.rglob("*") if path.is_file()]
    assert files and found_in(b"".join(path.read_bytes() for path in files)) == []
    assert any("aviary.test" in mail["To"] for mail in post.taken)
    assert [mark for mail in post.taken for mark in found_in(words_of(mail))] == []
    assert not [mail for mail in post.taken if SONG in words_of(mail)]
    for account in READERS:
        pages = served(aviary, account)
        assert sum(1 for _address, page in pages if "<main" in page) > 20
        told = [(address, found_in(page)) for address, page in pages if found_in(page)]
        assert told == [], account
        sung = [address for address, page in pages if SONG in page]
        assert bool(sung) == (account == "officer"), (account, sung)
    assert found_in(written.getvalue()) == []


def test_a_canary_that_escaped_is_found(world: World, database: str) -> None:
    bird = BIRDS[0].left
    with world.writing() as session:
        case = lived(session, world.town, State.HANDLING).file
        author, told = world.uid("officer"), {"case_uid": case.uid, "written_at": NOON}
        office = {"readers": NoteReaders.OFFICE, "unit_uid": case.office_uid}
        session.add(Note(text=bird["name"], written_by=author, **office, **told))
        session.add(ClearedText(text=f"{bird['telephone']}，{SONG}", version=99, written_by=author, **told))
    assert set(found_in(stored(world, database))) >= {bird["name"], bird["telephone"]}
    pages = served(world, "power-head")
    assert [address for address, page in pages if bird["telephone"] in found_in(page)]
    assert [address for address, page in pages if SONG in page]
