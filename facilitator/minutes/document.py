"""One reading of a meeting, which every form of its minutes is made from.

What ended is shown as it was at its end, whatever happened to cards, key results and actions since: the same meeting
gives the same minutes. Only names are today's.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from facilitator.common import clock
from facilitator.common.errors import NotFoundError
from facilitator.meeting import running, timeline
from facilitator.meeting.past import TOLD, Past
from facilitator.meeting.timeline import Position
from facilitator.meeting.together import Together
from facilitator.promises import kept
from facilitator.steps import kinds, outcomes
from facilitator.steps.gather.reading import IN_PERSON
from facilitator.steps.records import StepTold
from facilitator.store.database import Database
from facilitator.store.journal_past import GoingBack
from facilitator.tables.meeting import Action, Attendance, Decision, Meeting, ParkedTopic, Request, TimelineEvent
from facilitator.tables.people import Unit

PART = 200
"""So many meetings are read together."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who was asked to come.

    Attributes:
        seconds: How long they spoke.
        unit: What they spoke for, where units met.
        reason: Why they were not there, of somebody who must be (METHOD M28); else empty.
        corrected: The numbers of the corrections that are about it; so in all that follow.
    """

    name: str
    state: str
    seconds: float
    unit: str = ""
    reason: str = ""
    corrected: tuple[int, ...] = ()

    @property
    def called(self) -> str:
        """The person's name, and before it the units that they spoke for."""
        return running.called(self.name, self.unit)


@dataclass(frozen=True, slots=True)
class ActionTold:
    """Who does what by when.

    Attributes:
        email: The owner's, as it was imported.
        id: Of the database; with `recorded_at` it names the action wherever its calendars end up.
        recorded_at: When it was recorded, in UTC.
        done_at: When it was done or dropped, in UTC; None while it is open.
        reason: Why it was dropped.
        overdue: Whether it was open and past its date on the day the meeting ended, or began while it has not.
    """

    text: str
    owner: str | None
    due: date | None
    state: str
    key_result: str | None
    email: str | None
    id: int
    recorded_at: datetime
    done_at: datetime | None
    corrected: tuple[int, ...] = ()
    reason: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class RequestTold:
    """Help that somebody asked for.

    Attributes:
        state: `open`, `done` or `dropped`.
        answer: What the asked side said: `accepted`, `countered`, `declined`; None: nothing yet.
        note: The asked side's words.
        reason: Why it was dropped.
        overdue: As of an action.
    """

    asker: str
    asked: str
    what: str
    state: str
    key_result: str | None
    due: date | None
    answer: str | None
    note: str
    corrected: tuple[int, ...] = ()
    reason: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """A decision or a parked topic, and whose it is."""

    text: str
    by: str | None
    corrected: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction after the end of the meeting.

    Attributes:
        number: Counted from 1 in the meeting.
        at: In the same time zone as the meeting's beginning.
        by: Who corrected it.
        kind: What was corrected: `decision`, `action`, `attendance` and so on, or `remark`.
        before: Empty where something was added, and of a remark.
        after: Empty where something was struck out.
    """

    number: int
    at: datetime
    by: str | None
    kind: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a running meeting stands; outside a round there is no speaker."""

    step: int
    speaker: str | None
    speaker_seconds: float | None
    speaker_planned_seconds: float | None


@dataclass(frozen=True, slots=True)
class Document:
    """A meeting, read.

    Attributes:
        mode: The word that starts such a meeting; `title` is what it is called.
        state: `running`, `paused` or `ended`.
        next_cycle: The cycle that a combined meeting agrees, having reviewed `cycle`; None in any other.
        position: None when it has ended.
        started_at: In the facilitator's time zone, or else in this machine's; so is `ended_at`.
        seconds: Time spent, pauses left out.
        attendance: Everybody, in speaking order.
        carried_actions: Actions of earlier meetings that were open when this one began.
        carried_requests: Requests for help from before it of either side, the same.
        corrections: What was corrected after the end, by number.
        struck_actions: The meeting's own actions that a correction struck out.
    """

    id: int
    mode: str
    title: str
    team: str
    cycle: str | None
    next_cycle: str | None
    facilitator: str | None
    state: str
    position: Place | None
    started_at: datetime
    ended_at: datetime | None
    planned_seconds: int
    seconds: float
    paused_seconds: float
    attendance: tuple[Attendee, ...]
    steps: tuple[StepTold, ...]
    decisions: tuple[Noted, ...]
    actions: tuple[ActionTold, ...]
    parked: tuple[Noted, ...]
    requests: tuple[RequestTold, ...]
    carried_actions: tuple[ActionTold, ...]
    carried_requests: tuple[RequestTold, ...]
    corrections: tuple[Corrected, ...] = ()
    struck_actions: tuple[ActionTold, ...] = ()

    @property
    def draft(self) -> bool:
        """Whether it may still change."""
        return self.state != "ended"

    @property
    def overtime(self) -> int:
        """Seconds past the planned ones."""
        return max(0, round(self.seconds) - self.planned_seconds)


