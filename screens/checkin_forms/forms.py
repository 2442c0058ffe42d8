"""The forms of all kinds of step that ask something; to add one is a line here."""

from __future__ import annotations

from screens.checkin_forms.analysis import AnalysisForm
from screens.checkin_forms.commitment import CommitmentForm
from screens.checkin_forms.confidence import ConfidenceForm
from screens.checkin_forms.feedback import FeedbackForm
from screens.checkin_forms.form import Form
from screens.checkin_forms.progress import ProgressForm
from screens.checkin_forms.promises import PromisesForm
from screens.checkin_forms.readiness import ReadinessForm
from screens.checkin_forms.reflection import ReflectionForm
from screens.checkin_forms.requests import RequestsForm
from screens.checkin_forms.round import RoundForm
from screens.checkin_forms.scores import ScoresForm
from screens.checkin_forms.whiteboard import WhiteboardForm

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
