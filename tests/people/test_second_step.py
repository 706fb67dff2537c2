"""The second step at sign-in: set up first where it is asked for, each code good once, guessers slowed."""

import re
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import segno
from flask import Flask
from sqlalchemy import select, update

from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.kernel.history import Event
from casebook.kernel.timetable import current
from casebook.office.rules import OfficeRules, Relaxation
from casebook.office.service import Decision, decide_rules
from casebook.people import factors, second_step, totp
from casebook.people.factor_models import SecondFactor
from casebook.people.models import OpenSession, Role, SessionKind, Unit
from casebook.settings import Settings
from casebook.vault.cipher import Unreadable
from tests import town as towns
from tests.people.browsing import NOON, at, people_of, send, sign_in, signed_in, writing
from tests.people.stepping import STEP, answer, code, offer, set_up, step_in
from tests.people.test_sign_in import ELSEWHERE, cookie
from tests.town import Town


@pytest.fixture
def strict(make_app: Callable[..., Flask]) -> Flask:
    """The application as it comes: the second step is asked of everybody."""
    return make_app(REQUIRE_TOTP=True)


@pytest.fixture
def town(strict: Flask) -> Town:
    """Its town."""
    return people_of(strict)


@pytest.fixture
def secret(strict: Flask, town: Town) -> str:
    """The clerk's secret, set up a minute before noon."""
    with at(NOON - timedelta(minutes=1)):
        client = strict.test_client()
        assert sign_in(client, "clerk").location.startswith("/sign-in/code")
        return set_up(client, NOON - timedelta(minutes=1))[0]


def actions(app: Flask, town: Town, account: str = "clerk") -> list[str]:
    """What stands in the history of an account."""
    with app.app_context():
        mine = select(Event.action).where(Event.subject_uid == town.uid(account)).order_by(Event.subject_version)
        return list(db.session.scalars(mine))


def test_by_default_it_is_asked_of_everybody(make_app: Callable[..., Flask]) -> None:
    assert Settings.__dataclass_fields__["require_totp"].default is True


def test_without_one_sign_in_leads_to_the_set_up_and_nothing_else_works(strict: Flask, town: Town) -> None:
    with at(NOON):
        client = strict.test_client()
        first = sign_in(client, "clerk", next="/cases")
        assert (first.status_code, first.location) == (303, "/sign-in/code?next=/cases")
        assert not cookie(client), "no whole session yet"
        assert client.get(first.location).location == "/sign-in/set-up?next=/cases"
        for address in ("/desk", "/me", "/me/rights", "/cases", "/me/recovery-codes", "/people"):
            assert client.get(address).location.startswith("/sign-in?next="), address
        page, secret = offer(client)
        assert "您的岗位要求两步登录" in page.text
        assert 'style="' not in page.text
        half = cookie(client, "cb_half")
        _secret, codes = set_up(client, NOON)
        assert len(set(codes)) == 10
        assert client.get("/desk").status_code == 200
        assert half != cookie(client) and not cookie(client, "cb_half")


def test_the_picture_is_the_address_a_generator_reads(strict: Flask, town: Town) -> None:
    """Each black square of the path stands where segno puts it; that segno's picture can be read is its own affair."""
    with at(NOON):
        client = strict.test_client()
        sign_in(client, "clerk")
        page, secret = offer(client)
    uri = f"otpauth://totp/casebook:clerk?secret={secret.replace(' ', '')}&issuer=casebook"
    rows = segno.make(uri, error="m", micro=False).matrix
    black = {(x + 4, y + 4) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
    [path] = re.findall(r'<path fill="#000" d="([^"]+)"', page.text)
    assert {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)} == black


def test_password_and_code_let_in_under_a_new_id(strict: Flask, secret: str) -> None:
    with at(NOON):
        client = strict.test_client()
        assert sign_in(client, "clerk").location == "/sign-in/code?next="
        half = cookie(client, "cb_half")
        assert half and client.get("/desk").status_code == 303
        assert answer(client, code(secret, NOON)).location == "/desk"
        assert client.get("/desk").status_code == 200
        assert cookie(client) != half and not cookie(client, "cb_half")


def test_a_session_stolen_before_the_second_step_is_worthless_after_it(strict: Flask, secret: str) -> None:
    with at(NOON):
        client = strict.test_client()
        sign_in(client, "clerk")
        stolen = cookie(client, "cb_half")
        assert stolen
        answer(client, code(secret, NOON))
        for name in ("cb_half", "cb_staff"):
            thief = strict.test_client()
            thief.set_cookie(name, stolen)
            assert thief.get("/sign-in/code").location == "/sign-in"
            assert thief.get("/desk").status_code == 303
            assert thief.get("/sign-in/set-up").status_code == 303


