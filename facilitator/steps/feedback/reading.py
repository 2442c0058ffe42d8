"""Reads feedback of a meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.meeting import running
from facilitator.meeting.agenda import Agenda
from facilitator.meeting.timeline import Position
from facilitator.people.managers import COLLEAGUE, MANAGER
from facilitator.steps.feedback import writing
from facilitator.steps.scores import reading as scores_reading
from facilitator.steps.scores.reading import Reviewed
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from facilitator.tables.people import Person
from facilitator.tables.review import Feedback, Reflection

HEADINGS = {"Manager": "Feedback of the manager", "Colleagues": "Feedback of colleagues"}
BRIEF = 2
"""So many parts of the owner's own review are recalled beside an objective, the first thought of each."""


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """What somebody said of an objective; `role` is `manager` or `colleague`, `corrected` as in the minutes."""

    id: int
    by: str
    role: str
    text: str
    corrected: tuple[int, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Discussed:
    """An objective that is talked about.

    Attributes:
        feedback: What may be seen of it now: nobody's before the step of their role has come.
        reflected: What its owner said of it in their own review, in a line or two.
        manager: Whose words the manager's step asks for; None where nobody manages its owner.
    """

    reviewed: Reviewed
    feedback: tuple[FeedbackView, ...]
    reflected: tuple[str, ...]
    manager: str | None


@dataclass(frozen=True, slots=True)
class FeedbackShown:
    """What the shared screen shows; `kept` is how much feedback waits for a step that has not come."""

    objectives: tuple[Discussed, ...]
    kept: int


def comes(agenda: Agenda, role: str) -> int:
    """Return the first step in which feedback of a role may be seen; colleagues' only after the manager's."""
    managers = [index + 1 for index, step in _feedback_steps(agenda) if step == MANAGER and role == COLLEAGUE]
    return max([step_of(agenda, role), *managers])


def _feedback_steps(agenda: Agenda) -> list[tuple[int, str]]:
    return [(index, step.role) for index, step in enumerate(agenda.steps) if step.kind == "feedback"]


def step_of(agenda: Agenda, role: str) -> int:
    """Return the first step of a role; a role that has none is heard in the last step of feedback."""
    steps = _feedback_steps(agenda)
    last = steps[-1][0] if steps else len(agenda.steps)
    return next((index for index, step in steps if step == role), last)


def roles_seen(agenda: Agenda, position: Position) -> frozenset[str]:
    """Return whose feedback the meeting has come to."""
    ended = position.state == "ended"
    return frozenset(role for role in (MANAGER, COLLEAGUE) if ended or position.step >= comes(agenda, role))


def of_meeting(database: Database, meeting_id: int) -> FeedbackShown:
    """Read the objectives of the meeting with the feedback that may be seen now."""
    with database.reading() as session:
        live = running.read(session, meeting_id)
        position = live.position()
        seen = roles_seen(live.agenda, position)
        objectives = scores_reading.in_meeting(session, session.get_one(Meeting, meeting_id))
        names = dict(session.execute(select(Person.id, Person.name)).all())
        rows = session.scalars(select(Feedback).where(Feedback.meeting_id == meeting_id).order_by(Feedback.id)).all()
        shown = sorted((row for row in rows if row.role in seen), key=lambda row: row.role != MANAGER)
        reflected = _reflected(session, live.agenda, position, meeting_id)
        speaks = writing.managers_of(session, meeting_id, [reviewed.id for reviewed in objectives])
        discussed = (
            Discussed(
                reviewed=reviewed,
                feedback=tuple(feedback_view(row, names) for row in shown if row.objective_id == reviewed.id),
                reflected=reflected.get(reviewed.objective.speaker_id or 0, ()),
                manager=names.get(speaks.get(reviewed.id, 0)),
            )
            for reviewed in objectives
        )
        return FeedbackShown(tuple(discussed), len(rows) - len(shown))


def feedback_view(row: Feedback, names: Mapping[int, str]) -> FeedbackView:
    """Return a row of feedback as it is shown."""
    return FeedbackView(row.id, names.get(row.by_id or 0, ""), row.role, row.text)


def _reflected(session: Session, agenda: Agenda, position: Position, meeting_id: int) -> dict[int, tuple[str, ...]]:
    """Return a line for each of the first parts of the reviews of all who had their turn: others' are still theirs."""
    parts = [part for step in agenda.steps if step.kind == "reflection" for part in step.parts][:BRIEF]
    rows = session.scalars(
        select(Reflection)
        .where(Reflection.meeting_id == meeting_id, Reflection.part.in_([part.key for part in parts]))
        .order_by(Reflection.position, Reflection.id)
    )
    thoughts: dict[int, dict[str, str]] = defaultdict(dict)
    for row in rows:
        if row.person_id in position.speaker_seconds:
            thoughts[row.person_id].setdefault(row.part, row.text)
    return {
        person: tuple(f"{part.text}: {texts[part.key]}" for part in parts if part.key in texts)
        for person, texts in thoughts.items()
    }
