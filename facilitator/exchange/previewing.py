"""What an import would take and what not, in lines to be read before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from facilitator.exchange.entries import KeyResultEntry, ObjectiveEntry, PersonEntry, shortened
from facilitator.exchange.importing import Outcome
from facilitator.exchange.reading import figure

_FIRST = 5
"""How many of each are shown."""


def lines(outcome: Outcome) -> Iterator[str]:
    """The lines of a preview: the first people and OKRs, what is not taken, and how many of which."""
    entries = outcome.taken.entries
    many = [
        (len(entries.units), "units"),
        (len(entries.people), "people"),
        (len(entries.cycles), "cycles"),
        (len(entries.objectives), "objectives"),
        (sum(len(one.key_results) for one in entries.objectives), "key results"),
    ]
    yield f"The file has {', '.join(f'{count} {what}' for count, what in many)}."
    yield from _some("People", [_person(one) for one in entries.people])
    yield from _some("Cycles", [f"{one.name}, {one.start} to {one.end}" for one in entries.cycles])
    yield from _some("OKRs", list(_okrs(entries.objectives)))
    if outcome.taken.notes:
        yield ""
        yield from outcome.taken.notes
    yield ""
    yield f"Nothing is written. It would be: {outcome.counts}"


def _some(title: str, found: list[str]) -> Iterator[str]:
    if found:
        yield ""
        yield f"{title}:"
        yield from (f"  {one}" for one in found[:_FIRST])
        if len(found) > _FIRST:
            yield f"  and {len(found) - _FIRST} more"


def _person(entry: PersonEntry) -> str:
    return ", ".join(shortened(one) for one in (entry.name, entry.unit, entry.timezone, entry.email) if one)


def _okrs(entries: Iterable[ObjectiveEntry]) -> Iterator[str]:
    for entry in entries:
        told = [shortened(one) for one in (entry.cycle, entry.owner, entry.title or entry.id) if one]
        yield " / ".join([*told, *(() if entry.key_results else ("no key result",))])
        yield from (f"  {_key_result(one)}" for one in entry.key_results)


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
