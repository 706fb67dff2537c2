"""The town of the ledgers' tests."""

from tests.ledgers.conftest import desks, parties

__all__ = ["desks", "parties"]
