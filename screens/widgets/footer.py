"""The line of keys at the foot of a screen."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from screens.actions import Line, lines

MOST = 5
"""How many keys it shows."""
LAST = 10
"""Up to this importance a key stands at the right end, and goes last: leaving, then help."""


class KeyFooter(Widget):
    """At most five keys that work now, the most important first; a click does the same."""

    DEFAULT_CSS = """
    KeyFooter { dock: bottom; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._shown: tuple[tuple[str, str], ...] = ()
        self._places: list[tuple[int, int, Line]] = []

    def on_mount(self) -> None:
        """Follow what the screen can do."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        shown = tuple((line.keys[0], line.words) for line in lines(self.screen) if line.footer)
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render(self) -> Content:
        """The keys that have room, each whole."""
        width = self.content_size.width
        main, last = choose(lines(self.screen), width)
        text = Content("")
        self._places = []
        for line in main:
            text = self._add(text, line)
        right = sum(_width(line) for line in last)
        text = text.pad_right(max(0, width - text.cell_length - right))
        for line in last:
            text = self._add(text, line)
        return text

    def _add(self, text: Content, line: Line) -> Content:
        start = text.cell_length
        self._places.append((start, start + _width(line), line))
        return text.append(Content.assemble((line.keys[0], "bold"), f" {line.words}  "))

    async def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        column = event.x - self.styles.padding.left
        for start, end, line in self._places:
            if start <= column < end:
                await self.app.run_action(line.run[0], line.run[1])


def _width(line: Line) -> int:
    return Content(f"{line.keys[0]} {line.words}  ").cell_length


def choose(found: list[Line], width: int) -> tuple[list[Line], list[Line]]:
    """What stands at the left and what at the right end, in that width."""
    ordered = sorted((line for line in found if line.footer), key=lambda line: -line.footer)
    kept: list[Line] = []
    for line in [*reversed([one for one in ordered if one.footer <= LAST]), *ordered]:
        same = any(line.words == other.words for other in kept)
        if line not in kept and not same and len(kept) < MOST and _width(line) <= width:
            kept.append(line)
            width -= _width(line)
    ordered = [line for line in ordered if line in kept]
    return [line for line in ordered if line.footer > LAST], [line for line in ordered if line.footer <= LAST]
