"""Opening, moving and ending the duty to answer. It moves by signature or designation, never by sending or silence."""

from casebook.case.models import CaseFile
from casebook.kernel.columns import new_uid
from casebook.kernel.deadlines import Moment
from casebook.responsibility.models import Chain, HowTaken, Link


def open_chain(case: CaseFile, person_uid: str, unit_uid: str, how: HowTaken, now: Moment) -> Chain:
    """Begin the chain at first contact: whoever was asked first, or the unit's answering person (F1, F2, F11)."""
    chain = Chain(uid=new_uid(), case_uid=case.uid, opened_at=now.at)
    chain.links.append(Link(seq=1, person_uid=person_uid, unit_uid=unit_uid, how=how, since=now.at))
    case.holder_uid = person_uid
    return chain


def take(case: CaseFile, chain: Chain, person_uid: str, unit_uid: str, now: Moment) -> None:
    """`person_uid` signs for the case, by his own act or his signature on paper."""
    _move(case, chain, person_uid, unit_uid, HowTaken.SIGNED, now, None)


def designate(case: CaseFile, chain: Chain, person_uid: str, unit_uid: str, now: Moment, reason: str) -> None:
    """`person_uid` is made answerable by a decision that names him, its reason and its rule."""
    _move(case, chain, person_uid, unit_uid, HowTaken.DESIGNATED, now, reason)


def end(chain: Chain, now: Moment) -> None:
    """The matter is settled: the duty ends with the holder it had."""
    chain.closed_at = chain.holder.until = now.at


def reopen(case: CaseFile, chain: Chain, now: Moment) -> None:
    """A direct closing did not hold: whoever signed it is answerable again."""
    last = chain.holder
    chain.closed_at = None
    chain.links.append(
        Link(seq=last.seq + 1, person_uid=last.person_uid, unit_uid=last.unit_uid, how=HowTaken.SIGNED, since=now.at)
    )
    case.holder_uid = last.person_uid


def _move(
    case: CaseFile, chain: Chain, person_uid: str, unit_uid: str, how: HowTaken, now: Moment, reason: str | None
) -> None:
    last = chain.holder
    if last.person_uid == person_uid and last.unit_uid == unit_uid and last.until is None:
        return  # he holds it already
    last.until = last.until or now.at
    chain.closed_at = None
    link = Link(seq=last.seq + 1, person_uid=person_uid, unit_uid=unit_uid, how=how, since=now.at, reason=reason)
    chain.links.append(link)
    case.holder_uid = person_uid
