"""Ready? Who has submitted their OKRs and read everybody else's before a consensus meeting begins (METHOD M10).

People owe what they can submit and read: nothing of theirs is a draft any more, and everybody else's objectives are
read as they are worded now. Whoever has no OKRs has nothing to submit, and is ready once all is read; `submitted` says
then that nothing was submitted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.text import clean_line
from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting import holders, moving, running, timeline
from facilitator.meeting.holders import Held
from facilitator.meeting.past import Past
from facilitator.okr import history
from facilitator.steps import readiness_asked
from facilitator.steps.kind import Kind, StepTold
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.consensus import Readiness, Reading
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.people import Person

MINUTE = 60.0
"""Seconds of reading time that are given at once."""


@dataclass(frozen=True, slots=True)
class PersonReady:
    """How ready somebody is.

    Attributes:
        here: Whether they are at the meeting; nobody waits for who is not.
        objectives: How many objectives they answer for.
        drafts: How many of these are not submitted yet.
        read_of: How many of each other person's objectives they have read and how many there are, by the person's id;
            None stands for those that nobody answers for.
    """

    person_id: int
    name: str
    here: bool
    objectives: int
    drafts: int
    read_of: Mapping[int | None, tuple[int, int]]

    @property
    def submitted(self) -> bool:
        """Whether they have OKRs, and none of them is a draft."""
        return bool(self.objectives) and not self.drafts

    @property
    def read(self) -> int:
        """How many of the others' objectives they have read, as they are worded now."""
        return sum(read for read, _ in self.read_of.values())

    @property
    def of(self) -> int:
        """How many objectives the others have."""
        return sum(of for _, of in self.read_of.values())

    @property
    def ready(self) -> bool:
        """Whether they owe nothing."""
        return not self.drafts and self.read == self.of


@dataclass(frozen=True, slots=True)
class ReadyShown:
    """What the panel shows.

    Attributes:
        people: Everybody who was asked to come, in speaking order.
        objectives: How many objectives the meeting is about.
        reason: Why the meeting went on before, where it did and some were not ready; else empty.
    """

    people: tuple[PersonReady, ...]
    objectives: int
    reason: str

    @property
    def missing(self) -> tuple[PersonReady, ...]:
        """Who is here and not ready."""
        return tuple(one for one in self.people if one.here and not one.ready)


def of_meeting(database: Database, meeting_id: int) -> ReadyShown:
    """How ready everybody is."""
    with database.reading() as session:
        cycle_id = session.get_one(Meeting, meeting_id).agreed_cycle_id
    versions = history.versions(database, cycle_id) if cycle_id is not None else {}
    with database.reading() as session:
        reasons = session.scalars(select(Readiness.reason).where(Readiness.meeting_id == meeting_id))
        reason = next((one for one in reasons if one), "")
        held = holders.of_meeting(session, session.get_one(Meeting, meeting_id))
        return ReadyShown(tuple(_people(session, meeting_id, held, versions)), len(held), reason)


def _people(session: Session, meeting_id: int, held: Sequence[Held], versions: Mapping[int, int]) -> list[PersonReady]:
    read: dict[int, set[int]] = defaultdict(set)
    for row in session.scalars(select(Reading).where(Reading.objective_id.in_([one.id for one in held]))):
        if row.version == versions.get(row.objective_id):
            read[row.person_id].add(row.objective_id)
    attendance = session.execute(
        select(Attendance.person_id, Attendance.state, Person.name)
        .join(Person, Person.id == Attendance.person_id)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(Attendance.position, Attendance.id)
    ).all()
    own = Counter(one.holder_id for one in held)
    drafts = Counter(one.holder_id for one in held if one.state == "draft")
    return [
        PersonReady(
            person_id=person_id,
            name=name,
            here=state in timeline.PRESENT,
            objectives=own[person_id],
            drafts=drafts[person_id],
            read_of={
                holder: (sum(one.holder_id == holder and one.id in read[person_id] for one in held), count)
                for holder, count in own.items()
                if holder != person_id
            },
        )
        for person_id, state, name in attendance
    ]


def go_on(database: Database, meeting_id: int, reason: str = "") -> None:
    """Record how ready everybody is, and go to the next step.

    Args:
        database: Where.
        meeting_id: Which meeting.
        reason: Why it goes on although some are not ready; it is kept with each of these.
    """
    shown = of_meeting(database, meeting_id)
    why = clean_line(reason).strip()
    with recording(database, "how ready everybody is", source="meeting", meeting_id=meeting_id) as session:
        rows = {row.person_id: row for row in session.scalars(_recorded(meeting_id))}
        for one in shown.people:
            row = rows.get(one.person_id)
            if row is None:
                row = Readiness(meeting_id=meeting_id, person_id=one.person_id, recorded_at=datetime.now(UTC))
                session.add(row)
            row.submitted, row.read, row.of = one.submitted, one.read, one.of
            row.reason = "" if one.ready else why
    moving.next_step(database, meeting_id)


def give_minute(database: Database, meeting_id: int) -> None:
    """Give whoever is not ready a minute to read: the step has at least a minute left then.

    Their check-ins say so as long as the step runs.
    """
    live = running.load(database, meeting_id)
    position = live.position()
    over = position.step_seconds[position.step] - timeline.step_planned(live.agenda, position, position.step)
    moving.adjust(database, meeting_id, MINUTE + max(0.0, over))


def _recorded(meeting_id: int) -> Any:
    return select(Readiness).where(Readiness.meeting_id == meeting_id).order_by(Readiness.id)


# -- the minutes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WasReady:
    """How ready somebody was when the meeting went on, and why it did not wait."""

    person: str
    submitted: bool
    read: int
    of: int
    reason: str
    corrected: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        return {
            "person": self.person,
            "submitted": self.submitted,
            "read": self.read,
            "of": self.of,
            "reason": self.reason,
        }


def records(past: Past, index: int) -> tuple[WasReady, ...]:  # noqa: ARG001  # a meeting has one such step
    """Everybody, in speaking order."""
    rows = {row.person_id: row for row in past.own(Readiness)}
    order = [
        *(one for one in past.position.order if one in rows),
        *(one for one in rows if one not in past.position.order),
    ]
    return tuple(
        WasReady(past.people[one], row.submitted, row.read, row.of, row.reason, past.corrected(row))
        for one in order
        if (row := rows[one])
    )


def section(told: StepTold) -> list[Block]:
    """Who had submitted and read, and why the meeting did not wait."""
    some: Sequence[WasReady] = told.records
    if not some:
        return []
    found: list[Block] = [Heading("Who was ready" if told.title in ("Ready", "Readiness") else told.title)]
    found += blocks.table(
        ("Who", "Submitted", "Read"),
        ((one.person, "yes" if one.submitted else "no", f"{one.read} of {one.of}") for one in some),
    )
    for reason in dict.fromkeys(one.reason for one in some if one.reason):
        those = [one for one in some if one.reason == reason]
        corrected = sorted({number for one in those for number in one.corrected})
        missing = ", ".join(one.person for one in those)
        found += blocks.paragraph(f"The meeting did not wait for {missing}: {reason}", blocks.corrected(corrected))
    return found


KIND = Kind("readiness", read=of_meeting, records=records, section=section, asked=readiness_asked.asked)
