"""Feedback: what the manager and then the colleagues say of each objective, in that order (METHOD M27)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.text import clean_line
from facilitator.common.toml_writer import quoted
from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting import running
from facilitator.meeting.agenda import Agenda
from facilitator.meeting.past import Past
from facilitator.meeting.timeline import Position
from facilitator.people.managers import COLLEAGUE, MANAGER
from facilitator.people.reading import units_below
from facilitator.steps import commenting, reviewed, season
from facilitator.steps.asking import Names, Reader, Recording, Who
from facilitator.steps.kind import Kind, StepTold
from facilitator.steps.reviewed import Reviewed
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Objective
from facilitator.tables.people import Person, Unit
from facilitator.tables.review import Feedback, Reflection

_HEADINGS = {"Manager": "Feedback of the manager", "Colleagues": "Feedback of colleagues"}
BRIEF = 2
"""So many parts of the owner's own review are recalled beside an objective, the first thought of each."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody said of an objective; `role` is `manager` or `colleague`, `corrected` as in the minutes."""

    id: int
    by: str
    role: str
    text: str
    corrected: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Discussed:
    """An objective that is talked about.

    Attributes:
        said: What may be seen of the feedback now: nobody's before the step of their role has come.
        reflected: What its owner said of it in their own review, in a line or two.
        manager: Whose words the manager's step asks for; None where nobody manages its owner.
    """

    objective: Reviewed
    said: tuple[Given, ...]
    reflected: tuple[str, ...]
    manager: str | None


@dataclass(frozen=True, slots=True)
class FeedbackShown:
    """What the shared screen shows; `kept` is how much feedback waits for a step that has not come."""

    objectives: tuple[Discussed, ...]
    kept: int


def comes(agenda: Agenda, role: str) -> int:
    """The index of the first step in which feedback of a role may be seen; colleagues' only after the manager's."""
    first = _step_of(agenda, role)
    managers = [index for index, step in _feedback_steps(agenda) if step == MANAGER]
    return max([first, *(index + 1 for index in managers)]) if role == COLLEAGUE else first


def _feedback_steps(agenda: Agenda) -> list[tuple[int, str]]:
    return [(index, step.role) for index, step in enumerate(agenda.steps) if step.kind == "feedback"]


def _step_of(agenda: Agenda, role: str) -> int:
    """The first step of a role; a role that has none is heard in the last step of feedback."""
    some = _feedback_steps(agenda)
    return next((index for index, step in some if step == role), some[-1][0] if some else len(agenda.steps))


def _seen(agenda: Agenda, position: Position) -> frozenset[str]:
    ended = position.state == "ended"
    return frozenset(role for role in (MANAGER, COLLEAGUE) if ended or position.step >= comes(agenda, role))


def of_meeting(database: Database, meeting_id: int) -> FeedbackShown:
    """The objectives of the meeting with the feedback that may be seen now."""
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        live = running.read(session, meeting_id)
        position = live.position()
        seen = _seen(live.agenda, position)
        objectives = reviewed.of_meeting(session, meeting)
        names = dict(session.execute(select(Person.id, Person.name)).all())
        given: dict[int, list[Given]] = defaultdict(list)
        kept = 0
        for row in session.scalars(select(Feedback).where(Feedback.meeting_id == meeting_id).order_by(Feedback.id)):
            if row.role in seen:
                given[row.objective_id].append(_given(row, names))
            else:
                kept += 1
        reflected = _reflected(session, live.agenda, position, meeting_id)
        speaks = commenting.managers_of(session, meeting_id, [one.id for one in objectives])
        return FeedbackShown(
            tuple(
                Discussed(
                    objective=one,
                    said=tuple(sorted(given[one.id], key=lambda said: (said.role != MANAGER, said.id))),
                    reflected=reflected.get(one.owner_id or 0, ()),
                    manager=names.get(speaks.get(one.id, 0)),
                )
                for one in objectives
            ),
            kept,
        )


def _given(row: Feedback, names: Mapping[int, str]) -> Given:
    return Given(row.id, names.get(row.by_id or 0, ""), row.role, row.text)


def _reflected(session: Session, agenda: Agenda, position: Position, meeting_id: int) -> dict[int, tuple[str, ...]]:
    """A line for each of the first parts of the own reviews of those who had their turn: others' are still theirs."""
    parts = [part for step in agenda.steps if step.kind == "reflection" for part in step.parts][:BRIEF]
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in session.scalars(
        select(Reflection)
        .where(Reflection.meeting_id == meeting_id, Reflection.part.in_([part.key for part in parts]))
        .order_by(Reflection.position, Reflection.id)
    ):
        if row.person_id in position.speaker_seconds:
            found[row.person_id].setdefault(row.part, row.text)
    return {
        person: tuple(f"{part.text}: {said[part.key]}" for part in parts if part.key in said)
        for person, said in found.items()
    }


