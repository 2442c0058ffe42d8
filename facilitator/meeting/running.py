"""The running meeting, kept in the database: what moves it on, and what a screen shows of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from facilitator import clock
from facilitator.meeting import agenda as agendas
from facilitator.meeting import following, keeping, timeline
from facilitator.meeting.adopting import adopt_votes
from facilitator.meeting.agenda import Agenda
from facilitator.meeting.record import Attendance, Meeting, Ready, Request, Sentence, TimelineEvent
from facilitator.meeting.timeline import PRESENT, Event, Position
from facilitator.okr.model import Cycle, Objective, Progress
from facilitator.people import NotFound, Person, Unit, find_person, find_unit, members, representatives, units_below
from facilitator.store.database import Database
from facilitator.store.journal import Entry

Move = tuple[str, dict[str, Any]]

ENDS_SOON = 14
"""Days before its end from which on a cycle can be reviewed (CONTRACT, commands)."""
ORDERS = ("as last time", "shuffled", "drawn", "chosen")


@dataclass(frozen=True, slots=True)
class Live:
    """A meeting as it was read last; its position at any later moment needs no database.

    Attributes:
        people: The name of everybody who has an attendance, by id.
        next_cycle: The cycle that a combined meeting agrees, having reviewed `cycle`; None in any other.
        stands_for: The units that somebody speaks for, by the person's id, where units meet instead of people.
        read: The last look at the clocks that the database holds.
        read_elapsed: Seconds from the start to that look, pauses included.
    """

    id: int
    agenda: Agenda
    unit_id: int
    team: str
    cycle_id: int | None
    cycle: str | None
    next_cycle_id: int | None
    next_cycle: str | None
    facilitator_id: int | None
    facilitator: str | None
    speaking_order: str
    started_at: datetime
    people: Mapping[int, str]
    stands_for: Mapping[int, str]
    events: tuple[Event, ...]
    read: clock.Reading
    read_elapsed: float

    def called(self, person_id: int) -> str:
        """What a participant is called: by name, and before it the units that they speak for."""
        return called(self.people.get(person_id, "?"), self.stands_for.get(person_id, ""))

    def elapsed(self, now: clock.Reading | None = None) -> float:
        """Seconds since the start, pauses included."""
        return self.read_elapsed + (now or clock.read()).since(self.read)

    def position(self, now: clock.Reading | None = None) -> Position:
        """Where the meeting stands at `now`."""
        return timeline.fold(self.agenda, self.events, self.elapsed(now))


def called(name: str, stands_for: str) -> str:
    """A participant's name, and before it the units that they speak for."""
    return f"{stands_for} · {name}" if stands_for else name


def running(database: Database, team: str | None = None, mode: str | None = None) -> Live | None:
    """The newest meeting that has not ended, of that team and mode where they are given.

    Raises:
        NotFound: There is no such team.
    """
    with database.reading() as session:
        query = select(Meeting.id).where(Meeting.state != "ended").order_by(Meeting.id.desc())
        if team is not None:
            query = query.where(Meeting.unit_id == find_unit(session, team).id)
        if mode is not None:
            query = query.where(Meeting.mode == mode)
        found = session.scalar(query.limit(1))
        return _live(session, found) if found is not None else None


def load(database: Database, meeting_id: int) -> Live:
    """The meeting of that id.

    Raises:
        NotFound: There is none.
    """
    with database.reading() as session:
        return _live(session, meeting_id)


def read(session: Session, meeting_id: int) -> Live:
    """As `load`, for what reads more than the meeting in one session."""
    return _live(session, meeting_id)


def meeting_of(session: Session, person_id: int) -> int | None:
    """The meeting that the person is in now."""
    return session.scalar(
        select(Meeting.id)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .where(Attendance.person_id == person_id, Meeting.state != "ended")
        .order_by(Meeting.id.desc())
        .limit(1)
    )


