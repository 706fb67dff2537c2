"""What may not be in the ordinary course of a case, from registration to its end.

A guard that judges the facts of a deed stays silent while somebody only asks (`facts` is None).
"""

from typing import Any

from casebook.case.guards.making import guard, played
from casebook.case.models import State
from casebook.case.taxonomy import CATEGORIES, Grade, Part, Solved
from casebook.kernel.deadlines import Moment
from casebook.kernel.machine import Facts
from casebook.office.rules import DirectClose, Relaxation

MOST_ROUNDS = 2
REVEALS_AN_HOUR = 10
REOPENING_RULE = "direct_check"
RATING_RULE = "rate"


@guard("received_later")
def received_by_now(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Nothing is registered as received later than now."""
    return case.received_at > now.at


@guard("only_questions_on_the_spot")
def answerable_on_the_spot(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only questions and trivial ordinary matters are answered on the spot (T4)."""
    if case.category is None:
        return facts is not None  # the form names it
    return not CATEGORIES[case.category].is_enquiry and case.grade is not Grade.U3


@guard("integrity_goes_to_discipline")
def not_integrity(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Class D goes to the discipline authority, never on as a case (T8)."""
    if facts is None and case.state is State.REGISTERED:
        return False  # the form names the category
    category = (facts or {}).get("category") or case.category
    return category is not None and CATEGORIES[category].is_integrity


@guard("no_text_for_station")
def has_cleared_text(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Nothing reaches a station before the office has written its text (T48)."""
    return case.cleared_version == 0


@guard("second_reader")
def text_read_twice(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """What gives people away most easily is read by a second person before a station reads it (security.md 3.4).

    A small office may do with one reader, but never where discipline has had it.
    """
    delicate = case.category is not None and CATEGORIES[case.category].needs_two_readers
    if case.restricted or (delicate and Relaxation.ONE_READER not in actor.rules.relaxed):
        return bool(case.checked_version < case.cleared_version)
    return False


@guard("accused_may_not_handle")
def unit_may_handle(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """The unit complained about may be barred from handling it (`station_may_handle`, invariant viii)."""
    if facts is None or case.station_may_handle is not False:
        return False
    units = {facts.get("main_unit"), *(facts.get("co_units") or ())}
    return case.unit_named_uid is None or case.unit_named_uid in units


@guard("not_on_paper")
def station_on_paper(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only for a station that works on paper does the office enter anything (代录)."""
    return not case.on_paper


@guard("not_handed_in")
def was_handed_in(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only what was handed in is given back."""
    return not case.handed_in


@guard("not_given")
def not_yet_taken(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Nobody takes on what he holds already."""
    return case.holder_uid in actor.persons


@guard("contact_later_than_now")
def contact_in_the_past(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A contact took place before it is written down."""
    return facts is not None and facts["when"] > now.at


@guard("no_contact_record")
def contact_recorded(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Nothing is closed before the complainant was contacted, himself or through the office (T47)."""
    return case.contacted_at is None


@guard("same_reply_again")
def new_reply(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Closing again takes a new answer, not the old text (T26)."""
    return facts is not None and facts.get("repeats_old_text") is True


@guard("own_handling")
def not_the_handler(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Whoever handled a case does not check it (domain.md 10)."""
    return played(case, actor, Part.HANDLER)


@guard("own_work")
def not_the_dispatcher(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Whoever dispatched a case does not call back (domain.md 10); in a small office only with a reason on record.

    The complainant's own answer on his page comes first and needs nobody's separation.
    """
    if not played(case, actor, Part.DISPATCHER):
        return False
    if Relaxation.DISPATCHER_CALLS_BACK not in actor.rules.relaxed:
        return True
    return facts is not None and not facts.get("combined_reason")


@guard("no_answer_yet")
def answered_by_complainant(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A case ends only on the complainant's own answer, on the telephone or on his page."""
    return case.callback_at is None and facts is not None and not facts["callback"].get("solved")


@guard("not_solved_yet")
def solved_or_explained(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A case ends solved, or unsolvable and explained (T22)."""
    if facts is None:
        return False
    # What is on record stands until another answer is recorded: a form alone does not turn no into yes.
    solved = case.callback_solved or facts["callback"].get("solved")
    return Solved(solved) is not Solved.YES and facts.get("explained") is not True


@guard("nobody_dissatisfied")
def complainant_dissatisfied(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only what the complainant is not satisfied with is redone (T24)."""
    unsolved = case.callback_solved in (Solved.NO, Solved.PARTLY)
    return not unsolved and not (case.callback_rating is not None and case.callback_rating.is_bad)


@guard("rounds_used")
def rounds_left(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A case is redone twice at most (T24)."""
    return case.rework_rounds >= MOST_ROUNDS


@guard("rounds_left")
def rounds_used_up(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only what was redone twice goes to the leaders' meeting (T27)."""
    return case.rework_rounds < MOST_ROUNDS


@guard("direct_category")
def directly_closable(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only listed categories are closed directly (T40)."""
    if actor.rules.direct_close is DirectClose.UNACCUSED:
        return False
    listed = case.category is not None and CATEGORIES[case.category].direct
    return actor.rules.direct_close is DirectClose.OFF or not listed


@guard("direct_grade")
def ordinary_grade(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only urgent and ordinary matters are closed directly (T40)."""
    return case.grade not in (Grade.U2, Grade.U3)


@guard("direct_overdue")
def in_time(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """What is late is not closed directly (T40)."""
    decide = case.clock("decide")
    # Lateness of this round stays, whatever began anew since (decisions.md 73); that of a round before is over.
    of_this_round = [
        clock for clock in case.clocks if clock.kind == "feedback" and clock.started_at >= decide.started_at
    ]
    return not of_this_round or any(clock.is_overdue(now.at) for clock in of_this_round)


@guard("direct_supervised")
def not_supervised(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """What the office watches, has designated, extended, shared out or had redone is not closed directly (T40)."""
    touched = case.supervised or case.designated or case.extended or case.co_handled
    return touched or case.rework_rounds > 0


@guard("direct_accused")
def nobody_accused(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A complaint about a person is not closed directly (T40)."""
    return bool(case.accused)


@guard("open_rectification")
def nothing_left_to_rectify(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool | Facts:
    """Nothing is closed while something ordered put right is not verified (T44)."""
    return {"count": case.open_rectifications} if case.open_rectifications else False


@guard("fine_only")
def fine_followed_up(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A fine alone closes nothing: the correction ordered and a revisit are named (行政处罚法 28; 以罚代管)."""
    fined = case.category is not None and CATEGORIES[case.category].needs_a_follow_up
    return fined and facts is not None and not facts.get("penalty_followup")


@guard("lateness_unexplained")
def lateness_explained(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """What is late, or is about a promise that was not kept, is closed only with an explanation (T19)."""
    running = (clock for clock in case.clocks if clock.kind in ("feedback", "rework") and clock.runs)
    late = any(clock.is_overdue(now.at) for clock in running)
    return (late or case.category == "C1") and facts is not None and not facts.get("explanation")


@guard("direct_unconfirmed")
def complainant_agreed(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A direct closing needs the complainant's agreement, on his page or on a recorded line (T40)."""
    on_page = case.confirmed_at is not None
    # By recording: he consented to be contacted, and a contact on a recorded line in which he agreed is on file.
    recorded = case.consent_contact and case.agreed_at is not None
    named = facts is None or facts.get("confirmed_by") == "recording"
    return not (on_page or (recorded and named))


@guard("direct_only")
def closed_by_station(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Only a direct closing is undone without any judgement (T41)."""
    return case.closed_by != "T40"


@guard("reopening_over")
def reopening_in_time(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A direct closing is undone within five working days (T41)."""
    return now.at >= now.timetable.due(REOPENING_RULE, case.closed_at).due_at


@guard("rated_already")
def not_yet_rated(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A case is rated once (T51)."""
    return case.rated_at is not None


@guard("rating_over")
def rating_in_time(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A case is rated within thirty days (T51)."""
    return now.at >= now.timetable.due(RATING_RULE, case.closed_at).due_at


@guard("confirmed_already")
def not_yet_confirmed(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """A solution is confirmed once."""
    return case.confirmed_at is not None


@guard("answered_already")
def not_yet_answered(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """The result is told once a round."""
    return case.callback_at is not None


@guard("no_contact_left")
def contact_left(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """There is something to show only of whoever left it."""
    return not case.has_contact


@guard("no_second_step")
def second_step_set_up(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Identity is never shown to whoever signs in with the password alone where two-step sign-in is on."""
    return bool(getattr(actor, "lacks_second_step", False))


@guard("sign_in_again")
def fresh_sign_in(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Identity is shown only to whoever has just given his password (T53)."""
    return facts is not None and facts.get("fresh") is not True


@guard("reveals_used")
def reveals_left(case: Any, actor: Any, now: Moment, facts: Facts | None) -> bool:
    """Identity is shown a few times an hour at most (T53)."""
    return facts is not None and facts.get("reveals_this_hour", 0) >= REVEALS_AN_HOUR
