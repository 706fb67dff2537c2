"""Review and re-review: asked on the page or on paper, heard, decided by the body above or entered from its paper."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casebook import clock
from casebook.case.models import CaseFile, CaseLink, Review, State
from casebook.case.taxonomy import LinkKind, Outcome, Part, ReviewResult, Track
from casebook.kernel.access import Refused
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import local_day
from casebook.kernel.history import Event
from casebook.letters.models import Notice
from casebook.outbox import worker
from casebook.people.models import Unit, UnitKind
from casebook.responsibility.models import HowTaken
from casebook.responsibility.queries import chain_of
from casebook.stages.review import service
from casebook.stages.service import standing_values
from tests.lives import Life, lived
from tests.stages.browser import Browser
from tests.stages.conftest import NOON, World, _case
from tests.stages.review.moves import CITY, HIGHER, REASONS, ask_review, decision, in_petition
from tests.stages.supervision.test_supervision import facts

UPHELD = {"result": "upheld", "opinion": "经查，答复属实。", "basis": "信访工作条例 35", "next_body": HIGHER}
CHANGED = {**UPHELD, "result": "changed", "opinion": "经查，三组仍未通电。", "order": "责成电力站三日内恢复供电。"}
PAPER = {"body": CITY, "paper": "复查12号"}
ENDED = {
    "result": "upheld",
    "opinion": "维持复查意见。",
    "basis": "信访工作条例 36",
    "body": HIGHER,
    "paper": "复核3号",
}


def answered(life: Life) -> None:
    """The answer is closed and the complainant has asked for it in writing."""
    in_petition(life)


def outside(world: World) -> None:
    """The county's body stands in the tree of units."""
    with world.writing() as session:
        session.add(Unit(uid=new_uid(), code="county", kind=UnitKind.OUTSIDE, label_zh=HIGHER, path="99/"))


def read(world: World, case: str, *names: str) -> list[Any]:
    """Columns of the newest review of the case."""

    def row(session: Any) -> list[Any]:
        newest = select(Review).where(Review.case_uid == _case(session, case).uid).order_by(Review.id.desc())
        found = session.scalars(newest.limit(1)).one()
        return [getattr(found, name) for name in names]

    return world.read(row)


def test_the_complainant_asks_and_the_office_s_answering_person_answers_meanwhile(world: World) -> None:
    case = world.case(State.CLOSED, then=ask_review)
    columns = ("state", "closed_at", "closed_by", "outcome", "review_body", "holder_uid")
    assert world.file(case, *columns) == [State.IN_REVIEW, None, None, Outcome.SUPPORTED, CITY, world.uid("officer")]
    last = world.read(lambda session: chain_of(session, _case(session, case).uid).holder)
    assert (last.how, last.until, last.reason) == (HowTaken.DESIGNATED, None, "信访工作条例 35")
    assert read(world, case, "stage", "reasons", "paper_reference", "body", "result") == [1, REASONS, None, CITY, None]
    assert facts(world, case, "review-ask")["reasons"] is True
    assert REASONS not in str(facts(world, case, "review-ask"))


def test_entered_from_paper_the_officer_answers(world: World) -> None:
    case = world.case(State.CLOSED, then=answered)
    officer = world.at("officer2")
    assert f"复查由{CITY}在30天内作出决定" in officer.client.get(f"{case}/review-ask-for").text
    blank = officer.do(f"{case}/review-ask-for", reasons="", paper="")
    assert blank.status_code == 422
    assert "请填写反映人的理由。" in blank.text and "请填写书面申请的编号。" in blank.text
    assert officer.do(f"{case}/review-ask-for", reasons=REASONS, paper="来信7").status_code == 303
    assert world.file(case, "state", "holder_uid") == [State.IN_REVIEW, world.uid("officer2")]
    assert read(world, case, "paper_reference") == ["来信7"]


def test_only_petition_procedure_knows_a_review(world: World) -> None:
    case = world.case(State.CLOSED)
    refused = world.at("officer").client.get(f"{case}/review-ask-for")
    assert refused.status_code == 422 and "复查属于信访程序。请先要求书面答复。" in refused.text