def read(
    database: Database, meeting_id: int, now: clock.ClockReading | None = None, *, as_sent: bool = False
) -> Document:
    """Read a meeting, ended or not.

    Args:
        database: Where.
        meeting_id: Which.
        now: The moment that a running meeting is shown at; else this one.
        as_sent: As the minutes stood at the end, without what was corrected since.

    Raises:
        NotFoundError: There is no such meeting.
    """
    with database.reading() as session:
        together = Together(session, [meeting_id], as_sent=as_sent)
        for one in _documents(together, [meeting_id], now):
            return one
    raise NotFoundError(f"there is no meeting {meeting_id}; facilitator meetings lists them")


def read_all(database: Database, meetings: Iterable[int], now: clock.ClockReading | None = None) -> Iterator[Document]:
    """Read many meetings, those that ended last first; each is as `read` gives it.

    They are read in parts, in a number of queries that depends on the parts; only one is in memory.
    """
    with database.reading() as session:
        ends = session.execute(
            select(TimelineEvent.meeting_id, TimelineEvent.data)
            .where(TimelineEvent.kind == "ended")
            .order_by(TimelineEvent.id)
        ).all()
        marks = {meeting_id: int(data["journal"]) for meeting_id, data in ends if data.get("journal") is not None}
        ordered = sorted(meetings, key=lambda one: (-marks.get(one, 0), -one))
        with contextlib.closing(GoingBack(session, TOLD, min(marks.values(), default=0))) as back:
            for first in range(0, len(ordered), PART):
                part = ordered[first : first + PART]
                yield from _documents(Together(session, part, back=back), part, now)
                session.expunge_all()


def _documents(together: Together, meetings: Iterable[int], now: clock.ClockReading | None) -> Iterator[Document]:
    """Those of the meetings that are there, in this order."""
    for one in meetings:
        if one in together.lives:
            yield _document(Past(together, one, together.lives[one].position(now)))


def _document(past: Past) -> Document:
    meeting, live, position, together = past.meeting, past.live, past.position, past.together
    people, units = list(live.people), past.units_below()
    in_file = together.once(_actions)
    actions, struck = past.rows(Action, in_file), past.struck_out(Action, in_file)
    requests = past.rows(Request, together.once(_requests))
    some: list[Action | Request] = [*actions, *requests]
    own_or_open = [row for row in some if row.meeting_id == live.id or _unsettled(past, row)]
    past.key_results([*(row.key_result_id for row in own_or_open), *(row.key_result_id for row in struck)])
    earlier = {
        row.meeting_id
        for row in own_or_open
        if row.meeting_id is not None
        and row.meeting_id < live.id
        and _unit_of(together, row.meeting_id) == live.unit_id
    }
    decisions, parked, came = past.own(Decision), past.own(ParkedTopic), past.own(Attendance)
    attended = {row.person_id: row for row in came}
    return Document(
        id=live.id,
        mode=meeting.mode,
        title=live.agenda.title,
        team=live.team,
        cycle=live.cycle,
        next_cycle=live.next_cycle,
        facilitator=live.facilitator,
        state=position.state,
        position=None if position.state == "ended" else _place(past),
        started_at=past.local(live.started_at),
        ended_at=past.local(meeting.ended_at) if meeting.ended_at else None,
        planned_seconds=meeting.planned_seconds,
        seconds=position.seconds,
        paused_seconds=position.paused_seconds,
        attendance=tuple(
            _attendee(past, one, attended.get(one)) for one in position.order if one in position.attendance
        ),
        steps=tuple(
            StepTold(
                step=step,
                seconds=position.step_seconds[index],
                records=() if _to_come(position, index) else tuple(kinds.records(past, step.kind, index)),
            )
            for index, step in enumerate(live.agenda.steps)
        ),
        decisions=tuple(_noted(past, row) for row in decisions),
        actions=tuple(_action(past, row) for row in actions if row.meeting_id == live.id),
        parked=tuple(_noted(past, row) for row in parked),
        requests=tuple(_request(past, row) for row in requests if row.meeting_id == live.id),
        carried_actions=tuple(
            _action(past, row)
            for row in actions
            if _unsettled(past, row)
            and row.meeting_id != live.id
            and (row.meeting_id in earlier or (row.owner_id in people and row.recorded_at < live.started_at))
        ),
        carried_requests=tuple(
            _request(past, row)
            for row in requests
            if row.recorded_at < live.started_at
            and row.meeting_id != live.id
            and row.became_action_id is None
            and _unsettled(past, row)
            and (
                row.meeting_id in earlier
                or row.from_person_id in people
                or row.to_person_id in people
                or row.to_unit_id in units
            )
        ),
        corrections=tuple(
            Corrected(
                number=one.number,
                at=past.local(one.at),
                by=past.people.get(one.by_id),
                kind=one.kind,
                before=one.before,
                after=one.after,
                reason=one.reason,
            )
            for one in past.corrections
        ),
        struck_actions=tuple(_action(past, row) for row in struck if row.meeting_id == live.id),
    )


