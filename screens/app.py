"""The program: which screen is up, the themes, the one thread that asks the database, and how it all ends."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import functools
import importlib
import os
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.worker import WorkerFailed

from facilitator import settings
from facilitator.errors import FacilitatorError
from screens.actions import bindings
from screens.base import Changed, Opening, rescue_file
from screens.home import HomeScreen
from screens.keys_in_order import KeysInOrder
from screens.palette import Palette
from screens.themes import THEMES

if TYPE_CHECKING:
    from facilitator.store.database import Database
    from screens.afterwards import Afterwards

__all__ = ["Changed", "FacilitatorApp", "Opening"]

T = TypeVar("T")

LOOK = 0.1
"""Seconds between two looks whether the database has changed."""
FLUSH = 5.0
"""Seconds that saving what is being typed may take when the program goes; then it goes into a rescue file."""


class FacilitatorApp(KeysInOrder, inherit_bindings=False):
    """The program.

    Args:
        url: The database's URL.
        opening: Which screen to open; None for home.
        demo: Whether to fill the database with the sample company.
    """

    TITLE = "facilitator"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    COMMANDS: ClassVar[set[Any]] = {Palette}
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("everywhere"),
        Binding("ctrl+c", "say_how_to_leave", show=False, system=True),
    ]

    def __init__(self, url: str, opening: Opening | None = None, demo: bool = False) -> None:
        super().__init__()
        self.url = url
        self.demo = demo
        self.opening = opening or Opening()
        self.person: str | None = None
        """Who has said that they are at the keys, once one of the screens had to ask."""
        self.minutes_form = "md"
        """The form in which minutes were written last."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        self._database: Database | None = None
        self._painted = asyncio.Event()
        self._busy = 0
        self._leaving: asyncio.Task[None] | None = None
        self._gone = False
        for theme in THEMES:
            self.register_theme(theme)
        self._settings = settings.load()
        wanted = self._settings.theme
        self.theme = wanted if wanted in self.available_themes else THEMES[0].name

    # The database thread ---------------------------------------------------------------------------------------

    async def ask(self, function: Callable[..., T], *arguments: Any, **keywords: Any) -> T:
        """Call `function(database, *arguments)` in the database thread and give back what it returns."""

        def run() -> T:
            return function(self._open(), *arguments, **keywords)

        return await self.in_thread(run)

    async def in_thread(self, function: Callable[..., T], *arguments: Any, **keywords: Any) -> T:
        """Call a slow function that needs no database in the same thread, not before the first frame is out."""
        await self._painted.wait()
        self._busy += 1
        try:
            call = functools.partial(function, *arguments, **keywords)
            return await asyncio.get_running_loop().run_in_executor(self._thread, call)
        finally:
            self._busy -= 1

    def _open(self) -> Database:
        if self._database is None:
            from facilitator.store.database import Database

            database = Database(self.url)
            try:
                database.upgrade()
                if self.demo and self._is_empty(database):
                    from facilitator import sample

                    sample.make(database)
                database.changed()
            except BaseException:
                database.close()
                raise
            self._database = database
        return self._database

    @staticmethod
    def _is_empty(database: Database) -> bool:
        from facilitator.overview import overview

        return overview(database).empty

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    async def _watch(self) -> None:
        """Look whether the database has changed, as long as the program runs."""
        from facilitator.store.database import DatabaseError

        lost = False
        while True:
            await asyncio.sleep(LOOK)
            database = self._database
            if self._busy or database is None:
                continue
            try:
                changed = await self.in_thread(database.changed)
            except DatabaseError as error:
                if not lost:
                    self.tell(str(error), severe=True)
                lost = True
                continue
            if lost:
                self.tell("the database is back")
            if changed or lost:
                self._changed()
            lost = False

    def _changed(self) -> None:
        for screen in reversed(self.screen_stack):
            screen.post_message(Changed())
            if not screen.is_modal:
                break

    # Which screen is up ----------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[Any]:
        """Home: it lies below all others."""
        return HomeScreen()

    def on_mount(self) -> None:
        """Show the first frame, and only then begin to work."""
        self._catch_signals()
        self.call_after_refresh(self._begin_working)

    async def _begin_working(self) -> None:
        self._painted.set()
        if self._settings.problem:
            self.tell(self._settings.problem, severe=True)
        self.begin(self, self._open_first(), wait=True)
        self.settled()

    async def _open_first(self) -> None:
        """Open what was asked for; where that cannot be done, leave and say why."""
        try:
            await self._first_screen()
        except Exception as error:
            if not is_expected(error):
                raise
            self.exit(1, return_code=1, message=Text(sentence(error)))

    async def _first_screen(self) -> None:
        await self.ask(lambda _database: None)
        self.run_worker(self._watch(), group="watch")
        if self.opening.mode is not None:
            await self.open_meeting(self.opening)
        elif self.opening.checkin is not None:
            await self.open_checkin(self.opening.checkin)
        elif self.opening.people:
            await self.open_people()

    async def open_meeting(self, opening: Opening) -> None:
        """Resume the meeting that is meant, or start it, and show it."""
        from facilitator import entering

        shown = await self.ask(
            entering.enter,
            opening.mode or "standup",
            opening.team,
            minutes=opening.minutes,
            facilitator=opening.facilitator,
            cycle=opening.cycle,
        )
        await self._push("screens.meeting", "MeetingScreen", shown)

    async def resume_meeting(self, meeting_id: int) -> None:
        """Show a meeting that has not ended."""
        module = await self.in_thread(importlib.import_module, "facilitator.steps.shown")
        shown = await self.ask(module.read, meeting_id)
        await self._push("screens.meeting", "MeetingScreen", shown)

    async def open_checkin(self, name: str) -> None:
        """Show somebody's own check-in."""
        await self._push("screens.checkin", "CheckinScreen", name)

    async def open_people(self) -> None:
        """Show teams and people."""
        await self._push("screens.people", "PeopleScreen")

    async def open_okrs(self, at: tuple[int, ...] = ()) -> None:
        """Show the OKRs; `at` a cycle, an objective and perhaps a key result of it, by their ids."""
        await self._push("screens.okrs.screen", "OkrsScreen", at)

    async def open_history(self) -> None:
        """Show the meetings that were."""
        await self._push("screens.history", "HistoryScreen")

    async def open_insight(self, team: str | None = None) -> None:
        """Show what the meetings of a team tell together."""
        await self._push("screens.insight.screen", "InsightScreen", team)

    async def open_promises(self, unit_id: int | None, team: str) -> None:
        """Show the promises of a unit and of those below it; without one, everybody's."""
        await self._push("screens.promises", "PromisesScreen", unit_id, team)

    async def open_minutes(self, meeting_id: int, other: int | None = None) -> None:
        """Show the minutes of a meeting; where another one is named, beside its minutes."""
        await self._push("screens.minutes", "MinutesScreen", meeting_id, other)

    async def open_digest(self, since: date, until: date, team: str | None) -> None:
        """Show one page over the meetings of some days."""
        await self._push("screens.digest", "DigestScreen", since, until, team)

    async def _push(self, module: str, screen: str, *arguments: Any) -> None:
        # What the screens import is slow to import: not on the event loop, and not before the first frame.
        loaded = await self.in_thread(importlib.import_module, module)
        await self.push_screen(getattr(loaded, screen)(*arguments))

    def show_home(self) -> None:
        """Go back home."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def minutes_folder(self) -> Path:
        """Where minutes are written when a meeting ends; the sample company's lie beside its database."""
        if self.demo:
            return self._data_folder() / "minutes"
        return settings.load().minutes_folder

    @functools.cached_property
    def afterwards(self) -> Afterwards:
        """What runs after meetings."""
        from screens.afterwards import Afterwards

        return Afterwards(self)

    def _data_folder(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///")).parent if self.demo else settings.data_folder()

    # Saying things ---------------------------------------------------------------------------------------------

    def tell(self, words: str, *, severe: bool = False) -> None:
        """Say something in passing; nothing in it is read as markup."""
        self.notify(words, severity="error" if severe else "information", timeout=8 if severe else 4, markup=False)

    async def telling(self, doing: Coroutine[Any, Any, None]) -> None:
        """Do something; where it cannot be done, say why in a sentence and go on."""
        try:
            await doing
        except Exception as error:
            if not is_expected(error):
                raise
            self.tell(sentence(error), severe=True)

    # What works everywhere -------------------------------------------------------------------------------------

    async def action_help(self) -> None:
        """Show all the keys that work now."""
        from screens.widgets.help import Help

        await self.push_screen(Help(self.screen))

    def action_search(self) -> None:
        """Search everything that was ever recorded."""
        self.begin(self, self.telling(self._push("screens.search", "SearchScreen")))

    async def action_theme_after(self) -> None:
        """Take the next theme."""
        names = [theme.name for theme in THEMES]
        here = names.index(self.theme) if self.theme in names else -1
        self.use_theme(names[(here + 1) % len(names)])

    def use_theme(self, name: str) -> None:
        """Take that theme, also the next time."""
        self.theme = name
        if not self.demo:
            self.run_worker(self.telling(self.in_thread(settings.save, theme=name)))

    def action_say_how_to_leave(self) -> None:
        """Whoever presses ctrl+c wants to know."""
        self.tell("ctrl+q leaves the program")

    # Leaving ---------------------------------------------------------------------------------------------------

    async def action_quit(self) -> None:
        """Leave, when what is being typed is saved."""
        self._start_leaving()

    def _start_leaving(self) -> None:
        if self._leaving is None:
            self._leaving = asyncio.get_running_loop().create_task(self._leave())
        else:
            self._stop_afterwards()

    def _stop_afterwards(self) -> None:
        # Where no meeting has ended, it was never made.
        if "afterwards" in self.__dict__:
            self.afterwards.stop()

    async def _leave(self) -> None:
        try:
            async with asyncio.timeout(FLUSH):
                for screen in reversed(self.screen_stack):
                    if flush := getattr(screen, "flush", None):
                        await flush()
        except Exception:  # noqa: BLE001  # whatever it is, the text is kept and the program goes
            if path := self._rescue():
                self.exit(0, message=Text(f"what was being typed could not be saved and is in {path}"))
                return
        told = await self.afterwards.leave() if "afterwards" in self.__dict__ else []
        self.exit(0, message=Text("\n".join(told)) if told else None)

    def _catch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            # Not on Windows, and not where tests run the program outside the main thread.
            with contextlib.suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(getattr(signal, name), self._start_leaving)

    async def on_unmount(self) -> None:
        """Give the database back, when all screens are closed."""
        if not self._gone:
            self._gone = True
            self._stop_afterwards()
            await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
            self._thread.shutdown()

    def _handle_exception(self, error: Exception) -> None:
        """Textual's last word on an exception: here it is one sentence, and what was being typed is kept."""
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            error = error.error
        self._return_code = 1
        if self._exception is not None:
            self._close_messages_no_wait()
            return
        path = self._rescue()
        if os.environ.get("FACILITATOR_DEBUG"):
            self._exit_renderables.append(Text("".join(traceback.format_exception(error))))
        else:
            words = sentence(error) if is_expected(error) else _own_mistake(error)
            kept = f"; what was being typed is in {path}" if path else ""
            self._exit_renderables.append(Text(f"{words}{kept}"))
        self._exception = error
        self._close_messages_no_wait()
        self._exception_event.set()

    def _rescue(self) -> Path | None:
        """Write what stands in text fields into a file; None where nothing stands there."""
        try:
            texts = [
                f"{type(screen).__name__} {field.id or ''}:\n{text}\n"
                for screen in self.screen_stack
                for field in screen.query("Input, TextArea")
                if (text := _typed(field))
            ]
            if not texts:
                return None
            from facilitator.files import write_atomically

            path = rescue_file(self._data_folder(), f"{datetime.now().astimezone():%Y-%m-%d-%H%M%S}")
            write_atomically(path, "\n".join(texts).encode("utf-8", "replace"))
        except Exception:  # noqa: BLE001  # this is the last resort, there is none after it
            return None
        return path

    # Where Textual is mended -----------------------------------------------------------------------------------

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver; a byte that is no UTF-8 is shown as such instead of ending the program."""
        driver = super().get_driver_class()
        module = sys.modules[driver.__module__]
        if hasattr(module, "getincrementaldecoder"):
            module.getincrementaldecoder = _forgiving  # type: ignore[attr-defined]  # it was there
        return driver


def _forgiving(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    return functools.partial(codecs.getincrementaldecoder(encoding), errors="replace")


def _typed(field: Widget) -> str:
    if isinstance(field, Input):
        return field.value
    return field.text if isinstance(field, TextArea) else ""


def is_expected(error: Exception) -> bool:
    """Whether the error says in a sentence what people can do about it."""
    return isinstance(error, FacilitatorError | OSError) or type(error).__module__.partition(".")[0] == "sqlalchemy"


def sentence(error: Exception) -> str:
    """What an expected error says."""
    if isinstance(error, OSError) and error.strerror:
        where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        return f"{where}{error.strerror}; see that it is there, that it may be used, and that the disk has room"
    words = str(error.args[0] if error.args else error)
    if type(error).__module__.startswith("sqlalchemy"):
        return f"the database refused: {words.splitlines()[0]}; somebody may have changed the same thing, try again"
    return words


def _own_mistake(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).parts[-2:-1] and "textual" not in frame.filename]
    where = f" in {Path(own[-1].filename).name}, line {own[-1].lineno}" if own else ""
    return (
        f"facilitator met a mistake of its own ({type(error).__name__}{where}); what was recorded before is kept, "
        "FACILITATOR_DEBUG=1 shows more"
    )
