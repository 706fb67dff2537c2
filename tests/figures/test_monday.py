"""The sheet for Monday: last week's figures, what is late now and with whom, and nothing that is not for the table."""

from datetime import timedelta

import pytest

from casebook.case.models import State
from casebook.case.taxonomy import Grade
from casebook.case.workflow import Action
from casebook.figures import monday
from casebook.people.models import Role
from casebook.vault.service import record_reveal
from casebook.web.acting import acted
from tests.desk.conftest import Desks
from tests.ledgers.conftest import table
from tests.lives import MORNING, Life
from tests.moves import MOVES
from tests.people.browsing import writing
from tests.queries import own_queries
from tests.town import grant

SHEET = "/figures/monday"
DAY = timedelta(days=1)
# Two weeks before the sheet: due on Tuesday the first of September.
A_WEEK_AGO = MORNING - 7 * DAY


def test_the_sheet_has_the_week_that_is_over(desks: Desks) -> None:
    # Today is Monday the seventh: the week is that of the thirty-first of August to the sixth of September.
    desks.live(State.CLOSED)
    late = desks.live(State.HANDLING, at=A_WEEK_AGO)
    desks.live(State.HANDLING, at=MORNING + 6 * DAY, station="land")
    page = desks.page("leader", SHEET)
    assert "望禾镇效能办；2026-08-31至2026-09-06一周。制表人：某leader；制表时间：2026-09-07 14:00。" in page
    rows = table(page)
    assert rows[:3] == [
        ["单位", "收件", "办结", "应办结", "按时办结", "超期", "挂账", "按时办结率"],
        ["望禾power站", "1", "1", "1", "0", "1", "0", "样本不足（0/1）"],
        ["合计", "1", "1", "1", "0", "1", "0", "样本不足（0/1）"],
    ]
    # Contact was due on Wednesday the twenty-sixth; eight working days have gone by since.
    late_by = "联系反映人：超期8个工作日"
    assert rows[4] == [late, "三组停电，请立即抢修", "望禾power站", "某power-head", late_by]
    assert "二、现在超期的：1件" in page


def test_another_week_is_asked_for_by_any_day_of_it(desks: Desks) -> None:
    page = desks.page("leader", f"{SHEET}?week=2026-08-27")
    assert "2026-08-24至2026-08-30一周" in page
    assert "2026-08-31至2026-09-06一周" in desks.page("leader", f"{SHEET}?week=never")


def test_the_sheet_says_how_things_stand_now(desks: Desks) -> None:
    desks.live(State.HUNG)
    desks.live(State.HANDLING, accept={"grade": Grade.U4})

    def critical(life: Life) -> None:
        MOVES[Action.CRITICAL](life, life.actor("officer"), life.now())

    def listed(life: Life) -> None:
        MOVES[Action.LIST](life, life.actor("director"), life.now())

    desks.live(State.HANDLING, at=MORNING + 6 * DAY, then=critical)
    # Received on Wednesday the second: the answer is due on the ninth, contact was made.
    desks.live(State.HANDLING, at=MORNING + DAY, then=lambda life: (life.contact(), listed(life)))
    # Received on the first, due on the eighth: the next working day.
    desks.live(State.HANDLING, then=lambda life: life.contact())
    page = desks.page("director", SHEET)
    # The critical one is due today.
    assert "在办5件；下一个工作日前到期2件；特急1件；挂牌督办或约谈1件。" in page
    assert "三、挂账的：1件" in page and "2026-10-01" in page


def test_only_so_much_stands_on_one_sheet(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monday, "MOST_LATE", 2)
    for _ in range(3):
        desks.live(State.HANDLING, at=A_WEEK_AGO)
    page = desks.page("leader", SHEET)
    assert "二、现在超期的：3件" in page and "另有1件。" in page
    assert page.count('href="/cases/AJ26-') == 2


def test_what_is_for_discipline_is_not_for_the_table(desks: Desks) -> None:
    sealed = desks.live(State.SEALED, at=A_WEEK_AGO)
    leak = desks.live(State.REGISTERED, at=A_WEEK_AGO, register={"category": "J2"})
    page = desks.page("director", SHEET)
    assert sealed not in page and leak not in page and "二、现在超期的：0件" in page


def test_nobody_reads_the_complainants_words_or_name_there(desks: Desks) -> None:
    desks.live(State.HANDLING, at=A_WEEK_AGO, register=desks.named())
    for account in ("officer", "director", "leader"):
        page = desks.page(account, SHEET)
        assert "三组停电" in page and "上棚村" not in page and "欧**某" not in page


def test_how_many_identities_were_opened_is_for_those_who_watch(desks: Desks) -> None:
    def opened(life: Life) -> None:
        record_reveal(life.session, life.file, life.actor("officer"), life.now(), "核对", fresh=True)

    desks.live(State.HANDLING, register=desks.named(), then=opened)
    words = "这一周查看反映人身份信息1项。"
    # As long as nobody acts for discipline, the director watches.
    assert words in desks.page("director", SHEET)
    for account in ("leader", "officer", "oversight"):
        assert "查看反映人身份信息" not in desks.page(account, SHEET)
    with writing(desks.app) as session:
        grant(session, desks.town, "officer2", Role.DISCIPLINE, "office")
    assert "查看反映人身份信息" not in desks.page("director", SHEET)
    assert words in desks.page("officer2", SHEET)


def test_who_opens_the_sheet(desks: Desks) -> None:
    for account in ("clerk", "officer", "director", "callback", "leader", "oversight"):
        assert desks.at(account).get(SHEET).status_code == 200, account
        assert f'href="{SHEET}"' in desks.page(account, "/figures")
    for account in ("power-head", "power-handler", "admin"):
        assert desks.at(account).get(SHEET).status_code == 404, account
    assert f'href="{SHEET}"' not in desks.page("power-head", "/figures")
    assert desks.app.test_client().get(SHEET).location.startswith("/sign-in")


def test_the_sheet_is_english_too(desks: Desks) -> None:
    desks.live(State.HANDLING, at=A_WEEK_AGO)
    desks.in_english("leader")
    page = desks.page("leader", SHEET)
    for words in ("Paper for Monday's meeting", "2. Overdue now: 1", "8 working days overdue"):
        assert words in page


def test_the_sheet_costs_the_same_for_one_case_and_for_many(desks: Desks) -> None:
    desks.live(State.HANDLING, at=A_WEEK_AGO)
    before = own_queries(desks.app, desks.at("leader"), SHEET)
    for number in range(4):
        desks.live(State.HANDLING, at=A_WEEK_AGO, station="land" if number % 2 else "power")
    assert own_queries(desks.app, desks.at("leader"), SHEET) == before <= 9


def test_a_leader_of_another_office_reads_nothing_of_this_one(desks: Desks) -> None:
    desks.live(State.HANDLING, at=A_WEEK_AGO)
    with desks.app.app_context(), acted() as session:
        from casebook.case.models import CaseFile

        for case in session.query(CaseFile):
            case.office_uid = desks.town.units["land"].uid
    assert "二、现在超期的：0件" in desks.page("leader", SHEET)