def _attendee(past: Past, person: int, row: Attendance | None) -> Attendee:
    corrected = past.corrected(row) if row else ()
    state = row.state if row and corrected else past.position.attendance[person]
    # Who came after all needs no excuse.
    reason = "" if state in IN_PERSON or row is None else row.reason
    return Attendee(
        past.people[person],
        state,
        past.position.speaker_seconds.get(person, 0.0),
        unit=past.live.stands_for.get(person, ""),
        reason=reason,
        corrected=corrected,
    )


def _noted(past: Past, row: Decision | ParkedTopic) -> Noted:
    return Noted(row.text, past.people.get(row.by_id), past.corrected(row))


def _to_come(position: Position, index: int) -> bool:
    return position.state != "ended" and index > position.step and position.step_seconds[index] == 0


def _place(past: Past) -> Place:
    position = past.position
    if position.speaker is None:
        return Place(position.step, None, None, None)
    return Place(
        step=position.step,
        speaker=past.people[position.speaker],
        speaker_seconds=position.round_seconds.get(position.speaker, 0.0),
        speaker_planned_seconds=timeline.turn_planned(past.live.agenda, position),
    )


def _state(past: Past, row: Action | Request) -> str:
    """The state at the end of the meeting: what was settled later was open then."""
    ended = past.meeting.ended_at
    return row.state if ended is None else kept.state_at(row.state, row.done_at, ended)


def _unsettled(past: Past, row: Action | Request) -> bool:
    """Whether it was open when the meeting began."""
    return _state(past, row) == "open" or (row.done_at is not None and row.done_at >= past.meeting.started_at)


def _action(past: Past, row: Action) -> ActionTold:
    state = _state(past, row)
    return ActionTold(
        text=row.text,
        owner=past.people.get(row.owner_id),
        due=row.due,
        state=state,
        key_result=past.title(row.key_result_id),
        email=past.emails.get(row.owner_id),
        id=row.id,
        recorded_at=row.recorded_at,
        done_at=None if state == "open" else row.done_at,
        corrected=past.corrected(row),
        reason="" if state == "open" else row.reason,
        overdue=_overdue(past, row, state),
    )


def _request(past: Past, row: Request) -> RequestTold:
    unit = past.units.get(row.to_unit_id)
    asked = past.people.get(row.to_person_id) or (unit.name if unit else "")
    state = _state(past, row)
    return RequestTold(
        asker=past.people[row.from_person_id],
        asked=asked,
        what=row.what,
        state=state,
        key_result=past.title(row.key_result_id),
        due=row.due,
        answer=row.answer,
        note=row.note,
        corrected=past.corrected(row),
        reason="" if state == "open" else row.reason,
        overdue=_overdue(past, row, state),
    )


def _overdue(past: Past, row: Action | Request, state: str) -> bool:
    """Judged on the day of the meeting, so that its minutes say the same for good."""
    day = past.local(past.meeting.ended_at or past.meeting.started_at).date()
    return kept.is_overdue(state, row.due, day)


def _actions(together: Together) -> list[Action]:
    """The meetings' own actions, and those that came back in one of them."""
    coming = outcomes.actions_coming_back(together.rows.values(), _people(together))
    return list(together.session.scalars(select(Action).where(or_(Action.meeting_id.in_(together.lives), coming))))


def _requests(together: Together) -> list[Request]:
    # Which units were below theirs is known of each meeting only: those of others are left out there.
    units = [row.id for row in together.all(Unit)]
    coming = outcomes.coming_back(together.rows.values(), _people(together), units)
    return list(together.session.scalars(select(Request).where(or_(Request.meeting_id.in_(together.lives), coming))))


def _people(together: Together) -> set[int]:
    return {person for live in together.lives.values() for person in live.people}


def _units(together: Together) -> dict[int, int]:
    """The units of the meetings that these came from, and of others as they are asked for, by meeting."""
    some: list[Action | Request] = [*together.once(_actions), *together.once(_requests)]
    ids = {row.meeting_id for row in some}
    return dict(together.session.execute(select(Meeting.id, Meeting.unit_id).where(Meeting.id.in_(ids))).all())


def _unit_of(together: Together, meeting_id: int) -> int | None:
    known = together.once(_units)
    if meeting_id not in known:
        known[meeting_id] = together.session.scalar(select(Meeting.unit_id).where(Meeting.id == meeting_id)) or 0
    return known[meeting_id]
