"""Finds the panel of a step: what its kind shows in a meeting."""

from __future__ import annotations

from textual.app import ComposeResult

from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.steps.shown import Shown
from screens.steps.panel import Panel
from screens.steps.rooms import brought
from screens.widgets.safe import Static

PANELS: dict[str, type[Panel]] = brought("panel", "PANEL")
"""By kind of step."""


class UnknownStep(Panel):
    """A kind of step that this version does not have."""

    def compose(self) -> ComposeResult:
        yield Static("This version has no screen for this step; n goes on.", markup=False)

    def show(self) -> None:
        """Change nothing."""


def panel(step: Step, index: int, shown: Shown, position: Position) -> Panel:
    """Return the panel of a step."""
    return PANELS.get(step.kind, UnknownStep)(step, index, shown, position)
