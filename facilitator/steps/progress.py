"""OKR first: the progress of what matters most, before anybody speaks (METHOD M19, M20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from facilitator.common import text as common_text
from facilitator.common.text import before_figures, clean_line, is_blank
from facilitator.common.toml_writer import number, quoted
from facilitator.documents import blocks
from facilitator.documents.blocks import Bar, Block, Heading
from facilitator.meeting import running
from facilitator.meeting.past import Past
from facilitator.okr import current, owners, progress, tracking
from facilitator.okr.changing import record_progress
from facilitator.people.reading import find_person, units_below
from facilitator.steps.asking import Names, Reader, Recording, Who
from facilitator.steps.by_unit import Groups, groups_of
from facilitator.steps.kind import Kind, StepTold
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.okr import KeyResult, Objective, Progress

FALL = 2
"""A confidence that falls by so much needs its reason (METHOD M20, M21)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one key result stands.

    Attributes:
        since: The value at the end of the last meeting; None where it is the same.
        since_confidence: The same of the confidence.
        ratio: Share of the way, as `okr.progress.ratio`; None with `note` saying why.
        risk: Why it is at risk, all reasons in words; empty when it is not, and where it is not told
            (`okr.progress.told`).
        why: The last note on it; may be empty.
        explained: Whether a note was made since the last meeting.
        group: The unit that it counts for, where units meet instead of people; else empty.
        risk_order: Sorts those at risk, the worst first.
        guest: Whether it is here with somebody who takes part, and counts for another team.
    """

    id: int
    title: str
    objective: str
    owner: str
    start: float | None
    target: float | None
    current: float | None
    unit: str
    confidence: int | None
    since: float | None
    since_confidence: int | None
    ratio: float | None
    note: str
    risk: str
    why: str
    explained: bool
    group: str = ""
    risk_order: tuple[float, ...] = ()
    guest: bool = False

    @property
    def unexplained_fall(self) -> int:
        """By how much the confidence fell since the last meeting, where that is 2 or more and nobody said why."""
        if self.explained or self.confidence is None or self.since_confidence is None:
            return 0
        fall = self.since_confidence - self.confidence
        return fall if fall >= FALL else 0

    @property
    def milestone(self) -> bool:
        """Whether it has no numbers."""
        return self.target is None


def of_meeting(database: Database, meeting_id: int) -> tuple[Standing, ...]:
    """The key results of the meeting's unit and its people in the meeting's cycle, objectives at risk first.

    Where units meet, they are those of the units and of all their people, unit by unit.
    """
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        if meeting.cycle_id is None:
            return ()
        speak = dict(
            session.execute(
                select(Attendance.person_id, Attendance.stands_for)
                .where(Attendance.meeting_id == meeting_id)
                .order_by(Attendance.position)
            ).all()
        )
        units = units_below(session, meeting.unit_id)
        groups = groups_of(session, meeting.unit_id, units) if any(speak.values()) else None
        last = select(func.max(Meeting.ended_at)).where(
            Meeting.unit_id == meeting.unit_id, Meeting.id < meeting_id, Meeting.state == "ended"
        )
        owned = (Objective.cycle_id == meeting.cycle_id) & owners.of_team(units, speak)
        found = _standings(session, owned, session.scalar(last), groups)
        ours = select(KeyResult.id).join(KeyResult.objective).where(owned & owners.of_team(units))
        theirs = set(session.scalars(ours))
        found = [replace(one, guest=one.id not in theirs) for one in found]
        risky = {(one.group, one.objective) for one in found if one.risk}
        order = {one.objective: index for index, one in reversed(list(enumerate(found)))}
        place = {name: index for index, name in enumerate(groups.order if groups else ("",))}
        return tuple(
            sorted(
                found,
                key=lambda one: (
                    place.get(one.group, len(place)),
                    (one.group, one.objective) not in risky,
                    order[one.objective],
                    not one.risk,
                    one.risk_order,
                ),
            )
        )


def of_person(database: Database, name: str) -> tuple[Standing, ...]:
    """The key results that the person owns in the cycle in progress.

    Raises:
        NotFoundError: Nobody is called so.
    """
    with database.reading() as session:
        person = find_person(session, name)
        cycle = current.in_progress(session, datetime.now().astimezone().date())
        if cycle is None:
            return ()
        # What is closed is only read: nobody is asked how it goes on.
        owned = (Objective.cycle_id == cycle.id) & owners.of_person(person.id) & (Objective.state != "closed")
        last = (
            select(func.max(Meeting.ended_at))
            .join(Attendance, Attendance.meeting_id == Meeting.id)
            .where(Attendance.person_id == person.id, Meeting.state == "ended")
        )
        return tuple(_standings(session, owned, session.scalar(last)))


def update(
    database: Database,
    key_result_id: int,
    *,
    current: float | None = None,
    confidence: int | None = None,
    note: str = "",
    meeting_id: int | None = None,
    name: str | None = None,
    source: str = "meeting",
    expected: Mapping[str, Any] | None = None,
) -> None:
    """Record what a key result has come to; what is None stays as it is, and with no note nothing is recorded.

    Args:
        database: Where.
        key_result_id: Which.
        current: The figure reached; a milestone takes none.
        confidence: 1 to 10 (METHOD M14).
        note: Why, in a line.
        meeting_id: The meeting it is said in; with `name` alone the one that the person is in.
        name: Whose check-in it comes from.
        source: As in `recording`.
        expected: The figure and the confidence that stood on the screen, by column; None: whatever there is will do.

    Raises:
        ChangedMeanwhileError: What is to be changed of them is otherwise now.
        RefusedError: A confidence out of range, a figure for a milestone, or the objective is closed.
    """
    why = clean_line(note).strip()
    why = "" if is_blank(why) else why
    if current is None and confidence is None and not why:
        return
    person_id = None
    with database.reading() as session:
        title = session.get_one(KeyResult, key_result_id).title
        if name is not None:
            person_id = find_person(session, name).id
            meeting_id = meeting_id or running.meeting_of(session, person_id)
    with recording(
        database, f'progress of "{title}"', source=source, meeting_id=meeting_id, person_id=person_id
    ) as session:
        row = session.get_one(KeyResult, key_result_id)
        becomes = {name: to for name, to in (("current", current), ("confidence", confidence)) if to is not None}
        if expected is not None:
            stood = {name: value for name, value in expected.items() if name in becomes}
            refuse_changed(session, row, stood, becomes)
        record_progress(
            session,
            row,
            current=current,
            confidence=confidence,
            note=why,
            person_id=person_id,
            meeting_id=meeting_id,
        )


def _standings(
    session: Session, owned: ColumnElement[bool], last: datetime | None, groups: Groups | None = None
) -> list[Standing]:
    kept = owned & KeyResult.dropped.is_(False)
    tracks = tracking.tracks(session, kept, datetime.now().astimezone().date())
    # What the first change since then changed is what it was then.
    ids = [track.id for track in tracks]
    first = select(func.min(Progress.id)).where(Progress.key_result_id.in_(ids))
    if last is not None:
        first = first.where(Progress.recorded_at > last)
    first = first.group_by(Progress.key_result_id)
    changes = {row.key_result_id: row for row in session.scalars(select(Progress).where(Progress.id.in_(first)))}
    noted = (
        select(func.max(Progress.id))
        .where(Progress.key_result_id.in_(ids), Progress.note != "")
        .group_by(Progress.key_result_id)
    )
    notes = {row.key_result_id: row for row in session.scalars(select(Progress).where(Progress.id.in_(noted)))}
    group = groups.of_key_results(session, ids) if groups else {}
    found = []
    for track in tracks:
        said = notes.get(track.id)
        change = changes.get(track.id)
        found.append(
            Standing(
                id=track.id,
                title=track.title,
                objective=track.objective,
                owner=track.owner,
                start=track.start,
                target=track.target,
                current=track.current,
                unit=track.unit,
                confidence=track.confidence,
                since=change.before if change and change.before != track.current else None,
                since_confidence=change.confidence_before
                if change and change.confidence_before != track.confidence
                else None,
                ratio=track.ratio,
                note=track.note,
                risk=track.risk.words,
                risk_order=track.risk.order if track.risk.reasons else (),
                why=said.note if said else "",
                explained=said is not None and (last is None or said.recorded_at > last),
                group=group.get(track.id, ""),
            )
        )
    return found


# -- the minutes -------------------------------------------------------------------------------------------------------


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
    start: float | None = None
    corrected: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        return {
            "key_result": self.key_result,
            "owner": self.owner,
            "from": _whole(self.before),
            "to": _whole(self.after),
            "target": _whole(self.target),
            "confidence": self.confidence,
        }


def records(past: Past, index: int) -> tuple[Moved, ...]:  # noqa: ARG001  # what is said of a key result belongs to the meeting
    """The key results that were updated, in the order of the OKRs."""
    said: dict[int, list[Progress]] = {}
    for row in past.own(Progress):
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
            start=key_result.start,
            corrected=tuple(number for row in said[key_result.id] for number in past.corrected(row)),
        )
        for key_result, _, owner in past.key_results(said).values()
    )


def section(told: StepTold) -> list[Block]:
    """A table of what moved."""
    heads = ("Key result", "Owner", "Was", "Now", "Target", "Confidence", "Note")
    title = "Progress of key results" if told.title == "OKR first" else told.title
    return [
        Heading(title),
        *blocks.table(heads, map(_row, told.records), "No key result was updated."),
        *blocks.bars(
            "How far the key results have come",
            "The bar is the way from start to target that is behind us, the mark where it was before.",
            filter(None, map(_gone, told.records)),
        ),
        *blocks.bars(
            "How sure their owners are",
            "The bar is the confidence of 10, the mark what it was before.",
            filter(None, map(_sure, told.records)),
        ),
    ]


def _gone(one: Moved) -> Bar | None:
    now, was = _ways(one)
    if now is None:
        return None
    return Bar(one.key_result, _way(one), blocks.part(now), None if was is None else blocks.part(was))


def _ways(one: Moved) -> tuple[float | None, float | None]:
    """The shares of the way from start to target that are behind us now, and were before; None for no way."""
    now, _ = progress.ratio(one.start, one.target, one.after)
    was, _ = progress.ratio(one.start, one.target, one.before)
    return now, was


def _way(one: Moved, of: str = "") -> str:
    """How far it has come, `57 %, was 43 %`, with `of` behind the first; empty where there is no way to measure."""
    now, was = _ways(one)
    if now is None:
        return ""
    before = "" if was is None or was == now else f", was {progress.share(was)}"
    return f"{progress.share(now)}{of}{before}"


def _sure(one: Moved) -> Bar | None:
    if one.confidence is None:
        return None
    before = one.confidence_before
    return Bar(one.key_result, _confidence(one), one.confidence / 10, None if before is None else before / 10)


def _row(one: Moved) -> tuple[str | blocks.Line, ...]:
    unit = f" {one.unit}" if one.unit else ""
    was, now, target = (
        "–" if value is None else common_text.number(value) + unit for value in (one.before, one.after, one.target)
    )
    if way := _way(one, " of the way"):
        now = f"{before_figures(now)} ({way})"
    note = blocks.line("; ".join(one.notes), blocks.corrected(one.corrected))
    return (one.key_result, blocks.someone(one.owner), was, now, target, _confidence(one), note)


def _confidence(one: Moved) -> str:
    sure = "–" if one.confidence is None else f"{one.confidence} of 10"
    return sure if one.confidence_before in (None, one.confidence) else f"{sure} (was {one.confidence_before})"


def _whole(value: float | None) -> float | None:
    return int(value) if value is not None and value.is_integer() else value


# -- the check-in ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class News:
    """What somebody says of one key result; None and no text: nothing."""

    current: float | None
    confidence: int | None
    note: str


@dataclass(frozen=True, slots=True)
class AskedProgress:
    """The key results whose progress somebody is asked, their own ones."""

    name: str
    meeting_id: int | None
    standings: tuple[Standing, ...]
    names: Names[Standing]

    table = "progress"

    def template(self) -> list[str]:
        """A line for every key result, below its objective."""
        lines = []
        for called, one in self.names.best.items():
            parts = []
            if one.current is not None and one.target is not None:
                parts.append(f"current = {number(one.current)}")
            if one.confidence is not None:
                parts.append(f"confidence = {one.confidence}")
            lines.append(f"# {clean_line(one.objective)}")
            lines.append(f"{quoted(called)} = {{" + ", ".join([*parts, 'note = ""']) + "}")
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """What is said of every key result that is named."""
        found: list[tuple[Standing, News]] = []
        for where, standing, value in self.names.entries(reader, self.table, table, "key result"):
            entry = reader.table(where, value, "{current = …, confidence = …}")
            if entry is not None:
                found.append((standing, _news(reader, where, standing, entry)))
        return lambda database: sum(self._update(database, standing, news) for standing, news in found)

    def _update(self, database: Database, standing: Standing, news: News) -> bool:
        """Record what is new of a key result; the same file taken twice says nothing new the second time."""
        with database.reading() as session:
            last = session.scalar(
                select(Progress).where(Progress.key_result_id == standing.id).order_by(Progress.id.desc()).limit(1)
            )
            noted = last is not None and last.meeting_id == self.meeting_id and last.note == news.note
        moved = news.current is not None and news.current != standing.current
        swayed = news.confidence is not None and news.confidence != standing.confidence
        if not moved and not swayed and (not news.note or noted):
            return False
        update(
            database,
            standing.id,
            current=news.current,
            confidence=news.confidence,
            note=news.note,
            name=self.name,
            source="check-in",
        )
        return True


def _news(reader: Reader, where: str, standing: Standing, table: Mapping[str, Any]) -> News:
    reader.known(where, table, ("current", "confidence", "note"))
    current: float | None = None
    if "current" in table and standing.milestone:
        reader.wrong(where, "this is a milestone and has no current", "leave current out, give its confidence")
    elif "current" in table:
        current = reader.number(where, "current", table["current"])
    confidence = reader.whole(where, "confidence", table["confidence"], 1, 10) if "confidence" in table else None
    return News(current, confidence, reader.line(f"{where}.note", table["note"]) if "note" in table else "")


def asked(database: Database, who: Who) -> AskedProgress | None:
    """The person's own key results in the cycle in progress, where they have any."""
    if who.agenda is not None and not who.in_step("progress"):
        return None
    standings = of_person(database, who.name)
    if not standings:
        return None
    with database.reading() as session:
        keys = dict(
            session.execute(
                select(KeyResult.id, KeyResult.key).where(KeyResult.id.in_([one.id for one in standings]))
            ).all()
        )
    more = {one.id: (keys[one.id] or "", f"{one.title} ({one.objective})") for one in standings}
    return AskedProgress(who.name, who.meeting_id, standings, Names(standings, more))


KIND = Kind("progress", read=of_meeting, records=records, section=section, asked=asked)
