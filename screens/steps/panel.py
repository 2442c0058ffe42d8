"""Holds what the panels of all kinds of step have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

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
from screens.program import Program
from screens.widgets import safe
from screens.widgets.rows import Rows
from screens.widgets.safe import Static

REWORD = "Reword; empty takes it away"
"""What is asked for where something is to be said in other words."""

Parts = list["Content | str | tuple[str, str]"]


class Panel(Guarded, Vertical):
    """One kind of step, as the meeting shows it.

    Attributes:
        step: The step of the agenda.
        index: Its place in the agenda, from 0.
        shown: The meeting as it was read last.
        position: Where it was when this panel was shown last.
    """

    DEFAULT_CSS = """
    Panel { height: 1fr; padding: 0 1; }
    Panel .cannot-be-shown { height: auto; }
    """

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
            over: Whether what is typed takes the place of what stands in the field, and does not follow it.
        """

        field: str
        prompt: str
        then: Callable[[str], Panel.Record]
        text: str = ""
        blank: bool = False
        reads: LineReader | None = None
        over: bool = False

    def __init__(self, step: Step, index: int, shown: Shown, position: Position) -> None:
        super().__init__(id=f"step-{index}")
        self.step = step
        self.index = index
        self.shown = shown
        self.position = position

    @property
    def meeting_id(self) -> int:
        return self.shown.live.id

    @property
    def program(self) -> Program:
        return cast(Program, self.app)

    def show(self) -> None:
        """Show the meeting as it is now; called after every change, not on every tick."""
        raise NotImplementedError

    def renew(self, shown: Shown, position: Position) -> None:
        """Show the meeting as it is now; where that cannot be done, say so at the top of the panel."""
        self.shown, self.position = shown, position
        try:
            self.show()
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
        self.post_message(self.Record(function, arguments, keywords, settled=settled))

    def ask(
        self,
        field: str,
        prompt: str,
        function: Callable[..., Any],
        *arguments: Any,
        text: str = "",
        blank: bool = False,
        reads: LineReader | None = None,
        over: bool = False,
        says: Callable[[str], dict[str, Any]] | None = None,
        **keywords: Any,
    ) -> None:
        """Ask for a line, and record it with `function(database, *arguments, line, **keywords)`.

        With `expected` among the keywords, which is what stood on the screen, the field stays open where somebody was
        quicker: it shows what stands there now, and another `enter` puts one's own in its place. The other arguments
        are those of `Ask`; with `reads` the line is what that made of it, and with `says` it is no argument: what it
        says, as it was typed, is given by keyword.
        """

        def take(line: str) -> Panel.Record:
            if says is not None:
                return self.Record(function, arguments, {**keywords, **says(line)}, settled=settled)
            values = (*arguments, reads.read(line) if reads else line)
            return self.Record(function, values, {**keywords}, settled=settled)

        def settled(_result: Any, error: Exception | None) -> None:
            if "expected" in keywords and isinstance(error, ChangedMeanwhileError):
                keywords["expected"] = error.now
                # What to do comes first: the words may be many.
                ask.prompt = f"enter keeps yours, esc keeps theirs\n{error.words}"

        ask = self.Ask(field, prompt, take, text, blank, reads, over)
        self.post_message(ask)

    def front(self) -> None:
        """Take the focus, when the step begins."""

    def go_on(self) -> bool:
        """Do what the step is waiting for before the next speaker or step; False where it waits for nothing."""
        return False

    def passing(self) -> bool:
        """Do what the step is waiting for before the key of the next speaker; False where it waits for nothing."""
        return self.go_on()

    def enter_words(self) -> str:
        """Return what `enter` will do here, for the footer; empty where it goes on to the next speaker or step."""
        return ""

    def leaving(self) -> bool:
        """Say or ask something before `n` leaves the step; False where it just leaves. It never refuses for good."""
        return False


class ListPanel(Panel):
    """A panel whose keys concern the selected row of its list."""

    def compose(self) -> ComposeResult:
        yield Rows()

    @property
    def rows(self) -> Rows:
        return self.query_one(Rows)

    @property
    def selected(self) -> Any:
        """The id of the selected row; None where none is."""
        return self.rows.selected

    def front(self) -> None:
        self.rows.focus()


class HeadedPanel(ListPanel):
    """A panel with a line above its list."""

    def compose(self) -> ComposeResult:
        yield Static(classes="heading", markup=False)
        yield from super().compose()

    def head(self, *parts: Content | str | tuple[str, str]) -> None:
        """Show what stands above the list."""
        self.query_one(".heading", Static).update(text(*parts))


text = Content.assemble
"""Puts words and styles together; nothing in them is read as markup."""
