"""Holds everything that touches private parts of Textual, so that another version of it fails in a test first.

`tests/screens/test_private.py` sees that these parts are there, and that no other module of the screens uses any.
"""

from __future__ import annotations

import codecs
import functools
import sys
from collections.abc import Callable

from rich.cells import get_character_cell_size
from rich.console import Console
from rich.control import Control
from rich.text import Text
from textual import events
from textual._compositor import ChopsUpdate
from textual.app import App
from textual.command import CommandList, CommandPalette
from textual.driver import Driver
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.strip import Strip
from textual.widgets import Input, TextArea
from textual.widgets.text_area import DocumentNavigator, EditResult, Location, WrappedDocument

TRIED = "8."
"""What the versions of Textual begin with whose private parts are as they are used here."""


def key_of(character: str) -> str:
    """Return Textual's name of the key with that character; any longer name stays as it is."""
    # Nothing public names the key of a character, and bindings go by that name.
    return _character_to_key(character) if len(character) == 1 else character


class BearingPump(MessagePump):
    """A widget, screen or program that is asked whether it can go on, where a handler of it fails."""

    def bears(self, error: Exception) -> bool:
        """Return whether everything else goes on after that error."""
        raise NotImplementedError from error

    async def _dispatch_message(self, message: Message) -> None:
        # The only place through which every message, key and callback comes; no public one sees them fail.
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if not self.bears(error):
                raise


class KeyApp(App[int], inherit_bindings=False):
    """A program that takes keys, and its own end, into its own hands."""

    async def on_any_key(self, event: events.Key) -> None:
        """Have Textual take a key to whom it belongs."""
        await super()._on_key(event)

    def key_tried(self, taken: bool) -> None:
        """Learn whether one of all bindings has taken a key."""

    def on_failure(self, error: Exception) -> None:
        """Deal with an error that nobody else has dealt with."""
        raise NotImplementedError from error

    @property
    def has_failed(self) -> bool:
        """Whether the program ends because of an error."""
        return self._exception is not None

    def fail(self, error: Exception, words: Text) -> None:
        """End the program because of an error, and leave these words on the terminal."""
        # `panic` would lay the words out for the terminal as it was, and tests would not see the error.
        self._return_code = 1
        if self._exception is None:
            self._exit_renderables.append(words)
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    async def _on_key(self, event: events.Key) -> None:
        # A public `on_key` runs before Textual's, not around it. All base classes' are called, so this stops them.
        event.prevent_default()
        await self.on_any_key(event)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        # Nothing public tells that no binding took a key.
        taken = await super()._check_bindings(key, priority)
        if not priority:
            self.key_tried(taken)
        return taken

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback with all variables, people's words among them.
        self.on_failure(error)


class ActionsByName(CommandPalette):
    """Textual's palette, where it takes for granted that its list is there and laid out.

    A page up or down waits until it is laid out, and what is still looked for when the palette goes is shown nowhere.
    """

    def _watch__list_visible(self) -> None:
        if self.query(CommandList):
            super()._watch__list_visible()

    async def _watch__show_busy(self) -> None:
        if self.query(CommandList):
            await super()._watch__show_busy()

    def _action_command_list(self, action: str) -> None:
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)
        else:
            self.call_after_refresh(super()._action_command_list, action)


def _character(key: str, character: str | None) -> str | None:
    """Return the character of a key; Textual knows none of `+` and `-`, and lists them as keys where they are typed."""
    return character or {"plus": "+", "minus": "-"}.get(key)


class MeasuredInput(Input):
    """A field of one line that says itself where its characters are."""

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return super().check_consume_key(key, _character(key, character))

    @property
    def cells_before_cursor(self) -> int:
        """How many cells stand before the cursor."""
        raise NotImplementedError

    def index_at(self, cell: int) -> int:
        """Return the character in a cell."""
        raise NotImplementedError

    @property
    def draws_cursor(self) -> bool:
        return self._cursor_visible

    @property
    def offered(self) -> str:
        """The whole line that its suggester offers; empty where it offers none."""
        return self._suggestion

    # Textual measures the whole text with every key, and scrolls to the cursor by that.
    @property
    def _cursor_offset(self) -> int:
        return self.cells_before_cursor

    def _cell_offset_to_index(self, offset: int) -> int:
        return self.index_at(offset)


class MeasuredDocument(WrappedDocument):
    """The lines as they are wrapped, and for how many columns."""

    @property
    def width(self) -> int:
        """The columns that it is wrapped for."""
        return self._width


class WrappedArea(TextArea):
    """A field of many lines that wraps them in its own way, and may refuse what is typed."""

    WRAPPED: type[MeasuredDocument] = MeasuredDocument

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return super().check_consume_key(key, _character(key, character))

    def cleaned(self, insert: str, start: Location, end: Location) -> str | None:
        """Return what to put in for what was typed or pasted; None where it is refused."""
        raise NotImplementedError

    @property
    def draws_cursor(self) -> bool:
        return self._draw_cursor

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's
        """Return the lines that the text takes in so many columns, wrapped for them.

        Textual wraps once the field has its new size, and says until then how high the text was in the old one.
        """
        width = max(0, width - self.scrollbar_gutter.width - self.gutter_width - 1)
        wrapped = self.wrapped_document
        if self.soft_wrap and width and isinstance(wrapped, MeasuredDocument) and wrapped.width != width:
            wrapped.wrap(width, tab_width=self.indent_width)
        return wrapped.height

    def _set_document(self, text: str, language: str | None) -> None:
        # Textual makes the wrapped document itself, of one class only.
        super()._set_document(text, language)
        self.wrapped_document = self.WRAPPED(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._rewrap_and_refresh_virtual_size()

    def _replace_via_keyboard(self, insert: str, start: Location, end: Location) -> EditResult | None:
        # `edit` is public, but sees what the program puts in too, which is never refused.
        cleaned = self.cleaned(insert, start, end)
        return None if cleaned is None else super()._replace_via_keyboard(cleaned, start, end)


def forgive_bytes(driver: type[Driver]) -> None:
    """Have a driver show a byte that is no UTF-8 as such; Textual's ends the program with it."""
    module = sys.modules[driver.__module__]
    if hasattr(module, "getincrementaldecoder"):
        module.getincrementaldecoder = _forgiving  # type: ignore[attr-defined]  # it was there


def _forgiving(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    return functools.partial(codecs.getincrementaldecoder(encoding), errors="replace")


def paint_changed_cells() -> None:
    """Have Textual write the cells that changed, and not all of a widget's line that stands left of them too."""
    ChopsUpdate.render_segments = _changed_cells  # type: ignore[method-assign]  # it was there


def _changed_cells(self: ChopsUpdate, console: Console) -> str:
    written: list[str] = []
    for y, first, last in self.spans:
        for end, (start, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
            left, right = max(first, start), min(last, end)
            if strip is not None and left < right:
                left, right = _whole(strip, left - start, right - start)
                written += (Control.move_to(start + left, y).segment.text, strip.crop(left, right).render(console))
    return "".join(written)


def _whole(strip: Strip, first: int, last: int) -> tuple[int, int]:
    """Return from which to which cell a part of a line reaches that cuts no wide character in two."""
    text = strip.text
    if not text.isascii():
        column = 0
        for character in text:
            if (width := get_character_cell_size(character)) == 2:
                first -= first == column + 1
                last += last == column + 1
            column += width
    return first, last
