"""One reader of one mail."""

from dataclasses import dataclass
from datetime import datetime

PERSON, RECEIPT = "person", "receipt"


@dataclass(frozen=True)
class Recipient:
    """Somebody to be told: a person by his uid, or a receipt; which audience he belongs to, and what he may read."""

    kind: str
    uid: str
    audience: str
    reference: str
    language: str = "zh"
    # A member of staff's own address; a citizen's is sealed in the vault, where `party_uid` leads.
    address: str | None = None
    party_uid: str | None = None
    # Of a mail about the reader's own account: the page it leads to, and when it happened.
    page: str | None = None
    at: datetime | None = None
