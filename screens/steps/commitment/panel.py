"""Commitment: one owner at a time says what they commit to, in front of everybody, and it is frozen."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.common import clock
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.steps.commitment import writing as commitment_writing
from facilitator.steps.commitment.reading import Committing
from facilitator.steps.shown import Shown
from screens.actions import Action, declare
from screens.steps.panel import Panel, Parts, text
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

KEYS = declare(
    "commitment",
    "Commitments",
    Action("carry_over", "c", "carry over", "Carry the open requests over, past this meeting", 96),
)


class CommittingRows(Rows):
    """Everybody's objectives; `c` carries over what is in the way of the selected one."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def action_carry_over(self) -> None:
        """Carry the open requests over."""
        next(node for node in self.ancestors if isinstance(node, CommitmentPanel)).carry_over()


class CommitmentPanel(Panel):
    """What is committed to, large, and the list of all."""

    DEFAULT_CSS = """
    CommitmentPanel Static { height: auto; }
    CommitmentPanel #committing-heading { text-style: bold; }
    CommitmentPanel #committing { max-height: 65%; padding: 0 1; border-bottom: solid $primary 40%; }
    CommitmentPanel CommittingRows { min-height: 2; }
    MeetingScreen.huge CommitmentPanel #committing { padding: 1 4; }
    """

    def __init__(self, step: Step, index: int) -> None:
        super().__init__(step, index)
        self._shown: Shown | None = None
        self._taken: int | None = None

    @property
    def _to_commit(self) -> tuple[Committing, ...]:
        found: tuple[Committing, ...] = self._shown.parts["commitment"] if self._shown else ()
        return found

    @property
    def _selected(self) -> Committing | None:
        row_id = self.query_one(CommittingRows).selected
        return next((one for one in self._to_commit if one.objective_id == row_id), None)

    def compose(self) -> ComposeResult:
        """How far it has come, what is said, then everybody's."""
        yield Static(id="committing-heading", markup=False)
        yield Static(id="committing", markup=False)
        yield CommittingRows(id="committing-rows")

    def show(self, shown: Shown, position: Position) -> None:  # noqa: ARG002  # every panel is shown so
        """Show it."""
        first = self._shown is None
        self._shown = shown
        some = self._to_commit
        rows: list[Row] = []
        person = None
        for one in some:
            if (one.person_id, one.here) != person:
                person = (one.person_id, one.here)
                away = "" if one.here or one.at else "   not here: left out"
                rows.append(Row(text((one.person or "nobody yet", "bold"), (away, "dim"))))
            rows.append(Row(committing_line(one), one.objective_id))
        listed = self.query_one(CommittingRows)
        listed.show(rows)
        taken = next((one for one in some if one.objective_id == self._taken), None)
        if first or (taken is not None and taken.at is not None):
            self._taken = None
            self._select_next()
        self.query_one("#committing-heading", Static).update(_heading(some))
        self._say()

    def _select_next(self) -> None:
        following = self._next()
        if following is not None:
            self.query_one(CommittingRows).select(following.objective_id)

    def _next(self) -> Committing | None:
        """The next one that can be taken, after the selected one if there is one there."""
        some = self._to_commit
        here = next((index for index, one in enumerate(some) if one is self._selected), 0)
        return next((one for one in (*some[here:], *some[:here]) if one.open), None)

    @on(Rows.Selected)
    def _say(self) -> None:
        one = self._selected
        self.query_one("#committing", Static).update(_nothing() if one is None else statement(one))
        # What is said takes more or less room than before: what is selected stays in sight in what is left.
        listed = self.query_one(CommittingRows)
        self.call_after_refresh(lambda: listed.select(listed.selected))

    def front(self) -> None:
        """The list."""
        self.query_one(CommittingRows).focus()

    def go_on(self) -> bool:
        """Take the commitment that is selected; after all of them the next step follows."""
        one, following = self._selected, self._next()
        if one is not None and one.waiting and one.here:
            self.notify(f"{one.person} cannot commit yet: {_in_the_way(one)}", severity="warning", markup=False)
            return True
        if one is not None and one.open and self._shown is not None:
            self._taken = one.objective_id
            self.record(commitment_writing.commit, self._shown.live.id, one.objective_id)
            return True
        if following is not None:
            # Nobody commits to what is not before everybody's eyes.
            self._select_next()
            self._say()
            return True
        blocked = next((one for one in self._to_commit if one.here and one.waiting), None)
        if blocked is None:
            return False
        self.query_one(CommittingRows).select(blocked.objective_id)
        self._say()
        return True

    def carry_over(self) -> None:
        """Carry over the requests that are in the way of the selected one."""
        one = self._selected
        if one is not None and self._shown is not None and one.waiting:
            self.record(commitment_writing.carry_over, self._shown.live.id, [request.id for request in one.waiting])
        else:
            self.notify("no open request is in the way of this commitment", markup=False)


PANEL = CommitmentPanel


def _in_the_way(one: Committing) -> str:
    return "; ".join(request.words for request in one.waiting)


def _nothing() -> Content:
    return text(("There is nothing to commit to: nobody here has OKRs in this cycle. ", "bold"), "enter goes on")


def _heading(some: tuple[Committing, ...]) -> Content:
    done = sum(one.at is not None for one in some)
    away = len({one.person_id for one in some if not one.here and one.at is None})
    waits = sum(bool(one.waiting) and one.here for one in some)
    words = f"{done} of {len(some)} committed"
    if waits:
        words += f"   ! {waits} held up by open requests"
    if away:
        words += f"   ✕ {away} not here, left out"
    if some and not waits and not any(one.open for one in some):
        words += "   enter goes on"
    return text((words, "bold"))


def committing_line(one: Committing) -> Content:
    """An objective in the list: committed to, ready to be, held up, or left out."""
    count = len(one.waiting)
    shape, words = "○", ""
    if one.at is not None:
        shape, words = "✓", f"  committed {clock.local(one.at):%H:%M}"
    elif not one.here:
        shape = "✕"
    elif count:
        shape, words = "!", f"  {count} open request{'' if count == 1 else 's'}"
    of = f"  ({one.wording.owner})" if one.wording.owner != one.person else ""
    style = "dim" if shape == "✕" else ""
    return text(
        (f"   {shape} ", "bold"), (one.wording.objective, style), (of, "dim"), (words, "bold" if count else "dim")
    )


def statement(one: Committing) -> Content:
    """What somebody says, or has said, word for word."""
    wording = one.wording
    who = one.person or "nobody yet"
    told = f"{who} has committed" if one.at is not None else f"{who} is not here" if not one.here else who
    of = f"for {wording.owner}  " if wording.owner != one.person else ""
    sure = f"  confidence {wording.confidence}" if wording.confidence is not None else ""
    parts: Parts = [
        (f"{'✓ ' if one.at is not None else ''}{told}", "bold"),
        (f"   {of}{wording.cycle}\n", "dim"),
        "I commit to\n",
        ("  " + wording.objective, "bold"),
        (sure, "bold"),
    ]
    for title, said in wording.parts():
        parts += ["\n    · ", title, (f"   {said}" if said else "", "bold")]
    for request in wording.requests:
        parts += ["\n    + counting on ", request.words]
    for waiting in one.waiting:
        parts.append((f"\n  ! open: {waiting.words}", "bold $warning"))
    if one.waiting:
        parts.append("\n  b goes back to answer it; c carries it over, and it comes back at every stand-up")
    return text(*parts)