def test_a_review_is_asked_for_within_thirty_days(world: World) -> None:
    with world.writing() as session:
        life = in_petition(lived(session, world.town, State.CLOSED))
        # Delivered on 1 September: thirty days end with 1 October, a holiday, so with 8 October (民法典 203).
        life.at = NOON.replace(month=10, day=8)  # 23 o'clock, and an hour more
        with pytest.raises(Refused) as refused:
            service.ask_review(session, life.file, life.citizen, life.now(), REASONS)
        assert refused.value.verdict.refusal.code == "review_over"
        life.at -= timedelta(hours=2)
        service.ask_review(session, life.file, life.citizen, life.now(), REASONS)


def test_oversight_upholds_it_and_the_next_thirty_days_begin(world: World) -> None:
    case = world.case(State.CLOSED, then=ask_review)
    page = world.at("oversight").client.get(f"{case}/review-decide")
    assert page.status_code == 200 and REASONS in page.text
    assert world.at("oversight").do(f"{case}/review-decide", **UPHELD).status_code == 303
    columns = ("state", "closed_by", "review_result", "review_delivered_at", "outcome")
    expected = [State.CLOSED, "T33", ReviewResult.UPHELD, NOON, Outcome.SUPPORTED]
    assert world.file(case, *columns) == expected
    assert read(world, case, "result", "opinion", "basis", "order") == [
        ReviewResult.UPHELD,
        UPHELD["opinion"],
        UPHELD["basis"],
        None,
    ]
    kept = facts(world, case, "review-decide")
    assert kept["opinion"] is True and kept["result"] == "upheld" and "new_case" not in kept
    stands = world.read(lambda session: standing_values(session, _case(session, case)))
    assert stands["body"] == HIGHER and stands["date"] == "2026-09-01" and HIGHER in stands["remedy"]
    letter = world.read(lambda s: str(s.scalars(select(Notice).where(Notice.kind == "review")).one().body))
    assert all(word in letter for word in ("经查，答复属实", "维持", CITY, HIGHER))
    parts = world.read(lambda s: {(row.person_uid, row.part) for row in _case(s, case).parts})
    assert (world.uid("oversight"), Part.DECIDER) in parts


def test_a_changed_review_orders_a_new_case_of_the_same_matter(world: World) -> None:
    case = world.case(State.CLOSED, then=ask_review)
    empty = world.at("oversight").do(f"{case}/review-decide", **{**CHANGED, "order": ""})
    assert empty.status_code == 422 and "变更" in empty.text and "经查，三组仍未通电。" in empty.text
    assert world.at("oversight").do(f"{case}/review-decide", **CHANGED).status_code == 303
    assert read(world, case, "result", "order") == [ReviewResult.CHANGED, CHANGED["order"]]

    def born(session: Any) -> tuple[Any, ...]:
        old = _case(session, case)
        new = session.scalars(select(CaseFile).where(CaseFile.uid != old.uid)).one()
        link = session.scalars(select(CaseLink)).one()
        first = session.scalars(select(Event).where(Event.subject_uid == new.uid)).one()
        return old, new, (link.case_uid, link.other_uid, link.kind), first, list(new.receipts), list(old.receipts)

    old, new, link, first, receipts, before = world.read(born)
    assert link == (new.uid, old.uid, LinkKind.REVIEW_OF)
    assert new.state is State.REGISTERED and new.holder_uid == world.uid("officer")
    assert (new.submission_uid, new.title, new.category, new.track) == (
        old.submission_uid,
        old.title,
        old.category,
        Track.PETITION,
    )
    assert new.received_at == NOON and new.reference != old.reference
    assert [one.uid for one in receipts] == [one.uid for one in before]
    assert (first.action, first.actor_kind) == ("register", "system")
    kept = facts(world, case, "review-decide")
    assert kept["new_case"] == new.uid and kept["order"] is True
    assert facts(world, f"/cases/{new.reference}", "register")["review_of"] == old.uid


def test_an_upheld_review_orders_nothing(world: World) -> None:
    case = world.case(State.CLOSED, then=ask_review)
    world.at("oversight").do(f"{case}/review-decide", **{**UPHELD, "order": "再去看看"})
    assert read(world, case, "order") == [None]
    assert world.read(lambda session: len(session.scalars(select(CaseFile)).all())) == 1


