"""Declining takes two persons, a reason, a rule and a route; forwarding a body that has confirmed."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casebook.case import queries
from casebook.case.models import CasePart, State
from casebook.case.taxonomy import Part
from casebook.clock import OFFICE_ZONE
from casebook.kernel.access import Refused
from casebook.kernel.columns import new_uid
from casebook.office.models import OfficeSetting
from casebook.office.rules import OfficeRules, Relaxation
from casebook.people.models import Role
from casebook.responsibility.queries import chain_of
from casebook.stages.declining import service
from casebook.stages.declining.grounds import FOR_DECLINING, FOR_DISCONTINUING, WORDS, Ground
from casebook.stages.service import standing_values
from tests.lives import Life
from tests.moves import MOVES, A
from tests.stages.conftest import NOON, World, _case
from tests.stages.declining.moves import DECLINE, asked_to_end, discontinued, proposed
from tests.town import grant

TYPED = {
    "ground": "lawsuit",
    "reason": "判决已经生效，对判决的异议由人民法院处理",
    "rule": "《信访工作条例》第三十一条",
    "route": "向人民法院申请再审",
    "body": "安澄市人民法院",
    "telephone": "0000-5550300",
    "address": "安澄市长宁路1号",
}
ENDING = {name: TYPED[name] for name in ("ground", "reason", "rule", "route")}


def local(**later: int) -> str:
    """A time near NOON as a browser sends it."""
    return f"{(NOON + timedelta(**later)).astimezone(OFFICE_ZONE):%Y-%m-%dT%H:%M}"


FORWARDED = {
    "body": "安澄市公安局",
    "telephone": "0000-5550400",
    "address": "安澄市长宁路9号",
    "confirmed_by": "信访科范科长",
    "confirmed_at": local(minutes=-5),
    "new_term": "2026-09-16",
}


def sent(world: World, account: str, page: str, **typed: str) -> Any:
    """The answer to the form of a page, filled in by this person."""
    browser = world.at(account)
    return browser.send(page, {**browser.open(page), **typed})


def reads(world: World, case: str) -> dict[str, Any]:
    """What is kept for the complainant to read about where the case stands."""
    return dict(world.read(lambda session: standing_values(session, _case(session, case))))


def ended(world: World, case: str) -> list[Any]:
    """State, the row that ended it, and whether the duty to answer ended at the same instant."""

    def question(session: Any) -> list[Any]:
        found = _case(session, case)
        chain = chain_of(session, found.uid)
        return [found.state, found.closed_by, chain.closed_at == found.closed_at == chain.holder.until]

    return world.read(question)


def deciders(world: World, case: str) -> list[str]:
    """Who decided it."""
    mine = select(CasePart.person_uid).where(CasePart.part == Part.DECIDER)
    return world.read(lambda s: list(s.scalars(mine.where(CasePart.case_uid == _case(s, case).uid))))


def relaxed(world: World) -> None:
    """The office has decided that a countersign may come from paper."""
    rules = OfficeRules(frozenset({Relaxation.DECLINE_BY_PAPER}))
    with world.writing() as session:
        setting = OfficeSetting(uid=new_uid(), office_uid=world.unit("office"), version=1, values=rules.values)
        setting.decided_body, setting.decision_number = "镇党委会议", "12号"
        setting.decided_on, setting.recorded_at = date(2026, 8, 3), NOON
        session.add(setting)


def test_nothing_is_declined_before_the_director_countersigns(world: World) -> None:
    case = world.case(State.REGISTERED)
    assert sent(world, "officer", f"{case}/decline-ask", **TYPED).status_code == 303
    assert world.file(case, "state", "closed_at") == [State.REGISTERED, None]
    assert reads(world, case) == {}
    assert world.at("officer").client.get(f"{case}/decline").status_code == 403
    assert world.at("officer2").client.get(f"{case}/decline").status_code == 403


def test_the_director_reads_what_was_proposed_and_countersigns_it(world: World) -> None:
    case = world.case(State.REGISTERED)
    sent(world, "officer", f"{case}/decline-ask", **TYPED)
    page = world.at("director").client.get(f"{case}/decline").text
    for words in (*(value for name, value in TYPED.items() if name != "ground"), "法定途径：诉讼", "某officer"):
        assert words in page
    assert "2026-09-08前没有决定的" in page  # five working days from Tuesday 1 September
    assert world.at("director").do(f"{case}/decline").status_code == 303
    assert ended(world, case) == [State.DECLINED, "T6", True]
    shown = {name: TYPED[name] for name in ("reason", "route", "body", "telephone", "address")}
    assert reads(world, case) == {**shown, "remedy": "declined"}
    assert deciders(world, case) == [world.uid("director")]
    assert world.at("director").client.get(f"{case}/decline").status_code == 409


def test_a_director_who_proposed_it_as_officer_does_not_countersign(world: World) -> None:
    with world.writing() as session:
        grant(session, world.town, "director", Role.OFFICER, "office")
    case = world.case(State.REGISTERED)
    assert sent(world, "director", f"{case}/decline-ask", **TYPED).status_code == 303
    answer = world.at("director").client.get(f"{case}/decline")
    assert answer.status_code == 422
    assert "提出的人不能自己决定，请由另一人决定。" in answer.text
    assert world.file(case, "state") == [State.REGISTERED]


def test_what_is_not_countersigned_stays_to_be_decided_and_may_be_proposed_anew(world: World) -> None:
    case = world.case(State.REGISTERED, then=proposed)
    page = world.at("director").client.get(f"{case}/decline-refuse").text
    assert DECLINE.reason in page
    assert world.at("director").do(f"{case}/decline-refuse", reason="属于本办职责").status_code == 303
    assert world.file(case, "state") == [State.REGISTERED]
    assert world.at("director").client.get(f"{case}/decline").status_code == 422
    assert sent(world, "officer", f"{case}/decline-ask", **TYPED).status_code == 303


def test_it_is_proposed_once_and_lapses_undecided(world: World) -> None:
    with world.writing() as session:
        life = Life(session, world.town).register()
        proposed(life)
        with pytest.raises(Refused):
            proposed(life)
        life.at += timedelta(days=8)
        with pytest.raises(Refused) as caught:
            MOVES[A.DECLINE](life, life.actor("director"), life.now())
        assert caught.value.verdict.refusal is not None and caught.value.verdict.refusal.code == "nothing_asked"
        proposed(life)


@pytest.mark.parametrize(
    ("blank", "sentence"),
    [
        ("ground", "请选择理由类别。"),
        ("reason", "请填写理由，用反映人看得懂的话。"),
        ("rule", "请填写依据。"),
        ("route", "请填写反映人可以走的途径。"),
        ("body", "请填写主管单位。"),
        ("telephone", "请填写该单位的电话。"),
        ("address", "请填写该单位的地址。"),
    ],
)
def test_a_decline_names_everything_or_is_not_proposed(world: World, blank: str, sentence: str) -> None:
    case = world.case(State.REGISTERED)
    answer = sent(world, "officer", f"{case}/decline-ask", **{**TYPED, blank: "  " if blank != "ground" else ""})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(value in answer.text for name, value in TYPED.items() if name not in (blank, "ground"))
    assert world.events(case) == ["register"]


def test_the_category_proposes_ground_and_route(world: World) -> None:
    def lawsuit(life: Life) -> None:
        life.file.category = "Z1"

    officer = world.at("officer")
    drawn = officer.open(f"{world.case(State.REGISTERED, then=lawsuit)}/decline-ask")
    assert (drawn["ground"], drawn["route"]) == ("lawsuit", "向人民法院提起诉讼或者申请再审")
    blank = officer.open(f"{world.case(State.REGISTERED)}/decline-ask")
    assert (blank["ground"], blank["route"]) == ("", "")


def test_every_ground_has_words_and_a_blocked_handling_is_no_ground_to_decline(world: World) -> None:
    assert set(WORDS) == set(Ground)
    assert Ground.BLOCKED not in FOR_DECLINING and Ground.OUTSIDE_DUTY not in FOR_DISCONTINUING
    case = world.case(State.REGISTERED)
    answer = sent(world, "officer", f"{case}/decline-ask", **{**TYPED, "ground": "blocked"})
    assert answer.status_code == 422 and "请选择理由类别。" in answer.text


def test_a_countersign_is_entered_from_paper_only_where_the_office_decided_so(world: World) -> None:
    case = world.case(State.REGISTERED, then=proposed)
    answer = world.at("officer").client.get(f"{case}/decline-for")
    assert answer.status_code == 422
    relaxed(world)
    page = world.at("officer").client.get(f"{case}/decline-for").text
    assert DECLINE.reason in page and world.uid("director") in page
    typed = {"director": world.uid("director"), "paper": "会签单3"}
    for wrong in ({"paper": ""}, {"director": ""}, {"director": world.uid("officer2")}):
        assert world.at("officer").do(f"{case}/decline-for", **{**typed, **wrong}).status_code == 422
    assert world.at("officer").do(f"{case}/decline-for", **typed).status_code == 303
    assert ended(world, case) == [State.DECLINED, "T6", True]
    assert deciders(world, case) == [world.uid("director")]


@pytest.mark.parametrize(("asks", "enters"), [("officer", "director"), ("director", "officer")])
def test_nobody_countersigns_on_paper_what_he_proposed_or_enters(world: World, asks: str, enters: str) -> None:
    relaxed(world)
    with world.writing() as session:
        grant(session, world.town, "director", Role.OFFICER, "office")
    case = world.case(State.REGISTERED)
    assert sent(world, asks, f"{case}/decline-ask", **TYPED).status_code == 303
    typed = {"director": world.uid("director"), "paper": "会签单3"}
    answer = world.at(enters).do(f"{case}/decline-for", **typed)
    assert answer.status_code == 422 and "请选择在纸上签字的主任。" in answer.text
    assert world.file(case, "state") == [State.REGISTERED]


def test_forwarding_ends_the_case_with_body_telephone_address_and_term(world: World) -> None:
    case = world.case(State.REGISTERED)
    assert sent(world, "officer", f"{case}/transfer", **FORWARDED).status_code == 303
    assert ended(world, case) == [State.TRANSFERRED, "T7", True]
    shown = {name: FORWARDED[name] for name in ("body", "telephone", "address", "new_term")}
    assert reads(world, case) == {**shown, "date": "2026-09-01"}
    facts = world.read(lambda s: _newest_facts(s, case))
    assert facts["confirmed"]["by"] == "信访科范科长"
    assert datetime.fromisoformat(facts["confirmed"]["at"]) == NOON - timedelta(minutes=5)
    assert "安澄市公安局" in world.at("officer").client.get(case).text


def _newest_facts(session: Any, case: str) -> dict[str, Any]:
    return dict(queries.history(session, _case(session, case).uid)[-1].details.facts)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"body": ""}, "请填写转送单位。"),
        ({"confirmed_by": " "}, "请填写对方是谁确认的。"),
        ({"confirmed_at": local(minutes=5)}, "确认时间不能晚于现在，请更正。"),
        ({"confirmed_at": local(days=-1)}, "确认时间不能早于收到这件事的时间。"),
        ({"confirmed_at": "gestern"}, "请填写确认的日期和时间。"),
        ({"new_term": "2026-08-31"}, "请填写对方的办理期限，不能早于今天。"),
        ({"new_term": ""}, "请填写对方的办理期限，不能早于今天。"),
        ({"new_term": "9999-12-31"}, "请填写对方的办理期限，不能早于今天。"),
    ],
)
def test_nothing_is_forwarded_to_whoever_has_not_confirmed(
    world: World, changed: dict[str, str], sentence: str
) -> None:
    case = world.case(State.REGISTERED)
    answer = sent(world, "officer", f"{case}/transfer", **{**FORWARDED, **changed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert world.file(case, "state") == [State.REGISTERED]


def test_the_station_asks_to_discontinue_and_the_officer_decides(world: World) -> None:
    case = world.case(State.HANDLING)
    assert world.at("power-liaison").client.get(f"{case}/terminate-ask").status_code == 403
    assert world.at("power-head").do(f"{case}/terminate-ask", **ENDING).status_code == 303
    assert world.file(case, "state") == [State.HANDLING]
    assert world.at("power-head").client.get(f"{case}/terminate").status_code == 403
    assert world.at("director").client.get(f"{case}/terminate").status_code == 403
    page = world.at("officer").client.get(f"{case}/terminate").text
    assert ENDING["reason"] in page and ENDING["route"] in page and "某power-head" in page
    assert world.at("officer").do(f"{case}/terminate").status_code == 303
    assert ended(world, case) == [State.DECLINED, "T38", True]
    assert reads(world, case) == {"reason": ENDING["reason"], "route": ENDING["route"]}
    assert world.at("power-head").client.get(case).status_code == 200  # it still sees what it had
    assert deciders(world, case) == [world.uid("officer")]


def test_before_dispatch_the_officer_asks_and_the_director_decides(world: World) -> None:
    case = world.case(State.ACCEPTED)
    assert world.at("officer").do(f"{case}/terminate-ask", **{**ENDING, "ground": "final_result"}).status_code == 303
    assert world.at("officer2").client.get(f"{case}/terminate").status_code == 403
    assert world.at("director").do(f"{case}/terminate").status_code == 303
    assert ended(world, case) == [State.DECLINED, "T38", True]


def test_what_is_not_discontinued_is_handled_on_by_whoever_has_it(world: World) -> None:
    case = world.case(State.HANDLING, then=asked_to_end)
    holder = world.file(case, "holder_uid")
    assert world.at("officer").do(f"{case}/terminate-refuse", reason="复议不影响办理").status_code == 303
    assert world.file(case, "state", "closed_at") == [State.HANDLING, None]
    assert world.file(case, "holder_uid") == holder == [world.uid("power-head")]
    assert world.at("officer").client.get(f"{case}/terminate").status_code == 422


def test_an_accepted_matter_ends_only_on_the_grounds_of_the_rules(world: World) -> None:
    case = world.case(State.HANDLING)
    for ground in ("outside_duty", "other_body", "emergency", ""):
        answer = world.at("power-head").do(f"{case}/terminate-ask", **{**ENDING, "ground": ground})
        assert answer.status_code == 422 and "请选择理由类别。" in answer.text
    assert "terminate-ask" not in world.events(case)


def test_what_was_asked_before_a_recall_is_moot_after_it(world: World) -> None:
    with world.writing() as session:
        life = Life(session, world.town).register().accept().text().dispatch().sign()
        asked_to_end(life)
        life.file.open_rectifications = 1
        with pytest.raises(Refused) as caught:
            service.terminate(session, life.file, life.actor("officer"), life.now())
        assert caught.value.verdict.refusal is not None
        assert caught.value.verdict.refusal.code == "open_rectification"
        life.file.open_rectifications = 0


def test_a_discontinued_matter_reads_otherwise_than_a_declined_one(world: World) -> None:
    case = world.case(State.HANDLING, then=discontinued)
    assert "remedy" not in reads(world, case) and "body" not in reads(world, case)
