"""Asks for scores in a check-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facilitator.common.text import clean, clean_line, counted
from facilitator.common.toml import toml_value
from facilitator.okr import scoring
from facilitator.okr.views import KeyResultView
from facilitator.steps import season
from facilitator.steps.questions import Names, Reader, Recording, Who
from facilitator.steps.scores import reading as scores_reading
from facilitator.steps.scores.kind import KIND
from facilitator.steps.scores.reading import Reviewed, Scored
from facilitator.steps.scores.writing import give
from facilitator.store.database import Database


@dataclass(frozen=True, slots=True)
class AskedScores:
    """The key results that somebody scores, their own ones.

    Attributes:
        objectives: Their objectives, with all key results.
        own: The key results that they score, in the order of the OKRs.
    """

    name: str
    objectives: tuple[Reviewed, ...]
    own: tuple[Scored, ...]
    names: Names[KeyResultView]

    table = KIND.table

    @property
    def owed(self) -> tuple[str, ...]:
        """What is still to do, in words."""
        missing = sum(scored.own_score is None for scored in self.own)
        return (f"your score for {counted(missing, 'key result')}",) if missing else ()

    def template(self) -> list[str]:
        """Return a line for every key result, below what was reached."""
        lines = []
        own = {scored.id: scored for scored in self.own}
        for called, key_result in self.names.best.items():
            scored = own[key_result.id]
            hint = f"; progress suggests {scoring.figure(scored.suggested)}" if scored.suggested is not None else ""
            lines.append(f"# {clean_line(scored.figures)}{hint}")
            score = f"score = {toml_value(scored.own_score)}, " if scored.own_score is not None else ""
            lines.append(f"{toml_value(called)} = {{{score}reason = {toml_value(scored.own_reason)}}}")
        return ["# score = 0.7 beside the reason: from 0 to 1, and no score without one", *lines]

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """Read the scores of all key results that are named; what stands there as it was is left alone."""
        given: list[tuple[int, float, str]] = []
        own = {scored.id: scored for scored in self.own}
        for where, key_result, value in self.names.entries(reader, self.table, table, "key result"):
            entry = reader.table(where, value, '{score = 0.7, reason = "…"}')
            score = _score(reader, where, own[key_result.id], entry) if entry is not None else None
            if score is not None:
                given.append((key_result.id, *score))

        def record(database: Database) -> int:
            for key_result_id, score, reason in given:
                give(database, self.name, key_result_id, score, reason)
            return len(given)

        return record


def _score(reader: Reader, where: str, scored: Scored, entry: Mapping[str, Any]) -> tuple[float, str] | None:
    """Return the score and the reason that a file gives a key result; None after a mistake, or where nothing is new."""
    reader.known(where, entry, ("score", "reason"))
    reason = reader.text(f"{where}.reason", entry["reason"]) if "reason" in entry else scored.own_reason
    score = scored.own_score
    if "score" in entry:
        score = reader.number(where, "score", entry["score"])
        if score is None:
            return None
        if not 0 <= score <= 1:
            reader.wrong(where, f"score is {toml_value(score)}", "write a score from 0 to 1")
            return None
    if score is None:
        if reason:
            reader.wrong(where, "there is a reason and no score", "write score = 0.7, from 0 to 1, beside it")
        return None
    if (score, reason) == (scored.own_score, clean(scored.own_reason).strip()):
        return None
    if not reason:
        reader.wrong(where, "there is a score and no reason", 'write reason = "…": no reason, no score')
        return None
    return score, reason


def asked(database: Database, who: Who) -> AskedScores | None:
    """Return the key results that somebody scores for the review that they are in, or for the next one."""
    with database.reading() as session:
        cycle_id = season.review_cycle(session, who)
        if cycle_id is None:
            return None
        objectives = scores_reading.of_person(session, who.person_id, cycle_id, who.meeting_id)
        own = tuple(scores_reading.own_of(objectives, who.person_id))
        if not own:
            return None
    return AskedScores(who.name, objectives, own, Names(scored.key_result for scored in own))
