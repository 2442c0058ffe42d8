"""Draws what many screens have in a line: a bar, and two parts of which one stands at the right end."""

from __future__ import annotations

from textual.content import Content


def bar(share: float, width: int, colour: str) -> Content:
    """Return a bar of so many columns that is full as far as `share`, from 0 to 1; more counts as full."""
    full = max(0, min(width, round(share * width)))
    if share > 0 and width:
        # What has begun is seen to have begun.
        full = max(1, full)
    return Content.assemble(("█" * full, colour), ("░" * (width - full), "$muted"))


def beside(left: Content, right: Content, width: int) -> Content:
    """Return two parts of a line, the second at its right end; the first is cut where there is no room for both."""
    left = left.truncate(max(0, width - right.cell_length - 1), ellipsis=True)
    return Content.assemble(left, " " * (width - left.cell_length - right.cell_length), right)
