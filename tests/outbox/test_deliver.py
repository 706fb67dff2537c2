"""Who is told of a deed gets one mail that says only that something waits; nobody else gets any."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from casebook import clock
from casebook.case.models import State
from casebook.case.taxonomy import Channel
from casebook.extensions import db
from casebook.kernel import timers
from casebook.kernel.deadlines import Moment
from casebook.kernel.jobs import Job
from casebook.kernel.timetable import current
from casebook.outbox import deliver, worker
from casebook.outbox.commands import put_back
from casebook.outbox.models import Delivery
from casebook.people.models import Grant, Person, Role
from casebook.vault.keys import vault_keys
from casebook.vault.models import Party
from casebook.vault.service import keep_party
from casebook.web.acting import acted
from tests.lives import MORNING, Life
from tests.outbox.certificates import self_signed
from tests.outbox.conftest import SOON, living, work_at
from tests.outbox.sink import Sink, free_port, silent, sink
from tests.town import build, grant

# This machine too, but not by a name that excuses it from TLS.
ELSEWHERE = "127.0.0.2"
TRIES = (0, 1, 6, 36, 156, 876)  # minutes after the first try: 1, 5, 30, 2 h, 12 h later each
CITIZEN = "wang@citizen.test"

# The timers of a case wait among the jobs too; they are no mail.
MAIL = Job.kind != timers.KIND


def test_each_recipient_gets_one_mail_under_its_own_lasting_id(mailing_app: Flask, server: Sink) -> None:
    with living():
        pass
    assert work_at() == 3  # one event, two officers
    assert server.sent_to() == ["officer2@office.test", "officer@office.test"]
    rows = db.session.scalars(select(Delivery)).all()
    assert sorted(server.ids) == sorted(f"<{row.uid}@wanghe.test>" for row in rows)
    assert {row.sent_at for row in rows} == {SOON}
    assert work_at(60) == 0 and len(server.taken) == 2


def test_a_mail_that_is_marked_is_never_sent_again(mailing_app: Flask, server: Sink) -> None:
    with living():
        pass
    work_at()
    again()
    assert work_at(60) == 3
    assert len(server.taken) == 2
    assert not [row.key for row in db.session.scalars(select(Job).where(MAIL)) if row.error or not row.done_at]


def test_a_mail_that_was_taken_is_sent_even_if_the_server_says_no_goodbye(mailing_app: Flask, server: Sink) -> None:
    with living():
        pass
    server.hangs_up = True
    work_at()
    work_at(60)
    assert len(server.taken) == 2
    assert db.session.scalars(select(Delivery.sent_at)).all() == [SOON, SOON]


def test_of_two_mails_only_the_unsent_one_is_tried_again(mailing_app: Flask, server: Sink) -> None:
    with living():
        pass
    server.answer = "451 later"
    work_at()
    server.answer = "250 OK"
    with clock.pinned(SOON + timedelta(minutes=1)):
        assert worker.work_once()
    server.answer = "451 later"
    work_at(1)
    server.answer = "250 OK"
    work_at(60)
    assert len(server.taken) == 2 and len(set(server.ids)) == 2


def test_the_station_is_told_by_the_same_relation_that_lets_it_sign(mailing_app: Flask, server: Sink) -> None:
    with living(State.DISPATCHED):
        pass
    work_at()
    told = server.sent_to()
    assert "power-head@office.test" in told and "power-liaison@office.test" in told
    assert not [address for address in told if address.startswith(("land", "school", "power-handler", "director"))]


def test_whoever_lost_the_right_before_the_delivery_gets_nothing(mailing_app: Flask, server: Sink) -> None:
    with living() as life:
        end_grant(life, "officer2")
    work_at()
    assert server.sent_to() == ["officer@office.test"]


def test_whoever_loses_the_right_between_two_tries_gets_nothing(mailing_app: Flask, server: Sink) -> None:
    with living() as life:
        pass
    server.answer = "451 later"
    work_at()
    with acted():
        end_grant(life, "officer2")
    server.answer = "250 OK"
    work_at(1)
    assert server.sent_to() == ["officer@office.test"]
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 1


def test_whoever_is_accused_is_not_told(mailing_app: Flask, server: Sink) -> None:
    with acted() as session:
        town = build(session)
        life = Life(session, town).register().accept(accused=town.uid("power-head")).text()
        life.dispatch()
    work_at()
    assert "power-liaison@office.test" in server.sent_to()
    assert "power-head@office.test" not in server.sent_to()


def test_a_closed_account_is_not_told(mailing_app: Flask, server: Sink) -> None:
    with living() as life:
        life.town.persons["officer"].active = False
    work_at()
    assert server.sent_to() == ["officer2@office.test"]


def test_a_person_of_two_audiences_gets_one_mail(mailing_app: Flask, server: Sink) -> None:
    with acted() as session:
        town = build(session)
        grant(session, town, "power-head", Role.LIAISON, "power")
        life = Life(session, town)
        for step in ("register", "accept", "text", "dispatch"):
            getattr(life, step)()
    work_at()
    assert server.sent_to().count("power-head@office.test") == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_complainant_is_told_in_his_language_and_reads_nothing_but_the_way(
    mailing_app: Flask, server: Sink, language: str
) -> None:
    life = written_by_citizen(language)
    work_at()
    [mail] = [mail for mail in server.taken if mail["To"] == CITIZEN]
    text = mail.get_content()
    assert life.file.receipts[0].reference in text and "https://wanghe.test/track" in text
    assert "AJ26" not in text and "?" not in re.findall(r"https://\S+", text)[0]
    assert ("query code" in text) == (language == "en") and ("查询码" in text) == (language == "zh")


def test_an_anonymous_complainant_leaves_nothing_to_send(mailing_app: Flask, server: Sink) -> None:
    with living(State.CLOSED):
        pass
    work_at()
    assert not [mail for mail in server.taken if not mail["To"].endswith("@office.test")]
    assert db.session.scalar(select(func.count()).where(Delivery.recipient_kind == "receipt")) == 0


def test_no_mail_carries_a_name_a_station_a_code_or_a_word_of_the_case(mailing_app: Flask, server: Sink) -> None:
    life = written_by_citizen("zh", State.CLOSED)
    work_at()
    assert len(server.taken) > 10
    words = [life.file.title, "停电", "王小明", "13800001111", "某", "望禾power站", "抢修", "A2", "简单粗暴"]
    for mail in server.taken:
        whole = mail["Subject"] + mail.get_content() + mail["From"] + "".join(f"{k}: {v}" for k, v in mail.items())
        assert not [word for word in words if word in whole]
        assert "AJ26" not in mail["Subject"] and "TS26" not in mail["Subject"]
        assert not re.search(r"\d{5}", mail.get_content())


REFUSING = {"refused": None, "451": "451 later", "550": "550 never", "hanging": None}


@pytest.mark.parametrize("kind", REFUSING)
def test_a_server_that_is_away_is_tried_six_times_and_then_given_up(
    make_app: Callable[..., Flask], server: Sink, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "TIMEOUT", 0.2)
    with away(kind, server) as url, make_app(SMTP_URL=url).app_context():
        with living() as life:
            end_grant(life, "officer2")
        for tried, minutes in enumerate(TRIES, 1):
            assert tried == 1 or work_at(minutes - 0.1) == 0
            work_at(minutes)
            assert job().attempts == tried and (job().dead_at is not None) == (tried == len(TRIES))
        work_at(10_000)
        assert job().attempts == len(TRIES) and job().error and "officer" not in job().error
        assert db.session.scalars(select(Delivery.sent_at)).all() == [None]


def test_mail_that_was_given_up_is_sent_once_it_is_put_back(mailing_app: Flask, server: Sink) -> None:
    with living():
        pass
    server.answer = "451 later"
    for minutes in TRIES:
        work_at(minutes)
    server.answer = "250 OK"
    with clock.pinned(SOON + timedelta(days=3)):
        assert put_back() == 2 and put_back() == 0
        worker.work_all()
    assert len(server.taken) == 2


def test_old_news_is_not_put_back(mailing_app: Flask, server: Sink) -> None:
    with living():
        pass
    server.answer = "451 later"
    for minutes in TRIES:
        work_at(minutes)
    with clock.pinned(SOON + timedelta(days=8)):
        assert put_back() == 0


def test_without_a_server_deliveries_are_kept_and_sent_when_there_is_one(
    make_app: Callable[..., Flask], server: Sink
) -> None:
    with make_app().app_context():
        with living():
            pass
        assert work_at() == 1
        assert db.session.scalars(select(Delivery.sent_at)).all() == [None, None]
        assert db.session.scalar(select(func.count()).where(Job.done_at.is_(None), MAIL)) == 0
    with make_app(SMTP_URL=server.url).app_context(), clock.pinned(SOON):
        assert put_back() == 2
        worker.work_all()
    assert server.sent_to() == ["officer2@office.test", "officer@office.test"]


def test_nobody_waits_to_write_while_a_mail_server_hangs(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def write_meanwhile(letter: object) -> None:
        assert not db.session().in_transaction()  # else the next line would wait for ever
        with make_app().app_context(), acted() as session:
            session.add(Person(account="meanwhile", name="x", password_hash="!"))
        written.append(letter)

    with make_app(SMTP_URL="smtp://127.0.0.1:1").app_context():
        with living():
            pass
        monkeypatch.setattr(deliver.mail, "send", write_meanwhile)
        with clock.pinned(SOON):
            worker.work_once()
            worker.work_once()
    assert len(written) == 1


def test_a_server_elsewhere_is_spoken_to_in_tls_alone(make_app: Callable[..., Flask]) -> None:
    here = make_app(SMTP_URL="smtp://127.0.0.1:2525").config
    there = make_app(SMTP_URL="smtp://us%40er:p%3Aw@mail.wanghe.test/?from=office@wanghe.test").config
    wrapped = make_app(SMTP_URL="smtps://mail.wanghe.test").config
    assert (here["MAIL_USE_TLS"], there["MAIL_USE_TLS"], wrapped["MAIL_USE_SSL"]) == (False, True, True)
    assert (there["MAIL_PORT"], there["MAIL_USERNAME"], there["MAIL_PASSWORD"]) == (587, "us@er", "p:w")
    assert (wrapped["MAIL_PORT"], there["MAIL_DEFAULT_SENDER"]) == (465, "office@wanghe.test")


@pytest.mark.parametrize("option", ["tls_context", "ssl_context"])
def test_a_server_nobody_vouches_for_gets_no_mail(make_app: Callable[..., Flask], tmp_path: Path, option: str) -> None:
    with sink(ELSEWHERE, **{option: self_signed(tmp_path)}) as kept:
        url = kept.url if option == "tls_context" else kept.url.replace("smtp:", "smtps:")
        assert error_of_sending(make_app(SMTP_URL=url)) == "SSLCertVerificationError"
        assert kept.taken == []


def test_a_server_elsewhere_without_tls_gets_no_mail(make_app: Callable[..., Flask]) -> None:
    with sink(ELSEWHERE) as kept:
        assert error_of_sending(make_app(SMTP_URL=kept.url)) == "SMTPNotSupportedError"
        assert kept.taken == []


def error_of_sending(app: Flask) -> str | None:
    with app.app_context():
        with living():
            pass
        work_at()
        return job().error


def end_grant(life: Life, account: str) -> None:
    row = db.session.scalars(select(Grant).where(Grant.person_uid == life.town.uid(account))).one()
    row.ended_at = MORNING


def again() -> None:
    """Queue every delivery and every event a second time, as if nobody knew that they are done."""
    with acted() as session:
        for row in session.scalars(select(Job).where(MAIL)):
            row.done_at = None


def job() -> Job:
    """The newest job that sends."""
    db.session.rollback()
    return db.session.scalars(select(Job).where(Job.kind == "send").order_by(Job.id)).first()


def written_by_citizen(language: str, state: State = State.ACCEPTED) -> Life:
    """A complaint of somebody who left name, telephone and e-mail; lived to a state."""
    with acted() as session:
        life = Life(session, build(session))
        moment = Moment(life.at, current(session))
        left = {"name": "王小明", "telephone": "13800001111", "email": CITIZEN}
        party = keep_party(session, vault_keys(), left, True, False, moment)
        assert isinstance(party, Party)
        life.register(party=party, channel=Channel.ONLINE)
        life.file.receipts[0].language = language
        steps = ("accept", "text", "dispatch", "sign", "contact", "close", "pass_on", "end")
        for step in steps[: 1 if state is State.ACCEPTED else None]:
            getattr(life, step)()
    return life


@contextmanager
def away(kind: str, server: Sink) -> Iterator[str]:
    """The address of a mail server that does not do its work."""
    server.answer = REFUSING[kind] or server.answer
    with silent() as port:
        ports = {"refused": free_port(), "hanging": port}
        yield f"smtp://127.0.0.1:{ports.get(kind, server.port)}"
