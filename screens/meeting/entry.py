"""Opens the one field of a meeting with a question, and never loses what is being typed in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from screens.connection.guard import Guarded
from screens.program import Program
from screens.steps.panel import Panel
from screens.widgets.drafts import DraftField, Drafts
from screens.widgets.reading import Reading, suggester
from screens.widgets.safe import Static


class EntryLine(DraftField):
    """The field; what is typed behind an enter waits until the line is recorded, and goes where it is meant for."""

    def on_key(self, event: events.Key) -> None:
        """Hold back what belongs behind the line."""
        program = cast(Program, self.app)
        if program.keep(event):
            return
        if event.key == "enter":
            program.hold(self, event)


class EntryField(Guarded, Vertical):
    """The field and the question above it; the screen has the class `asking` while it is open.

    Args:
        scope: Under which name unfinished lines are kept.
        take: Records what a line says; gives back False where it cannot be recorded, and the line stays.
        left: Called when the field is closed.
    """

    DEFAULT_CSS = """
    EntryField { height: auto; padding: 0 1; display: none; }
    EntryField.open { display: block; }
    EntryField #prompt { height: auto; max-height: 3; text-style: bold; }
    EntryField.reads #line { background: $boost; }
    """

    def __init__(self, scope: str, take: Callable[[Panel.Ask, str], Awaitable[bool]], left: Callable[[], None]) -> None:
        super().__init__(id="entry")
        self.asking: Panel.Ask | None = None
        self.drafts = Drafts(self, scope)
        self._take = take
        self._left = left

    def compose(self) -> ComposeResult:
        yield Static(id="prompt", markup=False)
        yield EntryLine(id="line")
        yield Reading(id="reading")

    def on_mount(self) -> None:
        self.load()

    def load(self) -> None:
        """Read what is kept of unfinished lines."""
        self.run_worker(self.drafts.load())

    def open(self, asking: Panel.Ask) -> None:
        """Ask for a line."""
        self.asking = asking
        self.add_class("open")
        self.screen.add_class("asking")
        self.query_one("#prompt", Static).update(Content(asking.prompt))
        line = self.query_one("#line", EntryLine)
        line.open(self.drafts, asking.field, asking.text)
        line.suggester = suggester(asking.reads)
        # The lines of its border are those of the reading.
        line.compact = asking.reads is not None
        self.set_class(line.compact, "reads")
        if asking.over:
            line.select_all()
        self._reading.begin(asking.reads, line.value)

    @property
    def _reading(self) -> Reading:
        return self.query_one("#reading", Reading)

    @on(Input.Changed, "#line")
    def _typed(self, event: Input.Changed) -> None:
        self._reading.read(event.value)

    @on(Input.Submitted, "#line")
    async def _submitted(self, event: Input.Submitted) -> None:
        asking = self.asking
        try:
            if asking is not None:
                event.stop()
                await self._record(asking, event.value)
        finally:
            cast(Program, self.app).release(self.query_one("#line", EntryLine))

    async def _record(self, asking: Panel.Ask, line: str) -> None:
        if not line.strip() and not asking.text and not asking.blank:
            self.leave()
        elif self._reading.takes(line) and await self._take(asking, line):
            self.drafts.keep(asking.field, "")
            self._close()
            self.save()
        else:
            # Why it was refused may say something new of what is asked.
            self.query_one("#prompt", Static).update(Content(asking.prompt))

    def leave(self) -> None:
        """Close the field; what stands in it is there again when it is opened."""
        if self.asking is not None:
            self._close()
            self.save()

    def put_back(self, asking: Panel.Ask, line: str) -> bool:
        """Keep a line that was refused after the field was closed: it stands there when the field is opened again.

        Returns:
            False where something newer stands there.
        """
        if self.drafts.texts.get(asking.field):
            return False
        self.drafts.keep(asking.field, line)
        self.save()
        return True

    def _close(self) -> None:
        self.asking = None
        line = self.query_one("#line", EntryLine)
        line.close()
        line.clear()
        self.remove_class("open")
        self.screen.remove_class("asking")
        self._left()

    def save(self) -> None:
        """Have saved what is being typed."""
        self.drafts.save()
