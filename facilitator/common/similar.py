"""Says whether two sentences mean the same thing in almost the same words."""

from __future__ import annotations

import difflib

ALIKE = 0.8
"""From which ratio on two difficulties count as the same; found by trying on stand-up entries reworded by hand."""

COMPARED = 400
"""Characters of a difficulty that are compared."""


def alike(difficulty: str, other: str) -> bool:
    """Return whether two difficulties are the same, perhaps reworded a little."""
    first, second = (" ".join(text.casefold().split()).rstrip(".!。") for text in (difficulty, other))
    if first == second:
        return True
    # Their beginnings tell: comparing whole pages with each other would take minutes.
    matcher = difflib.SequenceMatcher(None, first[:COMPARED], second[:COMPARED], autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
