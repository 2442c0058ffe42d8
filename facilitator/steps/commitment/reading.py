"""Reads what somebody is to commit to, as it stands now, and the requests in the way of it (METHOD M13, M15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.meeting import timeline
from facilitator.meeting.objectives import attendance_of, unclosed
from facilitator.meeting.objectives import holders as holders_of
from facilitator.okr import owners
from facilitator.okr.owners import Owners
from facilitator.okr.views import KeyResultView, ObjectiveView
from facilitator.steps.commitment.wording import Accepted, Measured, Wording, thaw
from facilitator.store.database import Database
from facilitator.tables.consensus import Commitment, Voting
from facilitator.tables.meeting import Meeting, Request


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that nobody has answered, nor carried over."""

    id: int
    asker: str
    asked: str
    what: str

    @property
    def words(self) -> str:
        """Who asks whom for what."""
        return f"{self.asker} asks {self.asked}: {self.what}"


@dataclass(frozen=True, slots=True)
class Committing:
    """An objective that somebody is to commit to.

    Attributes:
        person_id: Who commits: the owner, a unit's manager, else the facilitator; None where there is nobody.
        person: Their name; empty for nobody.
        here: Whether they are at the meeting; who is not is left out.
        wording: What they commit to, as it stands now; once they have, as it stood then.
        waiting: The requests that are to be answered or carried over first.
        at: When they committed; None: not yet.
        id: Of the commitment; None before that.
    """

    objective_id: int
    person_id: int | None
    person: str
    here: bool
    wording: Wording
    waiting: tuple[Waiting, ...]
    at: datetime | None
    id: int | None = None

    @property
    def open(self) -> bool:
        """Whether it can be taken now."""
        return self.here and not self.waiting and self.at is None


def to_commit(session: Session, meeting: Meeting) -> list[Committing]:
    """Return what is to be committed to, person by person in speaking order; those of nobody here come last."""
    objectives = unclosed(session, meeting)
    whose = owners.read(session)
    attendance = attendance_of(session, meeting.id)
    holders = holders_of(session, meeting, objectives)
    key_results: dict[int | None, KeyResultView] = {
        row.id: row for objective in objectives for row in objective.key_results
    }
    concerned = (Request.meeting_id == meeting.id) | Request.key_result_id.in_(list(key_results))
    requests = session.scalars(select(Request).where(concerned).order_by(Request.id)).all()
    agreed_on = _agreed(session, meeting.id)
    commitments = select(Commitment).where(Commitment.meeting_id == meeting.id).order_by(Commitment.id)
    done = {row.objective_id: row for row in session.scalars(commitments)}
    committing = []
    for objective in objectives:
        taken = done.get(objective.id)
        person_id = taken.person_id if taken else holders[objective.id]
        own = [row for row in requests if _concerns(row, objective, key_results, holders)]
        wording = Wording(
            objective=objective.title,
            description=objective.description,
            owner=objective.owner,
            cycle=objective.cycle,
            confidence=agreed_on.get(("objective", objective.id)),
            key_results=tuple(_measured(row, agreed_on.get(("key_result", row.id))) for row in objective.key_results),
            requests=tuple(
                _accepted(row, whose, key_results.get(row.key_result_id))
                for row in own
                if row.answer == "accepted" and row.state != "dropped"
            ),
        )
        waiting = [row for row in own if row.state == "open" and row.answer is None and not row.carried_over]
        committing.append(
            Committing(
                objective_id=objective.id,
                person_id=person_id,
                person=whose.name_of(person_id, None),
                here=attendance.get(person_id or 0) in timeline.PRESENT,
                wording=thaw(taken.wording) if taken else wording,
                waiting=() if taken else tuple(Waiting(row.id, *_sides(row, whose), row.what) for row in waiting),
                at=taken.at if taken else None,
                id=taken.id if taken else None,
            )
        )
    place = {person: index for index, person in enumerate(attendance)}
    return sorted(
        committing, key=lambda row: (not row.here and row.at is None, place.get(row.person_id or 0, len(place)))
    )


def _measured(row: KeyResultView, agreed: int | None) -> Measured:
    confidence = row.confidence if agreed is None else agreed
    return Measured(row.title, row.description, row.own_owner, row.start, row.target, row.unit, confidence)


def _agreed(session: Session, meeting_id: int) -> dict[tuple[str, int | None], int | None]:
    """Return the confidences that the meeting agreed on."""
    rows = session.scalars(
        select(Voting).where(Voting.meeting_id == meeting_id, Voting.agreed.is_not(None)).order_by(Voting.id)
    )
    return {
        ("key_result", row.key_result_id) if row.key_result_id else ("objective", row.objective_id): row.agreed
        for row in rows
    }


def _concerns(
    row: Request,
    objective: ObjectiveView,
    key_results: Mapping[int | None, KeyResultView],
    holders: Mapping[int, int | None],
) -> bool:
    """Say whether a request is for one of its key results, or is its holder's and for none of theirs."""
    about = key_results.get(row.key_result_id)
    if about is not None and (about.objective_id == objective.id or holders[about.objective_id] == row.from_person_id):
        return about.objective_id == objective.id
    return row.from_person_id == holders[objective.id]


def _sides(row: Request, whose: Owners) -> tuple[str, str]:
    """Return who asks, and who is asked."""
    return whose.name_of(row.from_person_id, None), whose.name_of(row.to_person_id, row.to_unit_id) or "nobody yet"


def _accepted(row: Request, whose: Owners, about: KeyResultView | None) -> Accepted:
    return Accepted(*_sides(row, whose), row.what, about.title if about else None, row.due, row.note)


def of_meeting(database: Database, meeting_id: int) -> tuple[Committing, ...]:
    """Return what is to be committed to, person by person in speaking order; those of nobody here come last."""
    with database.reading() as session:
        return tuple(to_commit(session, session.get_one(Meeting, meeting_id)))
