"""A presenter's turn as the meeting shows it: their OKRs, what they ask for, what is suggested, how it fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from facilitator.okr import owners
from facilitator.people.reading import units_below
from facilitator.store.database import Database
from facilitator.tables.consensus import Presentation
from facilitator.tables.meeting import Action, Attendance, Meeting, Request
from facilitator.tables.okr import KeyResult, Objective, Suggestion
from facilitator.tables.people import Unit


@dataclass(frozen=True, slots=True)
class KeyResultShown:
    """A key result in a line; not how sure its owner is, which nobody is to hear before they vote (METHOD M14)."""

    id: int
    title: str
    start: float | None
    target: float | None
    current: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class ObjectiveShown:
    """An objective as a heading.

    Attributes:
        supports: What it supports, an objective or a key result, and whose that is; empty where nothing is named.
        supported_by: The objectives that support it or one of its key results, and whose they are.
    """

    id: int
    title: str
    owner: str
    supports: str
    supported_by: tuple[str, ...]
    key_results: tuple[KeyResultShown, ...]


@dataclass(frozen=True, slots=True)
class RequestShown:
    """What a presenter asks for.

    Attributes:
        answer: One of `requesting.ANSWERS`; None: nothing yet.
        here: Whether it was made in this meeting; else it is still open from before.
        became: What it has become, in words; empty: nothing.
        objectives: The id and the title of each objective of the asked side in the meeting's cycle.
    """

    id: int
    asker: str
    asked: str
    what: str
    key_result: str | None
    due: date | None
    state: str
    answer: str | None
    note: str
    carried_over: bool
    here: bool
    became: str
    objectives: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class SuggestionShown:
    """What a bystander suggests.

    Attributes:
        about: The title of the objective or key result that it is about.
        here: Whether it was made in this meeting; else it is still open from before.
    """

    id: int
    about: str
    text: str
    by: str | None
    state: str
    answer: str
    here: bool


@dataclass(frozen=True, slots=True)
class Presented:
    """What there is of one presenter.

    Attributes:
        aligned: How their OKRs fit upward and across, where that was said.
    """

    person_id: int
    name: str
    objectives: tuple[ObjectiveShown, ...]
    requests: tuple[RequestShown, ...]
    suggestions: tuple[SuggestionShown, ...]
    aligned: str

    @property
    def silent(self) -> bool:
        """Whether there are OKRs, and nothing was asked, suggested or aligned in this meeting."""
        said = any(one.here for one in self.requests) or any(one.here for one in self.suggestions)
        return bool(self.objectives) and not self.aligned and not said


def presenter(
    objective: Objective, units: Mapping[int | None, Unit], attendance: Mapping[int, str], facilitator_id: int | None
) -> int | None:
    """The id of who presents an objective: its owner, or the manager of the unit that owns it, or else somebody here.

    Args:
        objective: Which.
        units: All units, by id.
        attendance: The state of everybody's attendance, in speaking order.
        facilitator_id: Who facilitates, and stands in for a manager who is not here.
    """
    if objective.owner_person_id is not None:
        return objective.owner_person_id
    unit = units.get(objective.owner_unit_id)
    for one in (unit.manager_id if unit else None, facilitator_id):
        if one is not None and attendance.get(one, "absent") != "absent":
            return one
    return next((one for one, state in attendance.items() if state != "absent"), None)


def of_meeting(database: Database, meeting_id: int) -> dict[int, Presented]:
    """Everybody's turn in a consensus meeting, by person id; the number of queries depends on nothing."""
    with database.reading() as session:
        return _Reading(session, session.get_one(Meeting, meeting_id)).turns()


