"""What a variant says: the mark it reached, its headline, and its sentence with weaker ones for what is not known."""

from typing import Any

# Instead of a mark: where it stood before it ended; where the case stands it was merged into.
AS_BEFORE, AS_MAIN = 0, -1


class Words:
    """The mark reached on the line of four, the headline, and sentences from the fullest to the barest."""

    def __init__(self, mark: int, headline: Any, *sentences: Any, ended: bool = False) -> None:
        self.mark, self.headline, self.sentences, self.ended = mark, headline, sentences, ended
