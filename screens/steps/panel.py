"""What the panels of all kinds of step have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from facilitator.meeting.agenda import Step
from facilitator.meeting.assigning import LineReader
from facilitator.meeting.timeline import Position
from facilitator.steps.shown import Shown

WHO_DOES_WHAT = 'Action, e.g. "order disks @Joe by Friday"'
"""What is asked for an action."""

Parts = list["Content | str | tuple[str, str]"]


class Panel(Vertical):
    """One kind of step, as the meeting shows it.

    Args:
        step: The step of the agenda.
        index: Its place in the agenda, from 0.
    """

    DEFAULT_CSS = "Panel { height: 1fr; padding: 0 1; }"

    @dataclass
    class Record(Message):
        """Something is to be recorded: call `function(database, *arguments)` and show what came of it."""

        function: Callable[..., Any]
        arguments: tuple[Any, ...]
        keywords: dict[str, Any]

    @dataclass
    class Ask(Message):
        """Somebody is to type a line: `then(text)` is the function to call with it.

        Attributes:
            field: Name of the field, under which an unfinished line is kept.
            prompt: What the field is for.
            then: What to do with the line; it gives back what to record.
            text: What stands in the field already.
            blank: Whether an empty line says something too.
            reads: What reads owner and day out of the line, which are shown while one types.
        """

        field: str
        prompt: str
        then: Callable[[str], Panel.Record | None]
        text: str = ""
        blank: bool = False
        reads: LineReader | None = None

    def __init__(self, step: Step, index: int) -> None:
        super().__init__(id=f"step-{index}")
        self.step = step
        self.index = index

    def show(self, shown: Shown, position: Position) -> None:
        """Show the meeting as it is now; called after every change, not on every tick."""
        raise NotImplementedError

    def record(self, function: Callable[..., Any], *arguments: Any, **keywords: Any) -> None:
        """Have something recorded."""
        self.post_message(self.Record(function, arguments, keywords))

    def front(self) -> None:
        """Take the focus, when the step begins."""

    def go_on(self) -> bool:
        """Do what the step is waiting for before the next speaker or step; False where it waits for nothing."""
        return False

    def leaving(self) -> bool:
        """Say or ask something before `n` leaves the step; False where it just leaves. It never refuses for good."""
        return False


def text(*parts: Content | str | tuple[str, str]) -> Content:
    """Words and styles put together; nothing in them is read as markup."""
    return Content.assemble(*parts)
