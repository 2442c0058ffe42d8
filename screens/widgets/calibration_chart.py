"""How often a confidence came true, as bars of characters (METHOD M14): shape and words, no colour alone."""

from __future__ import annotations

from textual.content import Content

from facilitator.okr import scoring
from facilitator.okr.calibration import Calibration, HitRate
from screens.widgets.canvas import GOOD, MUTED

_LONGEST = 30
"""Cells of the longest bar."""
_WORDS = 30
"""Cells that the words behind a bar need."""


def calibration_chart(found: Calibration, width: int) -> Content:
    """A line for every confidence, the highest first, and what counted as true.

    Args:
        found: What was said and reached.
        width: Cells of a line; where there is no room for bars there are only words.
    """
    if not found.start:
        return Content.assemble(("No key result has both a confidence and a score yet.", MUTED))
    bar = max(0, min(_LONGEST, width - _WORDS - 5))
    lines = [
        Content.assemble(
            (
                f"Confidence at the start, and how often it came true (score {scoring.figure(found.reached)} or more)",
                "bold",
            )
        )
    ]
    lines += [_line(rate, bar) for rate in reversed(found.start)]
    return Content("\n").join(lines)


def _line(rate: HitRate, bar: int) -> Content:
    share = rate.share
    if share is None:
        gap = " " * (bar + 1) if bar else ""
        return Content.assemble((f"{rate.confidence:>3}  ", "bold"), gap, (rate.words, MUTED))
    drawn = "█" * round(share * bar)
    # Where it would come true as often as was said, to compare with: 8 is 80 %.
    expected = min(bar - 1, round(rate.confidence / 10 * bar)) if bar else 0
    cells = f"{drawn:·<{bar}}"
    if bar and expected >= len(drawn):
        cells = f"{cells[:expected]}│{cells[expected + 1 :]}"
    gap = " " if bar else ""
    return Content.assemble((f"{rate.confidence:>3}  ", "bold"), (cells, GOOD), gap, rate.words)
