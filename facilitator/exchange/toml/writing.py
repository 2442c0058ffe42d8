"""Writes an export as TOML, to be read and edited by people and imported again."""

from __future__ import annotations

from collections.abc import Iterator

from facilitator.common.toml import toml_value
from facilitator.exchange.entries import CycleEntry, Entries, KeyResultEntry, ObjectiveEntry, PersonEntry, UnitEntry
from facilitator.exchange.reading import table


def as_toml(entries: Entries) -> str:
    """Return the text of the file: the same entries give the same text, and an import of it the same entries."""
    return "\n".join(_tables(entries))


def _tables(entries: Entries) -> Iterator[str]:
    for unit in entries.units:
        yield _table("units", unit)
    for person in entries.people:
        yield _table("people", person)
    for cycle in entries.cycles:
        yield _table("cycles", cycle)
    for objective in entries.objectives:
        yield _table("objectives", objective)
        for key_result in objective.key_results:
            yield _table("objectives.key_results", key_result, "  ")


def _table(
    name: str, entry: UnitEntry | PersonEntry | CycleEntry | ObjectiveEntry | KeyResultEntry, indent: str = ""
) -> str:
    lines = [f"[[{name}]]", *(f"{key} = {toml_value(value, lines=True)}" for key, value in table(entry).items())]
    return "".join(f"{indent}{line}\n" for line in lines)
