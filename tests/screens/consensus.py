"""A consensus meeting on the shared screen, and the check-ins of those who are in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from facilitator.meeting import running
from facilitator.store.database import Database
from screens.meeting.screen import MeetingScreen
from screens.program import Opening
from tests.screens.showing import AppPilot, program, shows
from tests.screens.waiting import until
from tests.steps.acme import Acme


@asynccontextmanager
async def shared(acme: Acme, size: tuple[int, int] = (80, 24)) -> AsyncIterator[AppPilot]:
    """The meeting that runs, on the shared screen."""
    url = acme.database.url.render_as_string()
    async with program(url, Opening(mode="consensus", team="Acme"), size=size) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        await until(pilot, lambda: pilot.app.focused is not None)
        yield pilot


@asynccontextmanager
async def checkin(acme: Acme, name: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[AppPilot]:
    """Somebody's own check-in."""
    async with program(acme.database.url.render_as_string(), Opening(checkin=name), size=size) as pilot:
        await shows(pilot, name)
        yield pilot


def step(database: Database, meeting_id: int) -> str:
    """The kind of step that runs."""
    live = running.load(database, meeting_id)
    return live.agenda.steps[live.position().step].kind
