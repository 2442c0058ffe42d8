"""A text field of one line."""

from __future__ import annotations

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input


class Field(Input):
    """An input whose size does not depend on its text: a key repaints it, and does not lay out the whole screen."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(text, id=id, select_on_focus=False)
        # A blinking cursor writes to the terminal all day.
        self.cursor_blink = False
