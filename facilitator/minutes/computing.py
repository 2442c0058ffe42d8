"""Computes the document of a meeting from its rows: of one that runs, or ends at this moment."""

from __future__ import annotations

from sqlalchemy import or_, select

from facilitator.meeting import timeline
from facilitator.meeting.past import Past
from facilitator.meeting.timeline import Position
from facilitator.meeting.together import Together
from facilitator.minutes.document import ActionRecord, Attendee, Document, HelpRecord, Noted, Place, excuse
from facilitator.promises import kept
from facilitator.steps import kinds, outcomes
from facilitator.steps.records import StepRecord, source
from facilitator.tables.meeting import Action, Attendance, Decision, Meeting, ParkedTopic, Request
from facilitator.tables.people import Unit


def compute(past: Past) -> Document:
    """Return the document of a meeting: as it is now while it runs, and as it is to be kept when it ends."""
    meeting, live, position, together = past.meeting, past.live, past.position, past.together
    people, units = list(live.people), past.units_below()
    actions = past.rows(Action, together.once(_actions))
    requests = past.rows(Request, together.once(_requests))
    promises: list[Action | Request] = [*actions, *requests]
    own_or_open = [row for row in promises if row.meeting_id == live.id or _unsettled(past, row)]
    past.key_results(row.key_result_id for row in own_or_open)
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
            _attendee(past, person, attended.get(person)) for person in position.order if person in position.attendance
        ),
        steps=tuple(
            StepRecord(
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
    )


def _attendee(past: Past, person: int, row: Attendance | None) -> Attendee:
    state = past.position.attendance[person]
    return Attendee(
        past.people[person],
        state,
        past.position.speaker_seconds.get(person, 0.0),
        unit=past.live.stands_for.get(person, ""),
        reason=excuse(state, row.reason if row else ""),
        source=source(row),
    )


def _noted(past: Past, row: Decision | ParkedTopic) -> Noted:
    return Noted(row.text, past.people.get(row.by_id), source=source(row))


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


def _action(past: Past, row: Action) -> ActionRecord:
    state = _state(past, row)
    return ActionRecord(
        text=row.text,
        owner=past.people.get(row.owner_id),
        due=row.due,
        state=state,
        key_result=past.title(row.key_result_id),
        email=past.emails.get(row.owner_id),
        id=row.id,
        recorded_at=row.recorded_at,
        done_at=None if state == "open" else row.done_at,
        source=source(row),
        reason="" if state == "open" else row.reason,
        overdue=_overdue(past, row, state),
    )


def _request(past: Past, row: Request) -> HelpRecord:
    state = _state(past, row)
    return HelpRecord(
        asker=past.people[row.from_person_id],
        asked=past.owners.name_of(row.to_person_id, row.to_unit_id),
        what=row.what,
        state=state,
        key_result=past.title(row.key_result_id),
        due=row.due,
        answer=row.answer,
        note=row.note,
        source=source(row),
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
    promises: list[Action | Request] = [*together.once(_actions), *together.once(_requests)]
    ids = {row.meeting_id for row in promises}
    return dict(together.session.execute(select(Meeting.id, Meeting.unit_id).where(Meeting.id.in_(ids))).all())


def _unit_of(together: Together, meeting_id: int) -> int | None:
    known = together.once(_units)
    if meeting_id not in known:
        known[meeting_id] = together.session.scalar(select(Meeting.unit_id).where(Meeting.id == meeting_id)) or 0
    return known[meeting_id]
