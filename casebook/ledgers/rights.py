"""Which ledgers there are, and who opens which: one declaration for the menu, the pages, the files and the papers.

Of the fourteen ledgers of wording.md those stand here whose subject the program keeps.
"""

from enum import Enum

from casebook.case.projection import Audience
from casebook.ledgers.courses import ASSIGNMENTS, BACKLOG, CALL_BACKS, DEMANDS, FIRST_INQUIRIES
from casebook.ledgers.duty import DUTY_LOG
from casebook.ledgers.ledger import Ledger
from casebook.ledgers.readers import audience_of
from casebook.ledgers.registers import CALLS, INTAKE, LETTERS, VISITS
from casebook.people import rights
from casebook.people.actor import Staff

LEDGERS = (
    CALLS,
    LETTERS,
    VISITS,
    INTAKE,
    ASSIGNMENTS,
    DEMANDS,
    BACKLOG,
    FIRST_INQUIRIES,
    CALL_BACKS,
    DUTY_LOG,
)


class LedgerDeed(Enum):
    """What is done with a ledger; the value is what an event keeps."""

    EXPORT = "ledger-export"
    PRINT = "ledger-print"


def reads_ledgers(actor: Staff) -> bool:
    """Whether there is any ledger he may open."""
    return bool(ledgers_of(actor))


def ledgers_of(actor: Staff) -> list[Ledger]:
    """The ledgers he may open, in their order."""
    return [ledger for ledger in LEDGERS if read_as(actor, ledger) is not None]


def read_as(actor: Staff, ledger: Ledger) -> Audience | None:
    """As what he reads this ledger; None where he may not."""
    audience = audience_of(actor)
    if ledger.of_duty and audience is not None and not rights.reads_some_log(actor):
        return None
    return audience if audience in ledger.of else None


def ledger_called(actor: Staff, key: str) -> tuple[Ledger, Audience] | None:
    """The ledger of this address with what he reads it as; None where there is none for him."""
    ledger = next((each for each in LEDGERS if each.key == key), None)
    audience = read_as(actor, ledger) if ledger else None
    return (ledger, audience) if ledger and audience else None
