"""The citizen's own page: what it says in every state, who answers, what can be done, and what never stands on it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from casebook import clock
from casebook.case.models import CallBack, CaseFile, CaseRating, Letter, Receipt, State
from casebook.case.taxonomy import Grade, Outcome, Rating, Solved
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.stages.assignment import service as assignment
from casebook.stages.callback import service as callback
from casebook.stages.callback.service import Heard
from casebook.stages.handling import service as handling
from casebook.stages.handling.service import Answer
from casebook.tracking import timeline
from casebook.tracking.citizen_case import CitizenCase
from casebook.tracking.codes import groups, query_codes
from casebook.tracking.forms import read_code, read_reference
from casebook.tracking.variants import Variant
from casebook.web import throttle
from casebook.web.acting import acted
from casebook.web.throttle import Purpose
from tests.lives import Life, lived
from tests.signed_in import follow
from tests.stages.intake.test_online import Counted, errors
from tests.town import Town, build
from tests.visitor import Visitor

MORNING = datetime(2026, 9, 1, 1, tzinfo=UTC)  # Tuesday, nine o'clock in the town
CODE = "3014896486863645064072870"
NAMES = {"power": ("望禾供电所", "Wanghe Power-Supply Station"), "land": ("望禾自然资源所", "Wanghe Land Office")}
Story = Callable[[Life], Any]


@dataclass
class Followed:
    """The town, and a browser that may open a receipt's page."""

    app: Flask
    town: Town
    at: datetime = MORNING

    def case(self, state: State, *stories: Story, start: datetime = MORNING) -> str:
        """A case lived to a state and on; the uid of its receipt. The clock goes on where it ended."""
        with writing(self.app) as session:
            life = lived(session, self.town, state, at=start)
            for story in stories:
                story(life)
                life.done()
            self.at = life.at
            return life.file.receipts[0].uid

    def visitor(self, receipt_uid: str, address: str = "/track/case") -> Visitor:
        """A browser on the page of the receipt."""
        client = self.app.test_client()
        follow(self.app, client, receipt_uid)
        return Visitor(client).open(address)

    def read(self, question: Any) -> list[Any]:
        """The rows of a query."""
        with self.app.app_context():
            return list(db.session.execute(question).all())


class writing:
    """A transaction outside any request."""

    def __init__(self, app: Flask) -> None:
        self.context, self.acting = app.app_context(), acted()

    def __enter__(self) -> Any:
        self.context.__enter__()
        return self.acting.__enter__()

    def __exit__(self, *error: Any) -> None:
        self.acting.__exit__(*error)
        self.context.__exit__(*error)


@pytest.fixture
def world(app: Flask) -> Iterator[Followed]:
    """The town with names in both languages."""
    with writing(app) as session:
        town = build(session)
        for code, (chinese, english) in NAMES.items():
            town.units[code].label_zh, town.units[code].label_en = chinese, english
            town.units[code].telephone = "0000-5550106"
        town.office.label_en = "Wanghe Efficiency Office"
        session.flush()
        session.expunge_all()
    yield Followed(app, town)


def opened(world: Followed, receipt_uid: str, at: datetime | None = None, language: str = "zh") -> str:
    """The text of the page of a receipt."""
    with clock.pinned(at or world.at):
        visitor = world.visitor(receipt_uid)
        return visitor.speaks(language).open("/track/case").text


# ---- Stories that lead to the variants


def answered_at_once(life: Life) -> None:
    answer = "户口迁移带户口本和身份证。"
    assignment.answer_now(life.session, life.file, life.actor("clerk"), life.now(), "L1", Grade.U3, answer)


def explained(life: Life) -> None:
    heard = Heard(Solved.NO, Rating.BASICALLY)
    caller = life.actor("callback")
    callback.end(life.session, life.file, caller, life.now(), heard, Outcome.EXPLAINED, True)


def confirmed_and_closed(life: Life) -> None:
    """From REGISTERED to closed by the station head with the complainant's consent."""
    life.accept("M1").text().dispatch().sign().contact()
    handling.confirm(life.session, life.file, life.citizen, life.now())
    life.done()
    answer = Answer("已经更换变压器。", "照片1")
    head = life.post("head")
    handling.close_directly(life.session, life.file, head, life.now(), answer, "page", "")


def not_solved(life: Life) -> None:
    callback.not_solved(life.session, life.file, life.citizen, life.now())


