"""The panels of all kinds of step; to add one is a line here."""

from __future__ import annotations

from textual.app import ComposeResult

from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.steps.shown import Shown
from screens.steps.analysis.panel import AnalysisPanel
from screens.steps.close.panel import ClosePanel
from screens.steps.commitment.panel import CommitmentPanel
from screens.steps.confidence.panel import ConfidencePanel
from screens.steps.feedback.panel import FeedbackPanel
from screens.steps.gather.panel import GatherPanel
from screens.steps.panel import Panel
from screens.steps.progress.panel import ProgressPanel
from screens.steps.readiness.panel import ReadinessPanel
from screens.steps.reflection.panel import ReflectionPanel
from screens.steps.requests.panel import RequestsPanel
from screens.steps.round.panel import RoundPanel
from screens.steps.scores.panel import ScoresPanel
from screens.steps.whiteboard.panel import WhiteboardPanel
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
