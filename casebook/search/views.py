"""The search page: one box for references and words, and what was found in the texts its reader reads."""

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l

from casebook.desk.chips import bounded
from casebook.extensions import db
from casebook.people.current import current_staff
from casebook.search import queries
from casebook.search.forms import PATH, Asked, Problem
from casebook.web.acting import Answer, Right, reads

blueprint = Blueprint("search", __name__)

PROBLEMS = {
    Problem.EMPTY: _l("Type a reference, or words from a case."),
    Problem.LONG: _l("That is too long to look for: use at most 100 characters."),
    Problem.NO_WORD: _l("There is no word in this. Type a reference, or words from a case."),
    Problem.ONE_CHARACTER: _l("One character alone stands in too many texts. Type at least two."),
}


@blueprint.get(PATH)
@reads(Right.CASES)
def find() -> Answer:
    """What I find of what I may read."""
    asked, actor = Asked.of(request.args), current_staff()
    assert actor is not None  # @reads has turned away everybody else
    page = queries.page(db.session(), actor, asked)
    return render_template(
        "search/search.html",
        q=asked.q,
        rows=page.rows,
        count=bounded(page.count),
        sentence=PROBLEMS[asked.problem] if asked.problem and not page.rows else "",
        earlier=asked.url(before=page.earlier) if page.earlier else "",
        later=asked.url(after=page.later) if page.later else "",
    )
