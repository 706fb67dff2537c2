"""Lawful moves of this stage, and the shortest ways to its states."""

from datetime import timedelta
from typing import Any

from casebook.case.actions import Action as A
from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Grade
from casebook.kernel.deadlines import Moment
from casebook.stages.assignment import service as assignment
from casebook.stages.declining import service
from casebook.stages.declining.grounds import Ground
from casebook.stages.declining.service import Decline, Ending, Receiver
from tests.lives import Life, Move, Way

DECLINE = Decline(
    ground=Ground.LAWSUIT,
    reason="判决已经生效，对判决的异议由人民法院处理",
    rule="《信访工作条例》第三十一条",
    route="向人民法院申请再审",
    body="安澄市人民法院",
    telephone="0000-5550300",
    address="安澄市长宁路1号",
)
ENDING = Ending(Ground.REVIEW, "反映人已经就同一处罚申请行政复议", "《信访工作条例》第三十一条", "等待行政复议决定")


def receiver(now: Moment) -> Receiver:
    """A body that has confirmed that the matter is its own."""
    term = now.today + timedelta(days=15)
    return Receiver("安澄市公安局", "0000-5550400", "安澄市长宁路9号", "信访科范科长", now.at, term)


def settled(life: Life, text: str = "补办证件要带什么？") -> CaseFile:
    """Another case of the same station, answered on the spot."""
    other = Life(life.session, life.town, at=life.at - timedelta(hours=2), station=life.station)
    other.register("clerk", text=text)
    assignment.answer_now(other.session, other.file, other.actor("clerk"), other.now(), "L1", Grade.U3, "带身份证。")
    return other.done().file


def proposed(life: Life) -> None:
    """The officer proposes to decline."""
    service.decline_ask(life.session, life.file, life.actor("officer"), life.now(), DECLINE)
    life.done()


def declined(life: Life) -> None:
    """The officer proposes to decline and the director countersigns."""
    proposed(life)
    service.decline(life.session, life.file, life.actor("director"), life.now())


def asked_to_end(life: Life) -> None:
    """The station head proposes to discontinue."""
    service.terminate_ask(life.session, life.file, life.post("head"), life.now(), ENDING)
    life.done()


def discontinued(life: Life) -> None:
    """The station head proposes to discontinue and the officer decides so."""
    asked_to_end(life)
    service.terminate(life.session, life.file, life.actor("officer"), life.now())


def transferred(life: Life) -> None:
    """The officer forwards it."""
    now = life.now()
    service.transfer(life.session, life.file, life.actor("officer"), now, receiver(now))


def _no_longer(life: Life, actor: Any, now: Moment) -> None:
    service.no_longer(life.session, life.file, actor, now, settled(life), "同一个人问的同一件事")


MOVES: dict[A, Move] = {
    A.DECLINE_ASK: lambda one, a, n: service.decline_ask(one.session, one.file, a, n, DECLINE),
    A.DECLINE: lambda one, a, n: service.decline(one.session, one.file, a, n),
    A.DECLINE_FOR: lambda one, a, n: service.decline_for(
        one.session, one.file, a, n, one.town.uid("director"), "会签单3"
    ),
    A.DECLINE_REFUSE: lambda one, a, n: service.decline_refuse(one.session, one.file, a, n, "属于本办职责"),
    A.TRANSFER: lambda one, a, n: service.transfer(one.session, one.file, a, n, receiver(n)),
    A.NO_LONGER: _no_longer,
    A.TERMINATE_ASK: lambda one, a, n: service.terminate_ask(one.session, one.file, a, n, ENDING),
    A.TERMINATE: lambda one, a, n: service.terminate(one.session, one.file, a, n),
    A.TERMINATE_REFUSE: lambda one, a, n: service.terminate_refuse(one.session, one.file, a, n, "复议不影响办理"),
}
WAYS: dict[State, Way] = {
    State.DECLINED: (State.REGISTERED, declined),
    State.TRANSFERRED: (State.REGISTERED, transferred),
}
