"""Says in its own place what cannot be drawn, while everything else goes on.

No text of anybody's may end a screen. Widgets that lay people's text out are tried with every text we can think of;
this is the net below that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, cast
from weakref import WeakKeyDictionary

from rich.segment import Segment
from textual import widgets
from textual.app import App
from textual.content import Content
from textual.css.query import NoMatches
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.visual import VisualType
from textual.widget import Widget

from screens.connection.guard import Surviving
from screens.errors import place
from screens.widgets import cells

if TYPE_CHECKING:
    _Mixin = Widget
else:
    # Textual inherits styles and keys from the first base that is a widget: this must be none.
    _Mixin = object

cells.mend()

P = ParamSpec("P")

_KNOWN: WeakKeyDictionary[App[Any], set[str]] = WeakKeyDictionary()
"""The places in which each program has met something that it could not show."""


def words(error: Exception) -> str:
    """Return what stands where something cannot be shown."""
    return f"This part cannot be shown ({place(error)}); everything else goes on"


def bear(node: Widget, error: Exception) -> None:
    """Go on without what could not be shown; the program is sentence once of each place.

    Raises:
        Exception: The program wants to end with its first defect, as tests do.
    """
    if not getattr(node.app, "GOES_ON", False):
        raise error
    known = _KNOWN.setdefault(node.app, set())
    # What cannot be drawn fails with every frame.
    if (where := place(error)) not in known:
        known.add(where)
        cast(Surviving, node.app).survives(error)


def content(node: Widget, draw: Callable[P, Content], *arguments: P.args, **keywords: P.kwargs) -> Content:
    """Return what `draw` draws; where it cannot, a sentence that says so."""
    try:
        return draw(*arguments, **keywords)
    except NoMatches:
        raise
    except Exception as error:  # noqa: BLE001  # whatever it is, the clock beside it goes on
        bear(node, error)
        return Content.styled(words(error), "bold $error")


class Safe(_Mixin):
    """A widget that says so in its own place where it cannot be drawn or measured."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines; where they cannot be drawn, a sentence instead."""
        try:
            return super().render_lines(crop)
        except Exception as error:  # noqa: BLE001  # whatever it is, the widgets around it go on
            bear(self, error)
            return _instead(error, crop, self.size)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width; where it cannot be measured, as much as there is room."""
        try:
            return super().get_content_width(container, viewport)
        except Exception as error:  # noqa: BLE001  # the same
            bear(self, error)
            return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height; where it cannot be measured, a line for the sentence."""
        try:
            return super().get_content_height(container, viewport, width)
        except Exception as error:  # noqa: BLE001  # the same
            bear(self, error)
            return 1


class Static(Safe, widgets.Static):
    """Words on the screen; like Textual's, but no text that stands in it can end the program.

    It is repainted only where it shall say something else than before.
    """

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        shown = self.content
        same = (
            content.is_same(shown) if isinstance(content, Content) and isinstance(shown, Content) else content == shown
        )
        if not same:
            super().update(content, layout=layout)


def _instead(error: Exception, crop: Region, size: Size) -> list[Strip]:
    """Return the sentence in plain characters cut to size: nothing in it could fail once more."""
    sentence = words(error)
    width = max(1, size.width)
    lines = [sentence[start : start + width].ljust(width) for start in range(0, len(sentence), width)]
    return [
        Strip([Segment(lines[y] if y < len(lines) else " " * width)]).crop(crop.x, crop.right)
        for y in range(crop.y, crop.bottom)
    ]
