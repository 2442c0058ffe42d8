"""The forms of all kinds of step that ask something; to add one is a line here."""

from __future__ import annotations

from screens.steps.analysis.form import AnalysisForm
from screens.steps.commitment.form import CommitmentForm
from screens.steps.confidence.form import ConfidenceForm
from screens.steps.feedback.form import FeedbackForm
from screens.steps.form import Form
from screens.steps.progress.form import ProgressForm
from screens.steps.promises.form import PromisesForm
from screens.steps.readiness.form import ReadinessForm
from screens.steps.reflection.form import ReflectionForm
from screens.steps.requests.form import RequestsForm
from screens.steps.round.form import RoundForm
from screens.steps.scores.form import ScoresForm
from screens.steps.whiteboard.form import WhiteboardForm

FORMS: dict[str, type[Form]] = {
    "round": RoundForm,
    "scores": ScoresForm,
    "reflection": ReflectionForm,
    "confidence": ConfidenceForm,
    "analysis": AnalysisForm,
    "feedback": FeedbackForm,
    "progress": ProgressForm,
    "promises": PromisesForm,
    "whiteboard": WhiteboardForm,
    "commitment": CommitmentForm,
    "readiness": ReadinessForm,
    "requests": RequestsForm,
}
"""By kind of step, or what belongs to none, in the order in which they stand."""
