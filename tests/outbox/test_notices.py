"""What a person is told by mail about his own account: what happened, when, where to look, and nothing else."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from casebook import clock
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.kernel.timetable import current
from casebook.outbox import worker
from casebook.outbox.models import Delivery
from casebook.people import account_service, links, notices
from casebook.people.factor_models import LinkPurpose
from casebook.people.models import Person
from casebook.people.notices import DIRECTORS, THE_PERSON
from casebook.people.rights import PeopleDeed
from casebook.web.acting import acted
from tests.outbox.sink import Sink
from tests.people.browsing import NOON
from tests.town import Town, build

D = PeopleDeed
TOLD = (
    *(D.NEW_DEVICE, D.SET_UP_FACTOR, D.SWITCH_OFF_FACTOR, D.MISS_FACTOR, D.NEW_CODES, D.USE_CODE),
    *(D.CHANGE_PASSWORD, D.AGREE_REMOVAL, D.REFUSE_REMOVAL),
)


def work(minutes: int = 1) -> None:
    with clock.pinned(NOON + timedelta(minutes=minutes)):
        worker.work_all()


def tell(deed: PeopleDeed, audience: str = THE_PERSON) -> Town:
    with acted() as session:
        town = build(session)
        facts = {"reason": "手机丢了", "device": "Chrome/Android"}
        moment = Moment(NOON, current(session))
        notices.tell(session, town.uid("clerk"), deed, moment, facts=facts, audiences=(audience,))
    return town


@pytest.mark.parametrize("deed", TOLD, ids=lambda deed: deed.value)
def test_the_person_is_told_what_when_and_where(mailing_app: Flask, server: Sink, deed: PeopleDeed) -> None:
    tell(deed)
    work()
    [mail] = server.taken
    text = mail["Subject"] + mail.get_content()
    assert mail["To"] == "clerk@office.test"
    assert "2026-09-01 12:00" in text and "https://wanghe.test/me" in text
    assert re.search("[一-鿿]{4}", text)
    for never in ("某clerk", "手机丢了", "Chrome", "127.0.0", "clerk "):
        assert never not in text


def test_the_directors_are_told_that_a_removal_waits(mailing_app: Flask, server: Sink) -> None:
    town = tell(D.ASK_REMOVAL, DIRECTORS)
    work()
    assert server.sent_to() == ["director@office.test"]
    text = server.taken[0].get_content()
    assert f"https://wanghe.test/people/persons/{town.uid('clerk')}" in text and "手机丢了" not in text


def _link() -> str:
    with acted() as session:
        town, now = build(session), Moment(NOON, current(session))
        person = session.scalars(select(Person).where(Person.uid == town.uid("clerk"))).one()
        person.password_hash = "$argon2id$"
        made = account_service.send_link(session, town.actor(session, "admin"), now, "admin", person)
        return links.address(made)


def test_a_link_is_mailed_and_opens(mailing_app: Flask, server: Sink) -> None:
    address = _link()
    work()
    [mail] = server.taken
    assert f"https://wanghe.test{address}" in mail.get_content()
    assert address.startswith("/new-password/")


@pytest.mark.parametrize("minutes", [1, 125])
def test_a_link_that_is_over_is_not_mailed_any_more(mailing_app: Flask, server: Sink, minutes: int) -> None:
    _link()
    if minutes == 1:
        with acted() as session:
            uid = session.scalars(select(Person.uid).where(Person.account == "clerk")).one()
            links.make(session, uid, LinkPurpose.RESET, "x", NOON)
    work(minutes)
    assert server.taken == []


def test_whoever_has_no_address_or_a_closed_account_gets_none(mailing_app: Flask, server: Sink) -> None:
    town = tell(D.NEW_DEVICE)
    with acted() as session:
        session.execute(update(Person).where(Person.uid == town.uid("clerk")).values(active=False))
    work()
    assert server.taken == [] and db.session.scalars(select(Delivery)).all() == []
