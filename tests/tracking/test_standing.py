"""Where a case stands: headline, sentence and mark of every state and variant, in both languages (wording.md 6)."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from casebook.case.models import OrderedRectification, State
from casebook.case.taxonomy import Grade, Solved, Track
from casebook.kernel.clocks import Extension
from casebook.kernel.columns import new_uid
from casebook.stages.service import stand
from casebook.tracking.standing import WORDS, standing
from casebook.tracking.variants import Variant
from tests.lives import Life
from tests.tracking.test_tracking import (
    STANDINGS,
    Followed,
    Story,
    explained,
    later,
    opened,
    world,
)

pytestmark = pytest.mark.pages

__all__ = ["world"]
V = Variant


def has(**columns: Any) -> Story:
    """The case has these columns."""

    def set_them(life: Life) -> None:
        for name, value in columns.items():
            setattr(life.file, name, value)

    return set_them


def ended(rule: str, **kept: Any) -> Story:
    """It ended by this row, which left these words for the citizen."""

    def end(life: Life) -> None:
        life.file.closed_by = rule
        stand(life.session, life.file, **kept)

    return end


def extended(life: Life) -> None:
    """The answer was put off by five working days, and he was told."""
    clock = life.file.clock("feedback")
    assert clock is not None
    clock.extension = Extension(
        clock_uid=clock.uid,
        unit="WD",
        amount=5,
        reason="要等专用线缆到货。",
        approved_at=life.at,
        approved_by=life.town.uid("director"),
        old_due_on=clock.due_on,
        told_at=life.at,
    )
    clock.due_on, clock.due_at = date(2026, 9, 15), clock.due_at + timedelta(days=7)


def ordered(life: Life) -> None:
    """Something was ordered put right by 10 September."""
    life.file.open_rectifications = 1
    life.session.add(
        OrderedRectification(
            uid=new_uid(),
            case_uid=life.file.uid,
            unit_uid=life.town.units["power"].uid,
            finding="收费没有公示",
            rule="价格法13",
            requirement="补齐公示栏",
            due_on=date(2026, 9, 10),
            ordered_by=life.town.uid("director"),
            ordered_at=life.at,
        )
    )


OFFICE = has(self_handled=True)
MORE: dict[str, tuple[State, tuple[Story, ...], Variant, str, str, str, str]] = {
    "supplement": (
        State.SUPPLEMENT,
        (),
        V.SUPPLEMENT,
        "请您补充",
        "还需要您补充：电费单的照片、是哪一天几点打的电话。请在2026年9月8日（星期二）前补充；"
        "到期没有补充的，我们按现有情况决定是否受理。",
        "Please send more",
        "Please send it by Tuesday 8 September 2026; otherwise we decide on what we have.",
    ),
    "declined": (
        State.DECLINED,
        (),
        V.DECLINED,
        "不予受理",
        "这件事不在我们的受理范围，原因：判决已经生效，对判决的异议由人民法院处理。请找安澄市人民法院，"
        "电话0000-5550300，地址安澄市长宁路1号。不同意这个决定的，可以在本页请安澄市效能办核查。",
        "Declined",
        "If you disagree you may ask 安澄市效能办 here to check the decision.",
    ),
    "declined, checking": (
        State.DECLINED,
        (has(checked_by_city_at=datetime.fromisoformat("2026-09-02T02:00+00:00")),),
        V.DECLINED,
        "不予受理",
        "不同意这个决定的，可以在本页等安澄市效能办的核查结果。",
        "Declined",
        "If you disagree you may wait here for what 安澄市效能办 finds; it was asked to check the decision.",
    ),
    "not taken again": (
        State.DECLINED,
        (ended("T10", reference="AJ26-11112222"),),
        V.NO_LONGER,
        "不再受理",
        "这件事在AJ26-11112222号办件中已经处理完毕，没有新的情况，不再重复办理。有新的事实，请在本页补充。",
        "Not taken again",
        "This was settled in case AJ26-11112222 and nothing new has come up. If you have new facts, add them here.",
    ),
    "discontinued": (
        State.DECLINED,
        (ended("T38", reason="已经起诉。", route="等人民法院判决"),),
        V.DISCONTINUED,
        "终止办理",
        "办理中发现：已经起诉，我们不能继续办理。您可以等人民法院判决。",
        "Discontinued",
        "While handling it we found that 已经起诉, so we cannot go on. You may 等人民法院判决.",
    ),
    "transferred": (
        State.TRANSFERRED,
        (),
        V.TRANSFERRED,
        "已转给主管单位",
        "这件事由安澄市公安局主管，已于2026年9月1日（星期二）转去，对方电话0000-5550400，请向对方查询结果。"
        "对方一直没有联系您的，请在本页告诉我们。",
        "Passed to the competent body",
        "安澄市公安局 is competent; we passed it on on Tuesday 1 September 2026, telephone 0000-5550400.",
    ),
    "sealed": (
        State.SEALED,
        (),
        V.SEALED,
        "已依法转交",
        "您反映的内容已按规定转交有权机关。为了保护您，这里不显示办理情况。您补充的内容只有负责的人能看到。",
        "Passed on according to law",
        "To protect you nothing more is shown here. What you add reaches only those in charge.",
    ),
    "merged": (
        State.MERGED,
        (),
        V.MERGED,
        "与同一件事合并办理",
        "有人反映了同一件事，两件一起办。您的编号和查询码照常使用，别人看不到您的信息。",
        "Handled together with the same matter",
        "Your reference and code stay valid, and nobody sees your data.",
    ),
    "return asked": (
        State.RETURN_PENDING,
        (),
        V.RETURN_PENDING,
        "正在核定由谁办理",
        "望禾供电所提出不归它办理，我们正在核定，最迟2026年9月2日（星期三）确定。您的答复期限不变。",
        "We decide who handles it",
        "We decide by Wednesday 2 September 2026. The date of your answer does not change.",
    ),
    "by the office": (
        State.HANDLING,
        (OFFICE,),
        V.BY_OFFICE,
        "正在办理",
        "这件事由望禾镇效能办直接办理，2026年9月8日（星期二）前答复您。",
        "In hand",
        "Wanghe Efficiency Office handles this itself and will answer by Tuesday 8 September 2026.",
    ),
    "extended": (
        State.HANDLING,
        (extended,),
        V.EXTENDED,
        "正在办理，期限延长",
        "原定2026年9月8日（星期二）答复，延到2026年9月15日（星期二），原因：要等专用线缆到货。",
        "In hand, extended",
        "was due Tuesday 8 September 2026 and is now due Tuesday 15 September 2026, because 要等专用线缆到货.",
    ),
    "rectifying": (
        State.HANDLING,
        (ordered,),
        V.RECTIFYING,
        "问题属实，正在整改",
        "经核实，反映的问题属实，已要求望禾供电所在2026年9月10日（星期四）前整改。整改没有核查通过，不会结案。",
        "Confirmed, being put right",
        "Wanghe Power-Supply Station must put it right by Thursday 10 September 2026.",
    ),
    "late, not reminded": (
        State.HANDLING,
        (later(days=9),),
        V.LATE,
        "没有按时办完",
        "望禾供电所没有在2026年9月8日（星期二）前办完，已超期2个工作日，接下来由效能办催办。原因和新的时间会写在这里。",
        "Not finished in time",
        "is 2 working days overdue. The efficiency office takes it up next; the reason and the new date will be "
        "shown here.",
    ),
    "late by one, not reminded": (
        State.HANDLING,
        (later(days=8),),
        V.LATE_BY_ONE,
        "没有按时办完",
        "望禾供电所没有在2026年9月8日（星期二）前办完，已超期1个工作日，接下来由效能办催办。",
        "Not finished in time",
        "is 1 working day overdue. The efficiency office takes it up next",
    ),
    "redone late, reminded": (
        State.REWORK,
        (later(days=9), has(reminders=1)),
        V.OVERDUE,
        "没有按时办完",
        "望禾供电所没有在2026年9月8日（星期二）前办完，已超期2个工作日，我们已经催办。",
        "Not finished in time",
        "We have sent a reminder",
    ),
    "office late": (
        State.HANDLING,
        (OFFICE, later(days=9)),
        V.OFFICE_LATE,
        "没有按时办完",
        "我们没有在2026年9月8日（星期二）前办完，已超期2个工作日。原因和新的时间会写在这里。",
        "Not finished in time",
        "We did not finish by Tuesday 8 September 2026 and are 2 working days overdue.",
    ),
    "office late by one": (
        State.HANDLING,
        (OFFICE, later(days=8)),
        V.OFFICE_LATE_BY_ONE,
        "没有按时办完",
        "我们没有在2026年9月8日（星期二）前办完，已超期1个工作日。",
        "Not finished in time",
        "We did not finish by Tuesday 8 September 2026 and are 1 working day overdue.",
    ),
    "office checks": (
        State.FEEDBACK,
        (OFFICE,),
        V.FEEDBACK_BY_OFFICE,
        "已经办完，我们在核对",
        "望禾镇效能办已经办完，正由另一位工作人员核对，最迟2026年9月2日（星期三）核对完。核对通过后，答复会显示在这里。",
        "Finished, we are checking",
        "somebody else checks the answer by Wednesday 2 September 2026.",
    ),
    "office asks": (
        State.CALLBACK,
        (OFFICE,),
        V.CALLBACK_BY_OFFICE,
        "请您评价",
        "我们已经答复。2026年9月3日（星期四）前我们向您核实；没有留电话的，请在本页评价。",
        "Please rate it",
        "We have answered. We check with you by Thursday 3 September 2026",
    ),
    "no call wanted": (
        State.CALLBACK,
        (has(no_callback=True),),
        V.NO_CALL_WANTED,
        "请您评价",
        "答复在本页。您不要求回访，请在2026年9月3日（星期四）前在本页评价。",
        "Please rate it",
        "You wanted no call, so please rate it on this page by Thursday 3 September 2026.",
    ),
    "answered": (
        State.CALLBACK,
        (lambda life: life.heard(),),
        V.ANSWERED,
        "已收到您的评价",
        "您的评价我们收到了，2026年9月3日（星期四）前决定下一步，在这里告诉您。",
        "We have your rating",
        "We decide what follows by Thursday 3 September 2026 and tell you here.",
    ),
    "office redoes": (
        State.REWORK,
        (OFFICE,),
        V.REWORK_BY_OFFICE,
        "重新办理",
        "您认为没有解决，我们重新办理，2026年9月8日（星期二）前再答复您。",
        "Being redone",
        "We do it again and answer by Tuesday 8 September 2026.",
    ),
    "backlog": (
        State.HUNG,
        (),
        V.HUNG,
        "暂时办不了，已登记在账",
        "因为要等十月电网改造才能换线，这件事现在办不了。由望禾供电所负责，计划2026年10月1日（星期四）前解决，"
        "至少每30天在这里说明一次进展。",
        "Cannot be done yet, kept on record",
        "planned by Thursday 1 October 2026; progress is reported here at least every 30 days.",
    ),
    "not reached": (
        State.CLOSED,
        (has(closed_by="T23", call_tries=3),),
        V.NOT_REACHED,
        "已结案：没有联系上您",
        "我们3次没有联系上您，按规定结案。您看到后，2026年9月30日（星期三）前仍可以评价；没有解决的，请在本页留言。",
        "Closed: we could not reach you",
        "in 3 tries and closed the case. Until Wednesday 30 September 2026 you may still rate it",
    ),
    "not answered": (
        State.CLOSED,
        (has(closed_by="T23"),),
        V.NOT_ANSWERED,
        "已结案：没有联系上您",
        "我们在本页请您评价，没有收到您的答复，按规定结案。",
        "Closed: we could not reach you",
        "We asked you on this page, had no answer and closed the case.",
    ),
    "no call": (
        State.CLOSED,
        (has(closed_by="T23", no_callback=True),),
        V.NO_CALL,
        "已结案",
        "您不要求回访，我们核对答复后已于2026年9月1日（星期二）结案。2026年9月30日（星期三）前仍可以在本页评价。",
        "Closed",
        "You wanted no call; we checked the answer and closed the case on Tuesday 1 September 2026.",
    ),
    "upheld": (
        State.CLOSED,
        (ended("T25", reason="收费符合公示标准。"),),
        V.UPHELD,
        "已结案：维持办理结果",
        "您对结果不满意。经复核，办理结果符合规定，理由：收费符合公示标准。不同意的，可以在本页留言说明新的情况，"
        "或者要求书面答复。",
        "Closed: the result stands",
        "On review the result stands, because 收费符合公示标准.",
    ),
    "unresolved": (
        State.CLOSED,
        (ended("T27b", reason="线路要等改造"),),
        V.UNRESOLVED,
        "已结案：没有解决",
        "两次重办后仍没有解决，经研究于2026年9月1日（星期二）结案，原因：线路要等改造。",
        "Closed: not solved",
        "closed on Tuesday 1 September 2026, because 线路要等改造.",
    ),
    "reviewed": (
        State.CLOSED,
        (ended("T33", body="安澄市人民政府"),),
        V.REVIEWED,
        "复查已答复",
        "复查意见已于2026年9月1日（星期二）送达。不同意的，可以在收到复查意见后30天内向安澄市人民政府申请复核。",
        "The review is answered",
        "If you disagree you may ask 安澄市人民政府 for re-review within 30 days of receiving the opinion.",
    ),
    "explained, petition procedure": (
        State.CALLBACK,
        (has(track=Track.PETITION), explained),
        V.EXPLAINED,
        "已结案：已说明",
        "不同意的，2026年10月8日（星期四）前可以在收到答复后30天内向安澄市效能办申请复查。",
        "Closed: explained",
        "ask 安澄市效能办 for review within 30 days of receiving the answer by Thursday 8 October 2026.",
    ),
    "withdrawn": (
        State.WITHDRAWN,
        (),
        V.WITHDRAWN,
        "已撤回",
        "您已经撤回。涉及公共利益的问题，我们仍会查实。不是您本人意愿的，请马上告诉我们。",
        "Withdrawn",
        "If you were pressed to withdraw, tell us at once.",
    ),
    "in review": (
        State.IN_REVIEW,
        (),
        V.IN_REVIEW,
        "正在复查",
        "您申请的复查由安澄市效能办办理，2026年9月30日（星期三）前书面答复您。",
        "In review",
        "is reviewing it and will answer in writing by Wednesday 30 September 2026.",
    ),
    "in re-review": (
        State.IN_RECHECK,
        (),
        V.IN_RECHECK,
        "正在复核",
        "您申请的复核由上一级机关办理，2026年9月30日（星期三）前书面答复您。听证时间不计算在内。",
        "In re-review",
        "will answer in writing by Wednesday 30 September 2026, hearings not counted.",
    ),
    "terminated": (
        State.TERMINATED,
        (),
        V.TERMINATED,
        "办理程序终结",
        "复核意见已于2026年9月1日（星期二）送达。以同一事实和理由再反映的，不再受理；有新的事实，可以重新反映。",
        "The procedure has ended",
        "The final opinion was delivered on Tuesday 1 September 2026.",
    ),
}


def main_text(page: str) -> str:
    """What a page says, its marks aside."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.split("<main")[1].split(">", 1)[1].split("</main>")[0]))


