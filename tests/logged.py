"""All that any log writes while a test runs, as it would be kept."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from casebook import logs


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Keep what is logged in the block."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(logs.Discreet())
    logging.getLogger().addHandler(handler)
    yield kept
    logging.getLogger().removeHandler(handler)
