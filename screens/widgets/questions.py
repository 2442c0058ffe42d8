"""Asks questions in a window of their own: yes or no, a line of text, one of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from facilitator.common.assigning import LineReader
from facilitator.common.names import begins, plain
from facilitator.common.text import clean_line
from screens.actions import Key, declare
from screens.connection.keys_in_order import KeysInOrder
from screens.widgets.field import LineField
from screens.widgets.reading import NameField, Reading, suggester
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

_Answer = TypeVar("_Answer")

_ANSWERS = frozenset({"y", "n", "q"})
"""The letters that answer."""


KEYS = declare(
    "question",
    "Questions",
    Key("answer(True)", "y", "yes", "Yes", 90, called="yes"),
    Key("answer(False)", "n,escape", "no", "No", 80, called="no"),
    Key("own", "enter", "own answer", "What the question names as its own answer", 70),
    common=True,
)


class _Question(ModalScreen[_Answer]):
    """A question that is answered once, however many keys come at once."""

    DEFAULT_CSS = """
    _Question { align: center middle; background: $background 60%; }
    _Question > Vertical { width: 64; max-width: 96%; height: auto; max-height: 90%; padding: 1 2; background: $surface;
                           border: round $primary; }
    _Question Static { height: auto; }
    _Question .question { text-style: bold; }
    _Question .about { color: $text-muted; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave the field", id="ask.leave")]

    def action_leave(self) -> None:
        self.dismiss(None)

    def dismiss(self, result: _Answer | None = None) -> AwaitComplete:
        """Answer; later answers would close the screen below."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class YesNo(_Question[bool]):
    """A question that takes yes (`y`) or no (`n`, `escape`); `enter` gives its own answer, which it names.

    Any other letter, and a paste, closes it and does nothing else: whoever types a sentence where there is no field has
    not answered. Nor has whoever typed the answer before the question was asked: it is closed then too, and what was
    typed before it is dropped. A `y` right behind letters that mean nothing is text as well.

    Args:
        about: What follows from a yes.
        own: What `enter` answers; yes only where it can do no harm.
    """

    DEFAULT_CSS = """
    YesNo Horizontal { height: 1; margin-top: 1; }
    YesNo #yes, YesNo #no { width: auto; margin-right: 4; }
    YesNo Horizontal .about { width: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS, Binding("q", "answer(False)", show=False)]

    def __init__(self, question: str, about: str = "", *, own: bool = False) -> None:
        super().__init__()
        self._question = question
        self._about = about
        self._own = own
        self._asked = events.Event().time

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, classes="question", markup=False)
            if self._about:
                yield Static(self._about, classes="about", markup=False)
            with Horizontal():
                for word in ("yes", "no"):
                    yield Static(Content.assemble((f" {word[0]} ", "reverse bold"), f" {word} "), id=word, markup=False)
                yield Static(f"enter: {'yes' if self._own else 'no'}", classes="about", markup=False)

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)

    def action_own(self) -> None:
        self.dismiss(self._own)

    def on_key(self, event: events.Key) -> None:
        """Close it for what is no answer."""
        program = cast("KeysInOrder", self.app)
        if event.time < self._asked:
            program.forget(self._asked)
            if self.is_active:  # the first of many keys has closed it
                self.notify("Typed before it was asked: that is no answer", markup=False)
        elif event.is_printable and (event.key not in _ANSWERS or program.is_text(event)):
            if program.is_text(event):
                program.was_text(event)
        else:
            return
        event.stop()
        event.prevent_default()
        self.dismiss(False)

    def on_paste(self, event: events.Paste) -> None:
        """Close it: a text is no answer."""
        event.stop()
        cast("KeysInOrder", self.app).forget(self._asked)
        self.dismiss(False)

    def on_click(self, event: events.Click) -> None:
        if event.widget is not None and event.widget.id in ("yes", "no"):
            self.dismiss(event.widget.id == "yes")