def heading(page: str) -> str:
    """The headline of a page."""
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found
    return found[1]


@pytest.mark.parametrize("name", MORE)
def test_each_state_and_variant_reads_in_both_languages(world: Followed, name: str) -> None:
    state, stories, _, headline, sentence, headline_en, sentence_en = MORE[name]
    receipt = world.case(state, *stories)
    chinese, english = opened(world, receipt), opened(world, receipt, language="en")
    assert heading(chinese) == headline and sentence in chinese, main_text(chinese)
    assert heading(english) == headline_en and sentence_en in english, main_text(english)
    for page in (chinese, english):
        assert re.findall(r"%\(|\bNone\b|…", main_text(page)) == []
    words = re.sub(r"AJ26-\w+", "", main_text(chinese))
    assert re.findall(r"[A-Za-z]{2,}", words) == []


def test_no_variant_is_left_without_a_story() -> None:
    told = {row[2] for row in (*STANDINGS.values(), *MORE.values())}
    # Told by the test of hours and week-ends, and here below.
    assert told | {V.JUST_OVERDUE, V.OFFICE_JUST_LATE} == set(Variant) == set(WORDS)


def test_over_since_this_morning_counts_no_days(world: Followed) -> None:
    urgent = [lambda life: life.accept("M1", Grade.U2).text().dispatch().sign(), OFFICE]
    receipt = world.case(State.REGISTERED, *urgent)
    page = opened(world, receipt, world.at + timedelta(hours=24))
    assert "我们没有在2026年9月2日（星期三）10:00前办完。原因和新的时间会写在这里。" in page


