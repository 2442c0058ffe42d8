"""What is wrong in a file that somebody wrote, told all at once."""

from __future__ import annotations

import re
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


def syntax_mistake(text: str, file: str, message: str) -> Mistake:
    """What `tomllib` could not read, from its own message, as a mistake."""
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), (column \d+)|end of document)\)", message, re.DOTALL)
    if found is None:
        return Mistake(file, "this cannot be read as TOML", "look for a very long number or very deep brackets")
    line = found[2] or max(1, len(text.splitlines()))
    return Mistake(f"{file}, line {line}", f"{found[1]} ({found[3] or 'end of file'})", "correct the TOML there")