def test_the_officer_enters_the_opinion_from_paper(world: World) -> None:
    case = world.case(State.CLOSED, then=ask_review)
    officer = world.at("officer")
    assert officer.open(f"{case}/review-decide-for")["body"] == CITY
    nameless = officer.do(f"{case}/review-decide-for", **{**UPHELD, **PAPER, "paper": ""})
    assert nameless.status_code == 422 and "请填写意见书的文号。" in nameless.text
    assert officer.do(f"{case}/review-decide-for", **UPHELD, **PAPER).status_code == 303
    assert world.file(case, "closed_by", "review_body") == ["T33", CITY]
    behalf = world.read(lambda s: s.scalar(select(Event.on_behalf_of).where(Event.action == "review-decide-for")))
    assert behalf == world.unit("city")


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("2026-08-31", "申请是"), ("2026-09-02", "不能晚于今天"), ("", "不能晚于今天"), ("明天", "不能晚于今天")],
)
def test_an_opinion_is_delivered_after_it_was_asked_for_and_not_ahead(world: World, day: str, sentence: str) -> None:
    case = world.case(State.CLOSED, then=ask_review)
    answer = world.at("oversight").do(f"{case}/review-decide", **{**UPHELD, "delivered_on": day})
    assert answer.status_code == 422 and sentence in answer.text and UPHELD["opinion"] in answer.text
    assert world.file(case, "state") == [State.IN_REVIEW]


def test_whoever_decided_it_first_does_not_decide_its_review(world: World) -> None:
    def decided(life: Life) -> None:
        ask_review(life)
        life.done()
        from casebook.case.service import play

        play(life.file, world.uid("oversight"), Part.REVIEWER, life.now())

    case = world.case(State.CLOSED, then=decided)
    refused = world.at("oversight").client.get(f"{case}/review-decide")
    assert refused.status_code == 422 and "复查请由其他人决定" in refused.text
    assert REASONS not in refused.text


@pytest.mark.parametrize("account", ["officer", "director", "clerk", "callback", "leader", "power-head"])
def test_nobody_else_decides_a_review_or_reads_its_reasons_there(world: World, account: str) -> None:
    case = world.case(State.CLOSED, then=ask_review)
    page = world.at(account).client.get(f"{case}/review-decide")
    assert page.status_code == 403 and REASONS not in page.text
    assert world.at("land-head").client.get(f"{case}/review-decide").status_code == 404


def test_a_re_review_follows_a_review(world: World) -> None:
    case = world.case(State.CLOSED, then=answered)
    refused = world.at("officer").client.get(f"{case}/recheck-ask-for")
    assert refused.status_code == 422 and "复核在复查之后。" in refused.text
    reviewed = world.case(State.IN_REVIEW)
    world.at("oversight").do(f"{reviewed}/review-decide", **UPHELD)
    assert world.at("officer").client.get(f"{reviewed}/review-ask-for").status_code == 422
    drawn = world.at("officer").open(f"{reviewed}/recheck-ask-for")
    assert drawn["body"] == "上一级机关"
    typed = {"reasons": REASONS, "paper": "来信9", "body": HIGHER}
    assert world.at("officer").do(f"{reviewed}/recheck-ask-for", **typed).status_code == 303
    assert world.file(reviewed, "state", "review_body", "review_result") == [State.IN_RECHECK, HIGHER, None]
    assert read(world, reviewed, "stage", "body") == [2, HIGHER]


def test_the_body_outside_is_proposed_where_it_is_on_file(world: World) -> None:
    outside(world)
    case = world.case(State.IN_RECHECK)
    assert world.file(case, "review_body") == [HIGHER]
    assert world.at("officer").open(f"{case}/recheck-decide-for")["body"] == HIGHER


def due(world: World, case: str) -> date:
    """The last day of the re-review."""
    end = world.read(lambda session: _case(session, case).clock("recheck").due_at)
    return local_day(end - timedelta(milliseconds=1))