@pytest.mark.parametrize("reads", list(Variant), ids=lambda reads: reads.name)
def test_what_is_not_known_is_never_named(app: Flask, reads: Variant) -> None:
    """With nothing but the units known, the barest sentence that says something true, or the headline alone."""
    known = {"station": "甲站", "office": "乙办", "city_office": "丙办", "remedy": "说明", "days": 3, "tries": 0}
    with app.test_request_context():
        bare = standing(reads, known, 2, 3)
    assert bare.headline
    assert re.findall(r"%\(|None", bare.sentence) == []


@pytest.mark.parametrize(
    ("state", "reached", "over"),
    [
        (State.SUPPLEMENT, 1, False),
        (State.DECLINED, 2, True),
        (State.TRANSFERRED, 2, True),
        (State.SEALED, 2, True),
        (State.WITHDRAWN, 1, True),
        (State.RETURN_PENDING, 2, False),
        (State.HUNG, 3, False),
        (State.IN_REVIEW, 4, False),
        (State.TERMINATED, 4, False),
    ],
    ids=lambda value: value.name if isinstance(value, State) else str(value),
)
def test_the_line_fills_and_shows_where_it_ended(world: Followed, state: State, reached: int, over: bool) -> None:
    page = opened(world, world.case(state))
    said = re.findall(r'<span class="hush"> (已到这一步|到此结束)</span>', page)
    assert said == ["已到这一步"] * (reached - over) + ["到此结束"] * over


