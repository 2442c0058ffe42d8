"""What follows the end of a meeting: its minutes are written, then the user's command gets them, beside all else."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING

from facilitator import afterwards, settings
from facilitator.afterwards import Command, Outcome
from facilitator.meeting import moving, running
from facilitator.minutes import leaving
from facilitator.minutes.leaving import Left
from facilitator.store.database import Database

if TYPE_CHECKING:
    from screens.app import FacilitatorApp

LEAVING = 10.0
"""Seconds that a command has to come to its end when the program is left; leaving once more does not wait."""


class Afterwards:
    """What runs after meetings, and how it went.

    Nothing of it is recorded: the command runs when this program ends a meeting, or when somebody asks for it, and
    never by itself.

    Args:
        program: The program.
    """

    def __init__(self, program: FacilitatorApp) -> None:
        self.here: set[int] = set()
        """The meetings that this program ends or has ended; what follows is by their ids."""
        self.lefts: dict[int, Left] = {}
        """The minutes as they were written then."""
        self.problems: dict[int, str] = {}
        """Why they could not be written."""
        self.outcomes: dict[int, Outcome] = {}
        """How the command went last."""
        self._program = program
        self._runs: dict[int, tuple[Command, float, asyncio.Future[Outcome]]] = {}
        self._stop = threading.Event()

    def follows(self) -> str:
        """What follows when a meeting ends, to be known before."""
        chosen = settings.load()
        if not chosen.after_meeting or self._program.demo:
            return ""
        return f"Its minutes are written, and then this is run with them: {afterwards.called(chosen.after_meeting)}"

    async def end(self, meeting: int) -> None:
        """Write the minutes of a meeting that has just ended, then run the command with them."""
        wanted, folder = settings.load().minutes_formats, self._program.minutes_folder()
        try:
            left = await self._program.ask(leaving.leave, meeting, folder, wanted)
        except OSError as error:
            # The meeting has ended and is recorded: that its file cannot be written is no reason to stop.
            self.problems[meeting] = f"{error.filename or folder}: {error.strerror}"
            return
        self.lefts[meeting] = left
        await self.run(left)

    def command(self, left: Left) -> Command | None:
        """The command for these minutes; None where the settings have none. The sample company has none."""
        chosen = settings.load()
        if not chosen.after_meeting or self._program.demo:
            return None
        files, told = tuple(left.files.values()), left.environment(self._program.url)
        return Command(chosen.after_meeting, files, told, chosen.after_meeting_seconds)

    async def run(self, left: Left) -> Outcome | None:
        """Run the command to its end; None where there is none, or while it runs already."""
        command = self.command(left)
        if command is None or left.meeting in self._runs:
            return None
        running = asyncio.ensure_future(asyncio.to_thread(afterwards.run, command, self._stop))
        self._runs[left.meeting] = command, time.monotonic(), running
        try:
            outcome = await asyncio.shield(running)
        finally:
            del self._runs[left.meeting]
        self.outcomes[left.meeting] = outcome
        return outcome

    def running(self, meeting: int) -> str | None:
        """What runs for that meeting, in words."""
        if meeting not in self._runs:
            return None
        command, begun, _ = self._runs[meeting]
        return f"… {command.name} is running, {time.monotonic() - begun:.0f} s"

    def stop(self) -> None:
        """End what runs, at once."""
        self._stop.set()

    async def leave(self) -> list[str]:
        """Let what runs come to its end, for a while; give back what went wrong."""
        if not self._runs:
            return []
        meetings, running = list(self._runs), [future for *_, future in self._runs.values()]
        self._program.tell(f"{self.running(meetings[0])}; leaving once more does not wait for it")
        await asyncio.wait(running, timeout=LEAVING)
        self.stop()
        return [
            f"{outcome.line}; facilitator minutes {meeting} --run runs it again"
            for meeting, outcome in zip(meetings, await asyncio.gather(*running), strict=True)
            if not outcome.well
        ]


def end(database: Database, meeting: int) -> bool:
    """End a meeting; False where it had ended already, so that nothing follows twice."""
    if running.load(database, meeting).position().state == "ended":
        return False
    moving.end(database, meeting)
    return True
