"""The running meeting on the shared screen: time first, then who, then what is said and what was recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.css.query import NoMatches
from textual.widgets import ContentSwitcher, Digits, Static

from facilitator import settings
from facilitator.errors import FacilitatorError, RefusedError
from facilitator.meeting import moving
from facilitator.steps import shown
from facilitator.steps.shown import Shown
from facilitator.store import journal
from facilitator.store.database import Database
from screens import meeting_questions as questions
from screens import recorded, standing, wording
from screens.actions import bindings
from screens.afterwards import end
from screens.base import BaseScreen
from screens.steps.panel import Panel
from screens.steps.panels import panel
from screens.widgets.entry import Entry

TICK = 0.2
"""Seconds between two looks at the clock; the screen is repainted only where a figure changed."""
KEEP = 5.0
"""Seconds between two savings of the time spent."""
WIDE = 110
"""Columns from which on agenda and outcomes stand beside the step."""

NOT_AFTER_THE_END = [
    "go_on",
    "next_speaker",
    "previous_speaker",
    "skip",
    "pause",
    "next_step",
    "previous_step",
    "adjust",
    "end",
    "undo",
    "attendance",
    "set_turn",
    "record_action",
    "record_decision",
    "park",
]
AFTER_THE_END = "the meeting has ended, and its minutes stay as they are; x in the minutes corrects them"


class MeetingScreen(BaseScreen):
    """A meeting, on the shared screen.

    Args:
        meeting: As it was read first.
    """

    DEFAULT_CSS = """
    MeetingScreen { layout: vertical; }
    MeetingScreen #head, MeetingScreen #agenda { height: 1; padding: 0 1; }
    MeetingScreen #head { text-style: bold; }
    MeetingScreen #time { height: 4; padding: 0 1; border-top: solid $primary 40%; border-bottom: solid $primary 40%; }
    MeetingScreen #time { height: 5; }
    MeetingScreen #digits { width: 26; height: 3; }
    MeetingScreen #speaker { width: 1fr; height: 3; }
    MeetingScreen #middle { height: 1fr; }
    MeetingScreen #steps { width: 1fr; height: 1fr; }
    MeetingScreen #plan { width: 36; height: 1fr; padding: 0 1; border-right: solid $primary 40%; display: none; }
    MeetingScreen #recorded { width: 32; height: 1fr; padding: 0 1; border-left: solid $primary 40%; display: none; }
    MeetingScreen #strip { height: auto; max-height: 2; padding: 0 1; border-top: solid $primary 40%; }
    MeetingScreen #strip { max-height: 3; }
    MeetingScreen #banner { height: 1; padding: 0 1; text-style: bold reverse; display: none; }
    MeetingScreen.overtime #banner { display: block; }
    MeetingScreen.wide #plan, MeetingScreen.wide #recorded { display: block; }
    MeetingScreen.wide #strip, MeetingScreen.wide #agenda { display: none; }
    MeetingScreen.huge #plan { width: 40; }
    MeetingScreen.huge #recorded { width: 60; }
    MeetingScreen.amber #digits { color: $warning; }
    MeetingScreen.red #digits { color: $error; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("meeting")]
    AUTO_FOCUS = None

    def __init__(self, meeting: Shown) -> None:
        super().__init__()
        self.shown = meeting
        self._position = meeting.live.position()
        self._rung: set[object] = set()
        self._step: int | None = None
        self._state = ""
        self._reading = False
        self._again = False
        self._bell = True

    def compose(self) -> ComposeResult:
        """From the most important down."""
        yield Static(id="head", markup=False)
        yield Static(id="agenda", markup=False)
        with Horizontal(id="time"):
            yield Digits("", id="digits")
            yield Static(id="speaker", markup=False)
        yield Static(id="banner", markup=False)
        with Horizontal(id="middle"):
            yield Static(id="plan", markup=False)
            with ContentSwitcher(id="steps", initial="step-0"):
                for index, step in enumerate(self.shown.live.agenda.steps):
                    yield panel(step, index)
            yield Static(id="recorded", markup=False)
        yield Static(id="strip", markup=False)
        yield Entry(self._scope, self._take, self._left_entry)

    async def on_mount(self) -> None:
        """Show what is known, then keep up."""
        self._bell = settings.load().bell
        self._show()
        self.set_interval(TICK, self._tick)
        self.set_interval(KEEP, self._keep)

    @property
    def _panel(self) -> Panel:
        """The panel of the step that runs."""
        return self.query_one(f"#step-{self._position.step}", Panel)

    @property
    def _entry(self) -> Entry:
        """The one field."""
        return self.query_one(Entry)

    @property
    def _scope(self) -> str:
        return f"meeting {self.shown.live.id}"

    def on_resize(self) -> None:
        """Use the room there is."""
        width = self.size.width
        self.set_class(width >= WIDE, "wide")
        self.set_class(width >= 180, "huge")
        self.set_class(width < 100, "narrow")
        self._show()

    # What others changed, and what this screen records ---------------------------------------------------------

    def on_changed(self) -> None:
        """Somebody recorded something: read the meeting anew."""
        self._reread()

    @work
    async def _reread(self) -> None:
        if self._reading:
            self._again = True
            return
        self._reading = True
        try:
            while True:
                self._again = False
                self.shown = await self.program.ask(shown.read, self.shown.live.id)
                self._show()
                if not self._again:
                    return
        finally:
            self._reading = False

    async def _record(self, function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        def run(database: Database) -> tuple[Any, Shown]:
            came = function(database, *arguments, **keywords)
            return came, shown.read(database, self.shown.live.id)

        came, self.shown = await self.program.ask(run)
        self._show()
        return came

    @on(Panel.Record)
    async def _panel_records(self, event: Panel.Record) -> None:
        event.stop()
        if self._position.state == "ended":
            self.tell(AFTER_THE_END)
            return
        await self._try(self._record(event.function, *event.arguments, **event.keywords))

    async def _take(self, asking: Panel.Ask, line: str) -> bool:
        """Record what was typed; what cannot be recorded stays in the field."""

        async def take() -> None:
            if self._position.state == "ended":
                raise RefusedError(AFTER_THE_END)
            record = asking.then(line)
            if record is not None:
                await self._record(record.function, *record.arguments, **record.keywords)

        return await self._try(take())

    @on(Panel.Ask)
    def _open(self, asking: Panel.Ask) -> None:
        self._entry.open(asking)
        self._show_time()
        self.refresh_bindings()

    def _left_entry(self) -> None:
        if self._step is not None:
            self.query_one(f"#step-{self._step}", Panel).front()
        self._show_time()

    async def _try(self, doing: Any) -> bool:
        """Do it; what cannot be done is told in a sentence, and the screen goes on."""
        try:
            await doing
        except FacilitatorError as error:
            self.notify(str(error.args[0] if error.args else error), severity="warning", markup=False)
            return False
        return True

    # The clock -------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        self._position = self.shown.live.position()
        self._show_time()

    async def _keep(self) -> None:
        if self._position.state != "ended":
            await self.program.ask(moving.keep_time, self.shown.live.id)

    def _ring(self, what: object) -> None:
        if what not in self._rung:
            self._rung.add(what)
            if self._bell:
                self.app.bell()

    # Showing ---------------------------------------------------------------------------------------------------

    def _put(self, where: str, content: Content) -> None:
        widget = self.query_one(where, Static)
        if widget.content != content:
            widget.update(content)

    def _show(self) -> None:
        if not self.is_mounted or not self.query("#line"):
            return
        self._position = self.shown.live.position()
        position = self._position
        if position.state != self._state:
            self._state = position.state
            self.refresh_bindings()
        index = len(self.shown.live.agenda.steps) - 1 if position.state == "ended" else position.step
        self.query_one("#steps", ContentSwitcher).current = f"step-{index}"
        front = self.query_one(f"#step-{index}", Panel)
        try:
            front.show(self.shown, position)
        except NoMatches:
            # The panel has not all it shows things in yet, or goes with the screen and has it no longer.
            if self.is_running:
                self.set_timer(TICK, self._show)
            return
        if self._step != index:
            self._step = index
            self.refresh_bindings()
            if self._entry.asking is None:
                front.front()
        today = datetime.now().astimezone().date()
        self._put("#recorded", recorded.in_full(self.shown, position, today))
        self._put("#strip", recorded.in_short(self.shown, position, today))
        self._show_time()

    def _show_time(self) -> None:
        live, position = self.shown.live, self._position
        ended = position.state == "ended"
        left = live.agenda.seconds - position.seconds
        late = standing.overtime(live, position)
        digits = self.query_one("#digits", Digits)
        if digits.value != (figures := standing.figures(live, position)):
            digits.update(figures)
        self.set_class(late, "overtime", "red")
        self.set_class(left <= 60 and not ended and not late, "amber")
        if late:
            self._ring("meeting")
            self._put("#banner", standing.banner(live))
        if standing.turn_over(live, position):
            self._ring(("turn", position.speaker))
        self._put("#head", standing.head(live, position, self.size.width))
        room = self.query_one("#speaker").content_size.width or self.size.width - 28
        self._put("#speaker", standing.speaker(live, position, self.size.width, room))
        self._put("#agenda", standing.agenda_line(live, position, self.size.width))
        self._put("#plan", standing.plan(live, position, self.shown.prepared))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """What works now: speakers only in a round, hardly anything once the meeting has ended."""
        if self._position.state == "ended" and action in NOT_AFTER_THE_END:
            return False
        if action in ("next_speaker", "skip"):
            return self.shown.live.agenda.steps[self._position.step].in_turns
        if action == "close_entry":
            return self._entry.asking is not None
        return True

    def words_for(self, action: str) -> str | None:
        """What has ended is not left running."""
        return "leave" if action == "leave" and self._position.state == "ended" else None

    def short_clock(self) -> str:
        """The clock, for a window that is too small for anything else."""
        left = self.shown.live.agenda.seconds - self._position.seconds
        return f"{wording.clock(left)} left" if left > 0 else f"+{wording.clock(-left)} OVERTIME"

    # What the keys do ------------------------------------------------------------------------------------------

    async def action_go_on(self) -> None:
        """What the step is waiting for."""
        if self._position.state == "ended":
            return
        step = self.shown.live.agenda.steps[self._position.step]
        if self._panel.go_on():
            return
        if step.in_turns:
            await self._record(moving.next_speaker, self.shown.live.id)
        elif self._position.step + 1 < len(self.shown.live.agenda.steps):
            await self._record(moving.next_step, self.shown.live.id)
        else:
            self.action_end()

    async def action_pause(self) -> None:
        """Stop the clock, or let it go on."""
        await self._record(moving.pause_or_resume, self.shown.live.id)

    async def action_next_step(self) -> None:
        """Go to the next step; this one may ask something first."""
        if not self._panel.leaving():
            await self._record(moving.next_step, self.shown.live.id)

    async def action_previous_step(self) -> None:
        """Go back a step."""
        await self._record(moving.previous_step, self.shown.live.id)

    async def action_next_speaker(self) -> None:
        """Give the word to the next one; in other steps there is no speaker."""
        if self.shown.live.agenda.steps[self._position.step].in_turns and not self._panel.go_on():
            await self._record(moving.next_speaker, self.shown.live.id)

    async def action_previous_speaker(self) -> None:
        """Give the word back."""
        await self._record(moving.previous_speaker, self.shown.live.id)

    async def action_skip(self) -> None:
        """Leave the speaker for later."""
        await self._record(moving.skip_speaker, self.shown.live.id)

    async def action_adjust(self, seconds: int) -> None:
        """Give or take time."""
        await self._record(moving.adjust, self.shown.live.id, seconds)

    async def action_undo(self) -> None:
        """Take back the last thing recorded."""
        taken = await self._record(journal.undo, self.shown.live.id)
        self.notify(f"taken back: {taken}" if taken else "nothing to take back", markup=False)

    def action_attendance(self) -> None:
        """Somebody leaves or arrives."""
        self._open(questions.attendance(self.shown.live.id))

    def action_record_action(self) -> None:
        """Ask for an action."""
        self._open(questions.action(self.shown.live.id, self.shown.names))

    def action_record_decision(self) -> None:
        """Ask for a decision."""
        self._open(questions.decision(self.shown.live.id, self._position.speaker))

    def action_park(self) -> None:
        """Ask for a topic to park."""
        self._open(questions.parked(self.shown.live.id, self._position.speaker))

    def action_set_turn(self) -> None:
        """Ask how long every turn is."""
        self._open(questions.turn(self.shown.live.id))

    @work
    async def action_end(self) -> None:
        """End the meeting, after a question."""
        from screens.widgets.questions import YesNo

        if self._position.state == "ended":
            return
        if not await self.app.push_screen_wait(YesNo("End the meeting?", self.program.afterwards.follows())):
            return
        self._ring("meeting")
        meeting, after = self.shown.live.id, self.program.afterwards
        after.here.add(meeting)
        if await self._record(end, meeting):
            # Not a worker of this screen, which may be left before all of it is done.
            self.program.run_worker(self.program.telling(after.end(meeting)))

    async def action_leave(self) -> None:
        """Leave the meeting running."""
        await self.flush()
        self.program.show_home()

    async def action_close_entry(self) -> None:
        """Leave the field; what stands in it is there again when it is opened."""
        await self._entry.leave()

    async def flush(self) -> None:
        """Save what is being typed, before the program goes."""
        await asyncio.shield(self._entry.save())
