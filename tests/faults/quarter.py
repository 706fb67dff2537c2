"""A quarter of a town's cases, lived through the real services from 2026-09-01 to 2026-12-31, the worker beside them.

Weekends, holidays, leave with deputies, haste and lateness: each case wakes at instants of its own, somebody who may
does something he may, and whatever fell due in between is done first, at the instant at which it was due. Whatever
tests/moves.py knows joins in by itself.
"""

import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook import clock
from casebook.calendars import limits_service
from casebook.calendars import service as calendars
from casebook.calendars.limits_service import Decision
from casebook.calendars.reading import Given
from casebook.case.models import CaseFile, State
from casebook.case.taxonomy import Grade, Track
from casebook.case.workflow import CASE, Action
from casebook.clock import OFFICE_ZONE
from casebook.extensions import db
from casebook.kernel.access import Refused, decide
from casebook.kernel.deadlines import Moment, local_day
from casebook.kernel.jobs import Job
from casebook.kernel.timetable import current
from casebook.outbox import worker
from casebook.people.absence_service import Absence, record_leave
from casebook.responsibility.queries import chain_of
from casebook.stages.assignment import service as assignment
from casebook.stages.callback import service as callback
from casebook.stages.merging import service as merging
from casebook.web.acting import acted
from tests.lives import OPINION, Life
from tests.moves import MOVES
from tests.town import STATION_PEOPLE, STATIONS, build

FIRST = datetime(2026, 9, 1, 0, tzinfo=OFFICE_ZONE)
LAST = datetime(2026, 12, 31, 23, tzinfo=OFFICE_ZONE)
# The notice for 2027 arrives, and the director gives the office a day more to check a closing.
NOTICE_AT = datetime(2026, 11, 10, 9, tzinfo=OFFICE_ZONE)
LIMIT_AT = datetime(2026, 10, 15, 9, tzinfo=OFFICE_ZONE)
NEW_CHECK = 2
NOTICE = Given(
    {
        **{date(2027, 1, day): (False, "元旦") for day in (1, 2, 3)},
        **{date(2027, 2, day): (False, "春节") for day in range(4, 12)},
        **{date(2027, 2, day): (True, "调休上班") for day in (13, 27)},
    },
    2027,
)
# Who is away from when to when, and who stands in.
LEAVES = (
    ("officer", "officer2", "office", date(2026, 9, 14), date(2026, 9, 18)),
    ("power-head", "power-handler", "power", date(2026, 10, 12), date(2026, 10, 20)),
    ("land-handler", "land-liaison", "land", date(2026, 11, 2), date(2026, 11, 6)),
    ("director", "officer2", "office", date(2026, 12, 7), date(2026, 12, 11)),
)
# The ordinary course is drawn most often; what leads nowhere, ends a case or undoes all that went before, seldom.
OFFICE_COURSE = ("accept", "text", "check-text", "dispatch", "pass", "send-back", "call", "evaluate", "end", "redo")
STATION_COURSE = ("sign", "sign-for", "contact", "contact-for", "close", "close-for", "close-again", "close-again-for")
CHATTER = ("reveal", "message", "station-message", "citizen-message", "note", "urge", "pressed", "talk", "supervise")
ENDINGS = ("recall", "designate", "withdraw", "withdraw-for", "seal", "transfer", "no-longer", "merge", "answer")
WEIGHTS = {**dict.fromkeys((*OFFICE_COURSE, *STATION_COURSE), 8.0), **dict.fromkeys((*CHATTER, *ENDINGS), 0.15)}
# Done by merging and its undoing, never by themselves.
INSIDE_OTHERS = frozenset({"join", "separate"})
# In these nobody has to answer any more, or it is somebody else's matter; often nothing more comes of it.
AT_REST = frozenset({"closed", "declined", "transferred", "sealed", "merged", "withdrawn", "terminated"})
STAYS_AT_REST = 0.3
MOST_STEPS = 25
MOST_TRIES = 4
CITIZEN = "citizen"
GRADES = (Grade.U1, Grade.U2, Grade.U3, Grade.U3, Grade.U4)
CATEGORIES = ("A2", "C1", "M1", "M1", "I2", "E1")


class TownLife(Life):
    """A life whose people are those of its own day, leave and substitution included."""

    def actor(self, account: str) -> Any:
        """A person of the town on this day; None while he is nobody here."""
        return self.town.actor(self.session, account, local_day(self.at))

    def now(self) -> Moment:
        """This very moment: time passes between the steps, not in them."""
        return Moment(self.at, current(self.session))


