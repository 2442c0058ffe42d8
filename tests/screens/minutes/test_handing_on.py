"""What becomes of the minutes: the command after a meeting, the clipboard, the editor, a file in a form."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from facilitator.common import settings
from facilitator.common.files import write_atomically
from facilitator.meeting import running
from facilitator.minutes import compare as minutes_compare
from facilitator.reports import meetings as reports_meetings
from facilitator.store.database import Database
from screens.meeting.screen import MeetingScreen
from screens.minutes import handing_on
from screens.minutes.screen import MinutesScreen
from screens.program import Opening
from tests.moments import touch
from tests.screens.ahead import Ahead
from tests.screens.showing import AppPilot, program, shows, words
from tests.screens.waiting import until
from tests.terminal import terminal

START = """
import sys
from screens.app import FacilitatorApp
from screens.program import Opening
app = FacilitatorApp({url!r}, Opening(mode="standup", team="Forecast"))
app.run()
sys.exit(app.return_code or 0)
"""


def after(*code: str, **more: str) -> None:
    """Make a Python script the command after a meeting."""
    wanted = {"after_meeting": [sys.executable, "-c", "\n".join(code)], **more}
    write_atomically(
        settings.settings_file(), "".join(f"{key} = {json.dumps(value)}\n" for key, value in wanted.items()).encode()
    )


@asynccontextmanager
async def ended(url: str, size: tuple[int, int] = (200, 60)) -> AsyncIterator[AppPilot]:
    """The program, in a meeting that it has just ended."""
    async with program(url, Opening(mode="standup", team="Forecast"), size=size) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        await shows(pilot, "RUNNING")
        await pilot.press("e")
        await until(pilot, lambda: pilot.app.screen.is_modal)
        await pilot.press("y")
        await shows(pilot, "ENDED", "y copy  o open")
        yield pilot


@asynccontextmanager
async def minutes(url: str) -> AsyncIterator[AppPilot]:
    """The program, at the minutes of the newest meeting."""
    async with program(url, size=(120, 40)) as pilot:
        await shows(pilot, "Forecast")
        await pilot.press("m")
        await shows(pilot, "Forecast stand-up")
        await until(pilot, lambda: any(rows.has_focus for rows in pilot.app.screen.query("#meetings")))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MinutesScreen))
        await shows(pilot, "Decisions")
        yield pilot


def file() -> Path:
    (path,) = settings.load().minutes_folder.glob("*.md")
    return path


@contextmanager
def editor(monkeypatch: pytest.MonkeyPatch, *code: str) -> Iterator[None]:
    """A Python script as the editor."""
    script = settings.settings_folder() / "an editor.py"
    write_atomically(script, "\n".join(code).encode())
    monkeypatch.setenv("VISUAL", f"{sys.executable} '{script}'")
    yield


async def test_the_end_runs_the_command_once_and_shows_how_it_went(
    sample_url: str, tmp_path: Path, ahead: Ahead
) -> None:
    log = tmp_path / "log"
    after(
        "import os, sys",
        f"log = open({str(log)!r}, 'a')",
        "print(open(sys.argv[1]).read().splitlines()[0], file=log)",
        "names = ('MINUTES', 'MEETING', 'MODE', 'TEAM', 'DATE', 'DB')",
        "print(*[os.environ['FACILITATOR_' + name] for name in names], sep='|', file=log)",
    )
    async with ended(sample_url) as pilot:
        await shows(pilot, " s, unless it is opened again: ")
        assert not log.exists()
        ahead.wait(61)
        await shows(pilot, "✓ ran: ", "! hand on again")
        first, second = log.read_text(encoding="utf-8").splitlines()
        with Database(sample_url) as database:
            number = reports_meetings.latest(database)
            told = minutes_compare.read(database, number)
        assert first == told.markdown.splitlines()[0]
        assert second == f"{file()}|{number}|standup|Forecast|{told.document.started_at:%Y-%m-%d}|{sample_url}"
        assert file().read_text(encoding="utf-8") == told.markdown
        await pilot.press("exclamation_mark")
        await until(pilot, lambda: len(log.read_text(encoding="utf-8").splitlines()) == 4)
    async with program(sample_url, size=(120, 40)) as pilot:
        await shows(pilot, "Forecast")
    assert len(log.read_text(encoding="utf-8").splitlines()) == 4


async def test_before_the_end_the_question_says_what_will_be_run(sample_url: str) -> None:
    after("pass")
    async with program(sample_url, Opening(mode="standup", team="Forecast")) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        await shows(pilot, "RUNNING")
        await pilot.press("y", "o", "exclamation_mark", "e")
        await shows(pilot, "this is run with them")
        assert not settings.load().minutes_folder.exists()


async def test_a_failure_is_told_and_the_minutes_are_there(sample_url: str, ahead: Ahead) -> None:
    after("import os, sys", "os.remove(sys.argv[1])", "sys.exit('[b]no[/b] rou[/]te [@click=app.quit]x[/]')")
    async with ended(sample_url) as pilot:
        ahead.wait(61)
        await shows(pilot, "exit status 1", "[b]no[/b] rou[/]te [@click=app.quit]x[/]", "has been written again")
        with Database(sample_url) as database:
            told = minutes_compare.read(database, reports_meetings.latest(database))
        assert file().read_text(encoding="utf-8") == told.markdown


async def test_while_it_runs_it_says_so_and_leaving_ends_it(sample_url: str, tmp_path: Path, ahead: Ahead) -> None:
    started = tmp_path / "started"
    after("import os, pathlib, time", f"pathlib.Path({str(started)!r}).write_text(str(os.getpid()))", "time.sleep(600)")
    async with ended(sample_url) as pilot:
        ahead.wait(61)
        await shows(pilot, "is running, ")
        await until(pilot, lambda: started.exists() and started.read_text(encoding="utf-8"))
        await pilot.press("exclamation_mark")
        await pilot.press("ctrl+q")
        await shows(pilot, "leaving once more does not wait")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: pilot.app._exit)
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text(encoding="utf-8")), 0)


async def test_minutes_that_cannot_be_written_do_not_end_the_program(sample_url: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    after("pass", minutes_folder=str(tmp_path / "file" / "minutes"))
    async with ended(sample_url) as pilot:
        await shows(pilot, "! The minutes are not written: ", "they are in the database")
        with Database(sample_url) as database:
            assert running.load(database, reports_meetings.latest(database)).position().state == "ended"


async def test_more_forms_are_written_and_the_first_is_handed_on(sample_url: str, tmp_path: Path, ahead: Ahead) -> None:
    log = tmp_path / "log"
    after(
        "import os, sys",
        f"print(sys.argv[1], os.environ['FACILITATOR_MINUTES_MD'], sep='|', file=open({str(log)!r}, 'w'))",
        minutes_formats=["html", "json"],  # type: ignore[arg-type]  # a list, as the file has it
    )
    async with ended(sample_url) as pilot:
        ahead.wait(61)
        await shows(pilot, ".html", ".json", ".md", "✓ ran: ")
    assert log.read_text(encoding="utf-8").strip() == f"{file().with_suffix('.html')}|{file()}"
    assert file().with_suffix(".html").read_text(encoding="utf-8").startswith("<!")


async def test_the_sample_company_hands_nothing_on(url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    after(f"open({str(log)!r}, 'w')")
    async with program(url, Opening(mode="standup", team="Forecast"), demo=True) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        await shows(pilot, "RUNNING")
        await pilot.press("e")
        await until(pilot, lambda: pilot.app.screen.is_modal)
        assert "this is run" not in words(pilot)
        await pilot.press("y")
        await shows(pilot, "Minutes  ", ".md")
    assert not log.exists()


async def test_the_clipboard_gets_the_minutes_and_no_more_than_it_takes(
    sample_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ended(sample_url) as pilot:
        await pilot.press("y")
        await shows(pilot, "sent to the terminal's clipboard, as Markdown")
        assert pilot.app.clipboard == file().read_text(encoding="utf-8")
        monkeypatch.setattr(handing_on, "MOST_COPIED", 100)
        file().unlink()
        await pilot.press("y")
        await shows(pilot, "terminals take no more than 100 bytes")
        assert file().exists()


async def test_the_command_runs_again_from_the_minutes(sample_url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    after("import sys", f"open({str(log)!r}, 'a').write(sys.argv[1])", "sys.exit('refused')")
    async with minutes(sample_url) as pilot:
        await pilot.press("exclamation_mark")
        await shows(pilot, "exit status 1: refused")
        assert log.read_text(encoding="utf-8") == str(file())


async def test_a_form_is_chosen_and_what_was_changed_is_asked_about(sample_url: str) -> None:
    async with minutes(sample_url) as pilot:
        await pilot.press("e")
        await shows(pilot, "In which form?", "docx  Word")
        await pilot.press(*"html", "enter")
        await shows(pilot, "the minutes are in", ".html")
        (path,) = settings.load().minutes_folder.glob("*.html")
        first = path.read_bytes()
        await pilot.press("e")
        await shows(pilot, "▸ html")
        path.write_bytes(b"my own words")
        touch(path)
        await pilot.press("enter")
        await shows(pilot, "Write it again?", "The file differs from the minutes")
        await pilot.press("n")
        await until(pilot, lambda: not pilot.app.screen.is_modal)
        assert path.read_bytes() == b"my own words"
        await pilot.press("e")
        await shows(pilot, "▸ html")
        await pilot.press("enter")
        await shows(pilot, "Write it again?")
        await pilot.press("y")
        await until(pilot, lambda: path.read_bytes() == first)


async def test_without_an_editor_it_says_where_the_file_is(sample_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with minutes(sample_url) as pilot:
        await pilot.press("o")
        await shows(pilot, "no editor is known")
        monkeypatch.setenv("EDITOR", "true")
        await pilot.press("o")
        await shows(pilot, "an editor cannot be opened here")
        assert file().exists()


def test_the_editor_has_the_terminal_and_gives_it_back_whole(sample_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Database(sample_url) as database:
        live = running.running(database, "Forecast", "standup")
        assert live is None
    script = (
        "import os, sys",
        "if 'my words' in open(sys.argv[1]).read():",
        "    print('KILLED', flush=True)",
        "    os.kill(os.getpid(), 9)",
        "open(sys.argv[1], 'a').write('my words')",
        "print('EDITING', sys.stdin.isatty())",
    )
    with editor(monkeypatch, *script), terminal("-c", START.format(url=sample_url)) as opened:
        opened.shows("Who is here")
        opened.types(b"e")
        opened.shows("End the meeting?")
        opened.types(b"y")
        opened.shows("y copy  o open")
        opened.types(b"o")
        opened.shows("EDITING True")
        opened.shows("alone;")
        opened.types(b"o")
        opened.shows("KILLED")
        opened.shows("-9;")
        opened.types(b"\x11")
        assert opened.left() == 0
    monkeypatch.setenv("VISUAL", "no-such-editor --wait")
    with terminal("-c", START.format(url=sample_url)) as opened:
        opened.shows("Who is here")
        opened.types(b"e")
        opened.shows("End the meeting?")
        opened.types(b"y")
        opened.shows("y copy  o open")
        opened.types(b"o")
        opened.shows("no-such-editor")
        opened.types(b"\x11")
        assert opened.left() == 0