def later(**more: int) -> Story:
    """Let time pass."""

    def passes(life: Life) -> None:
        life.at += timedelta(**more)

    return passes


def reminded(life: Life) -> None:
    """The system has sent its reminder."""
    life.file.reminders = 1


# ---- Where it stands: headline and sentence of each state and variant, in both languages (wording.md 6)

# Each case begins on Tuesday 1 September 2026 and lives an hour per step: decided and answered within 5 working days.
STANDINGS: dict[str, tuple[State, tuple[Story, ...], Variant, str, str, str, str]] = {
    "registered": (
        State.REGISTERED,
        (),
        Variant.REGISTERED,
        "已登记",
        "您反映的问题已经登记，2026年9月8日（星期二）前告诉您是否受理。",
        "Registered",
        "Your matter is registered. By Tuesday 8 September 2026 we tell you whether we accept it.",
    ),
    "accepted": (
        State.ACCEPTED,
        (),
        Variant.ACCEPTED,
        "已受理",
        "我们已经受理，正在确定由哪个单位办理。",
        "Accepted",
        "We have accepted it and are choosing who will handle it.",
    ),
    "dispatched": (
        State.DISPATCHED,
        (),
        Variant.DISPATCHED,
        "已交站所",
        "已交望禾供电所办理，最迟2026年9月2日（星期三）接手。",
        "Passed to the station",
        "Passed to Wanghe Power-Supply Station, which must take it over by Wednesday 2 September 2026.",
    ),
    "handling": (
        State.HANDLING,
        (),
        Variant.HANDLING,
        "正在办理",
        "望禾供电所正在办理，2026年9月8日（星期二）前答复您。",
        "In hand",
        "Wanghe Power-Supply Station is working on it and will answer by Tuesday 8 September 2026.",
    ),
    "overdue": (
        State.HANDLING,
        (later(days=9), reminded),
        Variant.OVERDUE,
        "没有按时办完",
        "望禾供电所没有在2026年9月8日（星期二）前办完，已超期2个工作日，我们已经催办。原因和新的时间会写在这里。",
        "Not finished in time",
        "Wanghe Power-Supply Station did not finish by Tuesday 8 September 2026 and is 2 working days overdue. "
        "We have sent a reminder; the reason and the new date will be shown here.",
    ),
    "overdue by one": (
        State.HANDLING,
        (later(days=8), reminded),
        Variant.OVERDUE_BY_ONE,
        "没有按时办完",
        "望禾供电所没有在2026年9月8日（星期二）前办完，已超期1个工作日，我们已经催办。原因和新的时间会写在这里。",
        "Not finished in time",
        "Wanghe Power-Supply Station did not finish by Tuesday 8 September 2026 and is 1 working day overdue. "
        "We have sent a reminder; the reason and the new date will be shown here.",
    ),
    "feedback": (
        State.FEEDBACK,
        (),
        Variant.FEEDBACK,
        "站所已办结，我们在核对",
        "望禾供电所已报办结，我们正在核对，最迟2026年9月2日（星期三）核对完。核对通过后，答复会显示在这里。",
        "Closed by the station, we are checking",
        "Wanghe Power-Supply Station has closed it. "
        "We check the answer by Wednesday 2 September 2026 and then show it here.",
    ),
    "callback": (
        State.CALLBACK,
        (),
        Variant.CALLBACK,
        "请您评价",
        "站所已经答复。2026年9月3日（星期四）前我们向您核实；没有留电话的，请在本页评价。",
        "Please rate it",
        "The station has answered. We check with you by Thursday 3 September 2026; "
        "if you left no telephone, please rate it here.",
    ),
    "rework": (
        State.REWORK,
        (),
        Variant.REWORK,
        "重新办理",
        "您认为没有解决，我们已要求望禾供电所重新办理，2026年9月8日（星期二）前再答复您。",
        "Being redone",
        "You said it is not solved. "
        "Wanghe Power-Supply Station must do it again and answer by Tuesday 8 September 2026.",
    ),
    "solved": (
        State.CLOSED,
        (),
        Variant.SOLVED,
        "已结案：已解决",
        "这件事已于2026年9月1日（星期二）结案。如果又出现，请在本页留言，我们核实后重新办理。",
        "Closed: solved",
        "Closed on Tuesday 1 September 2026 as solved. If it comes back, write to us here; we check and reopen it.",
    ),
    "explained": (
        State.CALLBACK,
        (explained,),
        Variant.EXPLAINED,
        "已结案：已说明",
        "按现有规定办不到，理由已经答复您。不同意的，2026年9月30日（星期三）前可以在本页留言说明新的情况，或者要求书面答复。",
        "Closed: explained",
        "The rules do not allow it and you were told why. If you disagree you may tell us here what is new, "
        "or ask for a written answer by Wednesday 30 September 2026.",
    ),
    "on the spot": (
        State.REGISTERED,
        (answered_at_once,),
        Variant.ON_THE_SPOT,
        "当场答复",
        "您问的事已经当场答复：户口迁移带户口本和身份证。还有疑问，请在本页留言。",
        "Answered at once",
        "Answered at once: 户口迁移带户口本和身份证. If anything is unclear, write here.",
    ),
    "confirmed": (
        State.REGISTERED,
        (confirmed_and_closed,),
        Variant.CONFIRMED,
        "已结案：您已确认解决",
        "望禾供电所已经办结，您确认解决。有反复的，2026年9月8日（星期二）前点“没有解决”，不用说明理由就重新办理。",
        "Closed: you confirmed it is solved",
        "Wanghe Power-Supply Station closed it and you confirmed. If it comes back, choose Not solved by "
        "Tuesday 8 September 2026; it is redone without further question.",
    ),
}


