"""Reads promises of all meetings: actions, and requests for help or resources (METHOD M13).

A request is owed by the person who is asked, or by the manager of the unit that is asked, and the whole unit sees it. A
request that became an action is listed as that action only. One that was declined is neither open nor dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from facilitator.common import clock
from facilitator.common.trees import way_up
from facilitator.people.reading import units_below
from facilitator.promises import kept
from facilitator.promises.kept import WINDOW, PromiseTotals
from facilitator.store.database import Database
from facilitator.tables.meeting import Action, Meeting, Request
from facilitator.tables.okr import KeyResult
from facilitator.tables.people import Person, Unit


@dataclass(frozen=True, slots=True)
class PromiseView:
    """An action or a request, as lists show it.

    Attributes:
        kind: `action` or `request`; together with `id` it identifies the promise.
        person_id: Who owes it: the owner, the asked person, or the asked unit's manager; None: nobody yet.
        asked_unit: The unit that a request asks; None where it asks a person.
        unit_id: The unit in whose figures it counts: the asked one, else the owing person's, else the meeting's.
        asker: The name of who asked for it, where it is a request or an action that came of one.
        first_due: Its first date, where that was moved.
        state: `open`, `done`, `dropped`, or `declined`, which only a request can be.
        reason: Why it was dropped.
        said_on: The day it was made.
        settled_on: The day it was done, dropped or declined; None while it is open.
        days: Its age in days while it is open; else how many it took.
        key_result: What it serves, or what a request became.
        answer: The answer to a request: `accepted`, `countered` or `declined`; None: none yet.
        note: What the asked side added to its answer.
    """

    kind: str
    id: int
    text: str
    person_id: int | None
    person: str | None
    asked_unit: str | None
    unit_id: int | None
    asker: str | None
    due: date | None
    first_due: date | None
    state: str
    overdue: bool
    reason: str
    meeting: int | None
    said_on: date
    settled_on: date | None
    days: int
    key_result: str | None
    answer: str | None
    note: str

    @property
    def open(self) -> bool:
        """Whether it is neither settled nor declined."""
        return self.state == "open"

    @property
    def owes(self) -> str:
        """Who owes it, in words: a person, or a unit with its manager."""
        if self.asked_unit is not None:
            return f"{self.asked_unit} ({self.person})" if self.person else self.asked_unit
        return self.person or "nobody yet"


def of_person(database: Database, person_id: int, *, only_open: bool = False) -> tuple[PromiseView, ...]:
    """Return what somebody owes and what they wait for; those due first come first."""
    managed = select(Unit.id).where(Unit.manager_id == person_id)
    with database.reading() as session:
        return _read(
            session,
            or_(Action.owner_id == person_id, Request.from_person_id == person_id),
            or_(
                Request.to_person_id == person_id,
                Request.to_unit_id.in_(managed),
                Request.from_person_id == person_id,
            ),
            only_open,
        )


def of_unit(database: Database, unit_id: int, *, only_open: bool = False) -> tuple[PromiseView, ...]:
    """Return what was made in the meetings of a unit or those below it, or is owed or waited for by them."""
    with database.reading() as session:
        return _read(session, *concerning(units_below(session, unit_id)), only_open)


def of_all(database: Database, *, only_open: bool = False) -> tuple[PromiseView, ...]:
    """Return the promises of everybody; those due first come first."""
    with database.reading() as session:
        return _read(session, true(), true(), only_open)


def kept_by_unit(database: Database, unit_id: int, *, today: date | None = None) -> PromiseTotals | None:
    """Return how a unit and those below it keep what they owe, over the last `WINDOW` days, as `kept` counts it.

    Returns:
        None where fewer than two people owe what counts: it would be the figure of one person (METHOD M9).
    """
    today = today or clock.today()
    with database.reading() as session:
        units = units_below(session, unit_id)
        # A day more than asked for: the exact day depends on the time zone, and `kept` looks at it.
        since = clock.moment_of(today - timedelta(days=WINDOW + 1))
        promises = _read(session, *concerning(units), False, today, since)
    counting = [
        promise
        for promise in promises
        if promise.unit_id in units and (promise.overdue or promise.state in ("done", "dropped"))
    ]
    if counting and len({promise.person_id for promise in counting} - {None}) < 2:
        return None
    courses = (
        kept.PromiseCourse(promise.state, promise.said_on, promise.due, promise.settled_on, bool(promise.first_due))
        for promise in counting
    )
    return kept.count(courses, today)


def concerning(units: Sequence[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions for actions, and for requests, that concern these units.

    They need `Meeting`, and for an action the `Request` that became it, to be joined.
    """
    people = select(Person.id).where(Person.unit_id.in_(units))
    met = Meeting.unit_id.in_(units)
    asked = or_(Request.from_person_id.in_(people), Request.to_unit_id.in_(units))
    return or_(met, Action.owner_id.in_(people), asked), or_(met, Request.to_person_id.in_(people), asked)


