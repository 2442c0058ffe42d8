"""What people have promised each other over all meetings: actions, and requests for help or resources (METHOD M13).

Of a request, whoever is asked owes it: a person, or for a unit its manager, and the whole unit sees it. One that became
an action is that action and nothing beside it. A request that was declined is answered, and neither open nor dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from facilitator.common import clock
from facilitator.people.reading import units_below
from facilitator.promises import kept
from facilitator.promises.kept import WINDOW, Kept
from facilitator.store.database import Database
from facilitator.tables.meeting import Action, Meeting, Request
from facilitator.tables.okr import KeyResult
from facilitator.tables.people import Person, Unit


@dataclass(frozen=True, slots=True)
class Promise:
    """An action or a request.

    Attributes:
        kind: `action` or `request`; with `id` it names the promise.
        person_id: Who owes it: the owner, the asked person, or the asked unit's manager; None: nobody yet.
        person: Their name.
        asked_unit: The unit that a request asks; None where it asks a person.
        unit_id: The unit in whose figures it counts: the asked one, else the owing person's, else the meeting's.
        asker_id: Who asked, of a request and of an action that came of one.
        asker: Their name.
        first_due: By when it was to be done at first, where that was moved.
        state: `open`, `done`, `dropped`, or `declined`, which only a request can be.
        overdue: Whether it is open and its date is past.
        reason: Why it was dropped.
        meeting: The id of the meeting that it was made in; None: in none.
        said_on: The day it was made.
        settled_on: The day it was done, dropped or declined; None while it is open.
        days: Its age while it is open; else how long it took.
        key_result: What it serves, or what a request became.
        answer: What the asked side said to a request: `accepted`, `countered`, `declined`; None: nothing yet.
        note: The asked side's words.
    """

    kind: str
    id: int
    text: str
    person_id: int | None
    person: str | None
    asked_unit: str | None
    unit_id: int | None
    asker_id: int | None
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
        """Whether it is still to be done."""
        return self.state == "open"

    @property
    def owes(self) -> str:
        """Who owes it, in words: of a unit the unit, with whoever speaks for it."""
        if self.asked_unit is not None:
            return f"{self.asked_unit} ({self.person})" if self.person else self.asked_unit
        return self.person or "nobody yet"


def of_person(
    database: Database, person_id: int, *, only_open: bool = False, today: date | None = None
) -> tuple[Promise, ...]:
    """What somebody owes, and what they wait for: `asker_id` tells which; those due first come first."""
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
            today,
        )


def of_unit(
    database: Database, unit_id: int, *, only_open: bool = False, today: date | None = None
) -> tuple[Promise, ...]:
    """What concerns a unit or those below it: made in their meetings, owed or waited for by them; as `of_person`."""
    with database.reading() as session:
        return _of_units(session, units_below(session, unit_id), only_open, today)


def of_all(database: Database, *, only_open: bool = False, today: date | None = None) -> tuple[Promise, ...]:
    """Everybody's; as `of_person`."""
    with database.reading() as session:
        return _read(session, true(), true(), only_open, today)


def kept_by_unit(database: Database, unit_id: int, *, days: int = WINDOW, today: date | None = None) -> Kept | None:
    """How the unit and those below it keep what they owe, over the last `days` days (`promises.kept` says how).

    Returns:
        None where all that counts is owed by fewer than two people: it would be the figure of one (METHOD M9).
    """
    today = today or clock.today()
    with database.reading() as session:
        units = units_below(session, unit_id)
        mine = [one for one in _of_units(session, units, False, today, _since(today, days)) if one.unit_id in units]
    counting = [one for one in mine if one.overdue or one.state in ("done", "dropped")]
    if len({one.person_id for one in counting} - {None}) < 2 and counting:
        return None
    return kept.count(map(_course, counting), today, days)


def _course(one: Promise) -> kept.Course:
    return kept.Course(one.state, one.said_on, one.due, one.settled_on, one.first_due is not None)


