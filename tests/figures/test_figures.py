"""Every figure is as long as its list, for whoever reads it; what is on time is judged by hand, case by case."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Channel, Grade
from casebook.case.workflow import Action
from casebook.figures.shown import rate
from casebook.stages.handling import service as handling
from casebook.stages.handling.service import Answer
from casebook.web.acting import acted
from tests.desk.conftest import Desks, every_state, file_of
from tests.ledgers.conftest import lines, table
from tests.lives import MORNING, Life
from tests.moves import MOVES
from tests.past import CASE
from tests.queries import own_queries
from tests.stages.extension.moves import approved, asked

READERS = ("clerk", "officer", "director", "callback", "leader", "oversight", "power-head", "school-head", "land-head")
NUMBER = re.compile(r'<a href="(/figures/cases\?[^"]+)">(\d+)</a>')
AUGUST_SEPTEMBER = "?first=2026-08-01&last=2026-09-30"
MEASURES = ("received", "closed", "due", "on-time", "late", "backlog")
DAY = timedelta(days=1)
# All of these lives begin on Tuesday the eighteenth of August: U3 is due on Tuesday the twenty-fifth, at its end.
TWO_WEEKS_AGO = MORNING - 14 * DAY
IN_AUGUST = "first=2026-08-01&last=2026-08-31"


def behind(desks: Desks, account: str, of: str, days: str = IN_AUGUST, **more: str) -> set[str]:
    """The references of the cases behind a figure."""
    address = "&".join([f"/figures/cases?of={of}&{days}", *(f"{name}={value}" for name, value in more.items())])
    return {line["编号"] for line in lines(desks.page(account, address))}


def judged(desks: Desks, reference: str, days: str = IN_AUGUST) -> set[str]:
    """What a case counts as, for the leader."""
    return {of for of in MEASURES if reference in behind(desks, "leader", of, days)}


def test_every_number_opens_as_many_cases(desks: Desks) -> None:
    every_state(desks)
    desks.live(State.HANDLING, station="land")
    for state in (State.CLOSED, State.HUNG, State.HANDLING, State.WITHDRAWN):
        desks.live(state, at=TWO_WEEKS_AGO)
    readers = (
        *product(("officer", "leader", "oversight"), ("", "power", "none")),
        ("power-head", ""),
        ("land-head", ""),
    )
    for account, unit in readers:
        page = desks.page(account, f"/figures{AUGUST_SEPTEMBER}&unit={unit}")
        found = set(NUMBER.findall(page))
        for link, number in found:
            assert len(lines(desks.page(account, link.replace("&amp;", "&")))) == int(number), (account, link)
        assert found or unit


def test_the_parts_of_a_whole_add_up(desks: Desks) -> None:
    every_state(desks)
    for account in ("officer", "leader", "oversight"):
        rows = [row for row in table(desks.page(account, f"/figures{AUGUST_SEPTEMBER}")) if row]
        whole, sums = None, []
        for row in rows:
            if row[0] == "合计" and row[1].isdigit():
                whole = [int(number) for number in row[1:7]]
            elif row[0].startswith("按"):
                sums.append([0] * 6)
            elif sums:
                sums[-1] = [so_far + int(number) for so_far, number in zip(sums[-1], row[1:7], strict=True)]
        assert whole and whole[0] > 10
        # By station, by category, for the office by channel, by month.
        assert sums == [whole] * (4 if account == "officer" else 3)


Then = Callable[[Life], object]


def _closed_after(days: int) -> Then:
    def then(life: Life) -> None:
        life.at += days * DAY
        life.contact().close()

    return then


def _sent_back_until_late(life: Life) -> None:
    life.contact().close()
    MOVES[Action.SEND_BACK](life, life.actor("officer"), life.now())
    life.at += 8 * DAY
    life.done().close("重新核查后的答复，附现场照片。")


def _sent_back_in_time(life: Life) -> None:
    life.contact().close()
    MOVES[Action.SEND_BACK](life, life.actor("officer"), life.now())
    life.done().close("重新核查后的答复，附现场照片。")


def _extended(told: bool, closed_after: int) -> Then:
    def then(life: Life) -> None:
        approved(asked(life))
        if told:
            MOVES[Action.EXTEND_TELL](life, life.actor("officer"), life.now())
        life.at += closed_after * DAY
        life.done().contact().close()

    return then


def _hung_after(days: int) -> Then:
    def then(life: Life) -> None:
        life.at += days * DAY
        MOVES[Action.HANG](life, life.actor("director"), life.now())

    return then


def _hung_resumed_and_closed(life: Life) -> None:
    _hung_after(1)(life)
    MOVES[Action.RESUME](life.done(), life.actor("officer"), life.now())
    life.done().contact().close()


def _redone_late(life: Life) -> None:
    life.contact().close().pass_on().heard().redo()
    life.at += 10 * DAY
    late = Answer("更换了变压器，逐户回访；因等待配件，超期。", "照片2", explained=True)
    handling.close_again(life.session, life.file, life.post("head"), life.now(), late)


def _reopened(life: Life) -> None:
    _closed_after(8)(life)
    life.pass_on().end()
    MOVES[Action.REOPEN](life, life.actor("officer"), life.now())


def _withdrawn_after(days: int) -> Then:
    def then(life: Life) -> None:
        life.at += days * DAY
        MOVES[Action.WITHDRAW](life, life.citizen, life.now())

    return then


def _moved_to_another(life: Life) -> None:
    life.at += 8 * DAY
    MOVES[Action.RECALL](life, life.actor("officer"), life.now())
    life.done().station = "land"
    life.dispatch().sign().contact().close()


def _marked_critical(closed_after: timedelta) -> Then:
    def then(life: Life) -> None:
        MOVES[Action.CRITICAL](life, life.actor("officer"), life.now())
        life.at += closed_after
        life.done().contact().close()

    return then


# name: what is done after the station signed (at 14:00 of the eighteenth), and what it counts as in August.
JUDGED: dict[str, tuple[Then, set[str]]] = {
    "answered the same day": (_closed_after(0), {"closed", "due", "on-time"}),
    "answered on the last day": (_closed_after(7), {"closed", "due", "on-time"}),
    "answered on the day after": (_closed_after(8), {"closed", "due", "late"}),
    "not answered": (lambda life: None, {"due", "late"}),
    "sent back and answered late": (_sent_back_until_late, {"closed", "due", "late"}),
    "sent back and answered in time": (_sent_back_in_time, {"closed", "due", "on-time"}),
    # Five working days more: due on the first of September, which is not in August.
    "extended and told": (_extended(True, 8), {"closed"}),
    "extended and not told": (_extended(False, 8), {"closed", "due", "late"}),
    "on the backlog in time": (_hung_after(1), {"due", "backlog"}),
    "on the backlog when late": (_hung_after(8), {"due", "late"}),
    "on the backlog, resumed, answered": (_hung_resumed_and_closed, {"closed", "due", "backlog"}),
    "answered in time, redone late": (_redone_late, {"closed", "due", "on-time"}),
    "answered late, then reopened": (_reopened, {"closed", "due", "late"}),
    "withdrawn in time": (_withdrawn_after(1), set()),
    "withdrawn when late": (_withdrawn_after(8), {"due", "late"}),
    "late at one station, answered at another": (_moved_to_another, {"closed", "due", "late"}),
    # Two hours instead of five working days; the contact and the answer take an hour each.
    "critical and answered within two hours": (_marked_critical(timedelta(minutes=-1)), {"closed", "due", "on-time"}),
    "critical and answered the day after": (_marked_critical(DAY), {"closed", "due", "late"}),
}


@pytest.mark.parametrize("name", JUDGED)
def test_what_is_on_time(desks: Desks, name: str) -> None:
    then, expected = JUDGED[name]
    reference = desks.live(State.HANDLING, at=TWO_WEEKS_AGO, then=then)
    assert judged(desks, reference) == {"received"} | expected


def test_an_extension_moves_the_month_in_which_it_is_judged(desks: Desks) -> None:
    reference = desks.live(State.HANDLING, at=TWO_WEEKS_AGO, then=_extended(True, 8))
    assert judged(desks, reference, "first=2026-09-01&last=2026-09-01") == {"due", "on-time"}


def test_a_date_still_ahead_is_not_judged(desks: Desks) -> None:
    # Received and answered on the first of September, due on the eighth; today is the seventh.
    reference = desks.live(State.CLOSED)
    assert judged(desks, reference, "first=2026-09-01&last=2026-09-30") == {"received", "closed"}


def test_after_a_withdrawal_in_time_a_reopened_case_has_a_new_date(desks: Desks) -> None:
    def again(life: Life) -> None:
        _withdrawn_after(1)(life)
        MOVES[Action.REOPEN](life.done(), life.actor("officer"), life.now())
        # Registered again on Wednesday the nineteenth: due on Wednesday the twenty-sixth.
        life.done().accept().text("重新受理：三组停电，请立即抢修。").dispatch().sign()
        life.at += 7 * DAY
        life.contact().close()

    reference = desks.live(State.HANDLING, at=TWO_WEEKS_AGO, then=again)
    assert judged(desks, reference, "first=2026-08-25&last=2026-08-25") == set()
    assert judged(desks, reference, "first=2026-08-26&last=2026-08-26") == {"due", "closed"} | {"on-time"}


def test_what_is_answered_on_the_spot_is_closed_and_never_due(desks: Desks) -> None:
    def answered(life: Life) -> None:
        MOVES[Action.ANSWER](life, life.actor("officer"), life.now())

    reference = desks.live(State.REGISTERED, at=TWO_WEEKS_AGO, then=answered)
    assert judged(desks, reference) == {"received", "closed"}


def test_enquiries_and_what_was_declined_are_not_due(desks: Desks) -> None:
    enquiry = desks.live(State.HANDLING, at=TWO_WEEKS_AGO, accept={"category": "L1"})
    merged = desks.live(State.MERGED, at=TWO_WEEKS_AGO)
    assert judged(desks, enquiry) == {"received"}
    assert "due" not in judged(desks, merged)


def test_no_figure_counts_what_must_not_be_counted(desks: Desks) -> None:
    sealed = desks.live(State.SEALED, at=TWO_WEEKS_AGO)
    leak = desks.live(State.REGISTERED, at=TWO_WEEKS_AGO, register={"category": "J2"})
    false = desks.live(State.REGISTERED, at=TWO_WEEKS_AGO, register={"category": "J3"})
    ordinary = desks.live(State.REGISTERED, at=TWO_WEEKS_AGO)
    handed_back = desks.live(State.REGISTERED, at=TWO_WEEKS_AGO)
    with desks.app.app_context(), acted() as session:
        session.execute(CASE.update().where(CASE.c.uid == file_of(session, handed_back).uid).values(restricted=True))
    for account in ("officer", "director", "leader", "oversight"):
        assert behind(desks, account, "received") == {ordinary}, account
    # They are in his lists all the same.
    assert desks.at("officer").get(f"/cases/{leak}").status_code == 200
    assert {sealed, false} & behind(desks, "officer", "received") == set()


def test_a_station_counts_its_own_cases_alone(desks: Desks) -> None:
    own = desks.live(State.HANDLING, at=TWO_WEEKS_AGO)
    desks.live(State.HANDLING, at=TWO_WEEKS_AGO, station="land")
    assert behind(desks, "power-head", "received") == {own}
    page = desks.page("power-head", f"/figures?{IN_AUGUST}")
    # How a matter came in is not for a station, nor for a leader.
    assert "按承办单位" in page and "按来源" not in page
    assert "按来源" not in desks.page("leader", f"/figures?{IN_AUGUST}")
    assert "按来源" in desks.page("officer", f"/figures?{IN_AUGUST}")
    for account in ("power-head", "leader", "oversight"):
        answer = desks.at(account).get(f"/figures/cases?of=received&{IN_AUGUST}&channel=online")
        assert answer.status_code == 404


def test_a_list_can_be_narrowed_to_a_part(desks: Desks) -> None:
    online = desks.live(State.HANDLING, at=TWO_WEEKS_AGO)
    called = desks.live(State.HANDLING, at=TWO_WEEKS_AGO, register={"by": "clerk", "channel": Channel.HOTLINE})
    other = desks.live(State.HANDLING, at=TWO_WEEKS_AGO, accept={"category": "I2", "grade": Grade.U2})
    new = desks.live(State.REGISTERED, at=TWO_WEEKS_AGO, station="land")
    assert behind(desks, "officer", "received", channel="hotline") == {called}
    assert behind(desks, "officer", "received", category="I") == {other}
    assert behind(desks, "officer", "received", category="none") == {new}
    assert behind(desks, "officer", "received", unit="power") == {online, called, other}
    assert behind(desks, "officer", "received", unit="none") == {new}
    assert behind(desks, "officer", "received", unit="power", category="A", channel="online") == {online}


@pytest.mark.parametrize("asked_for", ["of=nothing", "of=received&channel=pigeon", "of=received&category=%3D", ""])
def test_a_list_that_there_is_not_is_not_found(desks: Desks, asked_for: str) -> None:
    assert desks.at("officer").get(f"/figures/cases?{IN_AUGUST}&{asked_for}").status_code == 404


@pytest.mark.parametrize("address", ["/figures?first=never", "/figures?unit=moon", "/figures/cases?of=due&first=never"])
def test_what_is_asked_wrongly_is_answered_at_its_field(desks: Desks, address: str) -> None:
    answer = desks.at("officer").get(address)
    assert answer.status_code == 422 and 'class="summary"' in answer.text


def test_who_reads_figures(desks: Desks) -> None:
    for account in READERS:
        assert desks.at(account).get("/figures").status_code == 200, account
        assert 'href="/figures"' in desks.at(account).get("/me").text
    for account in ("admin", "power-liaison", "power-handler"):
        for address in ("/figures", "/figures/cases?of=received"):
            assert desks.at(account).get(address).status_code == 404, account
        assert 'href="/figures"' not in desks.at(account).get("/me").text
    assert desks.app.test_client().get("/figures").location.startswith("/sign-in")


def test_every_figure_prints_its_definition_in_both_languages(desks: Desks) -> None:
    desks.live(State.CLOSED, at=TWO_WEEKS_AGO)
    page = desks.page("leader", f"/figures?{IN_AUGUST}")
    for words in (
        "首次办理期限落在这段时间并且已经到期的办件。",
        "不含移送纪检及其退回的事项",
        "按时办结率=按时办结÷应办结",
    ):
        assert words in page
    assert "以首次办结的日期为准" in desks.page("leader", f"/figures/cases?of=closed&{IN_AUGUST}")
    desks.in_english("leader")
    page = desks.page("leader", f"/figures?{IN_AUGUST}")
    for words in ("Cases whose first date for the answer falls into the period and is over.", "Left out: class L"):
        assert words in page


def test_a_chart_says_in_words_what_it_draws(desks: Desks) -> None:
    for _ in range(2):
        desks.live(State.CLOSED, at=TWO_WEEKS_AGO)
    desks.live(State.HANDLING, at=TWO_WEEKS_AGO, station="land")
    page = desks.page("leader", f"/figures?{IN_AUGUST}")
    assert (
        '<title id="chart-unit">按承办单位</title>' in page and 'aria-labelledby="chart-unit chart-unit-words"' in page
    )
    # Two of the power station fill the chart; one of the land office is half as long.
    assert re.findall(r'<rect class="(\w+)" x="0" y="\d+" width="([\d.]+%)"', page)[:6] == [
        ("one", "80.00%"),
        ("two", "80.00%"),
        ("late", "0.00%"),
        ("one", "40.00%"),
        ("two", "0.00%"),
        ("late", "40.00%"),
    ]
    assert "style=" not in page


@pytest.mark.parametrize(
    ("on_time", "due", "words"),
    [
        (19, 20, "95.00%（19/20）"),
        (2, 3, "样本不足（2/3）"),
        (4, 5, "80.00%（4/5）"),
        (0, 0, "无数据"),
        (5, 7, "71.43%（5/7）"),
    ],
)
def test_a_rate_stands_with_its_numbers_or_not_at_all(desks: Desks, on_time: int, due: int, words: str) -> None:
    assert desks.ask(lambda session: rate(on_time, due)) == words


def test_figures_cost_the_same_for_one_case_and_for_many(desks: Desks) -> None:
    def cost(address: str) -> int:
        return own_queries(desks.app, desks.at("officer"), address)

    addresses = (f"/figures?{IN_AUGUST}", f"/figures/cases?of=received&{IN_AUGUST}")
    desks.live(State.CLOSED, at=TWO_WEEKS_AGO)
    before = [cost(address) for address in addresses]
    for number in range(4):
        desks.live(State.HANDLING, at=TWO_WEEKS_AGO, station="land" if number % 2 else "power")
    assert [cost(address) for address in addresses] == before
    assert before[0] <= 4 and before[1] <= 5


def test_a_list_shows_its_first_cases_and_says_how_many_there_are(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    from casebook.figures import listed

    monkeypatch.setattr(listed, "MOST", 2)
    for _ in range(3):
        desks.live(State.REGISTERED, at=TWO_WEEKS_AGO)
    page = desks.page("officer", f"/figures/cases?of=received&{IN_AUGUST}")
    assert len(lines(page)) == 2 and "共3件" in page and "这里显示前2件" in page


def test_nobody_counts_a_case_that_complains_about_him(desks: Desks) -> None:
    from casebook.case.models import Accused

    about: Any = desks.live(State.HANDLING, at=TWO_WEEKS_AGO)
    with desks.app.app_context(), acted() as session:
        case = session.scalars(select(CaseFile).where(CaseFile.reference == about)).one()
        session.add(Accused(case_uid=case.uid, person_uid=desks.town.uid("officer")))
    assert behind(desks, "officer", "received") == set()
    assert behind(desks, "director", "received") == {about}
