"""OKR first: every key result with its progress, confidence and risk, changed in place."""

from __future__ import annotations

import re
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from facilitator.meeting.timeline import Position
from facilitator.okr.progress import number
from facilitator.steps import progress
from facilitator.steps.progress import Standing
from facilitator.steps.shown import Shown
from screens.actions import bindings
from screens.steps.panel import Panel, text
from screens.widgets.rows import Row, Rows

BAR = 10


class KeyResults(Rows):
    """The key results; digits set the confidence, `v` asks for the value reached."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("progress")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._known: dict[int, Standing] = {}
        self._meeting = 0

    def list(self, shown: Shown) -> None:
        """Show them under their objectives."""
        standings: tuple[Standing, ...] = shown.parts["progress"]
        self._known = {one.id: one for one in standings}
        self._meeting = shown.live.id
        rows: list[Row] = []
        objective = ""
        for one in standings:
            if one.objective != objective:
                objective = one.objective
                rows.append(Row(text(("O  ", "dim"), (objective, "bold"))))
            rows.append(Row(standing_line(one), one.id))
        self.show(rows)

    def on_key(self, event: events.Key) -> None:
        """A digit is the confidence; 0 is 10."""
        if event.character is not None and event.character in "0123456789":
            event.stop()
            self._update(confidence=int(event.character) or 10)

    def action_confidence(self, by: int) -> None:
        """One more or one less."""
        one = self._selected()
        if one is not None:
            self._update(confidence=max(1, min(10, (one.confidence or 5) + by)))

    def action_value(self) -> None:
        """Ask for the value reached."""
        one = self._selected()
        if one is None:
            return
        prompt = f"{one.title}: reached (now {number(one.current)}), then c and the confidence, as in 7 c6"
        if one.milestone:
            prompt = f"{one.title}: a milestone; c and the confidence, as in c6"
        meeting = self._meeting

        def take(line: str) -> Panel.Record | None:
            figures = parse_value(line)
            if figures is None:
                raise ValueError(
                    f"{line!r} is no figure; write a number such as 7 or 12.5, and c6 for a confidence of 6"
                )
            current, confidence = figures
            return Panel.Record(
                progress.update, (one.id,), {"current": current, "confidence": confidence, "meeting_id": meeting}
            )

        self.post_message(Panel.Ask("value", prompt, take))

    def on_rows_pressed(self) -> None:
        """A click on the selected one asks for its value."""
        self.action_value()

    def _selected(self) -> Standing | None:
        return self._known.get(self.selected) if isinstance(self.selected, int) else None

    def _update(self, confidence: int) -> None:
        if self._selected() is not None:
            self.post_message(
                Panel.Record(progress.update, (self.selected,), {"confidence": confidence, "meeting_id": self._meeting})
            )


def parse_value(line: str) -> tuple[float | None, int | None] | None:
    """`7`, `12,5`, `7 c6` or `c6` taken apart; None where it is none of these."""
    match = re.fullmatch(r"\s*(-?\d[\d ']*(?:[.,]\d+)?)?\s*(?:c\s*(\d{1,2}))?\s*", line, re.IGNORECASE)
    if match is None or not (match[1] or match[2]):
        return None
    current = float(re.sub(r"[ ']", "", match[1]).replace(",", ".")) if match[1] else None
    return current, int(match[2]) if match[2] else None


def standing_line(one: Standing) -> Content:
    """One key result in a line: how far, since last time, how sure, what is at risk."""
    if one.ratio is None:
        bar, share = "·" * BAR, "    "
    else:
        full = max(0, min(BAR, round(one.ratio * BAR)))
        bar, share = "█" * full + "░" * (BAR - full), f"{round(one.ratio * 100):3}%"
    moved = ""
    if one.since is not None and one.current is not None:
        moved = f"  {number(one.since)} → {number(one.current)}"
    elif one.current is not None:
        moved = f"  {number(one.current)}"
    goal = f" of {number(one.target)} {one.unit}".rstrip() if one.target is not None else "  milestone"
    swayed = ""
    if one.since_confidence is not None and one.confidence is not None:
        swayed = "▲" if one.confidence > one.since_confidence else "▼"
    sure = f"  c{one.confidence}{swayed}" if one.confidence is not None else "  c–"
    risk = f"  ! at risk: {one.risk}" if one.risk else ""
    return text(
        ("   ", ""),
        (bar, "$warning" if one.risk else "$success"),
        f" {share} ",
        one.title,
        (f"{moved}{goal}", "dim"),
        (sure, "bold"),
        (risk, "bold $warning"),
        (f"  {one.owner}", "dim"),
    )


class ProgressPanel(Panel):
    """The team's key results."""

    DEFAULT_CSS = "ProgressPanel Static { height: auto; }"

    def compose(self) -> ComposeResult:
        """A heading and the list."""
        yield Static(id="progress-heading", markup=False)
        yield KeyResults(id="key-results")

    def show(self, shown: Shown, position: Position) -> None:  # noqa: ARG002  # every panel is shown so
        """Show it."""
        standings: tuple[Standing, ...] = shown.parts["progress"]
        risks = sum(bool(one.risk) for one in standings)
        if not standings:
            words = "No key results in this cycle yet; facilitator import brings them in. enter goes on."
        else:
            words = f"{len(standings)} key results, {risks} at risk   1-9, 0: confidence   v: value reached"
        self.query_one("#progress-heading", Static).update(text((words, "bold")))
        self.query_one(KeyResults).list(shown)

    def front(self) -> None:
        """The list."""
        self.query_one(KeyResults).focus()
