"""A station returns a case: what it leaves behind, agreed, refused and undecided; and who may not ask or decide."""

from datetime import timedelta

import pytest

from casebook import clock
from casebook.case.models import State
from casebook.outbox import worker
from casebook.stages.assignment import service as assignment
from casebook.stages.returning import service
from casebook.stages.returning.queries import asked
from casebook.stages.service import standing_values
from tests.lives import Life
from tests.moves import MOVES, A
from tests.stages.conftest import NOON, World, _case
from tests.stages.returning.moves import STAYS, WHOSE, WHY, ask
from tests.stages.sealing.people import tie

PENDING = State.RETURN_PENDING


def running(case: str, world: World) -> set[str]:
    def kinds(session: object) -> set[str]:
        return {one.kind for one in _case(session, case).clocks if one.runs}  # type: ignore[arg-type]

    return world.read(kinds)


def test_asking_leaves_the_case_where_it_is_and_its_answer_due(world: World) -> None:
    case = world.case(PENDING)
    assert world.file(case, "holder_uid", "main_unit_uid") == [world.uid("officer"), world.unit("power")]
    assert running(case, world) == {"law60", "feedback", "sign", "contact", "return"}
    told = world.read(lambda session: asked(session, _case(session, case)))
    assert (told.name, told.reason, told.body) == ("某power-head", WHY, WHOSE)
    assert world.read(lambda session: standing_values(session, _case(session, case)))["date"] == "2026-09-02"


def test_the_station_says_on_its_page_why_and_whose_it_is(world: World) -> None:
    case = world.case(State.DISPATCHED)
    head = world.at("power-head")
    assert "本办在1个工作日内审核" in head.client.get(f"{case}/return-ask").text
    answer = head.do(f"{case}/return-ask", body=world.unit("land"), reason=WHY)
    assert answer.status_code == 303
    assert world.file(case, "state") == [PENDING]
    told = world.read(lambda session: asked(session, _case(session, case)))
    assert told.body == "望禾land站"


def test_another_authority_needs_its_name(world: World) -> None:
    case = world.case(State.DISPATCHED)
    answer = world.at("power-liaison").do(f"{case}/return-ask", body="other", reason=WHY)
    assert answer.status_code == 422
    assert "请写明是哪个单位。" in answer.text and WHY in answer.text
    answer = world.at("power-liaison").do(f"{case}/return-ask", body="other", other="县水利局", reason=WHY)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("field", "sentence"), [("body", "请选择应由哪个单位办理。"), ("reason", "请写明理由和依据。")]
)
def test_reason_and_competent_unit_are_both_needed(world: World, field: str, sentence: str) -> None:
    case = world.case(State.DISPATCHED)
    given = {"body": world.unit("land"), "reason": WHY} | {field: ""}
    answer = world.at("power-head").do(f"{case}/return-ask", **given)
    assert answer.status_code == 422 and sentence in answer.text
    assert "return-ask" not in world.events(case)


def test_the_office_enters_the_return_of_a_station_on_paper_from_its_slip(world: World) -> None:
    case = world.case(State.DISPATCHED, "school")
    given = {"body": world.unit("land"), "reason": WHY, "slip": "回执12"}
    assert world.at("officer").do(f"{case}/return-ask-for", **given | {"slip": ""}).status_code == 422
    assert world.at("officer").do(f"{case}/return-ask-for", **given).status_code == 303
    assert world.read(lambda session: asked(session, _case(session, case))).slip == "回执12"


def test_whoever_decides_reads_what_was_asked(world: World) -> None:
    case = world.case(PENDING)
    for step in ("return-agree", "return-refuse"):
        page = world.at("officer2").client.get(f"{case}/{step}")
        assert page.status_code == 200
        assert WHY in page.text and WHOSE in page.text and "某power-head" in page.text


def test_agreed_the_officer_answers_and_the_station_knows_no_more(world: World) -> None:
    case = world.case(PENDING)
    assert world.at("officer2").do(f"{case}/return-agree").status_code == 303
    state, holder, unit, times, closed = world.file(
        case, "state", "holder_uid", "main_unit_uid", "returns", "returns_closed"
    )
    assert (state, holder, unit, times, closed) == (State.ACCEPTED, world.uid("officer2"), None, 1, False)
    assert running(case, world) == {"law60", "feedback"}
    assert world.at("power-head").client.get(case).status_code == 404


def test_refused_it_stays_with_whoever_had_it_and_is_not_returned_again(world: World) -> None:
    case = world.case(State.HANDLING, then=ask)
    answer = world.at("officer").do(f"{case}/return-refuse", reason=STAYS)
    assert answer.status_code == 303
    state, holder, times, refused, closed = world.file(
        case, "state", "holder_uid", "returns", "returns_refused", "returns_closed"
    )
    assert (state, holder, times, refused, closed) == (State.HANDLING, world.uid("power-head"), 0, 1, True)
    page = world.at("power-head").client.get(f"{case}/return-ask")
    assert page.status_code == 422 and "不能再退单" in page.text
    assert "feedback" in running(case, world) and "return" not in running(case, world)


def test_refusing_needs_a_reason(world: World) -> None:
    case = world.case(PENDING)
    answer = world.at("officer").do(f"{case}/return-refuse", reason=" ")
    assert answer.status_code == 422 and "请写明不同意的理由。" in answer.text
    assert world.file(case, "state") == [PENDING]


