"""The panels of all kinds of step; to add one is a line here."""

from __future__ import annotations

from textual.app import ComposeResult

from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.steps.shown import Shown
from screens.steps.analysis import AnalysisPanel
from screens.steps.close import ClosePanel
from screens.steps.commitment import CommitmentPanel
from screens.steps.confidence import ConfidencePanel
from screens.steps.feedback import FeedbackPanel
from screens.steps.gather import GatherPanel
from screens.steps.panel import Panel
from screens.steps.progress import ProgressPanel
from screens.steps.readiness import ReadinessPanel
from screens.steps.reflection import ReflectionPanel
from screens.steps.requests import RequestsPanel
from screens.steps.round import RoundPanel
from screens.steps.scores import ScoresPanel
from screens.steps.whiteboard import WhiteboardPanel
from screens.widgets.safe import Static

PANELS: dict[str, type[Panel]] = {
    "gather": GatherPanel,
    "progress": ProgressPanel,
    "round": RoundPanel,
    "scores": ScoresPanel,
    "reflection": ReflectionPanel,
    "feedback": FeedbackPanel,
    "analysis": AnalysisPanel,
    "whiteboard": WhiteboardPanel,
    "confidence": ConfidencePanel,
    "readiness": ReadinessPanel,
    "commitment": CommitmentPanel,
    "requests": RequestsPanel,
    "close": ClosePanel,
}


class UnknownStep(Panel):
    """A kind of step that this version does not have."""

    def compose(self) -> ComposeResult:
        """Say so."""
        yield Static("This version has no screen for this step; n goes on.", markup=False)

    def show(self, shown: Shown, position: Position) -> None:
        """Nothing changes."""


def panel(step: Step, index: int) -> Panel:
    """The panel of a step."""
    return PANELS.get(step.kind, UnknownStep)(step, index)
