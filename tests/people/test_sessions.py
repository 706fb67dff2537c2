"""How long a session lives, and what ends it."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook.people import sessions
from casebook.people.models import OpenSession, Person, SessionKind
from tests.people.browsing import NOON, writing
from tests.town import Town

STAFF, TRACKING = SessionKind.STAFF, SessionKind.TRACKING
MINUTE = timedelta(minutes=1)


def alive(session: Session, token: str, at: datetime, kind: SessionKind = STAFF) -> bool:
    return sessions.find(session, kind, token, at) is not None


def test_only_the_hash_of_the_id_is_kept(app: Flask, people: Town) -> None:
    with writing(app) as session:
        token = sessions.open_staff(session, people.uid("clerk"), NOON)
        row = session.scalars(select(OpenSession)).one()
        assert len(token) == 43  # 256 bits in base64
        assert token.encode() not in row.id_hash
        assert alive(session, token, NOON)
        assert not alive(session, row.id_hash.hex(), NOON)


@pytest.mark.parametrize(("kind", "minutes"), [(STAFF, 30), (TRACKING, 15)])
def test_it_ends_when_it_is_not_used(app: Flask, people: Town, kind: SessionKind, minutes: int) -> None:
    with writing(app) as session:
        open_it = {STAFF: sessions.open_staff, TRACKING: sessions.open_tracking}[kind]
        token = open_it(session, people.uid("clerk"), NOON)
        assert alive(session, token, NOON + minutes * MINUTE - timedelta(seconds=1), kind)
        assert not alive(session, token, NOON + minutes * MINUTE, kind)


def test_use_keeps_it_alive_for_twelve_hours_at_most(app: Flask, people: Town) -> None:
    with writing(app) as session:
        token = sessions.open_staff(session, people.uid("clerk"), NOON)
        uid = session.scalars(select(OpenSession.uid)).one()
        for step in range(1, 36):
            sessions.touch(session, [uid], NOON + step * 20 * MINUTE)
        assert alive(session, token, NOON + timedelta(hours=11, minutes=59))
        sessions.touch(session, [uid], NOON + timedelta(hours=11, minutes=59))
        assert not alive(session, token, NOON + timedelta(hours=12))


def test_a_token_of_one_kind_opens_no_session_of_the_other(app: Flask, people: Town) -> None:
    with writing(app) as session:
        token = sessions.open_tracking(session, people.uid("clerk"), NOON)
        assert not alive(session, token, NOON, STAFF)


def test_a_renewed_session_has_a_new_id_and_is_fresh(app: Flask, people: Town) -> None:
    with writing(app) as session:
        old = sessions.open_staff(session, people.uid("clerk"), NOON)
        uid = session.scalars(select(OpenSession.uid)).one()
        new = sessions.renew(session, uid, NOON + 10 * MINUTE)
        assert not alive(session, old, NOON + 10 * MINUTE)
        row = sessions.find(session, STAFF, new, NOON + 10 * MINUTE)
        assert row is not None
        session.refresh(row)
        assert (row.uid, row.created_at, row.fresh_until) == (uid, NOON, NOON + 15 * MINUTE)


def test_of_two_who_bring_the_old_id_one_gets_the_new(app: Flask, people: Town) -> None:
    with writing(app) as session:
        old = sessions.open_staff(session, people.uid("clerk"), NOON)
        uid = session.scalars(select(OpenSession.uid)).one()
        new = sessions.rekey(session, uid, old, "posts", NOON)
        assert new and alive(session, new, NOON) and not alive(session, old, NOON)
        assert sessions.rekey(session, uid, old, "posts", NOON) is None
        assert alive(session, new, NOON)


def test_half_a_session_is_none_and_use_does_not_prolong_it(app: Flask, people: Town) -> None:
    with writing(app) as session:
        token = sessions.open_half(session, people.uid("clerk"), NOON)
        assert not alive(session, token, NOON)
        assert alive(session, token, NOON + 9 * MINUTE, SessionKind.HALF)
        assert not alive(session, token, NOON + 10 * MINUTE, SessionKind.HALF)


def test_one_ends_ones_own_and_nobody_elses(app: Flask, people: Town) -> None:
    with writing(app) as session:
        token = sessions.open_staff(session, people.uid("clerk"), NOON)
        uid = session.scalars(select(OpenSession.uid)).one()
        assert not sessions.end_own(session, people.uid("officer"), uid, NOON)
        assert alive(session, token, NOON)
        assert sessions.end_own(session, people.uid("clerk"), uid, NOON)
        assert not alive(session, token, NOON)
        assert not sessions.end_own(session, people.uid("clerk"), uid, NOON)


def test_all_others_end_but_the_present_one(app: Flask, people: Town) -> None:
    with writing(app) as session:
        here, there = (sessions.open_staff(session, people.uid("clerk"), NOON) for _ in range(2))
        elsewhere = sessions.open_staff(session, people.uid("officer"), NOON)
        present = sessions.find(session, STAFF, here, NOON)
        assert present is not None
        sessions.end_all(session, people.uid("clerk"), NOON, but=present.uid)
        assert [alive(session, token, NOON) for token in (here, there, elsewhere)] == [True, False, True]


def test_an_account_that_is_closed_has_no_session(app: Flask, people: Town) -> None:
    with writing(app) as session:
        token = sessions.open_staff(session, people.uid("clerk"), NOON)
        session.scalars(select(Person).where(Person.account == "clerk")).one().active = False
        assert not alive(session, token, NOON)


def test_no_session_comes_back_when_the_clock_is_set_back(app: Flask, people: Town) -> None:
    with writing(app) as session:
        token = sessions.open_staff(session, people.uid("clerk"), NOON)
        assert not alive(session, token, NOON - timedelta(hours=1))
        sessions.sweep(session, NOON + timedelta(hours=1))
        assert not alive(session, token, NOON + 10 * MINUTE)


def test_when_a_receipt_was_looked_at_is_forgotten(app: Flask, people: Town) -> None:
    with writing(app) as session:
        sessions.open_tracking(session, people.uid("clerk"), NOON)
        sessions.open_staff(session, people.uid("clerk"), NOON)
        sessions.sweep(session, NOON + 20 * MINUTE)
        assert session.scalar(select(func.count()).select_from(OpenSession)) == 1
        assert session.scalars(select(OpenSession.ended_at)).one() is None
