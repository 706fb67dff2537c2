"""`python -m bench [cases]`: CPU time per page of casebook and of the floor, in one process and one run."""

import itertools
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient

from bench.floor import floor
from casebook import clock, create_app, database
from casebook.case.models import State
from casebook.kernel.columns import new_uid
from casebook.web.acting import acted
from tests.lives import MORNING, lived
from tests.signed_in import sign_in, token, town_with_passwords

ROUNDS, REPEATS = 5, 40
NEIGHBOURS = itertools.count()
TEXT = "上棚村三组从六点多就没电了，二十来户，电话打了四个没人接。" * 8


def cpu(work: Callable[[], object]) -> float:
    """Milliseconds of CPU of one call: the best mean of several rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(REPEATS):
            work()
        best = min(best, (time.process_time() - begun) / REPEATS)
    return best * 1000


def main(cases: int) -> None:
    """Measure and print."""
    folder = Path(tempfile.mkdtemp(prefix="casebook-bench-"))
    try:
        _measure(folder, cases)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, cases: int) -> None:
    app = create_app({"INSTANCE": str(folder), "TESTING": True, "ARGON2_CHEAP": True, "REQUIRE_TOTP": False})
    database.upgrade(app)
    with app.app_context():
        with acted() as session:
            town = town_with_passwords(session)
        with acted() as session:
            references = [lived(session, town, State.HANDLING).file.reference for _ in range(cases)]
    with sqlite3.connect(folder / "casebook.sqlite") as source, sqlite3.connect(folder / "floor.sqlite") as copy:
        source.backup(copy)
    bare, staff, visitor = floor(folder / "floor.sqlite").test_client(), app.test_client(), app.test_client()
    with clock.pinned(MORNING.replace(hour=12)):
        sign_in(staff, "officer")
        csrf = token(visitor)
        pages = {
            "list": (lambda: staff.get("/cases"), lambda: bare.get("/list")),
            "case": (lambda: staff.get(f"/cases/{references[0]}"), lambda: bare.get(f"/one/{references[0]}")),
            "submit": (
                lambda: _submit(visitor, csrf),
                lambda: (bare.get("/submit"), bare.post("/submit", data={"text": TEXT})),
            ),
        }
        print(
            f"{cases} open cases; CPU ms per page, casebook / floor = ratio (the query code's slow hash is made cheap)"
        )
        for name, (ours, theirs) in pages.items():
            mine, least = cpu(ours), cpu(theirs)
            print(f"{name:8} {mine:7.2f} / {least:6.2f} = {mine / least:5.1f}")


def _submit(visitor: FlaskClient, csrf: str) -> None:
    visitor.get("/complaints/new")
    data = {
        "csrf_token": csrf,
        "key": new_uid(),
        "text": TEXT,
        "item_type": "complaint",
        "contact": "none",
        "truth": "y",
    }
    # Each from a neighbourhood of its own, else the soft throttle would slow the bench down.
    place = {"REMOTE_ADDR": f"127.{next(NEIGHBOURS) % 200}.{next(NEIGHBOURS) % 250}.1"}
    answer = visitor.post("/complaints/receipt", data=data, environ_overrides=place)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:2000]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
