"""Tells what is wrong in a file that somebody wrote, all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from facilitator.common.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a file, as CONTRACT, "Commands", wants it told.

    Attributes:
        where: `FILE, line N` or `FILE, steps[3] "its title"`.
        what: What is wrong there.
        do: What to do about it.
    """

    where: str
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.do}"


class MistakesError(RefusedError):
    """A file is refused; as text a line for each mistake.

    Attributes:
        mistakes: All that were found, at least one.
    """

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def refusal(where: str, what: str, do: str) -> MistakesError:
    """Return the error of a file that has a single mistake."""
    return MistakesError([Mistake(where, what, do)])
