"""Records feedback, from check-ins and from the shared screen (METHOD M27)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.assigning import parse_name
from facilitator.common.errors import NotFoundError, RefusedError
from facilitator.common.merging import Sentences, merge_fields, sentences
from facilitator.common.text import clean, is_blank
from facilitator.meeting import timeline
from facilitator.meeting.hooks import take_over
from facilitator.meeting.objectives import attendance_of
from facilitator.people import managers as people_managers
from facilitator.people.managers import MANAGER
from facilitator.people.reading import active_ids, find_person
from facilitator.steps import season
from facilitator.steps.outcomes import refuse_blank
from facilitator.steps.rewording import rewording
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Objective
from facilitator.tables.people import Person, Unit
from facilitator.tables.review import Feedback


def write(database: Database, name: str, objective_id: int, text: str) -> None:
    """Record what somebody says of an objective in their check-in, in place of what they wrote before; blank: nothing.

    Raises:
        NotFoundError: Nobody has that name.
        RefusedError: It is an objective of their own.
        TooLongError: More than 100,000 characters.
    """
    words = clean(text).strip()
    with season.preparing(database, name, Objective, objective_id, "feedback on") as prepared:
        session, objective, person_id, meeting_id = prepared
        _refuse_own(session, person_id, objective, name)
        rows = session.scalars(_prepared(person_id, [objective_id], meeting_id)).all()
        if is_blank(words):
            for row in rows:
                session.delete(row)
        elif not rows:
            session.add(
                Feedback(
                    meeting_id=meeting_id,
                    objective_id=objective_id,
                    by_id=person_id,
                    role=people_managers.read(session).role(person_id, objective),
                    text=words,
                    prepared=True,
                    at=clock.now(),
                )
            )
        elif rows[-1].text != words:
            rows[-1].text, rows[-1].at = words, clock.now()


def save(
    database: Database, name: str, base: Mapping[int, Sentences], mine: Mapping[int, Sentences]
) -> dict[int, Sentences]:
    """Record what somebody has in their fields, and keep what they added elsewhere since `base` was read.

    Return what is recorded now, for each objective of `mine`. Raises as `write`.
    """
    with database.reading() as session:
        person_id = find_person(session, name).id
        cycles = session.scalars(select(Objective.cycle_id).where(Objective.id.in_(mine)).distinct()).all()
        there: dict[int, str] = {}
        for meeting_id in {season.review_of(session, person_id, cycle_id) for cycle_id in cycles}:
            there |= prepared(session, person_id, list(mine), meeting_id)
    merged = merge_fields(base, mine, {objective_id: sentences(text) for objective_id, text in there.items()})
    for objective_id, texts in merged.items():
        write(database, name, objective_id, "\n".join(texts))
    return merged


def add(database: Database, meeting_id: int, objective_id: int, line: str, role: str) -> None:
    """Record what somebody says of an objective in the meeting: words, and at their end `@Name`.

    Without a name they are the manager's where the step's `role` is the manager's.

    Raises:
        BlankTextError: No words.
        NotFoundError: Nobody is named, and nobody is meant.
        RefusedError: The objective is the person's own.
        TooLongError: More than 100,000 characters.
    """
    with database.reading() as session:
        people = active_ids(session)
        words, name = parse_name(line, list(people))
        refuse_blank(words, "feedback")
        person_id = people[name] if name else None
        if person_id is None and role == MANAGER:
            person_id = managers_of(session, meeting_id, [objective_id]).get(objective_id)
        if person_id is None:
            raise NotFoundError("who says it? End the line with @ and a name")
        objective = session.get_one(Objective, objective_id)
        title, whose = objective.title, people_managers.read(session).role(person_id, objective)
        _refuse_own(session, person_id, objective, session.get_one(Person, person_id).name)
    with recording(database, f'feedback on "{title}"', source="meeting", meeting_id=meeting_id) as session:
        session.add(
            Feedback(
                meeting_id=meeting_id,
                objective_id=objective_id,
                by_id=person_id,
                role=whose,
                text=words,
                at=clock.now(),
            )
        )


def amend(database: Database, feedback_id: int, text: str, expected: str | None = None) -> None:
    """Reword what was said, on the shared screen; a blank text takes it away.

    `expected` is what stood on the screen. Raises as `rewording`.
    """
    with rewording(database, Feedback, feedback_id, text, expected) as (session, row, words):
        if words is None:
            session.delete(row)
        elif row.text != words:
            row.text = words


def prepared(session: Session, person_id: int, objective_ids: Sequence[int], meeting_id: int | None) -> dict[int, str]:
    """Return what somebody wrote in their check-in, by objective."""
    return {row.objective_id: row.text for row in session.scalars(_prepared(person_id, objective_ids, meeting_id))}


def managers_of(session: Session, meeting_id: int, objective_ids: Sequence[int]) -> dict[int, int]:
    """Return who speaks for management on each objective: the nearest manager who is here, else the nearest."""
    states = attendance_of(session, meeting_id)
    managers = people_managers.read(session)
    speaks: dict[int, int] = {}
    for objective in session.scalars(select(Objective).where(Objective.id.in_(objective_ids))):
        above = managers.of(objective.owner_person_id, objective.owner_unit_id)
        here = [person for person in above if states.get(person) in timeline.PRESENT]
        if above:
            speaks[objective.id] = (here or above)[0]
    return speaks


def _prepared(person_id: int, objective_ids: Sequence[int], meeting_id: int | None) -> Select[Feedback]:
    own = (Feedback.by_id == person_id) & (Feedback.meeting_id == meeting_id) & Feedback.prepared
    return select(Feedback).where(own, Feedback.objective_id.in_(objective_ids)).order_by(Feedback.id)


def _refuse_own(session: Session, person_id: int, objective: Objective, name: str) -> None:
    unit = session.get(Unit, objective.owner_unit_id) if objective.owner_unit_id is not None else None
    if person_id in (objective.owner_person_id, unit.manager_id if unit else None):
        raise RefusedError(f'"{objective.title}" is {name}\'s own; feedback comes from others')


def adopt(session: Session, meeting: Meeting, people: Collection[int]) -> None:
    """Make the feedback that people wrote beforehand on objectives of its cycle part of the meeting."""
    of_cycle = select(Objective.id).where(Objective.cycle_id == meeting.cycle_id)
    take_over(session, meeting, Feedback, Feedback.by_id.in_(people), Feedback.objective_id.in_(of_cycle))
