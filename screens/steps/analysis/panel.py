"""Shows what each key result that was not reached still needs, and what becomes of its objective."""

from __future__ import annotations

import functools
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content

from facilitator.common import clock
from facilitator.common.text import clean_line
from facilitator.meeting import lines
from facilitator.okr import scoring
from facilitator.steps.analysis import carry_over as analysis_carry_over
from facilitator.steps.analysis import writing as analysis_writing
from facilitator.steps.analysis.reading import ACTION, NEEDED, REASON, Analysed, AnalysisShown, Unfinished
from facilitator.steps.analysis.writing import FIELDS
from facilitator.steps.scores import writing as scores_writing
from screens import wording
from screens.actions import Key, declare
from screens.steps.panel import HeadedPanel, Parts, text
from screens.steps.scores.panel import objective_line
from screens.widgets.rows import Row, Rows

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
    Key("ask('own_part')", "1", "own part", "Say what the owner's own part was"),
    Key("ask('help_needed')", "2", "help needed", "Say what help is needed, and from whom"),
    Key("ask('solution')", "3", "solution", "Say what solves it"),
    Key("ask('action')", "4", "its action", "Record the action that mends it: who does what by when"),
    Key("ask('reason')", "g,5", "score", "Agree on a score, and say why", 30),
    Key("carry_over", "C", "carry over", "Carry the objective over into the next cycle", 94),
    Key("change", "R", "change", "Carry the objective over in other words", 93),
    Key("drop", "D", "drop", "Drop the objective at the end of its cycle", 92),
)


