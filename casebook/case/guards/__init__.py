"""What may not be, beyond relation and state. A guard answers with a code; `refusals` has the sentences."""

# The table says `g.…` of all guards; which module holds one is no concern of its rows.
from casebook.case.guards.afterwards import *  # noqa: F403
from casebook.case.guards.course import *  # noqa: F403
from casebook.case.guards.decisions import *  # noqa: F403
from casebook.case.guards.identity import *  # noqa: F403
from casebook.case.guards.making import guard, played

__all__ = ["guard", "played"]
