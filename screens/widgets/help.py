"""Shows all the keys that work now."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen

from screens.actions import ActiveAction, active_actions, by_title
from screens.widgets.safe import Static


class Help(ModalScreen[None]):
    """The keys of the screen that was up when help was asked for."""

    DEFAULT_CSS = """
    Help { align: center middle; background: $background 60%; }
    Help > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 92%; padding: 0 2; background: $surface;
        border: round $primary;
    }
    Help VerticalScroll { height: auto; max-height: 1fr; scrollbar-size-vertical: 1; }
    Help Static { height: auto; }
    Help #close { color: $text-muted; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "Close", id="help.close", system=True),
        Binding("down,j", "scroll(1)", show=False, system=True),
        Binding("up,k", "scroll(-1)", show=False, system=True),
        Binding("pagedown,space", "scroll(10)", show=False, system=True),
        Binding("pageup", "scroll(-10)", show=False, system=True),
    ]

    def __init__(self, below: Screen[object]) -> None:
        super().__init__()
        self._actions = active_actions(below)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Keys that work now"
            with VerticalScroll():
                yield Static(keys_listed(self._actions), markup=False)
            yield Static("escape, q or ? closes; ctrl+p finds all this by name", id="close", markup=False)

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


def keys_listed(actions: list[ActiveAction]) -> Content:
    """Return the actions under their headings, keys first."""
    parts: list[Content] = []
    for title, group in by_title(actions).items():
        parts.append(Content.assemble("\n" if parts else "", (title, "bold $primary")))
        for action in group:
            parts.append(Content.assemble((f"  {'  '.join(action.keys):<14}", "bold"), f"  {action.about}"))
    return Content("\n").join(parts)
