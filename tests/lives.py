"""Cases lived to a state through the real services, along the shortest path, never made up."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from casebook import clock
from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Channel, Grade, ItemType, Outcome, Rating, Solved, Track
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.kernel.timetable import current
from casebook.letters.service import Opinion
from casebook.people.actor import Citizen
from casebook.stages.assignment import service as assignment
from casebook.stages.callback import service as callback
from casebook.stages.callback.service import Heard
from casebook.stages.handling import service as handling
from casebook.stages.handling.service import Answer, Talk
from casebook.stages.intake import service as intake
from casebook.stages.intake.service import Keys, Matter
from casebook.vault.models import Party
from tests.town import Town

OPINION = Opinion("九月一日上棚村三组停电三小时，值班电话无人接听。", "supported", "供电监管办法 14", "副主任 周某")
MORNING = datetime(2026, 9, 1, 1, tzinfo=UTC)  # Tuesday, 9 o'clock in the town


@dataclass
class Life:
    """One case on its way; `at` moves on by an hour with each step."""

    session: Session
    town: Town
    at: datetime = MORNING
    station: str = "power"
    case: CaseFile | None = None

    def now(self) -> Moment:
        """The next moment of this life."""
        self.at += timedelta(hours=1)
        return Moment(self.at, current(self.session))

    def actor(self, account: str) -> Any:
        """A person of the town as of this moment."""
        return self.town.actor(self.session, account)

    def post(self, name: str) -> Any:
        """The station's head, liaison or handler."""
        return self.actor(f"{self.station}-{name}")

    @property
    def file(self) -> CaseFile:
        """The case, once registered."""
        assert self.case is not None
        return self.case

    @property
    def citizen(self) -> Citizen:
        """Whoever holds the receipt."""
        return Citizen(self.file.receipts[0].uid)

    def done(self) -> "Life":
        """Write what happened to the database."""
        self.session.flush()
        return self

    def register(self, by: str = "citizen", party: Party | None = None, **changed: Any) -> "Life":
        """A complaint comes in, on line or through a clerk."""
        now = self.now()
        actor = Citizen(None) if by == "citizen" else self.actor(by)
        given = {
            "channel": Channel.ONLINE if by == "citizen" else Channel.HOTLINE,
            "item_type": ItemType.COMPLAINT,
            "received_at": now.at,
            "text": "上棚村三组从六点多就没电了。电话没人接。",
            "unit_named_uid": self.town.units[self.station].uid,
            **changed,
        }
        keys = Keys(code_hash="x", key_hash=new_uid().encode()[:32])
        self.case = intake.register(self.session, self.town.office, actor, now, Matter(**given), keys, party).case
        return self.done()

    def accept(self, category: str = "A2", grade: Grade = Grade.U3, **more: Any) -> "Life":
        """The officer accepts."""
        unit = self.town.units[self.station]
        assignment.accept(self.session, self.file, self.actor("officer"), self.now(), category, grade, unit, **more)
        return self.done()

    def text(self, text: str = "三组停电，请立即抢修。") -> "Life":
        """The officer writes the text for the station."""
        assignment.write_text(self.session, self.file, self.actor("officer"), self.now(), text)
        return self.done()

    def dispatch(self) -> "Life":
        """The officer dispatches."""
        unit = self.town.units[self.station]
        assignment.dispatch(self.session, self.file, self.actor("officer"), self.now(), unit)
        return self.done()

    def sign(self) -> "Life":
        """The head signs."""
        handling.sign(self.session, self.file, self.post("head"), self.now())
        return self.done()

    def contact(self, agreed: bool = False) -> "Life":
        """The head records a contact; `agreed`: the complainant agreed to the closing on a recorded line."""
        now = self.now()
        talk = Talk(now.at, "telephone", "已说明", agreed)
        handling.record_contact(self.session, self.file, self.post("head"), now, talk)
        return self.done()

    def close(self, text: str = "已经抢修，二十一时恢复供电。") -> "Life":
        """The head closes and sends it to be checked."""
        now = self.now()
        answer = Answer(text, "照片1", explained=self.file.is_overdue(now.at))
        handling.close(self.session, self.file, self.post("head"), now, answer)
        return self.done()

    def pass_on(self) -> "Life":
        """The officer passes the answer."""
        opinion = OPINION if self.file.track is Track.PETITION else None
        callback.pass_on(self.session, self.file, self.actor("officer"), self.now(), None, opinion)
        return self.done()

    def heard(self, solved: Solved = Solved.NO, rating: Rating = Rating.DISSATISFIED) -> "Life":
        """The call-back clerk hears the complainant."""
        callback.record_call(self.session, self.file, self.actor("callback"), self.now(), Heard(solved, rating))
        return self.done()

    def redo(self) -> "Life":
        """The officer orders it done again."""
        callback.redo(self.session, self.file, self.actor("officer"), self.now(), "答复与现场不符，重新办理。")
        return self.done()

    def close_again(self, text: str = "更换了变压器，逐户回访。") -> "Life":
        """The head closes again."""
        handling.close_again(self.session, self.file, self.post("head"), self.now(), Answer(text, "照片2"))
        return self.done()

    def end(self) -> "Life":
        """The call-back clerk confirms and ends it."""
        heard = Heard(Solved.YES, Rating.SATISFIED)
        callback.end(self.session, self.file, self.actor("callback"), self.now(), heard, Outcome.SUPPORTED, False)
        return self.done()


# How a deed is done with lawful facts; where a way to a state begins, and the steps from there.
Move = Callable[[Life, Any, Moment], object]
Way = tuple[State, Callable[[Life], object]]

WAY: dict[State, tuple[str, ...]] = {
    State.REGISTERED: ("register",),
    State.ACCEPTED: ("register", "accept", "text"),
    State.DISPATCHED: ("register", "accept", "text", "dispatch"),
    State.HANDLING: ("register", "accept", "text", "dispatch", "sign"),
    State.FEEDBACK: ("register", "accept", "text", "dispatch", "sign", "contact", "close"),
    State.CALLBACK: ("register", "accept", "text", "dispatch", "sign", "contact", "close", "pass_on"),
    State.REWORK: ("register", "accept", "text", "dispatch", "sign", "contact", "close", "pass_on", "heard", "redo"),
    State.CLOSED: ("register", "accept", "text", "dispatch", "sign", "contact", "close", "pass_on", "end"),
}


def lived(session: Session, town: Town, state: State, station: str = "power", at: datetime = MORNING) -> Life:
    """A case in `state`, reached by the shortest lawful way."""
    if state not in WAY:
        from tests.moves import WAYS  # the stages' own ways, which begin where these end

        start, go = WAYS[state]
        life = lived(session, town, start, station, at)
        go(life)
        assert life.done().file.state is state
        return life
    life = Life(session, town, at=at, station=station)
    for step in WAY[state]:
        getattr(life, step)()
    assert life.file.state is state
    return life


@contextmanager
def at(life: Life) -> Any:
    """Pin the clock to the moment of this life."""
    with clock.pinned(life.at):
        yield


Step = Callable[[Life], Life]
