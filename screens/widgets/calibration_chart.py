"""Draws how often a confidence came true (METHOD M14), as bars of characters: shape and words, no colour alone."""

from __future__ import annotations

from textual.content import Content

from facilitator.okr import scoring
from facilitator.okr.calibration import REACHED, Calibration, HitRate
from screens.widgets.canvas import GOOD, MUTED

_LONGEST = 30
"""Cells of the longest bar."""
_WORDS = 30
"""Cells that the words behind a bar need."""


def calibration_chart(calibration: Calibration, width: int) -> Content:
    """Return a line for every confidence, the highest first, and what counted as true.

    Where lines of `width` cells have no room for bars there are only words.
    """
    if not calibration.start:
        return Content.styled("No key result has both a confidence and a score yet.", MUTED)
    bar = max(0, min(_LONGEST, width - _WORDS - 5))
    reached = f"score {scoring.figure(REACHED)} or more"
    heading = Content.styled(f"Confidence at the start, and how often it came true ({reached})", "bold")
    return Content("\n").join([heading, *(_line(rate, bar) for rate in reversed(calibration.start))])


def _line(rate: HitRate, bar: int) -> Content:
    confidence = (f"{rate.confidence:>3}  ", "bold")
    if rate.share is None:
        return Content.assemble(confidence, " " * (bar + 1) if bar else "", (rate.words, MUTED))
    drawn = "█" * round(rate.share * bar)
    # Where it would come true as often as was said, to compare with: 8 is 80 %.
    expected = min(bar - 1, round(rate.confidence / 10 * bar)) if bar else 0
    cells = f"{drawn:·<{bar}}"
    if bar and expected >= len(drawn):
        cells = f"{cells[:expected]}│{cells[expected + 1 :]}"
    return Content.assemble(confidence, (cells, GOOD), " " if bar else "", rate.words)