def test_the_days_of_a_hearing_are_not_counted(world: World) -> None:
    case = world.case(State.IN_RECHECK)
    # Asked on 1 September: thirty days end with 1 October, a holiday; internally the 30th counts.
    assert due(world, case) == date(2026, 9, 30)
    with clock.pinned(NOON + timedelta(days=9)):
        officer = Browser.of(world.app, "officer")
        assert officer.do(f"{case}/hearing", first="2026-09-08", last="2026-09-10").status_code == 303
        # Three days from 1 October on: Sunday 4 October; the last working day before it is 30 September.
        assert due(world, case) == date(2026, 9, 30)
        assert officer.do(f"{case}/hearing", first="2026-09-03", last="2026-09-07").status_code == 303
    # Eight days: Friday 9 October, which is worked.
    assert due(world, case) == date(2026, 10, 9)
    assert world.read(lambda s: _case(s, case).clock("recheck").extension.amount) == 8
    assert world.file(case, "sort_due_at") == [world.read(lambda s: _case(s, case).clock("recheck").due_at)]


def test_the_alarm_of_a_re_review_waits_for_its_hearing(world: World) -> None:
    case = world.case(State.IN_RECHECK)
    with clock.pinned(NOON + timedelta(days=9)):
        Browser.of(world.app, "officer").do(f"{case}/hearing", first="2026-09-03", last="2026-09-10")
    for instant, alarms in ((NOON.replace(month=10, day=9), 0), (NOON.replace(month=10, day=10), 1)):
        with world.app.app_context(), clock.pinned(instant):
            worker.work_all()
        assert world.events(case).count("alert") == alarms


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-09-01", "2026-08-31"), ("2026-08-31", "2026-09-01"), ("2026-09-01", "2026-09-02"), ("", "2026-09-01")],
)
def test_a_hearing_has_days_that_can_be(world: World, first: str, last: str) -> None:
    case = world.case(State.IN_RECHECK)
    answer = world.at("oversight").do(f"{case}/hearing", first=first, last=last)
    assert answer.status_code == 422 and 'class="error"' in answer.text
    assert "hearing" not in world.events(case)


@pytest.mark.parametrize(("account", "action"), [("oversight", "recheck-decide"), ("officer", "recheck-decide-for")])
def test_the_re_review_ends_the_procedure(world: World, account: str, action: str) -> None:
    case = world.case(State.IN_RECHECK)
    assert world.at(account).do(f"{case}/{action}", **{**ENDED, "paper": ""}).status_code == 422
    assert world.at(account).do(f"{case}/{action}", **ENDED).status_code == 303
    columns = ("state", "closed_by", "review_result", "review_body")
    assert world.file(case, *columns) == [State.TERMINATED, "T35", ReviewResult.UPHELD, HIGHER]
    chain = world.read(lambda session: chain_of(session, _case(session, case).uid))
    assert chain.closed_at == NOON
    letter = world.read(lambda s: str(s.scalars(select(Notice).where(Notice.kind == "recheck")).one().body))
    assert "维持复查意见" in letter and HIGHER in letter


def test_somebody_answers_through_review_and_re_review(world: World) -> None:
    case = world.case(State.TERMINATED)
    links = world.read(lambda session: list(chain_of(session, _case(session, case).uid).links))
    reviewing = [link for link in links if link.how is HowTaken.DESIGNATED]
    assert [(link.person_uid, link.reason) for link in reviewing] == [
        (world.uid("officer"), "信访工作条例 35"),
        (world.uid("officer"), "信访工作条例 36"),
    ]
    assert all(link.until is not None for link in links)


def test_against_the_office_oversight_answers(world: World) -> None:
    with world.writing() as session:
        life = in_petition(lived(session, world.town, State.CLOSED))
        life.file.against_office = True
        service.ask_review(session, life.file, life.citizen, life.now(), REASONS)
        assert life.file.holder_uid == world.uid("oversight")


def test_the_words_of_an_opinion_are_in_no_event() -> None:
    from casebook.kernel.deadlines import Moment
    from casebook.kernel.timetable import default_timetable

    kept = decision(Moment(NOON, default_timetable()), ReviewResult.CHANGED, order="三日内恢复供电").facts()
    assert kept["opinion"] is True and kept["order"] is True
    assert "三日内" not in str(kept) and "程序合法" not in str(kept)
