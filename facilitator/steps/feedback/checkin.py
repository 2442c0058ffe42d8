"""Asks for feedback in a check-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.text import clean_line
from facilitator.common.toml import toml_value
from facilitator.okr.views import ObjectiveView
from facilitator.people.reading import units_below
from facilitator.steps import season
from facilitator.steps.feedback import writing
from facilitator.steps.feedback.kind import KIND
from facilitator.steps.questions import Names, Reader, Recording, Who
from facilitator.steps.scores import reading as scores_reading
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from facilitator.tables.people import Unit


@dataclass(frozen=True, slots=True)
class AskedFeedback:
    """The objectives of others that somebody may say something of, and what they wrote, by objective."""

    name: str
    objectives: tuple[ObjectiveView, ...]
    feedback: Mapping[int, str]
    names: Names[ObjectiveView]

    table = KIND.table

    def template(self) -> list[str]:
        """Return a line for every objective, below whose it is."""
        lines = ["# What you say of others' objectives; it is yours until its step of the review has come."]
        for called, objective in self.names.best.items():
            lines.append(f"# of {clean_line(objective.owner)}")
            lines.append(f"{toml_value(called)} = {toml_value(self.feedback.get(objective.id, ''))}")
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """Read what is said of the objectives that are named; an empty text takes back what was said."""
        texts = {
            objective.id: reader.text(where, value)
            for where, objective, value in self.names.entries(reader, self.table, table, "objective of others")
        }
        changed = {row_id: text for row_id, text in texts.items() if text != self.feedback.get(row_id, "")}

        def record(database: Database) -> int:
            for objective_id, text in changed.items():
                writing.write(database, self.name, objective_id, text)
            return len(changed)

        return record


def asked(database: Database, who: Who) -> AskedFeedback | None:
    """Return the objectives of others in the review that somebody is in, or in the next one."""
    with database.reading() as session:
        cycle_id = season.review_cycle(session, who)
        if cycle_id is None:
            return None
        if who.meeting_id is not None:
            objectives = scores_reading.in_meeting(session, session.get_one(Meeting, who.meeting_id))
        else:
            objectives = scores_reading.of_team(session, _units(session, who), cycle_id)
        others = tuple(reviewed.objective for reviewed in objectives if reviewed.objective.speaker_id != who.person_id)
        if not others:
            return None
        feedback = writing.prepared(session, who.person_id, [objective.id for objective in others], who.meeting_id)
    return AskedFeedback(who.name, others, feedback, Names(others))


def _units(session: Session, who: Who) -> list[int]:
    """Return the units whose meeting they will be in: their own and those that they manage, with those below."""
    tops = [who.unit_id, *session.scalars(select(Unit.id).where(Unit.manager_id == who.person_id))]
    return list(dict.fromkeys(below for top in tops if top is not None for below in units_below(session, top)))
