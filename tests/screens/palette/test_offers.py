"""The palette: every meeting and every place from any screen, and files in and out."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandPalette

from facilitator.common import settings
from facilitator.common.files import write_atomically
from facilitator.reports.overview import overview
from facilitator.store.database import Database
from screens.meeting.screen import MeetingScreen
from screens.palette.offers import Palette
from tests.screens.showing import AppPilot, fill, program, shows, words
from tests.screens.waiting import until

OWN_MODE = """
name = "retro"
title = "Our retro"
minutes = 30
[[steps]]
kind = "gather"
minutes = 1
[[steps]]
kind = "close"
minutes = 1
"""


async def offered(pilot: AppPilot) -> list[str]:
    """All that the palette offers on this screen."""
    provider = Palette(pilot.app.screen)
    await provider.startup()
    return [about for about, *_ in provider._offers()]


async def choose(pilot: AppPilot, what: str) -> None:
    """Run one of the palette's lines."""
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette))
    await pilot.press(*what)
    await until(pilot, lambda: what in words(pilot))
    await pilot.press("enter")
    await until(pilot, lambda: not isinstance(pilot.app.screen, CommandPalette))


async def test_every_mode_starts_from_any_screen(sample_url: str) -> None:
    write_atomically(settings.settings_folder() / "modes" / "retro.toml", OWN_MODE.encode())
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        for key, seen in (("a", "Promises"), ("q", "Forecast"), ("m", "Minutes and history"), ("q", "Forecast")):
            titles = ("Stand-up", "Weekly meeting", "Personal weekly", "Review and consensus", "Our retro")
            assert {f"Start a meeting: {title}" for title in titles} <= set(await offered(pilot))
            await pilot.press(key)
            await shows(pilot, seen)
        await pilot.press("t")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "PeopleScreen")
        await choose(pilot, "meeting: Our retro")
        await shows(pilot, "Whose meeting?")
        await pilot.press(*"forecast", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        await shows(pilot, "Forecast · Our retro")
        # From within a meeting too, which goes on.
        await choose(pilot, "Look at minutes and history")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "HistoryScreen")


async def test_files_go_out_and_come_in(sample_url: str, tmp_path: Path) -> None:
    file = tmp_path / "out.toml"
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        await choose(pilot, "Export people, teams")
        await shows(pilot, "Export into which file?")
        await fill(pilot, str(tmp_path / "out.doc"))
        await shows(pilot, "the ending says the format")
        await choose(pilot, "Export people, teams")
        await shows(pilot, "Export into which file?")
        await fill(pilot, str(file))
        await until(pilot, file.exists)
        file.write_text(file.read_text(encoding="utf-8").replace('"Joe Reilly"', '"Joe O’Reilly"'), encoding="utf-8")
        await choose(pilot, "Import people, teams")
        await shows(pilot, "Import which file?")
        await fill(pilot, str(file))
        await shows(pilot, "Import out.toml?", "Nothing is written. It would be:")
        await pilot.press("n")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "HomeScreen")
        with Database(sample_url) as database:
            assert "Joe O’Reilly" not in overview(database).people
        await choose(pilot, "Import people, teams")
        await shows(pilot, "Import which file?")
        await fill(pilot, str(file))
        await shows(pilot, "Import out.toml?")
        await pilot.press("y")
        await shows(pilot, "imported out.toml: ")
        with Database(sample_url) as database:
            assert "Joe O’Reilly" in overview(database).people
        file.write_text("[[people]]\nnam = 1\n", encoding="utf-8")
        await choose(pilot, "Import people, teams")
        await shows(pilot, "Import which file?")
        await fill(pilot, str(file))
        await shows(pilot, "nam")


async def test_a_backup_is_written_where_the_command_writes_it(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        await choose(pilot, "Back up the database")
        await until(pilot, lambda: list((settings.data_folder() / "backups").glob("*.db")))
        await shows(pilot, "the database is copied into")


async def test_the_settings_open_in_the_editor_and_hold_at_once(
    sample_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf \'theme = "facilitator-light"\\n[keys]\\nhome.okrs = "f9"\\n\' > "$1"\n')
    editor.chmod(0o700)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", str(editor))
    async with program(sample_url, size=(120, 40)) as pilot:
        await shows(pilot, "Forecast")
        # A test's terminal cannot be given to an editor.
        await choose(pilot, "Settings: open")
        await shows(pilot, "an editor cannot be opened here")
        assert "keys of your own" in settings.settings_file().read_text(encoding="utf-8")
        write_atomically(settings.settings_file(), b'theme = "facilitator-light"\n[keys]\nhome.okrs = "f9"\n')
        await choose(pilot, "Settings: open")
        await until(pilot, lambda: pilot.app.theme == "facilitator-light")
        await shows(pilot, "f9 OKRs")
