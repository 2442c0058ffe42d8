"""Puts objectives and key results in a line."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from facilitator.common.text import clean_line, number
from facilitator.okr import scoring
from facilitator.okr.progress import share
from facilitator.okr.views import KeyResultView, ObjectiveView, Supported
from screens.widgets.chart import bar
from screens.widgets.rows import Row

STATES = {"draft": "○ draft", "submitted": "◔ submitted", "agreed": "● agreed", "closed": "■ closed"}
"""A shape and a word for every state, in their order, so that none is told by colour alone."""
SOURCES = {"leader": "from the leader", "own": "own initiative", "request": "asked for by others"}
"""Where an objective comes from (METHOD M5)."""
NO_SOURCE = "source not said yet"

text = Content.assemble
"""Joins words that people wrote and words of ours, none of them read as markup."""

_NARROW = 70
"""Cells below which a line leaves out what the detail says too."""


def state_beside(state: str, by: int) -> str | None:
    """Return the state that is so many further on, or before where `by` is below 0; None where there is none."""
    states = list(STATES)
    place = states.index(state) + by
    return states[place] if 0 <= place < len(states) else None


def link(supported: Supported) -> Content:
    """Return what an objective supports, and whose it is."""
    kind = "O" if supported.kind == "objective" else "KR"
    return text((f"{kind} ", "dim"), clean_line(supported.title), (f"  {clean_line(supported.owner)}", "dim"))


def _suggestions(objective: ObjectiveView, key_result_id: int | None) -> str:
    """Return how many suggestions wait for an answer."""
    waiting = sum(row.state == "open" and row.key_result_id == key_result_id for row in objective.suggestions)
    return f"✎{waiting}" if waiting else ""


def objective_row(objective: ObjectiveView, width: int, *, owner: bool = False, lead: str = "") -> Row:
    """Return the row of an objective: its words at the left, its state at the right."""
    parts = (_suggestions(objective, None), share(objective.ratio), STATES[objective.state])
    style = {"agreed": "$success", "draft": "dim"}.get(objective.state, "")
    whose = f"  {clean_line(objective.owner)}" * owner
    left = text((f"{lead}O ", "dim"), (clean_line(objective.title), "bold"), (whose, "dim"))
    return Row(beside(left, text(("  ".join(filter(None, parts)), style)), width), ("objective", objective.id))


def key_result_row(
    key_result: KeyResultView, objective: ObjectiveView, width: int, *, alone: bool = False, lead: str = "   "
) -> Row:
    """Return the row of a key result: bar, share, words, figures and confidence; what puts it at risk in a second line.

    Where it stands `alone`, without its objective above it, that is named too.
    """
    narrow = width < _NARROW
    cells = 6 if narrow else 10 if width < 110 else 14
    way = f"{number(key_result.current)} → {number(key_result.target)} {key_result.unit}".rstrip()
    figures = "" if narrow else clip("milestone" if key_result.milestone else way, width // 3)
    if key_result.score is not None:
        figures = f"scored {scoring.figure(key_result.score)}"
    sure = f"sure {'–' if key_result.confidence is None else key_result.confidence}"
    parts = (_suggestions(objective, key_result.id), figures)
    right = text(*(f"{part}  " for part in parts if part), (f"{sure:>6}", "bold"))
    ratio = key_result.ratio
    left = text(lead, bar(ratio, key_result.expected, cells), f" {share(ratio):>6} ", clean_line(key_result.title))
    owner = text((f"  {clean_line(key_result.owner)}", "dim"))
    fits = left.cell_length + owner.cell_length + right.cell_length + 2 <= width
    if not alone and key_result.owner != objective.owner and fits:
        left = left.append(owner)
    line = beside(left, right, width)
    indent = " " * (len(lead) + cells + 8)
    below = text(indent, (f"! {key_result.risk.words}  " if key_result.risk.reasons else "", "bold $warning"))
    if alone:
        below = below.append(text((clean_line(f"{key_result.owner}, of {objective.title}"), "dim")))
    if below.plain.strip():
        line = text(line, "\n", below.truncate(width, ellipsis=True))
    return Row(line, ("key_result", key_result.id))


def heading(words: str, more: str = "", *, first: bool = False) -> Row:
    """Return the heading of a part of a list."""
    return Row(text("" if first else "\n", (clean_line(words), "bold $primary"), (f"  {clean_line(more)}", "dim")))


def clip(words: str, width: int) -> str:
    """Return the words in at most that many cells."""
    return Content(words).truncate(max(1, width), ellipsis=True).plain


def beside(left: Content, right: Content, width: int) -> Content:
    """Return one line of that width, `right` whole at its end."""
    room = max(8, width - right.cell_length - 2)
    return text(left.truncate(room, ellipsis=True, pad=True), "  ", right)


def lines(parts: Iterable[Content]) -> Content:
    """Return the parts one below the other."""
    return Content("\n").join(list(parts))
