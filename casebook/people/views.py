"""Signing in and out, and one's own account."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casebook import clock
from casebook.extensions import db
from casebook.people import account, cookies, passwords, sessions, sign_in
from casebook.people.actor import Staff
from casebook.people.forms import PasswordForm, SignInForm
from casebook.people.models import SessionKind
from casebook.web import menu, throttle
from casebook.web.acting import Answer, Right, acted, public, reads
from casebook.web.paths import own_path

blueprint = Blueprint("people", __name__)
blueprint.before_app_request(sign_in.arrive)
blueprint.after_app_request(sign_in.depart)


@blueprint.get("/sign-in")
@public
def ask_sign_in() -> Answer:
    """The sign-in page; whoever is signed in goes on at once."""
    if g.actor is not None:
        return redirect(own_path(request.args.get("next"), _home(g.actor)), 303)
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
        return _wait("people/sign_in.html", tried.wait, form=form)
    if tried.person is None:
        refused = _("The account or the password is not right. Check both and try again.")
        return render_template("people/sign_in.html", form=form, refused=refused), 422
    token, staff = sign_in.begin(tried.person, form.password.data)
    response = redirect(own_path(form.next.data, _home(staff)), 303)
    cookies.give(response, SessionKind.STAFF, token)
    return response


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
    response.headers["Clear-Site-Data"] = '"cache", "cookies"'
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
    tried = sign_in.confirm(form.current.data)
    if tried.wait:
        return _wait("people/me.html", tried.wait, **_about_me(form))
    if tried.person is None:
        form.current.errors = [_("This is not your present password.")]
        return _me(form), 422
    _keep_password(form.new.data)
    flash(_("Your password is changed. All your other sessions are ended."), "ok")
    return redirect(url_for("people.me"), 303)


def _keep_password(password: str) -> None:
    kept = passwords.hashed(password, current_app.config["SETTINGS"].argon2_cheap)
    with acted() as session:
        account.change_password(session, g.actor.uid, kept, clock.now(), g.signed_in.session_uid)


def _me(form: PasswordForm) -> str:
    return render_template("people/me.html", **_about_me(form))


def _about_me(form: PasswordForm) -> dict[str, Any]:
    rows = sessions.of_person(db.session(), g.actor.uid, clock.now())
    return {"form": form, "sessions": rows, "present": g.signed_in.session_uid}


def _wait(template: str, wait: timedelta, **page: Any) -> Answer:
    later = {"Retry-After": str(throttle.whole_seconds(wait))}
    return make_response(render_template(template, refused=sign_in.too_many(wait), **page), 429, later)


def _home(staff: Staff | None) -> str:
    if staff is None:
        return "/"
    return "/desk" if staff.holds(menu.CASE_ROLES) else "/people" if staff.holds(menu.PEOPLE_ROLES) else "/me"
