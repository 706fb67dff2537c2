"""Recovery codes: ten, shown once, each good once; and the way back for whoever lost them too."""

import re
import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from casebook.kernel.columns import new_uid
from casebook.people import links, recovery
from casebook.people.factor_models import LinkPurpose, RecoveryCode
from casebook.people.models import Leave
from tests.people.browsing import NOON, PASSWORD, at, send, sign_in, signed_in, writing
from tests.people.stepping import CODE, answer, code, set_up, step_in
from tests.people.test_second_step import actions, strict, town
from tests.town import Town

FIXTURES = (strict, town)


@pytest.fixture
def kit(strict: Flask, town: Town) -> tuple[FlaskClient, str, list[str]]:
    """The clerk's browser at noon, his secret and his ten codes."""
    with at(NOON):
        client = strict.test_client()
        sign_in(client, "clerk")
        return client, *set_up(client, NOON)


def let_in(app: Flask, typed: str) -> bool:
    client = app.test_client()
    sign_in(client, "clerk")
    return answer(client, typed).status_code == 303


def test_each_lets_in_once(strict: Flask, town: Town, kit: tuple[FlaskClient, str, list[str]]) -> None:
    client, _secret, codes = kit
    with at(NOON):
        assert let_in(strict, codes[2])
        assert not let_in(strict, codes[2])
        assert let_in(strict, codes[9].lower().replace("-", " "))
        assert "还剩8个恢复码。" in client.get("/me").text
    assert actions(strict, town).count("code-use") == 2


