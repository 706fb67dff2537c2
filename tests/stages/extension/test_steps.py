"""More time on screen: every page from first try to too late, what the director reads, two at once."""

from datetime import UTC, datetime

import pytest

from casebook import clock
from casebook.case.models import State
from casebook.case.taxonomy import Grade
from casebook.people.models import Role
from tests.lives import Life
from tests.stages import test_every_step as every
from tests.stages.browser import Browser
from tests.stages.conftest import World
from tests.stages.extension.moves import PLEA, approved, asked
from tests.stages.test_every_step import WORDS, Step
from tests.town import grant

S = State


def asked_for(life: Life) -> None:
    """The station asked."""
    asked(life)


def to_be_told(life: Life) -> None:
    """Approved, and nobody has told the complainant."""
    life.file.has_contact = True
    approved(asked(life))


PLEADED = {"days": "3", "reason": WORDS, "progress": "已到现场。"}
STEPS = [
    Step("extend-ask", "power-head", S.HANDLING, PLEADED, wrong="power-liaison", blank="progress"),
    Step(
        "extend-ask-for",
        "officer",
        S.HANDLING,
        {**PLEADED, "slip": "回执9"},
        wrong="clerk",
        station="school",
        blank="slip",
    ),
    Step("extend", "director", S.HANDLING, {"told": "page"}, wrong="officer", then=asked_for, blank="told"),
    Step("extend-refuse", "director", S.HANDLING, {"reason": WORDS}, wrong="officer", then=asked_for, blank="reason"),
    Step("extend-tell", "clerk", S.HANDLING, {"how": "telephone"}, wrong="director", then=to_be_told, blank="how"),
]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.address)
def test_a_step_of_more_time(world: World, step: Step) -> None:
    every.test_a_step_from_first_try_to_too_late(world, step)


def test_the_list_offers_each_date_that_may_be_asked_for(world: World) -> None:
    case = world.case(S.HANDLING)
    page = world.at("power-head").client.get(f"{case}/extend-ask").text
    # Due on Tuesday the 8th: 9, 10, 11, 14 and 15 September.
    for day, days in (("09-09", 1), ("09-10", 2), ("09-11", 3), ("09-14", 4), ("09-15", 5)):
        assert f"2026-{day}（延长{days}个工作日）" in page
    assert "延长6个工作日" not in page and "2026-09-08到期" in page
    answer = world.at("power-head").do(f"{case}/extend-ask", **{**PLEADED, "days": "6"})
    assert answer.status_code == 422 and "请从列表里选择新的期限。" in answer.text


def test_the_director_reads_what_is_asked_before_deciding(world: World) -> None:
    case = world.case(S.HANDLING, then=asked_for)
    for address in ("extend", "extend-refuse"):
        page = world.at("director").client.get(f"{case}/{address}").text
        assert PLEA.reason in page and PLEA.progress in page and "某power-head" in page
        assert "2026-09-08" in page and "2026-09-15" in page


def test_whoever_left_nothing_is_told_on_the_page(world: World) -> None:
    case = world.case(S.HANDLING, then=asked_for)
    page = world.at("director").client.get(f"{case}/extend").text
    assert 'value="page"' in page and 'value="telephone"' not in page
    assert world.at("director").do(f"{case}/extend", told="telephone").status_code == 422
    assert world.at("director").do(f"{case}/extend").status_code == 303
    assert world.file(case, "extended") == [True]


def test_two_directors_at_once(world: World) -> None:
    with world.writing() as session:
        grant(session, world.town, "officer2", Role.DIRECTOR, "office")
    case = world.case(S.HANDLING, then=asked_for)
    first, second = world.at("director"), world.at("officer2")
    drawn = second.open(f"{case}/extend")
    assert first.do(f"{case}/extend").status_code == 303
    late = second.send(f"{case}/extend", drawn)
    assert late.status_code == 422 and "没有人提出" in late.text
    assert world.events(case).count("extend") == 1
    refused = second.send(f"{case}/extend-refuse", {**drawn, "reason": "理由不具体"})
    assert refused.status_code == 422 and "理由不具体" in refused.text
    assert "extend-refuse" not in world.events(case)


def test_nothing_is_told_before_it_was_approved_or_later_than_now(world: World) -> None:
    case = world.case(S.HANDLING, then=to_be_told)
    clerk = world.at("clerk")
    for told_at, sentence in (
        ("2026-09-01T08:00", "告知时间不能早于批准时间。"),
        ("2026-09-02T08:00", "告知时间不能晚于现在，请改正。"),
        ("", "请填写告知反映人的日期和时间。"),
    ):
        answer = clerk.do(f"{case}/extend-tell", told_at=told_at, how="telephone")
        assert answer.status_code == 422 and sentence in answer.text
    assert world.file(case, "extended") == [False]


def test_the_page_says_until_when_it_must_be_told(world: World) -> None:
    case = world.case(S.HANDLING, then=to_be_told)
    page = world.at("clerk").client.get(f"{case}/extend-tell").text
    assert "延期还没有告诉反映人。2026-09-08前没有告知的，延期无效，按超期计算。" in page
    with clock.pinned(datetime(2026, 9, 8, 16, tzinfo=UTC)):  # midnight in the town
        late = Browser.of(world.app, "clerk").client.get(f"{case}/extend-tell")
        assert late.status_code == 422 and "原定期限已过" in late.text


def test_a_critical_matter_is_not_put_off(world: World) -> None:
    def critical(life: Life) -> None:
        life.file.grade = Grade.U2

    case = world.case(S.HANDLING, then=critical)
    page = world.at("power-head").client.get(f"{case}/extend-ask")
    assert page.status_code == 422
