"""Asks questions whose answers are kept while they are typed."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, TextArea

from facilitator.common.assigning import LineReader
from facilitator.common.text import clean, is_blank
from screens.widgets.area import Area
from screens.widgets.drafts import Drafts
from screens.widgets.questions import AskText
from screens.widgets.safe import Static


class AskLine(AskText):
    """A question that takes a line of text; what is typed is there again when it is asked the next time.

    Args:
        scope: Whose drafts they are.
        name: The draft of this question; the others are those of `AskText`.
    """

    DEFAULT_CSS = "AskLine > Vertical { width: 76; }"

    KEYS: ClassVar[str] = "enter saves, esc cancels"

    def __init__(
        self, scope: str, name: str, question: str, text: str = "", about: str = "", reads: LineReader | None = None
    ) -> None:
        super().__init__(question, text, "\n".join(filter(None, (about, self.KEYS))), reads)
        self._drafts = Drafts(self, scope)
        self._draft = name

    async def on_mount(self) -> None:
        self._put(self._text)
        await self._drafts.load()
        kept = self._drafts.texts.get(self._draft, "")
        if kept and self._there == self._text:
            self._put(kept)

    @property
    def left_over(self) -> list[str]:
        """Nothing: it has its draft."""
        return []

    @property
    def _there(self) -> str:
        return self.query_one(Input).value

    def _put(self, text: str) -> None:
        """Put that into the field, the cursor behind it."""
        field = self.query_one(Input)
        if field.value != text:
            field.value = text
        field.cursor_position = len(text)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self) -> None:
        self._drafts.keep(self._draft, "" if self._there == self._text else self._there)

    async def flush(self) -> None:
        self._drafts.save()

    def action_leave(self) -> None:
        """Give nothing back; what was typed is kept."""
        self._drafts.save()
        super().action_leave()


class AskLines(AskLine):
    """The same for a text of many lines: `enter` begins another one, `ctrl+s` takes them."""

    DEFAULT_CSS = """
    AskLines Area { height: auto; min-height: 3; max-height: 14; background: $panel; border: none; padding: 0 1;
                    margin: 1 0; }
    """
    KEYS = "ctrl+s saves, enter starts a new line, esc cancels"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "take", "Take the lines", id="ask.take")]

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, classes="question", markup=False)
            yield Area()
            yield Static(self._about, classes="about", markup=False)

    @property
    def _there(self) -> str:
        return self.query_one(Area).text

    def _put(self, text: str) -> None:
        field = self.query_one(Area)
        if field.text != text:
            field.load_text(text)
        field.move_cursor(field.document.end)
        field.focus()

    def action_take(self) -> None:
        text = clean(self._there).strip()
        if not is_blank(text):
            self.dismiss(text)
