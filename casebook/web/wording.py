"""The office in the reader's language, as page heads and feet need it."""

from dataclasses import dataclass

from casebook.people.models import Unit


@dataclass(frozen=True)
class OfficeWords:
    """Names and numbers of the office; empty before `casebook init`."""

    name: str = ""
    town: str = ""
    phone: str = ""
    address: str = ""
    hours: str = ""
    demo: bool = False

    @classmethod
    def of(cls, office: Unit, language: str) -> "OfficeWords":
        """The words of an office."""
        return cls(
            name=office.label(language),
            town=office.town(language),
            phone=office.telephone or "",
            address=office.address or "",
            hours=office.hours or "",
            demo=office.demo,
        )