@pytest.mark.parametrize("name", STANDINGS)
def test_every_state_and_variant_has_its_sentence_in_both_languages(world: Followed, name: str) -> None:
    state, stories, _, headline, sentence, headline_en, sentence_en = STANDINGS[name]
    receipt = world.case(state, *stories)
    chinese, english = opened(world, receipt), opened(world, receipt, language="en")
    assert _heading(chinese) == headline and sentence in chinese
    assert _heading(english) == headline_en and sentence_en in english


def _heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found
    return found[1]


def test_a_term_of_hours_is_named_to_the_minute(world: Followed) -> None:
    urgent = [lambda life: life.accept("M1", Grade.U2).text().dispatch().sign()]
    receipt = world.case(State.REGISTERED, *urgent)
    page = opened(world, receipt)
    assert "望禾供电所正在办理，2026年9月2日（星期三）10:00前答复您。" in page
    assert "答复期限：2026年9月2日（星期三）10:00" in page
    over = opened(world, receipt, MORNING + timedelta(hours=26))
    assert "望禾供电所没有在2026年9月2日（星期三）10:00前办完。原因和新的时间会写在这里。" in over
    assert "已超过答复期限" in over and "个工作日" not in over


@pytest.mark.parametrize(
    ("day", "due", "light"),
    [
        (1, "答复期限：2026年9月8日（星期二）（还剩5个工作日）", "还剩5个工作日"),
        (5, "答复期限：2026年9月8日（星期二）（还剩2个工作日）", "还剩2个工作日"),
        (7, "答复期限：2026年9月8日（星期二）（还剩1个工作日）", "还剩1个工作日"),
        (8, "答复期限：今天", "今天到期"),
        (9, "已超过答复期限1个工作日", "超期1个工作日"),
        (12, "已超过答复期限3个工作日", "超期3个工作日"),
    ],
)
def test_the_due_date_counts_down(world: Followed, day: int, due: str, light: str) -> None:
    receipt = world.case(State.HANDLING)
    page = opened(world, receipt, datetime(2026, 9, day, 8, tzinfo=UTC))
    assert f"<b>{due}</b>" in page
    assert re.search(rf'<span class="tag \w+">.*?{light}</span>', page)


def test_one_day_is_singular_in_english(world: Followed) -> None:
    receipt = world.case(State.HANDLING)
    page = opened(world, receipt, datetime(2026, 9, 7, 8, tzinfo=UTC), "en")
    assert "Answer due Tuesday 8 September 2026 (1 working day left)" in page


def test_a_date_without_calendar_is_called_provisional(world: Followed) -> None:
    receipt = world.case(State.HANDLING, start=datetime(2026, 12, 30, 1, tzinfo=UTC))
    page = opened(world, receipt)
    assert "期限暂定" in page and "节假日安排公布后，这个日期可能调整，调整了会告诉您。" in page
    assert "期限暂定" not in opened(world, world.case(State.HANDLING))


