"""What a case holds. Every write inside a case is a deed of its table and raises its version."""

from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, LargeBinary, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from casebook.case.taxonomy import (
    Channel,
    Grade,
    ItemType,
    LinkKind,
    NoteReaders,
    Outcome,
    Part,
    Rating,
    ReviewResult,
    Solved,
    Supervision,
    Track,
)
from casebook.kernel.clocks import Clock
from casebook.kernel.columns import Base, EnumText, Key, Uid
from casebook.kernel.living import Living, event_key
from casebook.kernel.proposal import Proposal


class State(Enum):
    """Where a case stands (domain.md 11(a)); labels in wording.md section 6."""

    REGISTERED = "registered"
    SUPPLEMENT = "supplement"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TRANSFERRED = "transferred"
    SEALED = "sealed"
    MERGED = "merged"
    DISPATCHED = "dispatched"
    RETURN_PENDING = "return_pending"
    HANDLING = "handling"
    FEEDBACK = "feedback"
    CALLBACK = "callback"
    REWORK = "rework"
    HUNG = "hung"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    IN_REVIEW = "in_review"
    IN_RECHECK = "in_recheck"
    TERMINATED = "terminated"


receipt_case = Table(
    "receipt_case",
    Base.metadata,
    Column("receipt_uid", ForeignKey("receipt.uid"), primary_key=True),
    Column("case_uid", ForeignKey("case_file.uid"), primary_key=True, index=True),
)


class Submission(Base):
    """What came in, as it came in. `received_at` never changes and is never later than the registration."""

    __tablename__ = "submission"

    id: Mapped[Key]
    uid: Mapped[Uid]
    channel: Mapped[Channel] = mapped_column(EnumText(Channel))
    item_type: Mapped[ItemType] = mapped_column(EnumText(ItemType))
    received_at: Mapped[datetime]
    registered_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    unit_named_uid: Mapped[str | None] = mapped_column(ForeignKey("unit.uid"))
    happened: Mapped[str | None] = mapped_column(String(100))
    trips: Mapped[int | None]
    for_another: Mapped[bool] = mapped_column(default=False)
    for_business: Mapped[bool] = mapped_column(default=False)
    paper_reference: Mapped[str | None] = mapped_column(String(100))
    registered_by: Mapped[str | None] = mapped_column(ForeignKey("person.uid"))
    # Who wrote in is in the vault; only this random id leads there. None: no name was left.
    party_uid: Mapped[str | None] = mapped_column(ForeignKey("party.uid"), index=True)


class Receipt(Base):
    """The citizen's key: a reference and the slow hash of a query code. One receipt may open several cases."""

    __tablename__ = "receipt"

    id: Mapped[Key]
    uid: Mapped[Uid]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    code_hash: Mapped[str] = mapped_column(String(200))
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    language: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime]
    party_uid: Mapped[str | None] = mapped_column(ForeignKey("party.uid"))
    # When a new query code was issued at the counter; from then on the first one opens nothing.
    renewed_at: Mapped[datetime | None]

    cases: Mapped[list["CaseFile"]] = relationship(secondary=receipt_case, back_populates="receipts", lazy="raise")


