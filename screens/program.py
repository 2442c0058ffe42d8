"""Says what the program is to its screens: what it opens for them, and what they know of one another through it."""

from __future__ import annotations

import functools
import importlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from facilitator.common import settings
from screens.connection.connected import Connected
from screens.connection.guard import Guarded

if TYPE_CHECKING:
    from screens.after_the_end import Afterwards


@dataclass(frozen=True, slots=True)
class Opening:
    """Which screen the program opens first: home, unless one of these is said.

    Attributes:
        mode: The mode of the meeting to start or resume, a name or the path of a mode file.
        team: Whose meeting; None where there is only one team.
        minutes: The length of the meeting; None as the mode says.
        facilitator: Who facilitates; None the team's manager.
        cycle: The cycle; None the one in progress.
        checkin: The name of the person whose check-in it is.
        people: Teams and people.
    """

    mode: str | None = None
    team: str | None = None
    minutes: int | None = None
    facilitator: str | None = None
    cycle: str | None = None
    checkin: str | None = None
    people: bool = False


class Program(Guarded, Connected, inherit_bindings=False):
    """The program, as every screen has it in `program`."""

    def __init__(self, url: str, opening: Opening | None = None, demo: bool = False) -> None:
        super().__init__(url, demo)
        self.opening = opening or Opening()
        self.person: str | None = None
        """Who has said that they are at the keys, once one of the screens had to ask."""
        self.minutes_form = "md"
        """The form in which minutes were written last."""

    # Which screen is up ----------------------------------------------------------------------------------------

    async def open_meeting(self, opening: Opening) -> None:
        """Resume the meeting that is meant, or start it, and show it."""
        entering = await self.in_thread(importlib.import_module, "facilitator.steps.entering")
        shown = await self.ask(
            entering.enter,
            opening.mode or "standup",
            opening.team,
            minutes=opening.minutes,
            facilitator=opening.facilitator,
            cycle=opening.cycle,
        )
        await self._push("screens.meeting.screen", "MeetingScreen", shown)

    async def resume_meeting(self, meeting_id: int) -> None:
        """Show a meeting that has not ended."""
        module = await self.in_thread(importlib.import_module, "facilitator.steps.shown")
        shown = await self.ask(module.read, meeting_id)
        await self._push("screens.meeting.screen", "MeetingScreen", shown)

    async def open_checkin(self, name: str) -> None:
        """Show the own check-in of the person whom a name, or a part of one, means."""
        people = await self.in_thread(importlib.import_module, "facilitator.people.reading")
        await self._push("screens.checkin.screen", "CheckinScreen", await self.ask(people.full_name, name))

    async def open_people(self) -> None:
        await self._push("screens.people.screen", "PeopleScreen")

    async def open_okrs(self, at: tuple[int, ...] = ()) -> None:
        """Show the OKRs; `at` a cycle, an objective and perhaps a key result of it, by their ids."""
        await self._push("screens.okrs.screen", "OkrsScreen", at)

    async def open_history(self) -> None:
        await self._push("screens.minutes.history", "HistoryScreen")

    async def open_insight(self, team: str | None = None) -> None:
        await self._push("screens.insight.screen", "InsightScreen", team)

    async def open_promises(self, unit_id: int | None, team: str) -> None:
        """Show the promises of a unit and of those below it; without one, everybody's."""
        await self._push("screens.promises.screen", "PromisesScreen", unit_id, team)

    async def open_minutes(self, meeting_id: int, other: int | None = None) -> None:
        """Show the minutes of a meeting; where another one is named, beside its minutes."""
        await self._push("screens.minutes.screen", "MinutesScreen", meeting_id, other)

    async def open_digest(self, since: date, until: date, team: str | None) -> None:
        await self._push("screens.minutes.digest", "DigestScreen", since, until, team)

    async def open_search(self) -> None:
        await self._push("screens.search.screen", "SearchScreen")

    async def _push(self, module: str, screen: str, *arguments: Any) -> None:
        # What the screens import is slow to import: not on the event loop, and not before the first frame.
        loaded = await self.in_thread(importlib.import_module, module)
        await self.push_screen(getattr(loaded, screen)(*arguments))

    def show_home(self) -> None:
        while len(self.screen_stack) > 1 and not getattr(self.screen, "IS_HOME", False):
            self.pop_screen()

    # What belongs to all screens together ----------------------------------------------------------------------

    async def use_settings(self) -> None:
        """Read the settings anew."""
        raise NotImplementedError

    def use_theme(self, name: str) -> None:
        """Take that theme, also the next time."""
        self.theme = name
        if not self.demo:
            self.run_worker(self.telling(self.in_thread(settings.save, theme=name)))

    def minutes_folder(self) -> Path:
        """Return where minutes are written when a meeting ends; the sample company's lie beside its database."""
        if self.demo:
            return Path(self.url.removeprefix("sqlite:///")).parent / "minutes"
        return settings.load().minutes_folder

    @functools.cached_property
    def afterwards(self) -> Afterwards:
        """What runs after meetings."""
        # It imports the database: not before the first frame.
        from screens.after_the_end import Afterwards

        return Afterwards(self, self.minutes_folder)
