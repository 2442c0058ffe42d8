"""What cannot be drawn says so in its own place, and everything else goes on.

No text of anybody's may end a screen. Widgets that lay people's text out are tried with every text we can think of;
this is the net below that.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, cast
from weakref import WeakKeyDictionary

from rich.segment import Segment
from textual import widgets
from textual.app import App
from textual.content import Content
from textual.css.query import NoMatches
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from screens.connection.guard import Surviving
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
    """What stands where something cannot be shown."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"This part cannot be shown ({type(error).__name__}{place}); everything else goes on"


def bear(node: Widget, error: Exception) -> None:
    """Go on without what could not be shown; the program is told once of each place.

    Raises:
        Exception: The program wants to end with its first defect, as tests do.
    """
    if not getattr(node.app, "GOES_ON", False):
        raise error
    place = words(error)
    known = _KNOWN.setdefault(node.app, set())
    # What cannot be drawn fails with every frame.
    if place not in known:
        known.add(place)
        cast(Surviving, node.app).survives(error)


def content(node: Widget, draw: Callable[P, Content], *arguments: P.args, **keywords: P.kwargs) -> Content:
    """What `draw` draws; where it cannot, a sentence that says so."""
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
        """The lines as they are drawn; where they cannot be drawn, a sentence instead."""
        try:
            return super().render_lines(crop)
        except Exception as error:  # noqa: BLE001  # whatever it is, the widgets around it go on
            bear(self, error)
            return _instead(error, crop, self.size)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """How wide it is; where that cannot be said, as wide as there is room."""
        try:
            return super().get_content_width(container, viewport)
        except Exception as error:  # noqa: BLE001  # the same
            bear(self, error)
            return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """How high it is; where that cannot be said, a line for the sentence."""
        try:
            return super().get_content_height(container, viewport, width)
        except Exception as error:  # noqa: BLE001  # the same
            bear(self, error)
            return 1


class Static(Safe, widgets.Static):
    """Words on the screen; like Textual's, but no text that stands in it can end the program."""


def _instead(error: Exception, crop: Region, size: Size) -> list[Strip]:
    """The sentence, in plain characters cut to size: there is nothing in it that could fail once more."""
    told = words(error)
    width = max(1, size.width)
    lines = [told[start : start + width].ljust(width) for start in range(0, len(told), width)]
    return [
        Strip([Segment(lines[y] if y < len(lines) else " " * width)]).crop(crop.x, crop.right)
        for y in range(crop.y, crop.bottom)
    ]
