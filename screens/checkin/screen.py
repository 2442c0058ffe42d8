"""Shows a check-in: one person's own session, before the meeting and during it."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from facilitator.checkin import session as own_session
from facilitator.checkin.session import Own
from facilitator.common.errors import FacilitatorError, NotFoundError
from facilitator.common.text import clean_line
from facilitator.meeting import timeline
from facilitator.store import drafts as store_drafts
from facilitator.store.database import Database
from screens import wording
from screens.actions import Key, declare
from screens.base import BaseScreen, Changed
from screens.steps.form import Form, in_a_line
from screens.steps.forms import FORMS
from screens.steps.round.form import RoundForm
from screens.widgets.drafts import Drafts
from screens.widgets.safe import Static

KEYS = declare(
    "checkin",
    "My check-in",
    Key("ready", "ctrl+r", "I am ready", "I am ready for my turn, or not yet after all", 100, always=True),
    Key("leave_field", "escape", "leave the field", "Leave the field, so that letters are keys again"),
    Key("leave", "q", "leave", "Leave my check-in; everything is saved", 10),
)


def _read(database: Database, person: str | int) -> tuple[Own, dict[str, str]]:
    own = own_session.own(database, person)
    return own, store_drafts.load(database, f"check-in {own.person_id}")


class CheckinScreen(BaseScreen):
    """What one person prepares, and where their meeting stands.

    Args:
        name: Whose session it is.
    """

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-very-narrow"), (70, "-narrow"), (110, "-wide"), (170, "-huge")]  # noqa: RUF012  # as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    DEFAULT_CSS = """
    CheckinScreen #who { height: 1; padding: 0 1; text-style: bold; background: $panel; }
    CheckinScreen #turn { height: 3; padding: 1 2; text-style: bold; background: $success; color: $background;
                          text-align: center; display: none; }
    CheckinScreen #told { height: auto; max-height: 3; padding: 0 1; color: $text-warning; display: none; }
    CheckinScreen #forms { height: 1fr; scrollbar-size-vertical: 1; }
    CheckinScreen #columns { height: auto; layout: vertical; }
    CheckinScreen #columns > * { height: auto; width: 1fr; }
    CheckinScreen #rest, CheckinScreen #written { height: auto; layout: vertical; }
    CheckinScreen #rest > *, CheckinScreen #written > * { width: 1fr; }
    CheckinScreen.-wide #columns, CheckinScreen.-huge #columns { layout: horizontal; }
    CheckinScreen.-wide #rest, CheckinScreen.-huge #rest { border-left: solid $primary 40%; }
    CheckinScreen.-huge #rest { layout: horizontal; width: 2fr; }
    """
    # These win over what fields look like elsewhere: here they stand in a column of their own, close together.
    CSS = """
    CheckinScreen Field, CheckinScreen Field:focus { border: none; padding: 0 1 0 2; height: auto; min-height: 2; }
    CheckinScreen Field:focus { background: $primary 15%; border-left: outer $primary; padding: 0 1; }
    CheckinScreen Input, CheckinScreen Input:focus { border: none; height: 1; padding: 0 1; background: $surface; }
    CheckinScreen Input:focus { background: $primary 15%; }
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.person = name
        self._own: Own | None = None
        self.known = asyncio.Event()
        """Set once it is known whose session it is."""
        self._forms: dict[str, Form] = {}
        self._drafts = Drafts(self, "check-in")

    def compose(self) -> ComposeResult:
        yield Static(Content(clean_line(self.person)), id="who")
        yield Static(id="turn")
        yield Static(id="told")
        with VerticalScroll(id="forms", can_focus=False), Horizontal(id="columns"):
            yield Vertical(id="written")
            yield Vertical(id="rest")

    async def on_mount(self) -> None:
        """Read it all as soon as the screen stands."""
        self.call_after_refresh(self.read)
        self.set_interval(1.0, self._show_where)

    @on(Changed)
    @on(Form.Saved)
    def read(self) -> None:
        reading = self.read_in_turn(self._read_once)
        self.program.begin(self, reading, wait=self._own is None, exit_on_error=False)

    async def _read_once(self) -> None:
        marks = {kind: form.mark for kind, form in self._forms.items()}
        try:
            own, kept = await self.program.ask(_read, self._own.person_id if self._own else self.person)
        except NotFoundError as error:
            if self._own is None:
                self.app.exit(return_code=1, message=Text(in_a_line(error)))
            else:
                self._tell(in_a_line(error))
            return
        except FacilitatorError as error:
            self._tell(in_a_line(error))
            return
        if self._own is None:
            self._drafts = Drafts(self, f"check-in {own.person_id}", kept)
        self._own, self.person = own, own.name
        self.known.set()
        first = not self._forms
        await self._lay_out(own)
        for kind, form in self._forms.items():
            form.person, form.person_id = own.name, own.person_id
            if kind in own.asked:
                await form.show(own, fresh=kind not in marks or form.mark == marks[kind])
        if first and self.focused is None:
            for form in list(self._forms.values())[:1]:
                form.front()
        self._show_where()
        self.refresh_bindings()

    async def _lay_out(self, own: Own) -> None:
        """Have a form for everything that is asked now; what is typed and not recorded stays in sight."""
        for kind in [kind for kind, form in self._forms.items() if kind not in own.asked and not form.pending]:
            await self._forms.pop(kind).remove()
        for kind, made in FORMS.items():
            if kind in own.asked and kind not in self._forms:
                form = self._forms[kind] = made(own.name)
                form.drafts = self._drafts
                await self.query_one("#written" if form.writes else "#rest", Vertical).mount(form)
        # What the meeting is about now comes first.
        now = own.live.agenda.steps[own.live.position().step].kind if own.live else None
        order = sorted(FORMS, key=lambda kind: kind != now)
        self._forms = {kind: self._forms[kind] for kind in order if kind in self._forms}
        forms = list(self._forms.values())
        for name in ("written", "rest"):
            place = self.query_one(f"#{name}", Vertical)
            place.display = bool(place.children)
            if [form for form in forms if form.parent is place] != list(place.children):
                place.sort_children(key=lambda child: next(i for i, form in enumerate(forms) if form is child))

    def on_resize(self) -> None:
        self._show_where()

    def _show_where(self) -> None:
        own = self._own
        if own is None:
            return
        who = Content.assemble(clean_line(own.name), (f" · {clean_line(own.team)}" if own.team else "", "dim"))
        where, big = _where(own)
        room = self.size.width - 2 - who.cell_length - Content(where).cell_length
        if room < 2:
            # Whose turn it is matters more than what the meeting is called.
            where = where.partition(": ")[2] or where
            room = self.size.width - 2 - who.cell_length - Content(where).cell_length
        self.put("#who", who + " " * max(2, room) + where)
        self.put("#turn", Content(big))
        self.query_one("#turn").display = bool(big)

    @on(Form.Refused)
    def _refused(self, event: Form.Refused) -> None:
        self._tell(event.why)

    def _tell(self, why: str) -> None:
        self.put("#told", Content(f"! {why}" if why else ""))
        self.query_one("#told").display = bool(why)

    async def action_ready(self) -> None:
        for form in self.query(RoundForm):
            await form.set_ready(not form.ready)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """Who is asked nothing for a turn cannot be ready for it."""
        return action != "ready" or self._own is None or "round" in self._own.asked

    async def action_leave(self) -> None:
        """Leave the session; what is not saved yet is saved on the way, or kept."""
        await self.flush()
        if self.program.opening.checkin is not None:
            await self.program.action_quit()
            return
        for form in self.query(Form):
            form.leave_alone()
        self.program.show_home()

    @property
    def scope(self) -> str:
        """Whose session it is: nothing of it is shown elsewhere."""
        return f"check-in {self._own.person_id}" if self._own else "check-in"

    @property
    def left_over(self) -> list[str]:
        """What stands in fields and cannot be saved."""
        return [text for form in self.query(Form) for text in form.left_over]

    def action_leave_field(self) -> None:
        """Leave the field, so that the keys of the screen work."""
        left = [form.leave() for form in self.query(Form)]
        if not any(left):
            self.set_focus(None)

    async def flush(self) -> None:
        """Save what is not saved yet, before the program goes."""
        for form in self.query(Form):
            await form.flush()


def _where(own: Own) -> tuple[str, str]:
    """Where the meeting stands, in a few words; and what is to be seen at once, when it is their turn."""
    live = own.live
    if live is None:
        return ("✓ ready for the next meeting" if own.ready else "for the next meeting"), ""
    position = live.position()
    title = clean_line(live.agenda.title)
    step = live.agenda.steps[position.step]
    state = "‖ paused" if position.state == "paused" else "● running"
    if position.speaker == own.person_id:
        left = timeline.turn_planned(live.agenda, position) - position.round_seconds.get(position.speaker, 0.0)
        time = f"{wording.clock(left)} left" if left > 0 else f"{wording.clock(-left)} over"
        return f"{state} {title}", f"▶  It is your turn   {time}  ◀"
    if position.speaker is None:
        return f"{state} {title}: {clean_line(step.title)}", ""
    speaker = clean_line(live.called(position.speaker))
    ahead = position.waiting.index(own.person_id) if own.person_id in position.waiting else None
    mine = "" if ahead is None else ", you are next" if not ahead else f", {ahead + 1} turns to yours"
    return f"{state} {title}: {speaker} speaks{mine}", ""
