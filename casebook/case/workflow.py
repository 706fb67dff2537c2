"""The table of a complaint's life: rows of domain.md 11(a) with their guards, facts, clocks, notices and words.

Actions without a T-number are deeds with an event of their own (`rule` None). Message ids are English; see wording.md
section 7.
"""

from enum import Enum
from typing import Any

from casebook.case import guards as g
from casebook.case import relations as r
from casebook.case.models import CaseFile, State
from casebook.kernel.machine import BEFORE, SAME, ClockKind, Label, Machine, Transition, register


class Action(Enum):
    """What can be done to a case; the value is the address of its page."""

    REGISTER = "register"
    ANSWER = "answer"
    ACCEPT = "accept"
    WRITE_TEXT = "text"
    DISPATCH = "dispatch"
    RECALL = "recall"
    DESIGNATE = "designate"
    SIGN = "sign"
    SIGN_FOR = "sign-for"
    GIVE = "give"
    TAKE = "take"
    HAND_IN = "hand-in"
    GIVE_BACK = "give-back"
    CONTACT = "contact"
    CONTACT_FOR = "contact-for"
    RELAY = "relay"
    STATION_MESSAGE = "station-message"
    OFFICE_MESSAGE = "message"
    CITIZEN_MESSAGE = "citizen-message"
    CONFIRM = "confirm"
    CLOSE = "close"
    CLOSE_FOR = "close-for"
    CLOSE_AGAIN = "close-again"
    CLOSE_AGAIN_FOR = "close-again-for"
    CLOSE_DIRECTLY = "close-directly"
    SEND_BACK = "send-back"
    PASS = "pass"
    CALL = "call"
    EVALUATE = "evaluate"
    END = "end"
    REDO = "redo"
    NOT_SOLVED = "not-solved"
    NOT_SOLVED_FOR = "not-solved-for"
    RATE = "rate"
    REVEAL = "reveal"
    TAKE_OVER = "take-over"


S, A, T = State, Action, Transition

CLOCKS = (
    ClockKind("decide", lambda case: "decide", lambda case, now: case.received_at),
    ClockKind("law60", lambda case: "law60", lambda case, now: now.at),
    ClockKind("feedback", lambda case: case.grade.value, lambda case, now: case.received_at),
    ClockKind("sign", lambda case: "sign", lambda case, now: now.at),
    ClockKind("contact", lambda case: "contact", lambda case, now: now.at),
    ClockKind("check", lambda case: "check", lambda case, now: now.at),
    ClockKind("callback", lambda case: "callback", lambda case, now: now.at),
    ClockKind("rework", lambda case: "rework", lambda case, now: now.at),
)

DIRECT = (
    g.directly_closable,
    g.ordinary_grade,
    g.in_time,
    g.not_supervised,
    g.nobody_accused,
    g.contact_recorded,
    g.complainant_agreed,
)
AT_WORK = (S.HANDLING, S.REWORK)
ANY = tuple(State)
WITH_STATION = (S.DISPATCHED, S.HANDLING, S.REWORK)
OFFICE = (r.clerk, r.officer, r.director, r.callback)
STATION = (r.station_head, r.liaison, r.handler)
IDENTITY = (r.officer, r.director, r.callback_now, r.consented_station)