class _Reading:
    def __init__(self, session: Session, meeting: Meeting) -> None:
        self.session, self.meeting = session, meeting
        self.whose = owners.read(session)
        self.people, self.units = self.whose.people, self.whose.units
        self.attendance: dict[int, str] = dict(
            session.execute(
                select(Attendance.person_id, Attendance.state)
                .where(Attendance.meeting_id == meeting.id)
                .order_by(Attendance.position, Attendance.id)
            ).all()
        )

    def turns(self) -> dict[int, Presented]:
        rows = self._objectives()
        objectives = self._shown(rows)
        turn_of = {row.id: presenter(row, self.units, self.attendance, self.meeting.facilitator_id) for row in rows}
        requests, suggestions = self._requests(), self._suggestions(rows)
        aligned = dict(
            self.session.execute(
                select(Presentation.person_id, Presentation.aligned).where(Presentation.meeting_id == self.meeting.id)
            ).all()
        )
        return {
            person_id: Presented(
                person_id=person_id,
                name=self.people[person_id],
                objectives=tuple(one for one in objectives if turn_of[one.id] == person_id),
                requests=tuple(one for asker, one in requests if asker == person_id),
                suggestions=tuple(one for objective, one in suggestions if turn_of[objective] == person_id),
                aligned=aligned.get(person_id, ""),
            )
            for person_id in self.attendance
        }

    def _owner(self, row: Objective, key_result: KeyResult | None = None) -> str:
        return self.whose.name(row, key_result) or "nobody yet"

    def _objectives(self) -> list[Objective]:
        owned = or_(
            Objective.owner_person_id.in_(list(self.attendance)),
            Objective.owner_unit_id.in_(units_below(self.session, self.meeting.unit_id)),
        )
        query = select(Objective).where(Objective.cycle_id == self.meeting.agreed_cycle_id, owned)
        return list(self.session.scalars(query.order_by(Objective.position, Objective.id)))

    def _shown(self, rows: Sequence[Objective]) -> list[ObjectiveShown]:
        ids = [row.id for row in rows]
        key_results: dict[int, list[KeyResult]] = {one: [] for one in ids}
        in_order = select(KeyResult).where(KeyResult.objective_id.in_(ids), KeyResult.dropped.is_(False))
        for one in self.session.scalars(in_order.order_by(KeyResult.position, KeyResult.id)):
            key_results[one.objective_id].append(one)
        above = self._above(rows)
        below = self._below(ids, {one.id: one.objective_id for some in key_results.values() for one in some})
        return [
            ObjectiveShown(
                id=row.id,
                title=row.title,
                owner=self._owner(row),
                supports=above.get(row.id, ""),
                supported_by=tuple(below.get(row.id, ())),
                key_results=tuple(
                    KeyResultShown(one.id, one.title, one.start, one.target, one.current, one.unit)
                    for one in key_results[row.id]
                ),
            )
            for row in rows
        ]

    def _above(self, rows: Sequence[Objective]) -> dict[int, str]:
        """What each of the objectives supports."""
        titles: dict[int | None, str] = {
            row.id: f"{row.title} ({self._owner(row)})"
            for row in self.session.scalars(
                select(Objective).where(Objective.id.in_([row.supports_objective_id or 0 for row in rows]))
            )
        }
        parts = self.session.execute(
            select(KeyResult, Objective)
            .join(Objective, Objective.id == KeyResult.objective_id)
            .where(KeyResult.id.in_([row.supports_key_result_id or 0 for row in rows]))
        )
        of_key_results: dict[int | None, str] = {
            part.id: f"{part.title} ({self._owner(whole, part)})" for part, whole in parts
        }
        return {
            row.id: of_key_results.get(row.supports_key_result_id) or titles.get(row.supports_objective_id) or ""
            for row in rows
        }

    def _below(self, ids: Sequence[int], objective_of: Mapping[int, int]) -> dict[int, list[str]]:
        """What supports each of the objectives, or a key result of it."""
        found: dict[int, list[str]] = {}
        supporting = or_(
            Objective.supports_objective_id.in_(ids), Objective.supports_key_result_id.in_(list(objective_of))
        )
        for row in self.session.scalars(select(Objective).where(supporting).order_by(Objective.position, Objective.id)):
            above = objective_of.get(row.supports_key_result_id or 0, row.supports_objective_id)
            if above is not None:
                found.setdefault(above, []).append(f"{row.title} ({self._owner(row)})")
        return found

    def _requests(self) -> list[tuple[int, RequestShown]]:
        """The meeting's own, and those that its people made before and are still open; with who asks."""
        mine = Request.from_person_id.in_(list(self.attendance)) & (Request.state == "open")
        before = mine & (Request.recorded_at < self.meeting.started_at)
        rows = self.session.execute(
            select(Request, KeyResult.title, Action.owner_id)
            .outerjoin(KeyResult, KeyResult.id == Request.key_result_id)
            .outerjoin(Action, Action.id == Request.became_action_id)
            .where(or_(Request.meeting_id == self.meeting.id, before))
            .order_by(Request.id)
        ).all()
        choices = self._choices([row for row, _, _ in rows])
        found = []
        for row, title, owner in rows:
            unit = self.units.get(row.to_unit_id)
            became = "a key result" if row.became_key_result_id else ""
            if row.became_action_id is not None:
                became = f"action of {self.people.get(owner, 'nobody yet')}"
            one = RequestShown(
                id=row.id,
                asker=self.people[row.from_person_id],
                asked=self.people.get(row.to_person_id) or (unit.name if unit else "nobody yet"),
                what=row.what,
                key_result=title,
                due=row.due,
                state=row.state,
                answer=row.answer,
                note=row.note,
                carried_over=row.carried_over,
                here=row.meeting_id == self.meeting.id,
                became=became,
                objectives=tuple(choices.get((row.to_person_id, row.to_unit_id), ())),
            )
            found.append((row.from_person_id, one))
        return found

    def _choices(self, requests: Sequence[Request]) -> dict[tuple[int | None, int | None], list[tuple[int, str]]]:
        """The objectives of each asked side in the meeting's cycle: the person's, or the unit's."""
        people = [row.to_person_id for row in requests if row.to_person_id is not None]
        units = [row.to_unit_id for row in requests if row.to_unit_id is not None]
        owned = or_(Objective.owner_person_id.in_(people), Objective.owner_unit_id.in_(units))
        query = select(Objective).where(
            Objective.cycle_id == self.meeting.agreed_cycle_id, Objective.state != "closed", owned
        )
        found: dict[tuple[int | None, int | None], list[tuple[int, str]]] = {}
        for row in self.session.scalars(query.order_by(Objective.position, Objective.id)):
            found.setdefault((row.owner_person_id, row.owner_unit_id), []).append((row.id, row.title))
        return found

    def _suggestions(self, objectives: Sequence[Objective]) -> list[tuple[int, SuggestionShown]]:
        """The meeting's own, and those that are still open from before; with the objective that they are about."""
        titles = {row.id: row.title for row in objectives}
        rows = self.session.execute(
            select(Suggestion, KeyResult.title)
            .outerjoin(KeyResult, KeyResult.id == Suggestion.key_result_id)
            .where(
                Suggestion.objective_id.in_(list(titles)),
                or_(Suggestion.meeting_id == self.meeting.id, Suggestion.state == "open"),
            )
            .order_by(Suggestion.id)
        )
        return [
            (
                row.objective_id,
                SuggestionShown(
                    id=row.id,
                    about=title or titles[row.objective_id],
                    text=row.text,
                    by=self.people.get(row.by_id),
                    state=row.state,
                    answer=row.answer,
                    here=row.meeting_id == self.meeting.id,
                ),
            )
            for row, title in rows
        ]