def test_a_new_dispatch_opens_the_right_to_return_again(world: World) -> None:
    def refused_and_sent_anew(life: Life) -> None:
        ask(life)
        service.refuse(life.session, life.file, life.actor("officer"), life.now(), STAYS)
        assignment.recall(life.session, life.file, life.actor("officer"), life.now(), "改派")
        life.done().station = "land"
        life.dispatch()

    case = world.case(State.DISPATCHED, then=refused_and_sent_anew)
    assert world.file(case, "returns_closed") == [False]
    assert world.at("land-head").client.get(f"{case}/return-ask").status_code == 200


def test_a_second_return_is_the_directors_to_decide(world: World) -> None:
    def returned_once(life: Life) -> None:
        ask(life)
        service.agree(life.session, life.file, life.actor("officer"), life.now())
        life.done().station = "land"
        life.dispatch()
        ask(life)

    case = world.case(State.DISPATCHED, then=returned_once)
    page = world.at("officer").client.get(f"{case}/return-agree")
    assert page.status_code == 422 and "请报主任指定" in page.text
    person = f"{world.unit('land')}:{world.uid('land-handler')}"
    answer = world.at("director").do(f"{case}/designate", person=person, reason="两次退单", rule="首接负责")
    assert answer.status_code == 303
    holder, designated, closed = world.file(case, "holder_uid", "designated", "returns_closed")
    assert (holder, designated, closed) == (world.uid("land-handler"), True, True)
    assert running(case, world) == {"law60", "feedback", "contact"}


def test_what_was_designated_is_not_returned(world: World) -> None:
    case = world.case(State.DISPATCHED, then=lambda life: MOVES[A.DESIGNATE](life, life.actor("director"), life.now()))
    page = world.at("power-head").client.get(f"{case}/return-ask")
    assert page.status_code == 422 and "不能再退单" in page.text


def test_the_sentence_says_until_when_a_return_was_possible(world: World) -> None:
    # Dispatched at 13:00 in the town: twenty-four hours by the clock.
    case = world.case(State.DISPATCHED)
    with clock.pinned(NOON + timedelta(days=1)):
        page = world.at("power-head").client.get(f"{case}/return-ask")
    assert page.status_code == 422
    assert "退单要在2026-09-02 13:00前提出" in page.text


def test_in_petition_procedure_the_window_ends_with_a_day(world: World) -> None:
    # Dispatched on Tuesday 1 September: five working days are over with Tuesday the 8th.
    def petition(life: Life) -> None:
        life.register(by="clerk", wants_written=True).accept().text().dispatch()

    with world.writing() as session:
        life = Life(session, world.town)
        petition(life)
        case = f"/cases/{life.file.reference}"
    with clock.pinned(NOON + timedelta(days=8)):
        page = world.at("power-head").client.get(f"{case}/return-ask")
    assert page.status_code == 422 and "退单要在2026-09-08前提出" in page.text


def test_undecided_for_a_working_day_it_counts_as_refused(world: World) -> None:
    case = world.case(PENDING)
    with clock.pinned(NOON + timedelta(days=2)), world.app.app_context():
        worker.work_all()
    state, holder, refused, closed = world.file(case, "state", "holder_uid", "returns_refused", "returns_closed")
    assert (state, holder, refused, closed) == (State.DISPATCHED, world.uid("officer"), 1, True)
    assert world.events(case)[-1] != "return-agree" and "return-lapse" in world.events(case)


def test_a_return_that_was_decided_does_not_lapse_as_well(world: World) -> None:
    case = world.case(PENDING)
    world.at("officer").do(f"{case}/return-agree")
    with clock.pinned(NOON + timedelta(days=2)), world.app.app_context():
        worker.work_all()
    assert "return-lapse" not in world.events(case)
    assert world.file(case, "returns_refused") == [0]


@pytest.mark.parametrize("persona", ["clerk", "director", "callback", "leader", "power-head"])
def test_nobody_but_a_case_officer_decides(world: World, persona: str) -> None:
    case = world.case(PENDING)
    assert world.at(persona).client.get(f"{case}/return-agree").status_code == 403
    assert world.at(persona).client.get(f"{case}/return-refuse").status_code == 403
    assert world.at("land-head").client.get(f"{case}/return-agree").status_code == 404


def test_asking_twice_is_too_late(world: World) -> None:
    case = world.case(PENDING)
    answer = world.at("power-liaison").client.get(f"{case}/return-ask")
    assert answer.status_code == 409


def test_two_officers_decide_at_once_and_one_is_told(world: World) -> None:
    case = world.case(PENDING)
    first, second = world.at("officer"), world.at("officer2")
    drawn = second.open(f"{case}/return-refuse")
    assert first.do(f"{case}/return-agree").status_code == 303
    answer = second.send(f"{case}/return-refuse", drawn | {"reason": STAYS})
    assert answer.status_code == 409 and STAYS in answer.text
    assert world.file(case, "returns_refused") == [0]


def test_a_tie_to_the_station_keeps_an_officer_from_deciding(world: World) -> None:
    case = world.case(PENDING)
    with world.writing() as session:
        tie(session, world.town, "officer2", unit="power")
    assert world.at("officer2").client.get(f"{case}/return-agree").status_code == 403
    assert world.at("officer").client.get(f"{case}/return-agree").status_code == 200
