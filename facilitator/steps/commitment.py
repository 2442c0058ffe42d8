"""Commitment: each owner commits in person, in front of everybody, and the text is frozen (METHOD M15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator import blocks
from facilitator.blocks import Block, Heading, Span, line
from facilitator.meeting import running, timeline
from facilitator.meeting.consensus import Commitment, Voting
from facilitator.meeting.record import Attendance, Meeting, Request
from facilitator.okr.model import Cycle, Objective
from facilitator.people import Person, Unit
from facilitator.steps import holders
from facilitator.steps.asking import Reader, Recording, Who
from facilitator.steps.committed import Accepted, Measured, Wording, thaw
from facilitator.steps.holders import Held, Worded
from facilitator.steps.kind import Kind, StepTold
from facilitator.steps.past import Past
from facilitator.store.database import Database
from facilitator.store.journal import recording


class Blocked(ValueError):  # noqa: N818  # it names what happened
    """A commitment cannot be taken; the message says why, and what to do."""


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
class Promise:
    """An objective that somebody is to commit to.

    Attributes:
        person_id: Who commits: the owner, a unit's manager, else the facilitator; None where there is nobody.
        person: Their name; empty for nobody.
        here: Whether they are at the meeting; who is not is left out.
        wording: What they commit to, as it stands now; once they have, as it stood then.
        waiting: The requests that are to be answered or carried over first.
        at: When they committed; None: not yet.
    """

    objective_id: int
    person_id: int | None
    person: str
    here: bool
    wording: Wording
    waiting: tuple[Waiting, ...]
    at: datetime | None

    @property
    def open(self) -> bool:
        """Whether it can be taken now."""
        return self.here and not self.waiting and self.at is None


def of_meeting(database: Database, meeting_id: int) -> tuple[Promise, ...]:
    """What is to be committed to, person by person in speaking order; those of nobody here come last."""
    with database.reading() as session:
        return tuple(_promises(session, session.get_one(Meeting, meeting_id)))


def of_objective(database: Database, objective_id: int) -> Wording | None:
    """What was last committed to of an objective, word for word; None where nobody has."""
    with database.reading() as session:
        newest = select(Commitment).where(Commitment.objective_id == objective_id).order_by(Commitment.id.desc())
        row = session.scalar(newest.limit(1))
        return None if row is None else thaw(row.wording)


def commit(database: Database, meeting_id: int, objective_id: int) -> None:
    """Take a commitment: its text is frozen as it stands, and the objective is agreed.

    Raises:
        Blocked: A request is open, the owner is not here, they have committed to it, or it is gone.
    """
    with database.reading() as session:
        title = session.scalar(select(Objective.title).where(Objective.id == objective_id))
    what = f'commitment to "{title}"'
    with recording(database, what, source="meeting", meeting_id=meeting_id) as session:
        # Read in the transaction that writes: somebody may have changed the words a moment ago.
        some = _promises(session, session.get_one(Meeting, meeting_id))
        one = next((one for one in some if one.objective_id == objective_id), None)
        if one is None or one.person_id is None:
            raise Blocked("nobody here can commit to that; w says who is here, f at the gathering who facilitates")
        if one.at is not None:
            raise Blocked(f'{one.person} has committed to "{one.wording.objective}"; u takes it back')
        if not one.here:
            raise Blocked(f"{one.person} is not here, and commits in person; w says that they have come")
        if one.waiting:
            words = "; ".join(request.words for request in one.waiting)
            raise Blocked(f"a request is open: {words}; answer it, or carry it over")
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


def _promises(session: Session, meeting: Meeting) -> list[Promise]:
    held = holders.of_meeting(session, meeting)
    worded = holders.key_results(session, [one.id for one in held])
    people: dict[int | None, str] = dict(session.execute(select(Person.id, Person.name)).all())
    cycle = session.get(Cycle, meeting.cycle_id) if meeting.cycle_id else None
    attendance = dict(
        session.execute(
            select(Attendance.person_id, Attendance.state)
            .where(Attendance.meeting_id == meeting.id)
            .order_by(Attendance.position, Attendance.id)
        ).all()
    )
    requests = _Requests(session, meeting, held, worded, people)
    agreed_on = _agreed(session, meeting.id)
    done = {
        row.objective_id: row
        for row in session.scalars(
            select(Commitment).where(Commitment.meeting_id == meeting.id).order_by(Commitment.id)
        )
    }
    found = []
    for one in held:
        taken = done.get(one.id)
        person_id = taken.person_id if taken else one.holder_id
        wording = Wording(
            objective=one.title,
            description=one.description,
            owner=one.owner,
            cycle=cycle.name if cycle else "",
            confidence=agreed_on.get(("objective", one.id)),
            key_results=tuple(_measured(row, agreed_on.get(("key_result", row.id))) for row in worded[one.id]),
            requests=requests.accepted(one),
        )
        found.append(
            Promise(
                objective_id=one.id,
                person_id=person_id,
                person=people.get(person_id, ""),
                here=attendance.get(person_id or 0) in timeline.PRESENT,
                wording=thaw(taken.wording) if taken else wording,
                waiting=() if taken else requests.waiting(one),
                at=taken.at if taken else None,
            )
        )
    place = {person: index for index, person in enumerate(attendance)}
    return sorted(found, key=lambda one: (not one.here and one.at is None, place.get(one.person_id or 0, len(place))))


def _measured(row: Worded, agreed: int | None) -> Measured:
    confidence = row.confidence if agreed is None else agreed
    return Measured(row.title, row.description, row.owner, row.start, row.target, row.unit, confidence)


def _agreed(session: Session, meeting_id: int) -> dict[tuple[str, int], int]:
    """The confidences that the meeting agreed on."""
    rows = session.scalars(
        select(Voting).where(Voting.meeting_id == meeting_id, Voting.agreed.is_not(None)).order_by(Voting.id)
    )
    found: dict[tuple[str, int], int] = {}
    for row in rows:
        kind, row_id = ("key_result", row.key_result_id) if row.key_result_id else ("objective", row.objective_id)
        if row_id is not None and row.agreed is not None:
            found[kind, row_id] = row.agreed
    return found


class _Requests:
    """The requests of a meeting and of its key results, by the objective that they concern."""

    def __init__(
        self,
        session: Session,
        meeting: Meeting,
        held: Sequence[Held],
        worded: Mapping[int, Sequence[Worded]],
        people: Mapping[int | None, str],
    ) -> None:
        self._people = people
        self._units: dict[int | None, str] = dict(session.execute(select(Unit.id, Unit.name)).all())
        self._holders = {one.id: one.holder_id for one in held}
        self._objectives: dict[int | None, int] = {row.id: of for of, some in worded.items() for row in some}
        self._titles: dict[int | None, str] = {row.id: row.title for some in worded.values() for row in some}
        concerned = (Request.meeting_id == meeting.id) | Request.key_result_id.in_(list(self._titles))
        self._rows = list(session.scalars(select(Request).where(concerned).order_by(Request.id)))

    def _of(self, held: Held) -> list[Request]:
        """Those for its key results; those of its owner for nothing else of theirs concern all that they have."""
        found = []
        for row in self._rows:
            objective = self._objectives.get(row.key_result_id)
            elsewhere = objective is not None and self._holders[objective] == row.from_person_id
            if objective == held.id or (row.from_person_id == held.holder_id and not elsewhere):
                found.append(row)
        return found

    def _asked(self, row: Request) -> str:
        return self._people.get(row.to_person_id) or self._units.get(row.to_unit_id, "nobody yet")

    def waiting(self, held: Held) -> tuple[Waiting, ...]:
        """Those that stand open."""
        return tuple(
            Waiting(row.id, self._people.get(row.from_person_id, ""), self._asked(row), row.what)
            for row in self._of(held)
            if row.state == "open" and row.answer is None and not row.carried_over
        )

    def accepted(self, held: Held) -> tuple[Accepted, ...]:
        """Those that were accepted."""
        return tuple(
            Accepted(
                asker=self._people.get(row.from_person_id, ""),
                asked=self._asked(row),
                what=row.what,
                key_result=self._titles.get(row.key_result_id),
                due=row.due,
                note=row.note,
            )
            for row in self._of(held)
            if row.answer == "accepted" and row.state != "dropped"
        )


# -- the minutes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Committed:
    """Somebody's commitment; `at` is in the facilitator's time zone."""

    person: str
    wording: Wording
    at: datetime

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
    rows = list(
        past.session.scalars(select(Commitment).where(Commitment.meeting_id == past.live.id).order_by(Commitment.id))
    )
    taken = [Committed(past.people[row.person_id], thaw(row.wording), past.local(row.at)) for row in rows]
    done = {row.objective_id for row in rows}
    of_cycle = select(Objective).where(Objective.cycle_id == past.live.cycle_id)
    units, found = past.units_below(), list[LeftOut]()
    for row in past.rows(Objective, past.session.scalars(of_cycle)):
        ours = row.owner_person_id in past.live.people or row.owner_unit_id in units
        if row.cycle_id == past.live.cycle_id and ours and row.state != "closed" and row.id not in done:
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
        found += blocks.bullets(
            f"{one.objective} ({blocks.someone(one.person)}{'' if one.here or not one.person else ', who was not there'})"
            for one in left
        )
    return found


def _text(one: Committed) -> list[Block]:
    wording = one.wording
    of = f" ({wording.owner})" if wording.owner != one.person else ""
    sure = f", confidence {wording.confidence} of 10" if wording.confidence is not None else ""
    found = list(blocks.paragraph("I commit to: ", Span(wording.objective, bold=True), of, sure))
    found += blocks.paragraph(wording.description)
    found += blocks.bullets(line(title, f": {said}" if said else "") for title, said in wording.parts())
    if wording.requests:
        found += blocks.paragraph("I count on what was accepted:")
        found += blocks.bullets(request.words for request in wording.requests)
    found += blocks.paragraph(Span(f"Committed on {one.at:%Y-%m-%d} at {one.at:%H:%M}.", italic=True))
    return found


# -- the check-in ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskedCommitment:
    """What somebody is about to commit to, to read only."""

    promises: tuple[Promise, ...]

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
            for one in _promises(session, session.get_one(Meeting, who.meeting_id))
            if one.person_id == who.person_id
        ]
        return AskedCommitment(tuple(mine)) if mine else None


KIND = Kind("commitment", read=of_meeting, records=records, section=section, asked=asked)
