"""Sums up votes on the confidence index, 1 to 10: their middle, their spread, what the figures mean (METHOD M14)."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import median

from facilitator.common.errors import RefusedError
from facilitator.common.text import clean_line, is_blank
from facilitator.common.trees import way_up

LOWEST, HIGHEST = 1, 10
"""The ends of the confidence index."""
MEANINGS: Mapping[int, str] = {1: "hardly", 5: "50 % sure, very hard", 10: "certain"}
"""What figures mean in a unit that has agreed nothing else (METHOD M14)."""
NOT_CHALLENGING = "nobody could miss this: not challenging"
NOT_ACHIEVABLE = "not achievable as it stands"


@dataclass(frozen=True, slots=True)
class Tally:
    """What a revealed round comes to.

    Attributes:
        figures: The votes, lowest first; at least one.
        median: Their middle, a half where it lies between two.
        lowest: Who gave the lowest figure.
        highest: Who gave the highest one; empty where all gave the same.
        remark: What the figures say of the OKR, in words; empty where nothing is to be said.
    """

    figures: tuple[int, ...]
    median: float
    lowest: tuple[str, ...]
    highest: tuple[str, ...]
    remark: str

    @property
    def spread(self) -> int:
        """How far the lowest and the highest are apart."""
        return self.figures[-1] - self.figures[0]

    @property
    def middle(self) -> int:
        """The median as a figure that can be agreed on: half a figure goes up."""
        return math.floor(self.median + 0.5)


def tally(votes: Mapping[str, int]) -> Tally:
    """Sum up a round.

    Args:
        votes: The figure that everybody gave, by name; at least one.
    """
    figures = tuple(sorted(votes.values()))
    low, high = figures[0], figures[-1]
    return Tally(
        figures=figures,
        median=median(figures),
        lowest=tuple(name for name, figure in votes.items() if figure == low),
        highest=tuple(name for name, figure in votes.items() if figure == high) if high > low else (),
        remark=remark(figures),
    )


def remark(figures: Collection[int]) -> str:
    """Return what figures say of an OKR that is too easy or out of reach; empty in between, and of no figures."""
    if not figures:
        return ""
    if min(figures) >= 9:
        return NOT_CHALLENGING
    return NOT_ACHIEVABLE if median(figures) < 3 else ""


def nearest(
    agreed: Mapping[int, Mapping[int, str]], unit_id: int | None, parents: Mapping[int, int | None]
) -> Mapping[int, str]:
    """Return what figures mean in a unit: as it, or the nearest unit above it, has agreed; else `MEANINGS`.

    Args:
        agreed: The meanings of every unit that has any, by its id.
        unit_id: The unit.
        parents: The id of the unit above each unit.
    """
    return next((agreed[unit] for unit in way_up(unit_id, parents) if unit in agreed), MEANINGS)


def figure(text: str) -> int:
    """Return a whole number from 1 to 10 that somebody typed.

    Raises:
        ValueError: It is none.
    """
    wanted = clean_line(text).strip()
    if not re.fullmatch(r"[1-9]|10", wanted):
        raise RefusedError(f"{wanted[:40]!r} is not a confidence; write a whole number from {LOWEST} to {HIGHEST}")
    return int(wanted)


def meanings_line(meanings: Mapping[int, str]) -> str:
    """Return what the figures mean, in a line that `parse_meanings` reads."""
    return "; ".join(f"{value} = {meanings[value]}" for value in sorted(meanings))


def parse_meanings(line: str) -> dict[int, str]:
    """Take `1 = hardly; 5 = half sure; 10 = certain` apart; an empty line has none.

    Raises:
        ValueError: A part is not written so, or a figure stands there twice.
    """
    meanings: dict[int, str] = {}
    for part in clean_line(line).split(";"):
        if is_blank(part):
            continue
        match = re.fullmatch(r"\s*([1-9]|10)\s*=\s*(.+?)\s*", part)
        if match is None:
            raise RefusedError(f'"{part.strip()[:40]}" has no figure; write it like 5 = 50 % sure, very hard')
        if int(match[1]) in meanings:
            raise RefusedError(f"{match[1]} stands there twice; leave one out")
        meanings[int(match[1])] = match[2]
    return meanings
