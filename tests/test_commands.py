"""What an administrator types: the first start, whether all is well, doing what waits."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from casebook import clock
from casebook.extensions import db
from casebook.kernel import jobs, schema
from casebook.kernel.deadlines import local_day
from casebook.kernel.jobs import Job
from casebook.people.models import Grant, Person, Role, Unit
from casebook.people.passwords import fits
from casebook.people.queries import staff, the_office
from casebook.web.acting import acted, moment

PASSWORD = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=arguments)


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_first_start_founds_an_office_with_two_persons_who_can_sign_in(app: Flask) -> None:
    result = run(app, "init", "--office", "望禾镇效能办", "--town", "望禾镇", "--telephone", "0000-5550100")
    assert result.exit_code == 0
    passwords = PASSWORD.findall(result.output)
    with app.app_context():
        office = the_office(db.session())
        assert (office.label_zh, office.town_zh, office.telephone, office.demo) == (
            "望禾镇效能办",
            "望禾镇",
            "0000-5550100",
            False,
        )
        persons = db.session.scalars(select(Person).order_by(Person.account)).all()
        assert [person.account for person in persons] == ["admin", "director"]
        assert all(
            fits(person.password_hash, password, True) for person, password in zip(persons, passwords, strict=True)
        )
        director = staff(db.session(), persons[1].uid, local_day(clock.now()))
        assert director is not None and director.units(Role.DIRECTOR) == {office.uid}


def test_the_director_answers_for_what_nobody_has_signed_for(app: Flask) -> None:
    from casebook.people.queries import answering_person

    run(app, "init", "--office", "望禾镇效能办")
    with app.app_context():
        director = db.session.scalars(select(Person).where(Person.account == "director")).one()
        assert answering_person(db.session(), the_office(db.session()).uid, moment()) == director.uid


def test_an_office_is_founded_once(app: Flask) -> None:
    first = run(app, "init", "--office", "望禾镇效能办")
    second = run(app, "init", "--office", "别处效能办")
    assert (first.exit_code, second.exit_code) == (0, 1) and not PASSWORD.search(second.output)
    with app.app_context():
        assert (count(Unit), count(Person), count(Grant)) == (1, 2, 2)


def test_plain_init_founds_nothing_and_may_be_repeated(app: Flask) -> None:
    assert [run(app, "init").exit_code for _ in range(2)] == [0, 0]
    with app.app_context():
        assert (count(Unit), count(Person)) == (0, 0)


def test_a_start_password_is_long_and_never_the_same(app: Flask) -> None:
    from casebook.founding import start_password
    from casebook.people.passwords import weakness

    made = {start_password() for _ in range(200)}
    assert len(made) == 200 and not [word for word in made if weakness(word, ("admin", "director"))]


def test_all_is_well_after_the_first_start(app: Flask) -> None:
    run(app, "init")
    result = run(app, "doctor")
    assert result.exit_code == 0 and "wrong" not in result.output
    assert "CASEBOOK_SMTP_URL" in result.output  # a warning: the office may want no mail


def no_trigger(instance: Path) -> None:
    with db.engine.begin() as connection:
        schema._drop(connection, schema.fixtures()[0])


def old_version(instance: Path) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'old'")


def readable_key(instance: Path) -> None:
    (instance / "keys" / "cookie").chmod(0o640)


def empty_key(instance: Path) -> None:
    (instance / "keys" / "cookie").write_bytes(b"")


def dead_job(instance: Path) -> None:
    with acted() as session:
        jobs.enqueue(session, "send", "1", {}, clock.now()).dead_at = clock.now()


@pytest.mark.parametrize("harm", [no_trigger, old_version, readable_key, empty_key, dead_job])
def test_what_is_wrong_is_found(app: Flask, instance: Path, harm: Callable[[Path], None]) -> None:
    run(app, "init")
    with app.app_context():
        harm(instance)
    result = run(app, "doctor")
    assert result.exit_code == 1 and result.output.count("wrong") == 1


def test_what_waits_is_done_by_one_call(app: Flask) -> None:
    done: list[object] = []
    jobs.handles("called")(lambda session, payload, now: done.append(payload))
    try:
        with app.app_context(), acted() as session:
            for number in range(3):
                jobs.enqueue(session, "called", str(number), {}, clock.now())
        assert run(app, "tick").exit_code == 0
    finally:
        jobs._handlers.pop("called")
    with app.app_context():
        waiting = select(func.count()).where(Job.done_at.is_(None), Job.run_at <= clock.now())
        assert len(done) == 3 and db.session.scalar(waiting) == 0


def test_mail_cannot_be_sent_by_hand_without_a_server(app: Flask) -> None:
    result = run(app, "deliver")
    assert result.exit_code == 1 and "CASEBOOK_SMTP_URL" in result.output