@pytest.mark.parametrize(
    ("state", "reached"),
    [(State.REGISTERED, 1), (State.DISPATCHED, 2), (State.HANDLING, 3), (State.CALLBACK, 3), (State.CLOSED, 4)],
)
def test_the_line_of_marks_fills(world: Followed, state: State, reached: int) -> None:
    page = opened(world, world.case(state))
    assert re.findall(r"<span>(已登记|已受理|办理中|已结案)</span>", page) == ["已登记", "已受理", "办理中", "已结案"]
    assert page.count('<span class="hush"> 已到这一步</span>') == reached


# ---- Who answers for it, and what never stands on the page


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (State.REGISTERED, "望禾镇效能办受理员"),
        (State.ACCEPTED, "望禾镇效能办审核人员"),
        (State.DISPATCHED, "望禾镇效能办审核人员"),
        (State.HANDLING, "望禾供电所"),
        (State.FEEDBACK, "望禾供电所"),
        (State.CALLBACK, "望禾镇效能办审核人员"),
        (State.REWORK, "望禾供电所"),
    ],
)
def test_one_unit_is_answerable_and_can_be_called(world: Followed, state: State, who: str) -> None:
    page = opened(world, world.case(state))
    number = "0000-5550106" if who == "望禾供电所" else "0000-5550100"
    holder = page.split("现在由谁负责")[1].split("</section>")[0]
    assert f"<p>{who}<br>" in holder and number in holder


def test_a_closed_case_names_nobody(world: Followed) -> None:
    assert "现在由谁负责" not in opened(world, world.case(State.CLOSED))


def test_a_stations_letter_shows_only_once_the_office_passed_it_on(world: Followed) -> None:
    letters: list[Letter] = []

    def writes(life: Life) -> None:
        words = "今天下午换变压器。"
        letters.append(handling.write_as_station(life.session, life.file, life.post("head"), life.now(), words))

    def passes(life: Life) -> None:
        handling.relay(life.session, life.file, life.actor("clerk"), life.now(), letters[-1])

    waiting = world.case(State.HANDLING, writes)
    assert "今天下午换变压器。" not in opened(world, waiting)
    page = opened(world, world.case(State.HANDLING, writes, passes))
    messages = page.split('id="messages"')[1].split("</section>")[0]
    assert "望禾供电所 · 2026年9月1日（星期二）16:00" in messages and "今天下午换变压器。" in messages
    assert "我们转达了望禾供电所给您的留言" in page


def test_messages_go_both_ways_in_order(world: Followed) -> None:
    def asks(life: Life) -> None:
        handling.write_as_citizen(life.session, life.file, life.citizen, life.now(), "什么时候修好？")

    def answers(life: Life) -> None:
        handling.write_as_office(life.session, life.file, life.actor("clerk"), life.now(), "今天下午。")

    page = opened(world, world.case(State.HANDLING, asks, answers))
    messages = page.split('id="messages"')[1].split("</section>")[0]
    assert re.findall(r"您 ·|望禾镇效能办 ·|什么时候修好？|今天下午。", messages) == [
        "您 ·",
        "什么时候修好？",
        "望禾镇效能办 ·",
        "今天下午。",
    ]


@pytest.mark.parametrize(
    ("state", "shows"), [(State.HANDLING, False), (State.FEEDBACK, False), (State.CALLBACK, True), (State.CLOSED, True)]
)
def test_the_answer_shows_once_the_office_let_it_out(world: Followed, state: State, shows: bool) -> None:
    page = opened(world, world.case(state))
    assert ("站所答复" in page) is ("已经抢修，二十一时恢复供电。" in page) is shows


def test_a_second_answer_stays_hidden_while_it_is_checked(world: Followed) -> None:
    page = opened(world, world.case(State.REWORK, lambda life: life.contact().close_again()))
    assert "已经抢修，二十一时恢复供电。" in page and "更换了变压器，逐户回访。" not in page