# -- the minutes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeedbackTold:
    """What somebody said of an objective."""

    objective: str
    owner: str | None
    given: Given

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        return {
            "objective": self.objective,
            "by": self.given.by or None,
            "role": self.given.role,
            "text": self.given.text,
        }


def records(past: Past, index: int) -> tuple[FeedbackTold, ...]:
    """What was said in the step's role, objective by objective; nothing of it before it may be seen."""
    agenda = past.live.agenda
    roles = [role for role in _seen(agenda, past.position) if _step_of(agenda, role) == index]
    rows = [row for row in past.own(Feedback) if row.role in roles]
    ids = {row.objective_id for row in rows}
    found = past.together.having(Objective, Objective.id, ids)
    objectives = [one for one in past.rows(Objective, found) if one.id in ids]
    names = {person_id: name for person_id, name in past.people.items() if person_id is not None}
    return tuple(
        FeedbackTold(objective.title, past.owner(objective), replace(_given(row, names), corrected=past.corrected(row)))
        for objective in sorted(objectives, key=lambda one: (one.position, one.id))
        for row in rows
        if row.objective_id == objective.id
    )


def section(told: StepTold) -> list[Block]:
    """What was said, objective by objective."""
    some: Sequence[FeedbackTold] = told.records
    if not some:
        return []
    found: list[Block] = [Heading(_HEADINGS.get(told.title, told.title))]
    for objective, owner in dict.fromkeys((one.objective, one.owner) for one in some):
        found.append(Heading(f"{objective}{blocks.by(owner)}", 3))
        here = [one.given for one in some if (one.objective, one.owner) == (objective, owner)]
        found += blocks.bullets(
            blocks.line(one.text + blocks.by(one.by), blocks.corrected(one.corrected)) for one in here
        )
    return found


# -- the check-in ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskedFeedback:
    """The objectives of others that somebody may say something of, and what they wrote, by objective."""

    name: str
    objectives: tuple[Reviewed, ...]
    said: Mapping[int, str]
    names: Names[Reviewed]

    table = "feedback"

    def template(self) -> list[str]:
        """A line for every objective, below whose it is."""
        lines = ["# What you say of others' objectives; it is yours until its step of the review has come."]
        for called, one in self.names.best.items():
            lines.append(f"# of {clean_line(one.owner)}")
            lines.append(f"{quoted(called)} = {quoted(self.said.get(one.id, ''))}")
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """What is said of the objectives that are named; an empty text takes back what was said."""
        found = [
            (one.id, reader.text(where, value))
            for where, one, value in self.names.entries(reader, self.table, table, "objective of others")
        ]
        changed = [(one, text) for one, text in found if text != self.said.get(one, "")]

        def record(database: Database) -> int:
            for objective_id, text in changed:
                commenting.write(database, self.name, objective_id, text)
            return len(changed)

        return record


def asked_of(database: Database, who: Who) -> AskedFeedback | None:
    """The objectives of others in the review that they are in, or in the next one."""
    if who.agenda is not None and not who.in_step("feedback"):
        return None
    with database.reading() as session:
        cycle_id = season.review_cycle(session, who)
        if cycle_id is None:
            return None
        if who.meeting_id is not None:
            objectives = reviewed.of_meeting(session, session.get_one(Meeting, who.meeting_id))
        else:
            objectives = reviewed.of_team(session, _units(session, who), cycle_id)
        others = tuple(one for one in objectives if one.owner_id != who.person_id)
        if not others:
            return None
        ids = [one.id for one in others]
        said = commenting.prepared(session, who.person_id, ids, who.meeting_id)
        keys = session.execute(select(Objective.id, Objective.key).where(Objective.id.in_(ids))).all()
    return AskedFeedback(who.name, others, said, Names(others, {one: (key,) for one, key in keys if key}))


def _units(session: Session, who: Who) -> list[int]:
    """The units whose meeting they will be in: their own and those that they manage, with those below."""
    tops = [who.unit_id, *session.scalars(select(Unit.id).where(Unit.manager_id == who.person_id))]
    return list(dict.fromkeys(below for top in tops if top is not None for below in units_below(session, top)))


KIND = Kind("feedback", read=of_meeting, records=records, section=section, asked=asked_of)
