"""Loading the demo: the town, then every registration and step of all matters in the order of their instants.

Between two of them the timers ring that fell due meanwhile, so that reminders and lapses stand in the history.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from casebook import clock
from casebook.case.models import CaseFile
from casebook.case.taxonomy import Channel, ItemType
from casebook.demo import answers, decisions, deeds, tables, timekeeping, town, watching
from casebook.demo.instants import Instants
from casebook.demo.office import DEEDS, Occasion
from casebook.demo.scene import STEPS, Scene
from casebook.demo.tables import MatterRow, OfficeRow, StepRow
from casebook.demo.town import Town
from casebook.kernel import timetable
from casebook.kernel.clocks import CalendarVersion
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment, Timetable, local_day
from casebook.kernel.jobs import Job
from casebook.people.actor import Citizen
from casebook.people.models import Unit
from casebook.stages.intake import service as intake
from casebook.stages.intake.service import Keys, Matter
from casebook.tracking.codes import QueryCodes
from casebook.vault.keys import VaultKeys
from casebook.vault.models import Party
from casebook.vault.service import keep_party

# Importing them makes their steps known.
STORIES = (deeds, answers, decisions, watching)
PASSWORD = "casebook-demo"
DELIVER = "deliver"
# How long a clerk takes to write it down; what comes in on line is registered at once.
WRITING_DOWN = timedelta(minutes=2)


@dataclass(frozen=True)
class Secrets:
    """What the loading needs of this installation: its keys, and the hash of everybody's password."""

    vault: VaultKeys
    codes: QueryCodes
    password_hash: str


@dataclass(frozen=True)
class Tracked:
    """A receipt one may try `/track` with."""

    reference: str
    code: str


@dataclass
class Demo:
    """One loading in progress: the cases by the id of their matter."""

    session: Session
    town: Town
    instants: Instants
    secrets: Secrets
    timetable: Timetable
    matters: dict[str, MatterRow]
    cases: dict[str, CaseFile] = field(default_factory=dict)
    tracked: list[Tracked] = field(default_factory=list)

    def moment(self, at: datetime) -> Moment:
        """The moment of an instant; the timetable stays the same throughout."""
        return Moment(at, self.timetable)


def load(session: Session, secrets: Secrets) -> list[Tracked]:
    """Load everything in the present transaction; answers the receipts to try. Nothing of it is ever mailed."""
    at = clock.now()
    if session.get(CalendarVersion, 1) is None:
        timetable.seed(session, at)
    last_job = session.scalar(select(func.max(Job.id))) or 0
    now = Moment(at, timetable.current(session))
    built = town.build(session, now, secrets.password_hash)
    instants = Instants(at, now.calendar)
    demo = Demo(session, built, instants, secrets, now.timetable, {row.id: row for row in tables.matters()})
    _live(demo)
    _leave_undelivered(session, last_job, at)
    return demo.tracked


def is_loaded(session: Session) -> bool:
    """Whether the demo town is in this database."""
    return session.scalar(select(Unit.id).where(Unit.demo).limit(1)) is not None


def holds_real_office(session: Session) -> bool:
    """Whether a unit that is not the demo's is in this database; a case cannot be without one."""
    return session.scalar(select(Unit.id).where(~Unit.demo).limit(1)) is not None


def _live(demo: Demo) -> None:
    # In the order of their instants, so that register numbers and the history grow as they would have grown.
    told: list[MatterRow | StepRow | OfficeRow] = [*demo.matters.values(), *tables.steps(), *tables.office()]
    rows = [(demo.instants.of(row.when), row) for row in told]
    for at, row in sorted(rows, key=lambda pair: pair[0]):
        timekeeping.ring_until(demo.session, at)
        with clock.pinned(at):
            _tell(demo, row)
    timekeeping.ring_until(demo.session, demo.instants.loaded_at)


def _tell(demo: Demo, row: MatterRow | StepRow | OfficeRow) -> None:
    if isinstance(row, MatterRow):
        _register(demo, row)
    elif isinstance(row, StepRow):
        _take_step(demo, row)
    else:
        now = demo.moment(clock.now())
        DEEDS[row.deed](Occasion(demo.session, demo.town, demo.town.actor(row.by, now.today), now, row))
        demo.town.known.clear()
    demo.session.flush()


def _register(demo: Demo, row: MatterRow) -> None:
    received = clock.now()
    now = demo.moment(received + WRITING_DOWN if row.by else received)
    actor = demo.town.actor(row.by, now.today) if row.by else Citizen(None)
    form_key = new_uid()
    code = demo.secrets.codes.derive(form_key)
    keys = Keys(demo.secrets.codes.hash(code), sha256(form_key.encode()).digest())
    party = _party(demo, row, now)
    made = intake.register(demo.session, demo.town.office, actor, now, _matter(demo, row, received), keys, party)
    demo.cases[row.id] = made.case
    if row.tracked:
        demo.tracked.append(Tracked(made.receipt.reference, code))


def _matter(demo: Demo, row: MatterRow, received: datetime) -> Matter:
    return Matter(
        channel=Channel(row.channel),
        item_type=ItemType(row.item),
        received_at=received,
        text=row.text,
        unit_named_uid=demo.town.units[row.station].uid if row.station else None,
        trips=int(row.trips) if row.trips else None,
        paper_reference=row.paper or None,
        wants_written=row.wish == "written",
        confidential=row.wish == "confidential",
    )


def _party(demo: Demo, row: MatterRow, now: Moment) -> Party | None:
    fields = {"name": row.name, "telephone": row.phone, "village": row.village}
    consent = row.contact == "named"
    silent, kept_back = row.wish == "no_call", row.wish == "confidential"
    return keep_party(demo.session, demo.secrets.vault, fields, consent, silent, now, kept_back)


def _take_step(demo: Demo, row: StepRow) -> None:
    case, now = demo.cases[row.matter], demo.moment(clock.now())
    actor = demo.town.actor(row.by, local_day(now.at)) if row.by else _citizen(case)
    told = demo.town, demo.matters[row.matter], case, actor, now, row
    STEPS[row.step](Scene(demo.session, *told, demo.instants, demo.cases))


def _citizen(case: CaseFile) -> Citizen:
    return Citizen(case.receipts[0].uid)


def _leave_undelivered(session: Session, last_job: int, at: datetime) -> None:
    """Mark every letter the demo's deeds queued as delivered: they belong to the past and to nobody."""
    queued = update(Job).where(Job.id > last_job, Job.kind == DELIVER, Job.done_at.is_(None))
    session.execute(queued.values(done_at=at).execution_options(synchronize_session=False))
