"""The running meeting on the shared screen: time first, then who, then what is said and what was recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import ContentSwitcher, Digits, Input, Static

from facilitator import drafts, settings
from facilitator.meeting import running, timeline
from facilitator.minutes import writing
from facilitator.steps import outcomes, season, shown
from facilitator.steps.outcomes import Outcome
from facilitator.steps.shown import Shown
from facilitator.store import journal
from facilitator.store.database import Database
from screens import wording
from screens.actions import bindings
from screens.base import BaseScreen
from screens.steps.close import ClosePanel, outcome_line
from screens.steps.panel import Panel, text
from screens.steps.panels import panel
from screens.widgets.field import Field

TICK = 0.2
"""Seconds between two looks at the clock; the screen is repainted only where a figure changed."""
KEEP = 5.0
"""Seconds between two savings of the time spent."""
DRAFT = 0.25
"""Seconds after which what is being typed is saved, also while it goes on."""
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
    MeetingScreen #entry { height: 4; padding: 0 1; display: none; }
    MeetingScreen.asking #entry { display: block; }
    MeetingScreen #prompt { height: 1; text-style: bold; }
    MeetingScreen.amber #digits { color: $warning; }
    MeetingScreen.red #digits { color: $error; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("meeting")]
    AUTO_FOCUS = None

    def __init__(self, meeting: Shown) -> None:
        super().__init__()
        self.shown = meeting
        self._position = meeting.live.position()
        self._asking: Panel.Ask | None = None
        self._unsaved: tuple[str, str] | None = None
        self._rung: set[object] = set()
        self._step: int | None = None
        self._state = ""
        self._reading = False
        self._again = False
        self._bell = True
        self._drafts: dict[str, str] = {}

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
        with Vertical(id="entry"):
            yield Static(id="prompt", markup=False)
            yield Field(id="line")

    async def on_mount(self) -> None:
        """Show what is known, then keep up."""
        self._bell = settings.load().bell
        self._show()
        self.set_interval(TICK, self._tick)
        self.set_interval(KEEP, self._keep)
        self.set_interval(DRAFT, self._save_draft)
        self._drafts = await self.program.ask(drafts.load, self._scope)

    @property
    def _panel(self) -> Panel:
        """The panel of the step that runs."""
        return self.query_one(f"#step-{self._position.step}", Panel)

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

    async def _try(self, doing: Any) -> bool:
        """Do it; what cannot be done is told in a sentence, and the screen goes on."""
        try:
            await doing
        except (LookupError, ValueError) as error:
            self.notify(str(error.args[0] if error.args else error), severity="warning", markup=False)
            return False
        return True

    # The clock -------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        self._position = self.shown.live.position()
        self._show_time()

    async def _keep(self) -> None:
        if self._position.state != "ended":
            await self.program.ask(running.keep_time, self.shown.live.id)

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
        if not front.children:
            # The screen stands and was resized before its panels have what they show it in.
            self.call_after_refresh(self._show)
            return
        front.show(self.shown, position)
        if self._step != index:
            self._step = index
            self.refresh_bindings()
            if self._asking is None:
                front.front()
        self._show_outcomes()
        self._show_time()

    def _show_outcomes(self) -> None:
        today = datetime.now().astimezone().date()
        some = [*reversed(self.shown.outcomes)]
        decided = self._decided()
        lines = [outcome_line(one, today) for one in some if one not in decided]
        parts: list[Content | str | tuple[str, str]] = []
        if decided:
            first = Content("\n").join(outcome_line(one, today) for one in decided)
            parts = [("Decided in the review", "bold"), "\n", first, "\n\n"]
        rest = Content("\n").join(lines or [Content("  nothing yet")])
        self._put("#recorded", text(*parts, ("Recorded", "bold"), "\n", rest))
        latest = [line.plain.strip() for line in lines[:3]]
        heading = "Recorded  "
        if decided:
            heading, latest = "Decided  ", [outcome_line(one, today).plain.strip() for one in decided]
        self._put("#strip", text((heading, "bold"), "   ".join(latest) if latest else "nothing yet"))

    def _decided(self) -> list[Outcome]:
        """What stands in sight while the next cycle is agreed: the decisions, the newest first (METHOD M32)."""
        live = self.shown.live
        if live.next_cycle is None or live.agenda.steps[self._position.step].kind not in season.CONSENSUS:
            return []
        return [one for one in reversed(self.shown.outcomes) if one.kind == "decision"]

    def _show_time(self) -> None:
        live, position = self.shown.live, self._position
        agenda = live.agenda
        left = agenda.seconds - position.seconds
        ended = position.state == "ended"
        overtime = left <= 0
        digits = self.query_one("#digits", Digits)
        shown_time = (
            wording.clock(position.seconds if ended else left) if not overtime or ended else f"+{wording.clock(-left)}"
        )
        if digits.value != shown_time:
            digits.update(shown_time)
        late = overtime and not ended
        self.set_class(late, "overtime", "red")
        if not late:
            self.set_class(left <= 60 and not ended, "amber")
            self.remove_class("red")
        if late:
            self._ring("meeting")
            self._put(
                "#banner",
                text(
                    f" ■ TIME IS UP: {wording.duration(agenda.seconds)} are over; overtime counts. e ends the meeting. "
                ),
            )
        behind = timeline.behind(agenda, position)
        states = {"running": "● running", "paused": "‖ PAUSED", "ended": "■ ended"}
        pace = "" if ended else "■ OVERTIME" if overtime else wording.pace(behind)
        title = text(live.team, " · ", agenda.title)
        state = text(states[position.state], "   ", pace)
        gap = " " * max(2, self.size.width - 2 - title.cell_length - state.cell_length)
        self._put("#head", text(title, gap, state))
        self._put("#speaker", self._speaker(late))
        self._put("#agenda", self._agenda_line())
        self._put("#plan", self._plan())

    def _speaker(self, late: bool) -> Content:
        live, position = self.shown.live, self._position
        agenda = live.agenda
        step = agenda.steps[position.step]
        whole = f"{'OVERTIME, over' if late else 'left of'} {wording.duration(agenda.seconds)}"
        if position.state == "ended":
            return text(("The meeting has ended.", "bold"), "\n", f"{wording.duration(position.seconds)} in all")
        if position.speaker is None:
            spent, planned = (
                position.step_seconds[position.step],
                timeline.step_planned(agenda, position, position.step),
            )
            words, style = self._remaining(planned - spent, planned, ("step", position.step))
            following = agenda.steps[position.step + 1].title if position.step + 1 < len(agenda.steps) else "the end"
            return text((step.title, "bold"), f"   next  {following}\n", (words, style), "\n", (whole, "dim"))
        planned = timeline.turn_planned(agenda, position)
        spent = position.round_seconds.get(position.speaker, 0.0)
        words, style = self._remaining(planned - spent, planned, ("turn", position.speaker))
        waiting = position.waiting
        following = live.called(waiting[0]) if waiting else "nobody, the round is complete"
        if len(position.order) == 1:
            following = agenda.steps[position.step + 1].title if position.step + 1 < len(agenda.steps) else "the end"
        here = sum(position.attendance.get(person) in timeline.PRESENT for person in position.order)
        count = f"   {here - len(waiting)} of {here}" if len(position.order) > 1 else ""
        who, then = text((live.called(position.speaker), "bold"), count), text(f"next  {following}")
        last = text((whole, "dim"))
        room = self.query_one("#speaker").content_size.width or self.size.width - 28
        if who.cell_length + 3 + then.cell_length <= room:
            who = text(who, "   ", then)
        else:
            # Long names: the next one goes below, and neither takes a line more than it has.
            who = text(text((live.called(position.speaker), "bold")).truncate(room - len(count), ellipsis=True), count)
            last = text(last, "   ", then).truncate(room, ellipsis=True)
        return text(who, "\n", (words, style), "\n", last)

    def _remaining(self, left: float, planned: float, what: object) -> tuple[str, str]:
        share = 0.0 if planned <= 0 else max(0.0, min(1.0, left / planned))
        length = 14 if self.size.width >= 70 else 6
        bar = "█" * round(share * length)
        bar = f"▕{bar:<{length}}▏"
        if left <= 0:
            if isinstance(what, tuple) and what[0] == "turn":
                self._ring(what)
            return f"■ {wording.clock(-left)} OVER {bar} of {wording.clock(planned)}", "bold $error"
        if left <= min(15.0, planned / 4):
            return f"▲ {wording.clock(left)} left, come to the end {bar} of {wording.clock(planned)}", "bold $warning"
        return f"{wording.clock(left)} left {bar} of {wording.clock(planned)}", "bold"

    def _agenda_line(self) -> Content:
        """The steps in a line; where there is no room for all of them, the running one and what comes after it."""
        position, steps = self._position, self.shown.live.agenda.steps
        parts: list[Content] = []
        for index, step in enumerate(steps):
            if index == position.step and position.state != "ended":
                parts.append(text((f"▐ {step.title} ▌", "bold reverse")))
            elif index < position.step or position.state == "ended":
                parts.append(text((f" {step.title} ✓ ", "dim")))
            else:
                parts.append(text(f" {step.title} "))
        first, room = 0, self.size.width - 2
        while first < position.step and sum(part.cell_length for part in parts[first:]) + 2 * bool(first) > room:
            first += 1
        return text("… " if first else "", *parts[first:])

    def _plan(self) -> Content:
        live, position = self.shown.live, self._position
        parts: list[Content | str | tuple[str, str]] = [("Agenda", "bold"), "           planned   real\n"]
        for index, step in enumerate(live.agenda.steps):
            here = index == position.step and position.state != "ended"
            mark = "▶" if here else "✓" if position.step_seconds[index] else " "
            spent = wording.clock(position.step_seconds[index])
            line = f"{mark} {step.title[:14]:<15} {wording.clock(step.seconds):>6} {spent:>6}\n"
            parts.append((line, "bold" if here else "dim"))
        if len(position.order) > 1:
            parts.append(("\nSpeaking order\n", "bold"))
            for person in position.order:
                state = position.attendance.get(person, "absent")
                shape = self._shape(person)
                talked = position.speaker_seconds.get(person)
                words = "ready" if person in self.shown.prepared else state if shape == "✕" else ""
                if talked:
                    words = wording.clock(talked)
                parts.append((f"{shape} {live.called(person)}", "bold" if shape == "▶" else ""))
                parts.append((f"  {words}\n", "dim"))
        return text(*parts)

    def _shape(self, person: int) -> str:
        """Speaks now, spoke, is skipped for now, is not here, or waits."""
        position = self._position
        if person == position.speaker:
            return "▶"
        if person in position.spoken:
            return "✓"
        if position.attendance.get(person) not in timeline.PRESENT:
            return "✕"
        return "↷" if person in position.skipped else " "

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """What works now: speakers only in a round, hardly anything once the meeting has ended."""
        if self._position.state == "ended" and action in NOT_AFTER_THE_END:
            return False
        if action in ("next_speaker", "skip"):
            return self.shown.live.agenda.steps[self._position.step].in_turns
        if action == "close_entry":
            return self._asking is not None
        return True

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
            await self._record(running.next_speaker, self.shown.live.id)
        elif self._position.step + 1 < len(self.shown.live.agenda.steps):
            await self._record(running.next_step, self.shown.live.id)
        else:
            self.action_end()

    async def action_pause(self) -> None:
        """Stop the clock, or let it go on."""
        await self._record(running.pause_or_resume, self.shown.live.id)

    async def action_next_step(self) -> None:
        """Go to the next step; this one may ask something first."""
        if not self._panel.leaving():
            await self._record(running.next_step, self.shown.live.id)

    async def action_previous_step(self) -> None:
        """Go back a step."""
        await self._record(running.previous_step, self.shown.live.id)

    async def action_next_speaker(self) -> None:
        """Give the word to the next one; in other steps there is no speaker."""
        if self.shown.live.agenda.steps[self._position.step].in_turns and not self._panel.go_on():
            await self._record(running.next_speaker, self.shown.live.id)

    async def action_previous_speaker(self) -> None:
        """Give the word back."""
        await self._record(running.previous_speaker, self.shown.live.id)

    async def action_skip(self) -> None:
        """Leave the speaker for later."""
        await self._record(running.skip_speaker, self.shown.live.id)

    async def action_adjust(self, seconds: int) -> None:
        """Give or take time."""
        await self._record(running.adjust, self.shown.live.id, seconds)

    async def action_undo(self) -> None:
        """Take back the last thing recorded."""
        taken = await self._record(journal.undo, self.shown.live.id)
        self.notify(f"taken back: {taken}" if taken else "nothing to take back", markup=False)

    def action_attendance(self) -> None:
        """Somebody leaves or arrives."""
        live = self.shown.live
        self._open(
            Panel.Ask(
                "attendance",
                "Who left or arrived? A name; leave it away to close",
                lambda line: Panel.Record(toggle_attendance, (live.id, line), {}),
            )
        )

    def action_record_action(self) -> None:
        """Ask for an action."""
        meeting = self.shown.live.id
        self._open(
            Panel.Ask(
                "action",
                "Action: words @Name by friday",
                lambda line: Panel.Record(outcomes.record_action, (meeting, line), {}),
            )
        )

    def action_record_decision(self) -> None:
        """Ask for a decision."""
        self._open(self._said("decision", "Decision", outcomes.record_decision))

    def action_park(self) -> None:
        """Ask for a topic to park."""
        self._open(self._said("parked", "Park a topic", outcomes.park))

    def _said(self, field: str, prompt: str, function: Callable[..., Any]) -> Panel.Ask:
        meeting, by = self.shown.live.id, {"by_id": self._position.speaker}
        return Panel.Ask(field, prompt, lambda line: Panel.Record(function, (meeting, line), by))

    def action_set_turn(self) -> None:
        """Ask how long every turn is."""
        meeting = self.shown.live.id

        def take(line: str) -> Panel.Record:
            if not line.strip().isdecimal():
                raise ValueError(f"{line!r} is no number of seconds; write one such as 45")
            seconds = float(line) or None
            return Panel.Record(running.set_turn, (meeting, seconds), {})

        self._open(Panel.Ask("turn", "Seconds for every turn; 0 shares the time out again", take))

    @work
    async def action_end(self) -> None:
        """End the meeting, after a question."""
        from screens.widgets.questions import YesNo

        if self._position.state == "ended":
            return
        if await self.app.push_screen_wait(YesNo("End the meeting?")):
            meeting = self.shown.live.id

            def finish(database: Database) -> Path:
                running.end(database, meeting)
                return writing.write(database, meeting, self.program.minutes_folder())

            for close in self.query(ClosePanel):
                close.minutes = ""
            self._ring("meeting")
            path = await self._record(finish)
            for close in self.query(ClosePanel):
                close.minutes = str(path)
            self._show()

    async def action_leave(self) -> None:
        """Leave the meeting running."""
        await self.flush()
        self.program.show_home()

    # The one field ---------------------------------------------------------------------------------------------

    @on(Panel.Ask)
    def _open(self, asking: Panel.Ask) -> None:
        self._asking = asking
        self.add_class("asking")
        self._put("#prompt", Content(asking.prompt))
        line = self.query_one("#line", Input)
        line.value = self._drafts.get(asking.field, "") or asking.text
        line.cursor_position = len(line.value)
        line.focus()
        self._show_time()
        self.refresh_bindings()

    @on(Input.Changed, "#line")
    def _typed(self, event: Input.Changed) -> None:
        if self._asking is not None:
            self._drafts[self._asking.field] = event.value
            self._unsaved = (self._asking.field, event.value)

    @on(Input.Submitted, "#line")
    async def _submitted(self, event: Input.Submitted) -> None:
        asking = self._asking
        if asking is None:
            return
        event.stop()
        line = event.value
        if not line.strip() and not asking.text and not asking.blank:
            await self.action_close_entry()
            return

        async def take() -> None:
            if self._position.state == "ended":
                raise ValueError(AFTER_THE_END)
            record = asking.then(line)
            if record is not None:
                await self._record(record.function, *record.arguments, **record.keywords)

        if await self._try(take()):
            self._drafts.pop(asking.field, None)
            self._unsaved = (asking.field, "")
            self._close()
            await self._save_draft()

    async def action_close_entry(self) -> None:
        """Leave the field; what stands in it is there again when it is opened."""
        if self._asking is not None:
            self._close()
            await self._save_draft()

    def _close(self) -> None:
        self._asking = None
        self.remove_class("asking")
        if self._step is not None:
            self.query_one(f"#step-{self._step}", Panel).front()
        self._show_time()

    async def _save_draft(self) -> None:
        unsaved, self._unsaved = self._unsaved, None
        if unsaved is not None:
            await self.program.ask(drafts.save, self._scope, *unsaved)

    async def flush(self) -> None:
        """Save what is being typed, before the program goes."""
        await asyncio.shield(self._save_draft())


def toggle_attendance(database: Database, meeting_id: int, line: str) -> None:
    """Somebody who is here leaves; somebody who is not arrives."""
    from facilitator.steps import gather

    live = running.load(database, meeting_id)
    start = line.strip().casefold()
    found = [
        person
        for person, name in live.people.items()
        if name.casefold().startswith(start) or live.called(person).casefold().startswith(start)
    ]
    if len(found) == 1:
        here = live.position().attendance.get(found[0]) in timeline.PRESENT
        running.set_attendance(database, meeting_id, found[0], "absent" if here else "present")
    else:
        gather.invite(database, meeting_id, line)