def _since(today: date, days: int) -> datetime:
    # A day more than asked for: which day it was depends on the time zone, and is looked at afterwards.
    return clock.moment_of(today - timedelta(days=days + 1))


def _of_units(
    session: Session, units: Sequence[int], only_open: bool, today: date | None, since: datetime | None = None
) -> tuple[Promise, ...]:
    return _read(session, *concerning(units), only_open, today, since)


def concerning(units: Sequence[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Which actions, and which requests, concern these units: made in their meetings, owed or waited for by them.

    Conditions on `Meeting`, and on `Request`, which of an action is the one that became it.
    """
    people = select(Person.id).where(Person.unit_id.in_(units))
    met = Meeting.unit_id.in_(units)
    asked = or_(Request.from_person_id.in_(people), Request.to_unit_id.in_(units))
    return or_(met, Action.owner_id.in_(people), asked), or_(met, Request.to_person_id.in_(people), asked)


def open_by_unit(session: Session, today: date) -> tuple[dict[int | None, int], int, int]:
    """How many open actions concern each unit or those below it, as `of_unit` lists them.

    Returns:
        The counts by unit id, how many actions are open in all, and how many of these are overdue.
    """
    parents: dict[int | None, int | None] = dict(session.execute(select(Unit.id, Unit.parent_id)).all())
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
    for _, *places in rows:
        above: set[int | None] = set()
        for place in places:
            here: int | None = place
            while here is not None and here not in above:
                above.add(here)
                here = parents.get(here)
        counts.update(above)
    return dict(counts), len(rows), sum(kept.is_overdue("open", due, today) for due, *_ in rows)


def _read(
    session: Session,
    which_actions: ColumnElement[bool],
    which_requests: ColumnElement[bool],
    only_open: bool,
    today: date | None,
    since: datetime | None = None,
) -> tuple[Promise, ...]:
    """The number of queries depends on nothing; `since` leaves out what was settled before."""
    names = _Names(session, today or clock.today())

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
    found = [names.action(*row) for row in actions] + [names.request(*row) for row in requests]
    return tuple(sorted(found, key=lambda one: (one.due or date.max, one.said_on, one.kind, one.id)))


class _Names:
    """Who everybody is, to put rows together with."""

    def __init__(self, session: Session, today: date) -> None:
        self._today = today
        self._people = {row.id: row for row in session.execute(select(Person.id, Person.name, Person.unit_id))}
        self._units = {row.id: row for row in session.execute(select(Unit.id, Unit.name, Unit.manager_id))}

    def action(self, row: Action, met: int | None, key_result: str | None, request: Request | None) -> Promise:
        asker = request.from_person_id if request else None
        return self._promise(row, "action", row.text, row.owner_id, None, asker, met, key_result, request)

    def request(self, row: Request, met: int | None, key_result: str | None) -> Promise:
        unit = self._units.get(row.to_unit_id or 0)
        owes = row.to_person_id or (unit.manager_id if unit else None)
        asked_unit = unit.id if unit and row.to_person_id is None else None
        return self._promise(row, "request", row.what, owes, asked_unit, row.from_person_id, met, key_result, row)

    def _promise(
        self,
        row: Action | Request,
        kind: str,
        text: str,
        owes: int | None,
        asked_unit: int | None,
        asker: int | None,
        met: int | None,
        key_result: str | None,
        request: Request | None,
    ) -> Promise:
        person, asking = self._people.get(owes or 0), self._people.get(asker or 0)
        said = clock.day_of(row.recorded_at)
        settled = clock.day_of(row.done_at) if row.done_at and row.state != "open" else None
        declined = kind == "request" and row.state == "dropped" and request is not None and request.answer == "declined"
        return Promise(
            kind=kind,
            id=row.id,
            text=text,
            person_id=owes,
            person=person.name if person else None,
            asked_unit=self._units[asked_unit].name if asked_unit else None,
            unit_id=asked_unit or (person.unit_id if person else None) or met,
            asker_id=asker,
            asker=asking.name if asking else None,
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
