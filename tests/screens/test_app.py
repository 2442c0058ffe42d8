"""The program as a whole: first frame, keys everywhere, themes, how it ends."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from textual import events
from textual.screen import ModalScreen
from textual.widgets import Input

from facilitator.common import settings
from facilitator.people import writing as people_writing
from facilitator.steps import kinds
from facilitator.store.database import Database
from screens.actions import GROUPS
from screens.app import FacilitatorApp
from screens.base import BaseScreen
from screens.home.screen import HomeScreen
from screens.program import Opening
from screens.steps import forms, panels
from screens.themes import THEMES
from screens.widgets.footer import KeyFooter
from screens.widgets.questions import AskText, Pick, YesNo
from tests.screens.showing import SMALLEST, fits, program, shows, words
from tests.screens.waiting import until
from tests.terminal import terminal

START = """
import sys
from screens.app import FacilitatorApp
app = FacilitatorApp({url!r})
app.run()
sys.exit(app.return_code or 0)
"""

AT_FIRST_FRAME = """
import sys
from textual.drivers.linux_driver import LinuxDriver
from screens.app import FacilitatorApp
written = LinuxDriver.write
def write(self, data):
    if "facilitator" in data and "seen" not in globals():
        globals()["seen"] = sorted({{name.partition(".")[0] for name in sys.modules}})
    written(self, data)
LinuxDriver.write = write
app = FacilitatorApp({url!r})
app.run()
print("AT FIRST FRAME:", *seen, ":END")
"""

CRASH = """
import sys
from textual import work
from textual.widgets import Input
from screens.app import FacilitatorApp
class Crashing(FacilitatorApp):
    def key_f9(self):
        secret = "what nobody may see"
        self.screen.mount(Input("typed and not saved", id="field"))
    def key_f10(self):
        secret = "what nobody may see"
        raise KeyError(secret)
