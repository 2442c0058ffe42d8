"""Asks what a consensus meeting needs: to submit one's own OKRs, and to read everybody else's (METHOD M10).

Who has read an objective has read it at a version: the last journal entry that worded it or one of its key results.
Another version is to be read again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.text import clean_line, counted
from facilitator.common.toml import toml_value
from facilitator.meeting import objectives, running
from facilitator.okr import history, reading
from facilitator.okr.views import ObjectiveView
from facilitator.steps.questions import Names, Reader, Recording, Who, recording_answer
from facilitator.steps.readiness.kind import KIND
from facilitator.steps.season import consensus_cycle
from facilitator.store.database import Database
from facilitator.tables.consensus import ReadMark
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Cycle, Objective


@dataclass(frozen=True, slots=True)
class ToRead:
    """Somebody else's objective.

    Attributes:
        version: Of its wording, as it is now.
        seen: The version that was read last; None where it was never read.
        owed: Whether the meeting is about it, and waits until it is read; before a meeting every one is.
    """

    objective: ObjectiveView
    version: int
    seen: int | None
    owed: bool

    @property
    def id(self) -> int:
        """The objective's id."""
        return self.objective.id

    @property
    def whose(self) -> tuple[str, str]:
        """Its unit and its owner."""
        return self.objective.unit, self.objective.owner

    @property
    def read(self) -> bool:
        """Whether it was read as it is worded now."""
        return self.seen == self.version

    @property
    def changed(self) -> bool:
        """Whether it was read, and is worded otherwise now."""
        return self.seen is not None and not self.read


@dataclass(frozen=True, slots=True)
class AskedReading:
    """What somebody is to submit and to read.

    Attributes:
        cycle: The name of the cycle that it is about.
        drafts: Their own objectives that are not submitted yet, with their ids.
        submitted: How many of their own are.
        objectives: Everybody else's, by unit and owner; those that the meeting is about first.
        waiting: Whether the meeting waits: a minute to read was given, and they are not ready.
    """

    name: str
    cycle: str
    drafts: tuple[tuple[int, str], ...]
    submitted: int
    objectives: tuple[ToRead, ...]
    names: Names[ObjectiveView]
    waiting: bool

    table = KIND.table

    @property
    def owed(self) -> tuple[str, ...]:
        """What is still to do, in words."""
        drafts = (f"{counted(len(self.drafts), 'draft')} to submit",) if self.drafts else ()
        return (*drafts, f"{counted(self.left, 'objective')} to read") if self.left else drafts

    @property
    def left(self) -> int:
        """How many are still to be read."""
        return sum(objective.owed and not objective.read for objective in self.objectives)

    def template(self) -> list[str]:
        """Return everybody else's objectives below their owners, and those that are read in the list."""
        lines = [f"# {self.cycle}: the objectives of the others; list those that you have read as they stand now."]
        lines += [
            f"# Yours, still a draft: {clean_line(title)}; submit it in your check-in." for _, title in self.drafts
        ]
        to_read = {objective.id: objective for objective in self.objectives}
        owner = None
        for called, objective in self.names.best.items():
            if objective.owner != owner:
                owner = objective.owner
                lines.append(f"# {clean_line(owner)}")
            changed = "  (changed since you read it)" if to_read[objective.id].changed else ""
            lines.append(f"#   {toml_value(called)},{changed}")
        read = [
            f"  {toml_value(called)}," for called, objective in self.names.best.items() if to_read[objective.id].read
        ]
        return [*lines, "objectives = [", *read, "]"] if read else [*lines, "objectives = []"]

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """Take what the list names as read as it stands now, and nothing else."""
        reader.known(self.table, table, ("objectives",))
        if "objectives" not in table:
            return None
        titles = reader.texts(f"{self.table}.objectives", table["objectives"])
        if titles is None:
            return None
        named = [self.names.find(reader, self.table, title, "objective to read") for title in titles if title]
        versions = {objective.id: objective.version for objective in self.objectives}
        read = {objective.id: versions[objective.id] for objective in named if objective is not None}
        taken_out = [objective.id for objective in self.objectives if objective.read and objective.id not in read]
        return lambda database: mark(database, self.name, read, taken_out)