def test_what_happened_is_told_in_plain_words_with_day_and_time(world: Followed) -> None:
    page = opened(world, world.case(State.REWORK))
    told = re.findall(r"<p><b>(.*?)</b></p>\s*<p class=\"hint\">(.*?)</p>", page.split("办理经过")[1])
    assert told == [
        ("已登记", "2026年9月1日（星期二）10:00"),
        ("我们决定受理", "2026年9月1日（星期二）11:00"),
        ("交望禾供电所办理", "2026年9月1日（星期二）13:00"),
        ("望禾供电所已接手", "2026年9月1日（星期二）14:00"),
        ("望禾供电所记录：已与您联系", "2026年9月1日（星期二）15:00"),
        ("望禾供电所报告已经办完，我们核对", "2026年9月1日（星期二）16:00"),
        ("核对通过，答复显示在本页", "2026年9月1日（星期二）17:00"),
        ("我们向您核实了办理结果", "2026年9月1日（星期二）18:00"),
        ("要求望禾供电所重新办理", "2026年9月1日（星期二）19:00"),
    ]


def test_a_recall_and_a_new_unit_are_told_by_name(world: Followed) -> None:
    def moves(life: Life) -> None:
        assignment.recall(life.session, life.file, life.actor("officer"), life.now(), "派错了")
        life.done()
        life.station = "land"
        life.dispatch().sign()

    page = opened(world, world.case(State.HANDLING, moves))
    for line in ("望禾供电所已接手", "不再由望禾供电所办理，我们正在确定由哪个单位办理", "望禾自然资源所已接手"):
        assert f"<b>{line}</b>" in page
    assert "派错了" not in page


def test_somebody_not_reached_reads_that(world: Followed) -> None:
    def tries(life: Life) -> None:
        heard = Heard(None, None, contacted=False, valid=False)
        callback.record_call(life.session, life.file, life.actor("callback"), life.now(), heard)

    assert "<b>我们联系您，没有联系上</b>" in opened(world, world.case(State.CALLBACK, tries))


def test_every_deed_is_either_told_or_named_as_inside() -> None:
    assert set(timeline.LINES) | timeline.INSIDE == set(Action)
    assert not set(timeline.LINES) & timeline.INSIDE


# security.md 3.2, column CIT, by hand: "own", or told to him because it is his matter.
READABLE = {
    "case_file.state", "case_file.sort_due_at", "case_file.title", "case_file.received_at", "case_file.promised_on",
    "case_file.holder_uid", "standing.json", "submission.text", "submission.happened", "clock.due_at", "event.action",
    "reply.text", "reply.released_at", "review.body", "review.opinion", "review.delivered_at", "review.asked_at",
    "review.reasons", "letter.side", "letter.text", "letter.written_at", "letter.unit_uid", "letter.relayed_at",
    "call_back.at", "call_back.words", "case_rating.at", "case_rating.words",
}  # fmt: skip


def test_every_field_of_the_page_is_made_of_what_its_citizen_may_read() -> None:
    assert {column for each in fields(CitizenCase) for column in each.metadata["columns"]} == READABLE


# ---- What can be done

WRITE, OPEN, EARLY = ("add", "message"), ("urge", "written"), ("withdraw", "pressed")


@pytest.mark.parametrize(
    ("state", "stories", "buttons"),
    [
        (State.REGISTERED, (), {*WRITE, *OPEN, *EARLY}),
        (State.SUPPLEMENT, (), {"complete", "message", *OPEN, *EARLY}),
        (State.ACCEPTED, (), {*WRITE, *OPEN, *EARLY}),
        (State.DECLINED, (), {*WRITE, "check"}),
        (State.TRANSFERRED, (), {*WRITE}),
        (State.SEALED, (), {"add"}),
        (State.MERGED, (), {*WRITE}),
        (State.DISPATCHED, (), {*WRITE, *OPEN, *EARLY}),
        (State.RETURN_PENDING, (), {*WRITE, *OPEN, *EARLY}),
        (State.HANDLING, (), {"confirm", *WRITE, *OPEN, *EARLY}),
        (State.FEEDBACK, (), {*WRITE, *OPEN}),
        (State.CALLBACK, (), {"evaluate", *WRITE, *OPEN}),
        (State.REWORK, (), {*WRITE, *OPEN}),
        (State.HUNG, (), {*WRITE, *OPEN}),
        (State.CLOSED, (), {"rate", *WRITE, "written"}),
        (State.CLOSED, (later(days=31),), {*WRITE, "written"}),
        (State.WITHDRAWN, (), {*WRITE, "pressed"}),
        (State.IN_REVIEW, (), {*WRITE, "urge"}),
        (State.IN_RECHECK, (), {*WRITE, "urge"}),
        (State.TERMINATED, (), {*WRITE}),
        (State.REGISTERED, (confirmed_and_closed,), {"rate", "not-solved", *WRITE, "written"}),
        (State.REGISTERED, (confirmed_and_closed, later(days=9)), {"rate", *WRITE, "written"}),
    ],
)
def test_only_what_can_be_done_has_a_button(
    world: Followed, state: State, stories: tuple[Story, ...], buttons: set[str]
) -> None:
    page = opened(world, world.case(state, *stories))
    assert set(re.findall(r'href="/track/case/([a-z-]+)"', page)) == buttons


