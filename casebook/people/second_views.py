"""Pages of the second step: answering it at sign-in, setting it up, and its recovery codes."""

from contextlib import suppress
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casebook import clock
from casebook.extensions import db
from casebook.people import (
    account,
    arriving,
    factor_service,
    factors,
    own_pages,
    qr,
    recovery,
    second_step,
    sign_in,
    step_up,
    totp,
    two_step,
)
from casebook.people.actor import Staff
from casebook.people.admin_deeds import blank, reader, taken
from casebook.people.forms import AgainForm, CodeForm, SetUpForm
from casebook.people.own_pages import blueprint
from casebook.web.acting import (
    Answer,
    Overtaken,
    Right,
    acted,
    moment,
    public,
    reads,
    remember_answer,
    repeated_answer,
)
from casebook.web.paths import own_path

ISSUER = "casebook"
SET_UP = "/sign-in/set-up"


@blueprint.get("/sign-in/code")
@public
def ask_code() -> Answer:
    """The page of whoever gave the right password: the code, or the set-up where he has none yet."""
    owing = second_step.owing()
    if owing is None:
        return redirect(url_for("people.ask_sign_in"), 303)
    onward = own_path(request.args.get("next"), "")
    if factors.of(db.session(), owing.person_uid) is None:
        return redirect(url_for("people.ask_set_up", next=onward), 303)
    form = CodeForm(formdata=None)
    form.next.data = onward
    return render_template("people/code.html", form=form)


@blueprint.post("/sign-in/code")
@public
def give_code() -> Answer:
    """Answer the second step and go on to the page that was wanted."""
    owing = second_step.owing()
    if owing is None:
        return redirect(own_pages.home(g.actor), 303) if g.actor else sign_in.ask_to_sign_in()
    form = CodeForm()
    if not form.validate():
        return render_template("people/code.html", form=form), 422
    name = account.name_of(db.session(), owing.person_uid)
    answered = second_step.answer(owing.person_uid, name, form.code.data)
    if answered.wait:
        return own_pages.wait_page("people/code.html", answered.wait, form=form)
    if not answered.right:
        form.code.data, form.code.errors = "", [step_up.wrong_code()]
        return render_template("people/code.html", form=form), 422
    return redirect(own_path(form.next.data, own_pages.home(sign_in.complete(owing.person_uid))), 303)


@blueprint.get(SET_UP)
@public
def ask_set_up() -> Answer:
    """The page that sets up a second step: for whoever must before anything else, and for whoever wants to."""
    who = _who()
    if who is None:
        return sign_in.ask_to_sign_in()
    form = blank(SetUpForm)
    form.next.data = own_path(request.args.get("next"), "")
    secret, form.sealed.data = factors.offered(*who)
    return _set_up_page(who, form, secret)


@blueprint.post(SET_UP)
@public
def set_up() -> Answer:
    """Keep the secret once a code made with it is given, and show ten recovery codes, this once."""
    who = _who()
    if who is None:
        return sign_in.ask_to_sign_in()
    form, shown = SetUpForm(), recovery.codes(who[0], request.form.get("key", ""))
    if _was_sent(who[0], form):
        return _codes_page(shown, form.next.data)
    secret = factors.accepted(*who, form.sealed.data or "")
    if secret is None:
        return redirect(url_for("people.ask_set_up", next=own_path(form.next.data, "")), 303)
    status = _not_yet(form, secret)
    if status is not None:
        return _set_up_page(who, form, secret), status
    step = totp.step_of(secret, form.code.data, clock.now())
    hashes = recovery.hashes(shown, own_pages.cheap())
    with acted() as session:
        _keep(session, who[0], form, secret, step or 0, hashes)
    return _codes_page(shown, form.next.data)


@blueprint.get("/me/recovery-codes")
@reads(Right.STAFF)
def ask_codes() -> Answer:
    """The form that makes new recovery codes."""
    return _again_page(_new_codes(), blank(AgainForm))


@blueprint.post("/me/recovery-codes")
@reads(Right.STAFF)
def new_codes() -> Answer:
    """Make ten new recovery codes and show them, this once; the former are void."""
    form = AgainForm()
    status = step_up.refused(form.password)
    if status is not None:
        return _again_page(_new_codes(), form), status
    shown = recovery.codes(reader().uid, form.key.data or "")
    hashes = recovery.hashes(shown, own_pages.cheap())

    def act(session: Session, now: Any) -> str:
        factors.of(session, reader().uid) or abort(404)
        factor_service.renew_codes(session, reader().uid, now, hashes)
        return url_for("people.me")

    return taken(
        form,
        act,
        lambda refused: _again_page(_new_codes(), form, refused),
        lambda location: _codes_page(shown, location),
    )


