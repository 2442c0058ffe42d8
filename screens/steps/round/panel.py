"""The round: what the speaker prepared, what is typed while they speak, what becomes of a difficulty."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.meeting import lines
from facilitator.meeting.agenda import Prompt
from facilitator.meeting.timeline import Position
from facilitator.steps import outcomes
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round import writing as round_writing
from facilitator.steps.round.reading import Said, Turn
from facilitator.steps.shown import Shown
from screens.actions import Key, declare
from screens.steps.panel import REWORD, Panel, Stood, text
from screens.widgets.rows import Row, Rows
from screens.wording import WHO_DOES_WHAT

OUTCOME_WORDS = {
    "action": "→ action",
    "request": "? help asked",
    "parked": "▪ parked",
    "escalated": "↑ escalated",
    "dropped": "✕ dropped",
}


KEYS = declare(
    "round",
    "The round",
    *(
        Key(f"say({number - 1})", str(number), f"answer {number}", f"Add to the answers to question {number}")
        for number in range(1, 10)
    ),
    Key("reword", "r", "reword", "Reword the sentence; empty takes it away"),
    Key("assign", "A", "assign", "Make the difficulty an action", 20),
    Key("help", "H", "ask help", "Make the difficulty a request for help to somebody", 20),
    Key("park", "P", "park it", "Park the difficulty", 20),
    Key("settle('escalated')", "E", "escalate", "Escalate the difficulty", 20),
    Key("settle('dropped')", "D", "drop", "Drop the difficulty", 20),
)


class Sentences(Rows):
    """The speaker's sentences. Capital letters say what becomes of the selected difficulty."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._turn: Turn | None = None
        self._shown: Shown | None = None
        self._prompts: tuple[Prompt, ...] = ()
        self._difficulties: dict[int, Said] = {}
        self._said: dict[int, Said] = {}

    def list(self, shown: Shown, position: Position) -> None:
        """Show the speaker's sentences."""
        before = self._turn.person_id if self._turn else None
        self._shown = shown
        self._turn = shown.turns.get(position.speaker) if position.speaker is not None else None
        step = shown.live.agenda.steps[position.step]
        self._prompts = step.prompts
        turn = self._turn
        self._said, self._difficulties = {}, {}
        if turn is None:
            self.show([Row(text(("Nobody has the word. ", "bold"), "enter goes on; b goes back to gather people."))])
            return
        rows: list[Row] = []
        for number, prompt in enumerate(self._prompts, 1):
            many = turn.too_many(prompt.key)
            hint = f"  {many} of them; three are easier to keep" if many else ""
            rows.append(Row(text((f"{number} ", "dim"), (prompt.text, "bold"), (hint, "dim"))))
            recalled = turn.recalled.get(prompt.recalls, ())
            rows.extend(
                Row(text(("   planned last time  ", "dim"), (one, "dim italic")), indent=22) for one in recalled
            )
            for one in turn.said.get(prompt.key, ()):
                self._said[one.id] = one
                rows.append(Row(self._line(prompt, one), one.id, 5))
        self.show(rows)
        if turn.person_id != before:
            open_ones = [one.id for one in self._difficulties.values() if one.outcome is None]
            self.scroll_home(animate=False)
            if open_ones:
                self.select(open_ones[0])

    def _line(self, prompt: Prompt, one: Said) -> Content:
        difficulty = prompt.key in (*round_reading.DIFFICULTIES, "help_needed")
        if difficulty:
            self._difficulties[one.id] = one
        shape = "!" if difficulty else "✓" if prompt.recalls else "·"
        again = one.again and one.outcome is None
        return text(
            (f"   {shape} ", "bold"),
            one.text,
            (f"  {OUTCOME_WORDS[one.outcome]}" if one.outcome else "", "bold $success"),
            ("  came up again: A assign, E escalate or D drop" if again else "", "bold $warning"),
        )

    def _difficulty(self) -> Said | None:
        """The selected difficulty."""
        selected = self._difficulties.get(self.selected) if isinstance(self.selected, int) else None
        if selected is None:
            self.unselected("select a difficulty" if self._difficulties else "no difficulty was said")
        return selected

    def action_say(self, index: int) -> None:
        """Ask for a sentence of the speaker's."""
        turn = self._turn
        if turn is None or index >= len(self._prompts):
            return
        key, shown = self._prompts[index].key, self._shown
        called = shown.live.called(turn.person_id) if shown else turn.name
        self.post_message(
            Panel.Ask(
                f"{key} {turn.person_id}",
                f"{called}: {self._prompts[index].text}",
                lambda line: Panel.Record(round_writing.add, (turn.name, {key: [line]}, "meeting"), {}),
            )
        )

    def action_reword(self) -> None:
        """Reword the selected sentence; an empty text takes it away."""
        one = self._said.get(self.selected) if isinstance(self.selected, int) else None
        if one is None:
            self.unselected("select the sentence to reword")
            return
        stood = Stood(one.text)
        self.post_message(
            stood.ask(
                Panel.Ask(
                    f"sentence {one.id}",
                    REWORD,
                    lambda line: stood.record(round_writing.amend, one.id, line),
                    one.text,
                )
            )
        )

    def action_assign(self) -> None:
        """The difficulty becomes an action of the speaker's, unless the line says whose."""
        one, turn, shown = self._difficulty(), self._turn, self._shown
        if one is None or turn is None or shown is None:
            return
        reads = lines.reader(shown.names, owner=turn.name)
        stood = Stood({"outcome": one.outcome})
        ask = Panel.Ask(
            f"assign {one.id}",
            WHO_DOES_WHAT,
            lambda line: stood.record(
                outcomes.record_action,
                shown.live.id,
                reads.read(line),
                owner_id=turn.person_id,
                sentence_id=one.id,
            ),
            one.text,
            reads=reads,
        )
        self.post_message(stood.ask(ask))

    def action_help(self) -> None:
        """The difficulty becomes a request for help to somebody."""
        one, turn, shown = self._difficulty(), self._turn, self._shown
        if one is None or turn is None or shown is None:
            return
        reads = lines.reader((*shown.names, *shown.units))
        stood = Stood({"outcome": one.outcome})
        ask = Panel.Ask(
            f"help {one.id}",
            'Who can help? e.g. "two testers @Sales by Friday"',
            lambda line: stood.record(
                outcomes.request_help, shown.live.id, reads.read(line), from_id=turn.person_id, sentence_id=one.id
            ),
            f"{one.text} @",
            reads=reads,
        )
        self.post_message(stood.ask(ask))

    def action_park(self) -> None:
        """The difficulty is parked."""
        one, turn, shown = self._difficulty(), self._turn, self._shown
        if one is not None and turn is not None and shown is not None:
            about = {"by_id": turn.person_id, "sentence_id": one.id, "expected": {"outcome": one.outcome}}
            self.post_message(Panel.Record(outcomes.park, (shown.live.id, one.text), about))

    def action_settle(self, outcome: str) -> None:
        """The difficulty is escalated, or dropped."""
        one = self._difficulty()
        if one is not None:
            self.post_message(
                Panel.Record(round_writing.settle, (one.id, outcome), {"expected": {"outcome": one.outcome}})
            )


class RoundPanel(Panel):
    """Each person in turn."""

    def compose(self) -> ComposeResult:
        """The sentences are all of it: clock and names stand above."""
        yield Sentences(id="sentences")

    def show(self, shown: Shown, position: Position) -> None:
        """Show it."""
        self.query_one(Sentences).list(shown, position)

    def front(self) -> None:
        """The sentences."""
        self.query_one(Sentences).focus()


PANEL = RoundPanel
