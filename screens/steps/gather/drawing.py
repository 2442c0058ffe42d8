"""Draws gathering: who is here and has prepared, and what comes back from last time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from rich.cells import cell_len
from textual.content import Content

from facilitator.promises.kept import is_overdue
from facilitator.steps.gather.reading import Leader
from facilitator.steps.outcomes import Outcome
from screens import wording
from screens.steps.panel import text
from screens.widgets.rows import GUTTER, Row, wrapped

STATE_SHAPES = {"present": "●", "remote": "◌", "late": "◔", "absent": "✕"}


def person_line(name: str, colour: str, state: str, marks: Sequence[str], width: int) -> Content:
    """Return somebody in a line: shape, name, and what is not as usual in words as far as there is room.

    Args:
        name: What they are called here.
        colour: The style of their name.
        state: Of their attendance; whoever is present needs no word for it.
        marks: What else there is to say, each a sign and a word: `✓ ready`.
        width: Columns that the line has.
    """
    away = state in ("late", "absent")
    words = [(mark, "$text-success") for mark in marks]
    if state != "present":
        words.insert(0, (state, "bold $text-warning" if away else "$muted"))
    while words and 2 + cell_len(name) + sum(cell_len(word) + 2 for word, _ in words) > width:
        long = next((index for index in reversed(range(len(words))) if " " in words[index][0]), None)
        if long is None:
            break
        words[long] = words[long][0].split(" ")[0], words[long][1]
    behind = text(*(part for word, style in words for part in ("  ", (word, style))))
    shape = STATE_SHAPES.get(state, "?")
    line = text((f"{shape} ", "bold $text-warning" if away else colour), (name, "$muted" if away else f"bold {colour}"))
    return text(line.truncate(max(3, width - behind.cell_length), ellipsis=True), behind)


def carried_line(outcome: Outcome, today: date, names: Mapping[str, str]) -> Content:
    """Return an action or a request that comes back, and below it whose it is and by when.

    Args:
        outcome: The action or request.
        today: The day that it is.
        names: What people are called here, by their names.
    """
    late = is_overdue(outcome.state, outcome.due, today)
    state, style = wording.promised(outcome.state, late)
    shape, _, word = state.partition(" ")
    who = names.get(outcome.who or "", outcome.who or "") or "nobody yet"
    if outcome.kind == "request":
        who = f"{names.get(outcome.by or '', outcome.by or 'somebody')} asks {who}"
    told = [who, wording.by(outcome.due, today) if outcome.due else ""]
    told += [f"was {outcome.first_due.isoformat()}" if outcome.first_due else ""]
    about = text(
        (f"{word}  " if outcome.state != "open" or late else "", style),
        ("  ".join(filter(None, told)), "$muted"),
        (f"  {wording.answered(outcome.answer, outcome.note)}" if outcome.answer else "", "bold"),
        (f"  because: {outcome.reason}" if outcome.reason else "", "$muted"),
    )
    settled = outcome.state != "open"
    return text((f"{shape} ", style), (outcome.text, "$muted" if settled else ""), "\n", about)


def spaced(rows: Sequence[Row], width: int, height: int) -> list[Row]:
    """Return rows with a blank line between them, where there is room for all of it."""
    taken = sum(len(wrapped(row, max(10, width - GUTTER))) for row in rows) + len(rows) - 1
    blank = [Row(Content(""))] * (taken <= height)
    return [each for index, row in enumerate(rows) for each in ([*blank, row] if index else [row])]


def leader_line(leader: Leader | None) -> Content:
    """Return whether somebody is here who must be."""
    if leader is None:
        return text()
    if leader.person_id is None:
        return text((f"! Nobody is {leader.what} of {leader.unit} yet, who must be here: t names one", "bold $warning"))
    if leader.here:
        return text((f"✓ {leader.name}, {leader.what}, is here", "$success"))
    if leader.reason:
        return text(f"✕ {leader.name}, {leader.what}, is not here: {leader.reason}")
    return text((f"! {leader.name} must be here: a reason, or wait", "bold $warning"))
