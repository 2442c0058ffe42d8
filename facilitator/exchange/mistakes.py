"""What is wrong with a file that was to be imported."""

from __future__ import annotations

from collections.abc import Iterable

from facilitator.meeting.agenda import Mistake

__all__ = ["ImportMistakes", "Mistake"]


class ImportMistakes(ValueError):  # noqa: N818  # it names what it carries
    """A file cannot be imported; `mistakes` are all that were found, and the message has a line for each."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))