def test_a_message_reaches_the_office_once(world: Followed) -> None:
    receipt = world.case(State.HANDLING)
    with clock.pinned(world.at):
        visitor = world.visitor(receipt, "/track/case/message").press("提交", text="什么时候修好？\r\n谢谢")
        assert "留言已送达。" in visitor.text and "什么时候修好？\n谢谢" in visitor.text
        visitor.press_again("/track/case/message")
    assert visitor.page and visitor.page.request.path == "/track/case"
    assert world.read(select(Letter.text)) == [("什么时候修好？\n谢谢",)]


def test_an_empty_message_says_what_to_do(world: Followed) -> None:
    receipt = world.case(State.HANDLING)
    with clock.pinned(world.at):
        visitor = world.visitor(receipt, "/track/case/message").press("提交", text=" ")
    assert visitor.status == 422 and errors(visitor) == ["请填写留言。"]
    assert world.read(select(func.count()).select_from(Letter)) == [(0,)]


def test_the_citizen_agrees_that_it_is_closed(world: Followed) -> None:
    receipt = world.case(State.HANDLING)
    with clock.pinned(world.at):
        visitor = world.visitor(receipt, "/track/case/confirm").press("已经解决，同意办结")
    assert "谢谢，已记录。" in visitor.text and "/track/case/confirm" not in visitor.text
    assert world.read(select(CaseFile.confirmed_at)) == [(world.at,)]


def test_the_citizen_answers_the_call_back_on_the_page(world: Followed) -> None:
    receipt = world.case(State.CALLBACK)
    with clock.pinned(world.at):
        visitor = world.visitor(receipt, "/track/case/evaluate")
        visitor.press("提交", words="还是停电")
        assert visitor.status == 422 and errors(visitor) == ["请选择问题解决了没有。", "请选择满意程度。"]
        form, _ = visitor.form("提交")
        assert form.fields["words"] == "还是停电"
        visitor.press("提交", solved="no", satisfaction="dissatisfied")
    assert "谢谢，已记录。" in visitor.text and "<b>您评价了办理结果</b>" in visitor.text
    heard = select(CallBack.solved, CallBack.satisfaction, CallBack.words, CallBack.on_page)
    assert world.read(heard) == [(Solved.NO, Rating.DISSATISFIED, "还是停电", True)]


def test_not_solved_opens_it_again_without_a_reason(world: Followed) -> None:
    receipt = world.case(State.REGISTERED, confirmed_and_closed)
    with clock.pinned(world.at):
        visitor = world.visitor(receipt, "/track/case/not-solved").press("没有解决")
    assert "已要求重新办理。" in visitor.text and _heading(visitor.text) == "重新办理"
    assert world.read(select(CaseFile.state)) == [(State.REWORK,)]


def test_a_case_is_rated_once(world: Followed) -> None:
    receipt = world.case(State.CLOSED)
    with clock.pinned(world.at):
        visitor = world.visitor(receipt, "/track/case/rate")
        rated = {"solved": "partly", "result": "satisfied", "speed": "dissatisfied", "attitude": "very_satisfied"}
        visitor.press("提交", **rated, words="慢了点")
        assert "谢谢您的评价。" in visitor.text
        visitor.open("/track/case/rate")
    assert visitor.status == 422 and '<form method="post" autocomplete' not in visitor.text
    columns = (CaseRating.solved, CaseRating.result, CaseRating.speed, CaseRating.attitude, CaseRating.words)
    assert world.read(select(*columns)) == [
        (Solved.PARTLY, Rating.SATISFIED, Rating.DISSATISFIED, Rating.VERY_SATISFIED, "慢了点")
    ]


