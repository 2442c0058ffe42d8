"""Unfinished: what was not reached leaves with its reason, a solution and an action (METHOD M29, M30)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.text import clean_line
from facilitator.common.toml_writer import quoted
from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting import agenda as agendas
from facilitator.meeting.agenda import Agenda
from facilitator.meeting.past import Past
from facilitator.okr import calibrating as calibration
from facilitator.okr import scoring
from facilitator.okr.calibration import Calibration
from facilitator.steps import analysing, continuing, reviewed, season
from facilitator.steps.analysing import FIELDS
from facilitator.steps.asking import Names, Reader, Recording, Who
from facilitator.steps.kind import Kind, StepTold
from facilitator.steps.reviewed import Reviewed, Scored
from facilitator.store.database import Database
from facilitator.tables.meeting import Action, Meeting
from facilitator.tables.okr import KeyResult
from facilitator.tables.people import Person
from facilitator.tables.review import Analysis, Continuation

ACTION, REASON = "action", "reason"
NEEDED = {**FIELDS, ACTION: "action", REASON: "score and reason"}
"""What an unfinished key result needs, in the order in which it is asked; in words."""


@dataclass(frozen=True, slots=True)
class Promise:
    """The action that mends it."""

    text: str
    owner: str | None
    due: date | None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A key result that was not reached.

    Attributes:
        said: What is written for each key of `FIELDS`.
        calibrated: What was said of it at the start and what was reached, in words; empty where nobody said.
    """

    one: Scored
    said: Mapping[str, str]
    action: Promise | None
    calibrated: str = ""

    @property
    def lacking(self) -> tuple[str, ...]:
        """The keys of `NEEDED` that it still lacks, in their order."""
        missing = [key for key in FIELDS if not self.said.get(key)]
        if self.action is None or self.action.due is None or self.action.owner is None:
            missing.append(ACTION)
        if self.one.score is None or not self.one.reason:
            missing.append(REASON)
        return tuple(missing)

    @property
    def lacks(self) -> str:
        """The same in words: `own part, action`."""
        return ", ".join(NEEDED[key] for key in self.lacking)


@dataclass(frozen=True, slots=True)
class Analysed:
    """An objective with key results that were not reached; `became` is what was decided of it, None before that."""

    objective: Reviewed
    unfinished: tuple[Unfinished, ...]
    became: str | None


@dataclass(frozen=True, slots=True)
class AnalysisShown:
    """What the shared screen shows.

    Attributes:
        below: The score below which a key result is unfinished, 0 to 1.
        next_cycle: The name of the cycle that it can be carried over into; None where there is none.
    """

    objectives: tuple[Analysed, ...]
    below: float
    next_cycle: str | None

    @property
    def lacking(self) -> tuple[Unfinished, ...]:
        """The key results that still lack something."""
        return tuple(one for each in self.objectives for one in each.unfinished if one.lacking)


def below_of(agenda: Agenda | None) -> float:
    """The score below which a meeting asks for an analysis; without a meeting yet 1."""
    steps = agenda.steps if agenda is not None else ()
    return next((step.below for step in steps if step.kind == "analysis"), 1.0)


def of_meeting(database: Database, meeting_id: int) -> AnalysisShown:
    """The unfinished key results of the meeting, and what each has."""
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        below = below_of(agendas.from_json(meeting.agenda))
        following = continuing.cycle_after(session, meeting)
        return AnalysisShown(
            _analysed(session, reviewed.of_meeting(session, meeting), meeting_id, below),
            below,
            following.name if following else None,
        )


def is_unfinished(one: Scored, below: float) -> bool:
    """Whether a key result was not reached; one without a score counts as such."""
    return not scoring.is_reached(one.score, below)


def _analysed(session: Session, objectives: Sequence[Reviewed], meeting_id: int, below: float) -> tuple[Analysed, ...]:
    some = [one for each in objectives for one in each.key_results if is_unfinished(one, below)]
    rows = analysing.latest(session, [one.id for one in some], meeting_id)
    wanted = [row.action_id for row in rows.values() if row.action_id is not None]
    actions = {row.id: row for row in session.scalars(select(Action).where(Action.id.in_(wanted)))}
    names: dict[int | None, str] = dict(session.execute(select(Person.id, Person.name)).all())
    cases = calibration.of_key_results(session, [one.id for one in some])
    became = continuing.of_meeting(session, meeting_id)
    return _put_together(
        objectives, some, rows, actions, names, {one: case.words for one, case in cases.items()}, became
    )