# fmt: off
ROWS: tuple[Transition, ...] = (
    T(A.REGISTER, "T1", None, S.REGISTERED, (r.clerk, r.newcomer, r.system),
      Label("Register", "registered"), (g.received_by_now,),
      requires=("received_at", "registered_at", "matter", "anonymous", "track", "holder"),
      starts_clock=("decide",), notifies=("officer",), legal_basis="信访工作条例 21、22"),
    T(A.ANSWER, "T4", (S.REGISTERED,), S.CLOSED, (r.clerk, r.officer),
      Label("Answer on the spot", "answered on the spot"), (g.not_integrity, g.answerable_on_the_spot),
      requires=("answer", "no_callback_ground"), stops_clock=("decide",), legal_basis="信访工作条例 23"),
    T(A.ACCEPT, "T5", (S.REGISTERED,), S.ACCEPTED, (r.officer,),
      Label("Accept", "accepted"), (g.not_integrity,),
      requires=("category", "grade"), starts_clock=("law60", "feedback"), stops_clock=("decide",),
      notifies=("citizen",), legal_basis="信访工作条例 22、23、34"),
    T(A.WRITE_TEXT, "T48", (S.REGISTERED, S.ACCEPTED, S.HANDLING), SAME, (r.officer, r.clerk),
      Label("Write the text for the station", "text for the station, version %(version)s"),
      requires=("text", "version"), legal_basis="信访工作条例 30"),
    T(A.DISPATCH, "T11", (S.ACCEPTED,), S.DISPATCHED, (r.officer,),
      Label("Dispatch", "dispatched to %(station)s"), (g.not_integrity, g.has_cleared_text, g.unit_may_handle),
      requires=("main_unit",), starts_clock=("sign", "contact"), notifies=("station_head", "liaison"),
      legal_basis="北京市接诉即办工作条例 11、12"),
    T(A.RECALL, "T42", (S.DISPATCHED, S.HANDLING), S.ACCEPTED, (r.officer,),
      Label("Recall and reassign", "recalled for reassignment"),
      requires=("reason",), stops_clock=("sign", "contact"), legal_basis="本办规定"),
    T(A.DESIGNATE, "T43", (S.ACCEPTED, S.DISPATCHED), S.HANDLING, (r.director,),
      Label("Designate", "%(name)s designated: %(reason)s"), (g.not_integrity, g.has_cleared_text, g.unit_may_handle),
      requires=("person", "main_unit", "reason", "rule"), starts_clock=("contact",), stops_clock=("sign",),
      notifies=("station_head", "given_handler"), legal_basis="信访工作条例 24"),
    T(A.SIGN, "T13", (S.DISPATCHED,), S.HANDLING, STATION,
      Label("Sign for", "signed for"), requires=("handler",), stops_clock=("sign",), legal_basis="首问负责制"),
    T(A.SIGN_FOR, "T13", (S.DISPATCHED,), S.HANDLING, (r.officer,),
      Label("Enter the signed slip", "signature entered on behalf"), (g.station_on_paper,),
      requires=("handler", "slip"), stops_clock=("sign",), legal_basis="首问负责制"),
    T(A.GIVE, "T45", AT_WORK, SAME, (r.station_head,),
      Label("Give to handler", "given to %(name)s"), requires=("handler",), notifies=("given_handler",),
      legal_basis="首问负责制", step="give"),
    T(A.TAKE, "T45", AT_WORK, SAME, (r.given_handler,),
      Label("Take on", "taken on by %(name)s"), (g.not_yet_taken,), requires=("handler",),
      legal_basis="首问负责制", step="sign", screen="click"),
    T(A.HAND_IN, "T45", AT_WORK, SAME, (r.given_handler,),
      Label("Hand to the head", "handed in"), requires=("handler",), notifies=("station_head",),
      legal_basis="首问负责制", step="hand_in"),
    T(A.GIVE_BACK, "T45", AT_WORK, SAME, (r.station_head,),
      Label("Back to handler", "back to handler"), (g.was_handed_in,), requires=("handler", "reason"),
      notifies=("given_handler",), legal_basis="首问负责制", step="back"),
    T(A.CONTACT, "T47", AT_WORK, SAME, (r.given_handler, r.station_head, r.clerk),
      Label("Record contact", "contact: %(result)s"), (g.contact_in_the_past,),
      requires=("when", "how", "result"), stops_clock=("contact",), legal_basis="本办规定"),
    T(A.CONTACT_FOR, "T47", AT_WORK, SAME, (r.officer,),
      Label("Enter contact for the station", "contact entered on behalf: %(result)s"),
      (g.station_on_paper, g.contact_in_the_past), requires=("when", "how", "result", "slip"),
      stops_clock=("contact",), legal_basis="本办规定"),
    T(A.RELAY, "T47", AT_WORK, SAME, (r.clerk, r.officer),
      Label("Pass on", "passed on"), (g.contact_in_the_past,), requires=("when", "how", "result", "letter"),
      stops_clock=("contact",), notifies=("citizen",), legal_basis="本办规定"),
    T(A.STATION_MESSAGE, "T50", WITH_STATION, SAME, STATION,
      Label("Write to the complainant", "message for the complainant"), requires=("letter",), notifies=("clerk",),
      legal_basis="信访工作条例 30"),
    T(A.OFFICE_MESSAGE, "T50", ANY, SAME, OFFICE,
      Label("Message", "message"), requires=("letter",), notifies=("citizen",), legal_basis="信访工作条例 21"),
    T(A.CITIZEN_MESSAGE, "T50", ANY, SAME, (r.citizen,),
      Label("Write to the office", "message from the complainant"), requires=("letter",), notifies=("clerk",),
      legal_basis="信访工作条例 21"),
    T(A.CONFIRM, None, (S.HANDLING,), SAME, (r.citizen,),
      Label("It is solved, you may close it", "the complainant confirms that it is solved"), (g.not_yet_confirmed,),
      requires=("confirmed",), notifies=("station_head",), legal_basis="本办规定", screen="click"),
    T(A.CLOSE, "T19", (S.HANDLING,), S.FEEDBACK, (r.station_head,),
      Label("Close and send for checking", "closed, sent for checking"), (g.contact_recorded,),
      requires=("reply", "evidence", "handler"), starts_clock=("check",), stops_clock=("feedback",),
      notifies=("officer",), legal_basis="信访工作条例 31、32"),
    T(A.CLOSE_FOR, "T19", (S.HANDLING,), S.FEEDBACK, (r.officer,),
      Label("Enter for the station", "entered on behalf"), (g.station_on_paper, g.contact_recorded),
      requires=("reply", "evidence", "handler", "paper_on"), starts_clock=("check",), stops_clock=("feedback",),
      notifies=("officer",), legal_basis="信访工作条例 31、32"),
    T(A.CLOSE_DIRECTLY, "T40", (S.HANDLING,), S.CLOSED, (r.station_head,),
      Label("Close directly", "closed by the station head, confirmed"), DIRECT,
      requires=("confirmed_by", "reply", "evidence", "delivery"), stops_clock=("feedback", "law60"),
      notifies=("citizen", "callback"), legal_basis="信访工作条例 32"),
    T(A.CLOSE_AGAIN, "T26", (S.REWORK,), S.FEEDBACK, (r.station_head,),
      Label("Close again, send for checking", "closed again"), (g.contact_recorded, g.new_reply),
      requires=("new_action", "evidence", "handler"), starts_clock=("check",), stops_clock=("rework",),
      notifies=("officer",), legal_basis="济南市12345市民服务热线条例 27"),
    T(A.CLOSE_AGAIN_FOR, "T26", (S.REWORK,), S.FEEDBACK, (r.officer,),
      Label("Enter the redone answer for the station", "redone answer entered on behalf"),
      (g.station_on_paper, g.contact_recorded, g.new_reply),
      requires=("new_action", "evidence", "handler", "paper_on"), starts_clock=("check",), stops_clock=("rework",),
      notifies=("officer",), legal_basis="济南市12345市民服务热线条例 27"),
    T(A.SEND_BACK, "T20", (S.FEEDBACK,), BEFORE, (r.officer,),
      Label("Send back", "sent back: %(reason)s"), (g.not_the_handler,), requires=("reason",),
      stops_clock=("check",), resumes_clock=("feedback", "rework"), notifies=("station_head",),
      legal_basis="济南市12345市民服务热线条例 27"),
    T(A.PASS, "T21", (S.FEEDBACK,), S.CALLBACK, (r.officer,),
      Label("Pass to call-back", "passed, answer delivered"), (g.not_the_handler,), requires=("delivery",),
      starts_clock=("callback",), stops_clock=("check",), notifies=("citizen", "callback"),
      legal_basis="信访工作条例 32、34"),
    T(A.CALL, None, (S.CALLBACK,), SAME, (r.callback,),
      Label("Record call-back", "call-back recorded"), (g.not_the_dispatcher,), requires=("callback",),
      notifies=("officer",), legal_basis="北京市接诉即办工作条例 23"),
    T(A.EVALUATE, None, (S.CALLBACK,), SAME, (r.citizen,),
      Label("Tell us the result", "the complainant answered on the page"), (g.not_yet_answered,),
      requires=("callback",), notifies=("callback", "officer"), legal_basis="北京市接诉即办工作条例 23"),
    T(A.END, "T22", (S.CALLBACK,), S.CLOSED, (r.callback,),
      Label("Confirm and close", "confirmed and closed"),
      (g.not_the_dispatcher, g.answered_by_complainant, g.solved_or_explained),
      requires=("callback", "outcome"), stops_clock=("callback", "law60"), notifies=("citizen", "station_head"),
      legal_basis="信访工作条例 34"),
    T(A.REDO, "T24", (S.CALLBACK,), S.REWORK, (r.officer,),
      Label("Not satisfied, redo", "redo ordered"), (g.rounds_left, g.complainant_dissatisfied),
      requires=("judgement", "callback", "person"), starts_clock=("rework",), stops_clock=("callback",),
      notifies=("station_head", "citizen"), legal_basis="济南市12345市民服务热线条例 27"),
    T(A.NOT_SOLVED, "T41", (S.CLOSED,), S.REWORK, (r.citizen,),
      Label("Not solved", "not solved, redo"), (g.closed_by_station, g.reopening_in_time),
      requires=("holder",), starts_clock=("rework",), resumes_clock=("law60",), notifies=("station_head", "officer"),
      legal_basis="本办规定", screen="click"),
    T(A.NOT_SOLVED_FOR, "T41", (S.CLOSED,), S.REWORK, (r.clerk,),
      Label("Not solved, says the caller", "not solved says the caller, redo"),
      (g.closed_by_station, g.reopening_in_time), requires=("holder", "words"), starts_clock=("rework",),
      resumes_clock=("law60",), notifies=("station_head", "officer"), legal_basis="本办规定"),
    T(A.RATE, "T51", (S.CLOSED,), SAME, (r.citizen,),
      Label("Rate", "rated: %(rating)s"), (g.not_yet_rated, g.rating_in_time), requires=("rating",),
      legal_basis="国办发〔2019〕51号"),
    T(A.REVEAL, "T53", ANY, SAME, IDENTITY,
      Label("Show (recorded)", "%(field)s shown, reason: %(reason)s"),
      (g.contact_left, g.fresh_sign_in, g.reveals_left), requires=("reason", "field"),
      legal_basis="信访工作条例 30；个人信息保护法 51"),
    T(A.TAKE_OVER, None, tuple(s for s in S if s is not S.CLOSED), SAME, (*OFFICE, *STATION),
      Label("Take over", "taken over by the successor"), requires=("holder", "handover"),
      legal_basis="首问负责制", screen="later"),
)
# fmt: on


def visible(actor: Any) -> Any:
    """Every case this actor may know of."""
    return r.visible(actor)


CASE = register(Machine("case", CaseFile, State, ROWS, visible, relations=r.RELATIONS, clocks=CLOCKS))

__all__ = ["A", "Action", "CASE", "ROWS", "S"]
