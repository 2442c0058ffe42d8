"""Records and reads what comes out of meetings: actions, decisions, parked topics, requests for help."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from facilitator.common import clock
from facilitator.common.assigning import Parsed
from facilitator.common.errors import NotFoundError, RefusedError
from facilitator.common.text import is_blank, line_of
from facilitator.meeting import lines
from facilitator.okr import owners
from facilitator.okr.owners import Owners
from facilitator.people.reading import active_ids, units_below
from facilitator.promises import requests as promises_requests
from facilitator.promises import writing as promises_writing
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Action, Attendance, Decision, Meeting, ParkedTopic, Request
from facilitator.tables.people import Unit

KINDS: dict[Any, str] = {Action: "action", Decision: "decision", ParkedTopic: "parked", Request: "request"}
"""What comes out of a meeting, by its table."""


class BlankTextError(RefusedError):
    """There is nothing to record."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that came out.

    Attributes:
        kind: action, decision, parked or request.
        who: The owner, or whoever is asked.
        by: Who said it, or who asks.
        answer: What the asked side said to a request: `accepted`, `countered`, `declined`; None: nothing yet.
        note: The asked side's words.
        reason: Why it was dropped.
        first_due: By when it was to be done at first, where that was moved.
        who_id: The person who is the owner, or is asked.
    """

    kind: str
    id: int
    text: str
    who: str | None = None
    due: date | None = None
    state: str = "open"
    by: str | None = None
    answer: str | None = None
    note: str = ""
    reason: str = ""
    first_due: date | None = None
    who_id: int | None = None

    @property
    def parties(self) -> str:
        """The owner, or who asks whom; empty where that is nobody."""
        return f"{self.by} asks {self.who}" if self.kind == "request" else self.who or ""


def record_action(
    database: Database,
    meeting_id: int,
    text: str | Parsed,
    *,
    owner_id: int | None = None,
    sentence_id: int | None = None,
    expected: Mapping[str, Any] | None = None,
) -> Outcome:
    """Record an action from one line of text, `@Name` and a day at its end taken as owner and due date.

    Args:
        owner_id: Whose it is where the text names nobody.
        sentence_id: The difficulty that it comes from.
        expected: The difficulty's values on the screen, by column; None: any will do.

    Raises:
        BlankTextError: No text.
        ChangedMeanwhileError: Something else has become of the difficulty.
        TooLongError: More than 100,000 characters.
    """
    with database.reading() as session:
        people = active_ids(session)
    parsed = lines.read(text, people)
    owner = lines.named(people, parsed.owner) if parsed.owner and not is_blank(parsed.text) else owner_id
    row = Action(meeting_id=meeting_id, text=parsed.text, owner_id=owner, due=parsed.due, recorded_at=clock.now())
    return _record(database, row, "an action", sentence_id, expected)


def record_decision(database: Database, meeting_id: int, text: str, *, by_id: int | None = None) -> Outcome:
    """Record a decision. Raises as `record_action`."""
    row = Decision(meeting_id=meeting_id, text=line_of(text), by_id=by_id, recorded_at=clock.now())
    return _record(database, row, "a decision")


def park(
    database: Database,
    meeting_id: int,
    text: str,
    *,
    by_id: int | None = None,
    sentence_id: int | None = None,
    expected: Mapping[str, Any] | None = None,
) -> Outcome:
    """Park a topic for another time. Raises as `record_action`."""
    row = ParkedTopic(meeting_id=meeting_id, text=line_of(text), by_id=by_id, recorded_at=clock.now())
    return _record(database, row, "a topic", sentence_id, expected)


def request_help(
    database: Database,
    meeting_id: int | None,
    text: str | Parsed,
    *,
    from_id: int,
    to_person_id: int | None = None,
    sentence_id: int | None = None,
    key_result_id: int | None = None,
    source: str = "meeting",
    expected: Mapping[str, Any] | None = None,
) -> Outcome:
    """Ask for help in one line, `@Name` (a person or a unit) and a day at its end taken as who is asked by when.

    Args:
        meeting_id: The meeting that it is asked in; None before one.
        to_person_id: Who is asked where the text names nobody.
        sentence_id: The difficulty that it comes from.
        key_result_id: The key result that it is for.
        expected: As in `record_action`.

    Raises:
        NotFoundError: Nobody is named; else as `record_action`.
    """
    with database.reading() as session:
        people = active_ids(session)
        units = dict(session.execute(select(Unit.name, Unit.id)).all())
    parsed = lines.read(text, [*people, *units])
    refuse_blank(parsed.text, "a request")
    to_person = people.get(parsed.owner) if parsed.owner else to_person_id
    to_unit = units.get(parsed.owner) if parsed.owner and not to_person else None
    if parsed.owner and to_person is None and to_unit is None:
        lines.named(people, parsed.owner)
    if to_person is None and to_unit is None:
        raise NotFoundError("who can help? End the line with @ and the name of a person or a unit")
    request_id = promises_requests.ask(
        database,
        parsed.text,
        from_id=from_id,
        to_person_id=to_person,
        to_unit_id=to_unit,
        key_result_id=key_result_id,
        due=parsed.due,
        meeting_id=meeting_id,
        source=source,
        sentence_id=sentence_id,
        expected=expected,
    )
    with database.reading() as session:
        return _view(session.get_one(Request, request_id), owners.read(session))


def settle_action(
    database: Database,
    action_id: int,
    state: str,
    meeting_id: int | None,
    reason: str = "",
    expected: Mapping[str, Any] | None = None,
) -> None:
    """Set an action to `done`, to `dropped` for a reason, or back to `open`. Raises as `set_state`."""
    promises_writing.set_state(database, "action", action_id, state, reason, meeting_id=meeting_id, expected=expected)


def settle_request(
    database: Database,
    request_id: int,
    state: str,
    meeting_id: int | None,
    reason: str = "",
    expected: Mapping[str, Any] | None = None,
) -> None:
    """Set a request for help to `done`, to `dropped` for a reason, or back to `open`. Raises as `set_state`."""
    promises_writing.set_state(database, "request", request_id, state, reason, meeting_id=meeting_id, expected=expected)


def recorded(database: Database, meeting_id: int) -> tuple[Outcome, ...]:
    """Return everything that came out of the meeting so far, in the order it was said."""
    with database.reading() as session:
        whose = owners.read(session)
        outcomes = [
            (row.recorded_at, _view(row, whose))
            for table in KINDS
            for row in session.scalars(select(table).where(table.meeting_id == meeting_id))
        ]
    return tuple(outcome for _, outcome in sorted(outcomes, key=lambda pair: (pair[0], pair[1].kind, pair[1].id)))


def carried_over(database: Database, meeting_id: int) -> tuple[Outcome, ...]:
    """Return what is open from before the meeting and concerns its people: overdue first, then the oldest.

    Those settled here stay in sight.
    """
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        people = list(session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == meeting_id)))
        coming = coming_back([meeting], people, units_below(session, meeting.unit_id))
        rows: list[Action | Request] = [
            *session.scalars(select(Action).where(actions_coming_back([meeting], people)).order_by(Action.id)),
            *session.scalars(select(Request).where(coming).order_by(Request.id)),
        ]
        whose = owners.read(session)
        outcomes = [_view(row, whose) for row in rows if row.meeting_id != meeting_id]
    today = clock.today()
    # What is settled here stays where it stood.
    return tuple(sorted(outcomes, key=lambda outcome: outcome.due is None or outcome.due >= today))


def actions_coming_back(meetings: Collection[Meeting], people: Collection[int]) -> ColumnElement[bool]:
    """Match the actions from before meetings that come back in them: of their units' meetings, and their people's.

    Those that meetings record themselves may be among them; of many meetings, also those that come back in none of
    them, but were open while others went on.
    """
    elsewhere = Action.owner_id.in_(people) & (Action.recorded_at < max(row.started_at for row in meetings))
    unsettled = or_(Action.state == "open", Action.done_at >= min(row.started_at for row in meetings))
    return unsettled & or_(Action.meeting_id.in_(_earlier(meetings)), elsewhere)


def coming_back(meetings: Collection[Meeting], people: Collection[int], units: Collection[int]) -> ColumnElement[bool]:
    """Match the requests from before meetings that come back in them: open at the start, and about their people.

    They come back to both sides, also where they were made before any meeting (METHOD M13); one that became an action
    comes back as that. Others may be among them, as in `actions_coming_back`; `units` are their units and those below.
    """
    return (
        (Request.recorded_at < max(row.started_at for row in meetings))
        & or_(Request.state == "open", Request.done_at >= min(row.started_at for row in meetings))
        & Request.became_action_id.is_(None)
        & or_(
            Request.meeting_id.in_(_earlier(meetings)),
            Request.from_person_id.in_(people),
            Request.to_person_id.in_(people),
            Request.to_unit_id.in_(units),
        )
    )


def _earlier(meetings: Collection[Meeting]) -> Select[int]:
    units = {meeting.unit_id for meeting in meetings}
    return select(Meeting.id).where(Meeting.unit_id.in_(units), Meeting.id < max(row.id for row in meetings))


def _view(row: Action | Decision | ParkedTopic | Request, whose: Owners) -> Outcome:
    kind = KINDS[type(row)]
    match row:
        case Action():
            who = whose.people.get(row.owner_id)
            state, reason = row.state, row.reason
            return Outcome(
                kind, row.id, row.text, who, row.due, state, reason=reason, first_due=row.first_due, who_id=row.owner_id
            )
        case Request():
            return Outcome(
                kind,
                row.id,
                row.what,
                whose.name_of(row.to_person_id, row.to_unit_id) or None,
                row.due,
                row.state,
                whose.people[row.from_person_id],
                row.answer,
                row.note,
                row.reason,
                row.first_due,
                row.to_person_id,
            )
    return Outcome(kind, row.id, row.text, by=whose.people.get(row.by_id))


def refuse_blank(text: str, what: str) -> None:
    """Raise BlankTextError where nothing can be seen of what was typed."""
    if is_blank(text):
        raise BlankTextError(f"{what} needs words; type them, or leave with escape")


def _record(
    database: Database,
    row: Action | Decision | ParkedTopic,
    what: str,
    sentence_id: int | None = None,
    expected: Mapping[str, Any] | None = None,
) -> Outcome:
    """Record what came out, and that this has become of the difficulty that it comes from."""
    refuse_blank(row.text, what)
    kind = KINDS[type(row)]
    called = "parked topic" if kind == "parked" else kind
    with recording(database, f'{called} "{row.text}"', source="meeting", meeting_id=row.meeting_id) as session:
        if sentence_id is not None:
            promises_requests.set_outcome(session, sentence_id, kind, expected)
        session.add(row)
        session.flush()
        return _view(row, owners.read(session))