def test_a_deed_of_another_state_is_refused_in_the_citizens_words(world: Followed) -> None:
    receipt = world.case(State.FEEDBACK)
    with clock.pinned(world.at):
        visitor = world.visitor(receipt, "/track/case/evaluate")
    assert visitor.status == 409
    assert "这件办件已经是“站所已办结，我们在核对”，这一步不能再做。" in visitor.text


def test_overtaken_the_text_is_kept_and_the_second_sending_goes_through(world: Followed) -> None:
    receipt = world.case(State.HANDLING)
    with clock.pinned(world.at):
        visitor = world.visitor(receipt, "/track/case/message")
    with writing(world.app) as session:
        case = session.scalars(select(CaseFile)).one()
        life = Life(session, world.town, world.at - timedelta(minutes=59), case=case)
        life.contact()
    with clock.pinned(life.at):
        visitor.press("提交", text="什么时候修好？")
        assert (
            visitor.status == 409 and "这件事刚刚有了变化，请看过以后再提交一次。您填写的内容没有丢。" in visitor.text
        )
        form, _ = visitor.form("提交")
        assert form.fields["text"] == "什么时候修好？"
        visitor.press("提交")
    assert "留言已送达。" in visitor.text


def test_what_was_written_too_slowly_stands_beside_the_question_for_the_code(world: Followed) -> None:
    receipt = world.case(State.HANDLING)
    with clock.pinned(world.at):
        visitor = world.visitor(receipt, "/track/case/message")
    with clock.pinned(world.at + timedelta(minutes=16)):
        visitor.press("提交", text="写了很久的话")
    assert visitor.status == 401 and "您写的内容在下面，没有丢。" in visitor.text and "写了很久的话" in visitor.text
    assert world.read(select(func.count()).select_from(Letter)) == [(0,)]


# ---- Several cases of one receipt


def test_several_cases_of_one_receipt_are_a_list(world: Followed) -> None:
    receipt, other = _two_cases(world)
    with clock.pinned(world.at):
        first = world.visitor(receipt).text
        second = world.visitor(receipt, "/track/case/2")
        assert _heading(first) == "正在办理" and _heading(second.text) == "已结案：已解决"
        assert 'href="/track/case/2"' in first and 'href="/track/case"' in second.text
        assert world.visitor(receipt, "/track/case/3").status == 404
        assert world.visitor(receipt, "/track/case/0").status == 404
        second.open("/track/case/2/message").press("提交", text="第二件")
    assert second.page and second.page.request.path == "/track/case/2"
    assert "这个查询码能查的全部事项" not in opened(world, other)
    assert _heading(opened(world, other)) == "已结案：已解决"


def _two_cases(world: Followed) -> tuple[str, str]:
    with writing(world.app) as session:
        first = lived(session, world.town, State.HANDLING, at=MORNING)
        second = lived(session, world.town, State.CLOSED, at=MORNING)
        world.at = second.at
        second.file.receipts.append(first.file.receipts[0])
        session.flush()
        own = next(row for row in second.file.receipts if row.uid != first.file.receipts[0].uid)
        return first.file.receipts[0].uid, own.uid


def test_another_receipts_case_is_not_there(world: Followed) -> None:
    mine, _ = world.case(State.HANDLING), world.case(State.CLOSED)
    with clock.pinned(world.at):
        assert world.visitor(mine, "/track/case/2").status == 404
        assert world.visitor(mine, "/track/case/2/message").status == 404


# ---- Getting in and out


@pytest.fixture
def keys(world: Followed) -> tuple[str, str]:
    """Reference and code of a case in hand."""
    receipt = world.case(State.HANDLING)
    with writing(world.app) as session:
        kept = query_codes().hash(CODE)
        session.execute(update(Receipt).where(Receipt.uid == receipt).values(code_hash=kept))
    return world.read(select(Receipt.reference))[0][0], CODE


def enter(world: Followed, reference: str, code: str) -> Visitor:
    """Type reference and code."""
    with clock.pinned(world.at):
        return Visitor(world.app.test_client()).open("/track").press("查进度", reference=reference, code=code)


def test_both_keys_however_they_are_typed_open_the_page(world: Followed, keys: tuple[str, str]) -> None:
    reference, code = keys
    wide = code.translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    for typed in ((reference, code), (reference.lower().replace("-", " "), groups(code)), (reference[2:], wide)):
        visitor = enter(world, *typed)
        assert visitor.page and visitor.page.request.path == "/track/case"
        assert _heading(visitor.text) == "正在办理"


