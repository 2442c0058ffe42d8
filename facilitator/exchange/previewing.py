"""Tells what an import would take and what not, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from facilitator.exchange.entries import KeyResultEntry, ObjectiveEntry, PersonEntry, shortened
from facilitator.exchange.importing import ImportOutcome
from facilitator.exchange.reading import figure

_FIRST = 5
"""How many of each are shown."""


def lines(outcome: ImportOutcome) -> Iterator[str]:
    """Yield the lines of a preview: the first people and OKRs, what is not taken, and how many of which."""
    entries = outcome.entries
    many = [
        (len(entries.units), "units"),
        (len(entries.people), "people"),
        (len(entries.cycles), "cycles"),
        (len(entries.objectives), "objectives"),
        (sum(len(objective.key_results) for objective in entries.objectives), "key results"),
    ]
    yield f"The file has {', '.join(f'{count} {what}' for count, what in many)}."
    yield from _sample("People", [_person(person) for person in entries.people])
    yield from _sample("Cycles", [f"{cycle.name}, {cycle.start} to {cycle.end}" for cycle in entries.cycles])
    yield from _sample("OKRs", list(_okrs(entries.objectives)))
    if outcome.notes:
        yield ""
        yield from outcome.notes
    yield ""
    yield f"Nothing is written. It would be: {outcome.counts}"


def _sample(title: str, shown: list[str]) -> Iterator[str]:
    if shown:
        yield ""
        yield f"{title}:"
        yield from (f"  {line}" for line in shown[:_FIRST])
        if len(shown) > _FIRST:
            yield f"  and {len(shown) - _FIRST} more"


def _person(entry: PersonEntry) -> str:
    return ", ".join(shortened(text) for text in (entry.name, entry.unit, entry.timezone, entry.email) if text)


def _okrs(entries: Iterable[ObjectiveEntry]) -> Iterator[str]:
    for entry in entries:
        parts = [shortened(text) for text in (entry.cycle, entry.owner, entry.title or entry.id) if text]
        yield " / ".join([*parts, *(() if entry.key_results else ("no key result",))])
        yield from (f"  {_key_result(key_result)}" for key_result in entry.key_results)


def _key_result(entry: KeyResultEntry) -> str:
    figures = [
        f"{name} {figure(float(value))}"
        for name, value in (
            ("start", entry.start),
            ("target", entry.target),
            ("current", entry.current),
            ("confidence", entry.confidence),
            ("score", entry.score),
        )
        if value is not None
    ]
    return ", ".join([shortened(entry.title or entry.id or ""), *figures, *([entry.unit] if entry.unit else [])])