def start(
    database: Database,
    agenda: Agenda,
    team: str | None = None,
    *,
    facilitator: str | None = None,
    cycle: str | None = None,
) -> Live:
    """Begin a meeting of the unit's people, in the order in which they spoke last time.

    What they prepared in their check-ins becomes part of it. In a company of more than `Agenda.units_above` people
    only those take part who speak for its units; what the others prepared waits for their own unit's meeting.

    Raises:
        NotFound: No such team, person or cycle, nobody in the team, or no next cycle and none can be made.
    """
    with database.writing() as session:
        unit = find_unit(session, team)
        people = members(session, unit.id)
        if not people:
            raise NotFound(f"{unit.name} has nobody in it yet; add people on screen (t) or with facilitator import")
        few = agenda.units_above is not None and unit.level == "company" and len(people) > agenda.units_above
        stands_for = representatives(session, unit) if few else {}
        taking_part = list(stands_for) or [person.id for person in people]
        manager = session.get(Person, unit.manager_id) if unit.manager_id else None
        alone = people[0] if len(people) == 1 else None
        leader = find_person(session, facilitator) if facilitator else manager or alone
        now = clock.read()
        cycle_id = _named_cycle(session, cycle) if cycle else cycle_of(session, agenda.cycle, unit.id, now.at)
        meeting = Meeting(
            mode=agenda.name,
            unit_id=unit.id,
            cycle_id=cycle_id,
            next_cycle_id=following.made(session, cycle_id, now.at) if agenda.next_cycle and cycle_id else None,
            facilitator_id=leader.id if leader else None,
            state="running",
            agenda=agendas.as_json(agenda),
            planned_seconds=agenda.seconds,
            started_at=now.at,
            read_at=now.at,
            read_boot=now.boot,
            read_boot_seconds=now.seconds,
        )
        session.add(meeting)
        session.flush()
        ordered = _as_last_time(session, unit.id, meeting.id, taking_part)
        session.add_all(
            Attendance(meeting_id=meeting.id, person_id=person, position=index, stands_for=stands_for.get(person, ""))
            for index, person in enumerate(ordered)
        )
        _happened(session, meeting, "started", {})
        for person in ordered:
            _happened(session, meeting, "attendance", {"person": person, "state": "present"})
        _adopt(session, meeting, ordered)
        session.flush()
        return _live(session, meeting.id)


def next_step(database: Database, meeting_id: int) -> Live:
    """Go to the next step; in the last one nothing happens."""
    return _move(database, meeting_id, _to_next_step)


def previous_step(database: Database, meeting_id: int) -> Live:
    """Go back to the step before."""
    return _move(database, meeting_id, lambda live, position: _into(live, position, position.step - 1))


def next_speaker(database: Database, meeting_id: int) -> Live:
    """Give the word to the next one; after the last one, go to the next step."""

    def go(live: Live, position: Position) -> list[Move]:
        if live.agenda.steps[position.step].in_turns and position.waiting:
            return [("speaker", {"person": position.waiting[0]})]
        return _to_next_step(live, position)

    return _move(database, meeting_id, go)


def previous_speaker(database: Database, meeting_id: int) -> Live:
    """Give the word back to the one before; right after a round, to its last one."""

    def go(live: Live, position: Position) -> list[Move]:
        if not live.agenda.steps[position.step].in_turns:
            before = live.agenda.steps[position.step - 1] if position.step else None
            return _into(live, position, position.step - 1) if before and before.in_turns else []
        if position.before is None:
            return []
        # Whoever has the word now has not had their turn yet: they come next again.
        taken = [("unspoken", {"person": position.speaker})] if position.speaker is not None else []
        return [("speaker", {"person": position.before}), *taken]

    return _move(database, meeting_id, go)


def skip_speaker(database: Database, meeting_id: int) -> Live:
    """Leave the speaker for later, after everybody else."""

    def go(_live: Live, position: Position) -> list[Move]:
        if position.speaker is None or not position.waiting:
            return []
        return [("skipped", {"person": position.speaker}), ("speaker", {"person": position.waiting[0]})]

    return _move(database, meeting_id, go)


def give_word(database: Database, meeting_id: int, person_id: int) -> Live:
    """Give the word to somebody out of turn."""

    def go(live: Live, position: Position) -> list[Move]:
        in_round = live.agenda.steps[position.step].in_turns
        return [("speaker", {"person": person_id})] if in_round and position.speaker != person_id else []

    return _move(database, meeting_id, go)