def test_why_the_date_moved_names_both_dates_reason_and_approver(world: Followed) -> None:
    page = opened(world, world.case(State.HANDLING, extended))
    moved = page.split('id="moved"')[1].split("</section>")[0]
    assert "期限为什么变了" in moved
    assert (
        "原定2026年9月8日（星期二），改为2026年9月15日（星期二）。原因：要等专用线缆到货。批准人：望禾镇效能办主任。"
        in moved
    )


def test_an_extension_nobody_was_told_of_moves_nothing(world: Followed) -> None:
    def untold(life: Life) -> None:
        extended(life)
        clock = life.file.clock("feedback")
        assert clock is not None and clock.extension is not None
        clock.extension.told_at = None
        clock.due_on, clock.due_at = date(2026, 9, 8), clock.due_at - timedelta(days=7)

    page = opened(world, world.case(State.HANDLING, untold))
    assert heading(page) == "正在办理" and 'id="moved"' not in page


def test_a_sealed_matter_shows_its_sentence_and_nothing_else(world: Followed) -> None:
    page = main_text(opened(world, world.case(State.SEALED)))
    for secret in ("上棚村三组", "办理经过", "您写的内容", "现在由谁负责", "正式文书", "留言", "望禾镇效能办"):
        assert secret not in page, secret


