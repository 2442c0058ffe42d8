"""What is typed into a field is a draft until it is recorded, and is there again when the field opens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from facilitator.store import drafts as store_drafts
from facilitator.store.database import Database
from screens.app import FacilitatorApp
from screens.widgets.drafts import DraftField, Drafts
from tests.screens.waiting import until

SCOPE = "meeting 7"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with Database(url) as database:
        yield database


@asynccontextmanager
async def field_of(
    url: str, name: str = "action", text: str = ""
) -> AsyncIterator[tuple[Pilot[int], Drafts, DraftField]]:
    """Home with a field more, open for that."""
    app = FacilitatorApp(url)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.screen.query("#teams"))
        field, drafts = DraftField(), Drafts(app.screen, SCOPE)
        await drafts.load()
        app.screen.mount(field)
        await until(pilot, lambda: field.is_mounted)
        field.open(drafts, name, text)
        await until(pilot, lambda: field.has_focus)
        yield pilot, drafts, field


def kept(database: Database) -> dict[str, str]:
    return dict(store_drafts.load(database, SCOPE))


async def test_what_is_typed_is_there_again(url: str, database: Database) -> None:
    async with field_of(url) as (pilot, _, _):
        await pilot.press(*"order disks")
        await until(pilot, lambda: kept(database) == {"action": "order disks"})
    async with field_of(url) as (_, _, field):
        assert field.value == "order disks"
        assert field.cursor_position == len("order disks")


async def test_a_closed_field_keeps_what_stands_in_it_for_each_name(url: str, database: Database) -> None:
    async with field_of(url) as (pilot, drafts, field):
        field.value = "order disks"
        field.close()
        assert not field.display
        field.open(drafts, "decision")
        assert field.value == ""
        field.value = "freeze it"
        field.open(drafts, "action")
        assert field.value == "order disks"
        drafts.save()
        await until(pilot, lambda: kept(database) == {"action": "order disks", "decision": "freeze it"})


async def test_the_text_that_stood_there_is_no_draft(url: str, database: Database) -> None:
    async with field_of(url, text="0.4 reviews waited") as (pilot, drafts, field):
        assert field.value == "0.4 reviews waited"
        field.value = "0.5 reviews waited"
        drafts.save()
        await until(pilot, lambda: kept(database) == {"action": "0.5 reviews waited"})
        field.value = "0.4 reviews waited"
        drafts.save()
        await until(pilot, lambda: kept(database) == {})


async def test_what_is_recorded_is_forgotten(url: str, database: Database) -> None:
    async with field_of(url) as (pilot, drafts, field):
        field.value = "order disks"
        drafts.save()
        await until(pilot, lambda: kept(database) == {"action": "order disks"})
        field.settle()
        assert not field.display
        await until(pilot, lambda: kept(database) == {})


async def test_what_is_typed_while_drafts_are_read_is_newer(url: str, database: Database) -> None:
    store_drafts.save(database, SCOPE, "action", "older")
    store_drafts.save(database, SCOPE, "decision", "freeze it")
    async with field_of(url) as (_, drafts, field):
        field.value = "newer"
        await drafts.load()
        assert drafts.texts == {"action": "newer", "decision": "freeze it"}


@pytest.mark.parametrize("scope", [SCOPE, "meeting 8"])
async def test_drafts_that_go_on_elsewhere_are_forgotten_here(url: str, database: Database, scope: str) -> None:
    async with field_of(url) as (pilot, drafts, field):
        field.value = "order disks"
        drafts.save()
        await until(pilot, lambda: kept(database) == {"action": "order disks"})
        drafts.move(scope)
        await until(pilot, lambda: kept(database) == ({"action": "order disks"} if scope == SCOPE else {}))


async def test_only_the_texts_that_are_named_are_kept(url: str, database: Database) -> None:
    async with field_of(url) as (pilot, drafts, _):
        drafts.keep_only({"action": "order disks", "decision": "freeze it"})
        drafts.keep_only({"decision": "freeze it now"})
        await until(pilot, lambda: kept(database) == {"decision": "freeze it now"})
