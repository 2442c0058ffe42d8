"""One reading of a meeting, which every form of its minutes is made from.

What ended is shown as it was at its end, whatever happened to cards, key results and actions since: the same meeting
gives the same minutes. Only names are today's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from facilitator import clock
from facilitator.meeting import running, timeline
from facilitator.meeting.agenda import Agenda, Prompt, Step
from facilitator.meeting.record import Action, Card, Decision, Meeting, ParkedTopic, Request
from facilitator.meeting.timeline import Position
from facilitator.okr.model import KeyResult, Objective, Progress
from facilitator.people import Person, Unit
from facilitator.steps import round as rounds
from facilitator.store.database import Base, Database
from facilitator.store.journal import rows_before

_Row = TypeVar("_Row", bound=Base)


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who was asked to come. `seconds` is how long they spoke."""

    name: str
    state: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody said. `outcome` is what became of a difficulty, `again` that it stood there last time too."""

    text: str
    outcome: str | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """One person's part of a round: the sentences for each of its prompts, in the order of the prompts."""

    person: str
    said: Mapping[str, tuple[Sentence, ...]]


@dataclass(frozen=True, slots=True)
class Moved:
    """A key result that was updated: the first value before, the last one after."""

    key_result: str
    owner: str | None
    before: float | None
    after: float | None
    target: float | None
    unit: str
    confidence_before: int | None
    confidence: int | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pinned:
    """A card on the whiteboard."""

    card: str
    owner: str | None
    column: str
    key_result: str | None


@dataclass(frozen=True, slots=True)
class StepTold:
    """A step with what was recorded in it; a step to come and a kind that records nothing have no records."""

    kind: str
    title: str
    planned_seconds: int
    seconds: float
    prompts: tuple[Prompt, ...]
    columns: tuple[str, ...]
    records: tuple[Spoken | Moved | Pinned, ...]


@dataclass(frozen=True, slots=True)
class ActionTold:
    """Who does what by when."""

    text: str
    owner: str | None
    due: date | None
    state: str
    key_result: str | None


@dataclass(frozen=True, slots=True)
class RequestTold:
    """Help that somebody asked for."""

    asker: str
    asked: str
    what: str
    state: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A decision or a parked topic, and whose it is."""

    text: str
    by: str | None


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
        position: None when it has ended.
        started_at: In the facilitator's time zone, or else in this machine's; so is `ended_at`.
        seconds: Time spent, pauses left out.
        attendance: Everybody, in speaking order.
        carried_actions: Actions of earlier meetings that were open when this one began.
        carried_requests: The same of requests for help.
    """

    id: int
    mode: str
    title: str
    team: str
    cycle: str | None
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

    @property
    def draft(self) -> bool:
        """Whether it may still change."""
        return self.state != "ended"

    @property
    def overtime(self) -> int:
        """Seconds past the planned ones."""
        return max(0, round(self.seconds) - self.planned_seconds)


def read(database: Database, meeting_id: int, now: clock.Reading | None = None) -> Document:
    """Read a meeting, ended or not.

    Args:
        database: Where.
        meeting_id: Which.
        now: The moment that a running meeting is shown at; else this one.

    Raises:
        NotFound: There is no such meeting.
    """
    turns = rounds.turns(database, meeting_id)
    with database.reading() as session:
        live = running.read(session, meeting_id)
        meeting = session.get_one(Meeting, meeting_id)
        return _Reader(session, live, meeting, live.position(now)).document(turns)


