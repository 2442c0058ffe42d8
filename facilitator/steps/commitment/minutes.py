"""Puts commitments in the minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self

from facilitator.common.text import before_figures
from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading, Span
from facilitator.meeting import timeline
from facilitator.meeting.objectives import holder
from facilitator.meeting.past import Past
from facilitator.steps.commitment.wording import Wording, thaw
from facilitator.steps.corrections import CONFIDENCE, FIGURE, WORDS, Correctable, Field, Titles
from facilitator.steps.records import Amending, StepTold, source
from facilitator.tables.consensus import Commitment


@dataclass(frozen=True, slots=True)
class Committed:
    """Somebody's commitment; `at` is in the facilitator's time zone."""

    person: str
    wording: Wording
    at: datetime
    corrected: tuple[int, ...] = ()
    source: str = ""

    def amended(self, columns: Mapping[str, Any], amending: Amending) -> Self:  # noqa: ARG002  # as all have it
        """The same with corrected values."""
        return replace(self, wording=thaw(columns["wording"])) if "wording" in columns else self

    def struck_out(self) -> LeftOut:
        """What stays where it was never said."""
        return LeftOut(self.person, self.wording.objective, here=True)

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        moment = self.at.astimezone(UTC).isoformat(timespec="seconds")
        return {"person": self.person, "objective": self.wording.objective, "at": moment}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An objective that nobody committed to; `person` was to, or nobody where that is empty."""

    person: str
    objective: str
    here: bool

    def as_json(self) -> dict[str, Any]:
        """Nothing: only the minutes for people have it."""
        return {}


def _fields(row: Commitment, _: Titles) -> Iterator[Field]:
    wording = row.wording
    objective = wording["objective"]
    yield "wording.objective", "", WORDS
    if wording["description"]:
        yield "wording.description", f"{objective}, description", WORDS
    if wording["confidence"] is not None:
        yield "wording.confidence", f"{objective}, confidence", CONFIDENCE
    for place, one in enumerate(wording["key_results"]):
        path = f"wording.key_results.{place}"
        yield f"{path}.title", f"{objective}, key result", WORDS
        if one["target"] is not None:
            yield f"{path}.start", f"{one['title']}, start", FIGURE
            yield f"{path}.target", f"{one['title']}, target", FIGURE
        if one["confidence"] is not None:
            yield f"{path}.confidence", f"{one['title']}, confidence", CONFIDENCE
    for place, one in enumerate(wording["requests"]):
        yield f"wording.requests.{place}.what", f"{objective}, counts on {one['asked']}", WORDS
        if one["note"]:
            yield f"wording.requests.{place}.note", f"{one['what']}, words of the answer", WORDS


RECORDS = (Committed, LeftOut)
CORRECTABLE = (Correctable("commitment", Commitment, "person_id", _fields, place=50),)


def records(past: Past, index: int) -> tuple[Committed | LeftOut, ...]:  # noqa: ARG001  # a meeting has one such step
    """The commitments in the order in which they were taken, then what nobody committed to."""
    rows = past.own(Commitment)
    taken = [
        Committed(past.people[row.person_id], thaw(row.wording), past.local(row.at), source=source(row)) for row in rows
    ]
    done = {row.objective_id for row in rows}
    units, found = past.units_below(), list[LeftOut]()
    for row in past.of_cycle(past.live.agreed_cycle_id):
        ours = row.owner_person_id in past.live.people or row.owner_unit_id in units
        if row.cycle_id == past.live.agreed_cycle_id and ours and row.state != "closed" and row.id not in done:
            unit = past.units.get(row.owner_unit_id)
            manager_id = unit.manager_id if unit else None
            person_id = holder(row.owner_person_id, manager_id, past.live.people, past.live.facilitator_id)
            here = past.position.attendance.get(person_id or 0) in timeline.PRESENT
            found.append(LeftOut(past.people.get(person_id, ""), row.title, here))
    return (*taken, *found)


def section(told: StepTold) -> list[Block]:
    """Every commitment in full, for the review reads it back."""
    if not told.records:
        return []
    found: list[Block] = [Heading("Commitments" if told.title == "Commitment" else told.title)]
    person = None
    for one in told.records:
        if isinstance(one, Committed):
            if one.person != person:
                person = one.person
                found.append(Heading(one.person, 3))
            found += _text(one)
    left = [one for one in told.records if isinstance(one, LeftOut)]
    if left:
        found.append(Heading("Not committed to", 3))
        found += blocks.bullets(one.objective + blocks.by(_whose(one)) for one in left)
    return found


def _whose(one: LeftOut) -> str:
    away = ", who was not there" if one.person and not one.here else ""
    return blocks.someone(one.person) + away


def _text(one: Committed) -> list[Block]:
    wording = one.wording
    of = f" ({wording.owner})" if wording.owner != one.person else ""
    sure = f", confidence {wording.confidence} of 10" if wording.confidence is not None else ""
    told = blocks.corrected(one.corrected)
    found = list(blocks.paragraph("I commit to: ", Span(wording.objective, bold=True), of, sure, told))
    found += blocks.paragraph(wording.description)
    found += blocks.bullets(
        f"{before_figures(f'{title}:')} {said}" if said else title for title, said in wording.parts()
    )
    if wording.requests:
        found += blocks.paragraph("I count on what was accepted:")
        found += blocks.bullets(request.words for request in wording.requests)
    found += blocks.paragraph(Span(f"Committed on {one.at:%Y-%m-%d} at {one.at:%H:%M}.", italic=True))
    return found