def open_by_unit(session: Session, today: date) -> tuple[dict[int | None, int], int, int]:
    """Count the open actions that concern each unit or those below it, as `of_unit` lists them.

    Returns:
        The counts by unit id, the number of all open actions, and how many of these are overdue.
    """
    parents = dict(session.execute(select(Unit.id, Unit.parent_id)).all())
    owner, asker = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Action.due, Meeting.unit_id, owner.unit_id, asker.unit_id, Request.to_unit_id)
        .outerjoin(Meeting, Meeting.id == Action.meeting_id)
        .outerjoin(Request, Request.became_action_id == Action.id)
        .outerjoin(owner, owner.id == Action.owner_id)
        .outerjoin(asker, asker.id == Request.from_person_id)
        .where(Action.state == "open")
    ).all()
    counts: Counter[int | None] = Counter()
    for _, *units in rows:
        counts.update({above for unit in units for above in way_up(unit, parents)})
    return dict(counts), len(rows), sum(kept.is_overdue("open", due, today) for due, *_ in rows)


def _read(
    session: Session,
    which_actions: ColumnElement[bool],
    which_requests: ColumnElement[bool],
    only_open: bool,
    today: date | None = None,
    since: datetime | None = None,
) -> tuple[PromiseView, ...]:
    """Read promises, in a fixed number of queries; `since` leaves out what was settled before."""
    views = _Views(session, today or clock.today())

    def wanted(table: type[Action | Request]) -> ColumnElement[bool]:
        unsettled: ColumnElement[bool] = table.state == "open"
        if only_open:
            return unsettled
        return true() if since is None else or_(unsettled, table.done_at >= since)

    actions = session.execute(
        select(Action, Meeting.unit_id, KeyResult.title, Request)
        .outerjoin(Meeting, Meeting.id == Action.meeting_id)
        .outerjoin(KeyResult, KeyResult.id == Action.key_result_id)
        .outerjoin(Request, Request.became_action_id == Action.id)
        .where(and_(which_actions, wanted(Action)))
    ).all()
    serves = KeyResult.id == func.coalesce(Request.became_key_result_id, Request.key_result_id)
    requests = session.execute(
        select(Request, Meeting.unit_id, KeyResult.title)
        .outerjoin(Meeting, Meeting.id == Request.meeting_id)
        .outerjoin(KeyResult, serves)
        .where(and_(which_requests, wanted(Request), Request.became_action_id.is_(None)))
    ).all()
    promises = [views.view(*row) for row in actions] + [views.view(*row, row[0]) for row in requests]
    return tuple(sorted(promises, key=lambda view: (view.due or date.max, view.said_on, view.kind, view.id)))


class _Views:
    """Makes views of rows, with the names of people and units."""

    def __init__(self, session: Session, today: date) -> None:
        self._today = today
        self._people = {row.id: row for row in session.execute(select(Person.id, Person.name, Person.unit_id))}
        self._units = {row.id: row for row in session.execute(select(Unit.id, Unit.name, Unit.manager_id))}

    def view(
        self, row: Action | Request, met: int | None, key_result: str | None, request: Request | None
    ) -> PromiseView:
        """View a row; `met` is the unit of its meeting, `request` what was asked for, where anything was."""
        if isinstance(row, Action):
            text, owner_id, unit = row.text, row.owner_id, None
        else:
            text, owner_id = row.what, row.to_person_id
            unit = self._units.get(row.to_unit_id or 0) if owner_id is None else None
            owner_id = unit.manager_id if unit else owner_id
        owner = self._people.get(owner_id or 0)
        asker = self._people.get(request.from_person_id) if request else None
        said = clock.day_of(row.recorded_at)
        settled = clock.day_of(row.done_at) if row.done_at and row.state != "open" else None
        declined = isinstance(row, Request) and row.state == "dropped" and row.answer == "declined"
        return PromiseView(
            kind=row.__tablename__,
            id=row.id,
            text=text,
            person_id=owner_id,
            person=owner.name if owner else None,
            asked_unit=unit.name if unit else None,
            unit_id=(unit.id if unit else owner.unit_id if owner else None) or met,
            asker=asker.name if asker else None,
            due=row.due,
            first_due=row.first_due,
            state="declined" if declined else row.state,
            overdue=kept.is_overdue(row.state, row.due, self._today),
            reason=row.reason,
            meeting=row.meeting_id,
            said_on=said,
            settled_on=settled,
            days=max(0, ((settled or self._today) - said).days),
            key_result=key_result,
            answer=request.answer if request else None,
            note=request.note if request else "",
        )