@pytest.mark.parametrize(
    "typed", ["TS26-7K3M00PD", "ts26 7k3moopd", " TS 26－7K3MO0PD", "26-7k3m00pd", "ＴＳ26-7K3M00PD"]
)
def test_references_are_read_leniently(typed: str) -> None:
    assert read_reference(typed) == "TS26-7K3M00PD"


def test_codes_are_read_leniently() -> None:
    assert read_code("3O148 96486-86364 506４o 7287O") == "3014896486863645064072870"
    assert read_code("l4 I4") == "1414"


def test_everything_wrong_gets_the_same_answer(world: Followed, keys: tuple[str, str]) -> None:
    reference, code = keys
    answers = {
        _bare(enter(world, typed, secret), typed, secret)
        for typed, secret in (
            (reference, code[:-1] + "1"),
            (reference, "123"),
            ("TS26-00000000", code),
            ("AJ26-00000000", code),
            ("%'\"", "x"),
        )
    }
    assert len(answers) == 1
    assert "编号或者查询码不对，请核对后再试。" in answers.pop()


def _bare(visitor: Visitor, *typed: str) -> str:
    """The page without its token and what was typed."""
    assert visitor.status == 422 and not visitor.client.get_cookie("cb_track")
    return re.sub(r'value="[^"]*"', "", visitor.text)


def test_nothing_typed_is_asked_for(world: Followed) -> None:
    visitor = enter(world, "", "")
    assert visitor.status == 422 and errors(visitor) == ["请填写编号。", "请填写查询码。"]


def test_a_guesser_must_wait_and_may_call(
    world: Followed, keys: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, code = keys
    limits = throttle.LIMITS[Purpose.TRACK]
    few = throttle.Limit(2, timedelta(seconds=90), timedelta(seconds=300))
    monkeypatch.setitem(throttle.LIMITS, Purpose.TRACK, throttle.Limits(few, limits.place, limits.all))
    for _ in range(2):
        enter(world, reference, "1")
    visitor = enter(world, reference, code)
    assert visitor.status == 429 and "试的次数太多，请2分钟后再试，或者拨打0000-5550100。" in visitor.text


def test_the_picture_brings_the_reference_and_no_code(world: Followed) -> None:
    visitor = Visitor(world.app.test_client()).open("/track?reference=TS26-7K3M00PD&code=123")
    form, _ = visitor.form("查进度")
    assert form.fields["reference"] == "TS26-7K3M00PD" and form.fields["code"] == ""


@pytest.mark.parametrize("address", ["/track/case", "/track/case/1", "/track/case/message"])
def test_without_a_session_the_code_is_asked_for(world: Followed, address: str) -> None:
    visitor = Visitor(world.app.test_client()).open(address)
    assert visitor.page and visitor.page.request.path == "/track"


def test_leaving_safely_ends_the_session(world: Followed, keys: tuple[str, str]) -> None:
    visitor = enter(world, *keys)
    cookie = visitor.client.get_cookie("cb_track")
    assert cookie
    with clock.pinned(world.at):
        visitor.press("安全离开")
        assert visitor.page and visitor.page.request.path == "/numbers"
        assert visitor.client.get_cookie("cb_track") is None
        visitor.client.set_cookie("cb_track", cookie.value)
        visitor.open("/track/case")
    assert visitor.page.request.path == "/track"


def test_the_page_is_kept_by_no_cache(world: Followed) -> None:
    receipt = world.case(State.HANDLING)
    with clock.pinned(world.at):
        visitor = world.visitor(receipt)
    assert visitor.page and visitor.page.headers["Cache-Control"] == "no-store"


# ---- How much a page asks of the database


def test_queries_of_the_page_do_not_grow(world: Followed) -> None:
    def talks(life: Life) -> None:
        for number in range(5):
            handling.write_as_citizen(life.session, life.file, life.citizen, life.now(), f"第{number}次")
            life.done()

    few, many = world.case(State.HANDLING), world.case(State.HANDLING, talks)
    counts = [_queries(world, few), _queries(world, many), _queries(world, _two_cases(world)[0])]
    assert counts[0] == counts[1] == counts[2] == 13


def _queries(world: Followed, receipt: str) -> int:
    with clock.pinned(world.at):
        visitor = world.visitor(receipt)
        with Counted(world.app) as counted:
            visitor.open("/track/case")
    return len(counted.seen)
