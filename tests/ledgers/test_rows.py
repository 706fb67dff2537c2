"""The lines of each ledger, written down by hand for a few cases lived through a week of September."""

from datetime import UTC, datetime, timedelta

from casebook.case.models import State
from casebook.case.taxonomy import Channel, Grade, Rating, Solved
from casebook.case.workflow import Action
from casebook.people.duty_models import DutyEntry
from casebook.people.log_service import Happening, write
from casebook.people.models import Role
from casebook.stages.callback import service as callback
from casebook.stages.callback.service import Rated
from casebook.web.acting import acted
from tests.desk.conftest import Desks
from tests.ledgers.conftest import lines, table
from tests.lives import MORNING, Life
from tests.moves import MOVES
from tests.people.browsing import writing
from tests.queries import own_queries
from tests.stages.extension.moves import PLEA, approved, asked
from tests.town import grant

POWER, LAND, OFFICE = "望禾power站", "望禾land站", "望禾镇效能办"
TITLE, CLEARED = "上棚村三组从六点多就没电了", "三组停电，请立即抢修"
SEPTEMBER = "?first=2026-09-01&last=2026-09-30"


def ledger(desks: Desks, account: str, key: str, asked_for: str = SEPTEMBER) -> list[dict[str, str]]:
    """The lines this person sees."""
    return lines(desks.page(account, f"/ledgers/{key}{asked_for}"))


def of(desks: Desks, account: str, key: str, asked_for: str = SEPTEMBER) -> set[str]:
    """The references of the lines this person sees."""
    return {line["编号"] for line in ledger(desks, account, key, asked_for)}


def test_the_intake_ledger_has_its_prescribed_columns_filled(desks: Desks) -> None:
    # 10:00 the call, 11:00 accepted, 12 text, 13 dispatched, 14 signed, 15 contact, 16 closed, 17 passed, 18 ended.
    called = desks.live(State.CLOSED, register=desks.named())
    assert table(desks.page("officer", f"/ledgers/intake{SEPTEMBER}")) == [
        [
            *("序号", "编号", "收到日期", "来源", "反映人（隐去部分）", "被反映单位", "反映内容摘要", "类别"),
            *("受理日期", "承办单位", "办理期限", "办结日期", "办理结果", "是否属实", "反映人评价"),
            *("延期或超期说明", "备注"),
        ],
        [
            *("1", called, "2026-09-01", "来电", "欧**某", POWER, TITLE, "A2 冷漠不耐烦", "2026-09-01", POWER),
            # Five working days after Tuesday the first.
            *("2026-09-08", "2026-09-01", "支持、已解决", "属实", "满意", "", ""),
        ],
    ]  # fmt: skip


def test_a_register_has_what_came_in_by_its_channel(desks: Desks) -> None:
    online = desks.live(State.REGISTERED)
    call = desks.live(State.HANDLING, register={"by": "clerk", "channel": Channel.HOTLINE})
    letter = desks.live(
        State.REGISTERED, register={"by": "clerk", "channel": Channel.LETTER, "paper_reference": "信〔2026〕7号"}
    )
    visit = desks.live(State.REGISTERED, register={"by": "clerk", "channel": Channel.VISIT, "trips": 3})
    assert ledger(desks, "clerk", "calls") == [
        {
            "序号": "1", "来电时间": "2026-09-01 10:00", "编号": call, "来电人（隐去部分）": "不留姓名",
            "被反映单位": POWER, "反映内容摘要": TITLE, "类别": "A2 冷漠不耐烦", "登记人": "某clerk",
            "办理状态": "办理中", "承办单位": POWER, "办结日期": "", "备注": "",
        }
    ]  # fmt: skip
    [line] = ledger(desks, "clerk", "letters")
    assert (line["编号"], line["收信日期"], line["来文编号"]) == (letter, "2026-09-01", "信〔2026〕7号")
    [line] = ledger(desks, "clerk", "visits")
    assert (line["编号"], line["来访时间"], line["跑了几趟"]) == (visit, "2026-09-01 10:00", "3")
    assert of(desks, "clerk", "intake") == {online, call, letter, visit}


