"""The station's work on screen: sign, give, contact, messages, close; and the office's entries from paper."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from casebook.case.labels import how_label
from casebook.case.models import CaseFile
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Staff
from casebook.people.models import Role
from casebook.stages import choices
from casebook.stages.handling import forms, service
from casebook.stages.handling.closing_views import close_directly, deed_of, offer_direct_closing, offer_stands
from casebook.stages.handling.service import Talk
from casebook.stages.queries import station_posts, waiting_letters, without_the_accused
from casebook.web.acting import Deed
from casebook.web.casework import register, today
from casebook.web.linted import refuse_leaks

blueprint = Blueprint("handling", __name__)

WAYS = ("telephone", "visit", "letter", "message")


def sign(case: CaseFile, actor: Staff, now: Moment, form: forms.SignForm) -> None:
    """Sign for the case."""
    service.sign(db.session(), case, actor, now)


def offer_handlers(form: Any, case: CaseFile, actor: Staff) -> None:
    """The handlers of the main unit; only a handler can take a case on."""
    form.handler.choices = [choices.please_choose(), *_people(case, Role.HANDLER)]
    if len(form.handler.choices) == 2 and not form.is_submitted():
        form.handler.data = form.handler.choices[1].value


def _people(case: CaseFile, *roles: Role) -> choices.Choices:
    posts = without_the_accused(db.session(), station_posts(db.session(), today(), case.main_unit_uid), case)
    return choices.people(post for post in posts if not roles or post.role in roles)


def sign_and_give(case: CaseFile, actor: Staff, now: Moment, form: forms.GiveForm) -> None:
    """Sign and give to a handler: one form, two events."""
    service.sign_and_give(db.session(), case, actor, now, form.handler.data, _name(case, form.handler.data, now))


def give(case: CaseFile, actor: Staff, now: Moment, form: forms.GiveForm) -> None:
    """Give to a handler."""
    service.give(db.session(), case, actor, now, form.handler.data, _name(case, form.handler.data, now))


def _name(case: CaseFile, person_uid: str, now: Moment) -> str:
    posts = station_posts(db.session(), now.today, case.main_unit_uid)
    return next(post.person.name for post in posts if post.person.uid == person_uid)


def offer_signers(form: forms.SignForForm, case: CaseFile, actor: Staff) -> None:
    """Whoever may have signed the slip at the station."""
    form.signer.choices = [choices.please_choose(), *_people(case)]


def sign_for(case: CaseFile, actor: Staff, now: Moment, form: forms.SignForForm) -> None:
    """Enter the signed slip."""
    service.sign_for(db.session(), case, actor, now, form.signer.data, form.slip.data)


def take(case: CaseFile, actor: Staff, now: Moment, form: forms.SignForm) -> None:
    """Take the case on."""
    service.take(db.session(), case, actor, now)


def hand_in(case: CaseFile, actor: Staff, now: Moment, form: forms.HandInForm) -> None:
    """Hand the work to the head."""
    service.hand_in(db.session(), case, actor, now, form.note.data or "")


def give_back(case: CaseFile, actor: Staff, now: Moment, form: forms.GiveBackForm) -> None:
    """Give the work back to the handler."""
    service.give_back(db.session(), case, actor, now, form.reason.data)


def offer_ways(form: Any, case: CaseFile, actor: Staff) -> None:
    """The ways of contact; the time begins with now and cannot lie before the station had the case."""
    form.how.choices = [SelectChoice(way, how_label(way)) for way in WAYS]
    since = case.clock("contact")
    if since is not None:
        form.when.not_before(since.started_at, _("The contact cannot lie before the case was dispatched."))
    if not form.is_submitted():
        form.when.offer_now()


def contact(case: CaseFile, actor: Staff, now: Moment, form: forms.ContactForm) -> None:
    """Record a contact."""
    service.record_contact(db.session(), case, actor, now, _talk(form))


def contact_for(case: CaseFile, actor: Staff, now: Moment, form: forms.ContactForForm) -> None:
    """Enter a contact from paper."""
    service.record_contact_for(db.session(), case, actor, now, _talk(form), form.slip.data)


def _talk(form: Any) -> Talk:
    return Talk(form.when.data, form.how.data, form.result.data, form.agreed.data)


def offer_letters(form: forms.RelayForm, case: CaseFile, actor: Staff) -> None:
    """What the station wrote and nobody has passed on; a single one is marked."""
    form.letter.choices = choices.letters(waiting_letters(db.session(), case))
    if len(form.letter.choices) == 1 and not form.is_submitted():
        form.letter.data = form.letter.choices[0].value


def relay(case: CaseFile, actor: Staff, now: Moment, form: forms.RelayForm) -> None:
    """Pass a message of the station on."""
    letter = choices.picked(waiting_letters(db.session(), case), form.letter.data)
    refuse_leaks(case, form.letter, letter.text, _keep_back)
    service.relay(db.session(), case, actor, now, letter)


def _keep_back(items: str) -> str:
    return _(
        "The station's message holds the complainant's data: %(items)s. Do not pass it on; ask for another, "
        "and do not say what you found.",
        items=items,
    )


def station_message(case: CaseFile, actor: Staff, now: Moment, form: forms.MessageForm) -> None:
    """Write to the complainant through the office."""
    service.write_as_station(db.session(), case, actor, now, form.text.data)


def office_message(case: CaseFile, actor: Staff, now: Moment, form: forms.MessageForm) -> None:
    """Write to the complainant."""
    service.write_as_office(db.session(), case, actor, now, form.text.data)


def message_to_station(case: CaseFile, actor: Staff, now: Moment, form: forms.MessageForm) -> None:
    """Write to the station."""
    service.write_to_station(db.session(), case, actor, now, form.text.data)


register(
    blueprint,
    Deed(Action.SIGN, forms.SignForm, sign),
    Deed(
        Action.SIGN,
        forms.GiveForm,
        sign_and_give,
        prepare=offer_handlers,
        name="sign_and_give",
        button=_l("Sign and give"),
    ),
    Deed(Action.SIGN_FOR, forms.SignForForm, sign_for, prepare=offer_signers),
    Deed(Action.GIVE, forms.GiveForm, give, prepare=offer_handlers),
    Deed(Action.TAKE, forms.SignForm, take),
    Deed(Action.HAND_IN, forms.HandInForm, hand_in),
    Deed(Action.GIVE_BACK, forms.GiveBackForm, give_back),
    Deed(Action.CONTACT, forms.ContactForm, contact, prepare=offer_ways),
    Deed(Action.CONTACT_FOR, forms.ContactForForm, contact_for, prepare=offer_ways),
    Deed(Action.RELAY, forms.RelayForm, relay, "handling/relay.html", offer_letters),
    Deed(Action.STATION_MESSAGE, forms.MessageForm, station_message),
    Deed(Action.TELL_STATION, forms.MessageForm, message_to_station),
    Deed(Action.OFFICE_MESSAGE, forms.MessageForm, office_message),
    Deed(Action.CLOSE, forms.CloseForm, deed_of(service.close), prepare=offer_stands),
    Deed(Action.CLOSE_FOR, forms.CloseForForm, deed_of(service.close_for), prepare=offer_stands),
    Deed(Action.CLOSE_AGAIN, forms.CloseForm, deed_of(service.close_again), prepare=offer_stands),
    Deed(Action.CLOSE_AGAIN_FOR, forms.CloseForForm, deed_of(service.close_again_for), prepare=offer_stands),
    Deed(
        Action.CLOSE_DIRECTLY,
        forms.CloseDirectlyForm,
        close_directly,
        "handling/close_directly.html",
        offer_direct_closing,
    ),
)
