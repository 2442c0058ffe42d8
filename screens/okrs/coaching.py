"""What the coach notices in what stands on the screen, and what of it rests because it was answered."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from textual.content import Content

from facilitator.common.text import clean_line
from facilitator.okr.coach import objective as coach_objective
from facilitator.okr.coach.objective import Finding, KeyResultText, ObjectiveText
from facilitator.okr.views import AnsweredFinding, ObjectiveView
from screens.okrs.lines import lines, text


@dataclass(frozen=True, slots=True)
class Written:
    """A key result as it stands in the fields."""

    id: int | None
    title: str
    start: float | None = None
    target: float | None = None
    current: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding, and which key result it is about: its place among those written, None for the objective."""

    name: str
    rule: str
    place: int | None
    what: str
    why: str
    example: str
    because: str = ""
    """Why it rests; empty where it does not."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An objective as it stands in the fields.

    Attributes:
        supported: Whether it is linked to what it supports, or to the request that it answers.
        cycle_end: The last day of its cycle, where that is known.
    """

    title: str
    description: str
    source: str | None
    supported: bool
    key_results: tuple[Written, ...]
    owner_kind: str = "person"
    cycle_end: date | None = None


def notice(sheet: Sheet, answered: Sequence[AnsweredFinding]) -> tuple[Noticed, ...]:
    """All findings about an objective and its key results; those that were answered rest, and say why."""
    found = []
    for finding in coach_objective.findings(_text(sheet)):
        one = _noticed(finding)
        place = one.place
        about = sheet.title if place is None else sheet.key_results[place].title
        number = None if place is None else sheet.key_results[place].id
        found.append(replace(one, because=_because(answered, one.name, number, about)))
    return tuple(found)


def questions(sheet: Sheet) -> tuple[Noticed, ...]:
    """What to ask oneself about an objective (METHOD M3, M8)."""
    return tuple(_noticed(one) for one in coach_objective.questions(_text(sheet)))


@functools.lru_cache(maxsize=512)
def of_objective(one: ObjectiveView, cycle_end: date) -> tuple[Noticed, ...]:
    """All findings about an objective as it is recorded."""
    written = tuple(
        Written(each.id, each.title, each.start, each.target, each.current, each.unit) for each in one.key_results
    )
    supported = one.supports is not None or one.request is not None
    sheet = Sheet(one.title, one.description, one.source, supported, written, one.owner_kind, cycle_end)
    return notice(sheet, one.answered)


def too_many(titles: Sequence[str]) -> tuple[Noticed, ...]:
    """What is noticed in all the objectives of an owner (METHOD M6)."""
    return tuple(_noticed(one) for one in coach_objective.set_findings(titles))


def told(found: Sequence[Noticed], *, short: bool = False) -> Content:
    """The findings in words: what, and unless `short` why and how it could read."""
    parts: list[Content] = []
    for one in found:
        if one.because:
            parts.append(text(("✓ ", "dim"), (f"{one.what} Right because {clean_line(one.because)}", "dim")))
            continue
        parts.append(text(("? ", "bold $warning"), (one.what, "bold"), (f"  {one.rule}", "dim")))
        if not short:
            parts.append(text((f"  {one.why}", "")))
            parts.append(text(("  such as ", "dim"), one.example))
    return lines(parts)


def _text(sheet: Sheet) -> ObjectiveText:
    return ObjectiveText(
        title=sheet.title,
        description=sheet.description,
        source=sheet.source,
        supported=sheet.supported,
        key_results=tuple(
            KeyResultText(one.title, one.start, one.target, one.current, one.unit) for one in sheet.key_results
        ),
        owner_kind=sheet.owner_kind,
        cycle_end=sheet.cycle_end,
    )


def _noticed(finding: Finding) -> Noticed:
    return Noticed(finding.name, finding.rule, finding.index, finding.what, finding.why, finding.example)


def _because(answered: Sequence[AnsweredFinding], name: str, key_result_id: int | None, about: str) -> str:
    for one in reversed(answered):
        if (one.finding, one.key_result_id, one.about) == (name, key_result_id, about):
            return one.because
    return ""
