"""How confidence and the score reached go together (METHOD M14, M25): how often does "8" come true?

It is about OKRs: nobody is compared with anybody (METHOD M9).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from facilitator.okr import scoring

REACHED = 0.7
"""The score from which on a key result counts as having come true, where a company says nothing else."""
ENOUGH = 10
"""So many cases at least, before anything is claimed."""


@dataclass(frozen=True, slots=True)
class Case:
    """A key result whose confidence is known.

    Attributes:
        title: What it is called.
        cycle: The name of its cycle.
        said: The confidence that was agreed at the start of the cycle, 1 to 10; None where nobody said.
        during: The confidences that were told during the cycle, in their order.
        score: The score reached, 0 to 1; None where there is none.
    """

    title: str
    cycle: str
    said: int | None
    during: tuple[int, ...]
    score: float | None

    @property
    def last(self) -> int | None:
        """The confidence that was told last."""
        return self.during[-1] if self.during else self.said

    @property
    def words(self) -> str:
        """What was said and what was reached, in a line: `said 8, last 5, reached 0.4`; empty where nobody said."""
        if self.said is None:
            return ""
        later = f", last {self.last}" if self.last != self.said else ""
        reached = f", reached {scoring.figure(self.score)}" if self.score is not None else ""
        return f"said {self.said}{later}{reached}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a confidence came true.

    Attributes:
        said: The confidence, 1 to 10.
        cases: On how many key results it rests.
        came_true: How many of them reached the score that counts.
    """

    said: int
    cases: int
    came_true: int

    @property
    def share(self) -> float | None:
        """How often it came true, 0 to 1; None where there are too few cases to tell."""
        return self.came_true / self.cases if self.cases >= ENOUGH else None

    @property
    def words(self) -> str:
        """The same in words: `9 of 12 came true, 75 %`, or `too few to tell: 7 of 10`."""
        if self.share is None:
            return f"too few to tell: {self.cases} of {ENOUGH}"
        # Halves go up, as everywhere where a figure is shown.
        return f"{self.came_true} of {self.cases} came true, {math.floor(self.share * 100 + 0.5)} %"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Cases over cycles, and what they say together.

    Attributes:
        cases: The key results that have both a confidence at the start and a score.
        start: How often each confidence agreed at the start came true, the lowest first.
        last: The same of the confidence told last.
        reached: The score that counted, 0 to 1.
    """

    cases: tuple[Case, ...]
    start: tuple[Tally, ...]
    last: tuple[Tally, ...]
    reached: float


def calibrate(cases: Iterable[Case], reached: float = REACHED) -> Calibration:
    """Put cases together; those without a confidence or a score say nothing and are left out.

    Args:
        cases: Key results of any cycles.
        reached: The score from which on one counts as having come true, 0 to 1.
    """
    some = tuple(one for one in cases if one.said is not None and one.score is not None)
    return Calibration(
        cases=some,
        start=_tallies(((one.said, one.score) for one in some), reached),
        last=_tallies(((one.last, one.score) for one in some), reached),
        reached=reached,
    )


def _tallies(pairs: Iterable[tuple[int | None, float | None]], reached: float) -> tuple[Tally, ...]:
    found: dict[int, list[bool]] = defaultdict(list)
    for said, score in pairs:
        if said is not None and score is not None:
            found[said].append(scoring.is_reached(score, reached))
    return tuple(Tally(said, len(found[said]), sum(found[said])) for said in sorted(found))
