"""Shows the running meeting on the shared screen: time first, then who, then what is said and what was recorded."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import math
from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.css.query import NoMatches
from textual.css.scalar import Scalar
from textual.geometry import Size
from textual.widgets import ContentSwitcher

from facilitator.common import clock, settings
from facilitator.common.errors import DatabaseError
from facilitator.meeting import moving
from facilitator.steps.shown import Shown
from facilitator.store import journal
from screens import wording
from screens.after_the_end import end
from screens.connection.outbox import PATIENCE
from screens.meeting import recorded, standing
from screens.meeting.entry import EntryField
from screens.meeting.keys import KEYS, NOT_AFTER_THE_END, does_nothing
from screens.meeting.mouse import MouseMoves
from screens.meeting.questions import question
from screens.steps.panel import Panel
from screens.steps.panels import panel
from screens.steps.people import People
from screens.widgets import figures, safe
from screens.widgets.lines import Lines
from screens.widgets.questions import YesNo

TICK = 0.2
"""Seconds between two looks at the clock; the screen is repainted only where a figure changed."""
KEEP = 5.0
"""Seconds between two savings of the time spent."""
WIDE = 110
"""Columns from which on what was recorded stands beside the step."""
LEAST = 26
"""Columns that who speaks needs beside the clock."""
LAST_MINUTE = 60
"""Seconds before the end from which on the clock is amber."""


class MeetingScreen(MouseMoves):
    """A meeting, on the shared screen."""

    DEFAULT_CSS = """
    MeetingScreen { layout: vertical; }
    MeetingScreen #head { height: 1; background: $panel; }
    MeetingScreen #agenda { height: 1; }
    MeetingScreen #band { height: 1; color: $background; text-style: bold; display: none; }
    MeetingScreen #time { height: 5; padding: 0 1; }
    MeetingScreen #clock { width: 30; margin-right: 3; text-style: bold; }
    MeetingScreen #now { width: 1fr; }
    MeetingScreen #people { height: 1; }
    MeetingScreen #middle { height: 1fr; border-top: solid $panel-lighten-2; }
    MeetingScreen #left { width: 1fr; height: 1fr; }
    MeetingScreen #choices { padding: 0 1; margin-bottom: 1; display: none; }
    MeetingScreen #steps { width: 1fr; height: 1fr; }
    MeetingScreen #side { width: 44; height: 1fr; padding: 0 1; border-left: solid $panel-lighten-2; display: none; }
    MeetingScreen #recorded { height: 1fr; }
    MeetingScreen #plan { display: none; margin-top: 1; }
    MeetingScreen #strip { height: 1; background: $boost; }
    MeetingScreen.wide #side { display: block; }
    MeetingScreen.wide #strip { display: none; }
    MeetingScreen.huge #side { width: 80; }
    MeetingScreen.huge #plan { display: block; }
    MeetingScreen.roomy #time, MeetingScreen.roomy #people { margin-top: 1; }
    MeetingScreen.roomy.overtime #choices { display: block; }
    MeetingScreen.overtime #band, MeetingScreen.paused #band { display: block; }
    MeetingScreen.paused #band { background: $warning; }
    MeetingScreen.overtime #band { background: $error; }
    MeetingScreen.amber #clock { color: $warning; }
    MeetingScreen.red #clock { color: $error; }
    MeetingScreen.paused #clock { color: $muted; text-style: dim; }
    MeetingScreen.ended #clock { color: $success; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    AUTO_FOCUS = None

    def __init__(self, meeting: Shown) -> None:
        super().__init__(meeting)
        self._waiting: list[str] = []
        self._rung: set[object] = set()
        self._step: int | None = None
        self._state = ""
        self._bell = True
        self._reopens = 0

    def compose(self) -> ComposeResult:
        yield Lines(id="head")
        yield Lines(id="agenda")
        yield Lines(id="band")
        with Horizontal(id="time"):
            yield Lines(id="clock")
            yield Lines(id="now")
        yield Lines(id="people")
        with Horizontal(id="middle"):
            with Vertical(id="left"):
                yield Lines(id="choices")
                with ContentSwitcher(id="steps", initial="step-0"):
                    for index, step in enumerate(self.shown.live.agenda.steps):
                        yield panel(step, index, self.shown, self._position)
            with Vertical(id="side"):
                yield Lines(id="recorded", wraps=True)
                yield Lines(id="plan")
        yield Lines(id="strip")
        yield EntryField(self.scope, self._take, self._left_entry)

    async def on_mount(self) -> None:
        self._bell = settings.load().bell
        self.show()
        self.set_interval(TICK, self._tick)
        self.set_interval(KEEP, self._keep)

    @property
    def _panel(self) -> Panel:
        """The panel of the step that runs."""
        return self.query_one(f"#step-{self._position.step}", Panel)

    def on_resize(self) -> None:
        width, height = self.size
        self.set_class(width >= WIDE, "wide")
        self.set_class(width >= standing.HUGE.width and height >= standing.HUGE.height, "huge")
        self.set_class(width >= WIDE and height >= standing.ROOMY.height, "roomy")
        self.set_class(width < 100, "narrow")
        self.show()

    # The field -------------------------------------------------------------------------------------------------

    @on(Panel.Ask)
    def _open(self, asking: Panel.Ask) -> None:
        self._entry.open(asking)
        self._show_time()
        self.refresh_bindings()

    def _left_entry(self) -> None:
        if self._step is not None:
            self.query_one(f"#step-{self._step}", Panel).front()
        self._show_time()

    # The clock -------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        self._position = self.shown.live.position()
        self._show_time()
        if self._waiting != self.program.outbox.waiting(self.scope):
            self._show_recorded()
        if self._reopens != (left := math.ceil(self.shown.live.reopens())):
            self._reopens = left
            self.refresh_bindings()

    def _keep(self) -> None:
        if self._position.state != "ended" and self.program.trouble is None:
            self.run_worker(self._keep_time(), group="keep", exclusive=True)

    async def _keep_time(self) -> None:
        # The next time does as well: it is not worth waiting in the outbox.
        try:
            await self.program.in_database(functools.partial(moving.keep_time, meeting_id=self.shown.live.id))
        except DatabaseError as error:
            self.program.database_lost(error)

    def _ring(self, what: object) -> None:
        if what not in self._rung:
            self._rung.add(what)
            if self._bell:
                self.app.bell()

    # Showing ---------------------------------------------------------------------------------------------------

    def _paint(self, where: str, draw: Callable[..., Content], *arguments: Any) -> None:
        # What was read may come when the screen is going, and loses one part after the other.
        for widget in self.query(where).results(Lines):
            widget.update(safe.content(widget, draw, *arguments))

    def show(self) -> None:
        if not self.is_mounted or not self.query("#line"):
            return
        self._position = self.shown.live.position()
        position = self._position
        if position.state != self._state:
            if self._state == "ended":
                self.program.afterwards.reopened(self.shown.live.id)
            self._state = position.state
            self.refresh_bindings()
        index = len(self.shown.live.agenda.steps) - 1 if position.state == "ended" else position.step
        try:
            self.query_one("#steps", ContentSwitcher).current = f"step-{index}"
            front = self.query_one(f"#step-{index}", Panel)
            front.renew(self.shown, position)
        except NoMatches:
            # The panel is not there yet, or not all it shows things in; or it goes with the screen.
            if self.is_running:
                self.set_timer(TICK, self.show)
            return
        if self._step != index:
            self._step = index
            self.refresh_bindings()
            if self._entry.asking is None:
                front.front()
        self._show_recorded()
        self._show_time()

    def _show_recorded(self) -> None:
        today = clock.today()
        waiting = self._waiting = self.program.outbox.waiting(self.scope)
        self._paint("#recorded", recorded.in_full, self.shown, self._position, today, waiting)
        self._paint("#strip", recorded.in_short, self.shown, self._position, today, waiting)

    def _show_time(self) -> None:
        if not self.query("#clock"):  # the screen is going
            return
        live, position, size = self.shown.live, self._position, self.size
        left = live.agenda.seconds - position.seconds
        late = standing.overtime(live, position)
        self.set_class(late, "overtime", "red")
        self.set_class(left <= LAST_MINUTE and position.state == "running" and not late, "amber")
        for state in ("paused", "ended"):
            self.set_class(position.state == state, state)
        if late:
            self._ring("meeting")
        if (of_turn := standing.turn_left(live, position)) is not None and of_turn <= 0:
            self._ring(("turn", position.speaker))
        people, prepared = People.of(live), self.shown.prepared
        self._paint("#head", standing.head, live, position, size.width)
        self._paint("#agenda", standing.agenda_line, live, position, size.width)
        self._paint("#band", standing.band, live, position, size.width)
        room = self._show_clock()
        self._paint("#now", standing.now, live, position, people, prepared, room)
        self._paint("#people", standing.strip, live, position, people, prepared, size.width)
        if late and self.has_class("roomy"):
            self._paint("#choices", standing.choices, live, position, people)
        if self.has_class("huge"):
            self._paint("#plan", standing.plan, live, position, self.query_one("#plan").size.width)

    def _show_clock(self) -> Size:
        """Show the clock as large as there is room for, and return the room that is left beside it."""
        live, position = self.shown.live, self._position
        shown = standing.figures(live, position)
        wanted = standing.scale(live, position, self.size)
        scale = figures.largest(shown, self.size.width - LEAST, figures.ROWS * wanted, wanted)
        width = figures.width(shown, scale) if scale else len(shown)
        height = figures.ROWS * max(1, scale)
        clock = self.query_one("#clock", Lines)
        if (clock.styles.width, clock.styles.height) != (Scalar.from_number(width), Scalar.from_number(height)):
            clock.styles.width, clock.styles.height = width, height
            self.query_one("#time").styles.height = height
        clock.update(figures.blocks(shown, scale) if scale else Content(shown))
        return Size(max(10, self.size.width - width - 5), height)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works now: speakers only in a round, hardly anything once the meeting has ended."""
        if self._position.state == "ended" and action in NOT_AFTER_THE_END:
            return False
        if action == "next_speaker" or parameters == ("skip_speaker",):
            return self.shown.live.agenda.steps[self._position.step].in_turns
        if action == "close_entry":
            return self._entry.asking is not None
        return True

    def words_for(self, action: str) -> str | None:
        """Return what `enter` will do; of a meeting that has ended, that it can be opened again for a while."""
        if self._position.state != "ended":
            if action == "undo" and self._as_read.undoable is None and not self.program.outbox.waiting(self.scope):
                return ""
            if does_nothing(action, self.shown.live, self._position):
                return ""
            return self._enter_words() if action == "go_on" else None
        if action == "undo":
            return f"open again ({self._reopens} s)" if self._reopens else ""
        return "leave" if action == "leave" else None

    def _enter_words(self) -> str:
        """Return what `enter` does now."""
        steps, position = self.shown.live.agenda.steps, self._position
        with contextlib.suppress(NoMatches):
            if words := self._panel.enter_words():
                return words
        if steps[position.step].in_turns and position.waiting:
            return "next speaker"
        if position.step + 1 < len(steps):
            return f"on to {steps[position.step + 1].title}"
        return "end"

    def short_clock(self) -> str:
        """Return the clock, for a window that is too small for anything else."""
        left = self.shown.live.agenda.seconds - self._position.seconds
        return f"{wording.clock(left)} left" if left > 0 else f"+{wording.clock(-left)} OVERTIME"

    # What the keys do ------------------------------------------------------------------------------------------

    async def action_go_on(self) -> None:
        if self._position.state == "ended":
            return
        step = self.shown.live.agenda.steps[self._position.step]
        if self._panel.go_on():
            return
        if step.in_turns:
            self._move(moving.next_speaker)
        elif self._position.step + 1 < len(self.shown.live.agenda.steps):
            self._move(moving.next_step)
        else:
            self.action_end()

    async def action_next_step(self) -> None:
        """Go to the next step; this one may ask something first."""
        if not self._panel.leaving():
            self._move(moving.next_step)

    async def action_next_speaker(self) -> None:
        """Give the word to the next one; in other steps there is no speaker."""
        if self.shown.live.agenda.steps[self._position.step].in_turns and not self._panel.passing():
            self._move(moving.next_speaker)

    def action_move(self, name: str, *arguments: Any) -> None:
        """Move the meeting by the function of that name in `moving`."""
        self._move(getattr(moving, name), *arguments)

    async def action_undo(self) -> None:
        """Take back the last thing recorded; right after the end, the end itself."""
        if self._position.state == "ended":
            self.go(self._reopen(), patience=PATIENCE)
        else:
            self.go(self._undo(self._as_read.undoable), patience=PATIENCE)

    async def _reopen(self) -> None:
        await self._record(moving.reopen, self.shown.live.id)
        self.tell("The meeting goes on where it was")

    async def _undo(self, expected: int | None) -> None:
        outbox = self.program.outbox
        taken = outbox.take_back(self.scope)
        if taken is None:
            if sending := outbox.sending:
                # What is on its way is what the key is meant for.
                await asyncio.wait([sending.done])
                await self._read_once()
                expected = self._as_read.undoable
            taken = await self._record(journal.undo, self.shown.live.id, expected)
        self.tell(f"taken back: {taken}" if taken else "nothing to take back")

    def action_ask(self, name: str) -> None:
        """Open the field with the question of that name."""
        self._open(question(name, self.shown, self._position.speaker))

    def action_end(self) -> None:
        if self._position.state != "ended":
            self.go(self._ask_to_end())

    async def _ask_to_end(self) -> None:
        steps = self.shown.live.agenda.steps[self._position.step + 1 :]
        to_come = f"Still to come: {', '.join(step.title for step in steps)}." if steps else ""
        about = "\n".join(filter(None, (to_come, self.program.afterwards.follows())))
        if await self.app.push_screen_wait(YesNo("End the meeting?", about, own=not steps)):
            # Not a worker of this screen, which may be left before all of it is done.
            self.program.begin(self.program, self.program.telling(self._end()), wait=True, patience=PATIENCE)

    async def _end(self) -> None:
        self._ring("meeting")
        meeting, after = self.shown.live.id, self.program.afterwards
        after.here.add(meeting)
        if await self._record(end, meeting):
            after.ended(self.shown.live)

    async def action_leave(self) -> None:
        await self.flush()
        self.program.show_home()

    async def action_close_entry(self) -> None:
        self._entry.leave()

    def on_drafts(self) -> None:
        """Read drafts that came back from a rescue file: the field has them when it is opened."""
        self._entry.load()

    async def flush(self) -> None:
        self._entry.save()
