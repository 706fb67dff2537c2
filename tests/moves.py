"""For each action of a case: how it is done with lawful facts, through the real service."""

from typing import Any

from casebook.case.models import Letter, Side, State
from casebook.case.taxonomy import Grade, Outcome, Rating, Solved, Track
from casebook.case.workflow import Action as A
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.people.models import Role
from casebook.responsibility import service as responsibility
from casebook.responsibility.queries import chain_of
from casebook.stages.assignment import service as assignment
from casebook.stages.callback import service as callback
from casebook.stages.callback.service import Heard, Rated
from casebook.stages.handling import service as handling
from casebook.stages.handling.service import Answer, Talk
from tests.lives import OPINION, Life, Move, Way
from tests.stages.assignment import moves as later_assignment
from tests.stages.backlog import moves as backlog
from tests.stages.cohandling import moves as cohandling
from tests.stages.declining import moves as declining
from tests.stages.extension import moves as extension
from tests.stages.merging import moves as merging
from tests.stages.reopening import moves as reopening
from tests.stages.returning import moves as returning
from tests.stages.review import moves as review
from tests.stages.sealing import moves as sealing
from tests.stages.supervision import moves as supervision
from tests.stages.supplement import moves as supplement

STAGES = (
    later_assignment,
    supplement,
    declining,
    reopening,
    returning,
    merging,
    sealing,
    extension,
    cohandling,
    backlog,
    review,
    supervision,
)

SOLVED = Heard(Solved.YES, Rating.SATISFIED)
UNSOLVED = Heard(Solved.NO, Rating.DISSATISFIED)
ANSWER = Answer("已经抢修，恢复供电。", "照片1")
RATED = Rated(Solved.YES, Rating.SATISFIED, Rating.BASICALLY, Rating.SATISFIED)


def _opinion(life: Life) -> Any:
    return OPINION if life.file.track is Track.PETITION else None


def _talk(now: Moment) -> Talk:
    return Talk(now.at, "telephone", "已说明")


def _unit(life: Life) -> Any:
    return life.town.units[life.station]


def _answer(life: Life) -> Answer:
    return Answer(f"第{life.file.version}次：逐户核查。", "照片")


def _waiting(life: Life, now: Moment) -> Letter:
    letter = handling._letter(life.file, Side.STATION, now, "今晚恢复。", life.town.uid("power-head"), None)
    life.session.add(letter)
    life.session.flush()
    return letter


def _handler(life: Life) -> str:
    return life.town.uid(f"{life.station}-handler")


def reveal(life: Life, actor: Any, now: Moment, fresh: bool = True, used: int = 0) -> object:
    """Show the telephone, on record."""
    facts = {"reason": True, "field": "telephone", "fresh": fresh, "reveals_this_hour": used}
    return perform(life.file, A.REVEAL, actor, now, facts)


def new_code(life: Life, actor: Any, now: Moment) -> object:
    """A new query code is issued to whoever gave name and telephone."""
    return perform(life.file, A.NEW_CODE, actor, now, {"receipt": life.file.receipts[0].uid, "matched": True})


def take_over(life: Life, actor: Any, now: Moment) -> object:
    """The duty passes to a successor who signs for it."""
    event = perform(life.file, A.TAKE_OVER, actor, now, {"holder": actor.uid, "handover": "list"})
    unit = next(iter(actor.posts)).unit_uid
    responsibility.take(life.file, chain_of(life.session, life.file.uid), actor.uid, unit, now)
    return event


def lapse(life: Life, actor: Any, now: Moment) -> object:
    """A request nobody decided runs out."""
    waiting = [one.uid for one in life.file.proposals if one.outcome is None]
    return perform(life.file, A.LAPSE, actor, now, {"proposal": waiting[0] if waiting else "none"})


def deliver(life: Life, actor: Any, now: Moment) -> object:
    """A letter is handed over."""
    return perform(life.file, A.DELIVER, actor, now, {"notice": "letter", "how": "signed", "delivered_at": now.at})


def recount(life: Life, actor: Any, now: Moment) -> object:
    """A calendar has moved a date."""
    facts = {"clock": "law60", "old": now.today.isoformat(), "new": now.today.isoformat()}
    return perform(life.file, A.RECOUNT, actor, now, facts)


