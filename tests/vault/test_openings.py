"""The weekly report: who opened what and why, for discipline or else the director; told every Monday."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from casebook.clock import OFFICE_ZONE
from casebook.extensions import db
from casebook.kernel.history import Event, EventDetails, Message
from casebook.kernel.jobs import Job
from casebook.outbox import sweep, worker
from casebook.outbox.models import Delivery
from casebook.outbox.recipients import recipients
from casebook.outbox.wording import compose
from tests.past import CASE
from tests.people.browsing import NOON, at, signed_in, writing
from tests.vault.conftest import Kept
from tests.vault.test_reveal import show
from tests.vault.test_reveal_fields import add_discipline

MONDAY, NEXT = date(2026, 8, 31), datetime(2026, 9, 7, 8, tzinfo=OFFICE_ZONE)


def with_discipline(app: Flask, kept: Kept) -> None:
    with writing(app) as session:
        person = add_discipline(session, kept.town)
        person.password_hash = kept.town.persons["clerk"].password_hash
        session.flush()
        session.expunge(person)


def test_the_report_says_who_opened_what_and_why(app: Flask, kept: Kept) -> None:
    with_discipline(app, kept)
    with at(NOON):
        show(signed_in(app, "officer"), kept, reason="核对地址", field="name")
        show(signed_in(app, "callback"), kept, reason="回访核实")
        page = signed_in(app, "inspector").get("/openings").text
    for words in (kept.reference, "某officer", "某callback", "核对地址", "回访核实", "姓名", "电话"):
        assert words in page, words
    assert "0001" not in page.replace(kept.reference, "")


def test_another_week_holds_nothing_of_it(app: Flask, kept: Kept) -> None:
    with_discipline(app, kept)
    with at(NOON):
        show(signed_in(app, "officer"), kept, reason="核对地址")
        client = signed_in(app, "inspector")
        assert "核对地址" in client.get("/openings?week=2026-09-06").text
        for other in ("2026-08-30", "2026-09-07"):
            assert "这一周没有人查看反映人信息。" in client.get(f"/openings?week={other}").text


def test_refusals_stand_in_the_report(app: Flask, kept: Kept) -> None:
    with_discipline(app, kept)
    with at(NOON):
        officer = signed_in(app, "officer")
        for _ in range(11):
            show(officer, kept)
        page = signed_in(app, "inspector").get("/openings").text
    assert f"超过一小时限额要求查看办件{kept.reference}的电话，已拒绝" in page


def test_the_director_reads_it_where_nobody_acts_for_discipline_his_own_included(app: Flask, kept: Kept) -> None:
    with at(NOON):
        director = signed_in(app, "director")
        show(director, kept, reason="主任自己看的")
        assert "主任自己看的" in director.get("/openings").text
        assert "/openings" in director.get("/settings").text
    with_discipline(app, kept)
    with at(NOON):
        assert director.get("/openings").status_code == 404
        assert "/openings" not in director.get("/settings").text


@pytest.mark.parametrize("account", ["clerk", "officer", "callback", "leader", "admin", "power-head", "oversight"])
def test_nobody_else_reads_it(app: Flask, kept: Kept, account: str) -> None:
    with at(NOON):
        assert signed_in(app, account).get("/openings").status_code == 404


def test_the_director_does_not_read_of_what_complains_about_the_office(app: Flask, kept: Kept) -> None:
    with at(NOON):
        show(signed_in(app, "officer"), kept, reason="核对地址")
        with writing(app) as session:
            session.execute(update(CASE).values(against_office=True))
        assert kept.reference not in signed_in(app, "director").get("/openings").text


def test_every_monday_it_is_told_once(app: Flask, kept: Kept) -> None:
    with at(NOON):
        show(signed_in(app, "officer"), kept)
        for _ in range(2):
            with writing(app) as session:
                sweep.sweep(session, NOON)
    with app.app_context():
        job = db.session.scalars(select(Job).where(Job.kind == "openings-week")).one()
        assert (job.run_at, job.payload) == (NEXT, {"week": MONDAY.isoformat()})
    with at(NEXT), app.app_context():
        worker.work_all()
        event = db.session.scalars(select(Event).where(Event.action == "openings-week")).one()
        facts = db.session.scalars(select(EventDetails.facts).where(EventDetails.event_uid == event.uid)).one()
        assert (facts["week"], facts["openings"]) == (MONDAY.isoformat(), 1)
        assert db.session.scalar(select(func.count()).select_from(Message).where(Message.event_uid == event.uid)) == 1
        mails = db.session.scalars(select(Delivery.recipient_uid).where(Delivery.event_uid == event.uid)).all()
        assert mails == [kept.town.uid("director")]


def test_the_mail_says_where_to_sign_in_and_nothing_else(app: Flask, kept: Kept) -> None:
    with writing(app) as session:
        sweep.sweep(session, NOON)
    with at(NEXT), app.app_context():
        worker.work_all()
        event = db.session.scalars(select(Event).where(Event.action == "openings-week")).one()
        reader = recipients(db.session(), event, NEXT.date())[0]
        with app.test_request_context():
            subject, body = compose(event.subject_kind, event.action, reader, "https://office.test")
    assert subject == "有一份查看反映人信息的报告，请登录查看"
    assert "https://office.test/openings?week=2026-08-31" in body
    assert kept.reference not in subject + body and "某" not in subject + body


def test_a_week_nobody_was_there_is_told_late_not_never(app: Flask, kept: Kept) -> None:
    with writing(app) as session:
        sweep.sweep(session, NOON)
    with at(NEXT + timedelta(days=9)), app.app_context():
        worker.work_all()
        assert db.session.scalars(select(Event).where(Event.action == "openings-week")).one()