def pause_or_resume(database: Database, meeting_id: int) -> Live:
    """Stop the clock, or let it go on."""
    return _move(
        database,
        meeting_id,
        lambda _live, position: [("resumed" if position.state == "paused" else "paused", {})],
    )


def adjust(database: Database, meeting_id: int, seconds: float) -> Live:
    """Give (or, below 0, take) time: the speaker's in a round, else the step's."""
    return _move(database, meeting_id, lambda _live, _position: [("adjusted", {"seconds": seconds})])


def set_turn(database: Database, meeting_id: int, seconds: float | None) -> Live:
    """Set every turn to so many seconds, whatever the plan says; None shares the time out again."""
    return _move(database, meeting_id, lambda _live, _position: [("turn", {"seconds": seconds})])


def set_attendance(database: Database, meeting_id: int, person_id: int, state: str) -> Live:
    """Somebody is present, remote, late or absent; also somebody who was not asked before.

    Raises:
        ValueError: No such state.
    """
    if state not in timeline.STATES:
        raise ValueError(f"attendance is one of {', '.join(timeline.STATES)}, not {state!r}")

    def go(_live: Live, position: Position) -> list[Move]:
        moves: list[Move] = [("attendance", {"person": person_id, "state": state})]
        if position.speaker == person_id and state not in PRESENT:
            following = position.waiting[0] if position.waiting else None
            moves.append(("speaker", {"person": following}))
        return moves

    return _move(database, meeting_id, go)


def set_order(database: Database, meeting_id: int, how: str, people: Iterable[int] = ()) -> Live:
    """Set the speaking order.

    Args:
        database: Where.
        meeting_id: Which meeting.
        how: One of `ORDERS`. `drawn` draws who begins and keeps the round from there; `chosen` takes `people`.
        people: The ids in the order they are to speak; who is left out follows.

    Raises:
        ValueError: No such order.
    """
    chosen = list(people)

    def go(live: Live, position: Position) -> list[Move]:
        everybody = list(position.order)
        match how:
            case "shuffled":
                ordered = random.sample(everybody, len(everybody))
            case "drawn":
                here = [i for i, person in enumerate(everybody) if position.attendance.get(person) in PRESENT]
                first = random.choice(here) if here else 0
                ordered = everybody[first:] + everybody[:first]
            case "chosen":
                ordered = chosen + [person for person in everybody if person not in chosen]
            case "as last time":
                with database.reading() as session:
                    ordered = _as_last_time(session, live.unit_id, meeting_id, sorted(everybody))
            case _:
                raise ValueError(f"the order is one of {', '.join(ORDERS)}, not {how!r}")
        return [("order", {"people": ordered, "how": how})]

    return _move(database, meeting_id, go)


def set_facilitator(database: Database, meeting_id: int, person_id: int) -> Live:
    """Say who facilitates."""
    with database.writing() as session:
        session.execute(update(Meeting).where(Meeting.id == meeting_id).values(facilitator_id=person_id))
        return _live(session, meeting_id)


def end(database: Database, meeting_id: int) -> Live:
    """End the meeting; what ended already stays as it is."""
    if _reflects(load(database, meeting_id).agenda):
        keeping.keep(database, meeting_id)
    return _move(database, meeting_id, lambda _live, _position: [("ended", {})])


def keep_time(database: Database, meeting_id: int) -> None:
    """Save a look at both clocks, so that a restart, a set clock or a dead battery costs a few seconds at most."""
    with database.writing() as session:
        meeting = session.get_one(Meeting, meeting_id)
        if meeting.state != "ended":
            _look(meeting)


def _to_next_step(live: Live, position: Position) -> list[Move]:
    if position.step + 1 >= len(live.agenda.steps):
        return []
    done = [("speaker", {"person": None})] if position.speaker is not None else []
    return [*done, *_into(live, position, position.step + 1)]


