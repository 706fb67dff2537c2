"""What a citizen sees before he sends: each reader's share, and what in his own words gives him away."""

import re
from html import unescape

import pytest

from casebook.stages.intake.giveaways import Sign, giveaways
from tests.stages.intake.test_online import KEEP, SEND, at_check, town, visitor
from tests.visitor import Visitor

__all__ = ["town", "visitor"]

OWN = {"name": "王大明", "telephone": "139-0000-0001", "email": "wang.dm@example.test", "village": "石磨村"}


def rows(visitor: Visitor) -> dict[str, list[str]]:
    """The table of who will see what, read off the page."""
    found = {}
    for row in re.findall(r"<tr role=\"row\">(.*?)</tr>", visitor.text, re.DOTALL)[1:]:
        head, *cells = (
            unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        )
        found[head] = cells
    return found


def test_without_a_name_there_is_nothing_to_see_of_it(visitor: Visitor) -> None:
    table = rows(at_check(visitor))
    cleared = "效能办根据您写的内容整理的交办内容，不含姓名、号码、住址和能认出您的地方"
    assert table["您写的内容"] == ["原文", cleared, "只有经审核的结果"]
    assert table["提交时间"] == ["看得到", "只看到哪一天，看不到几点", "看不到"]
    assert table["从网上提交"] == ["看得到", "看不到", "看不到"]
    assert table["您是谁"] == ["看不到"] * 3
    assert "姓名" not in table


@pytest.mark.parametrize(("contact", "station"), [("office", "看不到"), ("station", "看得到")])
def test_what_was_left_stands_in_a_row_of_its_own(visitor: Visitor, contact: str, station: str) -> None:
    table = rows(at_check(visitor, contact, name="王大明", telephone="139-0000-0001", village="石磨村"))
    inside = "平时只看到一部分，写明理由并留下记录才能看全"
    assert table["电话"] == [inside, station, "看不到"]
    assert table["村或社区"] == [inside, "看不到", "看不到"]
    assert "您是谁" not in table


@pytest.mark.parametrize(
    ("told", "sign", "words"),
    [
        ("大明师傅是我", Sign.OWN, "大明师傅"),
        ("王 大 明去办证", Sign.OWN, "王 大 明"),
        ("wang daming要办证", Sign.OWN, "wang daming"),
        ("请打一三九，零零零零，零零零一", Sign.OWN, "一三九，零零零零，零零零一"),
        ("尾号0001没收到短信", Sign.OWN, "0001"),
        ("邮箱WANG.DM@example.test", Sign.OWN, "WANG.DM@example.test"),
        ("石磨村3号院", Sign.OWN, "石磨村3号院"),
        ("身份证11010119900101123X", Sign.NUMBER, "11010119900101123X"),
        ("我的车云A12345被贴单", Sign.PLATE, "云A12345"),
        ("我妈去办证", Sign.FAMILY, "我妈"),
        ("my mother was there", Sign.FAMILY, "my mother"),
        ("住12号楼3单元", Sign.DOOR, "12号楼3单元"),
        ("上午9:20到窗口", Sign.TIME, "9:20"),
        ("上午九点二十分到窗口", Sign.TIME, "九点二十分"),
        ("下午三点半", Sign.TIME, "三点半"),
    ],
)
def test_what_gives_him_away_is_named_by_its_kind(told: str, sign: Sign, words: str) -> None:
    assert (sign, words) in [(one.sign, one.words) for one in giveaways(told, OWN)]


@pytest.mark.parametrize("told", ["九点开门，没有人", "从六点多就没电了", "比例3:100", "王先生态度差", "1点意见"])
def test_an_ordinary_word_gives_nobody_away(told: str) -> None:
    assert giveaways(told, OWN) == []


def test_a_warning_leaves_the_choice_and_everything_typed(visitor: Visitor) -> None:
    text = "我妈9:20到窗口，王大明可以作证。"
    at_check(visitor, "office", text, name="王大明", telephone="6123")
    for kind, words in (("您自己的姓名或者联系方式", "王大明"), ("您的家人", "我妈"), ("准确到分钟的时间", "9:20")):
        assert re.search(f"<dt>{kind}</dt><dd>“{words}”</dd>", visitor.text)
    visitor.press("修改")
    form, _button = visitor.form("下一步")
    kept = [form.fields[name] for name in ("text", "name", "telephone", "contact")]
    assert kept == [text, "王大明", "6123", "office"]
    at_check(visitor, "office", text, name="王大明", telephone="6123").press(KEEP)
    assert "已收到" in visitor.text


def test_a_text_without_a_warning_has_the_plain_button(visitor: Visitor) -> None:
    at_check(visitor).form(SEND)