class CaseFile(Living, Base):
    """One matter (办件). Columns after `state` are what its deeds left behind; nothing here says who complained."""

    __tablename__ = "case_file"
    __table_args__ = (event_key("case_file"), Index("ix_case_file_sort", "sort_due_at", "reference"))

    reference: Mapped[str] = mapped_column(String(20), unique=True)
    office_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"))
    submission_uid: Mapped[str] = mapped_column(ForeignKey("submission.uid"), index=True)
    state: Mapped[State] = mapped_column(EnumText(State))
    state_before: Mapped[State | None] = mapped_column(EnumText(State))
    track: Mapped[Track] = mapped_column(EnumText(Track))
    received_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(80))
    category: Mapped[str | None] = mapped_column(String(4))
    category_version: Mapped[int | None]
    grade: Mapped[Grade | None] = mapped_column(EnumText(Grade))
    unit_named_uid: Mapped[str | None] = mapped_column(ForeignKey("unit.uid"))
    station_may_handle: Mapped[bool | None]
    has_contact: Mapped[bool]
    consent_contact: Mapped[bool]
    holder_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"), index=True)
    main_unit_uid: Mapped[str | None] = mapped_column(ForeignKey("unit.uid"))
    on_paper: Mapped[bool] = mapped_column(default=False)
    handler_uid: Mapped[str | None] = mapped_column(ForeignKey("person.uid"))
    handed_in: Mapped[bool] = mapped_column(default=False)
    designated: Mapped[bool] = mapped_column(default=False)
    supervised: Mapped[bool] = mapped_column(default=False)
    cleared_version: Mapped[int] = mapped_column(default=0)
    contacted_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    feedback_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    callback_at: Mapped[datetime | None]
    callback_solved: Mapped[Solved | None] = mapped_column(EnumText(Solved))
    callback_rating: Mapped[Rating | None] = mapped_column(EnumText(Rating))
    rework_rounds: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[Outcome | None] = mapped_column(EnumText(Outcome))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(10))
    rated_at: Mapped[datetime | None]
    # Who may know of it: against the office itself (CR4), referred to discipline and handed back (T39).
    against_office: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    # Asked for by whoever complained: no station ever learns how to reach him, two persons read what a station reads.
    confidential: Mapped[bool] = mapped_column(default=False)
    no_callback: Mapped[bool] = mapped_column(default=False)
    self_handled: Mapped[bool] = mapped_column(default=False)
    co_handled: Mapped[bool] = mapped_column(default=False)
    supplemented: Mapped[bool] = mapped_column(default=False)
    checked_version: Mapped[int] = mapped_column(default=0)
    dispatched_at: Mapped[datetime | None]
    returns: Mapped[int] = mapped_column(default=0)
    returns_refused: Mapped[int] = mapped_column(default=0)
    returns_closed: Mapped[bool] = mapped_column(default=False)
    extended: Mapped[bool] = mapped_column(default=False)
    call_tries: Mapped[int] = mapped_column(default=0)
    call_days: Mapped[int] = mapped_column(default=0)
    called_on: Mapped[date | None] = mapped_column(Date)
    promised_on: Mapped[date | None] = mapped_column(Date)
    reminders: Mapped[int] = mapped_column(default=0)
    supervision: Mapped[Supervision | None] = mapped_column(EnumText(Supervision))
    urged_at: Mapped[datetime | None]
    pressed_at: Mapped[datetime | None]
    checked_by_city_at: Mapped[datetime | None]
    repeats: Mapped[int] = mapped_column(default=0)
    open_rectifications: Mapped[int] = mapped_column(default=0)
    sampled: Mapped[bool] = mapped_column(default=False)
    sample_called_at: Mapped[datetime | None]
    review_body: Mapped[str | None] = mapped_column(String(100))
    review_result: Mapped[ReviewResult | None] = mapped_column(EnumText(ReviewResult))
    review_delivered_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(lazy="raise")
    clocks: Mapped[list[Clock]] = relationship(
        primaryjoin=lambda: foreign(Clock.subject_uid) == CaseFile.uid,
        order_by=Clock.id,
        lazy="selectin",
        cascade="save-update, merge",
    )
    receipts: Mapped[list[Receipt]] = relationship(secondary=receipt_case, back_populates="cases", lazy="select")
    accused: Mapped[list["Accused"]] = relationship(lazy="selectin", cascade="save-update, merge")
    parts: Mapped[list["CasePart"]] = relationship(lazy="selectin", cascade="save-update, merge")
    # Read where somebody decides, never for a whole list.
    assignments: Mapped[list["Assignment"]] = relationship(lazy="select", order_by="Assignment.id", viewonly=True)
    proposals: Mapped[list[Proposal]] = relationship(
        primaryjoin=lambda: foreign(Proposal.subject_uid) == CaseFile.uid,
        order_by=Proposal.id,
        lazy="select",
        cascade="save-update, merge",
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**{**BLANK, **values})

    def is_overdue(self, now: datetime) -> bool:
        """Whether a running clock ran out."""
        return self.sort_due_at <= now

    def clock(self, kind: str) -> Clock | None:
        """The newest clock of this kind, or None."""
        return next((clock for clock in reversed(self.clocks) if clock.kind == kind), None)


