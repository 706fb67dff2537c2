"""What may not be once a case is answered or late: reopening, review, supervision, rectification, sample."""

from typing import Any

from casebook.case.guards.making import guard, played
from casebook.case.taxonomy import Grade, Part, Supervision, Track
from casebook.kernel.deadlines import Moment
from casebook.kernel.machine import Facts

REVIEW_RULE = "review_ask"
URGE_RULE = "urge"
LADDER = (None, *Supervision)
SAMPLED_ENDINGS = ("T4", "T40")
BY_REVIEW = "T33"


def _over(case: Any, now: Moment) -> bool:
    """Whether the thirty days to ask for a review are over, counted from the day the answer or opinion arrived."""
    told = case.review_delivered_at or case.delivered_at or case.closed_at
    # His own term rolls forward, never back, where its last day is a day off (民法典 203).
    return bool(now.at >= now.timetable.due(REVIEW_RULE, told).legal_due_at)


@guard("not_in_petition")
def in_petition(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A review belongs to petition procedure (信访工作条例 35)."""
    return case.track is not Track.PETITION


@guard("in_petition_already")
def not_yet_in_petition(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A case moves to petition procedure once, and never back (domain.md 11.0)."""
    return case.track is Track.PETITION


@guard("review_over")
def review_in_time(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A review or re-review is asked for within thirty days of receiving the answer (信访工作条例 35, 36)."""
    return _over(case, now)


@guard("reviewed_already")
def not_yet_reviewed(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """What was reviewed goes to re-review, not to review again."""
    return case.review_delivered_at is not None


@guard("not_reviewed")
def reviewed(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A re-review follows a review (信访工作条例 36)."""
    return case.closed_by != BY_REVIEW


@guard("first_decider")
def not_the_first_decider(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Who decided, checked or handled it first does not decide its review (domain.md 10)."""
    return any(played(case, actor, part) for part in (Part.HANDLER, Part.REVIEWER, Part.DECIDER, Part.DISPATCHER))


@guard("body_decided")
def decided_by_the_body(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Who enters an opinion from paper names the body that gave it, and the paper."""
    return facts is not None and not (facts.get("body") and facts.get("paper"))


@guard("hearing_days")
def hearing_days_given(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A hearing has a first and a last day, the last not before the first and not ahead (信访工作条例 36)."""
    return facts is not None and not facts["first"] <= facts["last"] <= now.today


@guard("no_order")
def changed_with_an_order(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A review that changes the result says what must be done (T33)."""
    return facts is not None and facts["result"] == "changed" and not facts.get("order")


@guard("nothing_overdue")
def something_overdue(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A reminder is for what is late (T36)."""
    return not case.is_overdue(now.at)


def _higher(level: Supervision) -> Any:
    @guard("supervised_already")
    def not_yet_taken_up(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
        """Supervision only rises (T36)."""
        return LADDER.index(case.supervision) >= LADDER.index(level)

    return not_yet_taken_up


below_supervised = _higher(Supervision.SUPERVISED)
below_listed = _higher(Supervision.LISTED)


@guard("critical_already")
def not_yet_critical(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A case is marked critical once (T37)."""
    return case.grade is Grade.U1


@guard("no_station")
def has_a_unit(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """There is a unit that can put it right (T44)."""
    return case.main_unit_uid is None


@guard("nothing_ordered")
def something_ordered(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only what was ordered is verified (T44)."""
    return case.open_rectifications == 0


@guard("own_order")
def not_the_orderer(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Who found or ordered it does not verify it (domain.md 10)."""
    return played(case, actor, Part.ORDERER)


@guard("urged_already")
def may_urge_again(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """The complainant urges again from the third working day after the last time (T49, decisions.md 81)."""
    if case.urged_at is None:
        return False
    return now.today < now.timetable.due(URGE_RULE, case.urged_at).internal


@guard("checked_by_city_already")
def not_yet_asked_to_check(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """The city office is asked once to check a decline."""
    return case.checked_by_city_at is not None


@guard("not_sampled")
def drawn_for_sample(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Called back afterwards is what the sample drew among closings nobody checked, once (T56)."""
    return case.closed_by not in SAMPLED_ENDINGS or not case.sampled or case.sample_called_at is not None


@guard("not_contradicted")
def contradicted(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Redone after a sample is only what the complainant contradicts (T56)."""
    return facts is not None and facts["callback"].get("solved") == "yes"


@guard("contradicted")
def borne_out(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A sample that the complainant contradicts is redone, not filed, where there is a unit to redo it (T56)."""
    if facts is None or not facts["callback"].get("valid") or case.main_unit_uid is None:
        return False
    return facts["callback"].get("solved") != "yes"