MOVES: dict[A, Move] = {
    A.ANSWER: lambda one, a, n: assignment.answer_now(one.session, one.file, a, n, "L1", Grade.U3, "可以在当地补领。"),
    A.ACCEPT: lambda one, a, n: assignment.accept(
        one.session, one.file, a, n, one.file.category or "A2", Grade.U3, _unit(one)
    ),
    A.WRITE_TEXT: lambda one, a, n: assignment.write_text(one.session, one.file, a, n, "请立即抢修。"),
    A.DISPATCH: lambda one, a, n: assignment.dispatch(
        one.session, one.file, a, n, _unit(one), [one.town.units["land"]] if one.station != "land" else []
    ),
    A.RECALL: lambda one, a, n: assignment.recall(one.session, one.file, a, n, "派错了单位"),
    A.DESIGNATE: lambda one, a, n: assignment.designate(
        one.session, one.file, a, n, _unit(one), _handler(one), "某经办", "两个单位互称不归己管", "首接负责"
    ),
    A.SIGN: lambda one, a, n: handling.sign(one.session, one.file, a, n),
    A.SIGN_FOR: lambda one, a, n: handling.sign_for(
        one.session, one.file, a, n, one.town.uid(f"{one.station}-head"), "回执7"
    ),
    A.GIVE: lambda one, a, n: handling.give(one.session, one.file, a, n, _handler(one), "某经办"),
    A.TAKE: lambda one, a, n: handling.take(one.session, one.file, a, n),
    A.HAND_IN: lambda one, a, n: handling.hand_in(one.session, one.file, a, n, "办好了"),
    A.GIVE_BACK: lambda one, a, n: handling.give_back(one.session, one.file, a, n, "缺照片"),
    A.CONTACT: lambda one, a, n: handling.record_contact(one.session, one.file, a, n, _talk(n)),
    A.CONTACT_FOR: lambda one, a, n: handling.record_contact_for(one.session, one.file, a, n, _talk(n), "回执8"),
    A.RELAY: lambda one, a, n: handling.relay(one.session, one.file, a, n, _waiting(one, n)),
    A.STATION_MESSAGE: lambda one, a, n: handling.write_as_station(one.session, one.file, a, n, "今晚恢复。"),
    A.TELL_STATION: lambda one, a, n: handling.write_to_station(one.session, one.file, a, n, "请今晚答复。"),
    A.OFFICE_MESSAGE: lambda one, a, n: handling.write_as_office(one.session, one.file, a, n, "正在核对。"),
    A.CITIZEN_MESSAGE: lambda one, a, n: handling.write_as_citizen(one.session, one.file, a, n, "还是没电。"),
    A.CONFIRM: lambda one, a, n: handling.confirm(one.session, one.file, a, n),
    A.CLOSE: lambda one, a, n: handling.close(one.session, one.file, a, n, _answer(one)),
    A.CLOSE_FOR: lambda one, a, n: handling.close_for(
        one.session, one.file, a, n, Answer("已退费。", "扫描3", n.today)
    ),
    A.CLOSE_AGAIN: lambda one, a, n: handling.close_again(one.session, one.file, a, n, _answer(one)),
    A.CLOSE_AGAIN_FOR: lambda one, a, n: handling.close_again_for(
        one.session, one.file, a, n, Answer(f"第{one.file.version}次", "扫描4", n.today)
    ),
    A.CLOSE_DIRECTLY: lambda one, a, n: handling.close_directly(
        one.session, one.file, a, n, ANSWER, "page", "", _opinion(one)
    ),
    A.SEND_BACK: lambda one, a, n: callback.send_back(one.session, one.file, a, n, "套话，没有照片"),
    A.PASS: lambda one, a, n: callback.pass_on(one.session, one.file, a, n, None, _opinion(one)),
    A.CALL: lambda one, a, n: callback.record_call(one.session, one.file, a, n, UNSOLVED),
    A.EVALUATE: lambda one, a, n: callback.evaluate(one.session, one.file, a, n, UNSOLVED),
    A.END: lambda one, a, n: callback.end(one.session, one.file, a, n, SOLVED, Outcome.SUPPORTED, False),
    A.REDO: lambda one, a, n: callback.redo(one.session, one.file, a, n, "答复与现场不符"),
    A.NOT_SOLVED: lambda one, a, n: callback.not_solved(one.session, one.file, a, n),
    A.NOT_SOLVED_FOR: lambda one, a, n: callback.not_solved_for(one.session, one.file, a, n, "又停了"),
    A.RATE: lambda one, a, n: callback.rate(one.session, one.file, a, n, RATED),
    A.REVEAL: reveal,
    A.NEW_CODE: new_code,
    A.TAKE_OVER: take_over,
    A.LAPSE: lapse,
    A.DELIVER: deliver,
    A.RECOUNT: recount,
}
WAYS: dict[State, Way] = {}
for _stage in STAGES:
    MOVES |= _stage.MOVES
    WAYS |= _stage.WAYS

STATION_OF = {"head": Role.STATION_HEAD, "liaison": Role.LIAISON, "handler": Role.HANDLER}
