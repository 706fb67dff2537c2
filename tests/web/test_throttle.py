"""Tries are counted before they are checked, slowed down beyond the free ones, and forgotten with the day."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook.extensions import db
from casebook.web import throttle
from casebook.web.acting import counted
from casebook.web.models import DayKey, Throttle
from casebook.web.throttle import NO_WAIT, Limit, Purpose, admit, forget_before, forgive, prefix

NOON = datetime(2026, 9, 1, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HERE, THERE = ("clerk", "198.51.100.0/24"), ("clerk", "203.0.113.0/24")


def tries(app: Flask, count: int, values: tuple[str, str] = HERE, at: datetime = NOON) -> list[timedelta]:
    waits = []
    with app.app_context():
        for _ in range(count):
            with counted() as session:
                waits.append(admit(session, Purpose.SIGN_IN, values, at))
    return waits


def counts(session: Session) -> list[int]:
    return sorted(session.scalars(select(Throttle.count)))


@pytest.mark.parametrize(
    ("before", "seconds"), [(0, 0), (4, 0), (5, 2), (6, 4), (7, 8), (11, 128), (12, 256), (13, 300), (10**6, 300)]
)
def test_the_wait_doubles_up_to_its_longest(before: int, seconds: int) -> None:
    assert Limit(5, 2 * SECOND, 300 * SECOND).wait_after(before) == seconds * SECOND


def test_the_first_five_are_free_and_the_sixth_waits(app: Flask) -> None:
    assert tries(app, 7) == [NO_WAIT] * 5 + [2 * SECOND, 4 * SECOND]


def test_whoever_waits_is_admitted(app: Flask) -> None:
    tries(app, 6)
    assert tries(app, 1, at=NOON + 4 * SECOND) == [NO_WAIT]


def test_a_clock_set_back_keeps_nobody_waiting(app: Flask) -> None:
    tries(app, 3)
    assert tries(app, 2, at=NOON - timedelta(hours=1)) == [NO_WAIT] * 2


def test_one_account_tried_from_many_places_is_slowed_and_a_known_device_is_not(app: Flask) -> None:
    waits = [tries(app, 1, ("clerk", f"198.51.{number}.0/24"))[0] for number in range(24)]
    assert waits == [NO_WAIT] * 20 + [1 * SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND]
    assert tries(app, 6, (*HERE, "a device"))[:5] == [NO_WAIT] * 5
    assert tries(app, 1, ("officer", HERE[1])) == [NO_WAIT]


def test_a_known_device_has_free_tries_of_its_own(app: Flask) -> None:
    assert tries(app, 7, (*HERE, "a device")) == [NO_WAIT] * 5 + [2 * SECOND, 4 * SECOND]
    assert tries(app, 1, HERE) == [NO_WAIT]


def test_impatience_makes_the_wait_longer_but_not_endless(app: Flask) -> None:
    assert max(tries(app, 60)) == 300 * SECOND
    assert tries(app, 1, at=NOON + 300 * SECOND) == [NO_WAIT]


def test_another_place_and_another_account_are_not_slowed(app: Flask) -> None:
    tries(app, 40)
    assert tries(app, 1, THERE) == [NO_WAIT]
    assert tries(app, 1, ("officer", HERE[1])) == [NO_WAIT]


def test_one_place_trying_many_accounts_is_slowed(app: Flask) -> None:
    waits = [tries(app, 1, (f"account{number}", HERE[1]))[0] for number in range(102)]
    assert waits[:100] == [NO_WAIT] * 100
    assert all(waits[100:])
    assert tries(app, 1, THERE) == [NO_WAIT]


def test_a_success_is_taken_back(app: Flask) -> None:
    tries(app, 5)
    with app.app_context(), counted() as session:
        forgive(session, Purpose.SIGN_IN, HERE, NOON)
        assert counts(session) == [4, 4, 5]  # the account, the place, everybody
    assert tries(app, 6) == [NO_WAIT] * 5 + [2 * SECOND]


def test_a_success_on_a_day_without_tries_is_harmless(app: Flask) -> None:
    with app.app_context(), counted() as session:
        forgive(session, Purpose.SIGN_IN, HERE, NOON)


def test_purposes_do_not_share_their_counts(app: Flask) -> None:
    tries(app, 20)
    with app.app_context(), counted() as session:
        assert admit(session, Purpose.TRACK, HERE, NOON) == NO_WAIT


def test_fifty_guesses_at_once_count_as_fifty(app: Flask) -> None:
    tries(app, 1)  # the day's key is there
    start = threading.Barrier(10)
    failures: list[BaseException] = []

    def guess() -> None:
        start.wait()
        try:
            tries(app, 5)
        except BaseException as error:
            failures.append(error)

    together([threading.Thread(target=guess) for _ in range(10)])
    assert failures == []
    with app.app_context():
        pair = max(counts(db.session()))
    assert pair == 51


def test_the_first_guesses_of_a_day_share_one_key(app: Flask) -> None:
    start = threading.Barrier(8)
    failures: list[BaseException] = []

    def guess() -> None:
        start.wait()
        try:
            tries(app, 1)
        except BaseException as error:
            failures.append(error)

    together([threading.Thread(target=guess) for _ in range(8)])
    assert failures == []
    with app.app_context():
        session = db.session()
        assert session.scalar(select(func.count()).select_from(DayKey)) == 1
        assert max(counts(session)) == 8


def together(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_at_midnight_key_and_counts_go(app: Flask) -> None:
    last_minute = datetime(2026, 9, 1, 15, 59, tzinfo=UTC)
    tries(app, 6, at=last_minute)
    with app.app_context():
        old = db.session.scalars(select(DayKey.key)).one()
    assert tries(app, 1, at=last_minute + timedelta(minutes=1)) == [NO_WAIT]
    with app.app_context():
        session = db.session()
        assert session.scalars(select(DayKey.key)).one() != old
        assert counts(session) == [1, 1, 1, 1]


def test_the_day_can_be_forgotten_without_a_try(app: Flask) -> None:
    tries(app, 3)
    with app.app_context(), counted() as session:
        forget_before(session, date(2026, 9, 2))
        assert (counts(session), session.scalars(select(DayKey)).all()) == ([], [])


def test_no_address_account_or_reference_is_kept(app: Flask, database: str, tmp_path: Path) -> None:
    with app.app_context():
        for _ in range(3):
            with counted() as session:
                admit(session, Purpose.TRACK, ("TS26-CANARY00", "127.9.9.0/24"), NOON)
        rows = db.session.execute(select(Throttle.bucket, Throttle.count)).all()
        assert len(rows) == 3
        assert all(len(bucket) == 32 for bucket, _ in rows)
    if database.startswith("sqlite"):
        stored = b"".join(path.read_bytes() for path in tmp_path.glob("casebook.sqlite*"))
        assert b"CANARY" not in stored
        assert b"127.9.9" not in stored


@pytest.mark.parametrize(
    ("address", "neighbourhood"),
    [
        ("198.51.100.7", "198.51.100.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "unknown"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_neighbours_are_one_place(address: str | None, neighbourhood: str) -> None:
    assert prefix(address) == neighbourhood


@pytest.mark.parametrize(
    ("hops", "forwarded", "believed"),
    [(0, "203.0.113.9", "127.0.0.1"), (1, "203.0.113.9", "203.0.113.9"), (1, "6.6.6.6, 203.0.113.9", "203.0.113.9")],
)
def test_a_forwarded_address_is_believed_from_known_proxies_only(hops: int, forwarded: str, believed: str) -> None:
    class Settings:
        proxy_hops = hops

    bare = Flask("bare")
    bare.config["SETTINGS"] = Settings
    throttle.attach(bare)
    bare.add_url_rule("/", "who", lambda: request.remote_addr)
    assert bare.test_client().get("/", headers={"X-Forwarded-For": forwarded}).text == believed
