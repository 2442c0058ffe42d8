"""Asks for a mood in the terminal's check-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facilitator.steps.mood.writing import give
from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from screens.steps.form import Form
from screens.widgets.field import LineField
from screens.widgets.safe import Static

if TYPE_CHECKING:
    from facilitator.checkin.session import Own


class MoodForm(Form):
    """A field for figure and word, such as `7 sunny`."""

    def compose(self) -> ComposeResult:
        """A heading and the field."""
        yield Static("My mood: a figure from 1 to 10, and a word", markup=False)
        yield LineField(id="mood")

    async def show(self, own: Own, fresh: bool = True) -> None:
        """Nothing is shown but what is typed."""

    @on(Input.Submitted)
    async def _take(self, event: Input.Submitted) -> None:
        figure, _, word = event.value.partition(" ")
        if figure.isdecimal():
            await self.record(give, int(figure), word)


FORM = MoodForm
