"""Shows a round: what the speaker prepared, what is typed while they speak, what becomes of a difficulty."""

from __future__ import annotations

import contextlib
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.css.query import NoMatches

from facilitator.meeting import lines, timeline
from facilitator.meeting.agenda import Prompt, Step
from facilitator.meeting.timeline import Position
from facilitator.steps import outcomes
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round import writing as round_writing
from facilitator.steps.round.reading import SentenceView, Turn
from facilitator.steps.shown import Shown
from screens.actions import Key, declare
from screens.steps.panel import REWORD, ListPanel, text
from screens.steps.people import People
from screens.steps.round import drawing
from screens.widgets.lines import Lines
from screens.widgets.rows import Row, Rows
from screens.wording import WHO_DOES_WHAT

KEYS = declare(
    "round",
    "The round",
    *(
        Key(f"say({number - 1})", str(number), f"answer {number}", f"Add to the answers to question {number}", 18)
        for number in range(1, 10)
    ),
    Key("take_over", "t", "as planned", "Take over what was planned last time", 22),
    Key("reword", "r", "reword", "Reword the sentence; empty takes it away"),
    Key("assign", "A", "assign", "Make the difficulty an action", 20),
    Key("help", "H", "ask help", "Make the difficulty a request for help to somebody", 20),
    Key("park", "P", "park it", "Park the difficulty", 20),
    Key("settle('escalated')", "E", "escalate", "Escalate the difficulty", 20),
    Key("settle('dropped')", "D", "drop", "Drop the difficulty", 20),
)


