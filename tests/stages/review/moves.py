"""Lawful moves of review and re-review, and the shortest ways to their states."""

from collections.abc import Callable
from typing import Any

from casebook.case.actions import Action as A
from casebook.case.models import State
from casebook.case.taxonomy import ReviewResult, Track
from casebook.kernel.deadlines import Moment
from casebook.kernel.transition import perform
from casebook.stages.review import service
from casebook.stages.review.service import Decision
from tests.lives import Life, Move, Way

REASONS = "答复说已经恢复供电，可是三组到今天还没有电。"
CITY, HIGHER = "安澄市效能办", "安澄市人民政府"


def decision(now: Moment, result: ReviewResult = ReviewResult.UPHELD, **changed: Any) -> Decision:
    """What the body decides."""
    given = {"body": CITY, "paper": "复查12号", "next_body": HIGHER, **changed}
    return Decision(result, "经查，答复属实，程序合法。", "信访工作条例 35", now.at, **given)


def decide(act: Callable[..., object], **changed: Any) -> Move:
    """The decision upholds the answer."""
    return lambda one, a, n: act(one.session, one.file, a, n, decision(n, **changed))


def in_petition(life: Life) -> Life:
    """The complainant asks for a written answer: the case is under petition procedure."""
    perform(life.file, A.ASK_WRITTEN, life.citizen, life.now(), {"track": Track.PETITION})
    life.file.track = Track.PETITION
    return life.done()


def ask_review(life: Life) -> None:
    """The complainant asks for review."""
    in_petition(life)
    MOVES[A.REVIEW_ASK](life, life.citizen, life.now())


def ask_recheck(life: Life) -> None:
    """The review upholds the answer, and the complainant asks for re-review."""
    MOVES[A.REVIEW_DECIDE](life, life.actor("oversight"), life.now())
    life.done()
    MOVES[A.RECHECK_ASK](life, life.citizen, life.now())


def end(life: Life) -> None:
    """The re-review is decided."""
    MOVES[A.RECHECK_DECIDE](life, life.actor("oversight"), life.now())


def hearing(life: Life, actor: Any, now: Moment) -> object:
    """A hearing of one day, today."""
    return service.hold_hearing(life.session, life.file, actor, now, now.today, now.today)


MOVES: dict[A, Move] = {
    A.REVIEW_ASK: lambda one, a, n: service.ask_review(one.session, one.file, a, n, REASONS),
    A.REVIEW_ASK_FOR: lambda one, a, n: service.ask_review_for(one.session, one.file, a, n, REASONS, "来信7"),
    A.REVIEW_DECIDE: decide(service.decide_review),
    A.REVIEW_DECIDE_FOR: decide(service.decide_review_for),
    A.RECHECK_ASK: lambda one, a, n: service.ask_recheck(one.session, one.file, a, n, REASONS),
    A.RECHECK_ASK_FOR: lambda one, a, n: service.ask_recheck_for(one.session, one.file, a, n, REASONS, "来信9", HIGHER),
    A.HEARING: hearing,
    A.RECHECK_DECIDE: decide(service.decide_recheck, body=HIGHER),
    A.RECHECK_DECIDE_FOR: decide(service.decide_recheck_for, body=HIGHER),
}
WAYS: dict[State, Way] = {
    State.IN_REVIEW: (State.CLOSED, ask_review),
    State.IN_RECHECK: (State.IN_REVIEW, ask_recheck),
    State.TERMINATED: (State.IN_RECHECK, end),
}
