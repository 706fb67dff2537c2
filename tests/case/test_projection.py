"""No column is without a class, and no view shows what its reader may not see."""

from dataclasses import dataclass, fields

import pytest

from casebook.case import projection
from casebook.case.models import CaseFile
from casebook.case.projection import (
    CLASSES,
    MODELS,
    VIEWS,
    Audience,
    OfficeCase,
    OverseerCase,
    Show,
    StationCase,
    check_columns,
    check_view,
    seen,
    shown_to,
)

# security.md 3.2, by hand: what a station must not even know to exist.
NEVER_AT_A_STATION = {
    "submission.text", "submission.channel", "submission.item_type", "submission.registered_at", "submission.party_uid",
    "submission.happened", "submission.trips", "submission.for_another", "submission.for_business",
    "submission.paper_reference", "submission.registered_by", "case_file.title", "case_file.has_contact",
    "case_file.track", "case_file.callback_solved", "case_file.callback_rating", "case_file.callback_at",
    "case_file.outcome", "case_file.station_may_handle", "call_back.words", "call_back.on_page", "case_rating.words",
    "case_rating.result", "receipt.reference", "case_file.pressed_at", "case_file.repeats", "case_file.no_callback",
    "case_file.supplemented", "case_file.restricted", "case_file.sampled", "case_file.closed_by", "review.reasons",
    "review.opinion", "case_link.other_uid",
}  # fmt: skip


def test_the_stations_classes_are_those_of_the_security_table() -> None:
    assert {name for name in NEVER_AT_A_STATION if CLASSES[name][Audience.STATION] is not Show.NEVER} == set()
    assert CLASSES["case_file.received_at"][Audience.STATION] is Show.DAY
    assert CLASSES["case_file.sort_due_at"][Audience.STATION] is Show.QUARTER
    assert CLASSES["case_file.consent_contact"][Audience.STATION] is Show.HINT


def test_nobodys_identity_is_more_than_a_mask() -> None:
    assert set(CLASSES["submission.party_uid"].values()) == {Show.MASK, Show.NEVER}


def test_a_column_without_a_class_is_refused() -> None:
    known = {name: classes for name, classes in CLASSES.items() if name != "case_file.title"}
    with pytest.raises(TypeError, match="case_file.title"):
        check_columns(known)


def test_a_class_without_a_column_is_refused() -> None:
    with pytest.raises(TypeError, match="case_file.nothing"):
        check_columns({**CLASSES, "case_file.nothing": {}})


@dataclass(frozen=True)
class Careless:
    """A view that shows a station the complainant's words."""

    text: str = seen("submission.text")


@dataclass(frozen=True)
class Unnamed:
    """A view whose field says nothing of where it comes from."""

    text: str


@dataclass(frozen=True)
class Careful:
    """A view for all of the staff: the station reads the office's text in the place of the complainant's."""

    text: str = seen("submission.text", station=("cleared_text.text",), overseer=())


def test_a_view_of_several_readers_names_what_each_gets_in_its_place() -> None:
    for audience in (Audience.OFFICE, Audience.OVERSEER, Audience.STATION):
        check_view(CLASSES, audience, Careful)


def test_a_view_is_refused_where_it_is_defined() -> None:
    with pytest.raises(TypeError, match="Careless.text"):
        shown_to(Audience.OFFICE, Audience.STATION)(Careless)
    assert shown_to(Audience.OFFICE)(Careless) is Careless


def test_a_view_that_shows_too_much_is_refused() -> None:
    check_view(CLASSES, Audience.OFFICE, Careless)
    for audience in (Audience.STATION, Audience.OVERSEER):
        with pytest.raises(TypeError, match="Careless.text"):
            check_view(CLASSES, audience, Careless)
    with pytest.raises(TypeError, match="Unnamed.text"):
        check_view(CLASSES, Audience.OFFICE, Unnamed)


def test_every_audience_of_the_desk_has_its_view() -> None:
    assert {Audience.OFFICE: OfficeCase, Audience.STATION: StationCase, Audience.OVERSEER: OverseerCase} == VIEWS
    assert CaseFile in MODELS
    assert {each.name for each in fields(OfficeCase)} - {each.name for each in fields(StationCase)} == {
        "original", "complainant", "answers", "track", "pressed", "returns", "returns_refused", "repeats", "restricted",
        "linked", "then", "first_day", "confidential",
    }  # fmt: skip


def test_the_table_names_each_column_once() -> None:
    rows = [line.split()[0] for line in projection.TABLE.strip().splitlines()]
    assert len(rows) == len(set(rows))