def _put_together(
    objectives: Sequence[Reviewed],
    some: Sequence[Scored],
    rows: Mapping[int, Analysis],
    actions: Mapping[int, Action],
    names: Mapping[int | None, str],
    calibrated: Mapping[int, str],
    became: Mapping[int, str],
) -> tuple[Analysed, ...]:
    found = []
    for each in objectives:
        unfinished = tuple(
            Unfinished(
                one,
                {key: getattr(rows[one.id], key) for key in FIELDS} if one.id in rows else {},
                _promise(rows.get(one.id), actions, names),
                calibrated.get(one.id, ""),
            )
            for one in some
            if one.objective_id == each.id
        )
        if unfinished:
            found.append(Analysed(each, unfinished, became.get(each.id)))
    return tuple(found)


def _promise(row: Analysis | None, actions: Mapping[int, Action], names: Mapping[int | None, str]) -> Promise | None:
    action = actions.get(row.action_id) if row is not None and row.action_id is not None else None
    return None if action is None else Promise(action.text, names.get(action.owner_id), action.due)


# -- the minutes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnalysisTold:
    """A key result that was not reached; `became` is what was decided of its objective, `corrected` by what."""

    unfinished: Unfinished
    became: str | None
    corrected: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it, with its score's reason, its action and what it lacks."""
        one, action = self.unfinished, self.unfinished.action
        return {
            "key_result": one.one.title,
            **{key: one.said.get(key, "") for key in FIELDS},
            "reason": one.one.reason,
            "action": action
            and {
                "text": action.text,
                "owner": action.owner,
                "due": action.due.isoformat() if action.due else None,
            },
            "lacking": list(one.lacking),
        }


def records(past: Past, index: int) -> tuple[AnalysisTold, ...]:
    """Every key result that was not reached, as it left the meeting."""
    first = next((place for place, step in enumerate(past.live.agenda.steps) if step.kind == "analysis"), index)
    if index != first:
        return ()
    below, together = below_of(past.live.agenda), past.together
    objectives = reviewed.of_past(past)
    there = analysing.newest(past.own(Analysis))
    some = [
        one
        for each in objectives
        for one in each.key_results
        # What was said of one whose score was corrected since was said all the same.
        if is_unfinished(one, below) or (one.corrected and one.id in there)
    ]
    ids = {one.id for one in some}
    rows = {key_result_id: row for key_result_id, row in there.items() if key_result_id in ids}
    wanted = [row.action_id for row in rows.values() if row.action_id is not None]
    found = past.rows(Action, together.having(Action, Action.id, wanted))
    became = {row.objective_id: row.what for row in together.of_meeting(Continuation, past.live.id)}
    told = _put_together(objectives, some, rows, {row.id: row for row in found}, past.people, {}, became)
    return tuple(
        AnalysisTold(one, each.became, _corrected(past, one.one, rows.get(one.one.id)))
        for each in told
        for one in each.unfinished
    )


def _corrected(past: Past, one: Scored, row: Analysis | None) -> tuple[int, ...]:
    said = past.corrected(row) if row is not None else ()
    return tuple(sorted({*said, *one.corrected}))


def section(told: StepTold) -> list[Block]:
    """For every key result what was said and what is done; what left without, first."""
    some: Sequence[AnalysisTold] = told.records
    if not some:
        return []
    found: list[Block] = [Heading(told.title)]
    lacking = [one.unfinished for one in some if one.unfinished.lacking]
    if lacking:
        found += blocks.paragraph("These left the meeting without all that an unfinished key result needs:")
        found += blocks.bullets(f"{one.one.title}{blocks.by(one.one.owner)}: no {one.lacks}" for one in lacking)
    decided: set[int] = set()
    for record in some:
        one = record.unfinished
        if record.became is not None and one.one.objective_id not in decided:
            decided.add(one.one.objective_id)
            found += blocks.paragraph(f"“{one.one.objective}” is {record.became}.")
        found.append(Heading(f"{one.one.title}{blocks.by(one.one.owner)}", 3))
        found += blocks.bullets(_lines(one))
        found += blocks.paragraph(blocks.corrected(record.corrected))
    return found


