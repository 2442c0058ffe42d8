"""Shows a round: what the speaker prepared, what is typed while they speak, what becomes of a difficulty."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from facilitator.meeting import lines
from facilitator.meeting.agenda import Prompt, Step
from facilitator.meeting.timeline import Position
from facilitator.steps import outcomes
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round import writing as round_writing
from facilitator.steps.round.reading import SentenceView, Turn
from facilitator.steps.shown import Shown
from screens.actions import Key, declare
from screens.steps.panel import REWORD, ListPanel, text
from screens.widgets.rows import Row
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


class RoundPanel(ListPanel):
    """The speaker's sentences. Capital letters say what becomes of the selected difficulty."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(self, step: Step, index: int, shown: Shown, position: Position) -> None:
        super().__init__(step, index, shown, position)
        self._turn: Turn | None = None
        self._difficulties: dict[object, SentenceView] = {}
        self._sentences: dict[object, SentenceView] = {}

    def show(self) -> None:
        """Show the speaker's sentences, prompt by prompt."""
        before = self._turn.person_id if self._turn else None
        turn = self._turn = self.shown.turns.get(self.position.speaker or 0)
        self._sentences, self._difficulties = {}, {}
        if turn is None:
            self.rows.show(
                [Row(text(("Nobody has the word. ", "bold"), "enter goes on; b goes back to gather people."))]
            )
            return
        rows: list[Row] = []
        for number, prompt in enumerate(self.step.prompts, 1):
            many = turn.too_many(prompt.key)
            hint = f"  {many} of them; three are easier to keep" if many else ""
            rows.append(Row(text((f"{number} ", "dim"), (prompt.text, "bold"), (hint, "dim"))))
            rows.extend(
                Row(text(("   planned last time  ", "dim"), (plan, "dim italic")), indent=22)
                for plan in turn.recalled.get(prompt.recalls, ())
            )
            for sentence in turn.sentences.get(prompt.key, ()):
                self._sentences[sentence.id] = sentence
                if prompt.key in (*round_reading.DIFFICULTIES, "help_needed"):
                    self._difficulties[sentence.id] = sentence
                rows.append(Row(self._line(prompt, sentence), sentence.id, 5))
        self.rows.show(rows)
        if turn.person_id != before:
            self.rows.scroll_home(animate=False)
            if unsettled := [key for key, sentence in self._difficulties.items() if sentence.outcome is None]:
                self.rows.select(unsettled[0])

    def _line(self, prompt: Prompt, sentence: SentenceView) -> Content:
        shape = "!" if sentence.id in self._difficulties else "✓" if prompt.recalls else "·"
        again = sentence.again and sentence.outcome is None
        return text(
            (f"   {shape} ", "bold"),
            sentence.text,
            (f"  {OUTCOME_WORDS[sentence.outcome]}" if sentence.outcome else "", "bold $success"),
            ("  came up again: A assign, E escalate or D drop" if again else "", "bold $warning"),
        )

    def _difficulty(self) -> SentenceView | None:
        """Return the selected difficulty."""
        selected = self._difficulties.get(self.selected)
        if selected is None:
            self.rows.unselected("select a difficulty" if self._difficulties else "no difficulty was said")
        return selected

    def action_say(self, index: int) -> None:
        turn = self._turn
        if turn is None or index >= len(self.step.prompts):
            return
        prompt = self.step.prompts[index]
        self.ask(
            f"{prompt.key} {turn.person_id}",
            f"{self.shown.live.called(turn.person_id)}: {prompt.text}",
            round_writing.add,
            turn.name,
            says=lambda line: {"sentences": {prompt.key: [line]}, "source": "meeting"},
        )

    def action_reword(self) -> None:
        sentence = self._sentences.get(self.selected)
        if sentence is None:
            self.rows.unselected("select the sentence to reword")
            return
        words = sentence.text
        self.ask(f"sentence {sentence.id}", REWORD, round_writing.amend, sentence.id, text=words, expected=words)

    def action_assign(self) -> None:
        """Make the difficulty an action of the speaker's, unless the line says whose."""
        sentence, turn = self._difficulty(), self._turn
        if sentence is not None and turn is not None:
            self.ask(
                f"assign {sentence.id}",
                WHO_DOES_WHAT,
                outcomes.record_action,
                self.meeting_id,
                text=sentence.text,
                reads=lines.reader(self.shown.names, owner=turn.name),
                owner_id=turn.person_id,
                sentence_id=sentence.id,
                expected={"outcome": sentence.outcome},
            )

    def action_help(self) -> None:
        sentence, turn = self._difficulty(), self._turn
        if sentence is not None and turn is not None:
            self.ask(
                f"help {sentence.id}",
                'Who can help? e.g. "two testers @Sales by Friday"',
                outcomes.request_help,
                self.meeting_id,
                text=f"{sentence.text} @",
                reads=lines.reader((*self.shown.names, *self.shown.units)),
                from_id=turn.person_id,
                sentence_id=sentence.id,
                expected={"outcome": sentence.outcome},
            )

    def action_park(self) -> None:
        sentence, turn = self._difficulty(), self._turn
        if sentence is not None and turn is not None:
            self.record(
                outcomes.park,
                self.meeting_id,
                sentence.text,
                by_id=turn.person_id,
                sentence_id=sentence.id,
                expected={"outcome": sentence.outcome},
            )

    def action_settle(self, outcome: str) -> None:
        if (sentence := self._difficulty()) is not None:
            self.record(round_writing.settle, sentence.id, outcome, expected={"outcome": sentence.outcome})


PANEL = RoundPanel
