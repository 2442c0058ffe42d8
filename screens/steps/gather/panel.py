"""Shows who is here, who facilitates, who speaks when, what is open from last time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.css.query import NoMatches

from facilitator.common import clock
from facilitator.common.names import short_names
from facilitator.meeting import moving, timeline
from facilitator.meeting.running import called
from facilitator.meeting.timeline import STATES, Position
from facilitator.promises.kept import is_overdue
from facilitator.steps import outcomes
from facilitator.steps.gather import writing as gather_writing
from facilitator.steps.gather.reading import Gathering
from facilitator.steps.outcomes import Outcome
from facilitator.steps.shown import Shown
from screens import wording
from screens.actions import Key, declare
from screens.base import following
from screens.steps.gather import drawing
from screens.steps.panel import Panel, text
from screens.steps.people import People
from screens.widgets.lines import Lines
from screens.widgets.rows import GUTTER, Row, Rows

SETTLED = ("open", "done", "dropped")


KEYS = declare(
    "gather",
    "Who is here",
    Key("state(1)", "right,l", "here or not", "Present, remote, late or absent", 96),
    Key("state(-1)", "left,h", "back", "Absent, late, remote or present"),
    Key("shift(-1)", "shift+up,K", "earlier", "Let the person speak earlier"),
    Key("shift(1)", "shift+down,J", "later", "Let the person speak later"),
    Key("order", "o", "order", "Speaking order: as last time, shuffled, drawn", 94),
    Key("facilitates", "f", "facilitates", "Make the person the facilitator"),
    Key("invite", "i", "somebody else", "Somebody of another team is here too"),
)


CARRIED = declare(
    "carried",
    "Open from last time",
    Key("settle(1)", "right,l", "done, dropped", "Tick it off, drop it with a reason, carry it over", 96),
    Key("settle(-1)", "left,h", "back", "Carry it over, drop it, tick it off"),
)


class Present(Rows):
    """Everybody, in speaking order, and whether they are here."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    @property
    def _panel(self) -> GatherPanel:
        return self.query_ancestor(GatherPanel)

    def list(self, shown: Shown, position: Position, width: int) -> None:
        """Show everybody."""
        people, short = People.of(shown.live), short_names(shown.live.people.values())
        rows = []
        for person in position.order:
            turn = shown.turns.get(person)
            marks = ["✓ ready"] if turn and turn.ready else ["✎ prepared"] if person in shown.prepared else []
            if person == shown.live.facilitator_id:
                marks.append("★ facilitates")
            name = shown.live.called(person)
            if 2 + cell_len(name) + sum(cell_len(mark) + 2 for mark in marks) > width - GUTTER:
                units = shown.live.stands_for.get(person)
                name = called(short[shown.live.people[person]], people.names[person] if units else "")
            state = position.attendance.get(person, "absent")
            line = drawing.person_line(name, people.colours.get(person, ""), state, marks, width - GUTTER)
            rows.append(Row(line, person))
        self.show(rows)

    def _record(self, function: Callable[..., Any], *arguments: object) -> None:
        self._panel.record(function, self._panel.meeting_id, *arguments)

    def action_state(self, by: int) -> None:
        if isinstance(self.selected, int):
            now = STATES.index(self._panel.position.attendance.get(self.selected, "absent"))
            self._record(moving.set_attendance, self.selected, STATES[(now + by) % len(STATES)])

    def on_rows_pressed(self) -> None:
        self.action_state(1)

    def action_shift(self, by: int) -> None:
        if not isinstance(self.selected, int):
            return
        order = [*self._panel.position.order]
        here = order.index(self.selected)
        there = max(0, min(len(order) - 1, here + by))
        order.insert(there, order.pop(here))
        self._record(moving.set_order, "chosen", order)

    def action_order(self) -> None:
        """Go through the ways of ordering."""
        self._record(moving.set_order, following(self._panel.shown.live.speaking_order, moving.ORDERS[:3]))

    def words_for(self, action: str) -> str | None:
        """Return the order that it is now, for the key that changes it."""
        return f"order {self._panel.shown.live.speaking_order}" if action == "order" else None

    def action_facilitates(self) -> None:
        if isinstance(self.selected, int):
            self._record(moving.set_facilitator, self.selected)

    def action_invite(self) -> None:
        words, panel = "Who else is here? A person's name", self._panel
        panel.ask("invite", words, gather_writing.invite, panel.meeting_id)


