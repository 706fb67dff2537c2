"""The steps of the ordinary course, as far as the closing: assigned, signed for, worked on, answered."""

from dataclasses import replace

from sqlalchemy import select

from casebook.case.models import Letter
from casebook.case.taxonomy import Grade
from casebook.demo.scene import Scene, step
from casebook.stages.assignment import service as assignment
from casebook.stages.cohandling import service as cohandling
from casebook.stages.handling import service as handling
from casebook.stages.handling.service import Answer, Talk

RULE = "首问负责制：职责不清的，由效能办指定"


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
    """Dispatch to the matter's station. `more`: another one instead, and the co-handling units after it."""
    codes = scene.words or [scene.matter.station]
    station, *others = (scene.town.units[code] for code in codes)
    assignment.dispatch(*scene.here, station, others)


@step
def check(scene: Scene) -> None:
    """Check the station's text as its second reader."""
    assignment.check_text(*scene.here)


@step
def handle_here(scene: Scene) -> None:
    """The office handles it itself, because of `text`. `more`: by whom."""
    assignee = scene.town.actor(scene.row.more, scene.now.today)
    assignment.handle_here(*scene.here, assignee, scene.row.text)


@step
def co_report(scene: Scene) -> None:
    """A co-handling unit reports `text`. `more`: why it is late, where it is."""
    cohandling.report(*scene.here, scene.row.text, scene.row.more or None)


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
def give_back(scene: Scene) -> None:
    """Give the work back to the handler because of `text`."""
    handling.give_back(*scene.here, scene.row.text)


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
def tell_station(scene: Scene) -> None:
    """The office writes `text` to the station."""
    handling.write_to_station(*scene.here, scene.row.text)


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
    """Close with the answer `text`. `more`: the evidence, and "explained" where it says why it is late."""
    handling.close(*scene.here, _answer(scene))


@step
def close_for(scene: Scene) -> None:
    """Enter the sealed answer of that day, as `close`."""
    handling.close_for(*scene.here, replace(_answer(scene), paper_on=scene.now.today))


@step
def close_again(scene: Scene) -> None:
    """Close again, as `close`."""
    handling.close_again(*scene.here, _answer(scene))


@step
def close_directly(scene: Scene) -> None:
    """Close directly with the answer `text`. `more`: the evidence | page or recording | the recording's number."""
    evidence, confirmed_by, recording = scene.parts
    handling.close_directly(*scene.here, Answer(scene.row.text, evidence), confirmed_by, recording)


def _answer(scene: Scene) -> Answer:
    evidence, *more = scene.parts
    return Answer(scene.row.text, evidence, explained="explained" in more)
