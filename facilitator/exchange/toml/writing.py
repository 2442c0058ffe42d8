"""Writes an export as TOML, to be read and edited by people and imported again."""

from __future__ import annotations

from collections.abc import Iterator

from facilitator.common.toml import toml_value
from facilitator.exchange.entries import Entries, Entry
from facilitator.exchange.reading import table


def as_toml(entries: Entries) -> str:
    """Return the text of the file: the same entries give the same text, and an import of it the same entries."""
    return "\n".join(_tables(entries))


def _tables(entries: Entries) -> Iterator[str]:
    for name in ("units", "people", "cycles"):
        yield from (_table(name, entry) for entry in getattr(entries, name))
    for objective in entries.objectives:
        yield _table("objectives", objective)
        for key_result in objective.key_results:
            yield _table("objectives.key_results", key_result, "  ")


def _table(name: str, entry: Entry, indent: str = "") -> str:
    lines = [f"[[{name}]]", *(f"{key} = {toml_value(value, lines=True)}" for key, value in table(entry).items())]
    return "".join(f"{indent}{line}\n" for line in lines)
