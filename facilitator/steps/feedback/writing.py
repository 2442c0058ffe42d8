"""Feedback written down: in somebody's own check-in, and on the shared screen (METHOD M27)."""

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
from facilitator.people import managers as people_managers
from facilitator.people.managers import MANAGER
from facilitator.people.reading import find_person
from facilitator.steps import season
from facilitator.steps.outcomes import BlankTextError
from facilitator.steps.rewording import rewording
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.okr import Objective
from facilitator.tables.people import Person, Unit
from facilitator.tables.review import Feedback


def write(database: Database, name: str, objective_id: int, text: str) -> None:
    """Record what somebody says of an objective in their check-in, in place of what they wrote before; blank: nothing.

    Raises:
        NotFoundError: Nobody is called so.
        ValueError: It is an objective of their own.
        TooLongError: More than 100,000 characters.
    """
    said = clean(text).strip()
    with database.reading() as session:
        person_id = find_person(session, name).id
        objective = session.get_one(Objective, objective_id)
        meeting_id, title = season.review_of(session, person_id, objective.cycle_id), objective.title
        _refuse_own(session, person_id, objective, name)
    what = f'feedback on "{title}"'
    with recording(database, what, source="check-in", meeting_id=meeting_id, person_id=person_id) as session:
        # The meeting may have begun, or ended, since.
        objective = session.get_one(Objective, objective_id)
        here = season.review_of(session, person_id, objective.cycle_id)
        rows = session.scalars(_prepared(person_id, [objective_id], here)).all()
        if is_blank(said):
            for row in rows:
                session.delete(row)
        elif not rows:
            session.add(
                Feedback(
                    meeting_id=here,
                    objective_id=objective_id,
                    by_id=person_id,
                    role=people_managers.read(session).role(person_id, objective),
                    text=said,
                    prepared=True,
                    at=clock.now(),
                )
            )
        elif rows[-1].text != said:
            rows[-1].text, rows[-1].at = said, clock.now()


def save(
    database: Database, name: str, base: Mapping[int, Sentences], mine: Mapping[int, Sentences]
) -> dict[int, Sentences]:
    """Record what somebody has in their fields, and keep what they added elsewhere since `base` was read.

    Returns:
        What is recorded now, for each objective of `mine`.

    Raises:
        NotFoundError, ValueError, TooLongError: As `write`.
    """
    with database.reading() as session:
        person_id = find_person(session, name).id
        some = session.scalars(select(Objective).where(Objective.id.in_(mine))).all()
        there: dict[int, str] = {}
        for meeting_id in {season.review_of(session, person_id, one.cycle_id) for one in some}:
            there |= prepared(session, person_id, list(mine), meeting_id)
    merged = merge_fields(base, mine, {objective_id: sentences(text) for objective_id, text in there.items()})
    for one, said in merged.items():
        write(database, name, one, "\n".join(said))
    return merged


def add(database: Database, meeting_id: int, objective_id: int, line: str, role: str) -> None:
    """Record what somebody says of an objective in the meeting: words, and at their end `@Name`.

    Args:
        database: Where.
        meeting_id: Which meeting.
        objective_id: Which objective.
        line: The words; without a name they are the manager's in the manager's step.
        role: Whose words the step asks for.

    Raises:
        BlankTextError: No words.
        LookupError: Nobody is named, and nobody is meant.
        ValueError: The objective is the person's own.
        TooLongError: More than 100,000 characters.
    """
    with database.reading() as session:
        names = dict(session.execute(select(Person.name, Person.id).where(Person.active)).all())
        said, name = parse_name(line, list(names))
        if is_blank(said):
            raise BlankTextError("feedback needs words; type them, or leave with escape")
        person_id = names[name] if name else None
        if person_id is None and role == MANAGER:
            person_id = managers_of(session, meeting_id, [objective_id]).get(objective_id)
        if person_id is None:
            raise NotFoundError("who says it? End the line with @ and a name")
        objective = session.get_one(Objective, objective_id)
        title, told = objective.title, people_managers.read(session).role(person_id, objective)
        _refuse_own(session, person_id, objective, session.get_one(Person, person_id).name)
    with recording(database, f'feedback on "{title}"', source="meeting", meeting_id=meeting_id) as session:
        session.add(
            Feedback(
                meeting_id=meeting_id,
                objective_id=objective_id,
                by_id=person_id,
                role=told,
                text=said,
                at=clock.now(),
            )
        )


def amend(database: Database, feedback_id: int, text: str, expected: str | None = None) -> None:
    """Reword what was said, on the shared screen; a blank text takes it away.

    `expected` is what stood on the screen. Raises as `rewording`.
    """
    with rewording(database, Feedback, feedback_id, text, expected) as (session, row, said):
        if said is None:
            session.delete(row)
        elif row.text != said:
            row.text = said


def prepared(session: Session, person_id: int, objective_ids: Sequence[int], meeting_id: int | None) -> dict[int, str]:
    """What somebody wrote in their check-in, by objective."""
    return {row.objective_id: row.text for row in session.scalars(_prepared(person_id, objective_ids, meeting_id))}


def managers_of(session: Session, meeting_id: int, objective_ids: Sequence[int]) -> dict[int, int]:
    """The id of whoever speaks for management on each objective: the nearest manager who is here, else the nearest."""
    states = dict(
        session.execute(select(Attendance.person_id, Attendance.state).where(Attendance.meeting_id == meeting_id)).all()
    )
    managers = people_managers.read(session)
    found: dict[int, int] = {}
    for one in session.scalars(select(Objective).where(Objective.id.in_(objective_ids))):
        some = managers.of(one.owner_person_id, one.owner_unit_id)
        here = [person for person in some if states.get(person) in timeline.PRESENT]
        if some:
            found[one.id] = (here or some)[0]
    return found


def _prepared(person_id: int, objective_ids: Sequence[int], meeting_id: int | None) -> Select[Feedback]:
    here = Feedback.meeting_id.is_(None) if meeting_id is None else Feedback.meeting_id == meeting_id
    return (
        select(Feedback)
        .where(Feedback.by_id == person_id, Feedback.objective_id.in_(objective_ids), here, Feedback.prepared)
        .order_by(Feedback.id)
    )


def _refuse_own(session: Session, person_id: int, objective: Objective, name: str) -> None:
    unit = session.get(Unit, objective.owner_unit_id) if objective.owner_unit_id is not None else None
    if person_id in (objective.owner_person_id, unit.manager_id if unit else None):
        raise RefusedError(f'"{objective.title}" is {name}\'s own; feedback comes from others')


def adopt(session: Session, meeting: Meeting, people: Collection[int]) -> None:
    """Make the feedback that people wrote beforehand on objectives of its cycle part of the meeting."""
    of_cycle = select(Objective.id).where(Objective.cycle_id == meeting.cycle_id)
    take_over(session, meeting, Feedback, Feedback.by_id.in_(people), Feedback.objective_id.in_(of_cycle))
