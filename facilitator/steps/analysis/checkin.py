"""Asks for analyses in a check-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facilitator.common.text import clean_line, counted
from facilitator.common.toml import toml_value
from facilitator.okr import calibration, scoring
from facilitator.okr.calibration import Calibration
from facilitator.okr.views import KeyResultView
from facilitator.steps import season
from facilitator.steps.analysis import writing
from facilitator.steps.analysis.kind import KIND
from facilitator.steps.analysis.reading import Unfinished, below_of, combine, is_unfinished
from facilitator.steps.analysis.writing import FIELDS
from facilitator.steps.questions import Names, Reader, Recording, Who
from facilitator.steps.scores import reading as scores_reading
from facilitator.store.database import Database


@dataclass(frozen=True, slots=True)
class AskedAnalysis:
    """The key results of somebody's own that were not reached, and what they wrote of each by key of `FIELDS`.

    Attributes:
        calibration: How sure they were of their OKRs, and what came of it; nobody else sees that (METHOD M9).
    """

    name: str
    unfinished: tuple[Unfinished, ...]
    names: Names[KeyResultView]
    calibration: Calibration

    table = KIND.table

    @property
    def owed(self) -> tuple[str, ...]:
        """What is still to do, in words."""
        # What help is needed may be nothing.
        missing = sum(not (row.written.get("own_part") and row.written.get("solution")) for row in self.unfinished)
        return (f"{counted(missing, 'unfinished key result')} to explain",) if missing else ()

    def template(self) -> list[str]:
        """Return a line for every key result, the own part first, below its score and reason."""
        own = {unfinished.scored.id: unfinished for unfinished in self.unfinished}
        lines = ["# Own part first: what did I not do? Then what help I need, and what solves it."]
        for called, key_result in self.names.best.items():
            unfinished = own[key_result.id]
            scored = unfinished.scored
            lines.append(f"# {clean_line(scored.figures)}; score {scoring.figure(scored.score)}")
            fields = ", ".join(f"{key} = {toml_value(unfinished.written.get(key, ''))}" for key in FIELDS)
            lines.append(f"{toml_value(called)} = {{{fields}}}")
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """Read the fields that are named, of the key results that are named."""
        before = {unfinished.scored.id: unfinished.written for unfinished in self.unfinished}
        written: list[tuple[int, dict[str, str]]] = []
        for where, key_result, value in self.names.entries(reader, self.table, table, "unfinished key result"):
            entry = reader.table(where, value, '{own_part = "…", help_needed = "…", solution = "…"}')
            if entry is None:
                continue
            reader.known(where, entry, tuple(FIELDS))
            texts = {key: reader.text(f"{where}.{key}", entry[key]) for key in FIELDS if key in entry}
            changed = {key: text for key, text in texts.items() if text != before[key_result.id].get(key, "")}
            if changed:
                written.append((key_result.id, changed))

        def record(database: Database) -> int:
            for key_result_id, texts in written:
                writing.write(database, self.name, key_result_id, texts)
            return len(written)

        return record


def asked(database: Database, who: Who) -> AskedAnalysis | None:
    """Return the own key results that somebody did not reach, of the review that they are in, or of the next one."""
    with database.reading() as session:
        cycle_id = season.review_cycle(session, who)
        if cycle_id is None:
            return None
        below = below_of(who.agenda)
        objectives = scores_reading.of_person(session, who.person_id, cycle_id, who.meeting_id)
        own = [row for row in scores_reading.own_of(objectives, who.person_id) if is_unfinished(row, below)]
        if not own:
            return None
        rows = writing.latest(session, [scored.id for scored in own], who.meeting_id)
    analysed = combine(objectives, own, rows, {}, {}, {}, {})
    unfinished = tuple(row for objective in analysed for row in objective.unfinished)
    names = Names(row.scored.key_result for row in unfinished)
    return AskedAnalysis(who.name, unfinished, names, calibration.of_person(database, who.name))
