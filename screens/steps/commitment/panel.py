"""Shows one owner at a time what they commit to, in front of everybody, and freezes it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size

from facilitator.steps.commitment import writing as commitment_writing
from facilitator.steps.commitment.reading import Committing
from screens.actions import Key, declare
from screens.steps.commitment import drawing
from screens.steps.panel import ListPanel
from screens.steps.people import People
from screens.widgets.lines import Lines
from screens.widgets.rows import Row, Rows

KEYS = declare(
    "commitment",
    "Commitments",
    Key("carry_over", "c", "carry over", "Carry the open requests over, past this meeting", 96),
)

LEAST = 12
"""Lines that a panel counts as having before it is laid out."""


class CommitmentPanel(ListPanel):
    """What is committed to, large, and the list of all; `c` carries over what is in the way of the selected one."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    DEFAULT_CSS = """
    CommitmentPanel #committing-heading { height: 1; }
    CommitmentPanel Rows { min-height: 2; margin-top: 0; }
    """

    _begun = False
    _taken: int | None = None

    @property
    def _to_commit(self) -> tuple[Committing, ...]:
        to_commit: tuple[Committing, ...] = self.shown.parts["commitment"]
        return to_commit

    def _of(self, objective_id: object) -> Committing | None:
        return next((committing for committing in self._to_commit if committing.objective_id == objective_id), None)

    def compose(self) -> ComposeResult:
        yield Lines(id="committing-heading")
        yield Lines(id="committing")
        yield Rows(id="committing-rows")

    def show(self) -> None:
        rows: list[Row] = []
        people, person = People.of(self.shown.live), None
        for committing in self._to_commit:
            if (committing.person_id, committing.here) != person:
                person = (committing.person_id, committing.here)
                rows.append(Row(drawing.person_row(committing, people)))
            rows.append(Row(drawing.row(committing), committing.objective_id, indent=4))
        self.rows.show(rows)
        taken = self._of(self._taken)
        if not self._begun or (taken is not None and taken.at is not None):
            self._begun, self._taken = True, None
            self._select(self._next())
        self._show_statement()
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Draw it anew in the room there is."""
        if self._begun:
            self._show_statement()

    def _select(self, committing: Committing | None) -> None:
        if committing is not None:
            self.rows.select(committing.objective_id)

    def _next(self) -> Committing | None:
        """Return the next one that can be taken, after the selected one if there is one there."""
        selected = self._of(self.selected)
        here = 0 if selected is None else self._to_commit.index(selected)
        following = (*self._to_commit[here:], *self._to_commit[:here])
        return next((committing for committing in following if committing.open), None)

    @on(Rows.Selected)
    def _show_statement(self) -> None:
        selected = self._of(self.selected)
        width, height = max(30, self.content_region.width or 78), self.content_region.height or LEAST
        said = Content("")
        if selected is not None:
            said = drawing.said(selected, self.shown.live, Size(width, height), len(self.rows.rows))
        self.query_one("#committing-heading", Lines).update(drawing.heading(self._to_commit, width))
        lines = self.query_one("#committing", Lines)
        # A height of its own: what is automatic is not measured anew while the panel is being laid out.
        lines.styles.height = len(said.split(allow_blank=True)) if said else 0
        lines.update(said)
        self.refresh_bindings()
        # What is said takes more or less room than before: what is selected stays in sight in what is left.
        self.call_after_refresh(lambda: self.rows.select(self.selected))

    def go_on(self) -> bool:
        """Take the commitment that is selected; after all of them the next step follows."""
        selected = self._of(self.selected)
        if selected is not None and selected.waiting and selected.here:
            words = f"{selected.person} cannot commit yet: {_in_the_way(selected)}"
            self.notify(words, severity="warning", markup=False)
            return True
        if selected is not None and selected.open:
            self._taken = selected.objective_id
            self.record(commitment_writing.commit, self.meeting_id, selected.objective_id)
            return True
        blocked = (committing for committing in self._to_commit if committing.here and committing.waiting)
        following = self._next() or next(blocked, None)
        # Nobody commits to what is not before everybody's eyes.
        self._select(following)
        self._show_statement()
        return following is not None

    def enter_words(self) -> str:
        """Say what `enter` does now; nothing where it goes on to the next step."""
        selected = self._of(self.selected)
        if selected is not None and selected.here and selected.waiting:
            return "say what is open"
        if selected is not None and selected.open:
            return "commit"
        left = any(committing.open or (committing.here and committing.waiting) for committing in self._to_commit)
        return "next commitment" if left else ""

    def words_for(self, action: str) -> str | None:
        """Show `c` only where a request is in the way of what is selected."""
        selected = self._of(self.selected)
        return "" if action == "carry_over" and not (selected is not None and selected.waiting) else None

    def action_carry_over(self) -> None:
        """Carry over the requests that are in the way of the selected one."""
        selected = self._of(self.selected)
        if selected is not None and selected.waiting:
            requests = [request.id for request in selected.waiting]
            self.record(commitment_writing.carry_over, self.meeting_id, requests)
        else:
            self.notify("no open request is in the way of this commitment", markup=False)


PANEL = CommitmentPanel


def _in_the_way(committing: Committing) -> str:
    return "; ".join(request.words for request in committing.waiting)
