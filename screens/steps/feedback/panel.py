"""Feedback: the objectives one after the other, with what the manager and then the colleagues say of each."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.common.text import clean_line
from facilitator.meeting import lines
from facilitator.meeting.timeline import Position
from facilitator.okr import scoring
from facilitator.people.managers import MANAGER
from facilitator.steps.feedback import writing as feedback_writing
from facilitator.steps.feedback.reading import Discussed, FeedbackShown, Given
from facilitator.steps.scores.minutes import told_score
from facilitator.steps.shown import Shown
from screens.actions import Action, declare
from screens.steps.panel import REWORD, Panel, Stood, text
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

KEYS = declare(
    "feedback",
    "Feedback",
    Action("comment", "c", "feedback", "Say what somebody thinks of the objective", 96),
    Action("reword", "r", "reword", "Reword the feedback; empty takes it away", 20),
)


class Discussions(Rows):
    """The objectives; the one that is talked about shows its key results and what its owner said of it."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(self, role: str, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._role = role
        self._meeting = 0
        self._names: tuple[str, ...] = ()
        self._some: tuple[Discussed, ...] = ()
        self._said: dict[object, Given] = {}

    def tell(self, shown: Shown) -> None:
        """Show them."""
        found: FeedbackShown = shown.parts["feedback"]
        self._meeting, self._some, self._names = shown.live.id, found.objectives, shown.names
        self._lay_out()

    def _lay_out(self) -> None:
        here = self.here()
        known, self._said = set(self._said), {}
        rows: list[Row] = []
        for one in self._some:
            rows.append(Row(self._heading(one, one is here), ("objective", one.reviewed.id), indent=3))
            if one is here:
                rows += [Row(text(("     ", ""), (clean_line(line), "italic"))) for line in one.reflected]
                rows += [
                    Row(text((f"     {scoring.figure(each.score):<5}", "bold"), (each.key_result.title, "dim")))
                    for each in one.reviewed.key_results
                ]
            for given in one.said:
                self._said["said", given.id] = given
                rows.append(Row(_line(given), ("said", given.id), indent=5))
        if not rows:
            rows.append(Row(text("No objectives in this cycle: nothing to talk about. enter goes on.")))
        self.show(rows)
        if new := [one for one in self._said if one not in known and known]:
            self.select(new[-1])

    def _heading(self, one: Discussed, here: bool) -> Content:
        asked = ""
        if here and self._role == MANAGER:
            asked = f"  {one.manager} speaks" if one.manager else "  nobody above: c, and @Name at the end"
        return text(
            ("O  ", "dim"),
            (one.reviewed.objective.title, "bold"),
            (f"  {told_score(one.reviewed)}", "bold"),
            (f"  {one.reviewed.objective.owner}", "dim"),
            (asked, "dim"),
        )

    def here(self) -> Discussed | None:
        """The objective that is talked about."""
        for one in self._some:
            if self.selected in {("objective", one.reviewed.id), *(("said", said.id) for said in one.said)}:
                return one
        return self._some[0] if self._some else None

    def on_rows_selected(self) -> None:
        """Another objective opens."""
        self._lay_out()

    def go_on(self) -> bool:
        """Go to the next objective; False after the last one."""
        here = self.here()
        place = self._some.index(here) + 1 if here is not None else 0
        if place >= len(self._some):
            return False
        self.select(("objective", self._some[place].reviewed.id))
        self._lay_out()
        return True

    def action_comment(self) -> None:
        """Ask for what somebody says of the objective."""
        one = self.here()
        if one is None:
            return
        whose = f"{one.manager}, or @Name at the end" if self._role == MANAGER and one.manager else "@Name at the end"
        self.post_message(
            Panel.Ask(
                f"feedback {self._role} {one.reviewed.id}",
                f"Feedback on {one.reviewed.objective.title} ({whose})",
                lambda line: Panel.Record(feedback_writing.add, (self._meeting, one.reviewed.id, line, self._role), {}),
                reads=lines.reader(self._names, days=False, owner=one.manager if self._role == MANAGER else None),
            )
        )

    def on_rows_pressed(self) -> None:
        """A click on the selected one does the same."""
        self.action_comment()

    def action_reword(self) -> None:
        """Reword the selected feedback; an empty text takes it away."""
        given = self._said.get(self.selected)
        if given is None:
            self.unselected("select the feedback to reword")
            return
        stood = Stood(given.text)
        self.post_message(
            stood.ask(
                Panel.Ask(
                    f"said {given.id}",
                    REWORD,
                    lambda line: stood.record(feedback_writing.amend, given.id, line),
                    clean_line(given.text),
                )
            )
        )


def _line(given: Given) -> Content:
    role = " (manager)" if given.role == MANAGER else ""
    return text(("   “ ", "bold"), given.text, (f"  {given.by}{role}", "bold"))


class FeedbackPanel(Panel):
    """What the manager says, or what colleagues say."""

    DEFAULT_CSS = "FeedbackPanel Static { height: auto; }"

    def compose(self) -> ComposeResult:
        """A heading and the list."""
        yield Static(classes="heading", markup=False)
        yield Discussions(self.step.role, id=f"discussions-{self.index}")

    def show(self, shown: Shown, position: Position) -> None:  # noqa: ARG002  # every panel is shown so
        """Show it."""
        found: FeedbackShown = shown.parts["feedback"]
        rows = self.query_one(Discussions)
        rows.tell(shown)
        self._head(found)

    def _head(self, found: FeedbackShown) -> None:
        manager = self.step.role == MANAGER
        words = "What the manager says" if manager else "What colleagues say"
        kept = f"   {found.kept} prepared for the colleagues' step" if found.kept else ""
        hint = "   c adds, enter next objective"
        self.query_one(".heading", Static).update(text((words, "bold"), kept, (hint, "dim")))

    def front(self) -> None:
        """The list."""
        self.query_one(Discussions).focus()

    def go_on(self) -> bool:
        """Go to the next objective."""
        return self.query_one(Discussions).go_on()


PANEL = FeedbackPanel
