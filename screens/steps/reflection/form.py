"""Shows the own review in a check-in: a field for every part, and what the record of the cycle offers."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import TextArea

from facilitator.checkin.session import Own
from facilitator.common.assigning import LineReader
from facilitator.common.merging import Sentences
from facilitator.common.text import clean_line
from facilitator.meeting import lines
from facilitator.meeting.agenda import Prompt
from facilitator.steps.reflection import writing as reflection_writing
from facilitator.steps.reflection.checkin import AskedReflection
from facilitator.steps.reflection.reading import HINTS
from facilitator.steps.reflection.rules import RULES
from screens.actions import Key, declare
from screens.connection.calls import Call
from screens.steps.fields import Field, FieldsForm, Question
from screens.widgets.reading import preview
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

ACTION = "action"
MOST_READ = 6
"""Actions under the field whose owner and day are shown, the last ones."""


KEYS = declare(
    "offers",
    "What is offered",
    Key("take_over", "enter", "take over", "Take over what is offered", 90),
    Key("take_all", "a", "all of it", "Take over all that is offered", 80),
)


class Offers(Rows):
    """What is offered for a part; `enter` puts the selected one into the field above."""

    DEFAULT_CSS = "Offers { height: auto; max-height: 6; display: none; }"

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def offer(self, lines: tuple[str, ...]) -> None:
        """Offer these."""
        self.display = bool(lines)
        self.show([Row(Content.assemble(("+ ", "bold $accent"), (line, "italic")), line, indent=2) for line in lines])

    def action_take_over(self) -> None:
        self._take([self.selected])

    def action_take_all(self) -> None:
        self._take([row.id for row in self.rows])

    def on_rows_pressed(self) -> None:
        self.action_take_over()

    def _take(self, lines: list[object]) -> None:
        question = self.parent
        if isinstance(question, Question):
            field = question.query_one(Field)
            for line in lines:
                if isinstance(line, str) and line not in field.sentences:
                    field.add(line)


class ReflectionForm(FieldsForm):
    """The parts of somebody's own review."""

    place = 30

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self._reads: LineReader | None = None

    def compose(self) -> ComposeResult:
        yield Static(Content.assemble(("My review", "bold"), ("  only you see this until your turn", "$muted")))
        yield Vertical(classes="fields")

    def question(self, prompt: Prompt) -> Question:
        """Return a field with what is offered below it."""
        return Question(prompt, *([Static(id="action-reading")] if prompt.key == ACTION else []), Offers())

    @on(TextArea.Changed)
    def _show_reading(self) -> None:
        """Show under the actions whose they are and by when, line by line."""
        for static in self.query("#action-reading").results(Static):
            field = next(field for field in self.fields if field.prompt.key == ACTION)
            shown = [preview(self._reads, line) for line in field.sentences[-MOST_READ:]] if self._reads else []
            static.update(Content("\n").join(shown))
            static.display = bool(shown)

    async def show(self, own: Own, fresh: bool = True) -> None:
        """Show what is recorded, what others added meanwhile, and what is offered."""
        asked: AskedReflection = own.asked["reflection"]
        self._reads = lines.reader(asked.names, owner=asked.name)
        review = asked.review
        texts = {key: [thought.line for thought in thoughts] for key, thoughts in review.reflections.items()}
        await self.meet(asked.parts, texts, fresh)
        for question in self.questions:
            key = question.prompt.key
            notes = [Content.assemble((HINTS[key], "$muted"))] if key in HINTS else []
            if key == RULES:
                notes += [Content(f"{clean_line(rule.cycle)}: {clean_line(rule.text)}") for rule in review.rules]
            question.tell(Content("\n").join(notes))
            question.query_one(Offers).offer(tuple(offer.text for offer in review.offered(key)))
        self._show_reading()

    def saving(self, base: dict[str, Sentences], mine: dict[str, Sentences]) -> Call:
        """Return the call that records the thoughts."""
        return self.calling(reflection_writing.save, base, mine)


FORM = ReflectionForm
