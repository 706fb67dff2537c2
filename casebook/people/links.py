"""One-time links with which a person sets his password himself: bound to their purpose, good once, and not for long."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from casebook.kernel.columns import new_uid
from casebook.people.factor_models import AccountLink, LinkPurpose
from casebook.people.keys import ACCOUNT_LINKS, key

LASTS = {LinkPurpose.NEW_ACCOUNT: timedelta(hours=72), LinkPurpose.RESET: timedelta(hours=2)}
PATHS = {LinkPurpose.NEW_ACCOUNT: "/welcome/", LinkPurpose.RESET: "/new-password/"}


def make(session: Session, person_uid: str, purpose: LinkPurpose, made_by: str, now: datetime) -> AccountLink:
    """Make a link for a person; every older one of his is void."""
    void(session, person_uid, now)
    uid = new_uid()
    link = AccountLink(
        uid=uid,
        person_uid=person_uid,
        purpose=purpose,
        token_hash=_hash(_token(uid, purpose)),
        made_by=made_by,
        made_at=now,
        expires_at=now + LASTS[purpose],
    )
    session.add(link)
    session.flush()
    return link


def address(link: AccountLink) -> str:
    """The path of the link. Its token can be made again from the link and a key that is not in the database."""
    return PATHS[link.purpose] + _token(link.uid, link.purpose)


def open_one(session: Session, purpose: LinkPurpose, token: str, now: datetime) -> AccountLink | None:
    """The link of this purpose with this token, while it can be used."""
    same = select(AccountLink).where(AccountLink.token_hash == _hash(token), *_open(now))
    return session.scalar(same.where(AccountLink.purpose == purpose))


def by_uid(session: Session, uid: str, now: datetime) -> AccountLink | None:
    """The link, while it can be used."""
    return session.scalar(select(AccountLink).where(AccountLink.uid == uid, *_open(now)))


def newest(session: Session, person_uid: str, now: datetime) -> AccountLink | None:
    """The link of a person that can be used now: there is one at most."""
    return session.scalar(select(AccountLink).where(AccountLink.person_uid == person_uid, *_open(now)))


def hours(link: AccountLink) -> int:
    """How long such a link is good."""
    return LASTS[link.purpose] // timedelta(hours=1)


def use(session: Session, link_uid: str, now: datetime) -> bool:
    """Use the link up: of two who bring it, only one is told True."""
    return _change(session, (AccountLink.uid == link_uid, *_open(now)), used_at=now) > 0


def void(session: Session, person_uid: str, now: datetime) -> None:
    """Void every link of a person that could still be used."""
    _change(session, (AccountLink.person_uid == person_uid, *_open(now)), void_at=now)


def _open(now: datetime) -> tuple[Any, ...]:
    return (AccountLink.used_at.is_(None), AccountLink.void_at.is_(None), AccountLink.expires_at > now)


def _change(session: Session, which: tuple[Any, ...], **values: Any) -> int:
    changed = update(AccountLink).where(*which).values(**values)
    done = session.execute(changed.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], done).rowcount


def _token(uid: str, purpose: LinkPurpose) -> str:
    mixed = hmac.digest(key(ACCOUNT_LINKS), f"{purpose.value}\n{uid}".encode(), hashlib.sha256)
    return urlsafe_b64encode(mixed).decode().rstrip("=")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