def test_a_ledger_has_the_days_asked_for_both_included(desks: Desks) -> None:
    # The last instant of August and the first of September in the office's zone.
    august = desks.live(State.REGISTERED, at=datetime(2026, 8, 31, 14, 59, 59, tzinfo=UTC))
    september = desks.live(State.REGISTERED, at=datetime(2026, 8, 31, 15, tzinfo=UTC))
    assert of(desks, "officer", "intake") == {september}
    assert of(desks, "officer", "intake", "?first=2026-08-31&last=2026-08-31") == {august}
    assert of(desks, "officer", "intake", "?first=2026-08-31&last=2026-09-01") == {august, september}
    # Without days it is the month of today.
    assert of(desks, "officer", "intake", "") == {september}


def test_a_ledger_of_one_unit_has_its_lines_alone(desks: Desks) -> None:
    power, land = desks.live(State.HANDLING), desks.live(State.HANDLING, station="land")
    # Nobody handles it yet: it stands at the unit complained about.
    new = desks.live(State.REGISTERED, station="land")
    assert of(desks, "officer", "intake", f"{SEPTEMBER}&unit=land") == {land, new}
    assert of(desks, "officer", "intake", f"{SEPTEMBER}&unit=power") == {power}
    assert of(desks, "officer", "assignments", f"{SEPTEMBER}&unit=land") == {land}


def test_the_assignment_ledger_has_each_unit_and_what_was_taken_back(desks: Desks) -> None:
    def again(life: Life) -> None:
        MOVES[Action.RECALL](life, life.actor("officer"), life.now())  # 15:00
        life.done().station = "land"
        life.dispatch()  # 16:00

    moved = desks.live(State.HANDLING, then=again)
    first, second = ledger(desks, "leader", "assignments")
    assert first == {
        "序号": "1", "编号": moved, "交办时间": "2026-09-01 13:00", "承办单位": POWER, "主办或协办": "主办",
        "反映内容摘要": CLEARED, "类别": "A2 冷漠不耐烦", "交办人": "某officer", "签收时间": "2026-09-01 14:00",
        "签收人": "某power-head", "办理期限": "2026-09-08", "办结日期": "", "收回日期": "2026-09-01",
        "办理状态": "待签收",
    }  # fmt: skip
    assert (second["承办单位"], second["交办时间"], second["签收人"], second["收回日期"]) == (
        *(LAND, "2026-09-01 16:00", "", ""),
    )  # fmt: skip
    # The station it was taken back from does not know of it any more, and the other one reads its own line alone.
    assert ledger(desks, "power-head", "assignments") == []
    [own] = ledger(desks, "land-head", "assignments")
    assert (own["交办时间"], own["承办单位"]) == ("2026-09-01 16:00", LAND)


def test_the_supervision_ledger_has_every_rung(desks: Desks) -> None:
    def demanded(life: Life) -> None:
        life.at += timedelta(days=3)
        for action in (Action.SUPERVISE, Action.TALK):
            MOVES[action](life, life.actor("director"), life.now())

    case = desks.live(State.HANDLING, then=demanded)
    supervised, talked = ledger(desks, "power-head", "reminders")
    assert supervised == {
        "序号": "1", "日期": "2026-09-04", "编号": case, "方式": "督办", "承办单位": POWER, "反映内容摘要": CLEARED,
        "原因": "到期没有办结，也没有说明。", "超期工作日": "2", "新期限": "2026-09-09", "办理状态": "办理中",
        "办结日期": "",
    }  # fmt: skip
    assert talked["方式"] == "约谈"
    assert [line["下达人"] for line in ledger(desks, "officer", "reminders")] == ["某director"] * 2
    assert ledger(desks, "land-head", "reminders") == []


def test_a_station_knows_nothing_from_before_it_was_sent_the_case_again(desks: Desks) -> None:
    def again(life: Life) -> None:
        MOVES[Action.SUPERVISE](life, life.actor("director"), life.now())  # 15:00
        MOVES[Action.RECALL](life.done(), life.actor("officer"), life.now())  # 16:00
        life.done().dispatch()  # 17:00

    desks.live(State.HANDLING, then=again)
    assert [line["交办时间"] for line in ledger(desks, "power-head", "assignments")] == ["2026-09-01 17:00"]
    assert ledger(desks, "power-head", "reminders") == []
    assert len(ledger(desks, "officer", "assignments")) == 2 and len(ledger(desks, "officer", "reminders")) == 1