class CarriedOver(Rows):
    """Open actions and requests from last time, and where the step recalls them, what people had planned."""

    BINDINGS: ClassVar[list[BindingType]] = [*CARRIED]

    def __init__(self) -> None:
        super().__init__(id="carried")
        self._known: dict[object, Outcome] = {}
        # What becomes of those that are on their way into the database.
        self._becoming: dict[tuple[str, int], str] = {}

    def list(self, shown: Shown, below: Sequence[Row], width: int, height: int) -> None:
        """Show them, and these rows below them."""
        self._known = {(outcome.kind, outcome.id): outcome for outcome in shown.carried}
        today = clock.today()
        short = People.of(shown.live).names
        names = {name: short[person] for person, name in shown.live.people.items()}
        lines = [
            Row(drawing.carried_line(outcome, today, names), key, indent=2) for key, outcome in self._known.items()
        ]
        rows = drawing.spaced(lines, width, height)
        self.show([*rows, *([Row(Content(""))] if rows and below else []), *below])

    def action_settle(self, by: int) -> None:
        outcome = self._known.get(self.selected)
        if outcome is None:
            return
        which = (outcome.kind, outcome.id)
        stands = self._becoming.get(which, outcome.state)
        state = SETTLED[(SETTLED.index(stands) + by) % len(SETTLED)]
        function = outcomes.settle_action if outcome.kind == "action" else outcomes.settle_request
        panel, expected = self.query_ancestor(GatherPanel), {"state": stands}
        call = (function, outcome.id, state, panel.meeting_id)
        if state == "dropped":
            words = f"Why is it dropped: {outcome.text[:60]}? (esc keeps it)"
            panel.ask(f"dropped {outcome.kind} {outcome.id}", words, *call, expected=expected)
            return

        def settled(_came: object, _error: Exception | None) -> None:
            if self._becoming.get(which) == state:
                del self._becoming[which]

        self._becoming[which] = state
        panel.record(*call, settled=settled, expected=expected)

    def on_rows_pressed(self) -> None:
        self.action_settle(1)


def _planned(shown: Shown, position: Position, recalls: str) -> list[Row]:
    """Return what everybody said last time under the key that the step recalls, below a heading."""
    rows: list[Row] = []
    people = People.of(shown.live)
    for person in position.order:
        turn = shown.turns.get(person)
        if turn is not None and (plans := turn.recalled.get(recalls)):
            rows.append(Row(text((shown.live.called(person), f"bold {people.colours.get(person, '')}"))))
            rows.extend(Row(text("  ○ ", plan), indent=4) for plan in plans)
    return [Row(text(("Planned last time", "bold $primary"))), *rows] if rows else []


APART = 110
"""Columns from which on what was planned last time has a column of its own."""


