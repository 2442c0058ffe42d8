"""Shows the objectives one by one, with what the manager and then the colleagues say of each."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content

from facilitator.common.text import clean_line
from facilitator.meeting import lines
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.people.managers import MANAGER
from facilitator.steps.feedback import writing as feedback_writing
from facilitator.steps.feedback.reading import Discussed, FeedbackShown, FeedbackView
from facilitator.steps.shown import Shown
from screens.actions import Key, declare
from screens.steps.fitting import FittingPanel
from screens.steps.panel import REWORD, HeadedPanel, text
from screens.steps.people import People
from screens.steps.scores import drawing as scores_drawing
from screens.widgets.rows import Row, Rows

KEYS = declare(
    "feedback",
    "Feedback",
    Key("comment", "c", "feedback", "Say what somebody thinks of the objective", 96),
    Key("reword", "r", "reword", "Reword the feedback; empty takes it away", 20),
)


class FeedbackPanel(FittingPanel, HeadedPanel):
    """What the manager says, or what colleagues say; the objective that is talked about is open."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(self, step: Step, index: int, shown: Shown, position: Position) -> None:
        super().__init__(step, index, shown, position)
        self._feedback: dict[object, FeedbackView] = {}

    @property
    def _part(self) -> FeedbackShown:
        part: FeedbackShown = self.shown.parts["feedback"]
        return part

    @property
    def _discussed(self) -> tuple[Discussed, ...]:
        return self._part.objectives

    def show(self) -> None:
        self._lay_out()
        self.refresh_bindings()

    def _say_what_is_asked(self) -> None:
        """Say above the list of which objective words are wanted, and whose."""
        here = self.here()
        if here is None:
            self.head("")
            return
        place = f"Objective {self._discussed.index(here) + 1} of {len(self._discussed)}"
        speaks = (f"  {here.manager} speaks", f"bold {self.colour_of(here.manager)}")
        if not self._managers:
            speaks = ("", "")
        elif not here.manager:
            speaks = ("  nobody manages its owner: say who speaks, with @Name", "$text-warning")
        waiting = f"  {self._part.kept} waiting for the colleagues' step" if self._part.kept else ""
        words = text((place, "bold"), speaks, (waiting, "$muted"))
        self.head(words if words.cell_length <= self.width else text((place, "bold"), speaks))

    @property
    def _managers(self) -> bool:
        return self.step.role == MANAGER

    @on(Rows.Selected)
    def _lay_out(self) -> None:
        """Show the list; the objective that is talked about has its key results and what its owner said of it."""
        here = self.here()
        known, self._feedback = set(self._feedback), {}
        people = People.of(self.shown.live)
        rows: list[Row] = []
        for discussed in self._discussed:
            rows.append(scores_drawing.heading_row(discussed.reviewed, people, self.width))
            if discussed is here:
                rows += self._opened(discussed)
            for feedback in discussed.feedback:
                self._feedback["feedback", feedback.id] = feedback
                rows.append(Row(self._line(feedback), ("feedback", feedback.id), indent=4))
            if self.roomy:
                rows.append(Row(text("")))
        if not rows:
            rows.append(Row(text("No objectives in this cycle. Nothing to talk about: enter goes on.")))
        self._say_what_is_asked()
        self.rows.show(rows)
        if known and (new := [row_id for row_id in self._feedback if row_id not in known]):
            self.rows.select(new[-1])

    def _opened(self, discussed: Discussed) -> list[Row]:
        """Return what was reached of the objective, and what its owner said of it."""
        results = [
            scores_drawing.result_row(scored, self.width, inline=not self.roomy)
            for scored in discussed.reviewed.key_results
        ]
        said = [Row(text("  ", (clean_line(line), "italic $muted")), indent=4) for line in discussed.reflected]
        return [*(replace(row, id=None) for row in results), *said]

    def _line(self, feedback: FeedbackView) -> Content:
        role = "  manager" if feedback.role == MANAGER and not self._managers else ""
        by = (f"  {feedback.by}", f"bold {self.colour_of(feedback.by)}")
        return text(("  “ ", self.colour_of(feedback.by)), feedback.text, by, (role, "$muted"))

    def here(self) -> Discussed | None:
        """Return the objective that is talked about."""
        for discussed in self._discussed:
            ids = (("feedback", feedback.id) for feedback in discussed.feedback)
            if self.selected in {("objective", discussed.reviewed.id), *ids}:
                return discussed
        return self._discussed[0] if self._discussed else None

    def enter_words(self) -> str:
        here = self.here()
        return "next objective" if here is not None and here is not self._discussed[-1] else ""

    def words_for(self, action: str) -> str | None:
        """Return what a key does here; empty where it does nothing."""
        works = {"comment": bool(self._discussed), "reword": self.selected in self._feedback}
        return None if works.get(action, True) else ""

    def go_on(self) -> bool:
        """Go to the next objective; False after the last one."""
        here = self.here()
        place = self._discussed.index(here) + 1 if here is not None else 0
        if place >= len(self._discussed):
            return False
        self.rows.select(("objective", self._discussed[place].reviewed.id))
        self._lay_out()
        return True

    @on(Rows.Pressed)
    def action_comment(self) -> None:
        """Ask for what somebody says of the objective; so does a click on the selected one."""
        here = self.here()
        if here is None:
            return
        manager = here.manager if self._managers else None
        objective, role = here.reviewed.objective, self.step.role
        self.ask(
            f"feedback {role} {objective.id}",
            f"{manager or 'Feedback'} on “{objective.title}” ({'or ' if manager else ''}@Name at the end)",
            feedback_writing.add,
            self.meeting_id,
            objective.id,
            reads=lines.reader(self.shown.names, days=False, owner=manager),
            says=lambda line: {"line": line, "role": role},
        )

    def action_reword(self) -> None:
        feedback = self._feedback.get(self.selected)
        if feedback is None:
            self.rows.unselected("Select the feedback to reword")
            return
        line, amend = clean_line(feedback.text), feedback_writing.amend
        self.ask(f"said {feedback.id}", REWORD, amend, feedback.id, text=line, expected=feedback.text)


PANEL = FeedbackPanel
