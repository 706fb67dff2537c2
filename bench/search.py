"""`python -m bench.search [cases]`: CPU time of a search by the frequency of its word, at two sizes; prints ratios.

The cases are rows alone, written past the stages: what is measured is the looking, not the living.
"""

import random
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select, text

from bench.__main__ import cpu
from bench.floor import search_floor
from casebook import clock, create_app, database
from casebook.case.models import CaseFile, State, Submission
from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.kernel.history import Event
from casebook.search.documents import OFFICE, all_tokens
from casebook.search.models import SearchText
from casebook.search.words import spelt
from casebook.web.acting import acted
from tests.lives import MORNING, lived
from tests.signed_in import sign_in, town_with_passwords

FEW, BATCH = 1000, 5000
# A word, and in how many of a thousand cases it stands.
WORDS = {"焚烧秸秆": 1, "路灯": 10, "停电": 200, "高音喇叭": 0}
FILLER = (
    "办事大厅窗口排队半天没人理会材料补了三回还说不齐下班早来得晚态度生硬收费没有票据电话打不通答复前后不一村民反映多次"
)


def main(cases: int) -> None:
    """Measure and print."""
    few, many = _measured(FEW), _measured(cases)
    print(f"search, CPU ms per page: casebook / floor at {FEW} cases, at {cases}, and how it grew")
    for name in few:
        (mine, least), (mine_many, least_many) = few[name], many[name]
        ratios = f"{mine:6.2f} / {least:5.2f} = {mine / least:4.1f}   {mine_many:6.2f} / {least_many:5.2f}"
        print(f"{name:32} {ratios} = {mine_many / least_many:4.1f}   grew {mine_many / mine:4.2f}")


def _measured(cases: int) -> dict[str, tuple[float, float]]:
    folder = Path(tempfile.mkdtemp(prefix="casebook-bench-"))
    try:
        return _measure(folder, cases)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, cases: int) -> dict[str, tuple[float, float]]:
    app = create_app({"INSTANCE": str(folder), "TESTING": True, "ARGON2_CHEAP": True, "REQUIRE_TOTP": False})
    database.upgrade(app)
    with app.app_context():
        with acted() as session:
            town = town_with_passwords(session)
            pattern = lived(session, town, State.HANDLING).file.uid
            station = town.units["power"].uid
        _multiply(app, pattern, station, cases)
    with sqlite3.connect(folder / "casebook.sqlite") as source, sqlite3.connect(folder / "floor.sqlite") as copy:
        source.backup(copy)
    bare = search_floor(folder / "floor.sqlite").test_client()
    found: dict[str, tuple[float, float]] = {}
    with clock.pinned(MORNING.replace(hour=12)):
        for account in ("officer", "power-head"):
            staff = app.test_client()
            sign_in(staff, account)
            for word, share in WORDS.items():
                # Each is called before the next turn of the loop, so what it names is still this turn's.
                ours = cpu(lambda: staff.get(f"/search?q={word}"))  # noqa: B023
                theirs = cpu(lambda: bare.get(f"/search?q={word}"))  # noqa: B023
                found[f"{account} {word} ({share / 10} %)"] = (ours, theirs)
    return found


def _multiply(app: Flask, pattern: str, station: str, cases: int) -> None:
    """Copies of one case with other words, each with what the office and what the station reads of it."""
    dice = random.Random(1)
    case, submission, event = (_row(model, where) for model, where in _origins(pattern))
    for first in range(0, cases, BATCH):
        made = [_copy(dice, case, submission, event, station) for _number in range(min(BATCH, cases - first))]
        with acted() as session:
            for number, model in enumerate((Submission, Event, CaseFile)):
                # The table itself: rows of a mapped class are only written through the session.
                session.execute(insert(model.__table__), [rows[number] for rows in made])
            session.execute(insert(SearchText.__table__), [row for rows in made for row in rows[3]])
    with acted() as session:
        session.execute(text("INSERT INTO search_index(search_index) VALUES ('rebuild')"))


def _origins(pattern: str) -> list[tuple[type, object]]:
    submission = select(CaseFile.submission_uid).where(CaseFile.uid == pattern).scalar_subquery()
    newest = (Event.subject_uid == pattern) & (Event.subject_version == 1)
    return [(CaseFile, CaseFile.uid == pattern), (Submission, Submission.uid == submission), (Event, newest)]


def _row(model: type, where: object) -> dict[str, object]:
    # A mapped class has its table by the mapping, which `type` knows nothing of.
    found = db.session.execute(select(model.__table__).where(where)).mappings().one()  # type: ignore[attr-defined, arg-type]
    return {name: value for name, value in found.items() if name != "id"}


def _copy(
    dice: random.Random, case: dict[str, object], submission: dict[str, object], event: dict[str, object], station: str
) -> tuple[dict[str, object], dict[str, object], dict[str, object], list[dict[str, object]]]:
    uid, matter = new_uid(), new_uid()
    words = "，".join(
        [*(_sentence(dice) for _ in range(12)), *(w for w, n in WORDS.items() if dice.random() < n / 1000)]
    )
    reference = f"AJ26-{''.join(dice.choices('0123456789ABCDEFGHJKMNPQRSTVWXYZ', k=8))}"
    documents = [_document(uid, scope, words) for scope in (OFFICE, station)]
    return (
        {**submission, "uid": matter, "text": words},
        {**event, "uid": new_uid(), "subject_uid": uid},
        {**case, "uid": uid, "submission_uid": matter, "reference": reference, "title": words[:30], "version": 1},
        documents,
    )


def _document(uid: str, scope: str, words: str) -> dict[str, object]:
    body = spelt(words).text
    return {"case_uid": uid, "scope": scope, "body": body, "tokens": all_tokens(body, scope)}


def _sentence(dice: random.Random) -> str:
    at = dice.randrange(len(FILLER) - 14)
    return FILLER[at : at + dice.randint(6, 14)]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