def _into(live: Live, position: Position, index: int) -> list[Move]:
    if not 0 <= index < len(live.agenda.steps):
        return []
    moves: list[Move] = [("step", {"index": index})]
    if live.agenda.steps[index].in_turns:
        there = timeline.enter(live.agenda, position, index)
        here = [person for person in there.spoken if there.attendance.get(person) in PRESENT]
        following = there.waiting[:1] or tuple(here[-1:])
        if following:
            moves.append(("speaker", {"person": following[0]}))
    return moves


def _move(database: Database, meeting_id: int, decide: Callable[[Live, Position], list[Move]]) -> Live:
    with database.writing() as session:
        live = _live(session, meeting_id)
        position = live.position()
        if position.state == "ended":
            return live
        meeting = session.get_one(Meeting, meeting_id)
        for kind, data in decide(live, position):
            _happened(session, meeting, kind, data)
        session.flush()
        live = _live(session, meeting_id)
    there = live.position()
    reflects = live.agenda.steps[there.step].kind == "reflection"
    if reflects and there.speaker is not None and there.speaker != position.speaker:
        keeping.keep(database, meeting_id, [there.speaker])
    return live


def _reflects(agenda: Agenda) -> bool:
    return any(step.kind == "reflection" for step in agenda.steps)


def _look(meeting: Meeting) -> clock.Reading:
    now = clock.read()
    before = clock.Reading(meeting.read_at, meeting.read_boot, meeting.read_boot_seconds)
    meeting.read_elapsed += now.since(before)
    meeting.read_at, meeting.read_boot, meeting.read_boot_seconds = now.at, now.boot, now.seconds
    return now


def _happened(session: Session, meeting: Meeting, kind: str, data: dict[str, Any]) -> None:
    now = _look(meeting)
    if kind == "ended":
        # Clocks are set and differ between machines; this says for ever what was recorded before the end.
        data = {**data, "journal": session.scalar(select(func.max(Entry.id))) or 0}
    session.add(TimelineEvent(meeting_id=meeting.id, kind=kind, elapsed=meeting.read_elapsed, at=now.at, data=data))
    match kind:
        case "paused":
            meeting.state = "paused"
        case "resumed":
            meeting.state = "running"
        case "attendance":
            _attend(session, meeting, data["person"], data["state"])
        case "order":
            meeting.speaking_order = str(data["how"])
            for place, person in enumerate(data["people"]):
                session.execute(
                    update(Attendance)
                    .where(Attendance.meeting_id == meeting.id, Attendance.person_id == person)
                    .values(position=place)
                )
        case "ended":
            session.flush()
            position = _live(session, meeting.id).position(now)
            meeting.state, meeting.ended_at, meeting.seconds = "ended", now.at, position.seconds
            for person, seconds in position.speaker_seconds.items():
                session.execute(
                    update(Attendance)
                    .where(Attendance.meeting_id == meeting.id, Attendance.person_id == person)
                    .values(seconds=seconds)
                )


def _attend(session: Session, meeting: Meeting, person_id: int, state: str) -> None:
    row = session.scalar(
        select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.person_id == person_id)
    )
    if row is not None:
        row.state = state
        return
    last = session.scalar(select(func.max(Attendance.position)).where(Attendance.meeting_id == meeting.id))
    session.add(
        Attendance(meeting_id=meeting.id, person_id=person_id, state=state, position=0 if last is None else last + 1)
    )
    _adopt(session, meeting, [person_id])


def _adopt(session: Session, meeting: Meeting, people: list[int]) -> None:
    """What they prepared belongs to this meeting from now on; what it does not ask waits for one that does."""
    asked = [prompt.key for prompt in agendas.from_json(meeting.agenda).prompts]
    for table in (Sentence, Ready, Progress):
        prepared = update(table).where(table.meeting_id.is_(None), table.person_id.in_(people))
        if table is Sentence:
            prepared = prepared.where(Sentence.prompt.in_(asked))
        session.execute(prepared.values(meeting_id=meeting.id))
    adopt_votes(session, meeting.id)
    if any(step.kind == "requests" for step in agendas.from_json(meeting.agenda).steps):
        # Elsewhere they come back as open ones, and still wait for the meeting that is about them.
        session.execute(
            update(Request)
            .where(Request.meeting_id.is_(None), Request.state == "open", Request.from_person_id.in_(people))
            .values(meeting_id=meeting.id)
        )
    keeping.adopt(session, meeting, agendas.from_json(meeting.agenda), people)