# Column defaults reach a record only with its first INSERT; a record in memory must already have them.
BLANK: dict[str, Any] = {
    "version": 0,
    "on_paper": False,
    "handed_in": False,
    "designated": False,
    "supervised": False,
    "cleared_version": 0,
    "rework_rounds": 0,
    **dict.fromkeys(
        ("against_office", "restricted", "confidential", "no_callback", "self_handled", "co_handled"), False
    ),
    **dict.fromkeys(("supplemented", "returns_closed", "extended", "sampled"), False),
    **dict.fromkeys(("checked_version", "returns", "returns_refused", "call_tries", "call_days"), 0),
    **dict.fromkeys(("reminders", "repeats", "open_rectifications"), 0),
}


class Accused(Base):
    """A person or unit complained about; a term makes the matter invisible to whoever it names."""

    __tablename__ = "accused"

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    person_uid: Mapped[str | None] = mapped_column(ForeignKey("person.uid"))
    unit_uid: Mapped[str | None] = mapped_column(ForeignKey("unit.uid"))
    alias: Mapped[str | None] = mapped_column(String(100))


class CasePart(Base):
    """A part a person played, so that separation of duties is a condition over rows."""

    __tablename__ = "case_part"

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    part: Mapped[Part] = mapped_column(EnumText(Part))
    since: Mapped[datetime]


class Assignment(Base):
    """A unit that handles the case; at most one open main assignment (partial unique index).

    `kind` is main or co; a co-unit sees the case while its part is `active` and reports to the main unit.
    """

    __tablename__ = "assignment"

    id: Mapped[Key]
    uid: Mapped[Uid]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    unit_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"))
    kind: Mapped[str] = mapped_column(String(10), default="main")
    dispatched_at: Mapped[datetime]
    dispatched_by: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None] = mapped_column(ForeignKey("person.uid"))
    slip_reference: Mapped[str | None] = mapped_column(String(100))
    active: Mapped[bool] = mapped_column(default=True)
    reported_at: Mapped[datetime | None]
    report: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None]


class ClearedText(Base):
    """A version of the text the station reads (交办内容), written by the office."""

    __tablename__ = "cleared_text"
    __table_args__ = (UniqueConstraint("case_uid", "version"),)

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    written_at: Mapped[datetime]


class Contact(Base):
    """A recorded contact with the complainant, or a message passed on through the office."""

    __tablename__ = "contact"

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    contacted_at: Mapped[datetime]
    how: Mapped[str] = mapped_column(String(20))
    result: Mapped[str] = mapped_column(Text)
    by_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    agreed_recorded: Mapped[bool] = mapped_column(default=False)


class Reply(Base):
    """The station's answer of one closing; the citizen reads it once the office has passed it or on direct closing."""

    __tablename__ = "reply"

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    text: Mapped[str] = mapped_column(Text)
    evidence_reference: Mapped[str] = mapped_column(String(100))
    written_by: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    written_at: Mapped[datetime]
    paper_on: Mapped[date | None] = mapped_column(Date)
    released_at: Mapped[datetime | None]


class Side(Enum):
    """Who wrote a message; the office writes to the complainant, or to the station what he never reads as such."""

    CITIZEN = "citizen"
    OFFICE = "office"
    STATION = "station"
    TO_STATION = "to-station"


class Letter(Base):
    """A message between citizen and office, or office and station; a station's own waits until it is passed on."""

    __tablename__ = "letter"

    id: Mapped[Key]
    uid: Mapped[Uid]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    side: Mapped[Side] = mapped_column(EnumText(Side))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    written_by: Mapped[str | None] = mapped_column(ForeignKey("person.uid"))
    unit_uid: Mapped[str | None] = mapped_column(ForeignKey("unit.uid"))
    relayed_at: Mapped[datetime | None]


class CallBack(Base):
    """One answer of the complainant about the result: on the telephone or on his own page."""

    __tablename__ = "call_back"

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    at: Mapped[datetime]
    on_page: Mapped[bool]
    valid: Mapped[bool]
    contacted: Mapped[bool]
    solved: Mapped[Solved | None] = mapped_column(EnumText(Solved))
    satisfaction: Mapped[Rating | None] = mapped_column(EnumText(Rating))
    words: Mapped[str | None] = mapped_column(Text)
    by_uid: Mapped[str | None] = mapped_column(ForeignKey("person.uid"))
    round: Mapped[int]


