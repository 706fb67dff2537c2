"""What may not be when the office decides: completing, declining, merging, sealing, returns, more time, backlog."""

from datetime import date, timedelta
from typing import Any

from casebook.case.actions import Action
from casebook.case.guards.making import guard, played
from casebook.case.models import State
from casebook.case.taxonomy import CATEGORIES, Grade, Part, Track
from casebook.kernel.deadlines import Moment, local_day
from casebook.kernel.machine import Facts
from casebook.kernel.proposal import open_proposal
from casebook.office.rules import Relaxation
from casebook.people.models import Role

# The most working days an answer may be put off, once (安阳市政务服务条例 50; 效能投诉延期); none for U1 and U2.
MOST_EXTENSION = {Grade.U3: 5, Grade.U4: 15}
RETURN_RULES = {Track.HOTLINE: "return_ask", Track.PETITION: "return_ask_petition"}
MOST_RETURNS_BY_OFFICER = 1
MOST_TRIES, MOST_DAYS = 3, 2
# The end of a day is the next midnight: an instant before it lies on the day itself.
INSTANT = timedelta(milliseconds=1)


@guard("supplemented_already")
def not_yet_supplemented(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """The complainant is asked to complete once, with the whole list (T2)."""
    return bool(case.supplemented)


@guard("too_urgent_to_ask")
def not_urgent(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """What is critical or urgent does not wait for papers (T2)."""
    return case.grade in (Grade.U1, Grade.U2)


@guard("two_persons_in_the_system")
def countersigned_on_paper(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only a small office enters the director's countersign from paper, and never for integrity or statutory routes."""
    strict = case.category is not None and case.category[0] in "DZ"
    return strict or Relaxation.DECLINE_BY_PAPER not in actor.rules.relaxed


@guard("decided_by_another")
def countersigned_by_another(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """The director named on the paper neither proposed it nor enters it (T6)."""
    if facts is None:
        return False
    proposal = open_proposal(case, Action.DECLINE, now.at)
    return facts["director"] in actor.persons or (proposal is not None and facts["director"] == proposal.asked_by)


@guard("not_integrity")
def integrity_named(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only class D, or a hint of it, is referred to the discipline authority (T8)."""
    if facts is None or facts.get("hint"):
        return False
    return case.category is None or not CATEGORIES[case.category].is_integrity


@guard("acknowledged_already")
def not_yet_acknowledged(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A referral is acknowledged once: then its clock stands (T8)."""
    return not any(clock.kind == "referral" and clock.runs for clock in case.clocks)


@guard("master_over")
def master_open(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A case is merged only into another one that is still open and of the same office (T9)."""
    return facts is not None and (facts.get("master_open") is not True or facts["master"] == case.uid)


@guard("not_the_same")
def same_matter(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Merged is only the same matter about the same object, of the same person or the same event (T9)."""
    return facts is not None and facts["same"] not in ("person", "event")


@guard("master_decided")
def master_not_over(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A merge is undone while the case it went into is not over: afterwards it was answered with it (T55)."""
    return facts is not None and facts.get("master_open") is not True


@guard("earlier_not_over")
def earlier_decided(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Not taken again is only what an earlier case has settled (T10, 信访工作条例 36)."""
    return facts is not None and facts.get("earlier_over") is not True


@guard("person_may_not_handle")
def assignee_may_handle(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Whoever handles it here may see it and has no tie to the unit complained about (T12, CR5)."""
    return facts is not None and facts.get("assignee_free") is not True


@guard("return_over")
def in_return_window(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool | Facts:
    """A return is asked within 24 hours of the dispatch, in petition procedure within five working days (T14)."""
    if case.dispatched_at is None:
        return True
    over = now.timetable.due(RETURN_RULES[case.track], case.dispatched_at).due_at
    return {"until": over} if now.at >= over else False


@guard("returns_closed")
def returns_open(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """What was designated, or whose return was refused, is not returned (潍坊市12345条例 22)."""
    return bool(case.designated or case.returns_closed)


@guard("returned_before")
def first_return(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A case that comes back a second time is the director's to designate (T15)."""
    return bool(case.returns >= MOST_RETURNS_BY_OFFICER)


@guard("extension_by_grade")
def may_take_longer(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only ordinary and complex matters are put off (domain.md 11.0)."""
    return case.grade not in MOST_EXTENSION


@guard("extended_already")
def not_yet_extended(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """An answer is put off once (信访工作条例 34)."""
    feedback = case.clock("feedback")
    return bool(case.extended or (feedback is not None and feedback.extension is not None))


@guard("extension_too_late")
def still_in_time(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """More time is asked for, decided and told before the old date (T17)."""
    feedback = case.clock("feedback")
    return feedback is None or not feedback.runs or feedback.is_overdue(now.at)


@guard("extension_too_long")
def within_extension_cap(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool | Facts:
    """An answer is put off by so many working days at most (domain.md 11.0)."""
    most = MOST_EXTENSION.get(case.grade, 0)
    return {"most": most} if facts is not None and not 0 < facts["days"] <= most else False


@guard("told_later_than_now")
def told_by_now(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Whoever was told was told before it is written down (T17)."""
    return facts is not None and facts["told_at"] > now.at


@guard("nothing_to_tell")
def extension_waits(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only an approved extension that nobody was told of is told, or becomes void (T17)."""
    feedback = case.clock("feedback")
    waiting = feedback is not None and feedback.extension is not None and feedback.extension.told_at is None
    return not waiting or feedback.extension.voided_at is not None


@guard("old_date_not_over")
def old_date_over(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """An extension becomes void only when the old date passed without its being told (T17)."""
    return not case.clock("feedback").is_overdue(now.at)


@guard("not_a_co_unit")
def co_unit_reports(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A co-unit reports once, for itself (T18)."""
    units = actor.units(Role.STATION_HEAD) if facts is None else {facts["unit"]}
    return not any(clock.kind == "co" and clock.runs and clock.unit_uid in units for clock in case.clocks)


@guard("co_report_late")
def co_report_in_time(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A co-unit reports a working day before the main date; later only with the reason why (T18)."""
    if facts is None or facts.get("late_reason"):
        return False
    return any(
        clock.kind == "co" and clock.runs and clock.unit_uid == facts["unit"] and clock.is_overdue(now.at)
        for clock in case.clocks
    )


@guard("still_reachable")
def unreachable(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Ended without an answer is only what was tried three times on two days, or wants no call (T23).

    Who left nothing to call is asked on the tracking page, for as long as the call-back lasts.
    """
    if case.no_callback or (case.call_tries >= MOST_TRIES and case.call_days >= MOST_DAYS):
        return False
    callback = case.clock("callback")
    return case.has_contact or callback is None or not callback.is_overdue(now.at)


@guard("complainant_answered")
def unanswered(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Who has answered was reached (T23)."""
    return case.callback_at is not None


@guard("outside_member_needed")
def outside_member_named(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """The second person of T25 comes from outside: name, body and the signed paper are on record."""
    if facts is None:
        return False
    member = facts["outside_member"]
    named = isinstance(member, dict) and all(member.get(part) for part in ("name", "body", "paper"))
    return not named or member["name"] == actor.name


@guard("date_not_ahead")
def date_ahead(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A promised date lies ahead (T28, T52)."""
    if facts is None:
        return False
    promised = facts.get("promised_date") or facts.get("date")
    return not isinstance(promised, date) or promised <= now.today


@guard("beyond_the_posted_promise")
def within_posted_promise(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """What is promised to one is no later than what is promised to all, or than the date of the answer (T52)."""
    if facts is None:
        return False
    if case.state is State.HUNG:
        # The director's decision gave that date: nobody else puts it off (decisions.md 73).
        return case.promised_on is not None and facts["date"] > case.promised_on
    # What is late already needs a new date, not the old one.
    kinds = ("feedback", "rework")
    running = [one.due_at for one in case.clocks if one.kind in kinds and one.runs and not one.is_overdue(now.at)]
    posted = facts.get("posted") or local_day(min(running, default=now.at) - INSTANT)
    return bool(running) and facts["date"] > posted


@guard("promised_date_ahead")
def promised_date_reached(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """The system takes a case off the backlog on the promised day, not before (T29)."""
    return case.promised_on is None or now.today < case.promised_on


@guard("not_the_holder")
def holds_it(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only whoever is answerable promises a date (T52)."""
    return case.holder_uid not in actor.persons


@guard("not_the_receiver")
def is_the_receiver(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A hand-over binds only whoever signs for it himself."""
    return case.holder_uid == actor.uid or (facts is not None and facts["holder"] != actor.uid)


@guard("own_text")
def not_the_author(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """The second reader of a text is not its author (security.md 3.4)."""
    return played(case, actor, Part.AUTHOR)


@guard("text_checked_already")
def text_unchecked(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """There is a version nobody has checked yet."""
    return case.cleared_version == 0 or case.checked_version >= case.cleared_version


@guard("pressed_already")
def not_yet_pressed(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """The director is told once that somebody was pressed."""
    return case.pressed_at is not None


@guard("pressed")
def not_pressed(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Nothing is withdrawn by whoever was pressed to, or was not asked whether he was (T30)."""
    return case.pressed_at is not None or (facts is not None and facts.get("freely") is not True)
