"""What is read on paper, on screen: it scrolls, and is copied, written into a file and opened in an editor."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.containers import VerticalScroll

from screens.base import BaseScreen
from screens.minutes import handing_on

LONGEST_LINE = 100
"""Cells of a line that is still easy to read."""


class Paper(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Something to read that scrolls by the keys of the screen."""


class PaperScreen(BaseScreen):
    """One paper or more, and what is done with them."""

    DEFAULT_CSS = """
    PaperScreen #head { height: 1; padding: 0 1; background: $panel; text-style: bold; }
    PaperScreen Paper { height: 1fr; width: 1fr; padding: 0 2; scrollbar-size-vertical: 1; }
    PaperScreen Static { height: auto; }
    """

    WHAT: ClassVar[str] = "the minutes"

    @property
    def text(self) -> str:
        """What is copied: Markdown.

        Raises:
            LookupError: It is still being read.
        """
        raise NotImplementedError

    async def written(self) -> Path:
        """Write it into a file.

        Raises:
            LookupError: It is still being read.
        """
        raise NotImplementedError

    def action_scroll(self, by: int) -> None:
        """Scroll the paper that has the focus."""
        paper = self.focused if isinstance(self.focused, Paper) else self.query(Paper).first()
        paper.scroll_relative(y=by, animate=False)

    def action_copy(self) -> None:
        """Copy it to the clipboard, over ssh too where the terminal lets it."""
        self.go(self._copy())

    async def _copy(self) -> None:
        await handing_on.send(self.program, self.text, self.WHAT, self.written)

    def action_export(self) -> None:
        """Write it into the folder of minutes."""
        self.go(self._export())

    async def _export(self) -> None:
        self.tell(f"{self.WHAT} is in {await self.written()}")

    def action_edit(self) -> None:
        """Open it in the editor of the user's choice."""
        self.go(self._edit())

    async def _edit(self) -> None:
        await handing_on.open_in_editor(self.program, await self.written())

    def action_leave(self) -> None:
        """Back to where it was opened."""
        self.app.pop_screen()
