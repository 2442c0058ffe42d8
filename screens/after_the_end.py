"""Sees to what follows the end of a meeting: its minutes are written, and the user's command gets them."""

from __future__ import annotations

import asyncio
import contextlib
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from facilitator.common import settings
from facilitator.common.errors import DatabaseError
from facilitator.meeting import moving, running, timeline
from facilitator.meeting.running import Live
from facilitator.minutes import command as minutes_command
from facilitator.minutes import files as minutes_files
from facilitator.minutes.command import Command, CommandOutcome
from facilitator.minutes.files import WrittenMinutes
from facilitator.store.database import Database
from screens.connection.connected import Connected

LEAVING = 10.0
"""Seconds that a command has to come to its end when the program is left; leaving once more does not wait."""


LOOK = 0.2
"""Seconds between two looks whether a meeting can still be opened again."""
AGAIN = 2.0
"""Seconds until a database that could not be written is tried again."""


@dataclass(slots=True)
class _Waiting:
    """What waits until a meeting, as it was when it ended, is not opened again any more."""

    live: Live
    reopened: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Afterwards:
    """What runs after meetings, and how it went.

    The command runs when a meeting that this program has ended is not opened again any more, or when somebody asks for
    it; how it went is recorded nowhere. Minutes are written into `folder()`.
    """

    def __init__(self, program: Connected, folder: Callable[[], Path]) -> None:
        self.here: set[int] = set()
        """The meetings that this program ends or has ended; what follows is by their ids."""
        self.lefts: dict[int, WrittenMinutes] = {}
        """The minutes as they were written then."""
        self.problems: dict[int, str] = {}
        """Why they could not be written."""
        self.outcomes: dict[int, CommandOutcome] = {}
        """How the command went last."""
        self._program = program
        self._folder = folder
        self._runs: dict[int, tuple[Command, float, asyncio.Future[CommandOutcome]]] = {}
        self._waiting: dict[int, _Waiting] = {}
        self._leaving = False
        self._stop = threading.Event()

    def follows(self) -> str:
        """Return what follows when a meeting ends, to be known before."""
        if not (name := self._name()):
            return ""
        return f"Minutes are written; {timeline.REOPENS:.0f} s later this is run with them: {name}"

    def _name(self) -> str:
        """Return what the command of the settings is called; empty where there is none. The sample company has none."""
        command = "" if self._program.demo else settings.load().after_meeting
        return minutes_command.called(command) if command else ""

    def ended(self, live: Live) -> None:
        """See to what follows the end of a meeting, which this program has just ended, beside everything else."""
        waiting = _Waiting(live)
        self._waiting[live.id] = waiting
        self._program.run_worker(self._program.telling(self._follow(waiting)))

    async def corrected(self, meeting: int) -> None:
        """Write the minutes once more, under a name of their own, after somebody has corrected them."""
        if meeting in self.lefts:
            self.lefts[meeting], _ = await self._write(meeting)

    def reopened(self, meeting: int) -> None:
        """See that nothing follows an end that was none."""
        self.here.discard(meeting)
        for known in (self.lefts, self.problems, self.outcomes):
            known.pop(meeting, None)
        if (waiting := self._waiting.get(meeting)) is not None:
            waiting.reopened = True
            waiting.woken.set()

    async def _follow(self, waiting: _Waiting) -> None:
        """Write the minutes at once; run the command with them when the meeting is not opened again any more."""
        meeting = waiting.live.id
        try:
            left, written = await self._write(meeting)
            if not waiting.reopened:
                self.lefts[meeting] = left
            while waiting.live.reopens() > 0 and not waiting.reopened and not self._leaving:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(waiting.woken.wait(), LOOK)
            if not waiting.reopened and (self._leaving or self.command(left) is not None):
                final = await self._final(waiting)
                if final:
                    # What was corrected meanwhile is handed on as it is now.
                    await self.run(self.lefts.get(meeting, left))
                elif await self._program.ask(_goes_on, meeting):
                    self.reopened(meeting)
            if waiting.reopened:
                for path in await self._program.ask(minutes_files.write_draft, left, written):
                    self._program.tell(f"what you changed in the minutes is in {path}")
        except OSError as error:
            # The meeting is recorded: that its file cannot be written is no reason to stop.
            problem = f"{error.filename or self._folder()}: {error.strerror}"
            if waiting.reopened:
                self._program.tell(f"the draft of the minutes is not written: {problem}", severe=True)
            else:
                self.problems[meeting] = problem
        finally:
            waiting.done.set()
            if self._waiting.get(meeting) is waiting:
                del self._waiting[meeting]

    async def _write(self, meeting: int) -> tuple[WrittenMinutes, dict[Path, int]]:
        wanted, folder = settings.load().minutes_formats, self._folder()

        def write(database: Database) -> tuple[WrittenMinutes, dict[Path, int]]:
            left = minutes_files.write_formats(database, meeting, folder, wanted)
            return left, minutes_files.stamps(left)

        return await self._program.ask(write)

    async def _final(self, waiting: _Waiting) -> bool:
        """Return whether the meeting stays ended and it falls to this program to run the command."""
        warned = False
        while True:
            early = self._leaving
            try:
                return await self._program.ask(moving.make_final, waiting.live.id, waiting.live.end, early=early)
            except DatabaseError as error:
                if early:
                    raise
                if not warned:
                    self._program.tell(f"the command after the meeting waits: {error}", severe=True)
                warned = True
                await asyncio.sleep(AGAIN)

    def command(self, left: WrittenMinutes) -> Command | None:
        """Return the command for these minutes; None where the settings, or the sample company, have none."""
        chosen = settings.load()
        if not chosen.after_meeting or self._program.demo:
            return None
        files, environment = tuple(left.files.values()), left.environment(self._program.url)
        return Command(chosen.after_meeting, files, environment, chosen.after_meeting_seconds)

    async def run(self, left: WrittenMinutes) -> CommandOutcome | None:
        """Run the command to its end; None where there is none, or while it runs already."""
        command = self.command(left)
        if command is None or left.meeting in self._runs:
            return None
        running = asyncio.ensure_future(asyncio.to_thread(minutes_command.run, command, self._stop))
        self._runs[left.meeting] = command, time.monotonic(), running
        try:
            outcome = await asyncio.shield(running)
        finally:
            del self._runs[left.meeting]
        self.outcomes[left.meeting] = outcome
        return outcome

    def running(self, meeting: int) -> str | None:
        """Say what runs for a meeting; None where nothing does."""
        if meeting not in self._runs:
            return None
        command, begun, _ = self._runs[meeting]
        return f"… {command.name} is running, {time.monotonic() - begun:.0f} s"

    def waiting(self, live: Live) -> str | None:
        """Say what will run for a meeting unless it is opened again; None where nothing will."""
        left = math.ceil(live.reopens())
        if not left or live.id not in self._waiting or live.id not in self.lefts:
            return None
        command = self.command(self.lefts[live.id])
        return None if command is None else f"… in {left} s, unless it is opened again: {command.name}"

    def stop(self) -> None:
        """End what runs, at once."""
        self._stop.set()

    async def leave(self, *, patient: bool) -> list[str]:
        """Let what runs or waits come to its end, for a while; give back what went wrong.

        A meeting that could still be opened again stays ended when the program that ended it is left.

        Args:
            patient: False where the program has to go at once: then nothing is begun, and what runs is ended.
        """
        waiting = dict(self._waiting)
        meetings = [*waiting, *(meeting for meeting in self._runs if meeting not in waiting)]
        if not meetings:
            return []
        name = self._name()
        commands = {meeting: self._runs[meeting][0].name if meeting in self._runs else name for meeting in meetings}
        if not patient:
            self.stop()
            return [_not_run(command, meeting) for meeting, command in commands.items() if command]
        self._leaving = True
        for held in waiting.values():
            held.woken.set()
        if first := next(filter(None, commands.values()), None):
            self._program.tell(f"… {first} runs before the program leaves; leaving once more does not wait for it")
        ends = [asyncio.ensure_future(held.done.wait()) for held in waiting.values()]
        ends += [future for *_, future in self._runs.values()]  # type: ignore[misc]  # only their end is waited for
        _, late = await asyncio.wait(ends, timeout=LEAVING)
        self.stop()
        if late:
            await asyncio.wait(late, timeout=2 * minutes_command.GRACE)
        lines = []
        for meeting, command in commands.items():
            outcome = self.outcomes.get(meeting)
            again = f"facilitator minutes {meeting} --run"
            if outcome is not None and not outcome.well:
                lines.append(f"{outcome.line}; {again} runs it again")
            elif outcome is None and command and not (meeting in waiting and waiting[meeting].reopened):
                lines.append(_not_run(command, meeting))
        return lines


def _not_run(command: str, meeting: int) -> str:
    return f"✕ {command} did not run after meeting {meeting}; facilitator minutes {meeting} --run runs it"


def _goes_on(database: Database, meeting: int) -> bool:
    return running.load(database, meeting).position().state != "ended"


def end(database: Database, meeting: int) -> bool:
    """End a meeting; False where it had ended already, so that nothing follows twice."""
    if running.load(database, meeting).position().state == "ended":
        return False
    moving.end(database, meeting)
    return True
