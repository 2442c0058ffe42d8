"""Shows who is here, who facilitates, who speaks when, what is open from last time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from facilitator.common import clock
from facilitator.meeting import moving, timeline
from facilitator.meeting.timeline import STATES, Position
from facilitator.promises.kept import is_overdue
from facilitator.steps import outcomes
from facilitator.steps.gather import writing as gather_writing
from facilitator.steps.gather.reading import Leader
from facilitator.steps.outcomes import Outcome
from facilitator.steps.shown import Shown
from screens import wording
from screens.actions import Key, declare
from screens.base import following
from screens.steps.panel import Panel, text
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

STATE_SHAPES = {"present": "●", "remote": "◌", "late": "◔", "absent": "✕"}
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


class People(Rows):
    """Everybody, in speaking order, and whether they are here."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    @property
    def _panel(self) -> GatherPanel:
        return self.query_ancestor(GatherPanel)

    def list(self, shown: Shown, position: Position) -> None:
        """Show everybody."""
        rows = []
        for person in position.order:
            turn = shown.turns.get(person)
            state = position.attendance.get(person, "absent")
            name = shown.live.called(person)
            marks = "  ✓ ready" if turn and turn.ready else "  ✎ prepared" if person in shown.prepared else ""
            facilitates = "  ★ facilitates" if person == shown.live.facilitator_id else ""
            style = "dim" if state == "absent" else "bold"
            shape = STATE_SHAPES[state]
            line = text(f"{shape} {state:<8}", (name, style), (marks, "$success"), facilitates)
            rows.append(Row(line, person, indent=10))
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

    def list(self, shown: Shown, position: Position, recalls: str) -> None:
        """Show them."""
        self._known = {(outcome.kind, outcome.id): outcome for outcome in shown.carried}
        today = clock.today()
        rows = [Row(_carried(outcome, today), key) for key, outcome in self._known.items()]
        self.show(rows + _planned(shown, position, recalls))

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
            words = f"Why is it dropped: {outcome.text[:60]}? escape leaves it as it is"
            panel.ask(f"dropped {outcome.kind} {outcome.id}", words, *call, expected=expected)
            return

        def settled(_came: object, _error: Exception | None) -> None:
            if self._becoming.get(which) == state:
                del self._becoming[which]

        self._becoming[which] = state
        panel.record(*call, settled=settled, expected=expected)

    def on_rows_pressed(self) -> None:
        self.action_settle(1)


def _carried(outcome: Outcome, today: date) -> Content:
    """Return an action or request in a line; shape and word say what is past its date."""
    state, style = wording.promised(outcome.state, is_overdue(outcome.state, outcome.due, today))
    return text(
        (f"{state:<10}", style),
        outcome.text,
        (
            f"  {outcome.by} asks {outcome.who}" if outcome.kind == "request" else f"  {outcome.who or 'nobody yet'}",
            "dim",
        ),
        (f"  {wording.by(outcome.due, today)}" if outcome.due else "", "dim"),
        (f"  was {outcome.first_due.isoformat()}" if outcome.first_due else "", "dim"),
        (f"  {wording.answered(outcome.answer, outcome.note)}" if outcome.answer else "", "bold"),
        (f"  because: {outcome.reason}" if outcome.reason else "", "dim"),
    )


def _planned(shown: Shown, position: Position, recalls: str) -> list[Row]:
    """Return what everybody said last time under the key that the step recalls."""
    rows: list[Row] = []
    for person in position.order:
        turn = shown.turns.get(person)
        if turn is not None and (plans := turn.recalled.get(recalls)):
            rows.append(Row(text((shown.live.called(person), "bold"))))
            rows.extend(Row(text("  · ", plan), indent=4) for plan in plans)
    return [Row(text("")), Row(text(("Planned last time", "bold"))), *rows] if rows else []


SIDE_BY_SIDE = 76
"""Columns from which on people and open things have room beside each other."""


class GatherPanel(Panel):
    """Who is here, and what is open."""

    DEFAULT_CSS = """
    GatherPanel #gathered { height: 1fr; }
    GatherPanel .half { width: 1fr; height: 1fr; padding-right: 1; }
    GatherPanel.-narrow #gathered { layout: vertical; }
    """

    _asked = False

    @property
    def _leader(self) -> Leader | None:
        leader: Leader | None = self.shown.parts.get("gather")
        return leader

    def on_resize(self) -> None:
        """Put one below the other where there is no room for both."""
        self.set_class(self.size.width < SIDE_BY_SIDE, "-narrow")

    def compose(self) -> ComposeResult:
        yield Static(id="leader", markup=False)
        with Horizontal(id="gathered"):
            with Vertical(classes="half"):
                yield Static(id="order", markup=False)
                yield People(id="people")
            with Vertical(classes="half"):
                yield Static(id="open-heading", markup=False)
                yield CarriedOver()

    def show(self) -> None:
        shown, position = self.shown, self.position
        here = sum(position.attendance.get(person) in timeline.PRESENT for person in position.order)
        seconds = timeline.turn_planned(shown.live.agenda, position)
        words = [f"Who is here: {here} of {len(position.order)}", f"  order {shown.live.speaking_order} (o)"]
        fits = timeline.fits(shown.live.agenda, position)
        if any(step.kind == "round" for step in shown.live.agenda.steps):
            words.append(f"  {wording.clock(seconds)} each")
        warning = "" if fits else "\n! 30 s each do not fit: everybody gets the same. ctrl+p sets seconds per person."
        self.query_one("#order", Static).update(text((words[0], "bold"), *words[1:], (warning, "bold $warning")))
        leads = self.query_one("#leader", Static)
        leads.display = self._leader is not None
        leads.update(_leads(self._leader))
        today = clock.today()
        still = [outcome for outcome in shown.carried if outcome.state == "open"]
        late = sum(is_overdue(outcome.state, outcome.due, today) for outcome in still)
        self.query_one("#open-heading", Static).update(
            text(
                ("Open from last time", "bold"),
                f"  {len(still)}" if shown.carried else "\nnothing, all done",
                (f"  ▲ {late} overdue" if late else "", "bold $warning"),
            )
        )
        self.query_one(People).list(shown, position)
        self.query_one(CarriedOver).list(shown, position, self.step.recalls)

    def front(self) -> None:
        self.query_one(People).focus()

    def go_on(self) -> bool:
        """Ask why somebody is not here who must be."""
        leader = self._leader
        if leader is None or not leader.missing:
            return False
        words = f"Why is {leader.name} not here? escape waits"
        self.ask("not here", words, gather_writing.excuse, self.meeting_id, leader.person_id)
        return True

    def leaving(self) -> bool:
        """Ask for the reason once, and go then without one."""
        if self._asked:
            return False
        self._asked = self.go_on()
        return self._asked


PANEL = GatherPanel


def _leads(leader: Leader | None) -> Content:
    """Return whether somebody is here who must be."""
    if leader is None:
        return text()
    if leader.person_id is None:
        return text((f"! Nobody is {leader.what} of {leader.unit} yet, who must be here: t names one", "bold $warning"))
    if leader.here:
        return text((f"✓ {leader.name}, {leader.what}, is here", "$success"))
    if leader.reason:
        return text(f"✕ {leader.name}, {leader.what}, is not here: {leader.reason}")
    return text((f"! {leader.name} must be here: a reason, or wait", "bold $warning"))