def test_the_backlog_ledger_has_what_stood_on_it_on_any_day(desks: Desks) -> None:
    def resumed(life: Life) -> None:
        life.at += timedelta(days=2)
        MOVES[Action.RESUME](life, life.actor("officer"), life.now())

    back = desks.live(State.HUNG, then=resumed)
    still = desks.live(State.HUNG)
    days = {
        "?first=2026-08-01&last=2026-08-31": set(),
        "?first=2026-09-01&last=2026-09-01": {back, still},
        "?first=2026-09-03&last=2026-09-03": {back, still},
        # Taken up again on the third: from the fourth it stands there no more.
        "?first=2026-09-04&last=2026-09-30": {still},
    }
    assert {asked_for: of(desks, "leader", "backlog", asked_for) for asked_for in days} == days
    [line] = [line for line in ledger(desks, "power-head", "backlog") if line["编号"] == back]
    assert (line["挂账日期"], line["恢复办理日期"], line["计划解决日期"]) == ("2026-09-01", "2026-09-03", "2026-10-01")
    assert (line["责任人"], line["暂不能解决的原因"]) == ("某power-head", "要等十月电网改造才能换线")


def test_the_call_back_ledger_has_every_answer(desks: Desks) -> None:
    def answered(life: Life) -> None:
        MOVES[Action.EVALUATE](life, life.citizen, life.now())

    asked_case = desks.live(State.CALLBACK, then=answered)
    ended = desks.live(State.CLOSED)
    found = {line["编号"]: line for line in ledger(desks, "callback", "call-backs")}
    assert [found[asked_case][head] for head in ("回访方式", "是否接通", "是否解决", "满意程度", "回访人")] == [
        *("网页评价", "已接通", "没有解决", "不满意", ""),
    ]  # fmt: skip
    assert [found[ended][head] for head in ("回访方式", "是否解决", "满意程度", "回访人")] == [
        *("电话", "已解决", "满意", "某callback"),
    ]  # fmt: skip
    # How the complainant answered would tell a leader how he came in.
    assert "回访方式" not in ledger(desks, "leader", "call-backs")[0]


def test_the_first_inquiry_register_names_who_was_asked_first(desks: Desks) -> None:
    case = desks.live(State.HANDLING, register={"by": "clerk", "trips": 2})
    [line] = ledger(desks, "officer", "first-inquiries")
    assert line == {
        "序号": "1", "首问时间": "2026-09-01 10:00", "编号": case, "首问责任人": "某clerk", "首问人单位": OFFICE,
        "反映内容摘要": TITLE, "跑了几趟": "2", "移交次数": "2", "当前责任人": "某power-head",
        "何时接手": "2026-09-01 14:00", "责任终结日期": "", "办理状态": "办理中",
    }  # fmt: skip


def test_the_duty_log_has_the_units_one_may_read(desks: Desks) -> None:
    wrote(desks, "clerk", "office", "凌晨接到停电来电三次。")
    wrote(desks, "power-head", "power", "线路巡查。")
    assert {line["记事"] for line in ledger(desks, "director", "duty-log")} == {"凌晨接到停电来电三次。", "线路巡查。"}
    assert [line["记事"] for line in ledger(desks, "power-head", "duty-log")] == ["线路巡查。"]
    assert [line["记事"] for line in ledger(desks, "director", "duty-log", f"{SEPTEMBER}&unit=power")] == ["线路巡查。"]
    assert ledger(desks, "land-head", "duty-log") == []


def wrote(desks: Desks, account: str, unit: str, words: str) -> None:
    """A line of a unit's duty log of the first of September, eight o'clock."""
    with desks.app.app_context(), acted() as session:
        life = Life(session, desks.town)
        happening = Happening(MORNING - timedelta(hours=1), words)
        entry = write(session, life.actor(account), life.now(), "clerk", desks.town.units[unit], happening)
        assert isinstance(entry, DutyEntry)


