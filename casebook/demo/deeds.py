"""The steps of the demo's stories, each one call of the real service: what `text` and `more` of a row mean to it.

Parts of `more` are parted by "|", words within a part by spaces.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Letter
from casebook.case.taxonomy import Grade, Outcome, Rating, Solved
from casebook.demo.tables import MatterRow, StepRow
from casebook.demo.town import Town
from casebook.kernel.deadlines import Moment
from casebook.stages.assignment import service as assignment
from casebook.stages.callback import service as callback
from casebook.stages.callback.service import Heard, Rated
from casebook.stages.handling import service as handling
from casebook.stages.handling.service import Answer, Talk

RULE = "首问负责制：职责不清的，由效能办指定"


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


Step = Callable[[Scene], None]
STEPS: dict[str, Step] = {}


def step(function: Step) -> Step:
    """Make the function known by the word that stands in the tables."""
    STEPS[function.__name__] = function
    return function


@step
def answer(scene: Scene) -> None:
    """Answer at once: `text`."""
    assignment.answer_now(*scene.here, scene.matter.category, Grade(scene.matter.grade), scene.row.text)


@step
def accept(scene: Scene) -> None:
    """Accept, with the matter's category and grade. `more`: whom it accuses, and "head" if that is the station's."""
    matter, accused = scene.matter, scene.words[:1]
    unit = scene.town.units[matter.station]
    who = scene.town.uid(accused[0]) if accused else None
    assignment.accept(*scene.here, matter.category, Grade(matter.grade), unit, who, "head" in scene.words)


@step
def text(scene: Scene) -> None:
    """Write the station's `text`."""
    assignment.write_text(*scene.here, scene.row.text)


@step
def dispatch(scene: Scene) -> None:
    """Dispatch to the matter's station, or to that of `more`."""
    assignment.dispatch(*scene.here, scene.town.units[scene.row.more or scene.matter.station])


@step
def recall(scene: Scene) -> None:
    """Recall because of `text`."""
    assignment.recall(*scene.here, scene.row.text)


@step
def designate(scene: Scene) -> None:
    """Designate because of `text`. `more`: the unit and the account."""
    code, account = scene.words
    unit, who = scene.town.units[code], scene.town.persons[account]
    assignment.designate(*scene.here, unit, who.uid, who.name, scene.row.text, RULE)


@step
def sign(scene: Scene) -> None:
    """Sign for it."""
    handling.sign(*scene.here)


@step
def sign_for(scene: Scene) -> None:
    """Enter the slip. `more`: who signed | the slip's number."""
    account, slip = scene.parts
    handling.sign_for(*scene.here, scene.town.uid(account), slip)


@step
def sign_and_give(scene: Scene) -> None:
    """Sign and give to the handler in `more`."""
    handling.sign_and_give(*scene.here, scene.town.uid(scene.row.more), scene.town.name(scene.row.more))


@step
def take(scene: Scene) -> None:
    """Take it on."""
    handling.take(*scene.here)


@step
def hand_in(scene: Scene) -> None:
    """Hand in with the note `text`."""
    handling.hand_in(*scene.here, scene.row.text)


@step
def contact(scene: Scene) -> None:
    """Record a contact with the result `text`. `more`: how, and "agreed" where the caller agreed to the closing."""
    talk = Talk(scene.now.at, scene.words[0], scene.row.text, agreed_recorded="agreed" in scene.words)
    handling.record_contact(*scene.here, talk)


@step
def contact_for(scene: Scene) -> None:
    """Enter a paper station's contact with the result `text`. `more`: how | the slip's number."""
    how, slip = scene.parts
    handling.record_contact_for(*scene.here, Talk(scene.now.at, how, scene.row.text), slip)


@step
def letter(scene: Scene) -> None:
    """The station writes `text`."""
    handling.write_as_station(*scene.here, scene.row.text)


@step
def relay(scene: Scene) -> None:
    """Pass the station's newest letter on."""
    waiting = select(Letter).where(Letter.case_uid == scene.case.uid).order_by(Letter.id.desc()).limit(1)
    handling.relay(*scene.here, scene.session.scalars(waiting).one())


@step
def reply_office(scene: Scene) -> None:
    """The office writes `text`."""
    handling.write_as_office(*scene.here, scene.row.text)


@step
def reply_citizen(scene: Scene) -> None:
    """The citizen writes `text`."""
    handling.write_as_citizen(*scene.here, scene.row.text)


@step
def confirm(scene: Scene) -> None:
    """The citizen confirms."""
    handling.confirm(*scene.here)


@step
def close(scene: Scene) -> None:
    """Close with the answer `text`. `more`: the evidence."""
    handling.close(*scene.here, Answer(scene.row.text, scene.row.more))


@step
def close_for(scene: Scene) -> None:
    """Enter the sealed answer `text` of that day. `more`: the evidence."""
    handling.close_for(*scene.here, Answer(scene.row.text, scene.row.more, scene.now.today))


@step
def close_again(scene: Scene) -> None:
    """Close again with the answer `text`. `more`: the evidence."""
    handling.close_again(*scene.here, Answer(scene.row.text, scene.row.more))


@step
def close_directly(scene: Scene) -> None:
    """Close directly with the answer `text`. `more`: the evidence | page or recording | the recording's number."""
    evidence, confirmed_by, recording = scene.parts
    handling.close_directly(*scene.here, Answer(scene.row.text, evidence), confirmed_by, recording)


@step
def send_back(scene: Scene) -> None:
    """Send back because of `text`."""
    callback.send_back(*scene.here, scene.row.text)


def pass_on(scene: Scene) -> None:
    """Pass to the call-back."""
    callback.pass_on(*scene.here, None)


STEPS["pass"] = pass_on


@step
def call(scene: Scene) -> None:
    """Record a call in the complainant's words `text`. `more`: solved, rating."""
    callback.record_call(*scene.here, _heard(scene))


@step
def evaluate(scene: Scene) -> None:
    """The citizen answers on his page, as `call`."""
    callback.evaluate(*scene.here, _heard(scene))


@step
def end(scene: Scene) -> None:
    """Confirm and close. `more`: the outcome, and "explained" where it could not be solved."""
    heard = Heard(None, None)
    callback.end(*scene.here, heard, Outcome(scene.words[0]), "explained" in scene.words)


@step
def redo(scene: Scene) -> None:
    """Order it done again, with the judgement `text`."""
    callback.redo(*scene.here, scene.row.text)


@step
def not_solved(scene: Scene) -> None:
    """The citizen presses 没有解决."""
    callback.not_solved(*scene.here)


@step
def not_solved_for(scene: Scene) -> None:
    """A clerk enters it for a caller, in his words `text`."""
    callback.not_solved_for(*scene.here, scene.row.text)


@step
def rate(scene: Scene) -> None:
    """The citizen rates. `more`: solved, result, speed, attitude."""
    solved, *grades = scene.words
    result, speed, attitude = map(Rating, grades)
    callback.rate(*scene.here, Rated(Solved(solved), result, speed, attitude, scene.row.text or None))


def _heard(scene: Scene) -> Heard:
    solved, rating = scene.words
    return Heard(Solved(solved), Rating(rating), words=scene.row.text or None)
