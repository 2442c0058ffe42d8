"""Shows who has voted and nothing else, then all votes at once, and what they come to."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.geometry import Size

from facilitator.common.text import number
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import PRESENT, Position
from facilitator.okr import votes
from facilitator.steps.confidence import writing as confidence_writing
from facilitator.steps.confidence.reading import Ballot, Ballots
from facilitator.steps.shown import Shown
from screens.actions import Key, declare, digits
from screens.steps.confidence import drawing
from screens.steps.confidence.revealed import dots_of
from screens.steps.confidence.revealed import revealed as draw_revealed
from screens.steps.panel import Panel
from screens.steps.people import People
from screens.widgets.lines import Lines
from screens.widgets.questions import YesNo
from screens.widgets.rows import Rows

KEYS = declare(
    "confidence",
    "Confidence",
    Key("again", "v", "vote again", "Ask for another vote, a second round", 96),
    Key("agree", "g", "agree", "Agree on the median, or on the figure typed", 98),
    Key("meaning", "m", "meaning", "Say what 1, 5 and 10 mean in this unit", 20),
    Key("turn(-1)", "left,h", "one back", "Go back to the key result before"),
    Key("turn(1)", "right,l", "one on", "Go to the key result after"),
)

LEAST = 12
"""Lines that a panel counts as having before it is laid out."""


class RevealedFigures(VerticalScroll, inherit_bindings=False):
    """What was revealed; arrows scroll it where it has no room."""

    BINDINGS: ClassVar[list[BindingType]] = [*Rows.BINDINGS]

    def action_move(self, by: int) -> None:
        self.scroll_relative(y=by, animate=False)


class ConfidencePanel(Panel):
    """One key result, or objective, after the other; a digit is the vote of who is selected, and shows nowhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *KEYS,
        *digits("cast", "vote", "Vote for the selected person; 0 is 10"),
    ]

    DEFAULT_CSS = """
    ConfidencePanel #figures { height: 1fr; scrollbar-size-vertical: 1; }
    """

    def __init__(self, step: Step, index: int, shown: Shown, position: Position) -> None:
        super().__init__(step, index, shown, position)
        self._sealed_now: bool | None = None
        # The ballot that the cursor was placed in: the id of what is voted on, and the round.
        self._placed: tuple[int, int] | None = None
        self._voted: frozenset[int] = frozenset()
        # Whose votes were taken here, and are not read back yet.
        self._sent: set[int] = set()
        # Whether somebody has moved the cursor by hand since the last vote.
        self._chosen = False
        # How many moves of the vote (a reveal, another round, the next one) are on their way, and the keys that were
        # pressed behind them: a figure must not go into a round that is just being closed.
        self._turning = 0
        self._behind: deque[tuple[DOMNode, str]] = deque()
        self._turn_of = ""

    def compose(self) -> ComposeResult:
        yield Lines(id="voted-on")
        yield Rows(id="voters")
        with RevealedFigures(id="figures"):
            yield Lines(id="revealed")

    # What it shows ---------------------------------------------------------------------------------------------

    def show(self) -> None:
        ballot, ballots = self.ballot, self.ballots
        sealed = ballot is not None and ballot.state == "open"
        if ballot is not None and self._placed != (ballot.item.id, ballot.round):
            self._placed, self._voted, self._sent, self._chosen = None, frozenset(), set(), False
        turned, self._sealed_now = sealed != self._sealed_now, sealed
        here = self.screen.focused
        self.query_one("#voters").display = sealed
        self.query_one("#figures").display = not sealed
        self._draw(ballots, ballot)
        if sealed and ballot is not None:
            self._place_cursor(ballot)
        if turned and (here is None or self in here.ancestors):
            self.front()
        self.refresh_bindings()

    def _draw(self, ballots: Ballots | None, ballot: Ballot | None) -> None:
        # One column is kept free: what is too long scrolls, and the bar covers nothing.
        size = Size(max(30, self.content_region.width or 78) - 1, self.content_region.height or LEAST)
        revealed = Content("")
        if ballot is None or ballots is None:
            head, revealed = drawing.all_done(ballots, self._per, size.width)
        else:
            head = drawing.heading(ballots, ballot, self._per, self._here(), self._people, size)
            if ballot.state != "open":
                room = Size(size.width, size.height - len(head.split(allow_blank=True)))
                dots = dots_of(ballot, self.shown.live.people, self._people)
                so_far = drawing.agreed_so_far(ballots, room.width)
                revealed = draw_revealed(ballot, dots, ballots.meanings, so_far, room)
        for name, content in (("#voted-on", head), ("#revealed", revealed)):
            lines = self.query_one(name, Lines)
            # A height of its own: what is automatic is not measured anew while the panel is being laid out.
            lines.styles.height = len(content.split(allow_blank=True))
            lines.update(content)

    def on_resize(self) -> None:
        """Draw it anew in the room there is."""
        if self._sealed_now is not None:
            self.show()

    @property
    def ballots(self) -> Ballots | None:
        """What is voted on in this step."""
        ballots: Ballots | None = self.shown.parts["confidence"].get(self.step.per)
        return ballots

    @property
    def ballot(self) -> Ballot | None:
        """What is voted on now; None where all is done."""
        ballots = self.ballots
        return None if ballots is None or ballots.current is None else ballots.ballots[ballots.current]

    @property
    def _per(self) -> str:
        """What is voted on, in words."""
        return self.step.per.replace("_", " ")

    @property
    def _people(self) -> People:
        return People.of(self.shown.live)

    @property
    def _voters(self) -> Rows:
        return self.query_one("#voters", Rows)

    def _here(self) -> list[int]:
        return [person for person in self.position.order if self.position.attendance.get(person) in PRESENT]

    def _missing(self, ballot: Ballot) -> list[int]:
        """Return who is here and has not voted, neither in a check-in nor at the table."""
        return [person for person in self._here() if person not in ballot.voted | self._sent]

    def _place_cursor(self, ballot: Ballot) -> None:
        """List who votes, and select who is next: nobody who has voted, unless somebody chose them by hand."""
        voters = self._voters
        before = voters.selected
        names, people, here = dict(self.shown.live.people), self._people, len(self._here())
        tall = next((lines for lines in (4, 2) if voters.size.height >= lines * here > 0), 1)
        width = (self.content_region.width or 78) - 26
        voters.show(drawing.voters(ballot, names, people, self.position, width, tall))
        taken_back = [person for person in self._here() if person in self._voted - ballot.voted]
        if self._placed is None:
            self._placed = (ballot.item.id, ballot.round)
            self._select_after(None, ballot)
        elif taken_back:
            self._select(taken_back[0])
        elif before != voters.selected or not (self._chosen or before in self._missing(ballot)):
            self._select_after(before, ballot)
        self._voted = ballot.voted
        self._sent -= ballot.voted

    def _select_after(self, person: object, ballot: Ballot) -> None:
        """Select who votes after that person: nobody where all have."""
        order = list(self.position.order)
        here = order.index(person) if isinstance(person, int) and person in order else -1
        missing = self._missing(ballot)
        after = [voter for voter in missing if order.index(voter) > here]
        self._select(next(iter(after or missing), None))

    def _select(self, person: int | None) -> None:
        self._chosen = False
        self._voters.select(person)

    @on(Rows.Selected)
    def _choose(self) -> None:
        self._chosen = True

    # What its keys do ------------------------------------------------------------------------------------------

    def _waits(self, node: DOMNode, action: str) -> bool:
        """Say whether a key waits until an earlier one has moved the vote on, and then run it."""
        if self._turn_of == action:
            self._turn_of = ""
            return False
        if not (self._turning or self._behind):
            return False
        if self.program.trouble is not None:
            self.notify("the vote goes on when the database is back", severity="warning", markup=False)
        else:
            self._behind.append((node, action))
        return True

    async def _go_on_behind(self) -> None:
        while self._behind and not self._turning:
            node, self._turn_of = self._behind[0]
            await self.app.run_action(self._turn_of, node)
            self._turn_of = ""
            self._behind.popleft()

    def front(self) -> None:
        """Focus who has voted, or what they said."""
        # At once: a key may be on its way to it.
        self.screen.set_focus(self.query_one("#voters" if self._sealed_now else "#figures"), scroll_visible=False)

    def go_on(self) -> bool:
        """Reveal; then the next one; after the last the next step."""
        if self._waits(self.screen, "go_on"):
            return True
        ballot, ballots = self.ballot, self.ballots
        if ballot is None or ballots is None:
            return False
        if ballot.state == "open" and (ballot.voted or self._sent):
            self._reveal(ballot)
            return True
        if ballot.agreed is None:
            why = "nobody voted, " if ballot.state == "open" and not ballot.rounds else ""
            self.notify(f"{ballot.item.title}: {why}not agreed", markup=False)
        self._record(confidence_writing.move_on, ballot, ballot.round, ballot.state)
        # The last one is closed while the meeting goes to the next step.
        return sum(other.state != "closed" for other in ballots.ballots) > 1

    def _reveal(self, ballot: Ballot) -> None:
        missing = self._missing(ballot)

        def answered(yes: bool | None) -> None:
            if yes:
                self._record(confidence_writing.reveal, ballot, ballot.round)

        if not missing:
            answered(True)
            return
        names = ", ".join(self.shown.live.people.get(person, "?") for person in missing)
        have = "1 has" if len(missing) == 1 else f"{len(missing)} have"
        self.app.push_screen(YesNo(f"{have} not voted: reveal anyway?", names, own=True), answered)

    def action_cast(self, figure: int) -> None:
        """Take the vote of who is selected; nothing of it shows but that they have voted."""
        if self._waits(self, f"cast({figure})"):
            return
        ballot, person = self.ballot, self._voters.selected
        if ballot is None or ballot.state != "open":
            return
        if not isinstance(person, int):
            words = "the ballot is full: enter reveals; to change a vote, select whose it is"
            self.notify(words if self._here() else "nobody is here to vote; w says who is", markup=False)
            return
        if person not in ballot.voted | self._sent:
            self._take(person, figure, ballot)
            return
        question = YesNo(f"{self.shown.live.people.get(person, '?')} has voted: replace the vote?")
        self.app.push_screen(question, lambda yes: self._take(person, figure, ballot) if yes else None)

    def _take(self, person: int, figure: int, ballot: Ballot) -> None:
        placed = (ballot.item.id, ballot.round)

        def settled(_result: object, error: Exception | None) -> None:
            if placed == self._placed:
                self._sent.discard(person)
                if error is not None and person in self._missing(ballot):
                    # They have not voted after all.
                    self._select(person)

        where = {"meeting_id": self.meeting_id, "round_number": ballot.round}
        arguments = (person, self.step.per, {ballot.item.id: figure})
        if placed == self._placed:
            self._sent.add(person)
            self._select_after(person, ballot)
        self.post_message(Panel.Record(confidence_writing.vote, arguments, where, secret=True, settled=settled))

    def action_again(self) -> None:
        if not self._waits(self, "again") and (ballot := self.ballot) is not None:
            self._record(confidence_writing.again, ballot, ballot.round)

    def action_agree(self) -> None:
        """Ask for the agreed figure: the median stands in the field, and what is typed takes its place."""
        if self._waits(self, "agree"):
            return
        ballot = self.ballot
        if ballot is None:
            return
        says, figure = self._agreeing(ballot)
        per, item = self.step.per, ballot.item.id
        self.ask(
            f"agreed {per} {item} {ballot.round}",
            says,
            confidence_writing.agree,
            self.meeting_id,
            per,
            item,
            text=figure,
            over=True,
            says=lambda line: {"figure": votes.figure(line)},
            round_number=ballot.round,
            expected=ballot.agreed,
        )

    def _agreeing(self, ballot: Ballot) -> tuple[str, str]:
        """Return what is asked for the agreed figure, and the figure that stands in the field."""
        owner = self.shown.live.people.get(ballot.item.speaker_id or 0)
        who = owner or ballot.item.owner or "the owner"
        if ballot.state == "open" or not ballot.rounds:
            return f"No votes: how sure is {who}, 1 to 10?", str(ballot.agreed or "")
        figures = ballot.rounds[-1]
        tally = votes.tally(figures)
        voted = f", {who} voted {figures[owner]}" if owner in figures and owner else ""
        return f"enter agrees on {tally.middle}, or type 1 to 10   median {number(tally.median)}{voted}", str(
            tally.middle
        )

    def action_meaning(self) -> None:
        if (ballots := self.ballots) is not None:
            self.ask(
                "meaning",
                f"What the figures mean in {self.shown.live.team}, e.g. 5 = half sure; 10 = certain",
                confidence_writing.agree_meanings,
                self.meeting_id,
                text=votes.meanings_line(ballots.meanings),
                expected=dict(ballots.meanings),
            )

    def action_turn(self, by: int) -> None:
        """Go to the one before or after, out of turn."""
        if self._waits(self, f"turn({by})"):
            return
        ballots = self.ballots.ballots if self.ballots is not None else ()
        current = self.ballots.current if self.ballots is not None else None
        there = (len(ballots) if current is None else current) + by
        if 0 <= there < len(ballots):
            self._record(confidence_writing.turn_to, ballots[there])

    def _record(self, function: Callable[..., Any], ballot: Ballot, *more: object) -> None:
        def settled(_result: object, _error: Exception | None) -> None:
            self._turning -= 1
            self.run_worker(self._go_on_behind())

        self._turning += 1
        self.record(function, self.meeting_id, self.step.per, ballot.item.id, *more, settled=settled)

    def enter_words(self) -> str:
        """Say what `enter` does now; nothing where it goes on to the next step."""
        ballots, ballot = self.ballots, self.ballot
        if ballots is None or ballot is None:
            return ""
        if ballot.state == "open" and (ballot.voted or self._sent):
            return "reveal"
        left = sum(other.state != "closed" for other in ballots.ballots)
        return f"next {self._per}" if left > 1 else ""

    def words_for(self, action: str) -> str | None:
        """Say what figure `g` agrees on; once there is one, that it changes it."""
        ballot = self.ballot
        if action != "agree" or ballot is None:
            return None
        if ballot.agreed is not None:
            return f"change the {ballot.agreed}"
        if ballot.state == "revealed" and ballot.rounds:
            return f"agree on {votes.tally(ballot.rounds[-1]).middle}"
        return "agree without a vote"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """Say what can be done: another vote after a reveal, and so a figure where anybody has voted."""
        if action not in ("again", "agree", "meaning", "turn"):
            return True
        if self.position.state == "ended":
            return False
        if self._turning:
            return True
        ballot = self.ballot
        if action == "again":
            return ballot is not None and ballot.state == "revealed"
        if action == "agree":
            return ballot is not None and (ballot.state == "revealed" or not ballot.voted)
        return True


PANEL = ConfidencePanel