class RoundPanel(ListPanel):
    """The speaker's sentences. Capital letters say what becomes of the selected difficulty."""

    DEFAULT_CSS = """
    RoundPanel { padding: 0 1 0 0; }
    RoundPanel #early { height: 1; display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(self, step: Step, index: int, shown: Shown, position: Position) -> None:
        super().__init__(step, index, shown, position)
        self._turn: Turn | None = None
        self._difficulties: dict[object, SentenceView] = {}
        self._sentences: dict[object, SentenceView] = {}
        # What was planned and is not said, by the ids of its rows: the prompt's key and the words.
        self._plans: dict[object, tuple[str, str]] = {}
        # Whose plans were taken over by `enter`, or are on their way: it goes on with the next press.
        self._taken: set[int] = set()
        self._keys: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Lines(id="early")

    def on_mount(self) -> None:
        self.set_interval(1.0, self._tick)

    def on_resize(self) -> None:
        """Share out the room anew."""
        with contextlib.suppress(NoMatches):
            self.renew(self.shown, self.position)

    def show(self) -> None:
        """Show the speaker's sentences, question by question."""
        before = self._turn.person_id if self._turn else None
        speaker = self.position.speaker
        turn = self._turn = self.shown.turns.get(speaker or 0)
        self._sentences, self._difficulties, self._plans = {}, {}, {}
        self._show_early(self.position)
        if turn is None:
            words = text(("Nobody has the word. ", "bold"), "enter goes on; b goes back to gather people.")
            if speaker is not None:
                words = text((f"Nothing is known yet of {self.shown.live.called(speaker)}'s turn.", "$muted"))
            self.rows.show([Row(words)])
            self._show_keys()
            return
        changed = turn.person_id != before
        self._know(turn)
        unsettled = [key for key, sentence in self._difficulties.items() if sentence.outcome is None]
        selected = next(iter(unsettled), None) if changed else self.selected
        self._draw(turn, selected)
        if changed:
            self.rows.scroll_home(animate=False)
            self.rows.select(selected)
        if self.selected != selected:
            # What was selected is gone, and something else is selected instead.
            self._draw(turn, self.selected)
        self._show_keys()

    def _know(self, turn: Turn) -> None:
        for prompt in self.step.prompts:
            for sentence in turn.sentences.get(prompt.key, ()):
                self._sentences[sentence.id] = sentence
                if prompt.key in (*round_reading.DIFFICULTIES, "help_needed"):
                    self._difficulties[sentence.id] = sentence
            for number, plan in enumerate(turn.unsaid(prompt)):
                self._plans["plan", prompt.key, number] = prompt.key, plan

    def _draw(self, turn: Turn, selected: object) -> None:
        people = People.of(self.shown.live)
        width, height = self.content_size
        height -= bool(self.query_one("#early").display)
        blocks = self._questions(turn, people, selected)
        left = [key for key, (prompt, _) in self._plans.items() if turn.sentences.get(prompt)]
        if height > 0 and left and drawing.height_of(blocks, width) > height:
            # What is said now needs the room more than what was planned beside it.
            for key in left:
                del self._plans[key]
            blocks = self._questions(turn, people, selected)
        own = drawing.key_results(turn.key_results, people.names.get(turn.person_id, turn.name), width)
        self.rows.show(drawing.spaced(blocks, own, width, height))

    def _questions(self, turn: Turn, people: People, selected: object) -> list[list[Row]]:
        """Return all questions with what is said under them."""
        colour = people.colours.get(turn.person_id, "$primary")
        blocks = [
            self._question(number, prompt, turn, colour, selected) for number, prompt in enumerate(self.step.prompts, 1)
        ]
        if not (self._sentences or self._plans):
            many = len(self.step.prompts)
            keys = f"1-{many} write" if many > 1 else "1 writes"
            blocks.append([Row(text((f"    Nothing prepared; {keys} down what is said", "$muted")))])
        return blocks

    def _question(self, number: int, prompt: Prompt, turn: Turn, colour: str, selected: object) -> list[Row]:
        """Return a question and what is said under it."""
        sentences = turn.sentences.get(prompt.key, ())
        if prompt.key in round_reading.DIFFICULTIES and any(sentence.outcome is None for sentence in sentences):
            colour = "$warning"
        many = turn.too_many(prompt.key)
        hint = f"  {many} of them; three are easier to keep" if many else ""
        rows = [Row(drawing.badge(number, colour, prompt.text, hint))]
        for sentence in sentences:
            keys = sentence.id == selected and sentence.id in self._difficulties
            times = turn.times.get(sentence.id, 1)
            rows.append(Row(drawing.sentence_line(prompt, sentence, times, keys=keys), sentence.id, drawing.INDENT))
        plans = [key for key, (of, _) in self._plans.items() if of == prompt.key]
        offered = prompt.key in self._offered()
        lines = drawing.plan_lines([self._plans[key][1] for key in plans], offered=offered)
        return rows + [Row(line, key, drawing.INDENT) for key, line in zip(plans, lines, strict=True)]

    def _offered(self) -> dict[str, tuple[str, ...]]:
        """Return the plans that `enter` takes over, by prompt: where nothing is said yet, and only once."""
        turn = self._turn
        return {} if turn is None or turn.person_id in self._taken else turn.offered(self.step.prompts)

    # Going on --------------------------------------------------------------------------------------------------

    def go_on(self) -> bool:
        """Take over what the speaker had planned, unless something was said, and go on all the same."""
        offered, turn = self._offered(), self._turn
        if offered and turn is not None:
            self._taken.add(turn.person_id)
            self.record(round_writing.as_planned, turn.name, offered)
        return False

    def passing(self) -> bool:
        """Let the next one speak without what was planned: nobody said that it is done."""
        return False

    def _tick(self) -> None:
        if self.display:
            with contextlib.suppress(NoMatches):
                self._show_early(self.shown.live.position())

    def _show_early(self, position: Position) -> None:
        """Offer to go on when everybody has had their turn."""
        line = self.query_one("#early", Lines)
        words = self._early(position)
        line.update(words)
        line.display = bool(words.plain)

    def _early(self, position: Position) -> Content:
        agenda, speaker = self.shown.live.agenda, position.speaker
        if speaker is None or position.waiting or len(position.spoken) < 1 or position.step != self.index:
            return Content("")
        following = agenda.steps[position.step + 1].title if position.step + 1 < len(agenda.steps) else ""
        seconds = int(timeline.early(agenda, position))
        early = "" if seconds < 15 else f"{seconds // 60} min early" if seconds >= 60 else f"{seconds} s early"
        enter = f"enter: {f'on to {following}' if following else 'end'}"
        if timeline.turn_planned(agenda, position) > position.round_seconds.get(speaker, 0.0):
            last = f"{People.of(self.shown.live).names.get(speaker, '')} is the last to speak"
            return drawing.offer(last, enter, early, self.content_size.width).stylize("$muted")
        words = drawing.offer("Everybody has spoken", enter, early, self.content_size.width)
        room = max(0, self.content_size.width - words.cell_length)
        return words.pad_right(room).stylize("bold $background on $success")

    # Keys ------------------------------------------------------------------------------------------------------

    def words_for(self, action: str) -> str | None:
        """Return what a key does here; empty where that is nothing."""
        name, _, argument = action.partition("(")
        if name == "say":
            number = int(argument.rstrip(")"))
            known = self._turn is not None and number < len(self.step.prompts)
            return self.step.prompts[number].key.replace("_", " ") if known else ""
        if name == "reword":
            return None if self.selected in self._sentences else ""
        if name == "take_over":
            return None if self._plans else ""
        if name in ("assign", "help", "park", "settle"):
            return None if self.selected in self._difficulties else ""
        return None

    def _show_keys(self) -> None:
        """Have the footer say what the keys do now."""
        keys = (self._turn and self._turn.person_id, self.selected, bool(self._offered()), bool(self._plans))
        if keys != self._keys:
            self._keys = keys
            self.screen.refresh_bindings()

    @on(Rows.Selected)
    def _selected(self) -> None:
        self.show()

    @on(Rows.Pressed)
    def _pressed(self) -> None:
        if self.selected in self._plans:
            self.action_take_over()

    def action_take_over(self) -> None:
        """Take over the selected plan; where none is selected, all of them."""
        turn, plan = self._turn, self._plans.get(self.selected)
        if turn is None:
            return
        if plan is None and (offered := turn.offered(self.step.prompts)):
            self._taken.add(turn.person_id)
            self.record(round_writing.as_planned, turn.name, offered)
            return
        plans: dict[str, list[str]] = {}
        for prompt, words in [plan] if plan is not None else self._plans.values():
            plans.setdefault(prompt, []).append(words)
        if plans:
            self.record(round_writing.add, turn.name, plans, source="meeting")
        else:
            self.notify("nothing more was planned last time", markup=False)

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