@blueprint.get("/me/second-step/off")
@reads(Right.STAFF)
def ask_switch_off() -> Answer:
    """The form that switches the second step off, where it is not asked of this person."""
    _may_switch_off()
    return _again_page(_off(), blank(AgainForm))


@blueprint.post("/me/second-step/off")
@reads(Right.STAFF)
def switch_off() -> Answer:
    """Forget the second step; every other session ends."""
    _may_switch_off()
    form = AgainForm()
    status = step_up.refused(form.password)
    if status is not None:
        return _again_page(_off(), form), status

    def act(session: Session, now: Any) -> str:
        factor_service.switch_off(session, reader().uid, now, g.signed_in.session_uid)
        arriving.renew(session)
        flash(_("Two-step sign-in is off. All your other sessions are ended."), "ok")
        return url_for("people.me")

    return taken(form, act, lambda refused: _again_page(_off(), form, refused))


def _who() -> tuple[str, str] | None:
    """(person, session) of whoever owes the second step, or is signed in."""
    owing = second_step.owing()
    if owing is not None:
        # Half a sign-in may set up what is missing, and change nothing that is there.
        return (owing.person_uid, owing.session_uid) if factors.of(db.session(), owing.person_uid) is None else None
    return (g.actor.uid, g.signed_in.session_uid) if g.actor is not None else None


def _was_sent(person_uid: str, form: SetUpForm) -> bool:
    """Whether this very form was taken already: a second click gets the same codes again."""
    with suppress(Overtaken):
        return repeated_answer(db.session(), Staff(person_uid), SET_UP, form.key.data) is not None
    return False


def _not_yet(form: SetUpForm, secret: str) -> int | None:
    """The status where something is missing or wrong, its sentence standing at the field."""
    if not form.validate():
        return 422
    if totp.step_of(secret, form.code.data, clock.now()) is None:
        form.code.errors = [_("This code does not fit. Check the time of your telephone and enter the present code.")]
        return 422
    return step_up.refused(form.password) if g.actor is not None else None


def _keep(session: Session, person_uid: str, form: SetUpForm, secret: str, step: int, hashes: dict[int, str]) -> None:
    now = moment()
    factor_service.set_up(session, person_uid, now, secret, step, hashes)
    if g.actor is None:
        sign_in.complete_in(session, person_uid)
    else:
        factor_service.strengthen(session, person_uid, now, g.signed_in.session_uid)
        arriving.renew(session)
    remember_answer(session, Staff(person_uid), SET_UP, form.key.data, url_for("people.me"), now.at)


def _set_up_page(who: tuple[str, str], form: SetUpForm, secret: str) -> str:
    name = account.name_of(db.session(), who[0])
    has_one = factors.of(db.session(), who[0]) is not None
    return render_template(
        "people/set_up.html",
        form=form,
        picture=qr.picture(totp.address(secret, name, ISSUER)),
        secret=totp.in_groups(secret),
        asks_again=g.actor is not None and not step_up.is_fresh_now(),
        replaces=has_one,
        must=g.actor is None,
    )


def _codes_page(shown: list[str], onward: str | None) -> str:
    """The codes, and the way on."""
    return render_template("people/codes.html", codes=shown, onward=own_path(onward, url_for("people.me")))


def _again_page(page: dict[str, Any], form: AgainForm, refused: str = "") -> str:
    return render_template("people/again.html", form=form, fresh=step_up.is_fresh_now(), refused=refused, **page)


def _new_codes() -> dict[str, Any]:
    lead = _("You get ten new recovery codes. Those you have now are void from then on.")
    return {"title": _("New recovery codes"), "lead": lead, "button": _("Make new codes")}


def _off() -> dict[str, Any]:
    lead = _("From then on the password alone lets in. Your recovery codes are void, and you are shown no identity.")
    return {"title": _("Switch two-step sign-in off"), "lead": lead, "button": _("Switch it off")}


def _may_switch_off() -> None:
    if two_step.is_asked_of(db.session(), reader()) or not g.signed_in.two_step:
        abort(404)
