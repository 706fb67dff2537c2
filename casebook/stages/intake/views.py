"""The citizen's door: home, the complaint in three steps without any session, and the receipt."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from casebook.case.models import Receipt
from casebook.case.taxonomy import Channel, ItemType
from casebook.case.workflow import Action
from casebook.extensions import db
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.people.actor import Citizen
from casebook.people.models import Unit
from casebook.people.queries import stations, the_office
from casebook.stages.intake import queries
from casebook.stages.intake.forms import MAY_KNOW_HINTS, WhatForm, WhoForm, Willing, count_of
from casebook.stages.intake.preview import preview
from casebook.stages.intake.projection import receipt_page
from casebook.stages.intake.service import Keys, Matter, register
from casebook.tracking.codes import SHORTEST_FORM_KEY, query_codes
from casebook.vault.keys import vault_keys
from casebook.vault.models import Party
from casebook.vault.service import keep_party
from casebook.web.acting import Answer, Overtaken, acted, acts_on, moment, public, remember_answer, repeated_answer
from casebook.web.languages import CHINESE, reader_language
from casebook.web.throttle import Purpose, tried
from casebook.web.visitor import forget_drafts, keep_choices

blueprint = Blueprint("intake", __name__)

SHOWN_AGAIN = timedelta(hours=24)
NEWCOMER = Citizen(None)
# A lost race for the first number of a year, or for a random reference, is simply run again.
MOST_RACES = 3


class Complaint:
    """The two forms as they were sent; a form without its own key gets a new one."""

    def __init__(self, what: WhatForm, who: WhoForm) -> None:
        self.what, self.who = what, who
        known, office = stations(db.session()), the_office(db.session())
        self.uids = {unit.code: unit.uid for unit in (*known, office)}
        what.station.choices = [*_named(known), SelectChoice(office.code, _("the efficiency office itself"))]
        self.has_key = SHORTEST_FORM_KEY <= len(what.key.data or "") <= len(new_uid())
        if not self.has_key:
            what.key.data = new_uid()

    @property
    def key(self) -> str:
        """The form's own random key."""
        return str(self.what.key.data)

    def matter(self, now: Moment) -> Matter:
        """What came in, received this moment."""
        what = self.what
        return Matter(
            channel=Channel.ONLINE,
            item_type=ItemType(what.item_type.data),
            received_at=now.at,
            text=what.text.data,
            unit_named_uid=self.uids.get(what.station.data),
            happened=what.happened.data or None,
            trips=count_of(what.trips.data),
            for_another=what.for_another.data,
            for_business=what.for_business.data,
            wants_written=self.who.written.data,
            confidential=self.who.confidential.data,
        )


@blueprint.get("/")
@public
def home() -> Answer:
    """What this office does, and the ways to reach it."""
    return render_template("intake/home.html", days=queries.promised_days(moment().timetable))


@blueprint.get("/complaints/new")
@public
def new() -> Answer:
    """Step 1, empty."""
    return _what_page(Complaint(WhatForm(formdata=None), WhoForm(formdata=None)))


@blueprint.post("/complaints/new")
@public
def step() -> Answer:
    """The step whose button was pressed, with everything typed so far; or the first one that needs a correction."""
    keep_choices()
    complaint = _typed()
    if _sent(complaint):
        # Whoever goes back on a shared device must not read what somebody sent from it.
        return redirect("/track", 303)
    # A button of the header names no step: the same one is drawn again, in the language or print it asks for.
    wanted = request.form.get("step") or request.form.get("shown")
    if wanted == "3":
        return _fault(complaint) or _check_page(complaint)
    if wanted == "2":
        return _what_fault(complaint) or _who_page(complaint)
    return _what_page(complaint)


@blueprint.get("/complaints/receipt")
@public
def receipt_gone() -> Answer:
    """A receipt is shown only in answer to its form; afterwards its case can be tracked."""
    return redirect("/track")


@blueprint.post("/complaints/receipt")
@acts_on(Action.REGISTER)
def receive() -> Answer:
    """Register the complaint and answer with its receipt; the same form sent again gets the same receipt."""
    keep_choices()
    complaint = _typed()
    steps = (_receipt, _fault, _unkeyed, _slowed, _registered)
    return next(answer for answer in (step(complaint) for step in steps) if answer is not None)


def _typed() -> Complaint:
    return Complaint(WhatForm(), WhoForm())


