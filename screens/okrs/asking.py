"""Questions whose answer is kept while it is typed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from textual import on
from textual.widgets import Input

from facilitator import drafts
from screens.widgets.questions import AskText

if TYPE_CHECKING:
    from screens.app import FacilitatorApp

DRAFT = 0.25
"""Seconds between two looks at what is being typed: a throttle, so that it fires while somebody types."""


class Ask(AskText):
    """A question that takes a line of text; what is typed is there again when it is asked the next time.

    Args:
        scope: Whose drafts they are.
        name: The draft of this question.
        question: What is asked.
        text: What stands in the field already, where there is no draft.
        about: What else is worth knowing.
    """

    DEFAULT_CSS = """
    Ask { align: center middle; background: $background 60%; }
    Ask > Vertical { width: 76; max-width: 96%; height: auto; max-height: 90%; padding: 1 2; background: $surface;
                     border: round $primary; }
    Ask Static { height: auto; }
    Ask .question { text-style: bold; }
    Ask .about { color: $text-muted; }
    """

    def __init__(self, scope: str, name: str, question: str, text: str = "", about: str = "") -> None:
        super().__init__(question, text, f"{about}\nenter takes it, escape leaves" if about else "")
        self._draft = (scope, name)
        self._first = text
        self._unsaved: str | None = None

    async def on_mount(self) -> None:
        """Bring back what was typed the last time."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.cursor_position = len(field.value)
        self.set_interval(DRAFT, self._save)
        kept = (await self._program.ask(drafts.load, self._draft[0])).get(self._draft[1], "")
        if kept and field.value == self._first:
            field.value = kept
            field.cursor_position = len(kept)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._unsaved = "" if event.value == self._first else event.value

    async def _save(self) -> None:
        unsaved, self._unsaved = self._unsaved, None
        if unsaved is not None:
            await self._program.ask(drafts.save, *self._draft, unsaved)

    async def flush(self) -> None:
        """Save what is being typed, before the program goes."""
        await asyncio.shield(self._save())

    def action_leave(self) -> None:
        """Give nothing back; what was typed is kept."""
        self.run_worker(self._leave())

    async def _leave(self) -> None:
        await self.flush()
        self.dismiss(None)

    @property
    def _program(self) -> FacilitatorApp:
        return cast("FacilitatorApp", self.app)