def test_of_two_who_bring_one_at_once_one_gets_in(
    strict: Flask, town: Town, kit: tuple[FlaskClient, str, list[str]]
) -> None:
    start, taken = threading.Barrier(8), []

    def bring() -> None:
        start.wait()
        with writing(strict) as session:
            taken.append(recovery.use(session, town.uid("clerk"), kit[2][0], NOON))

    threads = [threading.Thread(target=bring) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 7 + [True]


@pytest.mark.parametrize("typed", ["", "11-AAAAA-AAAAA", "0-AAAAA-AAAAA", "3-AAAAA-AAAAA", "x" * 40, "\x00", "王" * 12])
def test_any_other_text_is_refused(strict: Flask, kit: tuple[FlaskClient, str, list[str]], typed: str) -> None:
    with at(NOON):
        assert not let_in(strict, typed)


def test_only_slow_hashes_are_kept(strict: Flask, kit: tuple[FlaskClient, str, list[str]]) -> None:
    with writing(strict) as session:
        kept = list(session.scalars(select(RecoveryCode.code_hash)))
    assert len(set(kept)) == 10
    assert all(one.startswith("$argon2id$") for one in kept)
    assert "m=19456,t=2" in recovery.slow_hash(cheap=False).nobodys


def test_new_ones_take_the_place_of_the_former(strict: Flask, kit: tuple[FlaskClient, str, list[str]]) -> None:
    client, secret, codes = kit
    with at(NOON):
        page = send(client, "/me/recovery-codes", key="one")
        new = CODE.findall(page.text)
        assert CODE.findall(send(client, "/me/recovery-codes", key="one").text) == new, "sent twice, shown again"
        assert len(new) == 10 and not set(new) & set(codes)
        assert not let_in(strict, codes[0])
        assert let_in(strict, new[0])
        assert not CODE.findall(client.get("/me").text + client.get("/me/recovery-codes").text)


def test_after_five_minutes_new_ones_ask_for_password_and_code(
    strict: Flask, kit: tuple[FlaskClient, str, list[str]]
) -> None:
    client, secret, _codes = kit
    later = NOON + timedelta(minutes=6)
    with at(later):
        page = client.get("/me/recovery-codes").text
        assert 'name="password"' in page and 'name="password_code"' in page
        given = {"password": PASSWORD, "password_code": "000000"}
        wrong = send(client, "/me/recovery-codes", key="a", **given)
        assert wrong.status_code == 422 and "动态码不对，或者已经用过。" in wrong.text
        given["password_code"] = code(secret, later)
        before = client.get_cookie("cb_staff")
        assert len(CODE.findall(send(client, "/me/recovery-codes", key="b", **given).text)) == 10
        after = client.get_cookie("cb_staff")
        assert before and after and before.value != after.value, "a step up renews the id"


def post(client: FlaskClient, address: str, form: str | None = None, **fields: str) -> int:
    return send(client, address, form, key=new_uid(), **fields).status_code


@pytest.fixture
def staff(strict: Flask, kit: tuple[FlaskClient, str, list[str]]) -> dict[str, FlaskClient]:
    """Administrator and director, signed in with both steps at noon."""
    clients = {}
    with at(NOON):
        for account in ("admin", "director"):
            clients[account] = strict.test_client()
            sign_in(clients[account], account)
            set_up(clients[account], NOON)
    return clients


def test_a_lost_second_step_is_removed_by_two_persons(
    strict: Flask, town: Town, kit: tuple[FlaskClient, str, list[str]], staff: dict[str, FlaskClient]
) -> None:
    client, secret, codes = kit
    person = f"/people/persons/{town.uid('clerk')}"
    with at(NOON):
        admin, director = staff["admin"], staff["director"]
        assert post(admin, f"{person}/second-step/agree", person) == 404, "the administrator does not decide"
        assert post(director, f"{person}/second-step/remove", person, reason="x") == 404, "the director does not ask"
        assert post(admin, f"{person}/second-step/remove", reason="手机掉进河里") == 303
        assert post(admin, f"{person}/second-step/remove", reason="再来一次") == 422
        assert client.get("/me").status_code == 200, "asking changes nothing"
        assert "手机掉进河里" in director.get(f"{person}/second-step/decide").text
        assert "解除两步登录的申请，等主任决定" in director.get("/people/persons").text
        assert post(director, f"{person}/second-step/agree", f"{person}/second-step/decide") == 303
        assert client.get("/me").status_code == 303, "every session ends"
        fresh = strict.test_client()
        sign_in(fresh, "clerk")
        assert fresh.get("/sign-in/code").location.startswith("/sign-in/set-up")
        spent = send(fresh, "/sign-in/code", "/sign-in/set-up", code=codes[0], next="")
        assert spent.status_code == 422
    assert actions(strict, town)[-3:] == ["factor-removal-ask", "factor-removal-agree", "factor-missed"]


def test_a_refused_removal_changes_nothing(
    strict: Flask, town: Town, kit: tuple[FlaskClient, str, list[str]], staff: dict[str, FlaskClient]
) -> None:
    person = f"/people/persons/{town.uid('clerk')}"
    with at(NOON + timedelta(minutes=1)):
        assert post(staff["admin"], f"{person}/second-step/remove", reason="手机丢了") == 303
        page = f"{person}/second-step/decide"
        assert post(staff["director"], f"{person}/second-step/refuse", page, reason="本人说没有丢") == 303
        assert post(staff["director"], f"{person}/second-step/agree", person) == 422
        assert step_in(strict.test_client(), "clerk", code(kit[1], NOON + timedelta(minutes=1))).status_code == 303
        assert post(staff["admin"], f"{person}/second-step/remove", reason="真的丢了") == 303, "may be asked again"


def test_nobody_decides_about_his_own(
    strict: Flask, town: Town, kit: tuple[FlaskClient, str, list[str]], staff: dict[str, FlaskClient]
) -> None:
    person = f"/people/persons/{town.uid('director')}"
    with at(NOON):
        assert post(staff["admin"], f"{person}/second-step/remove", reason="手机丢了") == 303
        assert post(staff["director"], f"{person}/second-step/agree", f"{person}/second-step/decide") == 422
        assert post(staff["admin"], f"/people/persons/{town.uid('admin')}/second-step/remove", reason="x") == 422


def test_whoever_stands_in_for_the_asker_does_not_decide(
    strict: Flask, town: Town, kit: tuple[FlaskClient, str, list[str]], staff: dict[str, FlaskClient]
) -> None:
    person = f"/people/persons/{town.uid('clerk')}"
    with at(NOON):
        assert post(staff["admin"], f"{person}/second-step/remove", reason="手机丢了") == 303
        with writing(strict) as session:
            away = {"person_uid": town.uid("admin"), "deputy_uid": town.uid("director"), "unit_uid": town.office.uid}
            session.add(Leave(uid=new_uid(), first=NOON.date(), last=NOON.date(), recorded_at=NOON, **away))
        assert post(staff["director"], f"{person}/second-step/agree", f"{person}/second-step/decide") == 422


def test_the_command_lets_the_only_director_in_again(strict: Flask, town: Town, staff: dict[str, FlaskClient]) -> None:
    result = strict.test_cli_runner().invoke(args=["remove-second-step", "director"])
    assert result.exit_code == 0, result.output
    with at(NOON):
        assert staff["director"].get("/me").status_code == 303
    assert actions(strict, town, "director")[-1] == "factor-removal-agree"
    assert strict.test_cli_runner().invoke(args=["remove-second-step", "nobody"]).exit_code == 1


def test_a_new_password_does_not_drop_the_second_step(
    strict: Flask, town: Town, kit: tuple[FlaskClient, str, list[str]], staff: dict[str, FlaskClient]
) -> None:
    with at(NOON + timedelta(minutes=1)):
        with writing(strict) as session:
            address = links.address(links.make(session, town.uid("clerk"), LinkPurpose.RESET, "x", NOON))
        visitor = strict.test_client()
        assert send(visitor, address, new="seven green tractors", again="seven green tractors").status_code == 303
        client = strict.test_client()
        first = sign_in(client, "clerk", "seven green tractors")
        assert first.location.startswith("/sign-in/code")
        assert "动态码" in client.get(first.location).text
        assert answer(client, code(kit[1], NOON + timedelta(minutes=1))).status_code == 303


def test_without_a_second_step_there_are_no_codes_to_make(app: Flask, people: Town) -> None:
    client = signed_in(app, "clerk")
    assert send(client, "/me/recovery-codes", "/me", key="one").status_code == 404
    assert not re.search("recovery-codes", client.get("/me").text)
