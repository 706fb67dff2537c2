"""The citizen's words as the office agreed them: each sentence stands whole, in both languages, where it belongs."""

import re
from dataclasses import dataclass

import pytest

from casebook import clock
from casebook.case.models import State
from casebook.tracking.deeds import DEEDS
from casebook.tracking.standing import WORDS
from casebook.tracking.words import AS_BEFORE, AS_MAIN
from tests.test_translations import CATALOGUE, chinese
from tests.tracking.test_standing import MORE, heading, main_text
from tests.tracking.test_tracking import STANDINGS, Followed, opened, world

pytestmark = pytest.mark.pages

__all__ = ["world"]
MAIN, END = AS_MAIN, AS_BEFORE


@dataclass(frozen=True)
class Row:
    """A line of the agreed table: mark, whether it ends there, headline, and the sentence in both languages."""

    mark: int
    ended: bool
    headline: str
    zh: str
    en: str


# By the story that leads there (STANDINGS and MORE).
AGREED = {
    "registered": Row(
        1,
        False,
        "已登记",
        "您反映的问题已经登记，%(date)s前告诉您是否受理。",
        "Your matter is registered. By %(date)s we tell you whether we accept it.",
    ),
    "supplement": Row(
        1,
        False,
        "请您补充",
        "还需要您补充：%(items)s。请在%(date)s前补充；到期没有补充的，我们按现有情况决定是否受理。",
        "We need from you: %(items)s. Please send it by %(date)s; otherwise we decide on what we have.",
    ),
    "accepted": Row(
        2,
        False,
        "已受理",
        "我们已经受理，正在确定由哪个单位办理。",
        "We have accepted it and are choosing who will handle it.",
    ),
    "declined": Row(
        2,
        True,
        "不予受理",
        "这件事不在我们的受理范围，原因：%(reason)s。请找%(body)s，电话%(phone)s，地址%(address)s。不同意这个决定的，可以%(remedy)s。",
        "This is outside what we may handle, because %(reason)s. Please turn to %(body)s, telephone %(phone)s,"
        " %(address)s. If you disagree you may %(remedy)s.",
    ),
    "not taken again": Row(
        2,
        True,
        "不再受理",
        "这件事在%(reference)s号办件中已经处理完毕，没有新的情况，不再重复办理。有新的事实，请在本页补充。",
        "This was settled in case %(reference)s and nothing new has come up. If you have new facts, add them here.",
    ),
    "discontinued": Row(
        2,
        True,
        "终止办理",
        "办理中发现：%(reason)s，我们不能继续办理。您可以%(route)s。",
        "While handling it we found that %(reason)s, so we cannot go on. You may %(route)s.",
    ),
    "transferred": Row(
        2,
        True,
        "已转给主管单位",
        "这件事由%(body)s主管，已于%(date)s转去，对方电话%(phone)s，请向对方查询结果。对方一直没有联系您的，请在本页告诉我们。",
        "%(body)s is competent; we passed it on on %(date)s, telephone %(phone)s. Please ask them for the "
        "result. If they do not contact you, tell us here.",
    ),
    "sealed": Row(
        2,
        True,
        "已依法转交",
        "您反映的内容已按规定转交有权机关。为了保护您，这里不显示办理情况。您补充的内容只有负责的人能看到。",
        "Your report was passed to the competent authority. To protect you nothing more is shown here. What "
        "you add reaches only those in charge.",
    ),
    "merged": Row(
        MAIN,
        False,
        "与同一件事合并办理",
        "有人反映了同一件事，两件一起办。您的编号和查询码照常使用，别人看不到您的信息。",
        "The same matter was raised before; both are handled together. Your reference and code stay valid,"
        " and nobody sees your data.",
    ),
    "dispatched": Row(
        2,
        False,
        "已交站所",
        "已交%(station)s办理，最迟%(date)s接手。",
        "Passed to %(station)s, which must take it over by %(date)s.",
    ),
    "return asked": Row(
        2,
        False,
        "正在核定由谁办理",
        "%(station)s提出不归它办理，我们正在核定，最迟%(date)s确定。您的答复期限不变。",
        "%(station)s says it is not competent. We decide by %(date)s. The date of your answer does not change.",
    ),
    "handling": Row(
        3,
        False,
        "正在办理",
        "%(station)s正在办理，%(date)s前答复您。",
        "%(station)s is working on it and will answer by %(date)s.",
    ),
    "by the office": Row(
        3,
        False,
        "正在办理",
        "这件事由%(office)s直接办理，%(date)s前答复您。",
        "%(office)s handles this itself and will answer by %(date)s.",
    ),
    "extended": Row(
        3,
        False,
        "正在办理，期限延长",
        "原定%(old)s答复，延到%(date)s，原因：%(reason)s。",
        "The answer was due %(old)s and is now due %(date)s, because %(reason)s.",
    ),
    "overdue": Row(
        3,
        False,
        "没有按时办完",
        "%(station)s没有在%(date)s前办完，已超期%(days)s个工作日，我们已经催办。原因和新的时间会写在这里。",
        "%(station)s did not finish by %(date)s and is %(days)s working days overdue. We have sent a reminder; "
        "the reason and the new date will be shown here.",
    ),
    "rectifying": Row(
        3,
        False,
        "问题属实，正在整改",
        "经核实，反映的问题属实，已要求%(station)s在%(date)s前整改。整改没有核查通过，不会结案。",
        "The problem is confirmed; %(station)s must put it right by %(date)s. The case stays open until that "
        "is checked.",
    ),
    "feedback": Row(
        3,
        False,
        "站所已办结，我们在核对",
        "%(station)s已报办结，我们正在核对，最迟%(date)s核对完。核对通过后，答复会显示在这里。",
        "%(station)s has closed it. We check the answer by %(date)s and then show it here.",
    ),
    "callback": Row(
        3,
        False,
        "请您评价",
        "站所已经答复。%(date)s前我们向您核实；没有留电话的，请在本页评价。",
        "The station has answered. We check with you by %(date)s; if you left no telephone, please rate it here.",
    ),
    "rework": Row(
        3,
        False,
        "重新办理",
        "您认为没有解决，我们已要求%(station)s重新办理，%(date)s前再答复您。",
        "You said it is not solved. %(station)s must do it again and answer by %(date)s.",
    ),
    "backlog": Row(
        3,
        False,
        "暂时办不了，已登记在账",
        "因为%(reason)s，这件事现在办不了。由%(owner)s负责，计划%(date)s前解决，至少每30天在这里说明一次进展。",
        "Because %(reason)s this cannot be done now. %(owner)s is responsible; planned by %(date)s; progress "
        "is reported here at least every 30 days.",
    ),
    "solved": Row(
        4,
        False,
        "已结案：已解决",
        "这件事已于%(date)s结案。如果又出现，请在本页留言，我们核实后重新办理。",
        "Closed on %(date)s as solved. If it comes back, write to us here; we check and reopen it.",
    ),
    "explained": Row(
        4,
        False,
        "已结案：已说明",
        "按现有规定办不到，理由已经答复您。不同意的，%(until)s前可以%(remedy)s。",
        "The rules do not allow it and you were told why. If you disagree you may %(remedy)s by %(until)s.",
    ),
    "not reached": Row(
        4,
        False,
        "已结案：没有联系上您",
        "我们%(tries)s次没有联系上您，按规定结案。您看到后，%(until)s前仍可以评价；没有解决的，请在本页留言。",
        "We could not reach you in %(tries)s tries and closed the case. Until %(until)s you may still rate "
        "it; if it is not solved, write to us here.",
    ),
    "no call": Row(
        4,
        False,
        "已结案",
        "您不要求回访，我们核对答复后已于%(date)s结案。%(until)s前仍可以在本页评价。",
        "You wanted no call; we checked the answer and closed the case on %(date)s. You may still rate it "
        "here until %(until)s.",
    ),
    "upheld": Row(
        4,
        False,
        "已结案：维持办理结果",
        "您对结果不满意。经复核，办理结果符合规定，理由：%(reason)s。不同意的，可以%(remedy)s。",
        "You were not satisfied. On review the result stands, because %(reason)s. If you disagree you may %(remedy)s.",
    ),
    "unresolved": Row(
        4,
        False,
        "已结案：没有解决",
        "两次重办后仍没有解决，经研究于%(date)s结案，原因：%(reason)s。不同意的，可以%(remedy)s。",
        "It was redone twice without being solved and was closed on %(date)s, because %(reason)s. If you "
        "disagree you may %(remedy)s.",
    ),
    "reviewed": Row(
        4,
        False,
        "复查已答复",
        "复查意见已于%(date)s送达。不同意的，可以%(remedy)s。",
        "The review opinion was delivered on %(date)s. If you disagree you may %(remedy)s.",
    ),
    "on the spot": Row(
        4,
        False,
        "当场答复",
        "您问的事已经当场答复：%(answer)s。还有疑问，请在本页留言。",
        "Answered at once: %(answer)s. If anything is unclear, write here.",
    ),
    "confirmed": Row(
        4,
        False,
        "已结案：您已确认解决",
        "%(station)s已经办结，您确认解决。有反复的，%(until)s前点“没有解决”，不用说明理由就重新办理。",
        "%(station)s closed it and you confirmed. If it comes back, choose Not solved by %(until)s; it is "
        "redone without further question.",
    ),
    "withdrawn": Row(
        END,
        True,
        "已撤回",
        "您已经撤回。涉及公共利益的问题，我们仍会查实。不是您本人意愿的，请马上告诉我们。",
        "You withdrew it. What concerns the public is still looked into. If you were pressed to withdraw,"
        " tell us at once.",
    ),
    "in review": Row(
        4,
        False,
        "正在复查",
        "您申请的复查由%(body)s办理，%(date)s前书面答复您。",
        "%(body)s is reviewing it and will answer in writing by %(date)s.",
    ),
    "in re-review": Row(
        4,
        False,
        "正在复核",
        "您申请的复核由%(body)s办理，%(date)s前书面答复您。听证时间不计算在内。",
        "%(body)s is re-reviewing it and will answer in writing by %(date)s, hearings not counted.",
    ),
    "terminated": Row(
        4,
        False,
        "办理程序终结",
        "复核意见已于%(date)s送达。以同一事实和理由再反映的，不再受理；有新的事实，可以重新反映。",
        "The final opinion was delivered on %(date)s. The same facts and reasons are not taken again; new "
        "facts may be reported.",
    ),
}


