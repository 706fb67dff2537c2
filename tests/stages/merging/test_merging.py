"""Two cases of one matter: what the one that goes on takes over, what stays apart, and the whole way back."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook import clock
from casebook.case.models import Accused, CaseFile, CaseLink, State
from casebook.case.queries import find
from casebook.case.service import play
from casebook.case.taxonomy import Grade, Part
from casebook.kernel.access import Outcome, decide, visible_to
from casebook.people.actor import Citizen
from casebook.people.models import Person
from casebook.responsibility.queries import chain_of
from casebook.stages.merging import queries, service
from casebook.stages.merging.queries import alike, bigrams, master_of, master_state, twins
from tests.lives import Life
from tests.moves import MOVES, A
from tests.signed_in import follow
from tests.stages.conftest import NOON, World, _case
from tests.stages.merging.moves import NOT_THE_SAME, another

OUTAGE = "我们三组也从六点多停电到现在，电话没人接。"


def pair(world: World, state: State = State.ACCEPTED, station: str = "power", **more: str) -> tuple[str, str]:
    """A case lived to a state, and another one of the same station just registered; their addresses."""
    case = world.case(state, station)
    with world.writing() as session:
        other = Life(session, world.town, station=station).register(**({"text": OUTAGE} | more))
        return case, f"/cases/{other.file.reference}"


def reference(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def merged(world: World) -> tuple[str, str]:
    """A case in hand at the station merged into one that waits to be decided."""
    case, master = pair(world, State.HANDLING)
    answer = world.at("officer").do(f"{case}/merge", twin=reference(master), same="event")
    assert answer.status_code == 303, answer.text
    return case, master


def clocks(session: Session, case: str) -> dict[str, tuple[object, object]]:
    return {one.kind: (one.due_at, one.stopped_at) for one in _case(session, case).clocks}


def test_the_likeliest_twin_is_offered_and_taken(world: World) -> None:
    case, master = pair(world)
    world.case(State.REGISTERED, "land")
    page = world.at("officer").client.get(f"{case}/merge").text
    assert reference(master) in page and "文字有" in page
    assert world.at("officer").do(f"{case}/merge", twin=reference(master), same="person").status_code == 303
    assert world.file(case, "state", "closed_by") == [State.MERGED, "T9"]
    assert world.events(case)[-1] == "merge" and world.events(master) == ["register", "join"]


def test_twins_are_of_the_same_station_of_these_weeks_and_open(world: World) -> None:
    with world.writing() as session:
        life = Life(session, world.town).register().accept()
        near = Life(session, world.town).register(text=OUTAGE).file
        Life(session, world.town, station="land").register(text=OUTAGE)
        Life(session, world.town).register(text="窗口收费没有公示，要了五十元。")
        long_ago = Life(session, world.town).register(text=OUTAGE).file
        long_ago.received_at = near.received_at.replace(month=7)
        session.flush()
        officer = life.actor("officer")
        case = find(session, officer, life.file.reference)
        assert case is not None
        found = twins(session, officer, case, life.now())
        assert [twin.case.uid for twin in found] == [near.uid]


def test_what_may_not_be_seen_is_not_offered(world: World) -> None:
    case, master = pair(world)
    with world.writing() as session:
        session.add(Accused(case_uid=_case(session, master).uid, person_uid=world.uid("officer")))
    assert reference(master) not in world.at("officer").client.get(f"{case}/merge").text
    answer = world.at("officer").do(f"{case}/merge", reference=reference(master), same="event")
    assert answer.status_code == 422 and "没有这个编号的在办办件" in answer.text
    assert reference(master) in world.at("officer2").client.get(f"{case}/merge").text


def test_alike_is_the_share_of_common_pairs_of_characters() -> None:
    assert bigrams("停电了，停电") == {"停电", "电了", "了停"}
    assert alike(bigrams("停电了"), bigrams("停电啦")) == pytest.approx(1 / 3)
    assert alike(bigrams(""), bigrams("啊")) == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"twin": "", "reference": "", "same": "event"}, "请选择办件，或者填写办件编号。"),
        ({"twin": "", "reference": "AJ26-00000000", "same": "event"}, "没有这个编号的在办办件"),
        ({"twin": "AJ26-00000000", "same": "event"}, "请选择办件，或者填写办件编号。"),
        ({"same": ""}, "请选择哪一点相同。"),
        ({"same": "weather"}, "请选择哪一点相同。"),
    ],
)
def test_bad_input_is_one_sentence_at_the_field(world: World, typed: dict[str, str], sentence: str) -> None:
    case, master = pair(world)
    answer = world.at("officer").do(f"{case}/merge", **({"twin": reference(master), "same": "event"} | typed))
    assert answer.status_code == 422 and sentence in answer.text
    assert world.file(case, "state") == [State.ACCEPTED]


def test_a_case_is_not_merged_into_itself_nor_into_one_that_is_over(world: World) -> None:
    case, over = world.case(State.ACCEPTED), world.case(State.CLOSED)
    for address in (case, over):
        answer = world.at("officer").do(f"{case}/merge", reference=reference(address), same="event")
        assert answer.status_code == 422
    assert world.file(case, "state") == [State.ACCEPTED]


def test_the_merged_case_is_over_and_the_other_goes_on(world: World) -> None:
    case, master = merged(world)
    state, by, unit = world.file(case, "state", "closed_by", "main_unit_uid")
    assert (state, by, unit) == (State.MERGED, "T9", world.unit("power"))
    assert world.read(lambda session: chain_of(session, _case(session, case).uid).closed_at) is not None
    assert world.read(lambda session: {stop is None for _due, stop in clocks(session, case).values()}) == {False}
    assert world.file(master, "state", "closed_at") == [State.REGISTERED, None]


def test_neither_complainant_learns_of_the_other(world: World) -> None:
    case, master = merged(world)
    with world.writing() as session:
        mine, other = _case(session, case), _case(session, master)
        for own, foreign in ((mine, other), (other, mine)):
            seen = session.scalars(visible_to(Citizen(own.receipts[0].uid), CaseFile)).all()
            assert own in seen and foreign not in seen
        assert master_state(session, mine) is State.REGISTERED
        assert {receipt.uid for receipt in mine.receipts}.isdisjoint(receipt.uid for receipt in other.receipts)


def test_undone_it_goes_on_with_its_person_and_its_dates(world: World) -> None:
    case, master = pair(world, State.HANDLING)
    before = world.read(lambda session: clocks(session, case))
    world.at("officer").do(f"{case}/merge", twin=reference(master), same="event")
    answer = world.at("officer2").do(f"{case}/unmerge", reason=NOT_THE_SAME)
    assert answer.status_code == 303, answer.text
    state, holder, closed, unit = world.file(case, "state", "holder_uid", "closed_at", "main_unit_uid")
    assert (state, holder, closed, unit) == (State.HANDLING, world.uid("power-head"), None, world.unit("power"))
    assert world.read(lambda session: clocks(session, case)) == before
    assert world.read(lambda session: chain_of(session, _case(session, case).uid).closed_at) is None
    assert world.events(case)[-1] == "unmerge" and world.events(master)[-1] == "separate"
    assert world.read(lambda session: session.scalars(select(CaseLink.ended_at)).one()) is not None


def test_whoever_has_left_does_not_get_it_back(world: World) -> None:
    case, _master = merged(world)
    with world.writing() as session:
        session.scalars(select(Person).where(Person.uid == world.uid("power-head"))).one().active = False
    world.at("officer2").do(f"{case}/unmerge", reason=NOT_THE_SAME)
    assert world.file(case, "state", "holder_uid") == [State.HANDLING, world.uid("officer2")]


def test_merged_taken_out_and_merged_again(world: World) -> None:
    case, master = merged(world)
    officer = world.at("officer")
    assert officer.do(f"{case}/unmerge", reason=NOT_THE_SAME).status_code == 303
    assert officer.do(f"{case}/merge", twin=reference(master), same="event").status_code == 303
    assert world.file(case, "state") == [State.MERGED]
    assert world.read(lambda session: session.scalars(select(CaseLink.ended_at)).all()) == [None]


def test_it_is_not_undone_once_the_other_is_over(world: World) -> None:
    case, master = merged(world)
    world.at("officer").do(f"{master}/answer", category="L1", grade="U3", answer="当天已经恢复。")
    answer = world.at("officer").do(f"{case}/unmerge", reason=NOT_THE_SAME)
    assert answer.status_code == 422
    assert "请重新启动那一件。" in answer.text and NOT_THE_SAME in answer.text
    assert world.file(case, "state") == [State.MERGED]


def test_undoing_needs_a_reason(world: World) -> None:
    case, _master = merged(world)
    answer = world.at("officer").do(f"{case}/unmerge", reason="")
    assert answer.status_code == 422 and "请写明撤销合并的理由。" in answer.text


@pytest.mark.parametrize("persona", ["clerk", "director", "callback", "leader"])
def test_only_a_case_officer_merges(world: World, persona: str) -> None:
    case, _master = pair(world)
    assert world.at(persona).client.get(f"{case}/merge").status_code == 403
    assert world.at("power-head").client.get(f"{case}/merge").status_code == 404


# ---- The strictest of both (CR12) ----


def test_the_case_that_goes_on_takes_over_every_protection(world: World) -> None:
    with world.writing() as session:
        life = Life(session, world.town).register().accept("J1", Grade.U3, accused=world.uid("power-handler"))
        life.file.restricted = True
        master = another(life)
        merge_into(life, master)
        assert (master.restricted, master.category, master.station_may_handle) == (True, "J1", False)
        assert master.unit_named_uid == world.unit("power")
        assert [row.person_uid for row in master.accused] == [world.uid("power-handler")]


def test_what_protects_the_other_already_stays(world: World) -> None:
    with world.writing() as session:
        life = Life(session, world.town).register().accept("M1", Grade.U3)
        other = Life(session, world.town, at=life.at).register().accept("J2", Grade.U3)
        merge_into(life, other.file)
        assert (other.file.category, other.file.station_may_handle) == ("J2", False)


def test_whoever_may_not_know_of_one_may_not_know_of_both(world: World) -> None:
    with world.writing() as session:
        life = Life(session, world.town).register().accept("J1", Grade.U3)
        play(life.file, world.uid("officer2"), Part.EXCLUDED, life.now())
        master = another(life)
        merge_into(life.done(), master)
        session.flush()
        outcome = decide(life.actor("officer2"), A.NOTE, master, life.now()).outcome
        assert outcome is Outcome.INVISIBLE


def test_a_case_is_not_given_to_a_station_that_may_not_know_of_it(world: World) -> None:
    handled = world.case(State.HANDLING)
    with world.writing() as session:
        barred = Life(session, world.town).register().accept("A2", Grade.U3, head_accused=True)
        case = f"/cases/{barred.file.reference}"
    answer = world.at("officer").do(f"{case}/merge", reference=reference(handled), same="event")
    assert answer.status_code == 422 and "请先收回那个办件" in answer.text
    assert world.file(case, "state") == [State.ACCEPTED]


def test_a_case_is_not_given_to_whoever_it_complains_about(world: World) -> None:
    handled = world.case(State.HANDLING)
    with world.writing() as session:
        about = Life(session, world.town).register().accept("A2", Grade.U3, accused=world.uid("power-head"))
        case = f"/cases/{about.file.reference}"
    answer = world.at("officer").do(f"{case}/merge", reference=reference(handled), same="event")
    assert answer.status_code == 422 and "请先收回那个办件" in answer.text


def test_one_case_cannot_bar_two_units(world: World) -> None:
    other = world.case(State.REGISTERED, "land")
    with world.writing() as session:
        barred = Life(session, world.town).register().accept("J1", Grade.U3)
        case = f"/cases/{barred.file.reference}"
    answer = world.at("officer").do(f"{case}/merge", reference=reference(other), same="event")
    assert answer.status_code == 422 and "请分别办理" in answer.text


def merge_into(life: Life, master: CaseFile) -> None:
    service.merge(life.session, life.done().file, master, life.actor("officer"), life.now(), "event")


def test_what_was_merged_in_is_listed_for_whoever_may_know_of_it(world: World) -> None:
    case, master = merged(world)
    with world.writing() as session:
        one, other = _case(session, case), _case(session, master)
        officer, stranger = world.town.actor(session, "officer"), world.town.actor(session, "land-head")
        assert queries.merged_into(session, officer, other) == [one]
        assert queries.merged_into(session, stranger, other) == []
        assert master_of(session, stranger, one) is None


def released(world: World, master: str, text: str) -> None:
    """The case the other one went into is handled and answered to the end of the check."""
    with world.writing() as session:
        life = Life(session, world.town, at=NOON, case=_case(session, master))
        life.accept().text().dispatch().sign().contact().close(text)
    world.browsers.clear()  # hours have passed
    passing = world.at("officer").client.get(f"{master}/pass").text
    assert "另有1件并入本件，其反映人也能看到这份答复" in passing
    assert world.at("officer").do(f"{master}/pass", delivery="delivered").status_code == 303


def test_whoever_was_merged_reads_the_answer_given_to_both(world: World) -> None:
    case, master = merged(world)
    with clock.pinned(NOON + timedelta(hours=8)):
        released(world, master, "变压器已更换，三组今晚恢复供电。")
        receipt = world.read(lambda session: _case(session, case).receipts[0].uid)
        visitor = world.app.test_client()
        follow(world.app, visitor, receipt)
        page = visitor.get("/track/case").text
    assert "变压器已更换，三组今晚恢复供电。" in page
    assert reference(master) not in page and OUTAGE not in page


def test_what_nobody_passed_is_answered_to_its_own_complainant_alone(world: World) -> None:
    case, master = merged(world)
    with world.writing() as session:
        life = Life(session, world.town, at=NOON, case=_case(session, master))
        life.accept("M1").text().dispatch().sign().contact()
        MOVES[A.CONFIRM](life, life.citizen, life.now())
        MOVES[A.CLOSE_DIRECTLY](life.done(), life.post("head"), life.now())
        receipt = _case(session, case).receipts[0].uid
    with clock.pinned(NOON + timedelta(hours=9)):
        visitor = world.app.test_client()
        follow(world.app, visitor, receipt)
        page = visitor.get("/track/case").text
    assert world.file(master, "state") == [State.CLOSED] and "已经抢修，恢复供电。" not in page
