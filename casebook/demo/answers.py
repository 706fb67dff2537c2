"""The steps by which an answer is checked and the complainant asked: passed, called, ended, redone, rated, sampled."""

from casebook.case.taxonomy import Outcome, Rating, Solved
from casebook.demo.scene import STEPS, Scene, step
from casebook.letters.service import Opinion
from casebook.stages.callback import sampling, upholding
from casebook.stages.callback import service as callback
from casebook.stages.callback.service import NOBODY, Heard, Rated
from casebook.stages.callback.upholding import Member


@step
def send_back(scene: Scene) -> None:
    """Send back because of `text`."""
    callback.send_back(*scene.here, scene.row.text)


def pass_on(scene: Scene) -> None:
    """Pass to the call-back. `more`, in petition procedure: the facts found | the decision | the rule | who signs."""
    opinion = Opinion(*scene.parts) if scene.row.more else None
    callback.pass_on(*scene.here, None, opinion)


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
def nobody_reached(scene: Scene) -> None:
    """Record a call that reached nobody."""
    callback.record_call(*scene.here, NOBODY)


@step
def end_unreached(scene: Scene) -> None:
    """Close without an answer."""
    callback.end_unreached(*scene.here)


@step
def uphold_ask(scene: Scene) -> None:
    """Propose that the result stands, because of `text`. `more`: the outside member's name | body."""
    upholding.propose(*scene.here, scene.row.text, *scene.parts)


@step
def uphold(scene: Scene) -> None:
    """The outside member agrees: `text` is the reason that was proposed. `more`: name | body | signed paper."""
    upholding.uphold(*scene.here, scene.row.text, Member(*scene.parts))


@step
def sample(scene: Scene) -> None:
    """File a sample call-back, as `call`."""
    sampling.sample(*scene.here, _heard(scene))


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