class _Reader:
    def __init__(self, session: Session, live: running.Live, meeting: Meeting, position: Position) -> None:
        self.session, self.live, self.meeting, self.position = session, live, meeting, position
        people = session.execute(select(Person.id, Person.name, Person.timezone)).all()
        self.people: dict[int | None, str] = {person_id: name for person_id, name, _ in people}
        self.zones: dict[int | None, str | None] = {person_id: zone for person_id, _, zone in people}
        self.past = self._past()
        self.key_results: dict[int | None, tuple[KeyResult, str | None]] = {}
        self.units: dict[int | None, Unit] = {row.id: row for row in self.rows(Unit, session.scalars(select(Unit)))}

    def _past(self) -> dict[tuple[str, int], dict[str, Any] | None]:
        """The rows that changed since the end, as they were."""
        if self.meeting.ended_at is None:
            return {}
        marks = [event.data.get("journal") for event in self.live.events if event.kind == "ended"]
        end = self.meeting.ended_at if not marks or marks[-1] is None else int(marks[-1])
        # What the meeting itself changes after its end in what came out of it corrects the minutes.
        return rows_before(self.session, ("action", "request"), end, but_of=self.meeting.id) | rows_before(
            self.session, ("card", "unit", "key_result", "objective"), end
        )

    def rows(self, table: type[_Row], rows: Iterable[_Row]) -> list[_Row]:
        """The rows as they were at the end, with those that are gone since; others may be among them."""
        found = {int(row.__mapper__.primary_key_from_instance(row)[0]): row for row in rows}
        columns = set(table.__mapper__.column_attrs.keys())
        for (name, row_id), values in self.past.items():
            if name == table.__tablename__ and values is None:
                found.pop(row_id, None)
            elif name == table.__tablename__ and values is not None:
                found[row_id] = table(**{key: value for key, value in values.items() if key in columns})
        return [found[row_id] for row_id in sorted(found)]

    def document(self, turns: Mapping[int, rounds.Turn]) -> Document:
        meeting, live, position, session = self.meeting, self.live, self.position, self.session
        earlier = set(session.scalars(select(Meeting.id).where(Meeting.unit_id == live.unit_id, Meeting.id < live.id)))
        actions = self.rows(Action, session.scalars(select(Action).where(_wanted(Action, meeting))))
        requests = self.rows(Request, session.scalars(select(Request).where(_wanted(Request, meeting))))
        progress = session.scalars(select(Progress).where(Progress.meeting_id == live.id).order_by(Progress.id)).all()
        cards = self.cards()
        self.key_results = self.named_key_results(
            {row.key_result_id for row in actions}
            | {row.key_result_id for row in progress}
            | {row.key_result_id for row in cards}
        )
        decisions = session.scalars(select(Decision).where(Decision.meeting_id == live.id).order_by(Decision.id))
        parked = session.scalars(select(ParkedTopic).where(ParkedTopic.meeting_id == live.id).order_by(ParkedTopic.id))
        records: dict[str, tuple[Moved | Pinned, ...]] = {
            "progress": self.moved(progress),
            "whiteboard": tuple(
                Pinned(card.title, self.people.get(card.owner_id), card.column, self.title(card.key_result_id))
                for card in cards
            ),
        }
        zone = self.zones.get(live.facilitator_id)
        return Document(
            id=live.id,
            mode=meeting.mode,
            title=live.agenda.title,
            team=live.team,
            cycle=live.cycle,
            facilitator=live.facilitator,
            state=position.state,
            position=None if position.state == "ended" else self.place(live.agenda),
            started_at=_local(live.started_at, zone),
            ended_at=_local(meeting.ended_at, zone) if meeting.ended_at else None,
            planned_seconds=meeting.planned_seconds,
            seconds=position.seconds,
            paused_seconds=position.paused_seconds,
            attendance=tuple(
                Attendee(self.people[one], position.attendance[one], position.speaker_seconds.get(one, 0.0))
                for one in position.order
                if one in position.attendance
            ),
            steps=tuple(
                StepTold(
                    kind=step.kind,
                    title=step.title,
                    planned_seconds=step.seconds,
                    seconds=position.step_seconds[index],
                    prompts=step.prompts,
                    columns=step.columns,
                    records=()
                    if self.to_come(index)
                    else self.spoken(step, turns)
                    if step.kind == "round"
                    else records.get(step.kind, ()),
                )
                for index, step in enumerate(live.agenda.steps)
            ),
            decisions=tuple(Noted(row.text, self.people.get(row.by_id)) for row in decisions),
            actions=tuple(self.action(row) for row in actions if row.meeting_id == live.id),
            parked=tuple(Noted(row.text, self.people.get(row.by_id)) for row in parked),
            requests=tuple(self.request(row) for row in requests if row.meeting_id == live.id),
            carried_actions=tuple(self.action(row) for row in actions if self.carried(row, earlier)),
            carried_requests=tuple(self.request(row) for row in requests if self.carried(row, earlier)),
        )

    def to_come(self, index: int) -> bool:
        position = self.position
        return position.state != "ended" and index > position.step and position.step_seconds[index] == 0

    def place(self, agenda: Agenda) -> Place:
        position = self.position
        if position.speaker is None:
            return Place(position.step, None, None, None)
        return Place(
            step=position.step,
            speaker=self.people[position.speaker],
            speaker_seconds=position.round_seconds.get(position.speaker, 0.0),
            speaker_planned_seconds=timeline.turn_planned(agenda, position),
        )

    def spoken(self, step: Step, turns: Mapping[int, rounds.Turn]) -> tuple[Spoken, ...]:
        """What everybody said who was there; of the absent, who had something prepared."""
        found = []
        for person in self.position.order:
            said = {
                prompt.key: tuple(
                    Sentence(one.text, one.outcome, one.again)
                    for one in (turns[person].said.get(prompt.key, ()) if person in turns else ())
                )
                for prompt in step.prompts
            }
            if any(said.values()) or self.position.attendance.get(person) != "absent":
                found.append(Spoken(self.people[person], said))
        return tuple(found)

    def cards(self) -> list[Card]:
        """The cards on the boards of the unit and of the units below it."""
        below = [self.live.unit_id]
        for one in below:
            below.extend(unit.id for unit in self.units.values() if unit.parent_id == one and unit.id not in below)
        rows = self.session.scalars(select(Card).where(Card.unit_id.in_(below), Card.archived.is_(False)))
        cards = [card for card in self.rows(Card, rows) if card.unit_id in below and not card.archived]
        return sorted(cards, key=lambda card: (card.position, card.id))

    def named_key_results(self, ids: set[int | None]) -> dict[int | None, tuple[KeyResult, str | None]]:
        """The key results as they were, in the order of the OKRs, with their owners; their titles are today's."""
        if not ids - {None}:
            return {}
        pairs = self.session.execute(
            select(KeyResult, Objective)
            .join(Objective, Objective.id == KeyResult.objective_id)
            .where(KeyResult.id.in_(ids - {None}))
        ).all()
        titles = {row.id: row.title for row, _ in pairs}
        objectives = {row.id: row for row in self.rows(Objective, {row.id: row for _, row in pairs}.values())}
        rows = [row for row in self.rows(KeyResult, [row for row, _ in pairs]) if row.id in ids]
        found: dict[int | None, tuple[KeyResult, str | None]] = {}
        order = {row.id: (row.position, row.id) for row in objectives.values()}
        for row in sorted(rows, key=lambda row: (order.get(row.objective_id, (0, 0)), row.position, row.id)):
            objective = objectives.get(row.objective_id)
            unit = self.units.get(objective.owner_unit_id) if objective else None
            person = row.owner_id or (objective.owner_person_id if objective else None)
            row.title = titles.get(row.id, row.title)
            found[row.id] = (row, self.people.get(person) if person else unit.name if unit else None)
        return found

    def moved(self, progress: Iterable[Progress]) -> tuple[Moved, ...]:
        said: dict[int, list[Progress]] = {}
        for row in progress:
            said.setdefault(row.key_result_id, []).append(row)
        return tuple(
            Moved(
                key_result=key_result.title,
                owner=owner,
                before=said[key_result.id][0].before,
                after=said[key_result.id][-1].after,
                target=key_result.target,
                unit=key_result.unit,
                confidence_before=said[key_result.id][0].confidence_before,
                confidence=said[key_result.id][-1].confidence,
                notes=tuple(row.note for row in said[key_result.id] if row.note),
            )
            for key_result, owner in self.key_results.values()
            if key_result.id in said
        )

    def title(self, key_result_id: int | None) -> str | None:
        found = self.key_results.get(key_result_id)
        return found[0].title if found else None

    def state(self, row: Action | Request) -> str:
        """The state at the end of the meeting: what was settled later was open then."""
        ended = self.meeting.ended_at
        return "open" if ended and row.done_at and row.done_at > ended else row.state

    def carried(self, row: Action | Request, earlier: set[int]) -> bool:
        return row.meeting_id in earlier and (
            self.state(row) == "open" or (row.done_at is not None and row.done_at >= self.meeting.started_at)
        )

    def action(self, row: Action) -> ActionTold:
        return ActionTold(
            row.text, self.people.get(row.owner_id), row.due, self.state(row), self.title(row.key_result_id)
        )

    def request(self, row: Request) -> RequestTold:
        unit = self.units.get(row.to_unit_id)
        asked = self.people.get(row.to_person_id) or (unit.name if unit else "")
        return RequestTold(self.people[row.from_person_id], asked, row.what, self.state(row))


def _wanted(table: type[Action | Request], meeting: Meeting) -> ColumnElement[bool]:
    """The meeting's own, and those of the unit's earlier meetings that were open when it began."""
    earlier = select(Meeting.id).where(Meeting.unit_id == meeting.unit_id, Meeting.id < meeting.id)
    unsettled = or_(table.state == "open", table.done_at >= meeting.started_at)
    return or_(table.meeting_id == meeting.id, table.meeting_id.in_(earlier) & unsettled)


def _local(moment: datetime, zone: str | None) -> datetime:
    try:
        return moment.astimezone(ZoneInfo(zone) if zone else None)
    except (ValueError, OSError, LookupError):  # a zone that this machine does not know
        return moment.astimezone()