def _as_last_time(session: Session, unit_id: int, meeting_id: int, people: list[int]) -> list[int]:
    last = session.scalar(
        select(Meeting.id)
        .where(Meeting.unit_id == unit_id, Meeting.id != meeting_id, Meeting.state == "ended")
        .order_by(Meeting.id.desc())
        .limit(1)
    )
    if last is None:
        return people
    known = list(
        session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == last).order_by(Attendance.position))
    )
    return [one for one in known if one in people] + [one for one in people if one not in known]


def _named_cycle(session: Session, name: str) -> int:
    found = session.scalar(select(Cycle.id).where(Cycle.name == name))
    if found is None:
        there = ", ".join(session.scalars(select(Cycle.name).order_by(Cycle.start))) or "none yet"
        raise NotFound(f"there is no cycle {name!r}; there are: {there}")
    return found


def cycle_of(session: Session, which: str, unit_id: int | None, now: datetime) -> int | None:
    """The id of the cycle that a meeting is about (CONTRACT, commands); None where there is none.

    Args:
        session: To read with.
        which: One of `agenda.CYCLES`: `ended` is the newest cycle that has ended, or ends within two weeks, and has
            objectives of the unit; `next` the one after that in progress if it has objectives of the unit.
        unit_id: Whose meeting; None counts everybody's objectives.
        now: The moment; the day is this machine's.
    """
    today = now.astimezone().date()
    newest = select(Cycle.id).order_by(Cycle.start.desc(), Cycle.id.desc()).limit(1)
    current = session.scalar(newest.where(Cycle.start <= today, Cycle.end >= today))
    if which == "in progress":
        return current
    having = select(Objective.cycle_id)
    if unit_id is not None:
        units = units_below(session, unit_id)
        people = select(Person.id).where(Person.unit_id.in_(units))
        having = having.where(or_(Objective.owner_unit_id.in_(units), Objective.owner_person_id.in_(people)))
    if which == "ended":
        soon = today + timedelta(days=ENDS_SOON)
        return session.scalar(newest.where(Cycle.end <= soon, Cycle.id.in_(having))) or current
    following = (
        select(Cycle.id).where(Cycle.start > today, Cycle.id.in_(having)).order_by(Cycle.start, Cycle.id).limit(1)
    )
    return session.scalar(following) or current


def _live(session: Session, meeting_id: int) -> Live:
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound(f"there is no meeting {meeting_id}; facilitator meetings lists them")
    people = session.execute(
        select(Person.id, Person.name, Attendance.stands_for)
        .join(Attendance, Attendance.person_id == Person.id)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(Attendance.position, Person.id)
    ).all()
    events = tuple(
        Event(row.kind, row.elapsed, row.data)
        for row in session.scalars(
            select(TimelineEvent).where(TimelineEvent.meeting_id == meeting_id).order_by(TimelineEvent.id)
        )
    )
    leader = session.get(Person, meeting.facilitator_id) if meeting.facilitator_id else None
    cycle = session.get(Cycle, meeting.cycle_id) if meeting.cycle_id else None
    next_cycle = session.get(Cycle, meeting.next_cycle_id) if meeting.next_cycle_id else None
    return Live(
        id=meeting.id,
        agenda=agendas.from_json(meeting.agenda),
        unit_id=meeting.unit_id,
        team=session.get_one(Unit, meeting.unit_id).name,
        cycle_id=meeting.cycle_id,
        cycle=cycle.name if cycle else None,
        next_cycle_id=meeting.next_cycle_id,
        next_cycle=next_cycle.name if next_cycle else None,
        facilitator_id=meeting.facilitator_id,
        facilitator=leader.name if leader else None,
        speaking_order=meeting.speaking_order,
        started_at=meeting.started_at,
        people={person: name for person, name, _ in people},
        stands_for={person: units for person, _, units in people if units},
        events=events,
        read=clock.Reading(meeting.read_at, meeting.read_boot, meeting.read_boot_seconds),
        read_elapsed=meeting.read_elapsed,
    )