def test_an_extension_and_a_late_answer_are_explained(desks: Desks) -> None:
    def longer(life: Life) -> None:
        approved(asked(life))
        MOVES[Action.EXTEND_TELL](life, life.actor("officer"), life.now())

    extended = desks.live(State.HANDLING, then=longer)
    late = desks.live(State.HANDLING, at=MORNING - timedelta(days=12))

    def after_the_date(life: Life) -> None:
        life.at += timedelta(days=12)
        life.contact().close()

    answered_late = desks.live(State.HANDLING, at=MORNING - timedelta(days=14), then=after_the_date)
    found = {line["编号"]: line for line in ledger(desks, "leader", "intake", "?first=2026-08-01&last=2026-09-30")}
    assert found[extended]["延期或超期说明"] == PLEA.reason
    # Five working days more than Tuesday the eighth.
    assert found[extended]["办理期限"] == "2026-09-15"
    assert found[late]["延期或超期说明"] == "超期未办结"
    assert found[answered_late]["延期或超期说明"] == "超期办结"


def test_a_rating_counts_before_what_was_said_on_the_telephone(desks: Desks) -> None:
    def rated(life: Life) -> None:
        given = Rated(Solved.YES, Rating.VERY_SATISFIED, Rating.SATISFIED, Rating.SATISFIED)
        callback.rate(life.session, life.file, life.citizen, life.now(), given)

    desks.live(State.CLOSED, then=rated)
    assert ledger(desks, "officer", "intake")[0]["反映人评价"] == "非常满意"


def test_what_was_referred_stands_in_no_ledger(desks: Desks) -> None:
    sealed = desks.live(State.SEALED)
    for account in ("officer", "director", "leader", "oversight", "power-head"):
        for key in ("intake", "assignments", "reminders", "backlog", "first-inquiries", "call-backs", "calls"):
            assert sealed not in desks.at(account).get(f"/ledgers/{key}{SEPTEMBER}").text


def test_whoever_knows_of_it_as_discipline_does_not_meet_it_in_a_ledger(desks: Desks) -> None:
    sealed = desks.live(State.SEALED)
    with writing(desks.app) as session:
        grant(session, desks.town, "officer2", Role.DISCIPLINE, "office")
    assert desks.at("officer2").get(f"/cases/{sealed}").status_code == 200
    assert of(desks, "officer2", "intake") == set()


def test_a_name_stands_masked_beside_those_who_work_with_it_alone(desks: Desks) -> None:
    desks.live(State.HANDLING, register=desks.named())
    desks.live(State.REGISTERED, register={**desks.named(), "confidential": True})
    shown = {
        account: [line["反映人（隐去部分）"] for line in ledger(desks, account, "intake")]
        for account in ("clerk", "officer", "director", "callback")
    }
    assert shown == {
        "clerk": ["实名", "要求保密"],
        "officer": ["欧**某", "要求保密"],
        "director": ["欧**某", "要求保密"],
        "callback": ["实名", "要求保密"],
    }


def test_a_ledger_costs_the_same_for_one_line_and_for_many(desks: Desks) -> None:
    address = f"/ledgers/intake{SEPTEMBER}"
    desks.live(State.CLOSED, register=desks.named())
    officer = desks.at("officer")
    before = own_queries(desks.app, officer, address)
    for number in range(4):
        desks.live(State.HANDLING, station="land" if number % 2 else "power")
    assert own_queries(desks.app, officer, address) == before <= 4


def test_an_urgent_case_is_due_by_the_clock(desks: Desks) -> None:
    desks.live(State.HANDLING, at=MORNING + timedelta(minutes=10), accept={"grade": Grade.U2})
    # Twenty-four hours after ten past ten: to the minute for the office, to the quarter hour for the station.
    assert ledger(desks, "officer", "assignments")[0]["办理期限"] == "2026-09-02 10:10"
    assert ledger(desks, "power-head", "assignments")[0]["办理期限"] == "2026-09-02 10:00"
