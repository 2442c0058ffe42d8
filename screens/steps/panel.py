"""Holds what the panels of all kinds of step have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.css.query import NoMatches
from textual.message import Message

from facilitator.common.assigning import LineReader
from facilitator.common.errors import ChangedMeanwhileError
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.steps.shown import Shown
from screens.connection.guard import Guarded
from screens.widgets import safe
from screens.widgets.rows import Rows
from screens.widgets.safe import Static

REWORD = "Reword; empty takes it away"
"""What is asked for where something is to be said in other words."""

Parts = list["Content | str | tuple[str, str]"]


class Panel(Guarded, Vertical):
    """One kind of step, as the meeting shows it.

    Args:
        step: The step of the agenda.
        index: Its place in the agenda, from 0.
    """

    DEFAULT_CSS = """
    Panel { height: 1fr; padding: 0 1; }
    Panel .cannot-be-shown { height: auto; }
    """
    SECRET: ClassVar[bool] = False
    """Whether what it records may be shown nowhere before its time."""

    @dataclass
    class Record(Message):
        """Something is to be recorded: call `function(database, *arguments)` and show what came of it.

        Attributes:
            secret: Whether it may stand neither on the screen nor in a file while it waits, such as a vote.
            settled: Called with what the function returned and None when that is recorded and read back; with None and
                the error where it was refused.
        """

        function: Callable[..., Any]
        arguments: tuple[Any, ...]
        keywords: dict[str, Any]
        secret: bool = False
        settled: Callable[[Any, Exception | None], None] | None = None

        def settle(self, result: Any, error: Exception | None = None) -> None:
            """Say what came of it."""
            if self.settled is not None:
                self.settled(result, error)

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

    def renew(self, shown: Shown, position: Position) -> None:
        """Show the meeting as it is now; where that cannot be done, say so at the top of the panel."""
        try:
            self.show(shown, position)
        except NoMatches:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, the clock, the keys and the other panels go on
            safe.bear(self, error)
            self._fail(Content.styled(safe.words(error), "bold $error"))
        else:
            self._fail(None)

    def _fail(self, words: Content | None) -> None:
        label = next(iter(self.query(".cannot-be-shown").results(Static)), None)
        if words is None:
            if label is not None:
                label.display = False
        elif label is None:
            self.mount(Static(words, classes="cannot-be-shown", markup=False), before=0 if self.children else None)
        else:
            label.display = True
            label.update(words)

    def record(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        settled: Callable[[Any, Exception | None], None] | None = None,
        **keywords: Any,
    ) -> None:
        """Have something recorded; `settled` as in `Record`."""
        self.post_message(self.Record(function, arguments, keywords, self.SECRET, settled))

    def ask(
        self,
        field: str,
        prompt: str,
        function: Callable[..., Any],
        *arguments: Any,
        text: str = "",
        blank: bool = False,
        reads: LineReader | None = None,
        **keywords: Any,
    ) -> None:
        """Ask for a line, and record it with `function(database, *arguments, line, **keywords)`.

        With `expected` among the keywords, which is what stood on the screen, a quicker change is shown before another
        `enter` replaces it. The other arguments are those of `Ask`; with `reads` the line is what that made of it.
        """
        expected = Expected(keywords.pop("expected")) if "expected" in keywords else None

        def take(line: str) -> Panel.Record:
            values = (*arguments, reads.read(line) if reads else line)
            return (
                expected.record(function, *values, **keywords) if expected else self.Record(function, values, keywords)
            )

        ask = self.Ask(field, prompt, take, text, blank, reads)
        self.post_message(expected.ask(ask) if expected else ask)

    def front(self) -> None:
        """Take the focus, when the step begins."""

    def go_on(self) -> bool:
        """Do what the step is waiting for before the next speaker or step; False where it waits for nothing."""
        return False

    def leaving(self) -> bool:
        """Say or ask something before `n` leaves the step; False where it just leaves. It never refuses for good."""
        return False


class ListPanel(Panel):
    """A panel whose keys concern the selected row of its list."""

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        yield Rows()

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one(Rows)

    @property
    def selected(self) -> Any:
        """The id of the selected row; None where none is."""
        return self.rows.selected

    def front(self) -> None:
        """Focus the list."""
        self.rows.focus()


class Expected:
    """What stood on the screen when a field opened: what is typed in it is meant for that, and for nothing else.

    Where somebody was quicker, nothing is recorded and the field stays open. It shows what stands there now, and
    another `enter` puts one's own in its place.

    Args:
        value: What stood there, as the recording function takes it under the name of `expected`.
    """

    def __init__(self, value: Any) -> None:
        self._value = value
        self._asking: Panel.Ask | None = None

    def ask(self, asking: Panel.Ask) -> Panel.Ask:
        """Return the question, which says it when somebody was quicker."""
        self._asking = asking
        return asking

    def record(self, function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Panel.Record:
        """Return what records the answer."""
        return Panel.Record(function, arguments, {**keywords, "expected": self._value}, settled=self._settled)

    def _settled(self, result: Any, error: Exception | None) -> None:  # noqa: ARG002  # as all are called
        if isinstance(error, ChangedMeanwhileError):
            self._value = error.now
            if self._asking is not None:
                # What to do comes first: the line is one, and the words may be many.
                self._asking.prompt = f"enter puts yours in its place, escape leaves it: {error.words}"


def text(*parts: Content | str | tuple[str, str]) -> Content:
    """Return words and styles put together; nothing in them is read as markup."""
    return Content.assemble(*parts)
