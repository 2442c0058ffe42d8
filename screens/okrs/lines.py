"""How objectives and key results are said in a line."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from facilitator.common.text import clean_line, number
from facilitator.okr import scoring
from facilitator.okr.progress import share
from facilitator.okr.views import KeyResultView, ObjectiveView
from screens.widgets.chart import bar
from screens.widgets.rows import Row

STATES = {"draft": "○ draft", "submitted": "◔ submitted", "agreed": "● agreed", "closed": "■ closed"}
"""A shape and a word for every state, so that none is told by colour alone."""
SOURCES = {"leader": "from the leader", "own": "own initiative", "request": "asked for by others"}
"""Where an objective comes from (METHOD M5)."""
NO_SOURCE = "source not said yet"

_NARROW = 70
"""Cells below which a line leaves out what the detail says too."""


def text(*parts: str | tuple[str, str] | Content) -> Content:
    """Words that people wrote and words of ours, none of them read as markup."""
    return Content.assemble(*parts)


def way(one: KeyResultView) -> str:
    """From where it is to where it goes: `6 → 2 days`."""
    if one.milestone:
        return "milestone"
    return f"{number(one.current)} → {number(one.target)} {one.unit}".rstrip()


def sure(one: KeyResultView) -> str:
    """The confidence, as all screens show it."""
    return f"c{one.confidence}" if one.confidence is not None else "c–"


def marks(one: ObjectiveView, key_result_id: int | None = None) -> str:
    """How many suggestions wait for an answer."""
    waiting = sum(each.state == "open" and each.key_result_id == key_result_id for each in one.suggestions)
    return f"✎{waiting}" if waiting else ""


def objective_row(one: ObjectiveView, width: int, *, owner: bool = False, lead: str = "", findings: int = 0) -> Row:
    """An objective: its words at the left, its state at the right."""
    told = "  ".join(
        filter(None, (f"?{findings}" if findings else "", marks(one), share(one.ratio), STATES[one.state]))
    )
    left = text((f"{lead}O ", "dim"), (clean_line(one.title), "bold"), (f"  {clean_line(one.owner)}" * owner, "dim"))
    return Row(beside(left, text((told, _look(one.state))), width), ("objective", one.id))


def key_result_row(
    one: KeyResultView, objective: ObjectiveView, width: int, *, alone: bool = False, lead: str = "   "
) -> Row:
    """A key result: bar, share, words, figures and confidence; what puts it at risk in a second line.

    Args:
        one: Which.
        objective: Whose it is.
        width: Cells of the line.
        alone: Whether its objective does not stand above it, and so is told too.
        lead: What the line begins with.
    """
    narrow = width < _NARROW
    cells = 6 if narrow else 10 if width < 110 else 14
    score = f"scored {scoring.figure(one.score)}" if one.score is not None else ""
    told = "  ".join(filter(None, (marks(objective, one.id), score or ("" if narrow else clip(way(one), width // 3)))))
    left = text(lead, bar(one.ratio, one.expected, cells), f" {share(one.ratio):>6} ", clean_line(one.title))
    right = text((told, ""), "  " if told else "", (f"{sure(one):>3}", "bold"))
    owner = text((f"  {clean_line(one.owner)}", "dim"))
    if (
        not alone
        and one.owner != objective.owner
        and left.cell_length + owner.cell_length + right.cell_length + 2 <= width
    ):
        left = left.append(owner)
    line = beside(left, right, width)
    indent = " " * (len(lead) + cells + 8)
    below = text(indent, (f"! {one.risk.words}  " if one.risk.reasons else "", "bold $warning"))
    if alone:
        below = below.append(text((clean_line(f"{one.owner}, of {objective.title}"), "dim")))
    if below.plain.strip():
        line = text(line, "\n", below.truncate(width, ellipsis=True))
    return Row(line, ("key_result", one.id))


def heading(words: str, more: str = "", *, first: bool = False) -> Row:
    """What a part of a list is headed."""
    return Row(text("" if first else "\n", (clean_line(words), "bold $primary"), (f"  {clean_line(more)}", "dim")))


def clip(words: str, width: int) -> str:
    """The words in at most that many cells."""
    return Content(words).truncate(max(1, width), ellipsis=True).plain


def beside(left: Content, right: Content, width: int) -> Content:
    """One line of that width, `right` whole at its end."""
    room = max(8, width - right.cell_length - 2)
    return text(left.truncate(room, ellipsis=True, pad=True), "  ", right)


def lines(parts: Iterable[Content]) -> Content:
    """One below the other."""
    return Content("\n").join(list(parts))


def _look(state: str) -> str:
    return {"agreed": "$success", "draft": "dim"}.get(state, "")