def whole(sentence: str) -> re.Pattern[str]:
    """A sentence word for word, anything that can be said in the place of each blank."""
    parts = re.split(r"%\(\w+\)s", sentence)
    return re.compile("[^<>%]+?".join(re.escape(part) for part in parts))


@pytest.mark.parametrize("name", AGREED)
def test_each_agreed_sentence_stands_whole_in_its_situation(world: Followed, name: str) -> None:
    row = AGREED[name]
    state, stories, variant, *_ = (STANDINGS | MORE)[name]
    receipt = world.case(state, *stories)
    page, english = opened(world, receipt), main_text(opened(world, receipt, language="en"))
    assert heading(page) == row.headline
    assert whole(row.zh).search(main_text(page)), main_text(page)
    assert whole(row.en).search(english), english
    assert (WORDS[variant].mark, WORDS[variant].ended) == (row.mark, row.ended)


def test_no_state_is_left_out() -> None:
    assert {(STANDINGS | MORE)[name][2] for name in AGREED} <= set(WORDS)
    assert {state for name in AGREED for state in [(STANDINGS | MORE)[name][0]]} >= set(State) - {State.CLOSED}


# ---- What can be pressed, and the sentence once it is done

PRESSED = {
    "add": ("补充材料", "已收到您补充的材料。"),
    "message": ("给效能办留言", "留言已送达。"),
    "urge": ("催一下", "已转告承办单位。"),
    "confirm": ("已经解决，同意办结", "谢谢，已记录。"),
    "not-solved": ("没有解决", "已要求重新办理。"),
    "rate": ("评价", "谢谢您的评价。"),
    "withdraw": ("撤回", "已撤回。"),
    "written": ("要书面答复", "已按信访程序办理。"),
    "review": ("申请复查", "申请已收到。"),
    "re-review": ("申请复核", "申请已收到。"),
    "pressed": ("有人让我撤回", "已报效能办负责人。"),
}


