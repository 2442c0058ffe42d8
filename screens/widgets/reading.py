"""Shows what is read of a line while it is typed, owner and day, and completes the names behind an @."""

from __future__ import annotations

from datetime import date

from textual import events
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input

from facilitator.common.assigning import LineReader
from facilitator.common.days import phrases
from facilitator.common.mentions import complete
from facilitator.common.text import clean_line
from screens.widgets.field import LineField
from screens.widgets.safe import Static

AGAIN = "enter again keeps it as text"

# Screens are imported in a thread: there it holds nobody up, whereas the first key on a line would have to wait for it.
phrases.compiled()


def day(due: date) -> str:
    """Return a day that nobody can mistake: `Fri 4 Dec 2026`."""
    return f"{due:%a} {due.day} {due:%b} {due.year}"


def preview(reader: LineReader, line: str, *, asked: bool = False) -> Content:
    """Return owner and day as they will be recorded, and what is not understood.

    `asked` is whether `enter` has been pressed on it once, and will record what is not understood as text.
    """
    parsed = reader.read(line)
    owner, due = parsed.owner or reader.owner, parsed.due or reader.due
    parts: list[tuple[str, str]] = []
    if not reader.only_day:
        parts.append((f"→ {clean_line(owner)}", "bold") if owner else ("→ nobody yet", "$text-warning"))
    if reader.days:
        parts.append((" · " if parts else "→ ", "dim"))
        parts.append((day(due), "bold") if due else ("no day", "$text-warning"))
    if parsed.unclear:
        parts.append((f"\n? {'; '.join(map(clean_line, parsed.unclear))}", "bold $text-warning"))
        if asked:
            parts.insert(-1, (f"   {AGAIN}", "reverse bold"))
    return Content.assemble(*parts)


class Reading(Static):
    """What is read of the line above it; nothing where nothing is read of it."""

    DEFAULT_CSS = "Reading { height: 2; display: none; }"

    def __init__(self, reader: LineReader | None = None, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, markup=False)
        self.reader = reader
        self._asked: str | None = None

    def on_mount(self) -> None:
        """Stand there from the beginning, where something is read of lines already."""
        if self.reader is not None:
            self.begin(self.reader)

    def begin(self, reader: LineReader | None, line: str = "") -> None:
        """Show what this one reads of lines from now on."""
        self.reader = reader
        self._asked = None
        self.display = reader is not None
        self.read(line)

    def read(self, line: str) -> None:
        """Show what is read of the line."""
        if self.reader is not None:
            self.update(preview(self.reader, line, asked=line == self._asked))

    def read_with(self, reader: LineReader, field: Input) -> None:
        """Read what is typed into a field with this from now on, and stand there only while something is typed."""
        if self.reader != reader:
            self.reader = reader
            field.suggester = suggester(reader)
        self.follow(field.value)

    def follow(self, line: str) -> None:
        """Show what is read of the line; an empty one says nothing."""
        self.display = self.reader is not None and bool(line.strip())
        self.read(line)

    def takes(self, line: str) -> bool:
        """Return whether a line may be recorded: what is not understood only when `enter` is pressed twice.

        Where a day is all that is asked for, what is none is never recorded.
        """
        if self.reader is None or line == self._asked or not self.reader.read(line).unclear:
            return True
        self._asked = None if self.reader.only_day else line
        self.read(line)
        return False


class NameSuggester(Suggester):
    """Completes the name that is being typed behind an @."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = names

    async def get_suggestion(self, value: str) -> str | None:
        return self.complete(value)

    def complete(self, line: str) -> str | None:
        """Return the line with the name completed; None where none is offered."""
        return complete(line, self._names)


class NameField(LineField):
    """A field of one line in which `tab` and the right arrow take over the name that is offered."""

    def on_key(self, event: events.Key) -> None:
        if event.key == "tab" and complete_name(self):
            event.stop()
            event.prevent_default()


def complete_name(field: Input) -> bool:
    """Take over the name that is offered at the end of a field; False where none is."""
    names = field.suggester
    line = names.complete(field.value) if isinstance(names, NameSuggester) and field.cursor_at_end else None
    if line is not None:
        field.value = line
        field.cursor_position = len(line)
    return line is not None


def suggester(reader: LineReader | None) -> NameSuggester | None:
    """Return what completes names in a field whose lines this one reads."""
    return NameSuggester(reader.names) if reader is not None and reader.names else None
