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
from screens import wording
from screens.actions import Key, declare
from screens.steps.fitting import FittingPanel
from screens.steps.panel import HeadedPanel, Parts, text
from screens.steps.people import People
from screens.steps.scores import drawing as scores_drawing
from screens.steps.scores.asking import ask_score
from screens.widgets.rows import Row, Rows

_PROMPTS = {
    "own_part": "own part: what did I not do?",
    "help_needed": "help needed: what, and from whom? (or: none)",
    "solution": "solution: what solves it?",
    ACTION: f"{wording.WHO_DOES_WHAT[0].lower()}{wording.WHO_DOES_WHAT[1:]}",
}
_TITLES = {**NEEDED, REASON: "score, reason"}
"""What stands on the badges of what is needed; their keys are 1 to 5, in this order."""


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


class AnalysisPanel(FittingPanel, HeadedPanel):
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
        if lacking:
            needs = "needs" if lacking == 1 else "need"
            keys = ("; enter asks for what is missing", "$muted")
            self.head((f"{lacking} of {count} {needs} work", "bold $text-warning"), keys)
        elif count:
            every = f"All {count} are complete" if count > 1 else "Complete"
            self.head((f"✓ {every}", "bold $text-success"))
        else:
            self.head(("Nothing is unfinished", "bold"))
        self._lay_out()
        here = self._here()
        if self._going_on and here is not None and not here.lacking:
            self._going_on = False
            self._to_next(here)
        self.refresh_bindings()

    @on(Rows.Selected)
    def _lay_out(self) -> None:
        """Show the list, in which the selected key result is open."""
        part, people, width = self._part, People.of(self.shown.live), self.width
        rows: list[Row] = []
        for analysed in part.objectives:
            state = _became(analysed, part.next_cycle)
            rows.append(scores_drawing.heading_row(analysed.reviewed, people, width, state))
            if analysed is self._objective() and part.next_cycle and not analysed.became:
                rows.append(Row(text(("  C carry over  R change  D drop", "$muted"))))
            for unfinished in analysed.unfinished:
                rows.append(self._row(unfinished, people))
                if self.selected == unfinished.scored.id:
                    rows += self._details(unfinished, people)
            if self.roomy:
                rows.append(Row(text("")))
        if not rows:
            rows.append(Row(text(("✓ Everything was reached. ", "bold"), "enter goes on.")))
        before = self.selected
        self.rows.show(rows)
        if self.selected != before:
            self._lay_out()

    def _row(self, unfinished: Unfinished, people: People) -> Row:
        """Return a key result, and what it lacks."""
        name, colour = scores_drawing.owner_of(unfinished.scored.key_result, people, short=True)
        scored, width = unfinished.scored, self.width
        indent = scores_drawing.bar_width(width) + 8
        marks: Parts = [(f"☐ {NEEDED[key]}", "bold $text-warning") for key in unfinished.lacking]
        if not marks:
            marks = [("✓ complete", "bold $text-success")]
        elif self.selected == scored.id:
            # It is open below.
            marks = []
        title = text(scored.key_result.title, (f"  {name}", colour))
        lacks = scores_drawing.filled(marks, width - indent)
        fits = "\n" not in lacks.plain and title.cell_length + lacks.cell_length + 2 <= width - indent
        lead = text(scores_drawing.score_bar(scored.score, width), " ", scores_drawing.score_badge(scored.score), " ")
        return Row(text(lead, title, ("  " if fits else "\n") if lacks else "", lacks), scored.id, indent)

    def _details(self, unfinished: Unfinished, people: People) -> list[Row]:
        """Return what the key result needs, each with its key, and what was said of it."""
        colour = people.colours.get(unfinished.scored.key_result.speaker_id or 0, "$primary")
        wide = max(len(title) for title in _TITLES.values())
        rows = []
        for number, (key, title) in enumerate(_TITLES.items(), 1):
            said = self._said(unfinished, key) or text(("☐ missing", "bold $text-warning"))
            if key in unfinished.lacking and key in (ACTION, REASON) and said.plain != "☐ missing":
                said = text(said, ("  ☐ not complete", "bold $text-warning"))
            badge = scores_drawing.badge(f"{number} {title[0].upper()}{title[1:]:<{wide - 1}}", colour)
            rows.append(Row(text("  ", badge, " ", said), indent=wide + 7))
        if unfinished.calibrated:
            rows.append(Row(text((f"  Confidence: {unfinished.calibrated}", "$muted")), indent=4))
        return rows

    def _said(self, unfinished: Unfinished, key: str) -> Content | None:
        """Return what was said of one thing that the key result needs; None where nothing was."""
        if key == REASON:
            scored = unfinished.scored
            return text(f"{scoring.figure(scored.score)}  {scored.reason}") if scored.score is not None else None
        if key != ACTION:
            return text(clean_line(unfinished.written[key])) if unfinished.written.get(key) else None
        if unfinished.action is None:
            return None
        action, today = unfinished.action, clock.day_of(self.shown.live.started_at)
        due = f"  {wording.due(action.due, today)}" if action.due else ""
        return text(action.text, (f"  {action.owner or ''}", self.colour_of(action.owner)), (due, "$muted"))

    def _here(self) -> Unfinished | None:
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
        here = self._here()
        if here is None or not here.lacking:
            return False
        self.action_ask(here.lacking[0])
        return True

    def enter_words(self) -> str:
        here = self._here()
        if here is not None and here.lacking:
            return f"add {NEEDED[here.lacking[0]]}"
        return "next unfinished" if self._part.lacking else ""

    def words_for(self, action: str) -> str | None:
        """Return what a key does here; empty where it does nothing."""
        if action.startswith("ask("):
            return None if self._here() is not None else ""
        works = {
            "carry_over": self._objective() is not None and self._part.next_cycle is not None,
            "change": self._objective() is not None and self._part.next_cycle is not None,
            "drop": self._objective() is not None,
        }
        return None if works.get(action, True) else ""

    def go_on(self) -> bool:
        """Ask for the first thing that the selected key result lacks, else for the next one's; False: nothing lacks."""
        if self._ask_for_lacking():
            self._going_on = True
            return True
        return self._to_next(self._here())

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
        words = "\n".join([*lines, *more, "n again goes on without; enter asks for it"])
        self.notify(words, title="Unfinished", severity="warning", timeout=10, markup=False)
        return True

    def action_ask(self, key: str) -> None:
        if (here := self._here()) is None:
            self.rows.unselected("Select an unfinished key result")
            return
        if key == REASON:
            ask_score(self, here.scored)
            return
        meeting, scored, action = self.meeting_id, here.scored, here.action
        speaker_id = scored.key_result.speaker_id
        # Without a name the action that mends it is that of whoever scores the key result.
        owner = self.shown.live.people.get(speaker_id or 0) or scored.key_result.owner or None
        ask = functools.partial(
            self.ask, f"{key} {scored.id}", f"{clean_line(scored.key_result.title)}: {_PROMPTS[key]}"
        )
        if key == ACTION:
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


def _became(analysed: Analysed, next_cycle: str | None) -> tuple[str, str]:
    """Return what was decided of an objective."""
    into = f" into {next_cycle}" if next_cycle and analysed.became != analysis_carry_over.DROPPED else ""
    return (f"  → {analysed.became}{into}" if analysed.became else ""), "bold $text-success"
