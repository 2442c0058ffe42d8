"""Asks for names, one a line: typed one after the other, or pasted all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from screens.base import BaseScreen
from screens.connection.guard import Guarded
from screens.widgets.drafts import DraftField, Drafts
from screens.widgets.safe import Static

SCOPE = "people"
"""Under which name unfinished names are kept."""


@dataclass(frozen=True, slots=True)
class NamesQuestion:
    """What names are asked for; `take` records the lines, and the field stays open where `more` lines may follow."""

    prompt: str
    take: Callable[[list[str]], Any]
    more: bool = False


class NamesField(DraftField):
    """A field for a name; many lines can be pasted into it at once."""

    tells_lines = True


class NamesEntry(Guarded, Vertical):
    """The field and the question above it; it has the class `open` while it is asked.

    Attributes:
        question: What it is open for; None while it is closed, when `left` has been called.
    """

    DEFAULT_CSS = """
    NamesEntry { height: auto; padding: 0 2; display: none; max-width: 110; }
    NamesEntry.open { display: block; }
    NamesEntry #prompt { height: auto; text-style: bold; }
    """

    def __init__(self, left: Callable[[], None]) -> None:
        super().__init__()
        self.question: NamesQuestion | None = None
        self.drafts = Drafts(self, SCOPE)
        self._left = left
        self._taking = False
        self._behind: list[str] = []
        """Names that were pasted while others are recorded."""

    def compose(self) -> ComposeResult:
        yield Static(id="prompt", markup=False)
        yield NamesField(id="line")

    @property
    def _field(self) -> NamesField:
        return self.query_one("#line", NamesField)

    def open(self, question: NamesQuestion, text: str = "") -> None:
        """Ask for names; `text` stands in the field already."""
        self.question = question
        self.add_class("open")
        self.query_one("#prompt", Static).update(Content(question.prompt))
        self._field.open(self.drafts, question.prompt, text)

    def leave(self) -> None:
        """Close the field; what stands in it is there again when it is opened for the same."""
        self.question = None
        self._field.close()
        self.remove_class("open")
        self._left()

    @on(Input.Submitted, "#line")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.question is None or self._taking:
            return
        if event.value.strip():
            self._begin([event.value])
        else:
            self.leave()

    @on(NamesField.LinesPasted)
    def _pasted(self, event: NamesField.LinesPasted) -> None:
        if self.question is None:
            return
        if not self.question.more:
            self._field.replace(" ".join(event.lines), *self._field.selection)
        elif self._taking:
            self._behind += event.lines
        else:
            self._begin([self._field.value + event.lines[0], *event.lines[1:]])

    def _begin(self, lines: list[str]) -> None:
        self._taking = True
        cast(BaseScreen, self.screen).go(self._take(lines))

    async def _take(self, lines: list[str]) -> None:
        question, before = self.question, self._field.value
        try:
            if question is None:
                return
            await question.take(lines)
            # What was typed while the last line was recorded stays.
            if self.question is question and self._field.value == before:
                self._field.value = ""
            if self.question is not question or not self._field.value:
                self.drafts.forget(question.prompt)
            while self._behind:
                behind, self._behind = self._behind, []
                await question.take(behind)
            if self.question is question and not question.more:
                self.leave()
        finally:
            self._taking = False