class AskText(_Question[str | None]):
    """A question that takes a line of text; `enter` gives it back, `escape` gives None.

    Args:
        text: What stands in the field already.
        about: What else is worth knowing.
        reads: What reads owner and day out of the line, which are shown while one types.
    """

    DEFAULT_CSS = "AskText Reading { height: auto; }"

    def __init__(self, question: str, text: str = "", about: str = "", reads: LineReader | None = None) -> None:
        super().__init__()
        self._question = question
        self._text = text
        self._about = about
        self._reads = reads

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, classes="question", markup=False)
            field = NameField(self._text)
            field.suggester = suggester(self._reads)
            yield field
            if self._reads is not None:
                yield Reading(self._reads, id="reading")
            yield Static(self._about or "enter saves, esc cancels", classes="about", markup=False)

    @property
    def left_over(self) -> list[str]:
        """What is typed and was not given back: it has no draft, and goes into the rescue file."""
        return [field.value for field in self.query(Input) if field.value.strip() not in ("", self._text)]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        line = clean_line(event.value).strip()
        if line and (self._reads is None or self.query_one(Reading).takes(line)):
            self.dismiss(line)

    def on_input_changed(self, event: Input.Changed) -> None:
        if self._reads is not None:
            self.query_one(Reading).read(event.value)


class _Filter(LineField):
    """What is typed to find one; arrows move in the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.move(-1)", show=False),
        Binding("down", "screen.move(1)", show=False),
    ]


class Pick(_Question[object]):
    """A question answered by one of a list: type to find it, arrows, `enter`; `escape` gives None.

    The choices are pairs of an id, which is given back, and the words for it.
    """

    DEFAULT_CSS = "Pick Rows { height: auto; max-height: 12; min-height: 1; }"

    def __init__(self, question: str, choices: Sequence[tuple[object, str]]) -> None:
        super().__init__()
        self._question = question
        self._choices = choices
        self._matches: list[tuple[int, str]] = []

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, classes="question", markup=False)
            yield _Filter(placeholder="type to find one")
            yield Rows()
            yield Static("enter selects, esc cancels", classes="about", markup=False)

    def on_mount(self) -> None:
        self._show("")

    def _show(self, wanted: str) -> None:
        """Show what fits: whole names first, then where a word begins so; inside of words only to be selected."""
        words = {index: plain(words) for index, (_, words) in enumerate(self._choices)}
        part = plain(wanted)
        whole = [index for index, known in words.items() if known == part]
        begin = [index for index, known in words.items() if index not in whole and begins(part, known)]
        inside = [index for index, known in words.items() if index not in (*whole, *begin) and part in known]
        self._matches = [(index, self._choices[index][1]) for index in (*whole, *begin, *inside)]
        rows = self.query_one(Rows)
        rows.show([Row(Content(words), (index,)) for index, words in self._matches])
        # What is typed decides anew; `enter` takes nothing that only has it inside of a word.
        rows.select((self._matches[0][0],) if whole or begin else None)
        self._mark()

    @on(Rows.Selected)
    def _mark(self) -> None:
        """Mark the selected one: the focus is in the field, and so the list shows none itself."""
        rows = self.query_one(Rows)
        marked = [
            Row(
                Content.assemble((f"▸ {words} ", "reverse")) if (index,) == rows.selected else Content(f"  {words}"),
                (index,),
            )
            for index, words in self._matches
        ]
        rows.show(marked or [Row(Content("  No match"))])
        rows.styles.height = min(12, max(1, len(marked)))

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value.strip())

    def on_click(self, event: events.Click) -> None:
        """Take a choice with the second click."""
        if event.chain == 2 and isinstance(event.widget, Rows):
            self._take()

    def on_key(self, event: events.Key) -> None:
        """Enter in the list takes the selected one too."""
        if event.key == "enter" and isinstance(self.focused, Rows):
            event.stop()
            self._take()

    @on(Input.Submitted)
    def _take(self) -> None:
        selected = self.query_one(Rows).selected
        if isinstance(selected, tuple):
            self.dismiss(self._choices[selected[0]][0])
        elif self._matches:
            self.query_one(Rows).unselected("No match")

    def action_move(self, by: int) -> None:
        self.query_one(Rows).action_move(by)
