"""Goes through the OKRs by keys."""

from __future__ import annotations

from pathlib import Path

from facilitator.okr import reading
from facilitator.okr.views import ObjectiveView
from facilitator.store.database import Database
from screens.home.screen import HomeScreen
from screens.okrs.editor import EditorScreen
from screens.okrs.fields import KeyResultFields
from screens.okrs.screen import OkrsScreen
from screens.widgets.rows import Rows
from tests.screens.showing import AppPilot, shows
from tests.screens.waiting import until

ACME = Path(__file__).parents[3] / "examples" / "acme.toml"


SHIPS = "Every team ships on the day it is ready"


def objectives(url: str) -> dict[str, ObjectiveView]:
    with Database(url) as database:
        okrs = reading.of_cycle(database)
    return {objective.title: objective for objective in okrs.objectives} if okrs else {}


async def types(pilot: AppPilot, line: str) -> None:
    await pilot.press(*line)


async def okrs(pilot: AppPilot, me: str) -> None:
    """Open the OKRs and say who is at the keys."""
    await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))
    await shows(pilot, "o OKRs", "Acme")
    await pilot.press("o")
    await shows(pilot, "Who are you?")
    await types(pilot, me)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, OkrsScreen) and pilot.app.screen.desk.me)


async def selects(pilot: AppPilot, kind: str, title: str, url: str) -> None:
    """Select that objective or key result in the list."""
    result = objectives(url).values()
    ids = {("objective", row.title): row.id for row in result}
    ids |= {("key_result", key_result.title): key_result.id for row in result for key_result in row.key_results}
    rows = pilot.app.screen.query_one("#okrs", Rows)
    await until(pilot, lambda: rows.has_focus)
    await pilot.press("home")
    while rows.selected != (kind, ids[kind, title]):
        await pilot.press("down")


async def editor(pilot: AppPilot) -> EditorScreen:
    await until(pilot, lambda: isinstance(pilot.app.screen, EditorScreen) and pilot.app.screen.query(KeyResultFields))
    screen = pilot.app.screen
    assert isinstance(screen, EditorScreen)
    await until(pilot, lambda: screen.focused is not None)
    return screen
