"""Feedback in a check-in: a field for every objective of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from facilitator.meeting.agenda import Prompt
from facilitator.steps.merging import Sentences, sentences
from facilitator.text import clean_line
from screens.checkin_forms.fields import FieldsForm

if TYPE_CHECKING:
    from facilitator.steps.feedback import AskedFeedback
    from facilitator.steps.own import Own
    from facilitator.store.database import Database

_KEY = "feedback-"


def _save(
    database: Database, name: str, base: dict[int, Sentences], mine: dict[int, Sentences]
) -> dict[int, Sentences]:
    from facilitator.steps import commenting

    return commenting.save(database, name, base, mine)


class FeedbackForm(FieldsForm):
    """What somebody says of others' objectives."""

    DEFAULT_CSS = """
    FeedbackForm Static { height: auto; }
    FeedbackForm .fields { height: auto; }
    """

    def compose(self) -> ComposeResult:
        """A heading, and the fields."""
        yield Static(
            Content.assemble(
                ("My feedback on others' objectives", "bold"), ("  shown in its step, and not before", "dim")
            )
        )
        yield Vertical(classes="fields")

    async def show(self, own: Own, fresh: bool = True) -> None:
        """Show the objectives, and what is recorded."""
        asked: AskedFeedback = own.asked["feedback"]
        prompts = tuple(
            Prompt(f"{_KEY}{one.id}", f"{clean_line(one.title)} · {clean_line(one.owner)}") for one in asked.objectives
        )
        said = {f"{_KEY}{one}": sentences(text) for one, text in asked.said.items()}
        await self.meet(prompts, said, fresh)

    async def save(self, base: dict[str, Sentences], mine: dict[str, Sentences]) -> dict[str, Sentences]:
        """Record what is said."""
        recorded: dict[int, Sentences] = await self.ask(_save, self.person, _by_id(base), _by_id(mine))
        return {f"{_KEY}{one}": some for one, some in recorded.items()}


def _by_id(said: dict[str, Sentences]) -> dict[int, Sentences]:
    return {int(key.removeprefix(_KEY)): some for key, some in said.items()}
