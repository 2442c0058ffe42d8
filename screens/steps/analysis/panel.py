"""Unfinished: what each key result that was not reached still needs, and what becomes of its objective."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.common import clock
from facilitator.common.assigning import LineReader
from facilitator.common.text import clean_line
from facilitator.meeting import lines
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.okr import scoring
from facilitator.steps.analysis import carry_over as analysis_carry_over
from facilitator.steps.analysis import writing as analysis_writing
from facilitator.steps.analysis.reading import ACTION, NEEDED, REASON, Analysed, AnalysisShown, Unfinished
from facilitator.steps.analysis.writing import FIELDS
from facilitator.steps.scores import writing as scores_writing
from facilitator.steps.scores.minutes import told_score
from facilitator.steps.shown import Shown
from screens import wording
from screens.actions import Action, declare
from screens.steps.panel import Panel, Parts, Stood, text
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

_PROMPTS = {
    "own_part": "own part: what did I not do?",
    "help_needed": "help needed: what, and from whom? None, if none",
    "solution": "solution: what solves it?",
    ACTION: "action: words @Name by friday",
    REASON: "the score that all agree on, and why, as in 0.4 reviews waited for one person",
}


KEYS = declare(
    "analysis",
    "What is unfinished",
    Action("ask('own_part')", "1", "own part", "Say what the owner's own part was"),
    Action("ask('help_needed')", "2", "help needed", "Say what help is needed, and from whom"),
    Action("ask('solution')", "3", "solution", "Say what solves it"),
    Action("ask('action')", "4", "its action", "Record the action that mends it: who does what by when"),
    Action("ask('reason')", "g,5", "score", "Agree on a score, and say why", 30),
    Action("carry_over", "C", "carry over", "Carry the objective over into the next cycle", 94),
    Action("change", "R", "change", "Carry the objective over in other words", 93),
    Action("drop", "D", "drop", "Drop the objective at the end of its cycle", 92),
)


class UnfinishedRows(Rows):
    """The objectives with their unfinished key results; the selected one shows what was said of it."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, classes=classes)
        self._shown: Shown | None = None
        self._going_on = False

    @property
    def _found(self) -> AnalysisShown | None:
        found: AnalysisShown | None = self._shown.parts["analysis"] if self._shown else None
        return found

    def tell(self, shown: Shown) -> None:
        """Show them; while somebody goes on with `enter`, what is complete makes room for the next."""
        self._shown = shown
        self._lay_out()
        here = self._selected()
        if self._going_on and here is not None and not here.lacking:
            self._going_on = False
            self._to_next(here)

    def _lay_out(self) -> None:
        found = self._found
        if found is None:
            return
        rows: list[Row] = []
        for each in found.objectives:
            here = each is self._objective()
            rows.append(Row(_heading(each, found.next_cycle, here), ("objective", each.reviewed.id), indent=3))
            for one in each.unfinished:
                rows.append(Row(_unfinished(one), one.scored.id, indent=6))
                if self.selected == one.scored.id:
                    rows += [Row(line, indent=8) for line in self._told(one)]
        if not rows:
            rows.append(Row(text(("✓ Everything was reached. ", "bold"), "enter goes on.")))
        before = self.selected
        self.show(rows)
        if self.selected != before:
            self._lay_out()

    def _told(self, one: Unfinished) -> list[Content]:
        lines = [
            text((f"       {words}: ", "dim"), clean_line(one.said[key]))
            for key, words in FIELDS.items()
            if one.said.get(key)
        ]
        if one.action is not None and self._shown is not None:
            today = clock.day_of(self._shown.live.started_at)
            due = f"  {wording.due(one.action.due, today)}" if one.action.due else ""
            lines.append(
                text(("       action: ", "dim"), one.action.text, (f"  {one.action.owner or ''}", "bold"), (due, "dim"))
            )
        if one.calibrated:
            lines.append(text((f"       confidence: {one.calibrated}", "dim")))
        return lines

    def on_rows_selected(self) -> None:
        """Another key result opens."""
        self._lay_out()

    def _selected(self) -> Unfinished | None:
        some = [one for each in self._found.objectives for one in each.unfinished] if self._found else []
        return next((one for one in some if one.scored.id == self.selected), None)

    def _objective(self) -> Analysed | None:
        """The selected objective, or that of the selected key result."""
        for each in self._found.objectives if self._found else ():
            if self.selected in {("objective", each.reviewed.id), *(one.scored.id for one in each.unfinished)}:
                return each
        return None

    def go_on(self) -> bool:
        """Ask for the first thing that the selected key result lacks, else for the next one's; False: nothing lacks."""
        here = self._selected()
        if here is None or not here.lacking:
            return self._to_next(here)
        self._going_on = True
        self.action_ask(here.lacking[0])
        return True

    def _to_next(self, here: Unfinished | None) -> bool:
        """Select the next key result that lacks something."""
        some = [one for each in self._found.objectives for one in each.unfinished] if self._found else []
        ids = [one.scored.id for one in some]
        objective = self._objective()
        first = objective.unfinished[0].scored.id if objective is not None else None
        at = ids.index(here.scored.id) + 1 if here is not None else ids.index(first) if first is not None else 0
        for one in (*some[at:], *some[:at]):
            if one.lacking:
                self.select(one.scored.id)
                self._lay_out()
                return True
        return False

    def action_ask(self, key: str) -> None:
        """Ask for one thing of the selected key result."""
        one, meeting = self._selected(), self._shown.live.id if self._shown else 0
        if one is None:
            return
        there = clean_line(one.said.get(key, ""))
        reads = self._reads(one) if key == ACTION else None
        stood = Stood(_stands(one, key))

        def take(line: str) -> Panel.Record:
            if key == ACTION:
                said = reads.read(line) if reads else line
                return stood.record(
                    analysis_writing.act, meeting, one.scored.id, said, one.scored.key_result.speaker_id
                )
            if key == REASON:
                return stood.record(scores_writing.settle, meeting, one.scored.id, line)
            return stood.record(analysis_writing.say, meeting, one.scored.id, key, line)

        if key == ACTION and one.action is not None:
            due = f" by {one.action.due.isoformat()}" if one.action.due else ""
            there = f"{one.action.text} @{one.action.owner}{due}" if one.action.owner else f"{one.action.text}{due}"
        if key == REASON and one.scored.score is not None:
            there = f"{scoring.figure(one.scored.score)} {one.scored.reason}"
        words = f"{clean_line(one.scored.key_result.title)}: {_PROMPTS[key]}"
        self.post_message(stood.ask(Panel.Ask(f"{key} {one.scored.id}", words, take, there, reads=reads)))

    def _reads(self, one: Unfinished) -> LineReader | None:
        """What reads the action that mends it; without a name it is that of whoever scores the key result."""
        if self._shown is None:
            return None
        owner = (
            self._shown.live.people.get(one.scored.key_result.speaker_id or 0) or one.scored.key_result.owner or None
        )
        return lines.reader(self._shown.names, owner=owner)

    def on_rows_pressed(self) -> None:
        """A click on the selected one asks for what it lacks."""
        here = self._selected()
        if here is not None and here.lacking:
            self.action_ask(here.lacking[0])

    def action_carry_over(self) -> None:
        """Carry the objective over into the next cycle."""
        each, found = self._objective(), self._found
        if each is not None and found is not None and self._shown is not None:
            arguments = (self._shown.live.id, each.reviewed.id, found.below)
            self.post_message(Panel.Record(analysis_carry_over.carry_over, arguments, {}))

    def action_change(self) -> None:
        """Ask how the objective is worded in the next cycle, and carry it over so."""
        each, found, shown = self._objective(), self._found, self._shown
        if each is None or found is None or shown is None:
            return
        arguments = (shown.live.id, each.reviewed.id, found.below)
        self.post_message(
            Panel.Ask(
                f"becomes {each.reviewed.id}",
                f"What the objective is in {found.next_cycle or 'the next cycle'}",
                lambda line: Panel.Record(analysis_carry_over.carry_over, (*arguments, line), {}),
                clean_line(each.reviewed.objective.title),
            )
        )

    def action_drop(self) -> None:
        """Drop the objective."""
        each = self._objective()
        if each is not None and self._shown is not None:
            self.post_message(Panel.Record(analysis_carry_over.drop, (self._shown.live.id, each.reviewed.id), {}))


