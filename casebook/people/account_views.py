"""Pages about an account for whoever administers it: links, sessions, closing, and a lost second step."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people import account_service, links, qr, rights, step_up
from casebook.people import admin_pages as pages
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, blueprint, deed, reader, taken
from casebook.people.admin_forms import AgreeForm, CancelForm, ReasonForm
from casebook.people.models import Person
from casebook.people.rights import PeopleDeed
from casebook.web.acting import Answer, moment
from casebook.web.forms import ActForm

Deed = Callable[[Session, Moment, Person], Any]


@blueprint.get("/people/persons/<uid>/link")
@deed(PeopleDeed.SEND_LINK, rights.asks)
def ask_link(actor: Staff, uid: str) -> Answer:
    """The form that makes a link for a new password."""
    return _link_page(uid, blank(AgreeForm))


@blueprint.post("/people/persons/<uid>/link")
@deed(PeopleDeed.SEND_LINK, rights.asks)
def send_link(actor: Staff, uid: str) -> Answer:
    """Make the link: mailed, or shown this once to be printed where there is no address."""
    form = AgreeForm()
    status = step_up.refused(form.password)
    if status is not None:
        return _link_page(uid, form), status

    def act(session: Session, now: Moment) -> str:
        account_service.send_link(session, actor, now, rights.asks(actor) or abort(404), pages.person(uid))
        return _page_of(uid)

    return taken(form, act, lambda refused: _link_page(uid, form, refused), lambda location: link_shown(uid))


@blueprint.post("/people/persons/<uid>/sessions/end")
@deed(PeopleDeed.END_SESSIONS, rights.closes)
def end_sessions(actor: Staff, uid: str) -> Answer:
    """End every session of the person."""
    form = CancelForm()
    role = rights.closes(actor) or abort(404)
    said = _("All sessions are ended.")
    return _done(
        uid, form, lambda session, now, person: account_service.end_sessions(session, actor, now, role, person), said
    )


@blueprint.get("/people/persons/<uid>/close")
@deed(PeopleDeed.CLOSE_ACCOUNT, rights.closes)
def ask_close(actor: Staff, uid: str) -> Answer:
    """The form that closes an account."""
    return _close_page(uid, blank(ReasonForm))


@blueprint.post("/people/persons/<uid>/close")
@deed(PeopleDeed.CLOSE_ACCOUNT, rights.closes)
def close(actor: Staff, uid: str) -> Answer:
    """Close the account."""
    form, role = ReasonForm(), rights.closes(actor) or abort(404)

    def act(session: Session, now: Moment) -> str:
        account_service.close(session, actor, now, role, pages.person(uid), form.reason.data)
        return _page_of(uid)

    return taken(form, act, lambda refused: _close_page(uid, form, refused))


@blueprint.get("/people/persons/<uid>/reopen")
@deed(PeopleDeed.REOPEN_ACCOUNT, rights.decides)
def ask_reopen(actor: Staff, uid: str) -> Answer:
    """The form that opens an account again."""
    return _reopen_page(uid, blank(ReasonForm))


@blueprint.post("/people/persons/<uid>/reopen")
@deed(PeopleDeed.REOPEN_ACCOUNT, rights.decides)
def reopen(actor: Staff, uid: str) -> Answer:
    """Open the account again."""
    form, role = ReasonForm(), rights.decides(actor) or abort(404)

    def act(session: Session, now: Moment) -> str:
        account_service.reopen(session, actor, now, role, pages.person(uid), form.reason.data)
        return _page_of(uid)

    return taken(form, act, lambda refused: _reopen_page(uid, form, refused))


def link_shown(uid: str) -> str:
    """The page after a link was made: where it went, or the link itself for whoever made it, to be printed."""
    person = pages.person(uid)
    link = links.newest(db.session(), uid, moment().at)
    shown = link is not None and not person.email and link.made_by == reader().uid
    address = pages.public_url() + links.address(link) if shown and link else ""
    return pages.page(
        "link",
        person=person,
        address=address,
        picture=address and qr.picture(address),
        link=link,
        hours=link and links.hours(link),
    )


def _done(uid: str, form: ActForm, act: Deed, said: str) -> Answer:
    def once(session: Session, now: Moment) -> str:
        act(session, now, pages.person(uid))
        flash(said, "ok")
        return _page_of(uid)

    return taken(form, once, lambda refused: pages.form_page(_("Not done"), form, refused))


def _page_of(uid: str) -> str:
    return url_for("people_admin.person", uid=uid)


def _link_page(uid: str, form: AgreeForm, refused: str = "") -> str:
    lead = _(
        "%(name)s sets the password himself with a link that is good once. You neither see nor set it. "
        "A second step stays as it is.",
        name=pages.person(uid).name,
    )
    if step_up.is_fresh_now():
        del form.password
    return pages.form_page(_("Link for a new password"), form, refused, lead=lead, button=_("Make the link"))


def _close_page(uid: str, form: ReasonForm, refused: str = "") -> str:
    lead = _("%(name)s is signed out everywhere and cannot sign in any more.", name=pages.person(uid).name)
    return pages.form_page(_("Close the account"), form, refused, lead=lead, button=_("Close it now"))


def _reopen_page(uid: str, form: ReasonForm, refused: str = "") -> str:
    lead = _("%(name)s can sign in again, with the posts still in force.", name=pages.person(uid).name)
    return pages.form_page(_("Open the account again"), form, refused, lead=lead, button=_("Open it"))
