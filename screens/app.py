"""Runs the program: how it begins, what works everywhere, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.worker import WorkerFailed

from facilitator.common import clock, settings
from facilitator.common.errors import DatabaseLockedError
from facilitator.common.text import clean_line, is_blank
from screens.actions import ActiveAction, Key, declare
from screens.base import BaseScreen, Changed, following
from screens.connection import rescue
from screens.connection.guard import Defects
from screens.connection.outbox import Write
from screens.connection.rescue import RescueFile, UnsavedItem
from screens.errors import is_expected, place, sentence
from screens.home.screen import HomeScreen
from screens.palette.offers import Palette
from screens.private import ActionsByName, forgive_bytes, paint_changed_cells
from screens.program import Opening, Program
from screens.themes import THEMES
from screens.widgets.safe import Static

if TYPE_CHECKING:
    from facilitator.steps.entering import EarlyReview

FLUSH = 0.7
"""Seconds that saving what is being typed may take when the program goes; then it goes into a rescue file."""


KEYS = declare(
    "everywhere",
    "Everywhere",
    Key("app.command_palette", "ctrl+p", "palette", "Find an action by its name", always=True),
    Key("app.search", "slash", "search", "Search everything that was ever recorded"),
    Key("app.theme_after", "ctrl+t", "theme", "Change the theme"),
    Key("app.help", "?", "all keys", "All the keys that work now", 5),
    Key("app.suspend_process", "ctrl+z", "suspend", "Go back to the shell for a while; fg comes back here"),
    Key("app.quit", "ctrl+q", "leave", "Leave the program; a meeting goes on", always=True),
    common=True,
)


class WaitingScreen(BaseScreen):
    """Lies below a screen that was asked for, and opens home to who comes back: a meeting need not wait for home."""

    IS_HOME = True

    _covered = False

    def compose(self) -> ComposeResult:
        yield Static("opening the database…", markup=False)

    def on_screen_suspend(self) -> None:
        self._covered = True

    def on_screen_resume(self) -> None:
        if self._covered:
            # Not from within the screen that goes.
            self.program.begin(self.program, self._go_home(), wait=True)

    async def _go_home(self) -> None:
        if self.app.is_running and self.is_current:
            await self.app.push_screen(HomeScreen())


class FacilitatorApp(Program, inherit_bindings=False):
    """The program, which opens home where no other screen is asked for."""

    TITLE = "facilitator"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    COMMANDS: ClassVar[set[Any]] = {Palette}
    GOES_ON: ClassVar[bool] = True
    """Whether a defect of one part leaves the others alone; tests want to see it."""
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS, Binding("ctrl+c", "say_how_to_leave", show=False, system=True)]

    def __init__(self, url: str, opening: Opening | None = None, demo: bool = False) -> None:
        super().__init__(url, opening, demo)
        self._defects = Defects()
        self._leaving: asyncio.Task[None] | None = None
        self._gone = False
        for theme in THEMES:
            self.register_theme(theme)
        self._settings = settings.load()
        wanted = self._settings.theme
        self.theme = wanted if wanted in self.available_themes else THEMES[0].name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return what another theme than the program's own does not say."""
        return THEMES[0].variables

    # The database ----------------------------------------------------------------------------------------------

    def show_trouble(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.show_trouble()

    def could_not(self, what: str, scope: str, error: Exception) -> None:
        """Say that something that waited was refused when its turn came; its words are in the rescue file."""
        why = sentence(error)
        words = f" “{self._words_of(UnsavedItem(what, scope=scope))}”" if what else ""
        self.tell(f"not recorded{words}: {why}", severe=True)

    def database_changed(self) -> None:
        """Let the screens that are in sight read anew."""
        for screen in reversed(self.screen_stack):
            screen.post_message(Changed())
            if not screen.is_modal:
                break

    # Which screen is up ----------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[Any]:
        """Return what lies below all other screens: home, or what waits for the screen that was asked for."""
        return HomeScreen() if self.opening == Opening() else WaitingScreen()

    def on_mount(self) -> None:
        """Show the first frame, and only then begin to work."""
        self._catch_signals()
        self.call_after_refresh(self._begin_working)

    async def _begin_working(self) -> None:
        self._painted.set()
        if self._settings.problem:
            self.tell(self._settings.problem, severe=True)
        if self._settings.keys:
            self.begin(self, self._use_keys(), wait=True)
        self.begin(self, self._open_first(), wait=True)
        self.settled()

    async def _use_keys(self) -> None:
        """Give actions the keys that the settings say, and say what is wrong with them."""
        # It imports all screens: not before the first frame.
        from screens import own_keys

        known = await self.in_thread(own_keys.read, self._settings.keys)
        self.given_keys = known.keys
        self.set_keymap(known.keys)
        for problem in known.problems:
            self.tell(f"{settings.settings_file()}: {problem}", severe=True)

    async def use_settings(self) -> None:
        """Read the settings anew, which somebody has changed in the file."""
        self._settings = await self.in_thread(settings.load)
        if self._settings.problem:
            self.tell(self._settings.problem, severe=True)
        if self._settings.theme in self.available_themes:
            self.theme = self._settings.theme
        await self._use_keys()

    async def _open_first(self) -> None:
        """Open what was asked for; where that cannot be done, leave and say why."""
        try:
            await self._first_screen()
        except Exception as error:
            if not is_expected(error):
                raise
            self.exit(1, return_code=1, message=Text(sentence(error)))

    async def _first_screen(self) -> None:
        self.run_worker(self.watch_database(), group="watch")
        self.set_interval(0.5, self.look_at_silence)
        try:
            await self.in_database(lambda _database: None)
        except DatabaseLockedError:
            # It is there, and comes free: until then the screen says so. Anything else ends the program here.
            await self.ask(lambda _database: None)
        if self.opening.mode is not None:
            await self.open_meeting(self.opening)
        elif self.opening.checkin is not None:
            await self.open_checkin(self.opening.checkin)
        elif self.opening.people:
            await self.open_people()
        self.run_worker(self._offer_rescued(), group="rescued")
        if not self.is_headless:
            # What is there now stays until the end: looking for garbage in it would hold up a frame now and then.
            gc.freeze()

    async def review_now(self, early: EarlyReview) -> bool:
        # Not before the first frame.
        from screens.widgets.questions import YesNo

        cycle = clean_line(early.cycle)
        year = f" {early.end.year}" if early.end.year != clock.today().year else ""
        question = f"{cycle} runs until {early.end.day} {early.end:%b}{year}. Review it now?"
        about = "What is scored now may still change. Another cycle: facilitator review TEAM --cycle NAME"
        return await self.push_screen_wait(YesNo(question, about, own=early.soon))

    def survives(self, error: Exception) -> bool:
        if not self._painted.is_set() or self._leaving is not None:
            return False
        if is_expected(error):
            self.tell(sentence(error), severe=True)
            return True
        if not self.GOES_ON or not self._defects.bearable(error):
            return False
        if self._defects.is_new(error):
            self.tell(f"a part of facilitator failed ({place(error)}); everything else goes on", severe=True)
        return True

    # What works everywhere -------------------------------------------------------------------------------------

    async def action_help(self) -> None:
        # Not before the first frame.
        from screens.widgets.help import Help

        await self.push_screen(Help(self.screen), self._run_chosen)

    async def _run_chosen(self, action: ActiveAction | None) -> None:
        if action is not None and action.run[1].is_attached:
            node = action.run[1]
            if isinstance(node, Widget) and not isinstance(node, Screen) and not node.has_focus_within:
                # What it is about is selected in a list of its own.
                place = next((widget for widget in (node, *node.query("*")) if widget.focusable), None)
                self.screen.set_focus(place)
            await self.run_action(action.run[0], action.run[1])

    def action_command_palette(self) -> None:
        if not ActionsByName.is_open(self):  # type: ignore[arg-type]  # an app of any result is one
            self.push_screen(ActionsByName())

    def action_search(self) -> None:
        self.begin(self, self.telling(self.open_search()))

    async def action_theme_after(self) -> None:
        self.use_theme(following(self.theme, [theme.name for theme in THEMES]))

    def action_suspend_process(self) -> None:
        """Stand still until the shell says `fg`; without a shell nobody could say it."""
        if not hasattr(os, "getsid") or os.getpgrp() == os.getsid(0):
            self.tell("there is no shell to go back to; ctrl+q leaves")
            return
        super().action_suspend_process()

    def action_say_how_to_leave(self) -> None:
        """Whoever presses ctrl+c wants to know."""
        self.tell("ctrl+q leaves the program")

    # Leaving ---------------------------------------------------------------------------------------------------

    async def action_quit(self) -> None:
        """Leave, when what is being typed is saved."""
        self._start_leaving()

    def _start_leaving(self, patient: bool = True) -> None:
        if self._leaving is None:
            self._leaving = asyncio.get_running_loop().create_task(self._leave(patient))
        else:
            self._stop_afterwards()

    def _stop_afterwards(self) -> None:
        # Where no meeting has ended, it was never made.
        if "afterwards" in self.__dict__:
            self.afterwards.stop()

    async def _leave(self, patient: bool) -> None:
        failed = False
        try:
            async with asyncio.timeout(FLUSH):
                for screen in reversed(self.screen_stack):
                    if flush := getattr(screen, "flush", None):
                        await flush()
        except Exception:  # noqa: BLE001  # whatever it is, the text is kept and the program goes
            failed = True
        left_over = any(getattr(screen, "left_over", []) for screen in self.screen_stack)
        written = await self.outbox.settle(FLUSH) and not self.outbox.kept and not failed and not left_over
        lines = [] if written else [self._rescue()]
        if "afterwards" in self.__dict__:
            lines += await self.afterwards.leave(patient=patient and written)
        message = "\n".join(filter(None, lines))
        self.exit(0, message=Text(message) if message else None)

    def _catch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            # Not on Windows, and not where tests run the program outside the main thread.
            with contextlib.suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(getattr(signal, name), self._start_leaving, False)

    async def on_unmount(self) -> None:
        """Give the database back, when all screens are closed."""
        if not self._gone:
            self._gone = True
            self._stop_afterwards()
            await self.give_database_back()

    def on_failure(self, error: Exception) -> None:
        """End with one sentence, where the program cannot go on; what was being typed is kept."""
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            error = error.error
        if self.survives(error):
            return
        kept = "" if self.has_failed else self._rescue()
        words = "; ".join(filter(None, (sentence(error), kept)))
        if os.environ.get("FACILITATOR_DEBUG"):
            words = "".join(traceback.format_exception(error))
        self.fail(error, Text(words))

    def _rescue(self) -> str:
        """Keep what is not written and what stands in text fields; return what `Outbox.rescue` says of it."""
        try:
            return self.outbox.rescue([UnsavedItem(text) for text in self._typed()])
        except Exception:  # noqa: BLE001  # this is the last resort, there is none after it
            return ""

    def _typed(self) -> list[str]:
        """Return what stands in text fields and is recorded nowhere, as far as can be known."""
        fields = [field for screen in self.screen_stack for field in screen.query("Input, TextArea")]
        # A field that knows what is recorded says whether it holds more than that.
        return [text for field in fields if getattr(field, "dirty", True) and not is_blank(text := _text_of(field))]

    async def _offer_rescued(self) -> None:
        """Offer to record what an earlier run of the program could not save."""
        if (known := getattr(self.screen, "known", None)) is not None:
            await known.wait()
        for rescued in await self.in_thread(rescue.find, self.url, self.outbox.file):
            # Not before the first frame.
            from screens.widgets.questions import YesNo

            lines = [f"· {self._words_of(kept)}" for kept in rescued.kept]
            shown = lines if len(lines) < 8 else [*lines[:6], f"… {len(lines)} in all"]
            question = f"Record now what could not be saved on {rescued.at:%d %b at %H:%M}?"
            about = "\n".join([*shown, f"It stays in {rescued.path}"])
            if await self.push_screen_wait(YesNo(question, about, own=True)):
                await self._record_rescued(rescued)

    def _words_of(self, kept: UnsavedItem) -> str:
        """Return what may be read of it here: what somebody said in a check-in is for that check-in alone."""
        own = any(isinstance(screen, BaseScreen) and screen.scope == kept.scope for screen in self.screen_stack)
        if kept.scope.startswith("check-in") and not own:
            return "something from a check-in"
        return clean_line(kept.what[:200])[:70]

    async def _record_rescued(self, rescued: RescueFile) -> None:
        path = await self.in_thread(rescue.claim, rescued.path)
        if path is None:
            self.tell("another window has taken it over already")
            return
        left = list(rescued.kept)
        for kept in rescued.kept:
            try:
                if kept.call is None:
                    continue
                await self.outbox.record(Write(kept.call, kept.what, scope=kept.scope))
            except Exception as error:  # noqa: BLE001  # the others are recorded all the same
                self.could_not(kept.what, kept.scope, error)
                left[left.index(kept)] = UnsavedItem(kept.what, scope=kept.scope)
            else:
                left.remove(kept)
            # What is recorded is not offered once more, whatever happens to the next.
            await self.in_thread(rescue.shorten, path, self.url, left)
        lies = await self.in_thread(rescue.finish, path, self.url, left)
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.on_drafts()
        words = f"recorded {len(rescued.kept) - len(left)} of {len(rescued.kept)}"
        self.tell(f"{words}; the words of the others are in {lies}" if lies else words, severe=lies is not None)

    # Where Textual is mended -----------------------------------------------------------------------------------

    def get_driver_class(self) -> type[Driver]:
        """Return Textual's driver, which ends with no byte that is not UTF-8, and writes the cells that changed."""
        driver = super().get_driver_class()
        forgive_bytes(driver)
        paint_changed_cells()
        return driver

    async def on_event(self, event: events.Event) -> None:
        """Leave out a click on what has just gone and is only still painted."""
        if isinstance(event, events.MouseDown) and self.screen_stack:
            widget, _ = self.screen.get_widget_and_offset_at(event.x, event.y)
            if widget is not None and not widget.is_attached:
                return
        await super().on_event(event)


def _text_of(field: Widget) -> str:
    if isinstance(field, Input):
        return field.value
    return field.text if isinstance(field, TextArea) else ""
