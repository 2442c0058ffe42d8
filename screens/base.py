"""Gives all screens what they have in common: a footer, and what they and the program tell each other."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast

from textual.content import Content
from textual.message import Message
from textual.screen import Screen

from screens.connection.calls import Call
from screens.connection.guard import Guarded
from screens.connection.outbox import Write
from screens.program import Program
from screens.widgets.footer import KeyFooter
from screens.widgets.safe import Static

T = TypeVar("T")
P = ParamSpec("P")
ScreenT = TypeVar("ScreenT", bound="BaseScreen")

SMALLEST = (60, 18)
"""Columns and lines below which the screen says that it is too small."""


class Changed(Message):
    """Somebody, perhaps in another process, has changed the database: read anew what is shown."""

    def can_replace(self, message: Message) -> bool:
        """Return whether the other is one too: a single one is as good as ten."""
        return isinstance(message, Changed)


class TooSmall(Static):
    """Covers a screen that has no room for what it shows."""

    DEFAULT_CSS = "TooSmall { display: none; height: 1fr; content-align: center middle; text-align: center; }"


class TroubleBand(Static):
    """Says above everything else that the database cannot be used, since when, and how much is not saved yet."""

    DEFAULT_CSS = """
    TroubleBand { dock: top; height: 1; padding: 0 1; background: $error; color: $background; text-style: bold;
                  display: none; }
    """


class BaseScreen(Guarded, Screen[None]):
    """A screen with a footer and a word for a window that is too small.

    It may have a method `on_changed`, called when the database has changed.
    """

    DEFAULT_CSS = """
    BaseScreen.too-small > * { display: none; }
    BaseScreen.too-small > TooSmall { display: block; }
    """

    AUTO_FOCUS: ClassVar[str | None] = "*"
    IS_HOME: ClassVar[bool] = False
    """Whether whoever goes home comes here."""

    _to_be_read = _is_read = False

    @property
    def program(self) -> Program:
        """The program, which asks the database."""
        return cast(Program, self.app)

    async def on_mount(self) -> None:
        await self.mount(KeyFooter(), TooSmall(markup=False), TroubleBand(markup=False))
        self.set_interval(0.5, self._look_around)
        self.show_trouble()
        self._fit()

    def _look_around(self) -> None:
        self.show_trouble()
        self._show_too_small()
        # What a key does may depend on what was read meanwhile.
        for footer in self.query(KeyFooter) if self.is_current else ():
            footer.look()

    def show_trouble(self) -> None:
        """Show what is wrong with the database, and that nothing is lost; nothing while all is well."""
        program = self.program
        trouble, waiting = program.trouble, len(program.outbox.waiting(self.scope))
        for band in self.query(TroubleBand):
            words = f"! {trouble.words}" if trouble is not None else ""
            if waiting:
                words += f"{' · ' if words else '… '}{waiting} not saved yet"
            band.display = bool(words)
            band.update(Content(words))

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        width, height = self.size
        self.set_class(width < SMALLEST[0] or height < SMALLEST[1], "too-small")
        self._show_too_small()

    def _show_too_small(self) -> None:
        if self.has_class("too-small"):
            width, height = self.size
            words = f"The window is too small: {width} x {height}\nIt needs {SMALLEST[0]} x {SMALLEST[1]}"
            clock = self.short_clock()
            self.put("TooSmall", Content.assemble((clock, "bold"), "\n\n", words) if clock else Content(words))

    def put(self, where: str, content: Content) -> None:
        """Show something in a label, if the screen has it: an answer may come before it is whole, or when it goes."""
        for label in self.query(where).results(Static):
            label.update(content)

    async def read_in_turn(self, read: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Read what is shown, once more where that is asked for meanwhile, and never twice at a time."""
        self._to_be_read = True
        if self._is_read:
            return
        self._is_read = True
        try:
            while self._to_be_read:
                self._to_be_read = False
                await read()
        finally:
            self._is_read = False

    def short_clock(self) -> str:
        """Return the time left in a few words, for a window that is too small for anything else."""
        return ""

    @property
    def scope(self) -> str:
        """Where what is recorded here is said: words of another scope are not shown here."""
        return ""

    @property
    def left_over(self) -> list[str]:
        """What stands in fields and cannot be saved; it goes into the rescue file."""
        return []

    async def flush(self) -> None:
        """Save what is being typed; called before the program goes."""

    def on_drafts(self) -> None:
        """Read drafts anew that came back from a rescue file."""

    def go(self, doing: Coroutine[Any, Any, object], *, wait: bool = False, patience: float | None = None) -> None:
        """Do something that may ask the database, beside everything else; what goes wrong is told in a sentence.

        Where a key has led to it, or with `wait`, the next key waits for it: for `patience` seconds at most, where
        that is given, and not at all while the database is away.
        """
        if self.program.trouble is not None:
            patience = 0
        self.program.begin(self, self.program.telling(doing), wait=wait, patience=patience)

    async def record(self, function: Callable[..., T], *arguments: Any, **keywords: Any) -> T:
        """Record something through the outbox and return what came of it, however long the database is away."""
        call = Call(function, arguments, keywords)
        result: T = await self.program.outbox.record(Write(call, call.text, scope=self.scope))
        return result

    def tell(self, words: str, *, severe: bool = False) -> None:
        self.program.tell(words, severe=severe)


class RereadingScreen(BaseScreen):
    """A screen that reads what it shows anew when it comes up, and when the database has changed."""

    async def reread(self) -> None:
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        self.go(self.reread(), wait=True)

    def on_changed(self) -> None:
        self.go(self.reread())


def in_background(
    handler: Callable[Concatenate[ScreenT, P], Coroutine[Any, Any, object]],
) -> Callable[Concatenate[ScreenT, P], None]:
    """Return an action or a handler of messages that begins the coroutine with `BaseScreen.go`."""

    @functools.wraps(handler)
    def begin(screen: ScreenT, /, *arguments: P.args, **keywords: P.kwargs) -> None:
        screen.go(handler(screen, *arguments, **keywords))

    return begin


def following(here: T, choices: Sequence[T], by: int = 1) -> T:
    """Return the choice so many behind `here`: the first behind the last, and where `here` is none of them."""
    return choices[(choices.index(here) + by) % len(choices)] if here in choices else choices[0]
