"""Every closed word and every refusal is there in both languages, and filling a line never raises."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path

import pytest
from flask import Flask, session

from casebook.case import guards, labels, refusals
from casebook.case.models import Side, State
from casebook.case.taxonomy import CATEGORIES, Channel, Grade, ItemType, Outcome, Part, Rating, Solved, Track
from casebook.case.workflow import CLOCKS, ROWS, Action
from casebook.kernel.deadlines import Moment, end_of_day
from casebook.kernel.machine import Refusal
from casebook.kernel.timetable import default_timetable
from casebook.people.models import Role, UnitKind
from casebook.responsibility.models import HowTaken

CLOSED_SETS = (
    State, Channel, ItemType, Grade, Track, Solved, Rating, Outcome, Part, Role, HowTaken, Side, UnitKind,
)  # fmt: skip
MEMBERS = [member for closed in CLOSED_SETS for member in closed]
# wording.md section 6, written down by hand.
STATES = {
    "registered": ("待受理", "To be decided"),
    "supplement": ("待补充", "More needed"),
    "accepted": ("待派单", "To be dispatched"),
    "declined": ("不予受理", "Declined"),
    "transferred": ("已转送", "Forwarded"),
    "sealed": ("已移送", "Referred"),
    "merged": ("已合并", "Merged"),
    "dispatched": ("待签收", "To be signed for"),
    "return_pending": ("退单待审", "Return asked"),
    "handling": ("办理中", "In hand"),
    "feedback": ("已办结待审", "Closed by station, to be checked"),
    "callback": ("待回访", "To be called back"),
    "rework": ("重办中", "Being redone"),
    "hung": ("挂账", "On the backlog"),
    "closed": ("已结案", "Closed"),
    "withdrawn": ("已撤回", "Withdrawn"),
    "in_review": ("复查中", "In review"),
    "in_recheck": ("复核中", "In re-review"),
    "terminated": ("已终结", "Ended"),
}
BESIDES_GUARDS = ("missing_fact", "decided_by_another", "asked_already", "nothing_asked")
SOURCES = "".join(path.read_text(encoding="utf-8") for path in Path(guards.__file__).parent.glob("*.py"))
CODES = sorted(set(re.findall(r'@guard\("(\w+)"\)', SOURCES)))


@pytest.fixture
def app(make_app: object, sqlite_database: str) -> Flask:
    """Words need no second database."""
    return make_app()  # type: ignore[operator]


@pytest.fixture
def database(sqlite_database: str) -> str:
    """SQLite only: nothing here is stored."""
    return sqlite_database


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest, app: Flask) -> Iterator[str]:
    """The body of the test runs for a reader of this language."""
    with app.test_request_context():
        session["language"] = request.param
        yield request.param


def is_chinese(text: str) -> bool:
    """Whether the text is written in Chinese."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def test_states_have_exactly_the_words_of_the_wording_table(language: str) -> None:
    assert {state.value for state in State} == set(STATES)
    for state in State:
        assert labels.state_label(state) == STATES[state.value][language == "en"]


@pytest.mark.parametrize("member", MEMBERS, ids=str)
def test_every_member_has_a_word(member: Enum, language: str) -> None:
    assert is_chinese(labels.label(member)) == (language == "zh")


def test_every_clock_role_and_category_has_a_word(language: str) -> None:
    words = [labels.clock_label(kind.name) for kind in CLOCKS]
    words += [labels.role_label(relation.role) for row in ROWS for relation in row.by]
    words += [labels.category_label(code) for code in CATEGORIES]
    assert all(words)
    assert all(is_chinese(word) == (language == "zh") for word in words)


@pytest.mark.parametrize("action", Action)
def test_every_action_has_a_button_and_a_line_even_without_facts(action: Action, language: str) -> None:
    words = [labels.button(action), labels.timeline_line(action, {})]
    assert all(is_chinese(word) == (language == "zh") for word in words)
    assert not any("%(" in word for word in words)


def test_a_line_takes_what_people_typed_as_it_is(language: str) -> None:
    facts = {"name": "100%(name)s", "reason": "%s %d {0}"}
    assert "100%(name)s" in labels.timeline_line(Action.DESIGNATE, facts)
    assert "%s %d {0}" in labels.timeline_line("designate", facts)


def test_a_line_says_closed_facts_in_words(language: str) -> None:
    rated = labels.timeline_line(Action.RATE, {"rating": "satisfied"})
    assert rated == {"zh": "反映人评价：满意", "en": "rated: satisfied"}[language]
    shown = labels.timeline_line(Action.REVEAL, {"field": "telephone", "reason": "回访"})
    assert shown == {"zh": "查看电话，事由：回访", "en": "telephone shown, reason: 回访"}[language]


@pytest.mark.parametrize("code", [*CODES, *BESIDES_GUARDS])
def test_every_refusal_is_one_sentence_that_says_what_to_do(code: str, language: str) -> None:
    said = refusals.sentence(Refusal(code))
    assert code in refusals.SENTENCES
    assert is_chinese(said) == (language == "zh")
    assert said.endswith("。" if language == "zh" else ".")
    assert "%(" not in said


def test_every_fact_a_row_requires_has_a_name_or_a_general_word(language: str) -> None:
    for row in ROWS:
        for fact in row.requires:
            said = refusals.sentence(Refusal("missing_fact", {"fact": fact}))
            assert is_chinese(said) == (language == "zh")
            assert "_" not in said


def test_an_unknown_refusal_is_still_a_sentence(language: str) -> None:
    assert is_chinese(refusals.sentence(Refusal("never heard of"))) == (language == "zh")


def test_whose_step_and_which_state_are_said(language: str) -> None:
    assert labels.role_label(Role.CALLBACK) in refusals.not_yours(Action.CALL)
    assert labels.state_label(State.CLOSED) in refusals.wrong_state(State.CLOSED)
    assert "某人" in refusals.overtaken("某人")


FRIDAY = date(2026, 9, 4)
LIGHTS = [  # the day it is due, how many days from that day it is now, and the light
    (FRIDAY, -3, "还剩3个工作日", "plain"),
    (FRIDAY, -1, "还剩1个工作日", "warn"),
    (FRIDAY, 0, "今天到期", "warn"),
    (FRIDAY, 1, "已超期", "danger"),
    (FRIDAY, 3, "超期1个工作日", "danger"),
    (FRIDAY, 4, "超期2个工作日", "danger"),
    (date(2026, 9, 6), -1, "还剩1天", "warn"),
]


@pytest.mark.parametrize(("due", "days", "words", "tone"), LIGHTS)
def test_the_light_counts_working_days(app: Flask, due: date, days: int, words: str, tone: str) -> None:
    now = Moment(end_of_day(due) + timedelta(days=days, hours=-10), default_timetable())
    with app.test_request_context():
        assert labels.light(end_of_day(due), now) == (words, tone)


def test_english_lights_know_one_from_many(app: Flask) -> None:
    now = Moment(end_of_day(FRIDAY) + timedelta(days=-1, hours=-10), default_timetable())
    with app.test_request_context():
        session["language"] = "en"
        assert labels.light(end_of_day(FRIDAY), now) == ("1 working day left", "warn")
        assert labels.light(end_of_day(FRIDAY) + timedelta(days=5), now)[0] == "4 working days left"


def test_no_clock_no_light() -> None:
    now = Moment(datetime(2026, 9, 1, tzinfo=UTC), default_timetable())
    assert labels.light(datetime(9999, 1, 1, tzinfo=UTC), now) == ("", "plain")