def test_a_half_session_is_over_after_ten_minutes(strict: Flask, secret: str) -> None:
    with at(NOON):
        client = strict.test_client()
        sign_in(client, "clerk")
        page = client.get("/sign-in/code")
    with at(NOON + timedelta(minutes=10)):
        form = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]}
        late = client.post("/sign-in/code", data={**form, "code": code(secret, NOON + timedelta(minutes=10))})
        assert late.status_code == 401
        assert client.get("/desk").status_code == 303


def test_whoever_has_one_cannot_set_up_another_with_the_password_alone(strict: Flask, secret: str) -> None:
    with at(NOON):
        thief = strict.test_client()
        sign_in(thief, "clerk")
        assert thief.get("/sign-in/set-up").status_code == 303
        assert "key" not in thief.get("/sign-in/set-up").text


@pytest.mark.parametrize(("late", "taken"), [(0, True), (29, True), (59, True), (60, False), (-30, False)])
def test_a_code_is_good_in_its_step_and_the_next(strict: Flask, secret: str, late: int, taken: bool) -> None:
    begun = NOON + timedelta(minutes=5)
    shown = code(secret, begun)
    with at(begun + timedelta(seconds=late)):
        status = step_in(strict.test_client(), "clerk", shown).status_code
        assert status == (303 if taken else 422)


def test_the_vectors_of_the_standard(app: Flask) -> None:
    """RFC 6238, appendix B, SHA-1, the last six of eight digits."""
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for second, digits in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        now = datetime.fromtimestamp(second, UTC)
        assert totp.step_of(key, digits, now) == second // 30
        assert totp.step_of(key, digits[:3] + " " + digits[3:], now) == second // 30
        assert totp.step_of(key, "".join(chr(ord(digit) + 0xFEE0) for digit in digits), now) == second // 30
        assert totp.step_of(key, "²" * 6, now) is None


def test_the_same_code_is_refused_the_second_time(strict: Flask, secret: str) -> None:
    with at(NOON):
        assert step_in(strict.test_client(), "clerk", code(secret, NOON)).status_code == 303
        again = step_in(strict.test_client(), "clerk", code(secret, NOON))
        assert again.status_code == 422
        assert "动态码不对，或者已经用过。" in again.text
    with at(NOON + STEP):
        assert step_in(strict.test_client(), "clerk", code(secret, NOON)).status_code == 422
        assert step_in(strict.test_client(), "clerk", code(secret, NOON + STEP)).status_code == 303


def test_the_code_that_confirmed_the_set_up_is_used_with_it(strict: Flask, town: Town) -> None:
    with at(NOON):
        client = strict.test_client()
        sign_in(client, "clerk")
        secret = set_up(client, NOON)[0]
        assert step_in(strict.test_client(), "clerk", code(secret, NOON)).status_code == 422


def test_no_code_comes_back_when_the_clock_is_set_back(strict: Flask, secret: str) -> None:
    with at(NOON + timedelta(hours=1)):
        assert step_in(strict.test_client(), "clerk", code(secret, NOON + timedelta(hours=1))).status_code == 303
    with at(NOON):
        assert step_in(strict.test_client(), "clerk", code(secret, NOON)).status_code == 422


def test_a_code_typed_with_a_wrong_password_is_used_up(strict: Flask, secret: str) -> None:
    with at(NOON):
        client = strict.test_client()
        step_in(client, "clerk", code(secret, NOON))
    later = NOON + timedelta(minutes=6)
    with at(later):
        fields = {"password": "wrong password", "password_code": code(secret, later), "key": "one"}
        assert send(client, "/me/recovery-codes", **fields).status_code == 422
        assert step_in(strict.test_client(), "clerk", code(secret, later)).status_code == 422