def test_merged_it_shows_where_the_other_case_stands_and_nothing_of_whoever_wrote_it(world: Followed) -> None:
    page = opened(world, world.case(State.MERGED))
    assert "现在由谁负责" in page and 'class="tag' in page
    assert re.findall(r"AJ26-\w+", page) == []


def test_a_promised_day_stands_beside_the_sentence(world: Followed) -> None:
    page = opened(world, world.case(State.HANDLING, has(promised_on=date(2026, 9, 4))))
    assert "已与您约定2026年9月4日（星期五）前办好。" in page


def test_a_rating_given_late_reads_as_the_office_closed_it(world: Followed) -> None:
    """Solved, says the call-back: the sentence of a solved case, whatever else is in the columns."""
    page = opened(world, world.case(State.CLOSED, has(callback_solved=Solved.YES, reminders=2)))
    assert heading(page) == "已结案：已解决"


def pages(world: Followed) -> Iterator[str]:
    """The page of each state in Chinese."""
    for state in State:
        yield opened(world, world.case(state))


def test_no_word_of_the_inside_and_no_english_stands_on_any_page(world: Followed) -> None:
    for page in pages(world):
        # The titles of official letters are what they are.
        bare = re.sub(r'<section class="card" id="notices".*?</section>', "", page, flags=re.DOTALL)
        text = main_text(bare)
        assert re.findall(r"派单|签收|退单|督办|挂账|AJ26|U3|office\.test|某\w+|照片1|[A-Za-z]{2,}", text) == []
