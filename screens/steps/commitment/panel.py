"""Shows one owner at a time what they commit to, in front of everybody, and freezes it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.common import clock
from facilitator.steps.commitment import writing as commitment_writing
from facilitator.steps.commitment.reading import Committing
from screens.actions import Key, declare
from screens.steps.panel import ListPanel, Parts, text
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

KEYS = declare(
    "commitment",
    "Commitments",
    Key("carry_over", "c", "carry over", "Carry the open requests over, past this meeting", 96),
)


class CommitmentPanel(ListPanel):
    """What is committed to, large, and the list of all; `c` carries over what is in the way of the selected one."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    DEFAULT_CSS = """
    CommitmentPanel #committing-heading { text-style: bold; }
    CommitmentPanel #committing { max-height: 65%; padding: 0 1; border-bottom: solid $primary 40%; }
    CommitmentPanel Rows { min-height: 2; }
    MeetingScreen.huge CommitmentPanel #committing { padding: 1 4; }
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
        yield Static(id="committing-heading", markup=False)
        yield Static(id="committing", markup=False)
        yield Rows(id="committing-rows")

    def show(self) -> None:
        rows: list[Row] = []
        person = None
        for committing in self._to_commit:
            if (committing.person_id, committing.here) != person:
                person = (committing.person_id, committing.here)
                away = "" if committing.here or committing.at else "   not here: left out"
                rows.append(Row(text((committing.person or "nobody yet", "bold"), (away, "dim"))))
            rows.append(Row(committing_line(committing), committing.objective_id))
        self.rows.show(rows)
        taken = self._of(self._taken)
        if not self._begun or (taken is not None and taken.at is not None):
            self._begun, self._taken = True, None
            self._select(self._next())
        self.query_one("#committing-heading", Static).update(_heading(self._to_commit))
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
        self.query_one("#committing", Static).update(_nothing() if selected is None else statement(selected))
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


def _nothing() -> Content:
    return text(("There is nothing to commit to: nobody here has OKRs in this cycle. ", "bold"), "enter goes on")


def _heading(to_commit: tuple[Committing, ...]) -> Content:
    done = sum(committing.at is not None for committing in to_commit)
    away = len({committing.person_id for committing in to_commit if not committing.here and committing.at is None})
    waits = sum(bool(committing.waiting) and committing.here for committing in to_commit)
    words = f"{done} of {len(to_commit)} committed"
    if waits:
        words += f"   ! {waits} held up by open requests"
    if away:
        words += f"   ✕ {away} not here, left out"
    if to_commit and not waits and not any(committing.open for committing in to_commit):
        words += "   enter goes on"
    return text((words, "bold"))


def committing_line(committing: Committing) -> Content:
    """Return an objective in the list: committed to, ready to be, held up, or left out."""
    count = len(committing.waiting)
    shape, words = "○", ""
    if committing.at is not None:
        shape, words = "✓", f"  committed {clock.local(committing.at):%H:%M}"
    elif not committing.here:
        shape = "✕"
    elif count:
        shape, words = "!", f"  {count} open request{'' if count == 1 else 's'}"
    of = f"  ({committing.wording.owner})" if committing.wording.owner != committing.person else ""
    style = "dim" if shape == "✕" else ""
    return text(
        (f"   {shape} ", "bold"),
        (committing.wording.objective, style),
        (of, "dim"),
        (words, "bold" if count else "dim"),
    )


def statement(committing: Committing) -> Content:
    """Return what somebody says, or has said, word for word."""
    wording = committing.wording
    who = committing.person or "nobody yet"
    speaks = (
        f"{who} has committed" if committing.at is not None else f"{who} is not here" if not committing.here else who
    )
    of = f"for {wording.owner}  " if wording.owner != committing.person else ""
    sure = f"  confidence {wording.confidence}" if wording.confidence is not None else ""
    parts: Parts = [
        (f"{'✓ ' if committing.at is not None else ''}{speaks}", "bold"),
        (f"   {of}{wording.cycle}\n", "dim"),
        "I commit to\n",
        ("  " + wording.objective, "bold"),
        (sure, "bold"),
    ]
    for title, details in wording.parts():
        parts += ["\n    · ", title, (f"   {details}" if details else "", "bold")]
    for request in wording.requests:
        parts += ["\n    + counting on ", request.words]
    for waiting in committing.waiting:
        parts.append((f"\n  ! open: {waiting.words}", "bold $warning"))
    if committing.waiting:
        parts.append("\n  b goes back to answer it; c carries it over, and it comes back at every stand-up")
    return text(*parts)