class CaseRating(Base):
    """The complainant's one rating of a closed case: result, speed, attitude."""

    __tablename__ = "case_rating"

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), unique=True)
    at: Mapped[datetime]
    solved: Mapped[Solved] = mapped_column(EnumText(Solved))
    result: Mapped[Rating] = mapped_column(EnumText(Rating))
    speed: Mapped[Rating] = mapped_column(EnumText(Rating))
    attitude: Mapped[Rating] = mapped_column(EnumText(Rating))
    words: Mapped[str | None] = mapped_column(Text)


class Note(Base):
    """A note of staff (T54). Whoever it is not for has no way to meet it: its readers are a required column."""

    __tablename__ = "note"

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    text: Mapped[str] = mapped_column(Text)
    readers: Mapped[NoteReaders] = mapped_column(EnumText(NoteReaders))
    unit_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"))
    written_by: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    written_at: Mapped[datetime]


class CaseLink(Base):
    """How a case hangs together with another: merged into it, born of its review, raised before, split off."""

    __tablename__ = "case_link"
    __table_args__ = (UniqueConstraint("case_uid", "other_uid", "kind"),)

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"))
    other_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    kind: Mapped[LinkKind] = mapped_column(EnumText(LinkKind))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class OrderedRectification(Base):
    """What the director ordered put right in this case (T44); the case cannot be closed before it is verified."""

    __tablename__ = "ordered_rectification"

    id: Mapped[Key]
    uid: Mapped[Uid]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    unit_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"))
    finding: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(String(200))
    requirement: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Date)
    ordered_by: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    ordered_at: Mapped[datetime]
    verified_by: Mapped[str | None] = mapped_column(ForeignKey("person.uid"))
    verified_at: Mapped[datetime | None]
    visit: Mapped[str | None] = mapped_column(Text)


class Referral(Base):
    """All that the office keeps of a sealed matter (T8): its reference, the day it went, and who referred it."""

    __tablename__ = "referral"

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    reference: Mapped[str] = mapped_column(String(20))
    office_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"), index=True)
    referred_on: Mapped[date] = mapped_column(Date)
    referred_by: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    acknowledged_at: Mapped[datetime | None]
    returned_on: Mapped[date | None] = mapped_column(Date)


class Review(Base):
    """A review or re-review: who asked when, who decides it, what came of it."""

    __tablename__ = "review"

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), index=True)
    stage: Mapped[int]  # 1 review, 2 re-review
    asked_at: Mapped[datetime]
    reasons: Mapped[str] = mapped_column(Text)
    paper_reference: Mapped[str | None] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(String(100))
    result: Mapped[ReviewResult | None] = mapped_column(EnumText(ReviewResult))
    opinion: Mapped[str | None] = mapped_column(Text)
    basis: Mapped[str | None] = mapped_column(String(200))
    order: Mapped[str | None] = mapped_column("review_order", Text)
    delivered_at: Mapped[datetime | None]


class Standing(Base):
    """What a deed leaves for the citizen to read about where the case stands: the values of one sentence.

    One row per case, overwritten as the case moves on: the reason of a decline, the body it was forwarded to, the plan
    of a backlog. Free text lives here and in letters, never in an event.
    """

    __tablename__ = "standing"

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), unique=True)
    values: Mapped[dict[str, Any]] = mapped_column("json", JSON)


class RegisterNumber(Base):
    """The office's running number of a case in its year: inside the office only; gaps are roll-backs."""

    __tablename__ = "register_number"
    __table_args__ = (UniqueConstraint("office_uid", "year", "number"),)

    id: Mapped[Key]
    case_uid: Mapped[str] = mapped_column(ForeignKey("case_file.uid"), unique=True)
    office_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"))
    year: Mapped[int]
    number: Mapped[int]


class RegisterCounter(Base):
    """The last number given in an office and year."""

    __tablename__ = "register_counter"

    office_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
