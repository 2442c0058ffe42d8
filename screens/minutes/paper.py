"""Shows what is read on paper: it scrolls by the keys of the screen."""

from __future__ import annotations

from textual.containers import VerticalScroll

from screens.actions import Key
from screens.base import BaseScreen

LONGEST_LINE = 100
"""Cells of a line that is still easy to read."""


READING = (
    Key("scroll(1)", "down,j", "down", "Scroll down"),
    Key("scroll(-1)", "up,k", "up", "Scroll up"),
    Key("scroll(15)", "space,pagedown", "page down", "Scroll a page down", called="page_down"),
    Key("scroll(-15)", "pageup", "page up", "Scroll a page up", called="page_up"),
    Key("scroll(-100000)", "home", "beginning", "Scroll to the beginning", called="to_beginning"),
    Key("scroll(100000)", "end", "end", "Scroll to the end", called="to_end"),
    Key("leave", "q,escape", "back", "Back to where I was", 10),
)
"""What can be done with every paper."""


class PaperScroll(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Something to read that scrolls by the keys of the screen."""


class PaperScreen(BaseScreen):
    """A screen with one paper or more."""

    DEFAULT_CSS = """
    PaperScreen #head { height: 1; padding: 0 1; background: $panel; text-style: bold; }
    PaperScreen PaperScroll { height: 1fr; width: 1fr; padding: 0 2; scrollbar-size-vertical: 1; }
    PaperScreen Static { height: auto; }
    """

    def action_scroll(self, by: int) -> None:
        paper = self.focused if isinstance(self.focused, PaperScroll) else self.query(PaperScroll).first()
        paper.scroll_relative(y=by, animate=False)

    def action_leave(self) -> None:
        self.app.pop_screen()
