"""Referred to the discipline authority: who loses sight of it, who answers, what is split off, how it comes back."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from casebook import clock
from casebook.case.models import Accused, CaseFile, CaseLink, Referral, State, Submission
from casebook.case.taxonomy import LinkKind
from casebook.kernel.access import visible_to
from casebook.kernel.history import Event
from casebook.letters.models import Notice
from casebook.outbox.recipients import recipients
from casebook.people.actor import Citizen
from casebook.people.models import Grant, Role
from casebook.responsibility.models import HowTaken
from casebook.responsibility.queries import chain_of
from casebook.stages.sealing import queries
from tests.lives import lived
from tests.stages.conftest import NOON, World, _case
from tests.stages.merging.moves import merge
from tests.stages.sealing.moves import COMES_BACK, HINT, seal
from tests.stages.sealing.people import discipline
from tests.town import OFFICE_PEOPLE, STATION_PEOPLE

OFFICE = [one for one in OFFICE_PEOPLE if one not in ("admin", "leader")]
ALL = [*OFFICE, *(f"power-{post}" for post in STATION_PEOPLE)]
REST = "三组停电四个小时，电话没人接，请核实。"
ORDINARY_STATES = [state for state in State if state not in (State.SEALED, State.TRANSFERRED, State.TERMINATED)]


def reference(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def sealed(world: World, state: State = State.HANDLING, **typed: str) -> str:
    case = world.case(state)
    answer = world.at("officer").do(f"{case}/seal", **({"category": "D2"} | typed))
    assert answer.status_code == 303, answer.text
    assert answer.location == "/desk"
    return case


def test_from_that_instant_it_exists_for_nobody_else(world: World) -> None:
    case = world.case(State.HANDLING)
    for account in ALL:
        assert world.at(account).client.get(case).status_code == 200, account
    assert world.at("officer").do(f"{case}/seal", category="D2").status_code == 303
    for account in ALL:
        assert world.at(account).client.get(case).status_code == 404, account
        assert reference(case) not in world.at(account).client.get("/cases").text, account
    with world.writing() as session:
        leader = world.town.actor(session, "leader")
        assert [one.reference for one in session.scalars(visible_to(leader, CaseFile))] == [reference(case)]


def test_discipline_answers_for_it_by_designation(world: World) -> None:
    case = sealed(world)
    holder, unit, closed = world.file(case, "holder_uid", "main_unit_uid", "closed_at")
    assert (holder, unit, closed) == (world.uid("leader"), None, None)
    chain = world.read(lambda session: [one.how for one in chain_of(session, _case(session, case).uid).links])
    assert chain[-1] is HowTaken.DESIGNATED
    running = world.read(lambda session: {one.kind for one in _case(session, case).clocks if one.runs})
    assert running == {"referral"}


def test_without_anybody_of_discipline_the_director_hands_the_printed_referral_over(world: World) -> None:
    with world.writing() as session:
        session.scalars(select(Grant).where(Grant.role == Role.DISCIPLINE)).one().ended_at = NOON
    case = world.case(State.HANDLING)
    officer = world.at("officer")
    assert "打印移送函" in officer.client.get(f"{case}/seal").text
    assert officer.do(f"{case}/seal", category="D6", receipt="纪签3").status_code == 303
    assert world.file(case, "state", "holder_uid") == [State.SEALED, world.uid("director")]
    assert world.read(lambda session: session.scalars(select(Referral.acknowledged_at)).one()) is not None
    assert world.at("director").client.get(case).status_code == 404


@pytest.mark.parametrize("state", ORDINARY_STATES)
def test_it_is_referred_from_any_state_that_is_not_final(world: World, state: State) -> None:
    with world.writing() as session:
        life = lived(session, world.town, state)
        seal(life)
        session.flush()
        assert life.file.state is State.SEALED
        assert life.file.holder_uid == world.uid("leader")
        assert [row.ended_at for row in life.file.assignments if row.ended_at is None] == []


def test_a_hint_in_words_is_enough_and_only_discipline_reads_them(world: World) -> None:
    case = sealed(world, category="", hint=HINT)
    letter = world.read(lambda session: session.scalars(select(Notice).where(Notice.restricted)).one())
    assert letter.restricted and HINT in str(letter.body)
    facts = world.read(lambda session: _last(session, case).details.facts)
    assert facts["ground"] is True and facts["hint"] is True and HINT not in str(facts)


def test_nobody_of_the_office_reads_the_hint_when_it_comes_back(world: World) -> None:
    case = sealed(world, category="", hint=HINT)
    leader = world.at("leader")
    assert "问题线索移送函" in leader.client.get(case).text
    leader.do(f"{case}/hand-back", reason=COMES_BACK, director="某director", agreed_on="2026-09-01")
    for account in OFFICE:
        page = world.at(account).client.get(case)
        assert page.status_code == 200
        assert HINT not in page.text and "移送函" not in page.text, account


def _last(session: Session, case: str) -> Event:
    mine = select(Event).where(Event.subject_uid == _case(session, case).uid).options(joinedload(Event.details))
    return session.scalars(mine.order_by(Event.subject_version.desc()).limit(1)).one()


def test_without_a_ground_nothing_is_referred(world: World) -> None:
    case = world.case(State.HANDLING)
    answer = world.at("officer").do(f"{case}/seal", category="", hint="", rest=REST)
    assert answer.status_code == 422
    assert "请选择廉洁类的分类，或者写明有什么线索。" in answer.text and REST in answer.text
    answer = world.at("officer").do(f"{case}/seal", category="A2")
    assert answer.status_code == 422
    assert world.file(case, "state") == [State.HANDLING]


@pytest.mark.parametrize("persona", ["director", "callback", "power-head", "leader"])
def test_only_the_clerk_and_the_case_officer_refer(world: World, persona: str) -> None:
    case = world.case(State.HANDLING)
    assert world.at(persona).client.get(f"{case}/seal").status_code == 403
    assert world.at("clerk").client.get(f"{case}/seal").status_code == 200


def test_messages_that_wait_reach_nobody_of_the_station(world: World) -> None:
    case = world.case(State.DISPATCHED)
    with world.writing() as session:
        dispatched = _last(session, case)
        told = {one.uid for one in recipients(session, dispatched, NOON.date())}
        assert {world.uid("power-head"), world.uid("power-liaison")} <= told
    world.at("officer").do(f"{case}/seal", category="D2")
    with world.writing() as session:
        events = session.scalars(select(Event).where(Event.subject_uid == _case(session, case).uid)).all()
        told = {one.uid for event in events for one in recipients(session, event, NOON.date()) if one.kind == "person"}
        assert told == {world.uid("leader")}


def test_what_remains_becomes_a_case_of_its_own_in_other_words(world: World) -> None:
    case = sealed(world, rest=REST)
    with world.writing() as session:
        old = _case(session, case)
        new = session.scalars(select(CaseFile).where(CaseFile.uid != old.uid)).one()
        link = session.scalars(select(CaseLink)).one()
        assert (link.case_uid, link.other_uid, link.kind) == (new.uid, old.uid, LinkKind.SPLIT_FROM)
        words = session.scalars(select(Submission).where(Submission.uid == new.submission_uid)).one()
        mine = session.scalars(select(Submission).where(Submission.uid == old.submission_uid)).one()
        assert (words.text, words.party_uid, words.channel) == (REST, mine.party_uid, mine.channel)
        assert (new.state, new.category, new.title) == (State.REGISTERED, None, "三组停电四个小时，电话没人接，请核实")
        assert new.holder_uid == world.uid("officer") and new.received_at == old.received_at
        seen = session.scalars(visible_to(Citizen(old.receipts[0].uid), CaseFile)).all()
        assert set(seen) == {old, new}
        address = f"/cases/{new.reference}"
    page = world.at("officer").client.get(address)
    assert page.status_code == 200
    assert reference(case) not in page.text and "没人接" in page.text


def test_what_was_merged_into_it_is_the_same_matter(world: World) -> None:
    with world.writing() as session:
        life = lived(session, world.town, State.ACCEPTED)
        merge(life)
        session.flush()
        master = session.scalars(select(CaseFile).where(CaseFile.uid != life.file.uid)).one()
        addresses = [f"/cases/{master.reference}", f"/cases/{life.file.reference}"]
    assert world.at("officer").do(f"{addresses[0]}/seal", category="D1").status_code == 303
    for address in addresses:
        assert world.file(address, "state") == [State.SEALED]
        assert world.at("officer").client.get(address).status_code == 404
    assert world.read(lambda session: session.scalars(select(CaseLink.ended_at)).one()) is not None


def test_discipline_acknowledges_once_and_the_clock_stops(world: World) -> None:
    case = sealed(world)
    leader = world.at("leader")
    answer = leader.do(f"{case}/acknowledge", receipt="")
    assert answer.status_code == 422 and "请填写签收回执编号。" in answer.text
    assert leader.do(f"{case}/acknowledge", receipt="纪签〔2026〕7号").status_code == 303
    assert world.read(lambda session: {one.kind for one in _case(session, case).clocks if one.runs}) == set()
    assert world.read(lambda session: session.scalars(select(Referral.acknowledged_at)).one()) is not None
    again = leader.client.get(f"{case}/acknowledge")
    assert again.status_code == 422
    for account in ALL:
        assert world.at(account).client.get(f"{case}/acknowledge").status_code == 404


def test_handed_back_it_is_registered_anew_and_stays_restricted(world: World) -> None:
    case = sealed(world)
    with clock.pinned(NOON + timedelta(days=2)):
        leader = world.at("leader")
        answer = leader.do(f"{case}/hand-back", reason=COMES_BACK, director="某director", agreed_on="2026-09-03")
        assert answer.status_code == 303, answer.text
    state, holder, restricted, category, text = world.file(
        case, "state", "holder_uid", "restricted", "category", "cleared_version"
    )
    assert (state, holder, restricted, category, text) == (State.REGISTERED, world.uid("officer"), True, None, 0)
    facts = world.read(lambda session: _last(session, case).details.facts)
    assert facts["agreed_by"] == {"name": "某director", "on": "2026-09-03"}
    days = world.read(lambda session: [one.due_on for one in _case(session, case).clocks if one.kind == "decide"])
    assert str(days[-1]) == "2026-09-10"
    assert world.at("officer").client.get(case).status_code == 200
    assert world.at("power-head").client.get(case).status_code == 404


def test_handed_back_it_is_a_round_of_its_own(world: World) -> None:
    case = sealed(world, State.REWORK)
    world.at("leader").do(f"{case}/hand-back", reason=COMES_BACK, director="某director", agreed_on="2026-09-01")
    columns = ("rework_rounds", "callback_at", "callback_solved", "feedback_at", "extended", "closed_at")
    assert world.file(case, *columns) == [0, None, None, None, False, None]


def test_handed_back_no_station_reads_the_old_text(world: World) -> None:
    case = sealed(world)
    world.at("leader").do(f"{case}/hand-back", reason=COMES_BACK, director="某director", agreed_on="2026-09-01")
    officer = world.at("officer")
    assert officer.do(f"{case}/accept", category="M1", grade="U3").status_code == 303
    page = officer.client.get(f"{case}/dispatch")
    assert page.status_code == 422 and "请先写交办内容。" in page.text
    assert officer.do(f"{case}/text", text="三组停电，请核实。").status_code == 303
    page = officer.client.get(f"{case}/dispatch")
    assert page.status_code == 422 and "第二个人" in page.text or "第二人" in page.text
    assert officer.client.get(f"{case}/check-text").status_code == 422
    assert "三组停电，请核实。" in world.at("officer2").client.get(f"{case}/check-text").text
    assert world.at("officer2").do(f"{case}/check-text").status_code == 303
    assert officer.do(f"{case}/dispatch", station=world.unit("power")).status_code == 303


def test_handing_back_needs_the_directors_name_and_a_day_that_has_come(world: World) -> None:
    case = sealed(world)
    leader = world.at("leader")
    given = {"reason": COMES_BACK, "director": "某director", "agreed_on": "2026-09-01"}
    for changed, sentence in (
        ({"director": ""}, "请选择书面同意的主任。"),
        ({"director": "某路人"}, "请选择书面同意的主任。"),
        ({"agreed_on": "2027-01-01"}, "请填写书面同意的日期，不能晚于今天。"),
        ({"reason": ""}, "请写明退回哪一部分，为什么。"),
    ):
        answer = leader.do(f"{case}/hand-back", **(given | changed))
        assert answer.status_code == 422 and sentence in answer.text, changed
    assert world.file(case, "state") == [State.SEALED]


def test_the_office_keeps_a_number_and_a_day(world: World) -> None:
    case = sealed(world)
    for account in ("officer", "officer2", "director"):
        page = world.at(account).client.get("/cases/referred")
        assert page.status_code == 200
        assert reference(case) in page.text and "2026-09-01" in page.text
        assert "停电" not in page.text and f'href="{case}"' not in page.text
    for account in ("clerk", "callback", "oversight", "power-head"):
        assert world.at(account).client.get("/cases/referred").status_code == 404, account


def test_whoever_it_complains_about_does_not_find_it_on_the_list(world: World) -> None:
    case = world.case(State.HANDLING)
    with world.writing() as session:
        session.add(Accused(case_uid=_case(session, case).uid, person_uid=world.uid("officer2")))
    world.at("officer").do(f"{case}/seal", category="D2")
    assert reference(case) in world.at("officer").client.get("/cases/referred").text
    assert reference(case) not in world.at("officer2").client.get("/cases/referred").text


def test_whoever_is_complained_about_does_not_take_the_referral_or_the_return(world: World) -> None:
    with world.writing() as session:
        discipline(session, world.town, "callback")
        life = lived(session, world.town, State.HANDLING)
        life.file.accused.append(Accused(case_uid=life.file.uid, person_uid=world.uid("callback")))
        life.file.accused.append(Accused(case_uid=life.file.uid, person_uid=world.uid("officer")))
        session.flush()
        assert queries.referred_to(session, life.file, life.now()) == world.uid("leader")
        assert queries.office_person(session, life.file, life.now()) != world.uid("officer")
