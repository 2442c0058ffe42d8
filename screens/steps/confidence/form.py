"""Takes somebody's own votes in a check-in, sealed; that they have voted shows, and never what."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.checkin import session as own
from facilitator.checkin.session import Own
from facilitator.common.text import clean_line
from facilitator.okr.views import KeyResultView
from facilitator.steps.confidence.checkin import AskedVotes, OwnVote
from screens.actions import digits
from screens.steps.form import Form
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static


class OwnVotes(Rows):
    """What can be voted on; digits vote on the selected one."""

    DEFAULT_CSS = "OwnVotes { height: auto; max-height: 16; }"

    BINDINGS: ClassVar[list[BindingType]] = [*digits("vote", "vote", "Give my vote, 1 to 10; 0 is 10")]

    async def action_vote(self, figure: int) -> None:
        await self.query_ancestor(ConfidenceForm).vote(self.selected, figure)


class ConfidenceForm(Form):
    """What somebody votes on: first what the meeting votes on now."""

    place = 40

    SECRET = True

    DEFAULT_CSS = """
    ConfidenceForm #vote-now { display: none; padding: 1 2; margin-bottom: 1; background: $primary 20%; }
    ConfidenceForm #vote-now.now { display: block; }
    """

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self._asked: AskedVotes | None = None
        self._current: int | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="vote-now", markup=False)
        yield Static(id="votes-heading", markup=False)
        yield OwnVotes(id="own-votes")

    async def show(self, own: Own, fresh: bool = True) -> None:  # noqa: ARG002  # nothing here is pending
        """Show what can be voted on, and what was."""
        asked: AskedVotes = own.asked["confidence"]
        self._asked = asked
        live = own.live
        running = live is not None and live.agenda.steps[live.position().step].kind == "confidence"
        now = next((vote for vote in asked.own if running and vote.id == asked.current), None)
        votable = [vote for vote in asked.own if vote.open]
        self._show_now(now)
        meanings = "   ".join(f"{value} = {clean_line(words)}" for value, words in asked.meanings.items())
        voted = sum(vote.figure is not None for vote in votable)
        self.query_one("#votes-heading", Static).update(
            Content.assemble(
                ("How sure are we?", "bold"),
                f"  {voted} of {len(votable)} voted, sealed until the reveal\n",
                (f"1-9, 0 for 10   {meanings}", "$muted"),
            )
        )
        rows = self.query_one(OwnVotes)
        followed = rows.selected in (None, self._current)
        rows.show(_rows(votable, now))
        current = now.id if now is not None and now.open else None
        if current is not None and current != self._current:
            if followed:
                rows.select(current)
            if self.screen.focused is None:
                rows.focus()
        self._current = current

    def _show_now(self, now: OwnVote | None) -> None:
        box = self.query_one("#vote-now", Static)
        box.set_class(now is not None, "now")
        if now is None:
            return
        if not now.open:
            words = "The votes are revealed, on the shared screen"
        elif now.figure is None:
            words = f"Vote now, round {now.round}: 1 to 9, 0 for 10"
        else:
            words = "● voted, sealed; a digit changes it until the reveal"
        owner = f"   {clean_line(now.item.owner)}" if now.item.owner else ""
        box.update(Content.assemble((clean_line(now.item.title), "bold"), owner, "\n", (words, "bold")))

    def front(self) -> None:
        self.query_one(OwnVotes).focus()

    async def vote(self, item: object, figure: int) -> None:
        """Vote on that; it may be changed until the reveal."""
        for vote in self._asked.own if self._asked else ():
            if self._asked is not None and vote.id == item:
                await self.record(own.vote, self._asked.per, vote.id, figure, vote.round)


FORM = ConfidenceForm


def _rows(votable: list[OwnVote], now: OwnVote | None) -> list[Row]:
    """Return what is voted on now, then everything else below its objective."""
    current = now.id if now is not None else None
    rows = [Row(_line(vote, "▶ "), vote.id) for vote in votable if vote.id == current]
    objective = ""
    for vote in votable:
        if vote.id == current:
            continue
        if isinstance(vote.item, KeyResultView) and vote.item.objective != objective:
            objective = vote.item.objective
            rows.append(Row(Content.assemble(("O  ", "$muted"), (clean_line(objective), "bold"))))
        rows.append(Row(_line(vote, "  "), vote.id))
    return rows


def _line(vote: OwnVote, mark: str) -> Content:
    done = ("● voted  ", "bold $text-success") if vote.figure is not None else ("○        ", "")
    return Content.assemble(mark, done, clean_line(vote.item.title), (f"  {clean_line(vote.item.owner)}", "$muted"))
