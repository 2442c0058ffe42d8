"""Searches everything ever recorded while somebody types."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from facilitator.common import clock
from facilitator.reports import search as reports_search
from facilitator.reports.search import SearchResult
from facilitator.store.search.index import TooManyWordsError
from screens.actions import Key, declare
from screens.base import BaseScreen
from screens.widgets.field import LineField
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

SHOWN = 100
"""The most that is shown; whoever wants another one adds a word."""
ABOUT = 'Type words; all of them must be there. "Two words" in quotation marks are a phrase.'


KEYS = declare(
    "search",
    "Search",
    Key("open", "enter", "minutes", "Read the minutes of that meeting", 100),
    Key("move(-1)", "up", "up", "Select the line above"),
    Key("move(1)", "down", "down", "Select the line below", 50),
    Key("field", "slash", "other words", "Search for other words"),
    Key("leave", "escape", "back", "Back to where I was", 10),
)


class SearchScreen(BaseScreen):
    """A field, and what has its words."""

    DEFAULT_CSS = """
    SearchScreen #head { height: 1; padding: 0 1; background: $panel; text-style: bold; }
    SearchScreen #words { margin: 0 1; }
    SearchScreen #about { height: 1; margin: 0 2; color: $text-muted; }
    SearchScreen #found { height: 1fr; margin: 0 2; max-width: 120; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    AUTO_FOCUS = "#words"

    def __init__(self) -> None:
        super().__init__()
        self._results: list[SearchResult] = []
        self._wanted = ""

    def compose(self) -> ComposeResult:
        yield Static("Search everything that was recorded", id="head", markup=False)
        yield LineField(id="words")
        yield Static(ABOUT, id="about", markup=False)
        yield Rows(id="found")

    def on_resize(self) -> None:
        self._show()

    @on(Input.Changed, "#words")
    def _typed(self, event: Input.Changed) -> None:
        self._wanted = event.value
        # What is typed while the database is asked waits for the answer, and only the last of it is asked then.
        self.go(self.read_in_turn(self._search))

    async def _search(self) -> None:
        try:
            self._results = await self.program.ask(reports_search.find, self._wanted, SHOWN)
        except TooManyWordsError as error:
            self._results = []
            self.put("#about", Content(str(error)))
        else:
            self._show(fresh=True)

    # Showing ---------------------------------------------------------------------------------------------------

    def _show(self, *, fresh: bool = False) -> None:
        if not self.query("#found"):  # the answer may come when the screen is going
            return
        rows = self.query_one("#found", Rows)
        words = reports_search.words(self.query_one("#words", LineField).value)
        chosen = 0 if fresh else rows.selected or 0
        if not words:
            self.put("#about", Content(ABOUT))
        elif not self._results:
            self.put("#about", Content("nothing found with all these words"))
        else:
            many = f"the best {SHOWN}; another word finds fewer" if len(self._results) == SHOWN else len(self._results)
            self.put("#about", Content(f"found: {many}   ↓ selects, enter goes to the minutes"))
        results = enumerate(self._results)
        rows.show([Row(_line(row, words, marked=number == chosen), number, 2) for number, row in results])
        if fresh:
            rows.select(0)
        self.refresh_bindings()

    @property
    def _selected(self) -> SearchResult | None:
        number = self.query_one("#found", Rows).selected
        return self._results[number] if isinstance(number, int) and number < len(self._results) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual calls it so
        return not self.is_mounted or action not in ("open", "move") or bool(self._results)

    # What the keys do ------------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Select another one; the focus stays in the field."""
        self.query_one("#found", Rows).action_move(by)

    @on(Rows.Selected)
    def _another(self) -> None:
        self._show()

    @on(Rows.Pressed)
    @on(Input.Submitted, "#words")
    def action_open(self) -> None:
        """Go to the minutes of the meeting it was recorded in, or to the OKRs."""
        if (result := self._selected) is None:
            return
        if result.meeting is not None:
            self.go(self.program.open_minutes(result.meeting))
        elif result.kind in ("objective", "key_result"):
            self.go(self.program.open_okrs(result.okr))
        else:
            self.tell("this was recorded outside a meeting: there are no minutes of it")

    def action_field(self) -> None:
        self.query_one("#words", LineField).focus()

    def action_leave(self) -> None:
        self.app.pop_screen()


def _line(result: SearchResult, words: list[str], *, marked: bool) -> Content:
    """Return what was recorded with its words marked; below it, what it is, whose and when."""
    flat = " · ".join(result.text.splitlines())
    content = Content(flat)
    lower = flat.lower()
    for word in words:
        start = lower.find(word.lower()) if len(lower) == len(flat) else -1
        while start >= 0:
            content = content.stylize("bold underline", start, start + len(word))
            start = lower.find(word.lower(), start + len(word))
    day = f"{clock.local(result.at):%a %Y-%m-%d}" if result.at else ""
    about = "  ".join(filter(None, [result.kind.replace("_", " "), result.person, day, result.title]))
    return Content.assemble("▸ " if marked else "  ", content, "\n", (about, "dim"))
