"""Reads reflections of a meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.meeting import lines
from facilitator.steps.records import Amending
from facilitator.steps.reflection import rules, suggestions
from facilitator.steps.reflection.actions import ACTION
from facilitator.steps.reflection.rules import Rule
from facilitator.steps.reflection.suggestions import Offer
from facilitator.steps.scores import reading as scores_reading
from facilitator.steps.scores.reading import Reviewed
from facilitator.store.database import Database
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.people import Person
from facilitator.tables.review import Reflection

HINTS = {
    "highlights": "the greatest success of this cycle's OKRs",
    "shortcomings": "own part: what did I not do? Then help needed: what, and from whom?",
    "changes": "which OKRs were adjusted, and why",
    "rules": "what experience taught us, as a rule to reuse",
    "action": 'what to do next cycle, and by when, e.g. "publish the roster by 2027-01-15"',
}
"""What people are to think of in a part of the method's own (METHOD M29, M31)."""


@dataclass(frozen=True, slots=True)
class ReflectionView:
    """One thought of a part.

    Attributes:
        line: As it was typed.
        text: The same without the date and the `@Name` of an action.
        due: When it is to be done, of an action.
        owner: Who does it, where an action names somebody else.
        day: The day from which the days in an action's line count; None for what is no action.
        corrected: The numbers of the corrections after the end that are about it.
        source: The row it stems from, as minutes name it.
    """

    id: int
    line: str
    text: str
    due: date | None = None
    owner: str | None = None
    day: date | None = None
    corrected: tuple[int, ...] = ()
    source: str = ""

    def amended(self, columns: Mapping[str, Any], amending: Amending) -> ReflectionView:
        """Return the same with corrected words."""
        thought = _read(self.id, columns.get("text", self.line), self.day, self.due, amending.people.values())
        return replace(thought, source=self.source)


@dataclass(frozen=True, slots=True)
class Review:
    """One person's own review.

    Attributes:
        objectives: Those that they speak for, or have a key result in.
        reflections: The thoughts for each part's key.
        offers: What the record of the cycle offers and they have not taken up yet.
        rules: Their rules of earlier cycles.
    """

    person_id: int
    name: str
    objectives: tuple[Reviewed, ...]
    reflections: Mapping[str, tuple[ReflectionView, ...]]
    offers: tuple[Offer, ...]
    rules: tuple[Rule, ...]

    @property
    def prepared(self) -> bool:
        """Whether there is anything to read."""
        return any(self.reflections.values())

    def offered(self, part: str) -> tuple[Offer, ...]:
        """Return what is offered for a part."""
        return tuple(offer for offer in self.offers if offer.part == part)


def of_meeting(database: Database, meeting_id: int) -> dict[int, Review]:
    """Return everybody's own review, by person id."""
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        people = list(session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == meeting_id)))
        return reviews(session, people, meeting_id, meeting.cycle_id, scores_reading.in_meeting(session, meeting))


def reviews(
    session: Session,
    people: Sequence[int],
    meeting_id: int | None,
    cycle_id: int | None,
    objectives: Sequence[Reviewed],
) -> dict[int, Review]:
    """Return what each person noted of their objectives, by person."""
    everybody = dict(session.execute(select(Person.name, Person.id)).all())
    names = {person_id: name for name, person_id in everybody.items()}
    recorded = suggestions.read(session, objectives)
    kept = rules.of_people(session, people, cycle_id) if cycle_id is not None else {}
    thoughts: dict[int, dict[str, list[ReflectionView]]] = {person: defaultdict(list) for person in people}
    for row in read_rows(session, people, meeting_id, cycle_id):
        thoughts[row.person_id][row.part].append(reflection_view(row, everybody))
    review_of = {}
    for person in people:
        own = tuple(reviewed for reviewed in objectives if reviewed.of(person))
        offered = [
            offer
            for offer in suggestions.suggestions(own, recorded, person)
            if not offer.taken(thought.line for thought in thoughts[person].get(offer.part, ()))
        ]
        review_of[person] = Review(
            person_id=person,
            name=names[person],
            objectives=own,
            reflections={part: tuple(views) for part, views in thoughts[person].items()},
            offers=tuple(offered),
            rules=kept.get(person, ()),
        )
    return review_of


def read_rows(
    session: Session, people: Collection[int], meeting_id: int | None, cycle_id: int | None
) -> Sequence[Reflection]:
    """Return what people noted in a meeting, or for the review of a cycle that is still to come, in their order."""
    to_come = Reflection.meeting_id.is_(None) & (Reflection.cycle_id == cycle_id)
    here = to_come if meeting_id is None else Reflection.meeting_id == meeting_id
    query = select(Reflection).where(Reflection.person_id.in_(people), here)
    return session.scalars(query.order_by(Reflection.position, Reflection.id)).all()


def reflection_view(row: Reflection, names: Iterable[str]) -> ReflectionView:
    """Return a row of a reflection as it is shown."""
    day = clock.day_of(row.changed_at) if row.part == ACTION else None
    return _read(row.id, row.text, day, row.due, names)


def _read(row_id: int, line: str, day: date | None, due: date | None, names: Iterable[str]) -> ReflectionView:
    """Take the line of an action apart, which has a day from which others count."""
    parsed = None if day is None else lines.read(line, names, day)
    if parsed is None or not parsed.text:
        return ReflectionView(row_id, line, line, day=day)
    return ReflectionView(row_id, line, parsed.text, due, parsed.owner, day)
