"""What a step of the demo's stories has before it, and the words by which the tables know each step.

Each step is one call of the real service. Parts of `more` are parted by "|", words within a part by spaces.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from casebook.case.models import CaseFile
from casebook.demo.instants import Instants
from casebook.demo.tables import MatterRow, StepRow
from casebook.demo.town import Town
from casebook.kernel.deadlines import Moment


@dataclass(frozen=True)
class Scene:
    """What a step has before it: the case, who acts, when, and the row's own words."""

    session: Session
    town: Town
    matter: MatterRow
    case: CaseFile
    actor: Any
    now: Moment
    row: StepRow
    instants: Instants
    cases: Mapping[str, CaseFile]

    @property
    def parts(self) -> list[str]:
        """`more`, parted."""
        return self.row.more.split("|")

    @property
    def words(self) -> list[str]:
        """`more`, word by word."""
        return self.row.more.split()

    @property
    def here(self) -> tuple[Session, CaseFile, Any, Moment]:
        """The arguments every service begins with."""
        return self.session, self.case, self.actor, self.now

    def day(self, words: str) -> date:
        """The day that "W-3" or "D+60" names, seen from the day of loading."""
        return self.instants.day(words)


Step = Callable[[Scene], None]
STEPS: dict[str, Step] = {}


def step(function: Step) -> Step:
    """Make the function known by the word that stands in the tables."""
    STEPS[function.__name__] = function
    return function
