"""Many meetings on one page, to read, copy and send."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from facilitator.common.errors import NotFoundError
from facilitator.reports.digest import writing as digest_writing
from facilitator.reports.digest.writing import DigestPage
from screens.actions import Action, declare
from screens.minutes.paper import LONGEST_LINE, Paper, PaperScreen
from screens.widgets.document import drawn
from screens.widgets.safe import Static

KEYS = declare(
    "digest",
    "The digest",
    Action("copy", "y", "copy", "Copy the digest to the clipboard", 80),
    Action("export", "e", "export", "Write the digest into a file", 70),
    Action("edit", "o", "editor", "Open the digest in your editor", 60),
    Action("scroll(1)", "down,j", "down", "Scroll down"),
    Action("scroll(-1)", "up,k", "up", "Scroll up"),
    Action("scroll(15)", "space,pagedown", "page down", "Scroll a page down"),
    Action("scroll(-15)", "pageup", "page up", "Scroll a page up"),
    Action("scroll(-100000)", "home", "beginning", "Scroll to the beginning"),
    Action("scroll(100000)", "end", "end", "Scroll to the end"),
    Action("leave", "q,escape", "back", "Back to where I was", 10),
)


class DigestScreen(PaperScreen):
    """A digest.

    Args:
        since: Its first day.
        until: Its last.
        team: The unit that it is of, with those below it; None for all.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    AUTO_FOCUS = "#paper"
    WHAT = "the digest"

    def __init__(self, since: date, until: date, team: str | None) -> None:
        super().__init__()
        self._asked = (since, until, team)
        self._told: DigestPage | None = None

    def compose(self) -> ComposeResult:
        """The paper."""
        yield Static("Digest", id="head", markup=False)
        with Paper(id="paper"):
            yield Static("Reading the meetings…", markup=False)

    async def on_mount(self) -> None:
        """Read it."""
        self.go(self._read(), wait=True)

    def on_changed(self) -> None:
        """Somebody has changed something."""
        self.go(self._read())

    def on_resize(self) -> None:
        """Use the room there is."""
        self.call_after_refresh(self._show)

    async def _read(self) -> None:
        self._told = await self.program.ask(digest_writing.read, *self._asked)
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        if self._told is None or not self.query("#paper"):  # the answer may come when the screen is going
            return
        self.query_one("#head", Static).update(self._told.title)
        paper = self.query_one("#paper", Paper)
        content = drawn(self._told.blocks, min(LONGEST_LINE, paper.scrollable_content_region.width - 1))
        label = paper.query_one(Static)
        if label.content != content:
            label.update(content)

    @property
    def text(self) -> str:
        """The digest as Markdown."""
        return self._read_already().markdown

    async def written(self) -> Path:
        """The digest in the folder of minutes."""
        return await self.program.in_thread(digest_writing.write, self._read_already(), self.program.minutes_folder())

    def _read_already(self) -> DigestPage:
        if self._told is None:
            raise NotFoundError("the digest is being read; try again in a moment")
        return self._told
