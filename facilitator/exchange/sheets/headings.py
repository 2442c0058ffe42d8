"""Recognises the headings of a spreadsheet (CONTRACT, the import file); `headings.toml` lists them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Final

PEOPLE: Final = "people"
OKRS: Final = "OKRs"

_FILE: dict[str, dict[str, str]] = tomllib.loads(files(__package__).joinpath("headings.toml").read_text("utf-8"))
PEOPLE_COLUMNS, OKR_COLUMNS, CYCLE_COLUMNS = (tuple(_FILE[table]) for table in (PEOPLE, OKRS, "cycles"))
"""The columns of a sheet of people; of one of OKRs; and those of OKRs that only some cycles need."""


def _by_word(columns: Mapping[str, str]) -> dict[str, str]:
    return {word: column for column, words in columns.items() for word in words.split()}


_KINDS = {PEOPLE: _by_word(_FILE[PEOPLE]), OKRS: _by_word(_FILE[OKRS] | _FILE["cycles"])}
_NEEDED = {PEOPLE: {"name"}, OKRS: {"objective"}}
# One heading alone may be a word in a text: these tell that a row is of headings.
_FEWEST = {PEOPLE: 1, OKRS: 2}


def columns(cells: Sequence[str], kind: str) -> dict[str, int]:
    """Return where each column of a kind of sheet stands in a row of headings; of two that are the same, the first."""
    positions: dict[str, int] = {}
    for position, cell in enumerate(cells):
        column = _KINDS[kind].get(_folded(cell))
        if column is not None:
            positions.setdefault(column, position)
    return positions


def kind_of(cells: Sequence[str]) -> str | None:
    """Return which sheet a row of headings begins; None for a row that is none."""
    for kind in (OKRS, PEOPLE):
        positions = columns(cells, kind)
        if positions.keys() >= _NEEDED[kind] and len(positions) >= _FEWEST[kind]:
            return kind
    return None


def _folded(heading: str) -> str:
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"\([^()]*\)|\[[^][]*\]", "", text)
    return "".join(char for char in text if char.isalnum())
