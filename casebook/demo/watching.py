"""The steps of those who watch over a case: orders, notes, reminders, the backlog, promises, reviews."""

from sqlalchemy import select

from casebook.case.models import OrderedRectification
from casebook.case.taxonomy import NoteReaders, ReviewResult
from casebook.case.workflow import Action
from casebook.demo.scene import Scene, step
from casebook.stages.backlog import service as backlog
from casebook.stages.backlog.service import Meeting, Plan
from casebook.stages.review import service as review
from casebook.stages.review.service import Decision
from casebook.stages.supervision import service as supervision
from casebook.stages.supervision.service import Demand, Order
from casebook.vault import service as vault


@step
def order(scene: Scene) -> None:
    """Order `text` put right. `more`: the finding | the rule | until when | who must do it."""
    finding, rule, until, account = scene.parts
    responsible = scene.town.uid(account), scene.town.name(account)
    supervision.order(*scene.here, Order(finding, rule, scene.row.text, scene.day(until), *responsible))


@step
def verify(scene: Scene) -> None:
    """Verify on the spot what was ordered, and write down the visit `text`."""
    waiting = select(OrderedRectification).where(
        OrderedRectification.case_uid == scene.case.uid, OrderedRectification.verified_at.is_(None)
    )
    supervision.verify(*scene.here, scene.session.scalars(waiting).one(), scene.row.text)


@step
def critical(scene: Scene) -> None:
    """Mark it as critical because of `text`. `more`: the ground."""
    supervision.mark_critical(*scene.here, scene.row.more, scene.row.text)


@step
def talk(scene: Scene) -> None:
    """The director summons the station's head because of `text`. `more`: until when it must be done."""
    asked = Demand(scene.row.text, scene.day(scene.row.more))
    supervision.demand(scene.session, scene.case, Action.TALK, scene.actor, scene.now, asked)


@step
def urge(scene: Scene) -> None:
    """The citizen sends a reminder."""
    supervision.urge(*scene.here)


@step
def note(scene: Scene) -> None:
    """Write the note `text`. `more`: office or unit, who reads it, and the unit of whoever writes."""
    readers, unit = scene.words
    supervision.note(*scene.here, scene.row.text, NoteReaders(readers), scene.town.units[unit].uid)


@step
def reveal(scene: Scene) -> None:
    """Open the telephone because of `text`. `more`: another field instead."""
    vault.record_reveal(*scene.here, scene.row.text, fresh=True, field=scene.row.more or vault.TELEPHONE)


@step
def promise(scene: Scene) -> None:
    """Promise the day of `more`."""
    backlog.promise(*scene.here, scene.day(scene.row.more))


@step
def hang(scene: Scene) -> None:
    """Put it on the backlog because of `text`. `more`: the plan | who answers for it | until when."""
    backlog.hang(*scene.here, _plan(scene, *scene.parts))


@step
def decide_backlog(scene: Scene) -> None:
    """The leaders put it on the backlog, as `hang`. `more` goes on: body | number of its record."""
    plan, account, until, body, number = scene.parts
    meeting = Meeting(body, scene.now.today, number)
    backlog.decide_backlog(*scene.here, _plan(scene, plan, account, until), meeting)


@step
def close_unresolved(scene: Scene) -> None:
    """The leaders close it as unresolved because of `text`. `more`: body | number of its record."""
    body, number = scene.parts
    backlog.close_unresolved(*scene.here, scene.row.text, Meeting(body, scene.now.today, number))


@step
def progress(scene: Scene) -> None:
    """Report the progress `text`."""
    backlog.report_progress(*scene.here, scene.row.text)


@step
def ask_review(scene: Scene) -> None:
    """The citizen asks for review for the reasons `text`."""
    review.ask_review(*scene.here, scene.row.text)


@step
def ask_recheck(scene: Scene) -> None:
    """The citizen asks for re-review for the reasons `text`."""
    review.ask_recheck(*scene.here, scene.row.text)


@step
def hearing(scene: Scene) -> None:
    """A hearing was held that day."""
    review.hold_hearing(*scene.here, scene.now.today, scene.now.today)


@step
def decide_review(scene: Scene) -> None:
    """Oversight upholds the answer with the opinion `text`. `more`: basis | body | paper | the next body."""
    review.decide_review(*scene.here, _decision(scene))


@step
def decide_recheck(scene: Scene) -> None:
    """The same for a re-review."""
    review.decide_recheck(*scene.here, _decision(scene))


def _plan(scene: Scene, plan: str, account: str, until: str) -> Plan:
    town, unit_uid = scene.town, str(scene.case.main_unit_uid)
    return Plan(scene.row.text, plan, town.uid(account), town.name(account), unit_uid, scene.day(until))


def _decision(scene: Scene) -> Decision:
    basis, body, paper, following = scene.parts
    given = scene.row.text, basis, scene.now.at, body, paper
    return Decision(ReviewResult.UPHELD, *given, next_body=following)
