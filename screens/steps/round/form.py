"""Shows the round in a check-in: a field for every prompt, saved as it is typed, with the last plan in sight."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button

from facilitator.checkin.session import Own, save
from facilitator.common.merging import Sentences
from facilitator.common.text import clean_line
from facilitator.steps.round import writing as rounds
from facilitator.steps.round.checkin import AskedRound
from screens.connection.calls import Call
from screens.steps.fields import FieldsForm
from screens.widgets.safe import Static


class RoundForm(FieldsForm):
    """Everything that somebody says in their turn."""

    place = 10

    DEFAULT_CSS = """
    RoundForm #said { height: auto; }
    RoundForm .fields { width: 3fr; height: auto; }
    RoundForm #beside { width: 2fr; height: auto; padding: 0 0 0 2; }
    RoundForm #planned { height: auto; }
    RoundForm #ready { margin-top: 1; height: 1; border: none; width: auto; }
    RoundForm #ready:focus { text-style: bold reverse; }
    .-very-narrow RoundForm #said { layout: vertical; }
    .-very-narrow RoundForm .fields, .-very-narrow RoundForm #beside { width: 1fr; padding: 0; }
    """

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self.ready = False

    def compose(self) -> ComposeResult:
        with Horizontal(id="said"):
            yield Vertical(classes="fields")
            with Vertical(id="beside"):
                yield Static(id="planned", markup=False)
                yield Button(Content("I am ready"), id="ready", compact=True)

    async def show(self, own: Own, fresh: bool = True) -> None:
        """Show what is recorded, and what others added meanwhile."""
        asked: AskedRound = own.asked["round"]
        turn = asked.turn
        texts = {key: [sentence.text for sentence in sentences] for key, sentences in turn.sentences.items()}
        await self.meet(asked.prompts, texts, fresh)
        for question in self.questions:
            notes = [
                Content.assemble(
                    ("! again: ", "bold"), clean_line(sentence.text), ("  assign, escalate or drop", "$muted")
                )
                for sentence in turn.sentences.get(question.prompt.key, ())
                if sentence.again and sentence.outcome is None
            ]
            if many := turn.too_many(question.prompt.key):
                notes.append(Content(f"{many} of them; three are easier to keep"))
            question.tell(Content("\n").join(notes))
        self.query_one("#planned", Static).update(_planned(turn.planned))
        self.ready = turn.ready
        button = self.query_one("#ready", Button)
        button.label = Content("✓ I am ready" if self.ready else "I am ready (ctrl+r)")
        button.variant = "success" if self.ready else "primary"

    def saving(self, base: dict[str, Sentences], mine: dict[str, Sentences]) -> Call:
        """Return the call that records the sentences."""
        return self.calling(save, base, mine)

    @on(Button.Pressed, "#ready")
    async def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        await self.set_ready(not self.ready)

    async def set_ready(self, ready: bool) -> None:
        """Say that they are ready, or not yet after all."""
        await self.flush()
        await self.record(rounds.set_ready, ready)


FORM = RoundForm


def _planned(planned: tuple[str, ...]) -> Content:
    if not planned:
        return Content.assemble(("Planned last time", "bold"), ("\nnothing", "$muted"))
    return Content.assemble(("Planned last time", "bold"), *(f"\n· {clean_line(plan)}" for plan in planned))