def _stands(one: Unfinished, key: str) -> Any:
    """What stands there of one thing, as it is to be expected when it is recorded."""
    if key == REASON:
        return one.scored.score, one.scored.reason
    if key == ACTION:
        return {"text": one.action.text, "due": one.action.due} if one.action is not None else {"action_id": None}
    return {key: one.said.get(key, "")}


def _heading(each: Analysed, next_cycle: str | None, here: bool) -> Content:
    into = f" into {next_cycle}" if next_cycle and each.became != analysis_carry_over.DROPPED else ""
    state = f"  → {each.became}{into}" if each.became else ""
    ask = "  C carry over  R change  D drop" if here and next_cycle and not each.became else ""
    return text(
        ("O  ", "dim"),
        (each.reviewed.objective.title, "bold"),
        (f"  {told_score(each.reviewed)}", "bold"),
        (f"  {each.reviewed.objective.owner}", "dim"),
        (state, "bold $success"),
        (ask, "dim"),
    )


def _unfinished(one: Unfinished) -> Content:
    marks: Parts = [(f"  ☐ {NEEDED[key]}", "bold $warning") for key in one.lacking] or [("  ✓ complete", "$success")]
    return text((f"   {scoring.figure(one.scored.score):<5}", "bold"), one.scored.key_result.title, *marks)


