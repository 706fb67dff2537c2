"""The look for records in templates finds one however deep it lies."""

from dataclasses import dataclass
from typing import Any

import pytest

from casebook.case.models import CaseFile
from casebook.people.models import Unit
from tests.records import in_context


@dataclass(frozen=True)
class Row:
    inside: Any


@pytest.mark.parametrize(
    "value",
    [CaseFile(), [CaseFile()], {"a": (CaseFile(),)}, Row([Row({"b": CaseFile()})])],
    ids=["alone", "in a list", "in a tuple", "in a value"],
)
def test_a_record_is_found_wherever_it_lies(value: Any) -> None:
    assert len(in_context({"page": value})) == 1


def test_values_and_units_are_no_records_of_a_case() -> None:
    assert in_context({"page": [Row("text"), {"a": 1}, Unit()], "g": CaseFile()}) == set()
