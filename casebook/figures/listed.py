"""The list behind a figure: exactly the cases it counts, as this reader may see them."""

from typing import Any

from flask_babel import lazy_pgettext
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.case.projection import Audience
from casebook.figures import queries
from casebook.figures.measures import Measure
from casebook.figures.queries import Scope
from casebook.kernel.deadlines import Moment
from casebook.ledgers.columns import STAFF, Column, day
from casebook.ledgers.courses import CLEARED
from casebook.ledgers.ledger import Sheet
from casebook.ledgers.queries import said, sheet_of
from casebook.ledgers.registers import CATEGORY, HANDLING_UNIT, REFERENCE, STATE, TITLE
from casebook.ledgers.sources import sources

COLUMNS = (
    REFERENCE,
    TITLE,
    CLEARED,
    Column(lazy_pgettext("ledger", "Received"), ("case_file.received_at",), say=day),
    CATEGORY,
    HANDLING_UNIT,
    Column(lazy_pgettext("ledger", "First due"), ("clock.due_at",)),
    Column(lazy_pgettext("ledger", "Answered"), ("clock.stopped_at",), say=day, of=STAFF),
    STATE,
)
# A longer list is not read; its number is still exact.
MOST = 1000


def listed(session: Session, scope: Scope, measure: Measure, now: Moment, language: str) -> Sheet:
    """The cases a figure counts, the first MOST of them, and how many there are."""
    cases, answer = queries.behind(scope, measure)
    columns = tuple(column for column in COLUMNS if scope.audience in column.of)
    given: dict[str, Any] = {
        **sources(scope.actor, language),
        # By what it was judged, not by what runs now.
        "clock.due_at": answer.c.due_at,
        "clock.stopped_at": answer.c.answered_at,
    }
    lines = cases.order_by(*_order(scope.audience)).limit(MOST)
    rows = said(session, lines, columns, given, scope.audience, now)
    return sheet_of(columns, rows, queries.how_many(session, cases))


def _order(audience: Audience) -> tuple[Any, ...]:
    """A station must not read off an order when within a day something came in."""
    return (CaseFile.reference,) if audience is Audience.STATION else (CaseFile.received_at, CaseFile.reference)