@dataclass(order=True)
class Wake:
    """When a case is taken up next."""

    at: datetime
    order: int
    uid: str = field(compare=False, default="")
    station: str = field(compare=False, default="power")
    steps: int = field(compare=False, default=0)
    taken: Counter[Action] = field(compare=False, default_factory=Counter)


@dataclass
class Quarter:
    """One run: the same seed lives the same quarter."""

    app: Flask
    cases: int
    dice: random.Random
    watch: Callable[[Session, CaseFile], None]
    town: Any = None
    taken: Counter[Action] = field(default_factory=Counter)
    jobs_done: int = 0
    reached: datetime = FIRST

    def live(self) -> None:
        """Live it to the end; every case is watched after each of its steps."""
        with self.app.app_context():
            self._begin()
            for at, happening in self._happenings():
                self._work_until(at)
                with clock.pinned(at):
                    happening()
                self.reached = at
                db.session.remove()
            self._work_until(LAST)

    def _begin(self) -> None:
        with clock.pinned(FIRST), acted() as session:
            self.town = build(session)
            now = Moment(clock.now(), current(session))
            director = self.town.actor(session, "director")
            for person, deputy, unit, first, last in LEAVES:
                away = Absence(self.town.uid(person), self.town.uid(deputy), self.town.units[unit].uid, first, last)
                record_leave(session, director, now, "director", away)
            session.flush()
            session.expunge_all()
        self.town.actors.clear()

    def _happenings(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """What happens, in the order of time: cases that wake, and what the office does once."""
        waking = [Wake(self._arrival(), order) for order in range(self.cases)]
        heapq.heapify(waking)
        once = [(LIMIT_AT, self._change_limit), (NOTICE_AT, self._import_notice)]
        while waking or once:
            if once and (not waking or once[0][0] <= waking[0].at):
                yield once.pop(0)
                continue
            wake = heapq.heappop(waking)
            yield wake.at, lambda wake=wake: self._take_up(wake)
            wake.at = self._later(wake.at)
            if wake.uid and wake.steps < MOST_STEPS and wake.at < LAST:
                heapq.heappush(waking, wake)

    def _take_up(self, wake: Wake) -> None:
        wake.steps += 1
        if wake.uid:
            self._step(wake)
        else:
            self._register(wake)

    def _register(self, wake: Wake) -> None:
        wake.station = self.dice.choice(STATIONS)
        by = self.dice.choice(("citizen", "clerk"))
        earlier = timedelta(minutes=self.dice.randrange(90)) if by == "clerk" else timedelta()
        with acted() as session:
            life = TownLife(session, self.town, at=wake.at, station=wake.station)
            life.register(by, received_at=wake.at.astimezone(UTC) - earlier, category=self.dice.choice(CATEGORIES))
            life.file.has_contact = self.dice.random() < 0.7
            self.watch(session, life.file)
            wake.uid = life.file.uid
        self.taken[Action.REGISTER] += 1

    def _step(self, wake: Wake) -> None:
        for _ in range(MOST_TRIES):
            try:
                with acted() as session:
                    case = session.scalars(select(CaseFile).where(CaseFile.uid == wake.uid)).one()
                    life = TownLife(session, self.town, at=clock.now(), station=wake.station, case=case)
                    done = self._act(life, wake.taken)
                    session.flush()
                    self.watch(session, case)
                    if case.state.value in AT_REST and self.dice.random() < STAYS_AT_REST:
                        wake.steps = MOST_STEPS
            except Refused:
                continue  # its facts did not fit this time
            for counter in (wake.taken, self.taken):
                counter.update([done] if done else [])
            return

    def _act(self, life: TownLife, taken: Counter[Action]) -> Action | None:
        """Let the first who may do what he may, in an order drawn by weight."""
        now, case = life.now(), life.file
        for action, account in self._drawn(life, taken):
            actor = life.citizen if account == CITIZEN else life.actor(account)
            if decide(actor, action, case, now).allowed:
                self._moves().get(action, MOVES[action])(life, actor, now)
                return action
        return None

    def _drawn(self, life: TownLife, taken: Counter[Action]) -> list[tuple[Action, str]]:
        state = life.file.state
        actions = [row.action for row in CASE.rows if _may_join_in(row, state)]
        drawn = [(self.dice.random() ** (1 / self._weight(action, taken[action])), action) for action in actions]
        accounts = _accounts(life)
        self.dice.shuffle(accounts)
        return [(action, one) for _key, action in sorted(drawn, key=lambda pair: -pair[0]) for one in accounts]

    def _moves(self) -> dict[Action, Any]:
        """Where the shortest move is too narrow for a quarter: cases of every grade are accepted."""
        return {Action.ACCEPT: self._accept, Action.MERGE: self._merge, Action.PASS: _pass_on}

    def _accept(self, life: TownLife, actor: Any, now: Moment) -> None:
        unit, category = life.town.units[life.station], life.file.category or "A2"
        assignment.accept(life.session, life.file, actor, now, category, self.dice.choice(GRADES), unit)

    def _merge(self, life: TownLife, actor: Any, now: Moment) -> None:
        others = select(CaseFile).where(CaseFile.uid != life.file.uid, CaseFile.state == State.HANDLING)
        master = life.session.scalars(others.order_by(CaseFile.id).limit(1)).first()
        if master is not None:
            merging.merge(life.session, life.file, master, actor, now, "event")

    def _weight(self, action: Action, times: int) -> float:
        # What a case has not been through yet is drawn more often: so lives get somewhere.
        return WEIGHTS.get(action.value, 1.0) / (1 + times) ** 2

    def _arrival(self) -> datetime:
        """Any day, mostly by day; fewer towards the end, so that most lives reach one."""
        day = int(self.dice.triangular(0, 120, 20))
        return FIRST + timedelta(days=day, minutes=self._minute_of_day())

    def _minute_of_day(self) -> int:
        return int(self.dice.triangular(8 * 60, 18 * 60)) if self.dice.random() < 0.85 else self.dice.randrange(24 * 60)

    def _later(self, at: datetime) -> datetime:
        """Mostly within a day, sometimes at once, sometimes after days or weeks of silence."""
        drawn = self.dice.random()
        hours = self.dice.uniform(0.05, 3) if drawn < 0.4 else self.dice.uniform(3, 48) if drawn < 0.9 else None
        return at + timedelta(hours=hours if hours is not None else self.dice.uniform(48, 30 * 24))

    def _change_limit(self) -> None:
        with acted() as session:
            now = Moment(clock.now(), current(session))
            decision = Decision("人手不足", "镇党委会议", now.today, "第12号")
            director = self.town.actor(session, "director", now.today)
            limits_service.set_limit(session, director, now, "director", "check", NEW_CHECK, decision)

    def _import_notice(self) -> None:
        with acted() as session:
            now = Moment(clock.now(), current(session))
            director = self.town.actor(session, "director", now.today)
            calendars.import_calendar(session, director, now, "director", NOTICE, "国办通知", ())

    def _work_until(self, at: datetime) -> None:
        """Let the worker do what falls due before `at`, each job at its own instant, and none before it was made."""
        while (due := _next_due()) is not None and due <= at:
            self.reached = max(due, self.reached)
            with clock.pinned(self.reached):
                self.jobs_done += worker.work_all()
        db.session.remove()


def _next_due() -> datetime | None:
    waiting = select(Job.run_at).where(Job.done_at.is_(None), Job.dead_at.is_(None))
    due = db.session().scalar(waiting.order_by(Job.run_at).limit(1))
    db.session.remove()
    return due


def _pass_on(life: TownLife, actor: Any, now: Moment) -> None:
    opinion = OPINION if life.file.track is Track.PETITION else None
    callback.pass_on(life.session, life.file, actor, now, None, opinion)


def _may_join_in(row: Any, state: State) -> bool:
    joins = row.action in MOVES and row.action.value not in INSIDE_OTHERS
    return joins and state in (row.from_states or ())


def _accounts(life: TownLife) -> list[str]:
    elsewhere = {f"{code}-{post}" for code in STATIONS if code != life.station for post in STATION_PEOPLE}
    return [CITIZEN, *(account for account in life.town.persons if account not in elsewhere)]


def one_answerable(session: Session, case: CaseFile) -> None:
    """Exactly one person is answerable while the case is open, and none was without one at any instant before."""
    chain = chain_of(session, case.uid)
    assert sum(link.until is None for link in chain.links) == (0 if chain.closed_at else 1)
    assert case.holder_uid == chain.links[-1].person_uid
    for earlier, later in zip(chain.links, chain.links[1:], strict=False):
        assert earlier.until is not None and earlier.until <= later.since
