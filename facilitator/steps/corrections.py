"""Says what of a meeting that has ended can be corrected.

Each kind of step does so in `CORRECTABLE` of its `minutes`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.text import before_figures, clean_line
from facilitator.meeting import agenda as agendas
from facilitator.tables.base import Base
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person

WORDS, CONFIDENCE, SCORE, FIGURE, ANSWER, DAY = "words", "confidence", "score", "figure", "answer", "day"
"""What a thing that can be corrected is: words, a confidence from 1 to 10, a score from 0 to 1 and its reason, a figure
of a key result, the answer to a request, or a day."""

Field = tuple[str, str, str]
"""Where in a row a thing is, what it is of, and its sort; a column with points in it leads into its JSON."""


@dataclass(frozen=True, slots=True)
class CorrectableValue:
    """A value in the minutes that can be corrected: words, a figure, an answer or a day.

    Attributes:
        kind: What it is: `decision`, `action`, `sentence` and so on.
        row_id: Of the row in its table; `column` is where in it the thing is.
        text: It, in words; empty where it was not said.
        who: Whose it is.
        due: Of an action.
        about: What it is of, where it does not speak for itself: `Lead time to 2 days, agreed score`.
        sort: One of `WORDS`, `CONFIDENCE`, `SCORE`, `FIGURE`, `ANSWER`, `DAY`.
    """

    kind: str
    row_id: int
    column: str
    text: str
    who: str | None
    due: date | None = None
    # What it is of may be worded anew meanwhile, and it is the same thing still.
    about: str = field(default="", compare=False)
    sort: str = WORDS

    @property
    def told(self) -> str:
        """The thing with what it is of, whose it is and by when, in a line."""
        due = f"by {self.due.isoformat()}" if self.due else ""
        behind = ", ".join(filter(None, (self.who or "", due)))
        text = clean_line(self.text) or "–"
        if self.about:
            text = f"{before_figures(f'{clean_line(self.about)}:')} {text}"
        return f"{text} ({behind})" if behind else text

    @property
    def of_key_result(self) -> bool:
        """Whether a key result has such a figure of its own, which the correction leaves as it is."""
        return self.sort in (CONFIDENCE, SCORE, FIGURE) and self.kind != "commitment"


class Titles:
    """The rows of a meeting that can be corrected, and what they are about.

    Attributes:
        people: The names of all people, by id.
        steps: The kinds of the meeting's steps.
    """

    def __init__(self, session: Session, meeting_id: int) -> None:
        self._session, self._meeting_id = session, meeting_id
        self._rows: dict[type[Base], list[Any]] = {}
        self.people: dict[int | None, str] = dict(session.execute(select(Person.id, Person.name)).all())
        agenda = agendas.from_json(session.get_one(Meeting, meeting_id).agenda)
        self.steps = {step.kind for step in agenda.steps}

    def rows(self, table: type[Base]) -> list[Any]:
        """Return the meeting's rows of a table, by id."""
        if table not in self._rows:
            columns: Any = table
            query = select(table).where(columns.meeting_id == self._meeting_id).order_by(columns.id)
            self._rows[table] = list(self._session.scalars(query))
        return self._rows[table]

    @functools.cached_property
    def key_results(self) -> dict[int | None, str]:
        """The titles of all key results, by id."""
        return dict(self._session.execute(select(KeyResult.id, KeyResult.title)).all())

    @functools.cached_property
    def objectives(self) -> dict[int | None, str]:
        """The titles of all objectives, by id."""
        return dict(self._session.execute(select(Objective.id, Objective.title)).all())


@dataclass(frozen=True, slots=True)
class Correctable:
    """A table in which there are things that can be corrected.

    Attributes:
        kind: What these are called: `decision`, `sentence` and so on.
        who: The column that says whose they are.
        fields: Gives the things of a row.
        emptied: The columns that are emptied when they are struck out, since the row has more to it; else it goes.
        instead: The columns that get what stands in another one then.
        place: Where they stand in the list of all that can be corrected, from the top.
    """

    kind: str
    table: type[Base]
    who: str | None
    fields: Callable[[Any, Titles], Iterator[Field]]
    emptied: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)
    place: int = 100


def texts(*columns: str) -> Callable[[Any, Titles], Iterator[Field]]:
    """Return what gives columns that hold words and speak for themselves."""
    return lambda row, titles: ((column, "", WORDS) for column in columns)  # noqa: ARG005  # as the others have it
