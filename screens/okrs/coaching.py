"""What the coach notices in what stands on the screen, and what of it rests because it was answered."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from textual.content import Content

from facilitator.okr.views import Answered, ObjectiveView
from facilitator.text import clean_line
from screens.okrs.lines import lines, text

try:
    _coach: Any = importlib.import_module("facilitator.okr.coach")
except ModuleNotFoundError:
    _coach = None


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


def notice(
    title: str,
    description: str,
    source: str | None,
    supported: bool,
    key_results: Sequence[Written],
    answered: Sequence[Answered],
    *,
    owner_kind: str = "person",
    cycle_end: date | None = None,
) -> tuple[Noticed, ...]:
    """All findings about an objective and its key results; those that were answered rest, and say why."""
    if _coach is None:
        return ()
    texts = tuple(_coach.KeyResultText(one.title, one.start, one.target, one.current, one.unit) for one in key_results)
    objective = _coach.ObjectiveText(
        title=title,
        description=description,
        source=source,
        supported=supported,
        key_results=texts,
        owner_kind=owner_kind,
        cycle_end=cycle_end,
    )
    found = []
    for finding in _coach.findings(objective):
        place = finding.index
        about = title if place is None else key_results[place].title
        because = _because(answered, finding.name, None if place is None else key_results[place].id, about)
        found.append(Noticed(finding.name, finding.rule, place, finding.what, finding.why, finding.example, because))
    return tuple(found)


@functools.lru_cache(maxsize=512)
def of_objective(one: ObjectiveView, cycle_end: date) -> tuple[Noticed, ...]:
    """All findings about an objective as it is recorded."""
    written = [
        Written(each.id, each.title, each.start, each.target, each.current, each.unit) for each in one.key_results
    ]
    return notice(
        one.title,
        one.description,
        one.source,
        one.supports is not None or one.request is not None,
        written,
        one.answered,
        owner_kind=one.owner_kind,
        cycle_end=cycle_end,
    )


def too_many(titles: Sequence[str]) -> tuple[Noticed, ...]:
    """What is noticed in all the objectives of an owner (METHOD M6)."""
    if _coach is None:
        return ()
    return tuple(
        Noticed(one.name, one.rule, None, one.what, one.why, one.example) for one in _coach.set_findings(titles)
    )


def questions(title: str, key_results: Sequence[str]) -> tuple[Noticed, ...]:
    """What to ask oneself about an objective (METHOD M3, M8)."""
    if _coach is None:
        return ()
    objective = _coach.ObjectiveText(title, key_results=tuple(_coach.KeyResultText(one) for one in key_results))
    return tuple(
        Noticed(one.name, one.rule, None, one.what, one.why, one.example) for one in _coach.questions(objective)
    )


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


def _because(answered: Sequence[Answered], name: str, key_result_id: int | None, about: str) -> str:
    for one in reversed(answered):
        if (one.finding, one.key_result_id, one.about) == (name, key_result_id, about):
            return one.because
    return ""
