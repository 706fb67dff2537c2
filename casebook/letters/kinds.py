"""All kinds of notices, and which deed makes which: a new deed that owes a notice is one more row here."""

from casebook.letters import to_citizen, to_others
from casebook.letters.kind import NoticeKind

KINDS = {row.kind: row for row in (*to_citizen.ROWS, *to_others.ROWS)}
_MADE_BY = {action: row for row in KINDS.values() for action in row.actions}


def kind_of(action: str) -> NoticeKind | None:
    """The kind of notice a deed owes, by the value of its action; None where it owes none."""
    return _MADE_BY.get(action)


def twice_claimed() -> list[str]:
    """Deeds or words of numbering that two kinds claim: there must be none."""
    claimed = [name for row in KINDS.values() for name in (*row.actions, f"{row.word}字")]
    return sorted({name for name in claimed if claimed.count(name) > 1})
