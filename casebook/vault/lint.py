"""The leak linter's part that fetches: what a case's complainants left, as keyed prints. Nothing is opened for it."""

import hashlib
import hmac
from collections.abc import Mapping

from sqlalchemy import CompoundSelect, select
from sqlalchemy.orm import Session

from casebook.case.models import CaseFile, Receipt, Submission, receipt_case
from casebook.case.taxonomy import CATEGORIES
from casebook.vault import blind
from casebook.vault.keys import VaultKeys, is_disciplines
from casebook.vault.leaks import Known
from casebook.vault.models import Party
from casebook.vault.normal import Detail, Form, How, forms_of
from casebook.vault.print_models import PartyPrint


def prints_of(keys: VaultKeys, party_uid: str, fields: Mapping[str, str]) -> list[PartyPrint]:
    """What is kept of a party's fields so that texts can be read for them."""
    forms = {form for name, value in fields.items() for form in forms_of(name, value)}
    return [_kept(keys, party_uid, form) for form in forms if form.text]


def again_for_discipline(session: Session, keys: VaultKeys, party_uid: str) -> None:
    """Key a party's prints anew as its identity goes to the discipline authority: the first key alone finds nothing."""
    for row in session.scalars(select(PartyPrint).where(PartyPrint.party_uid == party_uid)):
        row.print = blind.again(keys.discipline_blind, row.print)


def wrote_in(case: CaseFile) -> CompoundSelect[str | None]:
    """The parties of everybody who wrote in, by uid: a merged case has several complainants."""
    first = select(Submission.party_uid).where(Submission.uid == case.submission_uid)
    also = select(Receipt.party_uid).join(receipt_case, receipt_case.c.receipt_uid == Receipt.uid)
    return first.union(also.where(receipt_case.c.case_uid == case.uid))


def known_to_station(session: Session, keys: VaultKeys, case: CaseFile) -> Known:
    """What no text for a station may hold: all that was left, but for what its owner released to the station."""
    return _known(session, keys, case, released(case))


def known_to_public(session: Session, keys: VaultKeys, case: CaseFile) -> Known:
    """What no text for everybody may hold: nothing is released to the public."""
    return _known(session, keys, case, frozenset())


def released(case: CaseFile) -> frozenset[Detail]:
    """What the station may read: the telephone of whoever agreed to it, never in delicate matters or in confidence."""
    two_readers = case.category is not None and CATEGORIES[case.category].needs_two_readers
    delicate = case.restricted or case.confidential or two_readers
    return frozenset({Detail.TELEPHONE}) if case.consent_contact and not delicate else frozenset()


def _kept(keys: VaultKeys, party_uid: str, form: Form) -> PartyPrint:
    return PartyPrint(
        party_uid=party_uid,
        detail=form.detail,
        how=form.how,
        # The length is no secret: the sealed value beside it has the same.
        length=len(form.text),
        print=_print(keys.blind, party_uid, form.how, form.text),
    )


def _print(key: bytes, party_uid: str, how: How, text: str) -> bytes:
    # Bound to the party: who reads the table alone cannot tell that two parties have one name.
    return hmac.digest(key, f"print\n{party_uid}\n{how.value}\n{text}".encode(), hashlib.sha256)


def _print_of(keys: VaultKeys, party_uid: str, how: How, text: str, twice: bool) -> bytes:
    once = _print(keys.blind, party_uid, how, text)
    return blind.again(keys.discipline_blind, once) if twice else once


def _known(session: Session, keys: VaultKeys, case: CaseFile, free: frozenset[Detail]) -> Known:
    kept = select(PartyPrint, Party.master_key_id).join(Party, Party.uid == PartyPrint.party_uid)
    rows = session.execute(kept.where(PartyPrint.party_uid.in_(wrote_in(case)))).all()
    rows = [row for row in rows if row[0].detail not in free]
    lengths: dict[How, set[int]] = {}
    for row, _master in rows:
        lengths.setdefault(row.how, set()).add(row.length)
    details = {row.print: row.detail for row, _master in rows}
    parties = {row.party_uid: is_disciplines(master) for row, master in rows}

    def detail(how: How, text: str) -> Detail | None:
        prints = (_print_of(keys, uid, how, text, twice) for uid, twice in parties.items())
        return next((details[one] for one in prints if one in details), None)

    return Known({how: frozenset(sizes) for how, sizes in lengths.items()}, detail)
