"""A picture of black squares as one path of an inline SVG: a policy without inline styles lets it stand."""

from dataclasses import dataclass

import segno

# Readers need this much white around it.
QUIET = 4


@dataclass(frozen=True)
class Picture:
    """The length of a side, white border included, and the path of the black squares."""

    side: int
    path: str


def picture(text: str) -> Picture:
    """The picture a telephone reads as this text."""
    rows = segno.make(text, error="m", micro=False).matrix
    squares = (f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return Picture(len(rows) + 2 * QUIET, "".join(squares))
