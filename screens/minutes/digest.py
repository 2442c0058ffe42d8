"""Shows the digest of many meetings on one page, to read, copy and send."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from facilitator.common.errors import NotFoundError
from facilitator.reports.digest import writing as digest_writing
from facilitator.reports.digest.writing import DigestPage
from screens.actions import Key, declare
from screens.base import in_background
from screens.minutes import handing_on
from screens.minutes.paper import LONGEST_LINE, READING, PaperScreen, PaperScroll
from screens.widgets.document import drawn
from screens.widgets.safe import Static

KEYS = declare(
    "digest",
    "The digest",
    Key("copy", "y", "copy", "Copy the digest to the clipboard", 80),
    Key("export", "e", "export", "Write the digest into a file", 70),
    Key("edit", "o", "editor", "Open the digest in your editor", 60),
    *READING,
)


class DigestScreen(PaperScreen):
    """The digest of the days from `since` to `until`, of a unit with those below it; of all without one."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    AUTO_FOCUS = "#paper"

    def __init__(self, since: date, until: date, team: str | None) -> None:
        super().__init__()
        self._span = (since, until, team)
        self._page: DigestPage | None = None

    def compose(self) -> ComposeResult:
        yield Static("Digest", id="head", markup=False)
        with PaperScroll(id="paper"):
            yield Static("Reading the meetings…", markup=False)

    async def on_mount(self) -> None:
        self.go(self._read(), wait=True)

    def on_changed(self) -> None:
        self.go(self._read())

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    async def _read(self) -> None:
        self._page = await self.program.ask(digest_writing.read, *self._span)
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        if self._page is None or not self.query("#paper"):  # the answer may come when the screen is going
            return
        self.query_one("#head", Static).update(self._page.title)
        paper = self.query_one("#paper", PaperScroll)
        content = drawn(self._page.blocks, min(LONGEST_LINE, paper.scrollable_content_region.width - 1))
        paper.query_one(Static).update(content)

    # What the keys do ------------------------------------------------------------------------------------------

    def action_copy(self) -> None:
        self.go(handing_on.send(self.program, self._whole.markdown, "the digest", self._written))

    @in_background
    async def action_export(self) -> None:
        self.tell(f"the digest is in {await self._written()}")

    @in_background
    async def action_edit(self) -> None:
        await handing_on.open_in_editor(self.program, await self._written())

    async def _written(self) -> Path:
        return await self.program.in_thread(digest_writing.write, self._whole, self.program.minutes_folder())

    @property
    def _whole(self) -> DigestPage:
        if self._page is None:
            raise NotFoundError("the digest is being read; try again in a moment")
        return self._page
