"""What a small office may relax is a closed list; nothing that always holds is in it."""

from casebook.office.rules import STANDARD, DirectClose, OfficeRules, Relaxation

# The rows of product.md that concern case work, written down by hand.
RELAXABLE = {
    "two_step_for_some",
    "dispatcher_calls_back",
    "combined_grants",
    "decline_by_paper",
    "one_reader",
    "admin_second_account",
    "absent_bodies",
    "first_inquiry_only_complaints",
}
# The last column of that table and its closing line: none of it may ever have a switch.
NEVER = (
    "conflict_rules",
    "accused_reads",
    "accused_handles",
    "complaints_about_the_office_stay",
    "identity_without_consent",
    "history_edited",
    "registration_refused",
    "station_calls_back",
    "decline_d_alone",
    "no_linter",
    "one_seed",
    "station_verifies_itself",
    "publication_by_one",
    "admin_reads_cases",
    "no_checkpoint",
    "reveal_without_step_up",
    "complaints_not_entered",
)


def test_the_list_is_closed() -> None:
    assert {member.value for member in Relaxation} == RELAXABLE


def test_the_standard_relaxes_nothing_and_closes_what_is_listed() -> None:
    assert STANDARD.relaxed == frozenset()
    assert STANDARD.direct_close is DirectClose.LISTED
    assert not any(STANDARD.allows(member) for member in Relaxation)
    assert OfficeRules.of({}) == STANDARD


def test_a_kept_word_that_always_holds_relaxes_nothing() -> None:
    kept = OfficeRules.of({"relaxed": [*NEVER, "one_reader"], "direct_close": "everything"})
    assert kept.relaxed == {Relaxation.ONE_READER}
    assert kept.direct_close is DirectClose.OFF


def test_rules_are_kept_and_read_back() -> None:
    rules = OfficeRules(frozenset(Relaxation), DirectClose.UNACCUSED)
    assert rules.values["relaxed"][0] == "dispatcher_calls_back"
    assert OfficeRules.of(rules.values) == rules
