"""Commitment: each owner commits in person, in front of everybody, and the text is frozen (METHOD M15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from facilitator.common.errors import RefusedError
from facilitator.common.text import before_figures
from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading, Span
from facilitator.meeting import holders, running, timeline
from facilitator.meeting.past import Past
from facilitator.steps.asking import Reader, Recording, Who
from facilitator.steps.committed import Wording, thaw
from facilitator.steps.committing import Committing, to_commit
from facilitator.steps.kind import Kind, StepTold
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.consensus import Commitment
from facilitator.tables.meeting import Meeting, Request
from facilitator.tables.okr import Objective


class BlockedError(RefusedError):
    """A commitment cannot be taken; the message says why, and what to do."""


def of_meeting(database: Database, meeting_id: int) -> tuple[Committing, ...]:
    """What is to be committed to, person by person in speaking order; those of nobody here come last."""
    with database.reading() as session:
        return tuple(to_commit(session, session.get_one(Meeting, meeting_id)))


def of_objective(database: Database, objective_id: int) -> Wording | None:
    """What was last committed to of an objective, word for word; None where nobody has."""
    with database.reading() as session:
        newest = select(Commitment).where(Commitment.objective_id == objective_id).order_by(Commitment.id.desc())
        row = session.scalar(newest.limit(1))
        return None if row is None else thaw(row.wording)


def commit(database: Database, meeting_id: int, objective_id: int) -> None:
    """Take a commitment: its text is frozen as it stands, and the objective is agreed.

    Raises:
        BlockedError: A request is open, the owner is not here, they have committed to it, or it is gone.
    """
    with database.reading() as session:
        title = session.scalar(select(Objective.title).where(Objective.id == objective_id))
    what = f'commitment to "{title}"'
    with recording(database, what, source="meeting", meeting_id=meeting_id) as session:
        # Read in the transaction that writes: somebody may have changed the words a moment ago.
        some = to_commit(session, session.get_one(Meeting, meeting_id))
        one = next((one for one in some if one.objective_id == objective_id), None)
        if one is None or one.person_id is None:
            raise BlockedError("nobody here can commit to that; w says who is here, f at the gathering who facilitates")
        if one.at is not None:
            raise BlockedError(f'{one.person} has committed to "{one.wording.objective}"; u takes it back')
        if not one.here:
            raise BlockedError(f"{one.person} is not here, and commits in person; w says that they have come")
        if one.waiting:
            words = "; ".join(request.words for request in one.waiting)
            raise BlockedError(f"a request is open: {words}; answer it, or carry it over")
        session.add(
            Commitment(
                meeting_id=meeting_id,
                person_id=one.person_id,
                objective_id=objective_id,
                wording=one.wording.as_json(),
                at=datetime.now(UTC),
            )
        )
        row = session.get_one(Objective, objective_id)
        if row.state != "agreed":
            row.state = "agreed"


def carry_over(database: Database, meeting_id: int, requests: Iterable[int]) -> None:
    """Decide that requests stay open beyond this meeting: they block no commitment any more."""
    with recording(database, "requests carried over", source="meeting", meeting_id=meeting_id) as session:
        for row in session.scalars(select(Request).where(Request.id.in_(list(requests)))):
            if not row.carried_over:
                row.carried_over = True


# -- the minutes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Committed:
    """Somebody's commitment; `at` is in the facilitator's time zone."""

    person: str
    wording: Wording
    at: datetime
    corrected: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        moment = self.at.astimezone(UTC).isoformat(timespec="seconds")
        return {"person": self.person, "objective": self.wording.objective, "at": moment}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An objective that nobody committed to; `person` was to, or nobody where that is empty."""

    person: str
    objective: str
    here: bool

    def as_json(self) -> dict[str, Any]:
        """Nothing: only the minutes for people have it."""
        return {}


def records(past: Past, index: int) -> tuple[Committed | LeftOut, ...]:  # noqa: ARG001  # a meeting has one such step
    """The commitments in the order in which they were taken, then what nobody committed to."""
    rows = past.own(Commitment)
    taken = [
        Committed(past.people[row.person_id], thaw(row.wording), past.local(row.at), past.corrected(row))
        for row in rows
    ]
    done = {row.objective_id for row in rows}
    units, found = past.units_below(), list[LeftOut]()
    for row in past.of_cycle(past.live.agreed_cycle_id):
        ours = row.owner_person_id in past.live.people or row.owner_unit_id in units
        if row.cycle_id == past.live.agreed_cycle_id and ours and row.state != "closed" and row.id not in done:
            unit = past.units.get(row.owner_unit_id)
            holder = holders.holder_of(row, unit, past.live.people, past.live.facilitator_id)
            here = past.position.attendance.get(holder or 0) in timeline.PRESENT
            found.append(LeftOut(past.people.get(holder, ""), row.title, here))
    return (*taken, *found)


def section(told: StepTold) -> list[Block]:
    """Every commitment in full, for the review reads it back."""
    if not told.records:
        return []
    found: list[Block] = [Heading("Commitments" if told.title == "Commitment" else told.title)]
    person = None
    for one in told.records:
        if isinstance(one, Committed):
            if one.person != person:
                person = one.person
                found.append(Heading(one.person, 3))
            found += _text(one)
    left = [one for one in told.records if isinstance(one, LeftOut)]
    if left:
        found.append(Heading("Not committed to", 3))
        found += blocks.bullets(one.objective + blocks.by(_whose(one)) for one in left)
    return found


def _whose(one: LeftOut) -> str:
    away = ", who was not there" if one.person and not one.here else ""
    return blocks.someone(one.person) + away


def _text(one: Committed) -> list[Block]:
    wording = one.wording
    of = f" ({wording.owner})" if wording.owner != one.person else ""
    sure = f", confidence {wording.confidence} of 10" if wording.confidence is not None else ""
    told = blocks.corrected(one.corrected)
    found = list(blocks.paragraph("I commit to: ", Span(wording.objective, bold=True), of, sure, told))
    found += blocks.paragraph(wording.description)
    found += blocks.bullets(
        f"{before_figures(f'{title}:')} {said}" if said else title for title, said in wording.parts()
    )
    if wording.requests:
        found += blocks.paragraph("I count on what was accepted:")
        found += blocks.bullets(request.words for request in wording.requests)
    found += blocks.paragraph(Span(f"Committed on {one.at:%Y-%m-%d} at {one.at:%H:%M}.", italic=True))
    return found


# -- the check-in ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskedCommitment:
    """What somebody is about to commit to, to read only."""

    to_commit: tuple[Committing, ...]

    table = ""

    def template(self) -> list[str]:
        """Nothing: it is said in person."""
        return []

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:  # noqa: ARG002  # as every kind does
        """Nothing."""
        return None


def asked(database: Database, who: Who) -> AskedCommitment | None:
    """Their own commitments, while the meeting takes them."""
    if who.meeting_id is None or not who.in_step("commitment"):
        return None
    with database.reading() as session:
        live = running.read(session, who.meeting_id)
        if live.agenda.steps[live.position().step].kind != "commitment":
            return None
        mine = [
            one
            for one in to_commit(session, session.get_one(Meeting, who.meeting_id))
            if one.person_id == who.person_id
        ]
        return AskedCommitment(tuple(mine)) if mine else None


KIND = Kind("commitment", read=of_meeting, records=records, section=section, asked=asked)