class GatherPanel(Panel):
    """Who is here, and what is open."""

    DEFAULT_CSS = """
    GatherPanel { padding: 0 1 0 0; }
    GatherPanel #leader, GatherPanel #tight { height: auto; padding: 0 1; display: none; }
    GatherPanel #gathered { height: 1fr; }
    GatherPanel #here { height: 1fr; width: 32; margin-right: 2; }
    GatherPanel #open { width: 1fr; height: 1fr; }
    GatherPanel #planned { width: 1fr; height: 1fr; margin-left: 2; display: none; }
    GatherPanel #order, GatherPanel #open-heading { height: 2; padding-left: 1; }
    """

    _asked = False

    @property
    def _gathering(self) -> Gathering:
        gathering: Gathering = self.shown.parts["gather"]
        return gathering

    def on_resize(self) -> None:
        """Share out the room anew."""
        with contextlib.suppress(NoMatches):
            self.renew(self.shown, self.position)

    def compose(self) -> ComposeResult:
        yield Lines(id="leader", wraps=True)
        yield Lines(id="tight", wraps=True)
        with Horizontal(id="gathered"):
            with Vertical(id="here"):
                yield Lines(id="order")
                yield Present(id="present")
            with Vertical(id="open"):
                yield Lines(id="open-heading")
                yield CarriedOver()
            yield Rows(id="planned")

    def show(self) -> None:
        shown, position = self.shown, self.position
        width, height = self.content_size
        planned = _planned(shown, position, self.step.recalls)
        apart = width >= APART and bool(planned)
        share = 3 if apart else 2
        left = max(24, min(46 if width >= APART else 34, width * 9 // 20))
        self.query_one("#here").styles.width = left
        self._say("#leader", drawing.leader_line(self._gathering.leader))
        fits = timeline.fits(shown.live.agenda, position)
        words = "! 30 s each do not fit: everybody gets the same. ctrl+s sets seconds per person."
        self._say("#tight", text() if fits else text((words, "bold $text-warning")))
        room = (width - left - 2 * share + 2) // (share - 1)
        self._head(left, room)
        self.query_one(Present).list(shown, position, left)
        beside = self.query_one("#planned", Rows)
        beside.display = apart
        beside.show(planned if apart else ())
        self.query_one(CarriedOver).list(shown, () if apart else planned, room, height - 2)

    def _say(self, where: str, words: Content) -> None:
        line = self.query_one(where, Lines)
        line.update(words)
        line.display = bool(words.plain)

    def _head(self, left: int, room: int) -> None:
        """Show above the lists how many are here and have prepared, and what comes back, in so many columns each."""
        shown, position = self.shown, self.position
        here = sum(position.attendance.get(person) in timeline.PRESENT for person in position.order)
        everybody = len(position.order)
        asked = any(step.in_turns for step in shown.live.agenda.steps)
        prepared = sum(person in shown.prepared for person in position.order)
        about = [f"{prepared} prepared"] if asked else []
        if any(step.kind == "round" for step in shown.live.agenda.steps):
            about.append(f"{wording.clock(timeline.turn_planned(shown.live.agenda, position))} each")
        about.append(f"order {shown.live.speaking_order}")
        while len(" · ".join(about)) > left - GUTTER:
            about.pop()
        self.query_one("#order", Lines).update(
            text(
                ("Who is here", "bold $primary"),
                (f"  {here} of {everybody}", "bold" if here == everybody else "bold $text-warning"),
                ("\n" + " · ".join(about), "$muted"),
            )
        )
        today = clock.today()
        still = [outcome for outcome in shown.carried if outcome.state == "open"]
        late = sum(is_overdue(outcome.state, outcome.due, today) for outcome in still)
        if not shown.carried:
            first = self._gathering.first
            words = "First meeting: nothing carried over" if first else "Nothing left open from last time"
            self.query_one("#open-heading", Lines).update(text((words, "$muted")))
            return
        self.query_one("#open-heading", Lines).update(
            text(
                ("Open from last time" if room >= 37 else "Open", "bold $primary"),
                (f"  {len(still)}" if still else "  all done", "bold"),
                (f"  ▲ {late} overdue" if late else "", "bold $text-warning"),
                ("\ntab: → done, → dropped", "$muted"),
            )
        )

    def front(self) -> None:
        self.query_one(Present).focus()

    def go_on(self) -> bool:
        """Ask why somebody is not here who must be."""
        leader = self._gathering.leader
        if leader is None or not leader.missing:
            return False
        words = f"Why is {leader.name} not here? (esc: wait)"
        self.ask("not here", words, gather_writing.excuse, self.meeting_id, leader.person_id)
        return True

    def enter_words(self) -> str:
        leader = self._gathering.leader
        return "say why somebody is missing" if leader is not None and leader.missing else ""

    def leaving(self) -> bool:
        """Ask for the reason once, and go then without one."""
        if self._asked:
            return False
        self._asked = self.go_on()
        return self._asked


PANEL = GatherPanel
