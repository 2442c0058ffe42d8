"""Reads who is ready for a consensus meeting: has submitted their own OKRs, and read those of the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.meeting import objectives, running, timeline
from facilitator.okr import history
from facilitator.okr.views import ObjectiveView
from facilitator.store.database import Database
from facilitator.tables.consensus import Readiness, ReadMark
from facilitator.tables.meeting import Meeting


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
        drafts: How many of these are not submitted yet.
        reason: Why the meeting went on before, where it did and some were not ready; else empty.
    """

    people: tuple[PersonReady, ...]
    objectives: int
    drafts: int
    reason: str

    @property
    def missing(self) -> tuple[PersonReady, ...]:
        """Who is here and not ready."""
        return tuple(person for person in self.people if person.here and not person.ready)


def of_meeting(database: Database, meeting_id: int) -> ReadyShown:
    """Return how ready everybody is."""
    with database.reading() as session:
        cycle_id = session.get_one(Meeting, meeting_id).agreed_cycle_id
    versions = history.versions(database, cycle_id) if cycle_id is not None else {}
    with database.reading() as session:
        reasons = session.scalars(select(Readiness.reason).where(Readiness.meeting_id == meeting_id))
        reason = next(filter(None, reasons), "")
        meeting = session.get_one(Meeting, meeting_id)
        unclosed = objectives.unclosed(session, meeting)
        holders = objectives.holders(session, meeting, unclosed)
        held = [(objective, holders[objective.id]) for objective in unclosed]
        drafts = sum(objective.state == "draft" for objective in unclosed)
        return ReadyShown(tuple(_people(session, meeting_id, held, versions)), len(unclosed), drafts, reason)


def _people(
    session: Session,
    meeting_id: int,
    held: Sequence[tuple[ObjectiveView, int | None]],
    versions: Mapping[int, int],
) -> list[PersonReady]:
    """Return how ready everybody is, of the meeting's objectives with who answers for each of them."""
    read: dict[int, set[int]] = defaultdict(set)
    ids = [objective.id for objective, _ in held]
    for row in session.scalars(select(ReadMark).where(ReadMark.objective_id.in_(ids))):
        if row.version == versions.get(row.objective_id):
            read[row.person_id].add(row.objective_id)
    names = running.read(session, meeting_id).people
    own = Counter(holder for _, holder in held)
    drafts = Counter(holder for objective, holder in held if objective.state == "draft")
    return [
        PersonReady(
            person_id=person_id,
            name=names[person_id],
            here=state in timeline.PRESENT,
            objectives=own[person_id],
            drafts=drafts[person_id],
            read_of={
                other: (sum(holder == other and objective.id in read[person_id] for objective, holder in held), count)
                for other, count in own.items()
                if other != person_id
            },
        )
        for person_id, state in objectives.attendance_of(session, meeting_id).items()
    ]