Crashing.GOES_ON = {goes_on}
app = Crashing({url!r})
app.run()
sys.exit(app.return_code or 0)
"""


def rescued_in(folder: Path) -> str:
    """What the only rescue file in a folder says."""
    (path,) = folder.glob("rescued-*.toml")
    return path.read_text(encoding="utf-8")


def test_nothing_slow_is_imported_before_the_first_frame(url: str) -> None:
    with terminal("-c", AT_FIRST_FRAME.format(url=url)) as opened:
        opened.shows("make your team")
        opened.types(b"\x11")
        assert opened.left() == 0
        seen = opened.words.partition("AT FIRST FRAME:")[2].partition(":END")[0].split()
    assert "textual" in seen
    assert not {"sqlalchemy", "alembic", "pendulum", "jinja2"} & set(seen)


def test_ctrl_q_leaves_from_a_field_with_0(url: str) -> None:
    with terminal("-c", START.format(url=url)) as opened:
        opened.shows("make your team")
        opened.types(b"t")
        opened.shows("Name of the team")
        opened.types(b"Plat\x11")
        assert opened.left() == 0


def test_bytes_that_are_no_utf8_do_not_end_it(url: str) -> None:
    with terminal("-c", START.format(url=url)) as opened:
        opened.shows("make your team")
        opened.types(b"t")
        opened.shows("Name of the team")
        opened.types(b"\xff\xfePlat\xc3form\r")
        opened.shows("People of")
        opened.types(b"\x11")
        assert opened.left() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signals_leave_cleanly(url: str, number: signal.Signals) -> None:
    with terminal("-c", START.format(url=url)) as opened:
        opened.shows("make your team")
        os.kill(opened.child, number)
        assert opened.left() == 0
        assert "Traceback" not in opened.words


def test_a_crash_is_one_sentence_and_keeps_the_text(url: str, tmp_path: Path) -> None:
    (tmp_path / "crashing.py").write_text(CRASH.format(url=url, goes_on=False), encoding="utf-8")
    with terminal(str(tmp_path / "crashing.py")) as opened:
        opened.shows("make your team")
        opened.types(b"\x1b[20~")
        opened.shows("typed and not saved")
        opened.types(b"\x1b[21~")
        assert opened.left() == 1
        told = opened.words
    assert "a mistake of its own (KeyError" in told
    assert "Traceback" not in told
    assert "what nobody may see" not in told
    assert "typed and not saved" in rescued_in(tmp_path)


def test_a_defect_of_one_part_ends_nothing(url: str, tmp_path: Path) -> None:
    (tmp_path / "crashing.py").write_text(CRASH.format(url=url, goes_on=True), encoding="utf-8")
    with terminal(str(tmp_path / "crashing.py")) as opened:
        opened.shows("make your team")
        opened.types(b"\x1b[21~")
        opened.shows("KeyError in crashing.py")
        opened.types(b"\x1b[20~")
        opened.shows("typed and not saved")
        opened.types(b"\x11")
        assert opened.left() == 0
        assert "what nobody may see" not in opened.words


def test_a_database_that_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "no.db").write_bytes(b"this is no database at all" * 100)
    with terminal("-c", START.format(url=f"sqlite:///{tmp_path / 'no.db'}")) as opened:
        assert opened.left() == 1
        assert "no.db: file is not a database; name another file with --db" in " ".join(opened.words.split())
        assert "Traceback" not in opened.words


def test_every_action_stands_once_under_a_known_heading() -> None:
    assert set(kinds.KINDS) == set(panels.PANELS)
    assert {"requests", "own_requests", "own_promises"} <= set(GROUPS)
    assert len(forms.FORMS) == 12
    for group in GROUPS.values():
        names = [action.name for action in group.actions]
        assert len(names) == len(set(names))
        keys = [key for action in group.actions for key in action.keys.split(",")]
        # Where there are fields, escape leaves the field first and then the screen.
        assert len(keys) - len(set(keys)) <= (group.name in ("people", "okr_editor", "exercise")), keys


async def test_help_lists_the_keys_that_work(sample_url: str) -> None:
    async with program(sample_url, size=SMALLEST) as pilot:
        await shows(pilot, "Forecast")
        for close in ("escape", "question_mark"):
            await pilot.press("question_mark")
            await fits(pilot, "Keys that work now", "Start a stand-up", "Start a weekly meeting")
            await pilot.press(close)
            await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))


async def test_the_palette_offers_what_can_be_done(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        await pilot.press("ctrl+p")
        await shows(pilot, "Start a stand-up")
        await pilot.press(*"high contrast")
        await until(pilot, lambda: "Theme: high contrast" in words(pilot) and "Theme: light" not in words(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.theme == "facilitator-contrast")
        await until(pilot, lambda: settings.load().theme == "facilitator-contrast")


async def test_the_theme_is_remembered(url: str) -> None:
    async with program(url) as pilot:
        await shows(pilot, "make your team")
        assert pilot.app.theme == THEMES[0].name
        await pilot.press("ctrl+t")
        await until(pilot, lambda: settings.load().theme == THEMES[1].name)
    assert FacilitatorApp(url).theme == THEMES[1].name


async def test_a_theme_that_is_not_there_is_none(url: str) -> None:
    settings.save(theme="gone")
    async with program(url) as pilot:
        await shows(pilot, "make your team")
        assert pilot.app.theme == THEMES[0].name


async def test_a_change_by_another_process_is_seen(url: str) -> None:
    async with program(url) as pilot:
        await shows(pilot, "make your team")
        with Database(url) as other:
            people_writing.add_team(other, "Vertrieb")
        await shows(pilot, "Vertrieb")


async def test_a_click_on_what_has_just_gone_is_for_nobody(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast", "? all keys")
        footer = pilot.app.screen.query_one(KeyFooter)
        x, y = footer.region.offset
        await footer.remove()
        # It is still painted.
        assert pilot.app.screen.get_widget_and_offset_at(x, y)[0] is footer
        await pilot.app.on_event(events.MouseDown(None, x, y, 0, 0, 1, False, False, False, x, y))
        await pilot.press("question_mark")
        await shows(pilot, "Keys that work now")


async def test_too_small_a_window_says_so(sample_url: str) -> None:
    async with program(sample_url, size=(59, 20)) as pilot:
        await shows(pilot, "too small: 59 x 20")
        await pilot.resize_terminal(60, 17)
        await shows(pilot, "too small: 60 x 17")
        await pilot.resize_terminal(60, 18)
        await shows(pilot, "Forecast")


async def test_too_small_a_window_keeps_the_clock(url: str) -> None:
    class Timed(BaseScreen):
        def short_clock(self) -> str:
            return "4:59 left"

    async with program(url, size=(40, 12)) as pilot:
        await pilot.app.push_screen(Timed())
        await shows(pilot, "4:59 left", "too small")


async def test_what_cannot_be_opened_is_told_and_ends_with_1(
    sample_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app = FacilitatorApp(sample_url, Opening(mode="standup", team="Nobody [b]knows[/b]"))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app._exit)
    assert app.return_code == 1
    assert "no team called 'Nobody [b]knows[/b]'" in " ".join(capsys.readouterr().err.split())


async def test_questions(url: str) -> None:
    answers: list[object] = []
    async with program(url) as pilot:
        await shows(pilot, "make your team")

        async def asked(question: ModalScreen[object], *keys: str) -> object:
            pilot.app.push_screen(question, answers.append)
            await until(pilot, lambda: pilot.app.screen is question)
            await pilot.press(*keys)
            await until(pilot, lambda: pilot.app.screen is not question)
            return answers[-1]

        for key, answer in (("y", True), ("enter", False), ("n", False), ("escape", False), ("q", False), ("b", False)):
            assert await asked(YesNo("Really [b]so?"), key) is answer  # type: ignore[arg-type]  # all give something back
        assert await asked(YesNo("Really so?", own=True), "enter") is True  # type: ignore[arg-type]  # the same
        assert await asked(AskText("Which?", "a["), *"b/]", "enter") == "a[b/]"  # type: ignore[arg-type]  # the same
        assert await asked(AskText("Which?"), "enter", "escape") is None  # type: ignore[arg-type]  # the same
        people = [(1, "Ada"), (2, "Émile [x]"), (3, "王小明")]
        assert await asked(Pick("Who?", people), "down", "enter") == 2
        assert await asked(Pick("Who?", people), "王", "enter") == 3
        assert await asked(Pick("Who?", people), *"zz", "enter", "escape") is None
        # The beginning of a word decides; what stands inside of one is taken only where it is selected.
        people = [(1, "Yusuf Demir"), (2, "Emirates Kay"), (3, "Noémi Ra")]
        assert await asked(Pick("Who?", people), *"emi", "enter") == 2
        assert await asked(Pick("Who?", people), *"emir", "down", "enter") == 1
        assert await asked(Pick("Who?", people), *"suf", "enter", "escape") is None
        assert await asked(Pick("Who?", people), *"suf", "down", "enter") == 1


async def test_what_is_told_is_no_markup(url: str) -> None:
    async with program(url) as pilot:
        await shows(pilot, "make your team")
        app = pilot.app
        assert isinstance(app, FacilitatorApp)
        app.tell("a[/]b [@click=app.quit]c[/]")
        await shows(pilot, "a[/]b [@click=app.quit]c[/]")


async def test_ctrl_c_says_how_to_leave(url: str) -> None:
    async with program(url) as pilot:
        await shows(pilot, "make your team")
        await pilot.press("ctrl+c")
        await shows(pilot, "ctrl+q leaves")


async def test_what_cannot_be_flushed_is_rescued(url: str, tmp_path: Path) -> None:
    class Stuck(BaseScreen):
        async def flush(self) -> None:
            raise RuntimeError("no")

    async with program(url) as pilot:
        await shows(pilot, "make your team")
        screen = Stuck()
        await pilot.app.push_screen(screen)
        await screen.mount(Input("half a sentence"))
        await pilot.press("ctrl+q")
        await until(pilot, lambda: pilot.app._exit)
    assert "half a sentence" in rescued_in(tmp_path)


async def test_ctrl_z_says_so_where_no_shell_could_bring_it_back(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with program(url) as pilot:
        await shows(pilot, "make your team")
        monkeypatch.setattr(os, "getsid", lambda _: os.getpgrp())
        await pilot.press("ctrl+z")
        await shows(pilot, "there is no shell to go back to")