def asked(database: Database, who: Who) -> AskedReading | None:
    """Return what they owe for the meeting that they are in, or for the next consensus meeting."""
    with database.reading() as session:
        cycle_id = consensus_cycle(session, who)
    if cycle_id is None:
        return None
    versions = history.versions(database, cycle_id)
    with database.reading() as session:
        meeting = session.get_one(Meeting, who.meeting_id) if who.meeting_id is not None else None
        unclosed = reading.objectives(session, (Objective.cycle_id == cycle_id) & (Objective.state != "closed"))
        holders = {objective.id: objective.speaker_id for objective in unclosed}
        about = unclosed
        if meeting is not None:
            about = objectives.unclosed(session, meeting)
            holders |= objectives.holders(session, meeting, about)
        owed = {objective.id for objective in about}
        mine = [objective for objective in about if holders[objective.id] == who.person_id]
        of_others = [objective for objective in unclosed if holders[objective.id] != who.person_id]
        others = _to_read(session, who.person_id, of_others, owed, versions)
        drafts = tuple((objective.id, objective.title) for objective in mine if objective.state == "draft")
        if not mine and not others:
            return None
        left = bool(drafts) or any(objective.owed and not objective.read for objective in others)
        return AskedReading(
            name=who.name,
            cycle=session.get_one(Cycle, cycle_id).name,
            drafts=drafts,
            submitted=len(mine) - len(drafts),
            objectives=tuple(others),
            names=Names(other.objective for other in others),
            waiting=left and meeting is not None and _waits(running.read(session, meeting.id)),
        )


def _to_read(
    session: Session, person_id: int, others: list[ObjectiveView], owed: Collection[int], versions: Mapping[int, int]
) -> list[ToRead]:
    """Return the objectives of others, those that are owed first, and in each part by unit and owner."""
    seen = dict(
        session.execute(select(ReadMark.objective_id, ReadMark.version).where(ReadMark.person_id == person_id)).all()
    )
    # Units and owners stand in the order in which they come first, those of objectives that are owed before all others.
    others.sort(key=lambda objective: objective.id not in owed)
    units = list(dict.fromkeys(objective.unit for objective in others))
    whose = list(dict.fromkeys((objective.unit, objective.owner) for objective in others))
    others.sort(
        key=lambda objective: (
            objective.id not in owed,
            units.index(objective.unit),
            whose.index((objective.unit, objective.owner)),
        )
    )
    return [
        ToRead(objective, versions.get(objective.id, 0), seen.get(objective.id), objective.id in owed)
        for objective in others
    ]


def _waits(live: running.Live) -> bool:
    """Return whether the step that runs is this one, and was given more time."""
    position = live.position()
    return live.agenda.steps[position.step].kind == "readiness" and position.adjusted[position.step] > 0


def mark(database: Database, name: str, read: Mapping[int, int], unread: Iterable[int] = ()) -> int:
    """Record that somebody has read objectives, or has not after all, and return how many that changes.

    `read` has the version of each objective that they had before them, by its id. Raises as `find_person`.
    """
    taken_out = set(unread) - read.keys()
    changed = 0
    with recording_answer(database, name, f"what {name} has read") as (session, person_id, _):
        there = set(session.scalars(select(Objective.id).where(Objective.id.in_(read))))
        rows = {
            row.objective_id: row for row in session.scalars(select(ReadMark).where(ReadMark.person_id == person_id))
        }
        for objective_id, version in read.items():
            row = rows.get(objective_id)
            if objective_id not in there or (row is not None and row.version == version):
                continue
            if row is None:
                row = ReadMark(objective_id=objective_id, person_id=person_id)
                session.add(row)
            row.version, row.at = version, clock.now()
            changed += 1
        for objective_id in taken_out & rows.keys():
            session.delete(rows[objective_id])
            changed += 1
    return changed


def submit(database: Database, name: str, objectives: Iterable[int]) -> int:
    """Submit somebody's objectives at once, and return how many were still drafts. Raises as `find_person`."""
    with recording_answer(database, name, f"OKRs of {name} submitted") as (session, _, _):
        drafts = session.scalars(
            select(Objective).where(Objective.id.in_(list(objectives)), Objective.state == "draft")
        ).all()
        for row in drafts:
            row.state = "submitted"
    return len(drafts)


def changes(database: Database, objective: ToRead) -> tuple[str, ...]:
    """Return what became of its wording since it was read, a phrase for each thing; none where it was never read."""
    if objective.seen is None or objective.read:
        return ()
    since = history.changed_since(database, objective.id, objective.seen)
    return tuple(words for change in since for words in change.words)
