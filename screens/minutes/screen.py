"""Shows the minutes of a meeting, and those of two meetings side by side."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content

from facilitator.common import settings
from facilitator.common.errors import NotFoundError
from facilitator.documents.blocks import Heading
from facilitator.meeting.agenda import meeting_name
from facilitator.minutes import compare as minutes_compare
from facilitator.minutes.compare import MinutesPage, Pair
from screens.actions import Key, declare
from screens.base import in_background
from screens.minutes import handing_on
from screens.minutes.correcting import correct
from screens.minutes.paper import LONGEST_LINE, READING, PaperScreen, PaperScroll
from screens.widgets.document import drawn
from screens.widgets.safe import Static

WIDE = 110
"""Columns from which on two minutes stand side by side."""


KEYS = declare(
    "minutes",
    "The minutes",
    Key("compare", "c", "what changed", "See what changed since the meeting before", 90),
    Key("copy", "y", "copy", "Copy the minutes to the clipboard", 80),
    Key("export", "e", "export", "Write the minutes into a file", 70),
    Key("run", "exclamation_mark", "run", "Run the command after the meeting again", 50),
    Key("edit", "o", "editor", "Open the minutes in your editor", 60),
    Key("correct", "x", "correct", "Correct minutes that were sent: numbered, nothing is lost", 88),
    Key("other_paper", "right,left", "other one", "Go to the other of the two minutes", 85),
    *READING,
)


class MinutesScreen(PaperScreen):
    """Minutes, of one meeting, or beside those of another one to compare them with."""

    DEFAULT_CSS = """
    MinutesScreen #papers { height: 1fr; layout: vertical; }
    MinutesScreen.wide #papers { layout: horizontal; }
    MinutesScreen #earlier { display: none; border-top: solid $primary 40%; }
    MinutesScreen.pair #earlier { display: block; }
    MinutesScreen.pair.wide #earlier { border-top: none; border-left: solid $primary 40%; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    AUTO_FOCUS = "#later"

    def __init__(self, meeting: int, other: int | None = None) -> None:
        super().__init__()
        self._ids = (meeting, other)
        self._page: MinutesPage | Pair | None = None
        self._command = False

    def compose(self) -> ComposeResult:
        yield Static("Minutes", id="head", markup=False)
        with Container(id="papers"):
            with PaperScroll(id="later"):
                yield Static(markup=False)
            with PaperScroll(id="earlier"):
                yield Static(markup=False)

    async def on_mount(self) -> None:
        self._command = bool(settings.load().after_meeting)
        self.go(self._read(), wait=True)

    def on_changed(self) -> None:
        """Read them anew: minutes of a meeting that ended may have been corrected."""
        if self._page is not None:
            self.go(self._read())

    def on_resize(self) -> None:
        self.set_class(self.size.width >= WIDE, "wide")
        self.call_after_refresh(self._show)

    async def _read(self) -> None:
        meeting, other = self._ids
        if other is None:
            self._page = await self.program.ask(minutes_compare.read, meeting)
        else:
            self._page = await self.program.ask(minutes_compare.pair, meeting, other)
        self.set_class(other is not None, "pair")
        self.call_after_refresh(self._show)
        self.refresh_bindings()

    @property
    def _later(self) -> MinutesPage:
        """The minutes that the keys are about."""
        if self._page is None:
            raise NotFoundError("the minutes are being read; try again in a moment")
        return self._page.later if isinstance(self._page, Pair) else self._page

    @property
    def _meeting(self) -> int:
        """The meeting that the keys are about, also while its minutes are being read."""
        return self._ids[0] if self._page is None else self._later.document.id

    def _show(self) -> None:
        if self._page is None or not self.query("#later"):
            return
        minutes = self._later.document
        head = f"{meeting_name(minutes.team, minutes.mode)}, {minutes.started_at:%Y-%m-%d}"
        self._draw("#later", self._page)
        if isinstance(self._page, Pair):
            self._draw("#earlier", self._page.earlier)
            head += f" beside {self._page.earlier.document.started_at:%Y-%m-%d}   + is new"
        self.query_one("#head", Static).update(head)

    def _draw(self, where: str, page: MinutesPage | Pair) -> None:
        paper = self.query_one(where, PaperScroll)
        width = min(LONGEST_LINE, paper.scrollable_content_region.width - 1)
        if isinstance(page, Pair):
            first, *rest = page.later.blocks
            changed = drawn([first, *page.since, Heading("The minutes")], width)
            content = Content("\n").join([changed, drawn(rest, width, page.new)])
        else:
            content = drawn(page.blocks, width)
        paper.query_one(Static).update(content)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "compare":
            return self._ids[1] is None
        if action == "other_paper":
            return self._ids[1] is not None
        if action == "run":
            return self._command and self._page is not None and not self._later.document.draft
        if action == "correct":
            return self._page is not None and not self._later.document.draft
        return super().check_action(action, parameters)

    # What the keys do ------------------------------------------------------------------------------------------

    def action_other_paper(self) -> None:
        self.focus_next()

    @in_background
    async def action_compare(self) -> None:
        meeting, _ = self._ids
        before = await self.program.ask(minutes_compare.before, meeting)
        if before is None:
            self.tell("this team has not held such a meeting before; there is nothing to compare with")
            return
        self._ids = (meeting, before)
        await self._read()

    def action_copy(self) -> None:
        self.go(handing_on.copy(self.program, self._meeting))

    def action_export(self) -> None:
        self.go(handing_on.export(self.program, self._meeting))

    def action_edit(self) -> None:
        self.go(handing_on.edit(self.program, self._meeting))

    def action_run(self) -> None:
        self.go(handing_on.run(self.program, self._meeting))

    @in_background
    async def action_correct(self) -> None:
        if await correct(self, self._later.document.id) is not None:
            await self._read()
