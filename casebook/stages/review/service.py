"""Review and re-review of an answer in petition procedure (信访工作条例 35, 36): asked for, heard, decided.

Each is asked for by the complainant on his page or entered from his paper, and decided by the body above or entered
from its paper.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Review
from casebook.case.service import play
from casebook.case.taxonomy import LinkKind, Part, ReviewResult
from casebook.case.workflow import Action
from casebook.kernel.clocks import Clock, Extension, recount
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment, Unit, local_day
from casebook.kernel.history import Event
from casebook.kernel.transition import perform, sort_by_clocks
from casebook.letters.service import issue, notice_facts
from casebook.responsibility import service as responsibility
from casebook.responsibility.queries import chain_of
from casebook.stages.intake.service import register_further
from casebook.stages.review import queries
from casebook.stages.review.queries import RECHECK, REVIEW
from casebook.stages.service import settle, stand

# The rule by which the office's answering person answers for a case under review.
RULES = {REVIEW: "信访工作条例 35", RECHECK: "信访工作条例 36"}
# Official letters are Chinese only.
REMEDY = "不同意本复查意见的，可以自收到之日起30天内向%(body)s申请复核"
HEARING = "听证时间不计算在内"


@dataclass(frozen=True)
class Decision:
    """What the reviewing body decided: the result, its opinion and basis, when it reached the complainant.

    `body` and `paper` name who decided and on which paper; `order` is what must be done where the result is changed;
    `next_body` whom the complainant may ask next.
    """

    result: ReviewResult
    opinion: str
    basis: str
    delivered_at: datetime
    body: str
    paper: str = ""
    order: str = ""
    next_body: str = ""

    def facts(self) -> dict[str, Any]:
        """As an event keeps it: that there are an opinion and an order, not their words."""
        given = {"body": self.body, "paper": self.paper or None, "order": True if self.order else None}
        kept = {name: value for name, value in given.items() if value}
        return {"opinion": True, "result": self.result.value, "delivered_at": self.delivered_at, **kept}


def ask_review(session: Session, case: CaseFile, actor: Any, now: Moment, reasons: str) -> Event:
    """The complainant asks the body above for review (T32)."""
    return _asked_on_page(session, case, actor, now, Action.REVIEW_ASK, REVIEW, reasons)


def ask_review_for(session: Session, case: CaseFile, actor: Any, now: Moment, reasons: str, paper: str) -> Event:
    """Enter the complainant's request for review from paper (T32): the officer answers for the case meanwhile."""
    body = queries.body(session, case, REVIEW)
    return _asked_on_paper(session, case, actor, now, Action.REVIEW_ASK_FOR, REVIEW, reasons, paper, body)


def ask_recheck(session: Session, case: CaseFile, actor: Any, now: Moment, reasons: str) -> Event:
    """The complainant asks for re-review (T34)."""
    return _asked_on_page(session, case, actor, now, Action.RECHECK_ASK, RECHECK, reasons)


def ask_recheck_for(
    session: Session, case: CaseFile, actor: Any, now: Moment, reasons: str, paper: str, body: str
) -> Event:
    """Enter the request for re-review from paper (T34), and the body it goes to."""
    return _asked_on_paper(session, case, actor, now, Action.RECHECK_ASK_FOR, RECHECK, reasons, paper, body)


def decide_review(session: Session, case: CaseFile, actor: Any, now: Moment, decision: Decision) -> Event:
    """The body above decides the review (T33): changed, it orders what a new case must do."""
    event = _reviewed(session, case, actor, now, Action.REVIEW_DECIDE, decision)
    play(case, actor.uid, Part.DECIDER, now)
    return event


def decide_review_for(session: Session, case: CaseFile, actor: Any, now: Moment, decision: Decision) -> Event:
    """Enter the review opinion from paper (T33)."""
    return _reviewed(session, case, actor, now, Action.REVIEW_DECIDE_FOR, decision)


def hold_hearing(session: Session, case: CaseFile, actor: Any, now: Moment, first: date, last: date) -> Event:
    """A hearing was held from `first` to `last`: its days are not counted (信访工作条例 36)."""
    event = perform(case, Action.HEARING, actor, now, {"first": first, "last": last})
    clock = case.clock("recheck")
    assert clock is not None  # a case is in re-review by the row that starts it
    _put_off(clock, actor, now, (last - first).days + 1)
    recount(clock, now.timetable)
    sort_by_clocks(case)
    return event


def decide_recheck(session: Session, case: CaseFile, actor: Any, now: Moment, decision: Decision) -> Event:
    """Oversight enters the opinion of the re-review (T35): the procedure has ended."""
    return _rechecked(session, case, actor, now, Action.RECHECK_DECIDE, decision)


