"""The only module that sends. An event's messages become deliveries; each delivery is one mail with retries of its own.

Two kinds of job: "deliver" finds the recipients of an event and writes their deliveries, whole or not at all; "send"
mails one delivery with no transaction open. A crash between sending and marking sends that one mail again under the
same Message-ID; a mail that is marked is never sent twice, and none is forgotten.
"""

import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from flask import Flask, current_app
from flask_mail import Connection, Mail, Message
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from casebook.database import begin_writing
from casebook.kernel import jobs
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import local_day
from casebook.kernel.history import Event
from casebook.outbox.models import Delivery
from casebook.outbox.recipients import Recipient, recipients
from casebook.outbox.wording import compose
from casebook.settings import LOOPBACK, Settings
from casebook.vault.keys import vault_keys
from casebook.vault.opening import email_of

TIMEOUT = 10  # seconds for each answer of the mail server
HEADERS = {"Auto-Submitted": "auto-generated"}  # so that nobody's absence notice answers


class VerifiedConnection(Connection):
    """A connection that waits for nobody longer than TIMEOUT and speaks TLS only to whom the server claims to be."""

    def configure_host(self) -> smtplib.SMTP:
        """Connect, encrypt unless the server is this machine, and sign in."""
        host = self._connect()
        try:
            self._introduce(host)
        except BaseException:
            host.close()
            raise
        return host

    def __exit__(self, *error: Any) -> None:
        """Say goodbye; what was accepted stays accepted even if nobody answers."""
        with suppress(smtplib.SMTPException, OSError):
            super().__exit__(*error)

    def _introduce(self, host: smtplib.SMTP) -> None:
        if self.mail.use_tls:
            host.starttls(context=ssl.create_default_context())
        if self.mail.username:
            host.login(self.mail.username, self.mail.password or "")

    def _connect(self) -> smtplib.SMTP:
        where = (self.mail.server, self.mail.port)
        if self.mail.use_ssl:
            return smtplib.SMTP_SSL(*where, timeout=TIMEOUT, context=ssl.create_default_context())
        return smtplib.SMTP(*where, timeout=TIMEOUT)


class VerifiedMail(Mail):
    """Flask-Mail with such connections."""

    def connect(self) -> VerifiedConnection:
        """A connection to the mail server of the settings."""
        return VerifiedConnection(current_app.extensions["mail"])


mail = VerifiedMail()


def attach(app: Flask) -> None:
    """Read the mail server from CASEBOOK_SMTP_URL: smtp://user:password@host:587/?from=office@example.org or smtps://…"""
    settings = app.config["SETTINGS"]
    app.config.update(_config(urlsplit(settings.smtp_url), settings))
    mail.init_app(app)


def has_server(settings: Settings) -> bool:
    """Whether mail can be sent at all. Without, deliveries are kept and `casebook deliver` sends them later."""
    return bool(settings.smtp_url)


@jobs.handles("deliver")
def deliver(session: Session, payload: dict[str, Any], now: datetime) -> None:
    """Write one delivery for each recipient of the event, and the job that sends it."""
    event = session.scalars(select(Event).where(Event.uid == payload["event_uid"])).one()
    known = session.execute(
        select(Delivery.recipient_kind, Delivery.recipient_uid).where(Delivery.event_uid == event.uid)
    ).all()
    for recipient in recipients(session, event, local_day(now)):
        if (recipient.kind, recipient.uid) not in known and _reachable(recipient):
            _add(session, event, recipient, now)


@jobs.handles("send")
def send(session: Session, payload: dict[str, Any], now: datetime) -> None:
    """Mail one delivery and mark it. Whoever lost the right to see the record meanwhile gets nothing."""
    uid = payload["delivery_uid"]
    delivery = session.scalars(select(Delivery).where(Delivery.uid == uid, Delivery.sent_at.is_(None))).one_or_none()
    if delivery is None:
        return
    letter = _letter(session, delivery, now)
    # The writer's place is given back meanwhile: a slow mail server must not keep anybody from writing.
    session.rollback()
    if letter is not None:
        mail.send(letter)
    begin_writing(session)
    session.execute(_settled(uid, now) if letter else delete(Delivery).where(Delivery.uid == uid))


def _reachable(recipient: Recipient) -> bool:
    return bool(recipient.address or recipient.party_uid)


def _add(session: Session, event: Event, recipient: Recipient, now: datetime) -> None:
    delivery = Delivery(
        uid=new_uid(),
        event_uid=event.uid,
        audience=recipient.audience,
        recipient_kind=recipient.kind,
        recipient_uid=recipient.uid,
        created_at=now,
    )
    session.add(delivery)
    if has_server(current_app.config["SETTINGS"]):
        enqueue(session, delivery.uid, now)


def enqueue(session: Session, delivery_uid: str, now: datetime) -> None:
    """Put a delivery in line to be sent."""
    jobs.enqueue(session, "send", delivery_uid, {"delivery_uid": delivery_uid}, now)


def _settled(uid: str, now: datetime) -> Any:
    return update(Delivery).where(Delivery.uid == uid).values(sent_at=now)


def _letter(session: Session, delivery: Delivery, now: datetime) -> Message | None:
    """The mail as it stands now, or None when its reader may no longer be told or left no address."""
    event = session.scalars(select(Event).where(Event.uid == delivery.event_uid)).one()
    reader = (delivery.recipient_kind, delivery.recipient_uid)
    still = [one for one in recipients(session, event, local_day(now)) if (one.kind, one.uid) == reader]
    address = _address(session, event, still[0]) if still else None
    return _message(event, still[0], address, delivery.uid, now) if address else None


def _message(event: Event, recipient: Recipient, address: str, uid: str, now: datetime) -> Message:
    public_url = current_app.config["SETTINGS"].public_url
    subject, body = compose(event.subject_kind, event.action, recipient, public_url)
    message = Message(subject, [address], body, date=now.timestamp(), extra_headers=HEADERS)
    message.msgId = f"<{uid}@{urlsplit(public_url).hostname}>"
    return message


def _address(session: Session, event: Event, recipient: Recipient) -> str | None:
    if recipient.party_uid is None:
        return recipient.address
    return email_of(session, vault_keys(), event.uid, recipient.party_uid)


def _config(server: SplitResult, settings: Settings) -> dict[str, Any]:
    here = server.hostname in LOOPBACK
    encrypted = server.scheme == "smtps"
    sender = parse_qs(server.query).get("from", [f"casebook@{urlsplit(settings.public_url).hostname}"])[0]
    return {
        "MAIL_SERVER": server.hostname or "",
        "MAIL_PORT": server.port or (465 if encrypted else 587),
        "MAIL_USE_SSL": encrypted,
        "MAIL_USE_TLS": not encrypted and not here,
        "MAIL_USERNAME": unquote(server.username or ""),
        "MAIL_PASSWORD": unquote(server.password or ""),
        "MAIL_DEFAULT_SENDER": sender,
        "MAIL_SUPPRESS_SEND": False,
        "MAIL_DEBUG": 0,
    }
