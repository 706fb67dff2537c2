"""The further sections of a case page, as each of its readers sees them, and the page of a past day."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from casebook.case import replay
from casebook.case.models import State
from casebook.case.taxonomy import NoteReaders
from casebook.case.workflow import Action
from casebook.desk import case_queries
from casebook.kernel.timetable import current
from casebook.people.models import Role
from casebook.stages.handling import service as handling
from casebook.stages.supervision import service as supervision
from tests.desk.conftest import LATER, Desks
from tests.desk.test_waiting import told_later
from tests.lives import Life
from tests.moves import MOVES
from tests.stages.cohandling.moves import REPORT, shared_out
from tests.stages.extension.moves import PLEA, asked
from tests.town import grant

A, S = Action, State


def section(page: str, name: str) -> str:
    """One section of a page; nothing where it is not there."""
    found = re.search(rf'<section class="card" id="{name}".*?</section>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found[0])) if found else ""


def test_what_was_asked_shows_its_words_and_a_link_for_whoever_decides(desks: Desks) -> None:
    reference = desks.live(S.HANDLING, then=asked)
    for account, decides in (("director", True), ("officer", False), ("power-head", False)):
        page = desks.page(account, f"/cases/{reference}")
        assert PLEA.reason in section(page, "asked") and "2026-09-08前决定" in section(page, "asked"), account
        assert (f'<a href="/cases/{reference}/extend">' in page) == decides, account


def test_what_the_office_asks_within_does_not_exist_for_a_station(desks: Desks) -> None:
    def uphold(life: Life) -> None:
        life.heard()
        MOVES[A.UPHOLD_ASK](life, life.actor("director"), life.now())

    reference = desks.live(S.CALLBACK, then=uphold)
    assert section(desks.page("officer", f"/cases/{reference}"), "asked")
    assert not section(desks.page("power-head", f"/cases/{reference}"), "asked")


def test_a_note_is_read_by_those_it_is_for(desks: Desks) -> None:
    def writes(life: Life) -> None:
        office, station = life.file.office_uid, life.town.units["power"].uid
        for account, words, readers, unit in (
            ("officer", "只给效能办看", NoteReaders.OFFICE, office),
            ("power-head", "站里自己看", NoteReaders.UNIT, station),
            ("power-head", "站里写给效能办", NoteReaders.OFFICE, station),
        ):
            supervision.note(life.session, life.file, life.actor(account), life.now(), words, readers, unit)
            life.session.flush()

    reference = desks.live(S.HANDLING, then=writes)
    seen = {
        who: section(desks.page(who, f"/cases/{reference}"), "notes") for who in ("officer", "leader", "power-liaison")
    }
    words = ("只给效能办看", "站里自己看", "站里写给效能办")
    assert [word in seen["officer"] for word in words] == [True, True, True]
    assert [word in seen["leader"] for word in words] == [True, True, True]
    assert [word in seen["power-liaison"] for word in words] == [False, True, False]


def test_an_order_shows_to_the_unit_without_who_gave_it(desks: Desks) -> None:
    def verified(life: Life) -> None:
        MOVES[A.ORDER](life, life.actor("director"), life.now())
        MOVES[A.ORDER_VERIFY](life, life.actor("officer"), life.now())

    reference = desks.live(S.HANDLING, then=verified)
    inside = section(desks.page("officer", f"/cases/{reference}"), "ordered")
    station = section(desks.page("power-head", f"/cases/{reference}"), "ordered")
    for words in ("公示牌缺服务电话。", "补齐公示牌。", "现场核查通过"):
        assert words in inside and words in station
    assert "某director" in inside and "已经补齐" in inside
    assert "某director" not in station and "已经补齐" not in station
    assert "2026-09-01核查" in station and "2026-09-01 " not in station.split("核查通过")[1].split("核查")[1]


def test_a_co_unit_reads_its_own_part_and_nothing_of_the_others(desks: Desks) -> None:
    def lived(life: Life) -> None:
        shared_out(life)
        handling.write_as_station(life.session, life.file, life.post("head"), life.now(), "主办单位的话")
        life.done().contact()

    reference = desks.live(S.ACCEPTED, then=lived)
    page = desks.page("land-head", f"/cases/{reference}")
    assert "三组停电，请立即抢修" in page and "派望禾power站主办" in page
    assert re.findall("某power-head|某officer|主办单位的话|签收：|已说明|没有留姓名|来电", page) == []
    assert "报送协办意见" in page and f"/cases/{reference}/co-report" in page
    assert section(page, "co-parts").count("望禾land站") == 1


def test_the_main_unit_and_the_office_read_what_a_co_unit_reported(desks: Desks) -> None:
    def lived(life: Life) -> None:
        shared_out(life)
        MOVES[A.CO_REPORT](life, life.actor("land-head"), life.now())

    reference = desks.live(S.ACCEPTED, then=lived)
    for account in ("officer", "leader", "power-head", "land-head"):
        assert REPORT in section(desks.page(account, f"/cases/{reference}"), "co-parts"), account
    assert "协办" in section(desks.page("power-head", f"/cases/{reference}"), "history")


def test_a_review_shows_its_reasons_inside_and_its_result_to_the_station(desks: Desks) -> None:
    reference = desks.live(S.IN_RECHECK)
    inside = section(desks.page("officer", f"/cases/{reference}"), "reviews")
    station = section(desks.page("power-head", f"/cases/{reference}"), "reviews")
    assert "申请的理由" in inside and "意见" in inside
    assert "申请的理由" not in station and "经查" not in station and "维持" in station


def test_a_tie_names_only_a_case_its_reader_may_know_of(desks: Desks) -> None:
    reference = desks.live(S.MERGED)
    for account in ("officer", "leader"):
        linked = section(desks.page(account, f"/cases/{reference}"), "linked")
        assert re.findall(r"AJ26-\w+", linked) != []
        other = re.findall(r"AJ26-\w+", linked)[0]
        assert reference in section(desks.page(account, f"/cases/{other}"), "linked")


def test_supervision_a_promise_and_counts_stand_among_the_facts(desks: Desks) -> None:
    def lived(life: Life) -> None:
        life.file.promised_on, life.file.repeats, life.file.returns = date(2026, 9, 4), 2, 1
        MOVES[A.SUPERVISE](life, life.actor("director"), life.now())

    reference = desks.live(S.HANDLING, then=lived)
    page = desks.page("officer", f"/cases/{reference}")
    facts = page.split('<dl class="card facts">')[1].split("</dl>")[0]
    for words in ("约定办结", "2026-09-04", "督办", "重复反映", "2次", "退单", "同意1次"):
        assert words in facts, words
    station = desks.page("power-head", f"/cases/{reference}").split('<dl class="card facts">')[1].split("</dl>")[0]
    assert "督办" in station and "重复反映" not in station and "退单" not in station


def test_that_somebody_was_pressed_is_the_offices_to_know(desks: Desks) -> None:
    def pressed(life: Life) -> None:
        MOVES[A.PRESSED](life, life.citizen, life.now())

    reference = desks.live(S.HANDLING, then=pressed)
    for account, knows in (("director", True), ("officer", True), ("leader", False), ("power-head", False)):
        assert ("让他撤回" in desks.page(account, f"/cases/{reference}")) == knows, account
        assert ("有人让" in desks.page(account, f"/cases/{reference}")) == knows, account


def test_the_station_learns_to_the_minute_what_it_is_sent_and_nothing_of_proposals(desks: Desks) -> None:
    def lived(life: Life) -> None:
        asked(life)
        MOVES[A.EXTEND_REFUSE](life, life.actor("director"), life.now())
        MOVES[A.SUPERVISE](life, life.actor("director"), life.now())
        MOVES[A.URGE](life, life.citizen, life.now())
        MOVES[A.NOTE](life, life.actor("officer"), life.now())

    reference = desks.live(S.HANDLING, then=lived)
    history = section(desks.page("power-head", f"/cases/{reference}"), "history")
    assert "不同意延期 理由不具体 2026-09-01 16:00 · 效能办" in history
    assert "督办 到期没有办结，也没有说明。 2026-09-01 17:00 · 效能办" in history
    assert "反映人催办 2026-09-01 · 反映人" in history
    assert "备注" not in history and "某director" not in history


def test_a_pause_is_told_to_the_office_and_hidden_from_the_station(desks: Desks) -> None:
    """Only whoever left a way to be reached is asked for more: a pause would tell the station so."""

    def asked_for_more(life: Life) -> None:
        life.register()
        life.file.has_contact = True
        MOVES[A.ASK_MORE](life, life.actor("officer"), life.now())
        life.at += timedelta(days=2)
        MOVES[A.COMPLETE](life, life.citizen, life.now())
        life.done().accept().text().dispatch().sign()

    reference = desks.live(S.REGISTERED, then=asked_for_more)
    assert "2026-09-02至2026-09-03不计算：暂停计时。" in desks.page("officer", f"/cases/{reference}")
    station = section(desks.page("power-head", f"/cases/{reference}"), "clocks")
    assert "暂停" not in station and "从效能办收到时起算，最后一天是2026-09-10。" in station
    assert "2026-09-01" not in station.split("最后一天")[0]


def test_an_extension_explains_itself(desks: Desks) -> None:
    told = desks.live(S.HANDLING, then=lambda life: MOVES[A.EXTEND](asked(life), life.actor("director"), life.now()))
    waiting = desks.live(S.HANDLING, then=told_later)
    pages = [section(desks.page("officer", f"/cases/{reference}"), "clocks") for reference in (told, waiting)]
    assert "延期已批准，告知反映人以后才算数。" in pages[1]
    assert all("规则第1版，日历第1版。" in page for page in pages)


# ---- As it stood on a past day


def then(page: str) -> str:
    """What the page says of the past day."""
    return section(page, "then")


def _long_life(life: Life) -> None:
    """Registered on the 1st; asked for more on the 2nd, completed on the 4th, and on to the station on the 7th."""
    life.file.has_contact = True
    life.at = datetime(2026, 9, 2, 1, tzinfo=UTC)
    MOVES[A.ASK_MORE](life, life.actor("officer"), life.now())
    life.at = datetime(2026, 9, 4, 1, tzinfo=UTC)
    MOVES[A.COMPLETE](life, life.citizen, life.now())
    life.at = datetime(2026, 9, 7, 0, tzinfo=UTC)
    life.done().accept().text().dispatch().sign()


@pytest.mark.parametrize(
    ("day", "state", "holder", "dates"),
    [
        ("2026-09-01", "待受理", "某officer", ["受理决定 2026-09-08"]),
        ("2026-09-02", "待补充", "某officer", ["受理决定 2026-09-15", "补充材料 2026-09-09"]),
        ("2026-09-03", "待补充", "某officer", ["受理决定 2026-09-15", "补充材料 2026-09-09"]),
        ("2026-09-04", "待受理", "某officer", ["受理决定 2026-09-10"]),
        ("2026-09-07", "办理中", "某power-head", ["答复 2026-09-10", "法定最长期限 2026-11-06"]),
    ],
)
def test_a_past_day_shows_state_holder_and_dates_as_they_stood(
    desks: Desks, day: str, state: str, holder: str, dates: list[str]
) -> None:
    reference = desks.live(S.REGISTERED, then=_long_life)
    for account in ("officer", "oversight"):
        page = then(desks.page(account, f"/cases/{reference}?on={day}"))
        assert state in page and holder in page and all(each in page for each in dates), page
        assert page.count("2026-") == 1 + len(dates) + ("联系反映人" in page), page


@pytest.mark.parametrize("day", ["2026-08-31", "2027-01-01", "yesterday", "2026-13-45"])
def test_a_day_that_cannot_be_shown_says_so(desks: Desks, day: str) -> None:
    reference = desks.live(S.HANDLING)
    assert "请另选一天" in desks.page("officer", f"/cases/{reference}?on={day}")


def test_a_station_has_no_past_days(desks: Desks) -> None:
    reference = desks.live(S.HANDLING)
    assert not then(desks.page("power-head", f"/cases/{reference}?on=2026-09-01"))


@pytest.mark.parametrize("state", [state for state in State if state is not State.SEALED], ids=lambda state: state.name)
def test_replayed_up_to_now_it_stands_as_it_does(desks: Desks, state: State) -> None:
    """Events and clocks alone say what the record says: state, holder, and which clocks run until when."""
    reference = desks.live(state)

    def replayed(session: Any) -> None:
        actor = desks.town.actor(session, "officer")
        rows = case_queries.find(session, actor, reference)
        assert rows is not None
        events = [event for event, _name in case_queries.events(session, rows.case.uid)]
        names = {rows.case.holder_uid: "holder"}
        stood = replay.as_it_stood(events, rows.case.clocks, LATER.date(), current(session), names)
        assert stood is not None
        running = sorted(clock.kind for clock in rows.case.clocks if clock.runs)
        assert len(stood.dates) == len(running), (stood.dates, running)
        assert stood.holder == ("holder" if rows.case.closed_at is None else "")

    desks.ask(replayed)


def test_discipline_reads_what_was_referred_and_nobody_reads_it_with_them(desks: Desks) -> None:
    def lived(life: Life) -> None:
        grant(life.session, life.town, "leader", Role.DISCIPLINE, "office")
        MOVES[A.SEAL](life, life.actor("officer"), life.now())
        life.done()
        handling.write_as_citizen(life.session, life.file, life.citizen, life.now(), "只给纪检看的话")

    reference = desks.live(S.REGISTERED, then=lived)
    page = desks.page("leader", f"/cases/{reference}")
    assert "上棚村三组" in page and "只给纪检看的话" in page
    assert "上棚村三组" in desks.page("leader", "/cases?state=sealed")
    assert desks.at("officer").get(f"/cases/{reference}").status_code == 404


def test_what_was_written_under_seal_stays_with_discipline_after_it_came_back(desks: Desks) -> None:
    def lived(life: Life) -> None:
        grant(life.session, life.town, "leader", Role.DISCIPLINE, "office")
        handling.write_as_citizen(life.session, life.file, life.citizen, life.now(), "封存前的话")
        MOVES[A.SEAL](life, life.actor("officer"), life.now())
        life.done()
        handling.write_as_citizen(life.session, life.file, life.citizen, life.now(), "只给纪检看的话")
        life.done()
        discipline = life.town.actor(life.session, "leader", date(2026, 9, 2))
        MOVES[A.HAND_BACK](life, discipline, life.now())

    reference = desks.live(S.REGISTERED, then=lived)
    page = desks.page("officer", f"/cases/{reference}")
    assert "封存前的话" in page and "只给纪检看的话" not in page and "限知" in page


def test_rare_deeds_stand_behind_a_topic_and_the_next_step_alone_stands_out(desks: Desks) -> None:
    page = desks.page("director", f"/cases/{desks.live(S.HANDLING)}")
    more = page.split('<details class="more">')[1].split("</details>")[0]
    assert re.findall(r"<h3>([^<]+)</h3>", more) == ["期限", "督办与整改", "记录"]
    assert 'class="button primary"' not in more
    before = page.split('<details class="more">')[0].split('class="actions"')[1]
    assert len(re.findall(r'class="button', before)) <= 6
