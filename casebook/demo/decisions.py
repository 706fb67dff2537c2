"""The steps of other decisions: declined, forwarded, completed, returned, put off, merged, sealed, withdrawn."""

from datetime import timedelta

from sqlalchemy import select

from casebook.demo.scene import Scene, step
from casebook.letters import service as letters
from casebook.letters.models import How, Notice
from casebook.letters.service import Served
from casebook.stages.declining import service as declining
from casebook.stages.declining.grounds import Ground
from casebook.stages.declining.service import Decline, Ending, Receiver
from casebook.stages.extension import service as extension
from casebook.stages.extension.service import Plea
from casebook.stages.merging import service as merging
from casebook.stages.reopening import service as reopening
from casebook.stages.reopening.service import Verified
from casebook.stages.returning import service as returning
from casebook.stages.sealing import service as sealing
from casebook.stages.sealing.service import Ground as Referred
from casebook.stages.supplement import service as supplement

CONFIRMED_BEFORE = timedelta(minutes=20)


@step
def ask_more(scene: Scene) -> None:
    """Ask for what is missing. `more`: its items."""
    supplement.ask_more(*scene.here, scene.parts)


@step
def decline_ask(scene: Scene) -> None:
    """Propose to decline because of `text`. `more`: ground | rule | route | body | telephone | address."""
    ground, *rest = scene.parts
    declining.decline_ask(*scene.here, Decline(Ground(ground), scene.row.text, *rest))


@step
def decline(scene: Scene) -> None:
    """Countersign what was proposed."""
    declining.decline(*scene.here)


@step
def no_longer(scene: Scene) -> None:
    """Do not take it again because of `text`. `more`: the earlier matter."""
    declining.no_longer(*scene.here, scene.cases[scene.row.more], scene.row.text)


@step
def transfer(scene: Scene) -> None:
    """Forward it. `more`: body | telephone | address | who confirmed | until when it answers."""
    body, telephone, address, by, until = scene.parts
    confirmed_at = scene.now.at - CONFIRMED_BEFORE
    declining.transfer(*scene.here, Receiver(body, telephone, address, by, confirmed_at, scene.day(until)))


@step
def terminate_ask(scene: Scene) -> None:
    """Propose to discontinue because of `text`. `more`: ground | rule | route."""
    ground, *rest = scene.parts
    declining.terminate_ask(*scene.here, Ending(Ground(ground), scene.row.text, *rest))


@step
def terminate(scene: Scene) -> None:
    """Discontinue as was proposed."""
    declining.terminate(*scene.here)


@step
def return_ask(scene: Scene) -> None:
    """Ask to return it because of `text`. `more`: who is competent."""
    returning.ask(*scene.here, scene.row.text, scene.row.more)


@step
def return_agree(scene: Scene) -> None:
    """Take it back."""
    returning.agree(*scene.here)


@step
def return_refuse(scene: Scene) -> None:
    """Leave it where it is, because of `text`."""
    returning.refuse(*scene.here, scene.row.text)


@step
def extend_ask(scene: Scene) -> None:
    """Ask for more time because of `text`. `more`: working days | done so far."""
    days, progress = scene.parts
    extension.ask(*scene.here, Plea(scene.row.text, int(days), progress))


@step
def extend(scene: Scene) -> None:
    """Approve more time and tell the complainant on his page."""
    extension.approve_and_tell(*scene.here)


@step
def extend_untold(scene: Scene) -> None:
    """Approve more time that is still to be told. `more`: how."""
    extension.approve(*scene.here, scene.row.more)


@step
def merge(scene: Scene) -> None:
    """Merge it. `more`: into which matter, and whether the same person or the same event."""
    master, same = scene.words
    merging.merge(scene.session, scene.case, scene.cases[master], scene.actor, scene.now, same)


@step
def seal(scene: Scene) -> None:
    """Refer it to the discipline authority. `more`: its category."""
    sealing.seal(*scene.here, Referred(category=scene.row.more))


@step
def acknowledge(scene: Scene) -> None:
    """Discipline acknowledges. `more`: the receipt's number."""
    sealing.acknowledge(*scene.here, scene.row.more)


@step
def hand_back(scene: Scene) -> None:
    """Discipline hands it back because of `text`. `more`: the account of the director who agreed on paper."""
    sealing.hand_back(*scene.here, scene.row.text, scene.town.name(scene.row.more), scene.now.today)


@step
def withdraw(scene: Scene) -> None:
    """The citizen withdraws."""
    reopening.withdraw(*scene.here)


@step
def withdraw_for(scene: Scene) -> None:
    """A clerk records a withdrawal, freely made. `more`: how he made sure who calls."""
    reopening.withdraw_for(*scene.here, Verified(scene.row.more), freely=True)


@step
def pressed(scene: Scene) -> None:
    """The citizen says that somebody told him to withdraw."""
    reopening.pressed(*scene.here)


@step
def reopen(scene: Scene) -> None:
    """Reopen on the new fact `text`."""
    reopening.reopen(*scene.here, scene.row.text)


@step
def deliver(scene: Scene) -> None:
    """Record that the newest letter was handed over at the counter. `more`: the receipt's number."""
    newest = select(Notice).where(Notice.case_uid == scene.case.uid).order_by(Notice.id.desc()).limit(1)
    served = Served(How.SIGNED, scene.now.at, scene.row.more)
    letters.record_delivery(*scene.here[:2], scene.session.scalars(newest).one(), *scene.here[2:], served)
