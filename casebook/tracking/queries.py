"""What the tracking pages look up: the cases of one receipt, and what belongs to the one that is shown."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload

from casebook.case.models import (
    CallBack,
    CaseFile,
    CaseLink,
    CaseRating,
    Letter,
    OrderedRectification,
    Reply,
    Review,
    State,
)
from casebook.case.queries import history, letters, replies
from casebook.case.taxonomy import LinkKind
from casebook.case.workflow import Action
from casebook.kernel.access import visible_to
from casebook.kernel.history import Event
from casebook.people.actor import Citizen
from casebook.people.models import Unit
from casebook.responsibility.models import Chain, Link
from casebook.stages.service import standing_values

# A citizen's page needs neither; each would cost a query.
LEFT_OUT = (lazyload(CaseFile.accused), lazyload(CaseFile.parts))

# Of a case that went another way nobody else's citizen reads a word.
APART = (State.SEALED, State.MERGED, State.WITHDRAWN)


@dataclass(frozen=True)
class Holding:
    """Where the duty to answer lies: the unit, and as which link of the chain it holds it (1: asked first)."""

    unit_uid: str
    seq: int


@dataclass(frozen=True)
class Records:
    """Everything from which the page of one case is made.

    `standing` are the values its last deed left for the citizen; `main` is the case it was merged into, of which the
    page may tell where it stands, who answers (`main_holding`), and what was answered to both since (`main_replies`).
    """

    case: CaseFile
    events: list[Event]
    letters: list[Letter]
    replies: list[Reply]
    units: dict[str, Unit]
    holding: Holding
    standing: dict[str, Any] = field(default_factory=dict)
    rectified_by: date | None = None
    reviews: list[Review] = field(default_factory=list)
    answers: list[CallBack | CaseRating] = field(default_factory=list)
    main: CaseFile | None = None
    main_holding: Holding | None = None
    main_replies: list[Reply] = field(default_factory=list)

    @property
    def office(self) -> Unit:
        """The office of the case."""
        return self.units[self.case.office_uid]

    @property
    def city_office(self) -> Unit:
        """The body above the office; the office itself where none is known."""
        above = (unit for unit in self.units.values() if unit.id == self.office.parent_id)
        return next(above, self.office)


def cases_of(session: Session, citizen: Citizen) -> list[CaseFile]:
    """The cases of the receipt in the order they were made; a case keeps its place."""
    loaded = (joinedload(CaseFile.submission), selectinload(CaseFile.receipts), *LEFT_OUT)
    return list(session.scalars(visible_to(citizen, CaseFile).options(*loaded).order_by(CaseFile.id)))


def records_of(session: Session, case: CaseFile) -> Records:
    """What belongs to one case, in six queries; a few more for an answer, a rectification, a review or a merge."""
    main = _main_case(session, case)
    return Records(
        case=case,
        events=history(session, case.uid),
        letters=letters(session, case.uid),
        replies=replies(session, case.uid),
        units={unit.uid: unit for unit in session.scalars(select(Unit))},
        holding=_holding(session, case.uid),
        standing=standing_values(session, case),
        rectified_by=_rectified_by(session, case),
        reviews=_reviews(session, case),
        answers=_answers(session, case),
        main=main,
        main_holding=_holding(session, main.uid) if main else None,
        main_replies=_answered_since(session, case, main) if main else [],
    )


def _holding(session: Session, case_uid: str) -> Holding:
    links = select(Link.unit_uid, Link.seq).join(Chain, Chain.uid == Link.chain_uid).where(Chain.case_uid == case_uid)
    return Holding(*session.execute(links.order_by(Link.seq.desc()).limit(1)).one())


def _main_case(session: Session, case: CaseFile) -> CaseFile | None:
    """The case it was merged into. Its citizen may not see it: only its state and dates are ever told of it."""
    if case.state is not State.MERGED:
        return None
    into = select(CaseLink.other_uid).where(
        CaseLink.case_uid == case.uid, CaseLink.kind == LinkKind.MERGED_INTO, CaseLink.ended_at.is_(None)
    )
    found = select(CaseFile).where(CaseFile.uid.in_(into)).options(*LEFT_OUT).order_by(CaseFile.id).limit(1)
    return session.scalar(found)


def _answered_since(session: Session, case: CaseFile, main: CaseFile) -> list[Reply]:
    """What the office passed of the main case since both are one: whoever passed it knew that two read it."""
    if case.closed_at is None or main.state in APART:
        return []
    passed = (Event.subject_uid == main.uid) & (Event.action == Action.PASS.value) & (Event.at == Reply.released_at)
    released = select(Reply).join(Event, passed).where(Reply.case_uid == main.uid, Reply.released_at >= case.closed_at)
    return list(session.scalars(released.order_by(Reply.id)))


def _rectified_by(session: Session, case: CaseFile) -> date | None:
    """By when everything ordered and not yet verified must be put right."""
    if not case.open_rectifications:
        return None
    ordered = OrderedRectification
    still = select(func.max(ordered.due_on)).where(ordered.case_uid == case.uid, ordered.verified_at.is_(None))
    return session.scalar(still)


def _reviews(session: Session, case: CaseFile) -> list[Review]:
    """The reviews that were asked for, the newest first."""
    if case.review_body is None:
        return []
    return list(session.scalars(select(Review).where(Review.case_uid == case.uid).order_by(Review.id.desc())))


def _answers(session: Session, case: CaseFile) -> list[CallBack | CaseRating]:
    """What the complainant said about the result, and his rating, where he used words of his own."""
    if case.callback_at is None and case.sample_called_at is None and case.rated_at is None:
        return []
    return [row for model in (CallBack, CaseRating) for row in session.scalars(_in_words(model, case))]


def _in_words(model: Any, case: CaseFile) -> Any:
    return select(model).where(model.case_uid == case.uid, model.words.is_not(None)).order_by(model.id)
