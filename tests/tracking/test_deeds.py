"""What the citizen does on his page: each button once through its real form, what it refuses, and what it leaves."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from casebook import clock
from casebook.case.models import CaseFile, Letter, Review, Side, State
from casebook.case.relations import citizen
from casebook.case.taxonomy import Track
from casebook.case.workflow import ROWS, Action
from casebook.kernel.history import Event, Message
from casebook.stages.handling import service as handling
from casebook.stages.reopening import service as reopening
from casebook.tracking import timeline
from casebook.tracking.deeds import DEEDS
from tests.lives import Life
from tests.moves import MOVES
from tests.stages.intake.test_online import errors
from tests.tracking.test_standing import heading, main_text
from tests.tracking.test_tracking import Followed, later, opened, world
from tests.visitor import Visitor

__all__ = ["world"]


def at(world: Followed, receipt: str, address: str) -> Visitor:
    """A browser on one of the pages of the receipt."""
    return world.visitor(receipt, address)


def events(world: Followed) -> list[str]:
    """Everything that happened, in order."""
    return [action for (action,) in world.read(select(Event.action).order_by(Event.id))]


def test_what_was_asked_for_is_sent_and_the_case_goes_on(world: Followed) -> None:
    receipt = world.case(State.SUPPLEMENT)
    with clock.pinned(world.at):
        visitor = at(world, receipt, "/track/case/complete").press("提交", text=" ")
        assert visitor.status == 422 and errors(visitor) == ["请填写要补充的内容。"]
        visitor.press("提交", text="电费单号是0042。")
    assert "已收到您补充的材料。" in visitor.text and heading(visitor.text) == "已登记"
    assert world.read(select(Letter.text, Letter.side)) == [("电费单号是0042。", Side.CITIZEN)]


def test_something_is_added_and_stands_among_the_messages(world: Followed) -> None:
    receipt = world.case(State.DECLINED)
    with clock.pinned(world.at):
        visitor = at(world, receipt, "/track/case/add").press("提交", text="新的情况：又停了。")
    assert "已收到您补充的材料。" in visitor.text and "新的情况：又停了。" in visitor.text
    assert events(world)[-1] == Action.CITIZEN_MESSAGE.value


def test_a_reminder_reaches_whoever_handles_it_and_not_twice_in_three_days(world: Followed) -> None:
    receipt = world.case(State.HANDLING)
    with clock.pinned(world.at):
        visitor = at(world, receipt, "/track/case/urge").press("催一下")
        assert "已转告承办单位。" in visitor.text and "<b>您催了一次</b>" in visitor.text
        assert "/track/case/urge" not in visitor.text
        assert visitor.open("/track/case/urge").status == 422
    assert "/track/case/urge" in opened(world, receipt, world.at + timedelta(days=3))
    told = select(Message.audience).where(Message.action == "urge").order_by(Message.audience)
    assert world.read(told) == [("holder",), ("officer",)]


@pytest.mark.parametrize(
    "state", [State.REGISTERED, State.SUPPLEMENT, State.ACCEPTED, State.DISPATCHED, State.HANDLING]
)
def test_it_is_withdrawn_only_by_ones_own_wish_and_the_page_still_opens(world: Followed, state: State) -> None:
    receipt = world.case(state)
    with clock.pinned(world.at):
        visitor = at(world, receipt, "/track/case/withdraw").press("撤回")
        assert visitor.status == 422 and errors(visitor) == ["请选择是不是您本人的意愿。"]
        visitor.press("撤回", own_wish="no")
        assert visitor.status == 422
        assert errors(visitor) == ["那就不撤回。请返回上一页，点“有人让我撤回”，只报告效能办负责人。"]
        assert world.read(select(CaseFile.state)) == [(state,)]
        visitor.press("撤回", own_wish="yes")
        assert visitor.status == 200 and heading(visitor.text) == "已撤回" and "现在由谁负责" not in visitor.text
        assert visitor.open("/track/case").status == 200


def test_that_one_was_pressed_leaves_no_trace_on_the_page(world: Followed) -> None:
    """Whoever presses him may ask to see the page."""
    receipt = world.case(State.HANDLING)
    before = main_text(opened(world, receipt))
    with clock.pinned(world.at):
        visitor = at(world, receipt, "/track/case/pressed").press("有人让我撤回")
        assert "已报效能办负责人。" in visitor.text
    # What it still offers to press is the table's to say.
    after = main_text(opened(world, receipt))
    assert after.replace("撤回 有人让我撤回 ", "") == before.replace("撤回 有人让我撤回 ", "")
    told = select(Message.audience).where(Message.action == "pressed")
    assert world.read(told) == [("director",)]


def test_a_written_answer_moves_the_case_to_petition_procedure(world: Followed) -> None:
    receipt = world.case(State.CLOSED)
    with clock.pinned(world.at):
        visitor = at(world, receipt, "/track/case/written").press("要书面答复")
    assert "已按信访程序办理。" in visitor.text and "<b>您要求书面答复</b>" in visitor.text
    assert world.read(select(CaseFile.track)) == [(Track.PETITION,)]
    assert "/track/case/review" in visitor.text and "/track/case/written" not in visitor.text


def test_a_review_is_asked_for_with_reasons_and_then_a_re_review(world: Followed) -> None:
    def written(life: Life) -> None:
        reopening.ask_written(life.session, life.file, life.citizen, life.now())

    receipt = world.case(State.CLOSED, written)
    with clock.pinned(world.at):
        visitor = at(world, receipt, "/track/case/review").press("提交", text="")
        assert visitor.status == 422 and errors(visitor) == ["请写明不同意的理由和您的要求。"]
        visitor.press("提交", text="答复与事实不符。")
    assert "申请已收到。" in visitor.text and heading(visitor.text) == "正在复查"
    assert world.read(select(Review.stage, Review.reasons)) == [(1, "答复与事实不符。")]


def test_no_review_is_offered_once_its_thirty_days_are_over(world: Followed) -> None:
    def written(life: Life) -> None:
        reopening.ask_written(life.session, life.file, life.citizen, life.now())

    receipt = world.case(State.CLOSED, written, later(days=38))
    assert "/track/case/review" not in opened(world, receipt)
    with clock.pinned(world.at):
        visitor = at(world, receipt, "/track/case/review")
    assert visitor.status == 422 and '<form method="post" autocomplete' not in visitor.text


def test_the_city_office_is_asked_once_to_check_a_decline(world: Followed) -> None:
    receipt = world.case(State.DECLINED)
    with clock.pinned(world.at):
        visitor = at(world, receipt, "/track/case/check").press("提交", text="我说的不是判决，是收费。")
        assert "已转上级效能办核查。" in visitor.text
        assert "可以在本页等安澄市效能办的核查结果" in visitor.text and "/track/case/check" not in visitor.text
        assert visitor.open("/track/case/check").status == 422


def test_what_is_added_to_a_sealed_matter_stays_with_those_in_charge(world: Followed) -> None:
    """Before it was sealed nothing shows; after that what the two sides write to each other."""

    def wrote_before(life: Life) -> None:
        handling.write_as_citizen(life.session, life.file, life.citizen, life.now(), "封存前的话")

    receipt = world.case(State.REGISTERED, wrote_before, _sealed)
    with clock.pinned(world.at + timedelta(minutes=5)):
        visitor = at(world, receipt, "/track/case/add")
        assert "您补充的内容只有负责的人能看到。" in visitor.text and "停电" not in main_text(visitor.text)
        visitor.press("提交", text="还有一张收条。")
        assert "已收到您补充的材料。" in visitor.text and "还有一张收条。" in visitor.text
    assert "封存前的话" not in visitor.text and "上棚村" not in visitor.text


def _sealed(life: Life) -> None:
    MOVES[Action.SEAL](life, life.actor("officer"), life.now())


def test_every_row_of_the_table_that_is_the_citizens_has_its_button() -> None:
    rows = [row for row in ROWS if row.by == (citizen,)]
    assert {row.action for row in rows} == {row.deed.action for row in DEEDS}
    assert len({row.slug for row in DEEDS}) == len({row.name for row in DEEDS}) == len(DEEDS)


def test_rare_buttons_stand_behind_a_word_only_where_there_is_much_else(world: Followed) -> None:
    crowded = opened(world, world.case(State.HANDLING))
    more = crowded.split('<details class="more">')[1].split("</details>")[0]
    assert re.findall(r"/track/case/([a-z-]+)", more) == ["written", "withdraw", "pressed"]
    assert '<details class="more">' not in opened(world, world.case(State.WITHDRAWN))


def test_each_line_of_what_happened_can_be_filled(app: Flask) -> None:
    with app.test_request_context():
        asked = {name for words in timeline.LINES.values() for name in re.findall(r"%\((\w+)\)s", str(words))}
    assert asked <= {"station", "unit", "office", "receiving_body", "date"}