def _lines(one: Unfinished) -> list[str]:
    reason = f": {one.one.reason}" if one.one.reason else ""
    lines = [f"Score {scoring.figure(one.one.score)}{reason}"]
    lines += [f"{words.capitalize()}: {one.said[key]}" for key, words in FIELDS.items() if one.said.get(key)]
    return [*lines, *([f"Action: {told_action(one.action)}"] if one.action else [])]


def told_action(one: Promise) -> str:
    """An action in a line, with its owner and its date."""
    until = f", by {one.due.isoformat()}" if one.due else ""
    return f"{one.text}{blocks.by(one.owner)}{until}"


# -- the check-in ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskedAnalysis:
    """The key results of somebody's own that were not reached, and what they wrote of each by key of `FIELDS`.

    Attributes:
        calibration: How sure they were of their OKRs, and what came of it; nobody else sees that (METHOD M9).
    """

    name: str
    unfinished: tuple[Unfinished, ...]
    names: Names[Scored]
    calibration: Calibration

    table = "analysis"

    def template(self) -> list[str]:
        """A line for every key result, the own part first, below its score and reason."""
        said = {one.one.id: one.said for one in self.unfinished}
        lines = ["# Own part first: what did I not do? Then what help I need, and what solves it."]
        for called, one in self.names.best.items():
            lines.append(f"# {clean_line(one.figures)}; score {scoring.figure(one.score)}")
            fields = ", ".join(f"{key} = {quoted(said[one.id].get(key, ''))}" for key in FIELDS)
            lines.append(f"{quoted(called)} = {{{fields}}}")
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """The fields that are named, of the key results that are named."""
        before = {one.one.id: one.said for one in self.unfinished}
        found: list[tuple[int, dict[str, str]]] = []
        for where, one, value in self.names.entries(reader, self.table, table, "unfinished key result"):
            entry = reader.table(where, value, '{own_part = "…", help_needed = "…", solution = "…"}')
            if entry is None:
                continue
            reader.known(where, entry, tuple(FIELDS))
            texts = {key: reader.text(f"{where}.{key}", entry[key]) for key in FIELDS if key in entry}
            changed = {key: text for key, text in texts.items() if text != before[one.id].get(key, "")}
            if changed:
                found.append((one.id, changed))

        def record(database: Database) -> int:
            for key_result_id, texts in found:
                analysing.write(database, self.name, key_result_id, texts)
            return len(found)

        return record


def asked_of(database: Database, who: Who) -> AskedAnalysis | None:
    """Their own key results that were not reached, of the review that they are in, or of the next one."""
    if who.agenda is not None and not who.in_step("analysis"):
        return None
    with database.reading() as session:
        cycle_id = season.review_cycle(session, who)
        if cycle_id is None:
            return None
        below = below_of(who.agenda)
        objectives = reviewed.of_person(session, who.person_id, cycle_id, who.meeting_id)
        own = [
            one
            for each in objectives
            for one in each.key_results
            if one.owner_id == who.person_id and is_unfinished(one, below)
        ]
        if not own:
            return None
        rows = analysing.latest(session, [one.id for one in own], who.meeting_id)
        keys = session.execute(select(KeyResult.id, KeyResult.key).where(KeyResult.id.in_([one.id for one in own])))
        files = {row_id: key or "" for row_id, key in keys}
    told = _put_together(objectives, own, rows, {}, {}, {}, {})
    names = Names(own, {one.id: (files[one.id], f"{one.title} ({one.objective})") for one in own})
    unfinished = tuple(one for each in told for one in each.unfinished)
    return AskedAnalysis(who.name, unfinished, names, calibration.of_person(database, who.name))


KIND = Kind("analysis", read=of_meeting, records=records, section=section, asked=asked_of)
