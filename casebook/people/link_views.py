"""The pages behind a one-time link: looking at them changes nothing; sending the form sets the password."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from casebook import clock
from casebook.extensions import db
from casebook.people import account, links, own_pages, passwords
from casebook.people.factor_models import AccountLink, LinkPurpose
from casebook.people.forms import NewPasswordForm
from casebook.people.own_pages import blueprint
from casebook.web.acting import Answer, acted, moment, public

GONE = 404


@blueprint.get("/welcome/<token>")
@public
def ask_first_password(token: str) -> Answer:
    """The form with which a new person sets his password."""
    return _asked(LinkPurpose.NEW_ACCOUNT, token)


@blueprint.post("/welcome/<token>")
@public
def set_first_password(token: str) -> Answer:
    """Set a new person's password."""
    return _set(LinkPurpose.NEW_ACCOUNT, token)


@blueprint.get("/new-password/<token>")
@public
def ask_new_password(token: str) -> Answer:
    """The form with which a person sets a new password in place of a lost one."""
    return _asked(LinkPurpose.RESET, token)


@blueprint.post("/new-password/<token>")
@public
def set_new_password(token: str) -> Answer:
    """Set a new password in place of a lost one."""
    return _set(LinkPurpose.RESET, token)


def _asked(purpose: LinkPurpose, token: str) -> Answer:
    link = links.open_one(db.session(), purpose, token, clock.now())
    return _page(link, NewPasswordForm(formdata=None)) if link else _over()


def _set(purpose: LinkPurpose, token: str) -> Answer:
    link = links.open_one(db.session(), purpose, token, clock.now())
    if link is None:
        return _over()
    form, link_uid, person_uid = NewPasswordForm(), link.uid, link.person_uid
    form.familiar = account.familiar_words(db.session(), person_uid)
    if not form.validate():
        return _page(link, form), 422
    db.session.rollback()  # no transaction is open while the hash is made
    kept, now = passwords.hashed(form.new.data, own_pages.cheap()), moment()
    with acted() as session:
        used = links.use(session, link_uid, now.at)
        if used:
            account.set_password(session, person_uid, kept, now)
    if not used:
        return _over()
    flash(_("Your password is set. Sign in with it now."), "ok")
    return redirect(url_for("people.ask_sign_in"), 303)


def _page(link: AccountLink, form: NewPasswordForm) -> str:
    name = account.name_of(db.session(), link.person_uid)
    return render_template("people/link.html", form=form, account=name)


def _over() -> Answer:
    return render_template("people/link_over.html"), GONE