def _named(known: list[Unit]) -> list[SelectChoice]:
    language = reader_language()
    unsure = SelectChoice("", _("I am not sure, please decide for me"))
    return [unsure, *(SelectChoice(unit.code, unit.label(language)) for unit in known)]


def _fault(complaint: Complaint) -> Answer | None:
    return _what_fault(complaint) or (None if complaint.who.validate() else _who_page(complaint, 422))


def _what_fault(complaint: Complaint) -> Answer | None:
    return None if complaint.what.validate() else _what_page(complaint, 422)


def _unkeyed(complaint: Complaint) -> Answer | None:
    # Without its key a form sent twice would make two cases; with the new one it may be sent.
    return None if complaint.has_key else _check_page(complaint)


def _slowed(complaint: Complaint) -> Answer | None:
    wait = tried(Purpose.INTAKE)
    if not wait:
        return None
    seconds = int(wait.total_seconds()) + 1
    sentence = _(
        "Many people are sending just now. Please press Send again in %(seconds)s seconds; nothing you typed is lost.",
        seconds=seconds,
    )
    return _check_page(complaint, 429, sentence)


def _registered(complaint: Complaint) -> Answer | None:
    """Register the complaint, run again when a race was lost, and show its receipt."""
    keys = _keys(complaint)
    for race in range(1, MOST_RACES + 1):
        try:
            with acted() as session:
                _register(session, complaint, keys)
            break
        except IntegrityError:
            if race == MOST_RACES:
                raise
    return _receipt(complaint)


def _keys(complaint: Complaint) -> Keys:
    # The slow hash runs with no transaction open. The language of no-name mail would be one more trait: there is none.
    db.session.rollback()
    codes, language = query_codes(), CHINESE if complaint.who.names_nobody else reader_language()
    return Keys(codes.hash(codes.derive(complaint.key)), queries.hash_of_key(complaint.key), language)


def _register(session: Session, complaint: Complaint, keys: Keys) -> None:
    if queries.receipt_of_form(session, keys.key_hash):
        return  # its twin was faster
    now = moment()
    remember_answer(session, NEWCOMER, request.path, complaint.key, "/track", now.at)
    party = _party(session, complaint.who, now)
    register(session, the_office(session), NEWCOMER, now, complaint.matter(now), keys, party)


def _party(session: Session, who: WhoForm, now: Moment) -> Party | None:
    if who.names_nobody:
        return None
    fields = {field.name: field.data for field in (who.name, who.telephone, who.email, who.village)}
    consents, silent = who.willing is Willing.STATION, who.no_call.data
    return keep_party(session, vault_keys(), fields, consents, silent, now, who.confidential.data)


def _sent(complaint: Complaint) -> Receipt | None:
    return queries.receipt_of_form(db.session(), queries.hash_of_key(complaint.key))


def _receipt(complaint: Complaint) -> Answer | None:
    """The receipt of a form that was sent before: for a day, with the code derived again."""
    receipt, now = _sent(complaint), moment()
    if receipt is None:
        return None
    forget_drafts()
    if receipt.renewed_at or now.at >= receipt.created_at + SHOWN_AGAIN:
        return redirect("/track", 303)
    shown = _shown(db.session(), receipt, complaint, now)
    return render_template("intake/receipt.html", receipt=shown, what=complaint.what, who=complaint.who)


def _shown(session: Session, receipt: Receipt, complaint: Complaint, now: Moment) -> Any:
    return receipt_page(
        receipt,
        queries.first_case(session, receipt),
        query_codes().derive(complaint.key),
        now,
        current_app.config["SETTINGS"].public_url,
        _was_sent_otherwise(session, complaint),
    )


def _was_sent_otherwise(session: Session, complaint: Complaint) -> bool:
    try:
        repeated_answer(session, NEWCOMER, request.path, complaint.key)
    except Overtaken:
        return True
    return False


def _what_page(complaint: Complaint, status: int = 200) -> Answer:
    return render_template("intake/what.html", what=complaint.what, who=complaint.who), status


def _who_page(complaint: Complaint, status: int = 200) -> Answer:
    hints = {choice.value: sentence for choice, sentence in MAY_KNOW_HINTS.items()}
    return render_template("intake/who.html", what=complaint.what, who=complaint.who, hints=hints), status


def _check_page(complaint: Complaint, status: int = 200, refused: str = "") -> Answer:
    what, who = complaint.what, complaint.who
    page = render_template("intake/check.html", what=what, who=who, shown=preview(what, who), refused=refused)
    return page, status