def test_of_two_who_bring_the_same_code_at_once_one_gets_in(strict: Flask, town: Town, secret: str) -> None:
    start, taken = threading.Barrier(8), []

    def bring() -> None:
        with strict.app_context(), at(NOON):
            step = second_step._step(town.uid("clerk"), code(secret, NOON))
            start.wait()
            with writing(strict) as session:
                taken.append(step is not None and factors.use(session, town.uid("clerk"), step))

    threads = [threading.Thread(target=bring) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 7 + [True]


def test_forty_wrong_codes_are_slowed_and_the_owner_elsewhere_is_not(strict: Flask, secret: str) -> None:
    with at(NOON):
        attacker = strict.test_client()
        sign_in(attacker, "clerk", place=ELSEWHERE)
        statuses = [answer(attacker, "000000", ELSEWHERE).status_code for _ in range(40)]
        assert statuses == [422] * 5 + [429] * 35
        assert step_in(strict.test_client(), "clerk", code(secret, NOON), "203.0.113.9").status_code == 303


def test_wrong_codes_from_forty_places_are_slowed_and_the_known_device_is_not(strict: Flask, town: Town) -> None:
    owner = strict.test_client()
    before = NOON - timedelta(minutes=5)
    with at(before):
        sign_in(owner, "clerk")
        secret = set_up(owner, before)[0]
    with at(NOON):
        statuses = []
        for number in range(40):
            attacker = strict.test_client()
            sign_in(attacker, "clerk", place=f"198.51.{number}.1")
            statuses.append(answer(attacker, "000000", f"198.51.{number}.1").status_code)
        assert statuses == [422] * 20 + [429] * 20
        owner.delete_cookie("cb_staff")
        assert step_in(owner, "clerk", code(secret, NOON)).status_code == 303
    with at(NOON + timedelta(seconds=60)):
        fresh = step_in(strict.test_client(), "clerk", code(secret, NOON + timedelta(seconds=60)), "192.0.2.1")
        assert fresh.status_code == 303, "and after a minute nobody is kept out even on a new device"


def test_the_owner_is_told_of_a_wrong_code_once_an_hour(strict: Flask, town: Town, secret: str) -> None:
    for minutes in (0, 20, 59, 61):
        with at(NOON + timedelta(minutes=minutes)):
            client = strict.test_client()
            sign_in(client, "clerk")
            assert answer(client, "000000").status_code == 422
    assert actions(strict, town).count("factor-missed") == 2


def test_the_secret_is_sealed_to_its_owner(strict: Flask, town: Town, secret: str) -> None:
    with writing(strict) as session:
        kept = session.scalars(select(SecondFactor)).one()
        assert secret.replace(" ", "").encode() not in kept.sealed
        moved = SecondFactor(person_uid=town.uid("officer"), sealed=kept.sealed, last_step=0, set_up_at=NOON)
        with pytest.raises(Unreadable):
            factors.step_of(moved, "000000", NOON)


def test_an_offered_secret_of_another_session_is_not_taken(strict: Flask, town: Town) -> None:
    with at(NOON):
        one, other = strict.test_client(), strict.test_client()
        sign_in(one, "clerk")
        sign_in(other, "officer")
        page, secret = offer(one)
        [sealed] = re.findall(r'name="sealed" value="([0-9a-f]+)"', page.text)
        for forged in (sealed, "", "zz", "00" * 40):
            sent = send(other, "/sign-in/set-up", code=code(secret, NOON), sealed=forged, key="one", next="")
            assert (sent.status_code, sent.location) == (303, "/sign-in/set-up?next="), forged
        assert other.get("/desk").status_code == 303


def test_a_wrong_first_code_keeps_the_offered_secret(strict: Flask, town: Town) -> None:
    with at(NOON):
        client = strict.test_client()
        sign_in(client, "clerk")
        page, secret = offer(client)
        [sealed] = re.findall(r'name="sealed" value="([0-9a-f]+)"', page.text)
        for wrong, sentence in (("000000", "动态码不对。请核对手机时间"), ("", "请填写动态码。")):
            sent = send(client, "/sign-in/set-up", code=wrong, sealed=sealed, key="one", next="/cases")
            assert sent.status_code == 422
            assert sentence in sent.text and secret in sent.text and 'value="/cases"' in sent.text


def test_the_set_up_sent_twice_shows_the_same_codes(strict: Flask, town: Town) -> None:
    with at(NOON):
        client = strict.test_client()
        sign_in(client, "clerk")
        page, secret = offer(client)
        [sealed] = re.findall(r'name="sealed" value="([0-9a-f]+)"', page.text)
        fields = {"code": code(secret, NOON), "sealed": sealed, "key": "one", "next": ""}
        first, second = (send(client, "/sign-in/set-up", **fields).text for _ in range(2))
        codes = [re.findall(r"<li><code>([^<]+)</code></li>", text) for text in (first, second)]
        assert codes[0] == codes[1] and len(codes[0]) == 10
        assert actions(strict, town).count("factor-set-up") == 1


@pytest.mark.parametrize("account", ["director", "admin", "callback"])
def test_a_small_office_still_asks_it_of_some(strict: Flask, town: Town, account: str) -> None:
    _relax(strict, town)
    assert sign_in(strict.test_client(), account).location.startswith("/sign-in/code")


def test_a_small_office_leaves_it_to_the_others(strict: Flask, town: Town) -> None:
    _relax(strict, town)
    with at(NOON):
        client = signed_in(strict, "clerk")
        assert client.get("/desk").status_code == 200
        assert "开启之前，您不能查看反映人身份。" in client.get("/me").text
        before = cookie(client)
        secret, _codes = set_up(client, NOON)
        assert "已开启：登录除密码外" in client.get("/me").text
        assert cookie(client) != before
    with at(NOON + timedelta(minutes=1)):
        assert step_in(strict.test_client(), "clerk", code(secret, NOON + timedelta(minutes=1))).status_code == 303
        assert client.get("/me/second-step/off").status_code == 200
        assert send(client, "/me/second-step/off", key="one").status_code == 303
        assert sign_in(strict.test_client(), "clerk").location == "/desk"


def test_where_it_is_asked_for_nobody_switches_it_off(strict: Flask, town: Town) -> None:
    with at(NOON):
        client = strict.test_client()
        sign_in(client, "clerk")
        set_up(client, NOON)
        assert client.get("/me/second-step/off").status_code == 404
        assert send(client, "/me/second-step/off", "/me", key="one").status_code == 404
        assert "/me/second-step/off" not in client.get("/me").text


def test_a_post_given_meanwhile_that_asks_for_it_ends_the_session_without(strict: Flask, town: Town) -> None:
    _relax(strict, town)
    with at(NOON):
        client = signed_in(strict, "clerk")
        with writing(strict) as session:
            towns.grant(session, town, "clerk", Role.CALLBACK, "office")
        assert client.get("/desk").location.startswith("/sign-in?next=")
        assert sign_in(client, "clerk").location.startswith("/sign-in/code")


def test_the_demo_asks_it_of_nobody_and_says_so_on_every_page(strict: Flask, town: Town) -> None:
    with writing(strict) as session:
        session.execute(update(Unit).where(Unit.code == "office").values(demo=True))
    client = signed_in(strict, "director")
    for address in ("/desk", "/me", "/people"):
        assert "两步登录只在演示系统里关闭。" in client.get(address).text


def test_setting_it_up_anew_asks_for_both_again_and_ends_the_others(strict: Flask, town: Town, secret: str) -> None:
    with at(NOON):
        here, there = strict.test_client(), strict.test_client()
        step_in(here, "clerk", code(secret, NOON))
    with at(NOON + STEP):
        step_in(there, "clerk", code(secret, NOON + STEP))
    later = NOON + timedelta(minutes=10)
    with at(later):
        page, new = offer(here)
        assert "新的将取代现有的" in page.text
        [sealed] = re.findall(r'name="sealed" value="([0-9a-f]+)"', page.text)
        fields = {"code": code(new, later), "sealed": sealed, "next": ""}
        assert send(here, "/sign-in/set-up", key="a", **fields).status_code == 422
        alone = {"password": "correct horse battery staple"}
        refused = send(here, "/sign-in/set-up", key="b", **fields, **alone)
        assert refused.status_code == 422 and "请填写动态码。" in refused.text
        both = {**alone, "password_code": code(secret, later)}
        assert send(here, "/sign-in/set-up", key="c", **fields, **both).status_code == 200
        assert there.get("/me").status_code == 303
        assert here.get("/me").status_code == 200
    after = later + timedelta(minutes=1)
    with at(after):
        assert step_in(strict.test_client(), "clerk", code(secret, after)).status_code == 422
        assert step_in(strict.test_client(), "clerk", code(new, after)).status_code == 303


def _relax(app: Flask, town: Town) -> None:
    """The director's recorded decision for a small office."""
    with writing(app) as session:
        rules = OfficeRules(frozenset({Relaxation.TWO_STEP_FOR_SOME}))
        decision = Decision(rules, "镇党委会", "〔2026〕1号", date(2026, 8, 1))
        director = town.actor(session, "director")
        decide_rules(session, director, Moment(NOON, current(session)), "director", town.office.uid, decision)


def _sessions(app: Flask, kind: SessionKind) -> int:
    with writing(app) as session:
        open_ones = select(OpenSession).where(OpenSession.kind == kind, OpenSession.ended_at.is_(None))
        return len(list(session.scalars(open_ones)))


def test_signing_in_leaves_no_half_session_behind(strict: Flask, secret: str) -> None:
    with at(NOON):
        client: Any = strict.test_client()
        step_in(client, "clerk", code(secret, NOON))
    assert _sessions(strict, SessionKind.HALF) == 0
