"""Pages about posts handed over: the list, its successors, the signature, and the list on paper."""

from typing import Any

from flask import abort, render_template, url_for
from flask_babel import gettext as _

from casebook.extensions import db
from casebook.people import admin_pages as pages
from casebook.people import admin_queries as find
from casebook.people import handover_queries, handover_rows, handover_service, rights
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, blueprint, deed, reader, taken
from casebook.people.duty_models import PostHandover
from casebook.people.handover_forms import HandoverForm, SignForm, SuccessorForm
from casebook.people.handover_queries import Listed
from casebook.people.handover_service import Leaving
from casebook.people.leave_views import anybody
from casebook.people.models import Role
from casebook.people.queries import names, people_at, the_office
from casebook.people.rights import PeopleDeed
from casebook.web.acting import Answer, Right, reads
from casebook.web.languages import reader_language


@blueprint.get("/duty/posts")
@reads(Right.STAFF)
def handovers() -> Answer:
    """The lists the reader has to do with, what is unsigned first."""
    session = db.session()
    found = handover_queries.handovers(session, reader())
    cases = handover_queries.listed(session, reader(), (each.uid for each in found))
    items = handover_rows.items(session, found, cases, reader_language())
    return render_template("duty/posts.html", items=items, logs=rights.reads_some_log(reader()))


@blueprint.get("/duty/posts/new")
@deed(PeopleDeed.HAND_OVER, anybody)
def ask_handover(actor: Staff) -> Answer:
    """The form that lists what somebody holds."""
    return _form(blank(HandoverForm))


@blueprint.post("/duty/posts/new")
@deed(PeopleDeed.HAND_OVER, anybody)
def hand_over(actor: Staff) -> Answer:
    """Make the list."""
    form = HandoverForm()
    _offer(form)

    def act(session: Any, now: Any) -> str:
        person_uid, unit_uid = form.away.data.split("|")
        role = rights.hands_over(actor, person_uid, unit_uid) or abort(404)
        made = handover_service.make(session, actor, now, role, Leaving(person_uid, unit_uid, form.reason.data))
        return url_for("people_admin.handover", uid=made.uid)

    return taken(form, act, lambda refused: _form(form, refused))


@blueprint.get("/duty/posts/<uid>")
@reads(Right.STAFF)
def handover(uid: str) -> Answer:
    """One list: its cases as the reader may know them, and what he may do with them."""
    return _page(uid)


@blueprint.post("/duty/posts/<uid>/successor")
@deed(PeopleDeed.NAME_SUCCESSOR, anybody)
def name_successor(actor: Staff, uid: str) -> Answer:
    """Name who takes the ticked cases over."""
    form, made = SuccessorForm(), _handover(uid)
    role = rights.hands_over(actor, made.person_uid, made.unit_uid) or abort(404)
    _offer_successors(form, made, handover_queries.listed(db.session(), actor, [uid]))

    def act(session: Any, now: Any) -> str:
        chosen = _chosen(handover_queries.listed(session, actor, [uid]), form.cases.data)
        handover_service.name_successor(session, actor, now, role, _handover(uid), chosen, form.successor.data)
        return url_for("people_admin.handover", uid=uid)

    return taken(form, act, lambda refused: _page(uid, refused, naming=form))


@blueprint.post("/duty/posts/<uid>/sign")
@deed(PeopleDeed.SIGN_HANDOVER, anybody)
def sign_handover(actor: Staff, uid: str) -> Answer:
    """Sign for the ticked cases: from now on the signer answers for them."""
    form = SignForm()
    _handover(uid)
    _offer_own(form, actor, handover_queries.listed(db.session(), actor, [uid]))

    def act(session: Any, now: Any) -> str:
        chosen = _chosen(handover_queries.listed(session, actor, [uid]), form.mine.data)
        handover_service.sign(session, actor, now, _handover(uid), chosen)
        return url_for("people_admin.handover", uid=uid)

    return taken(form, act, lambda refused: _page(uid, refused, signing=form))


@blueprint.get("/duty/posts/<uid>/paper")
@reads(Right.STAFF)
def handover_paper(uid: str) -> Answer:
    """The list on paper (离岗移交清单), to be signed by hand as well."""
    session, made = db.session(), _handover(uid)
    cases = handover_queries.listed(session, reader(), [uid])
    return render_template("duty/post_paper.html", paper=handover_rows.paper(session, made, cases, the_office(session)))


def _handover(uid: str) -> PostHandover:
    """The list, for whoever has to do with it; 404 for everybody else."""
    session = db.session()
    made = handover_queries.handover(session, uid) or abort(404)
    may_know = rights.hands_over(reader(), made.person_uid, made.unit_uid)
    return made if may_know or handover_queries.is_successor(session, reader().uid, uid) else abort(404)


def _page(uid: str, refused: str = "", naming: SuccessorForm | None = None, signing: SignForm | None = None) -> str:
    session, made = db.session(), _handover(uid)
    found = handover_queries.listed(session, reader(), [uid])
    events = find.history(session, uid)
    may_name = rights.hands_over(reader(), made.person_uid, made.unit_uid) and any(each.is_waiting for each in found)
    naming, signing = naming or blank(SuccessorForm), signing or blank(SignForm)
    _offer_successors(naming, made, found)
    mine = _offer_own(signing, reader(), found)
    who = names(session, handover_rows.persons_in(made, found, events))
    return render_template(
        "duty/post.html",
        made=handover_rows.head(session, made, who, reader_language()),
        rows=handover_rows.rows(found, who),
        lines=handover_rows.lines(events, who, frozenset(each.case.uid for each in found)),
        naming=naming if may_name else None,
        signing=signing if mine else None,
        refused=refused,
        logs=rights.reads_some_log(reader()),
        uid=uid,
    )


def _chosen(found: list[Listed], uids: list[str]) -> list[Listed]:
    return [each for each in found if each.case.uid in uids]


def _offer_successors(form: SuccessorForm, made: PostHandover, found: list[Listed]) -> None:
    session = db.session()
    waiting = [each for each in found if each.is_waiting]
    roles = handover_service.fitting_roles(session, made.person_uid, made.unit_uid)
    fitting = people_at(session, made.unit_uid, roles, pages.today())
    form.offer(
        handover_rows.choices(waiting),
        ((person.uid, person.name) for person in fitting if person.uid != made.person_uid),
    )
    if not form.is_submitted():
        form.cases.data = [each.case.uid for each in waiting if each.entry.successor_uid is None]


def _offer_own(form: SignForm, actor: Staff, found: list[Listed]) -> list[Listed]:
    mine = [each for each in found if each.is_waiting and each.entry.successor_uid == actor.uid]
    form.mine.choices = handover_rows.choices(mine)
    if not form.is_submitted():
        form.mine.data = [each.case.uid for each in mine]
    return mine


def _form(form: HandoverForm, refused: str = "") -> str:
    _offer(form)
    lead = _("All open cases of this person at the unit are listed. They move one by one, when the successor signs.")
    return render_template("duty/form.html", title=_("Hand over post"), form=form, refused=refused, lead=lead)


def _offer(form: HandoverForm) -> None:
    session, actor = db.session(), reader()
    units = actor.units(Role.DIRECTOR, Role.STATION_HEAD) | {post.unit_uid for post in actor.posts}
    posts = find.posts_everywhere(session, units, pages.today())
    pairs = {(post.person_uid, post.unit_uid) for post in posts} | handover_queries.holders(session, units)
    mine = [pair for pair in pairs if rights.hands_over(actor, *pair)]
    form.offer(handover_rows.by_unit(session, mine, reader_language()))
