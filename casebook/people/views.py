"""Signing in and out, and one's own account."""

from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casebook import clock
from casebook.extensions import db
from casebook.people import (
    account,
    arriving,
    cookies,
    link_views,
    own_pages,
    passwords,
    recovery,
    rights_views,
    second_views,
    sessions,
    sign_in,
    step_up,
    two_step,
)
from casebook.people.forms import PasswordForm, SignInForm
from casebook.people.models import SessionKind
from casebook.people.own_pages import blueprint
from casebook.people.session_words import session_words
from casebook.web.acting import Answer, Right, acted, moment, public, reads
from casebook.web.paths import own_path

blueprint.before_app_request(arriving.arrive)
blueprint.after_app_request(arriving.depart)
# Their views stand on the same blueprint.
BESIDE = (second_views, link_views, rights_views)


@blueprint.get("/sign-in")
@public
def ask_sign_in() -> Answer:
    """The sign-in page; whoever is signed in goes on at once."""
    if g.actor is not None:
        return redirect(own_path(request.args.get("next"), own_pages.home(g.actor)), 303)
    form = SignInForm(formdata=None)
    form.next.data = own_path(request.args.get("next"), "")
    return render_template("people/sign_in.html", form=form)


@blueprint.post("/sign-in")
@public
def do_sign_in() -> Answer:
    """Sign in and go on to the page that asked for it."""
    form = SignInForm()
    if not form.validate():
        return render_template("people/sign_in.html", form=form), 422
    tried = sign_in.try_password(form.account.data, form.password.data)
    if tried.wait:
        return own_pages.wait_page("people/sign_in.html", tried.wait, form=form)
    if tried.person is None:
        refused = _("The account or the password is not right. Check both and try again.")
        return render_template("people/sign_in.html", form=form, refused=refused), 422
    begun = sign_in.begin(tried.person, form.password.data)
    if begun.kind is SessionKind.HALF:
        return redirect(url_for("people.ask_code", next=own_path(form.next.data, "")), 303)
    return redirect(own_path(form.next.data, own_pages.home(begun.staff)), 303)


@blueprint.get("/sign-out")
@public
def ask_sign_out() -> Answer:
    """The button that signs out."""
    return render_template("people/sign_out.html")


@blueprint.post("/sign-out")
@public
def do_sign_out() -> Answer:
    """End this browser's sessions and leave nothing of them in it."""
    sign_in.leave()
    response = redirect("/", 303)
    for kind in SessionKind:
        cookies.take_away(response, kind)
    # Not "cookies": it would take the mark along by which the device is known, and warn of a stranger every morning.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.get("/me")
@reads(Right.STAFF)
def me() -> Answer:
    """One's own name, posts and open sessions, and the form for a new password."""
    return _me(PasswordForm(formdata=None))


@blueprint.post("/me/sessions/<uuid:uid>/end")
@reads(Right.STAFF)
def end_session(uid: UUID) -> Answer:
    """End one of one's own sessions."""
    with acted() as session:
        if not sessions.end_own(session, g.actor.uid, str(uid), clock.now()):
            abort(404)
    flash(_("That session is ended."), "ok")
    return redirect(url_for("people.me"), 303)


@blueprint.post("/me/password")
@reads(Right.STAFF)
def change_password() -> Answer:
    """Set a new password; every other session of this person ends."""
    form = PasswordForm()
    form.familiar = account.familiar_words(db.session(), g.actor.uid)
    if not form.validate():
        return _me(form), 422
    status = step_up.asked(form.current, _("This is not your present password."))
    if status is not None:
        return _me(form), status
    _keep_password(form.new.data)
    flash(_("Your password is changed. All your other sessions are ended."), "ok")
    return redirect(url_for("people.me"), 303)


def _keep_password(password: str) -> None:
    kept, now = passwords.hashed(password, own_pages.cheap()), moment()
    with acted() as session:
        account.change_password(session, g.actor.uid, kept, now, g.signed_in.session_uid)


def _me(form: PasswordForm) -> str:
    return render_template("people/me.html", **_about_me(form))


def _about_me(form: PasswordForm) -> dict[str, Any]:
    session, mine = db.session(), g.actor.uid
    rows = sessions.of_person(session, mine, clock.now())
    return {
        "form": form,
        "sessions": [{"uid": row.uid, "words": session_words(row)} for row in rows],
        "present": g.signed_in.session_uid,
        "second_step": g.signed_in.two_step,
        "codes_left": recovery.left(session, mine),
        "lacks_second_step": g.actor.lacks_second_step,
        "may_switch_off": g.signed_in.two_step and not two_step.is_asked_of(session, g.actor),
    }
