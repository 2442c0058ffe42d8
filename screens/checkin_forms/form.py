"""What the forms of a check-in have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from textual.containers import Vertical
from textual.message import Message

from facilitator.text import clean_line

if TYPE_CHECKING:
    from facilitator.steps.own import Own


class _Asked(Protocol):
    async def ask(self, function: Callable[..., Any], *args: Any) -> Any: ...


class Form(Vertical):
    """What one kind of step asks somebody."""

    writes: ClassVar[bool] = False
    """Whether people write sentences in it: such a form stands first, and on a wide screen at the left."""

    DEFAULT_CSS = "Form { height: auto; padding: 0 1; margin-bottom: 1; }"

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

    async def flush(self) -> None:
        """Save what is not saved yet."""

    async def ask(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call `function(database, *args)` in the database thread."""
        return await cast(_Asked, self.app).ask(function, *args)

    async def record(self, function: Callable[..., Any], *args: Any) -> bool:
        """Have something recorded, and say so; what goes wrong is told on the screen."""
        try:
            await self.ask(function, *args)
        except Exception as error:  # noqa: BLE001  # a person's session goes on, whatever the database says
            self.post_message(self.Refused(sentence(error)))
            return False
        self.post_message(self.Refused(""))
        self.post_message(self.Saved())
        return True


def sentence(error: Exception) -> str:
    """What went wrong, in a line that can be shown."""
    return clean_line(str(error.args[0] if error.args else error) or type(error).__name__)
