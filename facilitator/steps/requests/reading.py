"""Reads a presenter's turn as the meeting shows it: their OKRs, what they ask for, what is suggested, how it fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from facilitator.common.grouping import grouped
from facilitator.meeting.objectives import attendance_of, objectives_of, presenter
from facilitator.okr import owners
from facilitator.okr import reading as okr_reading
from facilitator.okr.owners import Owners
from facilitator.okr.views import ObjectiveView
from facilitator.store.database import Database
from facilitator.tables.consensus import Presentation
from facilitator.tables.meeting import Action, Meeting, Request
from facilitator.tables.okr import KeyResult, Objective, Suggestion


@dataclass(frozen=True, slots=True)
class PresentedObjective:
    """A presenter's objective, beside those that support it; how sure its owner is is not shown before the vote.

    Attributes:
        supported_by: The objectives that support it or one of its key results, and whose they are.
    """

    objective: ObjectiveView
    supported_by: tuple[str, ...]

    @property
    def supports(self) -> str:
        """What it supports, an objective or a key result, and whose that is; empty where nothing is named."""
        above = self.objective.supports
        return f"{above.title} ({above.owner or 'nobody yet'})" if above else ""


@dataclass(frozen=True, slots=True)
class SupportRequest:
    """A request for support, as its panel and check-ins show it.

    Attributes:
        answer: One of `promises.requests.ANSWERS`; None: nothing yet.
        answered_by_id: Who has answered it, where that is known.
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
    answered_by_id: int | None
    answered_by: str | None
    carried_over: bool
    here: bool = False
    became: str = ""
    objectives: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, row: Request, key_result: str | None, whose: Owners, **meeting: Any) -> SupportRequest:
        """Return the view of a row; `meeting` is what there is of it in a meeting."""
        return cls(
            row.id,
            whose.people[row.from_person_id],
            whose.name_of(row.to_person_id, row.to_unit_id) or "nobody yet",
            row.what,
            key_result,
            row.due,
            row.state,
            row.answer,
            row.note,
            row.answered_by_id,
            whose.people.get(row.answered_by_id),
            row.carried_over,
            **meeting,
        )


@dataclass(frozen=True, slots=True)
class PresentedSuggestion:
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
class PresenterTurn:
    """What there is of one presenter.

    Attributes:
        aligned: How their OKRs fit upward and across, where that was said.
    """

    person_id: int
    name: str
    objectives: tuple[PresentedObjective, ...]
    requests: tuple[SupportRequest, ...]
    suggestions: tuple[PresentedSuggestion, ...]
    aligned: str

    @property
    def silent(self) -> bool:
        """Whether there are OKRs, and nothing was asked, suggested or aligned in this meeting."""
        spoken = any(row.here for row in self.requests) or any(row.here for row in self.suggestions)
        return bool(self.objectives) and not self.aligned and not spoken


def of_meeting(database: Database, meeting_id: int) -> dict[int, PresenterTurn]:
    """Return everybody's turn in a consensus meeting, by person id; the number of queries depends on nothing."""
    with database.reading() as session:
        return _Reading(session, session.get_one(Meeting, meeting_id)).turns()


class _Reading:
    def __init__(self, session: Session, meeting: Meeting) -> None:
        self.session, self.meeting = session, meeting
        self.whose = owners.read(session)
        self.people = self.whose.people
        self.attendance = attendance_of(session, meeting.id)

    def turns(self) -> dict[int, PresenterTurn]:
        objectives = okr_reading.objectives(self.session, Objective.id.in_(objectives_of(self.session, self.meeting)))
        supporting = self._supporting(objectives)
        turn_of = {
            row.id: presenter(row.person_id, row.speaker_id, self.attendance, self.meeting.facilitator_id)
            for row in objectives
        }
        requests, suggestions = self._requests(), self._suggestions(objectives)
        aligned = dict(
            self.session.execute(
                select(Presentation.person_id, Presentation.aligned).where(Presentation.meeting_id == self.meeting.id)
            ).all()
        )
        return {
            person_id: PresenterTurn(
                person_id=person_id,
                name=self.people[person_id],
                objectives=tuple(
                    PresentedObjective(row, tuple(supporting.get(row.id, ())))
                    for row in objectives
                    if turn_of[row.id] == person_id
                ),
                requests=tuple(request for asker, request in requests if asker == person_id),
                suggestions=tuple(
                    suggestion for objective, suggestion in suggestions if turn_of[objective] == person_id
                ),
                aligned=aligned.get(person_id, ""),
            )
            for person_id in self.attendance
        }

    def _supporting(self, objectives: Sequence[ObjectiveView]) -> dict[int, list[str]]:
        """Return what supports each of the objectives, or a key result of it."""
        ids = [row.id for row in objectives]
        objective_of = {row.id: row.objective_id for objective in objectives for row in objective.key_results}
        supporting = or_(
            Objective.supports_objective_id.in_(ids), Objective.supports_key_result_id.in_(list(objective_of))
        )
        titles: dict[int, list[str]] = defaultdict(list)
        for row in self.session.scalars(select(Objective).where(supporting).order_by(Objective.position, Objective.id)):
            above = objective_of.get(row.supports_key_result_id or 0, row.supports_objective_id)
            if above is not None:
                titles[above].append(f"{row.title} ({self.whose.name(row) or 'nobody yet'})")
        return titles

    def _requests(self) -> list[tuple[int, SupportRequest]]:
        """Return the meeting's own, and those that its people made before and are still open; with who asks."""
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
        requests = []
        for row, title, owner in rows:
            became = "a key result" if row.became_key_result_id else ""
            if row.became_action_id is not None:
                became = f"action of {self.people.get(owner, 'nobody yet')}"
            view = SupportRequest.of(
                row,
                title,
                self.whose,
                here=row.meeting_id == self.meeting.id,
                became=became,
                objectives=tuple(choices.get((row.to_person_id, row.to_unit_id), ())),
            )
            requests.append((row.from_person_id, view))
        return requests

    def _choices(self, requests: Sequence[Request]) -> dict[tuple[int | None, int | None], list[tuple[int, str]]]:
        """Return the objectives of each asked side in the meeting's cycle: the person's, or the unit's."""
        people = [row.to_person_id for row in requests if row.to_person_id is not None]
        units = [row.to_unit_id for row in requests if row.to_unit_id is not None]
        owned = or_(Objective.owner_person_id.in_(people), Objective.owner_unit_id.in_(units))
        query = select(Objective).where(
            Objective.cycle_id == self.meeting.agreed_cycle_id, Objective.state != "closed", owned
        )
        rows = self.session.scalars(query.order_by(Objective.position, Objective.id))
        return grouped(((row.owner_person_id, row.owner_unit_id), (row.id, row.title)) for row in rows)

    def _suggestions(self, objectives: Sequence[ObjectiveView]) -> list[tuple[int, PresentedSuggestion]]:
        """Return the meeting's own, and those still open from before; with the objective that they are about."""
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
                PresentedSuggestion(
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
