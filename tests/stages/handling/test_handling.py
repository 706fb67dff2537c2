"""The station's work on screen, and what it is kept from."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casebook.case.models import Contact, Letter, Reply, State
from casebook.case.taxonomy import Grade
from casebook.clock import OFFICE_ZONE
from casebook.kernel.history import Event
from casebook.people.models import Role
from tests.lives import Life
from tests.stages.conftest import NOON, World
from tests.stages.test_every_step import CLOSING, confirmed, contacted, given, written
from tests.town import grant


def local(days: int = 0, minutes: int = 0) -> str:
    """A time near NOON as a browser sends it."""
    return f"{(NOON + timedelta(days=days, minutes=minutes)).astimezone(OFFICE_ZONE):%Y-%m-%dT%H:%M}"


def test_signing_and_giving_waits_for_the_handler_to_take_it_on(world: World) -> None:
    case = world.case(State.DISPATCHED)
    head = world.at("power-head")
    assert head.open(f"{case}/sign-and-give")["handler"] == world.uid("power-handler")
    assert head.do(f"{case}/sign-and-give").status_code == 303
    assert world.file(case, "holder_uid") == [world.uid("power-head")]
    assert world.at("power-handler").do(f"{case}/take").status_code == 303
    assert world.file(case, "holder_uid") == [world.uid("power-handler")]


def test_a_liaison_signs_but_gives_to_nobody(world: World) -> None:
    case = world.case(State.DISPATCHED)
    liaison = world.at("power-liaison")
    answer = liaison.do(f"{case}/sign-and-give", handler=world.uid("power-handler"))
    assert answer.status_code == 403
    assert world.events(case)[-1] == "dispatch"


def test_nobody_of_another_station_can_be_given_a_case(world: World) -> None:
    case = world.case(State.HANDLING)
    for handler in (world.uid("land-handler"), world.uid("clerk"), "nobody", ""):
        answer = world.at("power-head").do(f"{case}/give", handler=handler)
        assert answer.status_code == 422
        assert "请从列表里选择经办人。" in answer.text


def test_what_was_given_is_taken_once(world: World) -> None:
    case = world.case(State.HANDLING, then=given)
    handler = world.at("power-handler")
    assert handler.do(f"{case}/take").status_code == 303
    assert handler.client.get(f"{case}/take").status_code == 422


def test_a_contact_stops_the_clock_when_it_took_place(world: World) -> None:
    case = world.case(State.HANDLING)
    head = world.at("power-head")
    assert head.open(f"{case}/contact")["when"] == local()
    answer = head.do(f"{case}/contact", when=local(minutes=-5), how="visit", result="已说明", agreed="y")
    assert answer.status_code == 303
    kept = world.read(lambda s: [(c.contacted_at, c.how, c.agreed_recorded) for c in s.scalars(select(Contact))])
    assert kept == [(NOON - timedelta(minutes=5), "visit", True)]


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        (local(minutes=10), "联系时间不能晚于现在，请改正联系时间。"),
        (local(days=-3), "联系时间不能早于派单时间，请核对。"),
        ("", "请填写联系的日期和时间。"),
        ("yesterday", "请填写联系的日期和时间。"),
        ("0001-01-01T00:00", "请填写联系的日期和时间。"),
        ("9999-12-31T23:59", "请填写联系的日期和时间。"),
    ],
)
def test_an_impossible_time_of_contact_is_refused_with_a_sentence(world: World, when: str, sentence: str) -> None:
    case = world.case(State.HANDLING)
    answer = world.at("power-head").do(f"{case}/contact", when=when, how="telephone", result="已经说明")
    assert answer.status_code == 422
    assert sentence in answer.text and "已经说明" in answer.text
    assert "contact" not in world.events(case)


def test_without_contact_nothing_is_closed_and_nothing_typed_is_lost(world: World) -> None:
    case = world.case(State.HANDLING)
    head = world.at("power-head")
    asked = head.client.get(f"{case}/close")
    assert asked.status_code == 422
    answer = head.send(f"{case}/close", {"csrf_token": head.token(), **CLOSING})
    assert answer.status_code == 422
    for page in (asked, answer):
        assert "还没有联系反映人的记录，不能办结。请先记录联系，或者选“效能办代为转达”。" in page.text
    assert "第二行" in answer.text and "昨晚打过电话" in answer.text


def test_the_answer_is_one_official_text_whatever_language_the_head_reads(world: World) -> None:
    case = world.case(State.HANDLING, then=contacted)
    head = world.at("power-head")
    head.client.post("/preferences", data={"csrf_token": head.token(), "language": "en", "back": "/"})
    head.do(f"{case}/close", done="换了变压器", told="昨晚电话告知", solved="partly", evidence="照片3")
    kept = world.read(lambda s: s.scalars(select(Reply.text)).one())
    assert kept == "换了变压器\n告知情况：昨晚电话告知\n解决情况：部分解决"


def test_the_old_words_do_not_close_again(world: World) -> None:
    case = world.case(State.REWORK)
    head = world.at("power-head")
    fields = {"done": "重新抢修", "told": "当面", "solved": "yes", "evidence": "照片4"}
    assert head.do(f"{case}/close-again", **fields).status_code == 303
    world.at("officer").do(f"{case}/send-back", reason="没有新的情况")
    answer = head.do(f"{case}/close-again", **fields)
    assert answer.status_code == 422
    assert "请写明这次新做了什么。" in answer.text and "重新抢修" in answer.text


def test_direct_closing_says_why_it_is_allowed(world: World) -> None:
    case = world.case(State.HANDLING, then=confirmed)
    page = world.at("power-head").client.get(f"{case}/close-directly").text
    assert "类别“供电”、紧急程度“U3一般”在可以直接办结的范围内。" in page
    assert world.at("power-head").do(f"{case}/close-directly", **CLOSING).status_code == 303
    assert world.file(case, "state", "closed_by") == [State.CLOSED, "T40"]


def agreed_by_telephone(life: Life) -> None:
    """A named complainant who agreed on a recorded line."""
    life.file.category, life.file.grade, life.file.consent_contact = "M1", Grade.U3, True
    life.contact(agreed=True)


def test_a_recorded_agreement_needs_its_number(world: World) -> None:
    case = world.case(State.HANDLING, then=agreed_by_telephone)
    head = world.at("power-head")
    answer = head.do(f"{case}/close-directly", **CLOSING)
    assert answer.status_code == 422
    assert "请填写录音编号。" in answer.text
    assert head.do(f"{case}/close-directly", **CLOSING, recording="录音5").status_code == 303


def test_without_agreement_there_is_no_direct_closing(world: World) -> None:
    def ordinary(life: Life) -> None:
        agreed_by_telephone(life)
        life.file.consent_contact = False

    case = world.case(State.HANDLING, then=ordinary)
    head = world.at("power-head")
    asked = head.client.get(f"{case}/close-directly")
    assert asked.status_code == 422 and "反映人还没有同意办结" in asked.text
    for way in ("page", "recording"):
        fields = {"csrf_token": head.token(), **CLOSING, "confirmed_by": way, "recording": "录音5"}
        assert head.send(f"{case}/close-directly", fields).status_code == 422
    assert world.file(case, "state") == [State.HANDLING]


def test_a_message_of_the_station_is_passed_on_once(world: World) -> None:
    case = world.case(State.HANDLING, then=written)
    clerk = world.at("clerk")
    assert "今晚恢复。" in clerk.client.get(f"{case}/relay").text
    assert clerk.do(f"{case}/relay").status_code == 303
    assert world.read(lambda s: s.scalars(select(Letter.relayed_at)).one()) == NOON
    assert "没有等待转达的站所留言。" in clerk.client.get(f"{case}/relay").text


def test_what_is_entered_for_a_station_names_the_station(world: World) -> None:
    case = world.case(State.DISPATCHED, "school")
    world.at("officer").do(f"{case}/sign-for", signer=world.uid("school-head"), slip="回执7")
    assert world.file(case, "holder_uid") == [world.uid("school-head")]
    last = world.read(lambda s: s.scalars(select(Event.on_behalf_of).order_by(Event.id.desc())).first())
    assert last == world.unit("school")


def test_nothing_is_entered_for_a_station_that_works_in_the_system(world: World) -> None:
    case = world.case(State.DISPATCHED)
    assert world.at("officer").client.get(f"{case}/sign-for").status_code == 422


def test_a_station_never_reads_the_complainants_own_words(world: World) -> None:
    case = world.case(State.HANDLING, then=contacted)
    page = world.at("power-head").client.get(f"{case}/close").text
    assert "三组停电，请立即抢修。" in page
    assert "上棚村" not in page


def test_a_form_overtaken_by_the_office_does_not_tell_the_station_who_it_was(world: World) -> None:
    case = world.case(State.HANDLING, then=contacted)
    head = world.at("power-head")
    drawn = head.open(f"{case}/close")
    world.at("director").do(f"{case}/message", text="请放心")
    answer = head.send(f"{case}/close", {**drawn, **CLOSING})
    assert answer.status_code == 409
    assert "某director" not in answer.text and "留言" not in answer.text


def test_two_posts_of_one_person_are_one_choice(world: World) -> None:
    with world.writing() as session:
        grant(session, world.town, "power-head", Role.HANDLER, "power")
    case = world.case(State.HANDLING)
    page = world.at("power-head").client.get(f"{case}/give").text
    assert page.count(f'value="{world.uid("power-head")}"') == 1