def decide_recheck_for(session: Session, case: CaseFile, actor: Any, now: Moment, decision: Decision) -> Event:
    """The officer enters the opinion of the re-review from paper (T35)."""
    return _rechecked(session, case, actor, now, Action.RECHECK_DECIDE_FOR, decision)


def _asked_on_page(
    session: Session, case: CaseFile, actor: Any, now: Moment, action: Action, stage: int, reasons: str
) -> Event:
    holder, unit_uid = queries.answers_meanwhile(session, case, now)
    event = perform(case, action, actor, now, {"reasons": True, "holder": holder})
    responsibility.designate(case, chain_of(session, case.uid), holder, unit_uid, now, RULES[stage])
    _under_review(session, case, now, stage, reasons, queries.body(session, case, stage))
    return event


def _asked_on_paper(
    session: Session,
    case: CaseFile,
    actor: Any,
    now: Moment,
    action: Action,
    stage: int,
    reasons: str,
    paper: str,
    body: str,
) -> Event:
    event = perform(case, action, actor, now, {"reasons": True, "paper": paper, "holder": actor.uid})
    responsibility.take(case, chain_of(session, case.uid), actor.uid, case.office_uid, now)
    _under_review(session, case, now, stage, reasons, body, paper)
    return event


def _under_review(
    session: Session, case: CaseFile, now: Moment, stage: int, reasons: str, body: str, paper: str | None = None
) -> None:
    # The outcome of the first decision stands until another one takes its place.
    case.closed_at = case.closed_by = None
    case.review_body, case.review_result = body, None
    session.add(
        Review(case_uid=case.uid, stage=stage, asked_at=now.at, reasons=reasons, paper_reference=paper, body=body)
    )
    stand(session, case, body=body)


def _reviewed(session: Session, case: CaseFile, actor: Any, now: Moment, action: Action, decision: Decision) -> Event:
    further = new_uid() if decision.result is ReviewResult.CHANGED else None
    facts = {**decision.facts(), **({"new_case": further} if further else {}), **notice_facts(action, case, now)}
    event = perform(case, action, actor, now, facts, _on_behalf(session, case, action, REVIEW))
    _opinion_given(session, case, now, decision, "T33")
    remedy = REMEDY % {"body": decision.next_body or queries.body(session, case, RECHECK)}
    stand(session, case, body=decision.next_body, date=local_day(decision.delivered_at), remedy=remedy)
    if further:
        register_further(session, case, LinkKind.REVIEW_OF, now, further, review_of=case.uid)
    _issue(session, case, event, actor, now, decision, remedy=remedy)
    return event


def _rechecked(session: Session, case: CaseFile, actor: Any, now: Moment, action: Action, decision: Decision) -> Event:
    facts = {**decision.facts(), **notice_facts(action, case, now)}
    event = perform(case, action, actor, now, facts, _on_behalf(session, case, action, RECHECK))
    _opinion_given(session, case, now, decision, "T35")
    stand(session, case, date=local_day(decision.delivered_at))
    _issue(session, case, event, actor, now, decision)
    return event


def _on_behalf(session: Session, case: CaseFile, action: Action, stage: int) -> str | None:
    if action not in (Action.REVIEW_DECIDE_FOR, Action.RECHECK_DECIDE_FOR):
        return None
    unit = queries.reviewing_unit(session, case, stage)
    return unit.uid if unit is not None else None


def _opinion_given(session: Session, case: CaseFile, now: Moment, decision: Decision, rule: str) -> None:
    row = queries.pending(session, case)
    row.result, row.opinion, row.basis = decision.result, decision.opinion, decision.basis
    row.order, row.delivered_at, row.body = decision.order or None, decision.delivered_at, decision.body
    case.review_body, case.review_result = decision.body, decision.result
    case.review_delivered_at = decision.delivered_at
    settle(session, case, now, rule)


def _issue(
    session: Session, case: CaseFile, event: Event, actor: Any, now: Moment, decision: Decision, **more: str
) -> None:
    issue(session, case, event, actor, now, opinion=decision.opinion, basis=decision.basis, **more)


def _put_off(clock: Clock, actor: Any, now: Moment, days: int) -> None:
    if clock.extension is not None:
        clock.extension.amount += days  # one hearing after another
        return
    clock.extension = Extension(
        clock_uid=clock.uid,
        unit=Unit.DAYS.value,
        amount=days,
        reason=HEARING,
        approved_at=now.at,
        approved_by=actor.uid,
        old_due_on=clock.due_on,
        told_at=now.at,
    )
