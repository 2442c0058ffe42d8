"""Shows the most important keys at the foot of a screen."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from screens.actions import ActiveAction, active_actions

MOST = 5
"""How many keys it shows."""
LAST = 10
"""Up to this importance a key stands at the right end, and goes last: leaving, then help."""


class KeyFooter(Widget):
    """At most five keys that work now, the most important first; a click does the same."""

    DEFAULT_CSS = """
    KeyFooter { dock: bottom; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[tuple[str, str], ...] = ()
        self._places: list[tuple[int, int, ActiveAction]] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        shown = tuple((action.keys[0], action.words) for action in active_actions(self.screen) if action.footer)
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render(self) -> Content:
        """Draw the keys that have room, each whole."""
        width = self.content_size.width
        main, last = choose(active_actions(self.screen), width)
        text = Content("")
        self._places = []
        for action in main:
            text = self._add(text, action)
        right = sum(_width(action) for action in last)
        text = text.pad_right(max(0, width - text.cell_length - right))
        for action in last:
            text = self._add(text, action)
        return text

    def _add(self, text: Content, action: ActiveAction) -> Content:
        start = text.cell_length
        self._places.append((start, start + _width(action), action))
        return text.append(Content.assemble((action.keys[0], "bold"), f" {action.words}  "))

    async def on_click(self, event: events.Click) -> None:
        column = event.x - self.styles.padding.left
        for start, end, action in self._places:
            if start <= column < end:
                await self.app.run_action(action.run[0], action.run[1])


def _width(action: ActiveAction) -> int:
    return Content(f"{action.keys[0]} {action.words}  ").cell_length


def choose(actions: list[ActiveAction], width: int) -> tuple[list[ActiveAction], list[ActiveAction]]:
    """Return what stands at the left and what at the right end, in that width."""
    ordered = sorted((action for action in actions if action.footer), key=lambda action: -action.footer)
    kept: list[ActiveAction] = []
    for action in [*reversed([action for action in ordered if action.footer <= LAST]), *ordered]:
        same = any(action.words == other.words for other in kept)
        if action not in kept and not same and len(kept) < MOST and _width(action) <= width:
            kept.append(action)
            width -= _width(action)
    ordered = [action for action in ordered if action in kept]
    first = [action for action in ordered if action.footer > LAST]
    return first, ordered[len(first) :]
