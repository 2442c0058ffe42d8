"""Says what somebody is asked now, and how a filled-in check-in file answers it (CONTRACT, the check-in file).

Every kind of step has its own table there; what the tables have in common is here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from facilitator.common.text import clean_line
from facilitator.common.toml import TomlReader
from facilitator.meeting import running
from facilitator.meeting.agenda import Agenda
from facilitator.okr.views import KeyResultView, ObjectiveView
from facilitator.people.reading import find_person
from facilitator.store.database import Database
from facilitator.store.journal import recording

Recording = Callable[[Database], int]
"""Records what a table says, and gives back how many things were recorded."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whose check-in it is.

    Attributes:
        unit_id: Their unit; None where they are in none.
        meeting_id: The meeting that they are in now; None before it.
        agenda: That meeting's.
        cycle_id: That meeting's.
        next_cycle_id: That meeting's, where it agrees the cycle after the one that it reviews.
        offering: Whether only what is in season is asked, as a form or a template offers it; else all that is taken.
    """

    person_id: int
    name: str
    unit_id: int | None
    meeting_id: int | None
    agenda: Agenda | None
    cycle_id: int | None
    next_cycle_id: int | None = None
    offering: bool = False

    @property
    def agreed_cycle_id(self) -> int | None:
        """The cycle whose OKRs that meeting presents, votes on and commits to (METHOD M32)."""
        return self.next_cycle_id or self.cycle_id

    def in_step(self, kind: str) -> bool:
        """Return whether the meeting that they are in has a step of that kind."""
        return self.agenda is not None and any(step.kind == kind for step in self.agenda.steps)

    def in_part(self, part: str) -> bool:
        """Return whether their meeting has a step of the kinds that make a review or a consensus meeting."""
        return self.agenda is not None and any(step.part == part for step in self.agenda.steps)


class Asked(Protocol):
    """What one kind of step asks somebody now."""

    @property
    def table(self) -> str:
        """The table that answers it in a check-in file; empty where no file can."""

    def template(self) -> Sequence[str]:
        """Return the lines below the table's heading, with what is there already; none: the table is left out."""

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """Read the filled-in table; what is wrong with it is told to the reader. None: nothing to record."""


class AskedOnScreen:
    """What a kind asks in its form only: no check-in file answers it."""

    __slots__ = ()

    table = ""

    def template(self) -> Sequence[str]:
        """Return no lines."""
        return []

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:  # noqa: ARG002  # as every kind does
        """Take nothing."""
        return None


@contextmanager
def recording_answer(database: Database, name: str, label: str) -> Iterator[tuple[Session, int, int | None]]:
    """Record what somebody answers: the session, the person's id, and that of the meeting that they are in, if any.

    Raises as `find_person`.
    """
    with database.reading() as session:
        person_id = find_person(session, name).id
        meeting_id = running.meeting_of(session, person_id)
    with recording(database, label, source="check-in", meeting_id=meeting_id, person_id=person_id) as session:
        # The meeting may have begun, or ended, since.
        yield session, person_id, running.meeting_of(session, person_id)


class Reader(TomlReader):
    """Reads a check-in file.

    Attributes:
        name: Whose check-in it is.
    """

    def __init__(self, file: str, name: str) -> None:
        super().__init__(file)
        self.name = name


_View = TypeVar("_View", KeyResultView, ObjectiveView, KeyResultView | ObjectiveView)


class Names(Generic[_View]):
    """Objectives or key results by the names that they go by in a file.

    Attributes:
        best: Each by the name that the template gives it: its title, with ` (Owner)` where a title stands twice.
    """

    def __init__(self, views: Iterable[_View]) -> None:
        known = list(views)
        names = {view.id: tuple(dict.fromkeys(filter(None, view.names))) for view in known}
        counts = Counter(name for called in names.values() for name in called)
        self._names: dict[str, _View | None] = {}
        for view in known:
            for name in names[view.id]:
                self._names[name] = view if counts[name] == 1 else None
        self.best: dict[str, _View] = {
            next((name for name in names[view.id] if counts[name] == 1), f"{view.title} ({view.id})"): view
            for view in known
        }
        self._names |= self.best

    def find(self, reader: Reader, table: str, key: str, what: str) -> _View | None:
        """Return what goes by that name in a table of the file; None after a mistake."""
        name = clean_line(key[:1000]).strip()
        view = self._names.get(name)
        if view is not None:
            return view
        own = ", ".join(f'"{known}"' for known in self.best)
        if name in self._names:
            reader.wrong(f'{table} "{name}"', f"more than one {what} has that name", f"use {own}")
        else:
            reader.wrong(f'{table} "{name}"', f"{reader.name} has no such {what} now", f"use {own}")
        return None

    def entries(
        self, reader: Reader, table: str, values: Mapping[str, Any], what: str
    ) -> Iterator[tuple[str, _View, Any]]:
        """Give the entries of a table by name, each with its place; a name that stands there twice is a mistake."""
        seen: list[_View] = []
        for key, value in values.items():
            view = self.find(reader, table, key, what)
            where = f'{table} "{clean_line(key[:1000]).strip()}"'
            if view is not None and any(view is other for other in seen):
                reader.wrong(where, f"this {what} stands there twice", "leave one out")
            elif view is not None:
                seen.append(view)
                yield where, view, value