class AnalysisPanel(HeadedPanel):
    """What was not reached, and what is done about it; the selected key result shows what was said of it."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    _going_on = _asked = False

    @property
    def _part(self) -> AnalysisShown:
        part: AnalysisShown = self.shown.parts["analysis"]
        return part

    def show(self) -> None:
        """Show it; while somebody goes on with `enter`, what is complete makes room for the next."""
        count, lacking = len(self._part.unfinished), len(self._part.lacking)
        words = f"{lacking} of {count} unfinished still lack something" if lacking else f"✓ All {count} have all"
        if not count:
            words = "Nothing is unfinished"
        hint = "   enter asks for what lacks" if lacking else ""
        self.head((words, "bold"), (hint, "dim"))
        self._lay_out()
        here = self._selected()
        if self._going_on and here is not None and not here.lacking:
            self._going_on = False
            self._to_next(here)

    @on(Rows.Selected)
    def _lay_out(self) -> None:
        """Show the list, in which the selected key result is open."""
        part = self._part
        rows: list[Row] = []
        for analysed in part.objectives:
            here = analysed is self._objective()
            heading = _heading(analysed, part.next_cycle, here)
            rows.append(Row(heading, ("objective", analysed.reviewed.id), indent=3))
            for unfinished in analysed.unfinished:
                rows.append(Row(_line(unfinished), unfinished.scored.id, indent=6))
                if self.selected == unfinished.scored.id:
                    rows += [Row(line, indent=8) for line in self._details(unfinished)]
        if not rows:
            rows.append(Row(text(("✓ Everything was reached. ", "bold"), "enter goes on.")))
        before = self.selected
        self.rows.show(rows)
        if self.selected != before:
            self._lay_out()

    def _details(self, unfinished: Unfinished) -> list[Content]:
        lines = [
            text((f"       {words}: ", "dim"), clean_line(unfinished.written[key]))
            for key, words in FIELDS.items()
            if unfinished.written.get(key)
        ]
        action = unfinished.action
        if action is not None:
            today = clock.day_of(self.shown.live.started_at)
            due = f"  {wording.due(action.due, today)}" if action.due else ""
            lines.append(
                text(("       action: ", "dim"), action.text, (f"  {action.owner or ''}", "bold"), (due, "dim"))
            )
        if unfinished.calibrated:
            lines.append(text((f"       confidence: {unfinished.calibrated}", "dim")))
        return lines

    def _selected(self) -> Unfinished | None:
        return next((row for row in self._part.unfinished if row.scored.id == self.selected), None)

    def _objective(self) -> Analysed | None:
        """Return the selected objective, or that of the selected key result."""
        for analysed in self._part.objectives:
            ids = (unfinished.scored.id for unfinished in analysed.unfinished)
            if self.selected in {("objective", analysed.reviewed.id), *ids}:
                return analysed
        return None

    @on(Rows.Pressed)
    def _ask_for_lacking(self) -> bool:
        """Ask for the first thing that the selected key result lacks; so does a click on it. False: it lacks none."""
        here = self._selected()
        if here is None or not here.lacking:
            return False
        self.action_ask(here.lacking[0])
        return True

    def go_on(self) -> bool:
        """Ask for the first thing that the selected key result lacks, else for the next one's; False: nothing lacks."""
        if self._ask_for_lacking():
            self._going_on = True
            return True
        return self._to_next(self._selected())

    def _to_next(self, here: Unfinished | None) -> bool:
        """Select the next key result that lacks something."""
        unfinished = self._part.unfinished
        objective = self._objective()
        if here is not None:
            at = unfinished.index(here) + 1
        else:
            at = unfinished.index(objective.unfinished[0]) if objective is not None else 0
        following = next((row for row in (*unfinished[at:], *unfinished[:at]) if row.lacking), None)
        if following is None:
            return False
        self.rows.select(following.scored.id)
        self._lay_out()
        return True

    def leaving(self) -> bool:
        """Say once what still lacks what."""
        lacking = self._part.lacking
        if not lacking or self._asked:
            return False
        self._asked = True
        lines = [f"{clean_line(row.scored.key_result.title)}: no {row.lacks}" for row in lacking[:3]]
        more = [f"and {len(lacking) - 3} more"] if len(lacking) > 3 else []
        words = "\n".join([*lines, *more, "n once more goes on without; enter asks for it"])
        self.notify(words, title="Unfinished", severity="warning", timeout=10, markup=False)
        return True

    def action_ask(self, key: str) -> None:
        if (here := self._selected()) is None:
            return
        meeting, scored, action = self.meeting_id, here.scored, here.action
        speaker_id = scored.key_result.speaker_id
        # Without a name the action that mends it is that of whoever scores the key result.
        owner = self.shown.live.people.get(speaker_id or 0) or scored.key_result.owner or None
        ask = functools.partial(
            self.ask, f"{key} {scored.id}", f"{clean_line(scored.key_result.title)}: {_PROMPTS[key]}"
        )
        if key == REASON:
            line = f"{scoring.figure(scored.score)} {scored.reason}" if scored.score is not None else ""
            shown_score = (scored.score, scored.reason)
            ask(scores_writing.settle, meeting, scored.id, text=line, expected=shown_score)
        elif key == ACTION:
            reads = lines.reader(self.shown.names, owner=owner)
            line, there = "", dict[str, Any](action_id=None)
            if action is not None:
                whose = f" @{action.owner}" if action.owner else ""
                line = f"{action.text}{whose}" + (f" by {action.due.isoformat()}" if action.due else "")
                there = {"text": action.text, "due": action.due}
            ask(analysis_writing.act, meeting, scored.id, text=line, reads=reads, owner_id=speaker_id, expected=there)
        else:
            words = here.written.get(key, "")
            ask(analysis_writing.say, meeting, scored.id, key, text=clean_line(words), expected={key: words})

    def action_carry_over(self) -> None:
        if (here := self._objective()) is not None:
            self.record(analysis_carry_over.carry_over, self.meeting_id, here.reviewed.id, self._part.below)

    def action_change(self) -> None:
        """Ask how the objective is worded in the next cycle, and carry it over so."""
        here, part = self._objective(), self._part
        if here is None:
            return
        self.ask(
            f"becomes {here.reviewed.id}",
            f"What the objective is in {part.next_cycle or 'the next cycle'}",
            analysis_carry_over.carry_over,
            self.meeting_id,
            here.reviewed.id,
            part.below,
            text=clean_line(here.reviewed.objective.title),
        )

    def action_drop(self) -> None:
        if (here := self._objective()) is not None:
            self.record(analysis_carry_over.drop, self.meeting_id, here.reviewed.id)


PANEL = AnalysisPanel


def _heading(analysed: Analysed, next_cycle: str | None, here: bool) -> Content:
    into = f" into {next_cycle}" if next_cycle and analysed.became != analysis_carry_over.DROPPED else ""
    state = f"  → {analysed.became}{into}" if analysed.became else ""
    hint = "  C carry over  R change  D drop" if here and next_cycle and not analysed.became else ""
    return objective_line(analysed.reviewed, state=state, hint=hint)


def _line(unfinished: Unfinished) -> Content:
    marks: Parts = [(f"  ☐ {NEEDED[key]}", "bold $warning") for key in unfinished.lacking]
    scored = unfinished.scored
    figure = (f"   {scoring.figure(scored.score):<5}", "bold")
    return text(figure, scored.key_result.title, *(marks or [("  ✓ complete", "$success")]))