@pytest.mark.parametrize("slug", PRESSED)
def test_each_button_and_its_thanks_are_those_agreed(world: Followed, slug: str) -> None:
    deed = next(row for row in DEEDS if row.slug == slug)
    with world.app.test_request_context():
        assert (str(deed.label), str(deed.done)) == PRESSED[slug]


# ---- The other words of the page

OTHERS = (
    "输入编号和查询码",
    "编号或者查询码不对，请核对后再试。",
    "试的次数太多，请%(minutes)s分钟后再试，或者拨打%(phone)s。",
    "现在由谁负责",
    "答复期限：%(date)s（还剩%(days)s个工作日）",
    "答复期限：今天",
    "已超过答复期限%(days)s个工作日",
    "期限为什么变了",
    "原定%(old)s，改为%(new)s。原因：%(reason)s。批准人：%(approver)s。",
    "留言",
    "站所答复",
    "这件事办得怎么样？",
    "问题解决了吗？",
    "安全离开",
    "还剩%(days)s个工作日",
    "今天到期",
    "超期%(days)s个工作日",
    "期限暂定",
    "暂停计时",
    "在本页留言说明新的情况，或者要求书面答复",
    "在收到答复后30天内向%(body)s申请复查",
    "在收到复查意见后30天内向%(body)s申请复核",
    "在本页请%(city_office)s核查",
)


@pytest.mark.parametrize("words", OTHERS)
def test_each_other_phrase_is_used_as_agreed(words: str) -> None:
    assert words in {chinese(message) for message in CATALOGUE.values()}


def test_the_rating_begins_with_the_question(world: Followed) -> None:
    visitor = world.visitor(world.case(State.CALLBACK), "/track/case/evaluate")
    assert heading(visitor.text) == "这件事办得怎么样？" and "问题解决了吗？" in visitor.text
    receipt = world.case(State.CLOSED, *MORE["not reached"][1])
    with clock.pinned(world.at):
        visitor = world.visitor(receipt, "/track/case/rate")
    assert heading(visitor.text) == "这件事办得怎么样？"
    for about in ("办理结果", "办理速度", "服务态度"):
        assert re.search(rf"对{about}满意吗？", visitor.text), about
