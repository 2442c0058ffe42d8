"""Shows the objectives one by one, with what the manager and then the colleagues say of each."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content

from facilitator.common.text import clean_line
from facilitator.meeting import lines
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.okr import scoring
from facilitator.people.managers import MANAGER
from facilitator.steps.feedback import writing as feedback_writing
from facilitator.steps.feedback.reading import Discussed, FeedbackShown, FeedbackView
from facilitator.steps.shown import Shown
from screens.actions import Key, declare
from screens.steps.panel import REWORD, HeadedPanel, text
from screens.steps.scores.panel import objective_line
from screens.widgets.rows import Row, Rows

KEYS = declare(
    "feedback",
    "Feedback",
    Key("comment", "c", "feedback", "Say what somebody thinks of the objective", 96),
    Key("reword", "r", "reword", "Reword the feedback; empty takes it away", 20),
)


class FeedbackPanel(HeadedPanel):
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
        words = "What the manager says" if self._managers else "What colleagues say"
        kept = f"   {self._part.kept} prepared for the colleagues' step" if self._part.kept else ""
        hint = "   c adds, enter next objective"
        self.head((words, "bold"), kept, (hint, "dim"))
        self._lay_out()

    @property
    def _managers(self) -> bool:
        return self.step.role == MANAGER

    @on(Rows.Selected)
    def _lay_out(self) -> None:
        """Show the list; the objective that is talked about has its key results and what its owner said of it."""
        here = self.here()
        known, self._feedback = set(self._feedback), {}
        rows: list[Row] = []
        for discussed in self._discussed:
            opened = discussed is here
            rows.append(Row(self._heading(discussed, opened), ("objective", discussed.reviewed.id), indent=3))
            if opened:
                rows += [Row(text(("     ", ""), (clean_line(line), "italic"))) for line in discussed.reflected]
                rows += [
                    Row(text((f"     {scoring.figure(scored.score):<5}", "bold"), (scored.key_result.title, "dim")))
                    for scored in discussed.reviewed.key_results
                ]
            for feedback in discussed.feedback:
                self._feedback["feedback", feedback.id] = feedback
                rows.append(Row(_line(feedback), ("feedback", feedback.id), indent=5))
        if not rows:
            rows.append(Row(text("No objectives in this cycle: nothing to talk about. enter goes on.")))
        self.rows.show(rows)
        if known and (new := [row_id for row_id in self._feedback if row_id not in known]):
            self.rows.select(new[-1])

    def _heading(self, discussed: Discussed, opened: bool) -> Content:
        hint = ""
        if opened and self._managers:
            nobody = "  nobody above: c, and @Name at the end"
            hint = f"  {discussed.manager} speaks" if discussed.manager else nobody
        return objective_line(discussed.reviewed, hint=hint)

    def here(self) -> Discussed | None:
        """Return the objective that is talked about."""
        for discussed in self._discussed:
            ids = (("feedback", feedback.id) for feedback in discussed.feedback)
            if self.selected in {("objective", discussed.reviewed.id), *ids}:
                return discussed
        return self._discussed[0] if self._discussed else None

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
            f"Feedback on {objective.title} ({f'{manager}, or ' if manager else ''}@Name at the end)",
            feedback_writing.add,
            self.meeting_id,
            objective.id,
            reads=lines.reader(self.shown.names, days=False, owner=manager),
            says=lambda line: {"line": line, "role": role},
        )

    def action_reword(self) -> None:
        feedback = self._feedback.get(self.selected)
        if feedback is None:
            self.rows.unselected("select the feedback to reword")
            return
        line, amend = clean_line(feedback.text), feedback_writing.amend
        self.ask(f"said {feedback.id}", REWORD, amend, feedback.id, text=line, expected=feedback.text)


PANEL = FeedbackPanel


def _line(feedback: FeedbackView) -> Content:
    role = " (manager)" if feedback.role == MANAGER else ""
    return text(("   “ ", "bold"), feedback.text, (f"  {feedback.by}{role}", "bold"))
