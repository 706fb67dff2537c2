"""The town of the desk, searched."""

from tests.desk.conftest import desks, parties

__all__ = ["desks", "parties"]
