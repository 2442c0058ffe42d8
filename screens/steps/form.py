"""Holds what the forms of a check-in have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from facilitator.checkin import session as own
from facilitator.checkin.session import Own
from facilitator.common.errors import ChangedMeanwhileError, FacilitatorError
from facilitator.common.text import clean_line
from screens.connection.calls import Call
from screens.connection.guard import Guarded
from screens.connection.outbox import PATIENCE, Write
from screens.errors import sentence
from screens.program import Program
from screens.widgets.drafts import DraftField, Drafts
from screens.widgets.rows import Rows
from screens.widgets.safe import Static

SAVE_EVERY = 0.25
"""Seconds between two looks at what was typed: a throttle, so that it fires while somebody types."""


class Form(Guarded, Vertical):
    """What one kind of step asks somebody."""

    writes: ClassVar[bool] = False
    """Whether people write sentences in it: such a form stands first, and on a wide screen at the left."""
    place: ClassVar[int] = 1000
    """Where it stands among the forms of a check-in, the least first."""
    SECRET: ClassVar[bool] = False
    """Whether what it records may be shown nowhere before its time."""

    drafts: Drafts
    """What stands in the fields of one line of the session and is not recorded; set before anything is shown."""

    DEFAULT_CSS = """
    Form { height: auto; padding: 0 1; margin-bottom: 1; }
    Form DraftField, Form DraftField:focus { height: 1; border: none; padding: 0 1; }
    Form Reading { height: auto; }
    """

    @dataclass
    class Saved(Message):
        """Something was recorded; what is shown is to be read again."""

    @dataclass
    class Refused(Message):
        """Something could not be recorded; `why` is a sentence, empty once all is well again."""

        why: str

    def __init__(self, person: str) -> None:
        super().__init__()
        self.person = person
        self.person_id = 0
        """Whose session it is: a name may change while it is open."""
        self.people: Mapping[str, tuple[str, str]] = {}
        """The short names of the people in the meeting, and their styles in it, by their names."""
        self.refused: FacilitatorError | None = None
        """Why the last thing was not recorded; None where it was, or is on its way."""

    def called(self, name: str) -> tuple[str, str]:
        """Return how somebody is shown: in a meeting by the short name and in their colour."""
        return self.people.get(name, (clean_line(name), "$muted"))

    @property
    def program(self) -> Program:
        """The program, which asks the database."""
        return cast(Program, self.app)

    @property
    def pending(self) -> bool:
        """Whether something in it is not recorded yet; then it stays, also when it is asked no more."""
        return False

    @property
    def mark(self) -> object:
        """Changes when what was read before is no news any more."""
        return None

    async def show(self, own: Own, fresh: bool = True) -> None:
        """Show it as it was recorded when it was read; not `fresh`: the form has saved something since."""
        raise NotImplementedError

    def front(self) -> None:
        """Take the focus, when the session begins with this form."""

    def leave(self) -> bool:
        """Close the field that is open, on `escape`; True where that, or a list of keys of its own, had the focus."""
        return False

    async def flush(self) -> None:
        """Have saved what is not saved yet; nobody waits for the database."""
        self.drafts.save()

    @property
    def left_over(self) -> list[str]:
        """What stands in its fields and cannot be saved."""
        return []

    def leave_alone(self) -> None:
        """Let what waits to be saved be saved as it stands: the form goes."""
        self.program.outbox.freeze(self)

    def calling(self, function: Callable[..., Any], *args: Any) -> Call:
        """Return the call of `function(database, name, *args)` for whoever's session it is."""
        return Call(own.as_person, (self.person_id, function, *args))

    async def record(self, function: Callable[..., Any], *args: Any, what: str = "") -> bool:
        """Have `function(database, name, *args)` recorded.

        Returns:
            False where it was refused, which is told on the screen. True also where it is not written yet, because
            the database is away: it will be.
        """
        self.refused = None
        outbox = self.program.outbox
        call = self.calling(function, *args)
        write = outbox.put(Write(call, what or call.text, scope=self.scope, secret=self.SECRET))
        try:
            await outbox.wait(write, PATIENCE)
        except TimeoutError:
            write.alone = True
            write.done.add_done_callback(lambda _done: self.post_message(self.Saved()))
            return True
        except FacilitatorError as error:
            self.refused = error
            self.post_message(self.Refused(in_a_line(error)))
            return False
        self.post_message(self.Refused(""))
        self.post_message(self.Saved())
        return True

    def stands_now(self) -> Any:
        """Return what another window was quicker with, where that is why nothing was recorded, and say what to do."""
        if not isinstance(self.refused, ChangedMeanwhileError):
            return None
        # What to do comes first: the words may be many.
        words = f"enter keeps yours, esc keeps theirs: {self.refused.words}"
        self.post_message(self.Refused(clean_line(words)))
        return self.refused.now

    @property
    def scope(self) -> str:
        """Under which name the drafts of this session are kept."""
        return f"check-in {self.person_id}"


class AnsweringForm(Form):
    """A form with a list, and below it a field that opens for what is said to the selected row.

    Attributes:
        answered: What the field is open for; None while it is closed.
    """

    DEFAULT_CSS = "AnsweringForm #about, AnsweringForm #answer { display: none; }"

    answered: tuple[Any, ...] | None = None

    def compose_answer(self, placeholder: str) -> ComposeResult:
        yield Static(id="about", markup=False)
        yield DraftField(id="answer", placeholder=placeholder, compact=True)

    @property
    def rows(self) -> Rows:
        return self.query_one(Rows)

    @property
    def field(self) -> DraftField:
        return self.query_one("#answer", DraftField)

    @property
    def pending(self) -> bool:
        """Whether something is being typed."""
        return any(field.value for field in self.query(Input) if field.display)

    def open(self, answered: tuple[Any, ...], about: str, name: str, text: str = "") -> None:
        """Open the field below words that say what it is for, with the draft of that name or with the text."""
        self.answered = answered
        label = self.query_one("#about", Static)
        label.update(Content(about))
        label.display = True
        self.field.open(self.drafts, name, text)

    def close(self, *, recorded: bool = False) -> None:
        """Close the field, and go on in the list."""
        self.answered = None
        self.query_one("#about").display = False
        (self.field.settle if recorded else self.field.close)()
        self.rows.focus()

    def leave(self) -> bool:
        here = self.field.has_focus
        if here:
            self.close()
        return here


def in_a_line(error: Exception) -> str:
    """Return what went wrong, in a line that can be shown."""
    return clean_line(sentence(error))