class AnalysisPanel(Panel):
    """What was not reached, and what is done about it."""

    DEFAULT_CSS = "AnalysisPanel Static { height: auto; }"

    def __init__(self, step: Step, index: int) -> None:
        super().__init__(step, index)
        self._found: AnalysisShown | None = None
        self._asked = False

    def compose(self) -> ComposeResult:
        """A heading and the list."""
        yield Static(classes="heading", markup=False)
        yield UnfinishedRows(classes="unfinished")

    def show(self, shown: Shown, position: Position) -> None:  # noqa: ARG002  # every panel is shown so
        """Show it."""
        found: AnalysisShown = shown.parts["analysis"]
        self._found = found
        count = sum(len(each.unfinished) for each in found.objectives)
        lacking = len(found.lacking)
        words = f"{lacking} of {count} unfinished still lack something" if lacking else f"✓ All {count} have all"
        if not count:
            words = "Nothing is unfinished"
        hint = "   enter asks for what lacks" if lacking else ""
        self.query_one(".heading", Static).update(text((words, "bold"), (hint, "dim")))
        self.query_one(UnfinishedRows).tell(shown)

    def front(self) -> None:
        """The list."""
        self.query_one(UnfinishedRows).focus()

    def go_on(self) -> bool:
        """Ask for what lacks."""
        return self.query_one(UnfinishedRows).go_on()

    def leaving(self) -> bool:
        """Say once what still lacks what."""
        lacking = self._found.lacking if self._found else ()
        if not lacking or self._asked:
            return False
        self._asked = True
        lines = [f"{clean_line(one.scored.key_result.title)}: no {one.lacks}" for one in lacking[:3]]
        more = [f"and {len(lacking) - 3} more"] if len(lacking) > 3 else []
        told = "\n".join([*lines, *more, "n once more goes on without; enter asks for it"])
        self.notify(told, title="Unfinished", severity="warning", timeout=10, markup=False)
        return True


PANEL = AnalysisPanel
