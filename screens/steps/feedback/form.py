"""Asks in a check-in for feedback: a field for every objective of others."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from facilitator.checkin.session import Own
from facilitator.common.merging import Sentences, sentences
from facilitator.common.text import clean_line
from facilitator.meeting.agenda import Prompt
from facilitator.steps.feedback import writing as feedback_writing
from facilitator.steps.feedback.checkin import AskedFeedback
from screens.connection.calls import Call
from screens.steps.fields import FieldsForm
from screens.widgets.safe import Static

_KEY = "feedback-"


class FeedbackForm(FieldsForm):
    """What somebody says of others' objectives."""

    place = 60

    def compose(self) -> ComposeResult:
        yield Static(
            Content.assemble(
                ("My feedback on others' objectives", "bold"), ("  only you see this until its step", "$muted")
            )
        )
        yield Vertical(classes="fields")

    async def show(self, own: Own, fresh: bool = True) -> None:
        """Show the objectives, and what is recorded."""
        asked: AskedFeedback = own.asked["feedback"]
        prompts = tuple(
            Prompt(f"{_KEY}{objective.id}", f"{clean_line(objective.title)} · {clean_line(objective.owner)}")
            for objective in asked.objectives
        )
        recorded = {f"{_KEY}{objective_id}": sentences(text) for objective_id, text in asked.feedback.items()}
        await self.meet(prompts, recorded, fresh)

    def saving(self, base: dict[str, Sentences], mine: dict[str, Sentences]) -> Call:
        """Return the call that records what is said."""
        return self.calling(feedback_writing.save, _by_id(base), _by_id(mine))

    def saved(self, result: Any) -> dict[str, Sentences]:
        """Return what is recorded then."""
        recorded: dict[int, Sentences] = result
        return {f"{_KEY}{objective}": sentences for objective, sentences in recorded.items()}


FORM = FeedbackForm


def _by_id(fields: dict[str, Sentences]) -> dict[int, Sentences]:
    return {int(key.removeprefix(_KEY)): written for key, written in fields.items()}
