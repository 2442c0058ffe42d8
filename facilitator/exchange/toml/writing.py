"""An export as TOML, to be read and edited by people and imported again.

The writer that settings use would put short tables on one line, and leave it to chance which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from facilitator.exchange.entries import CycleEntry, Entries, KeyResultEntry, ObjectiveEntry, PersonEntry, UnitEntry
from facilitator.exchange.reading import Value, table

_ESCAPED = re.compile(r'[\x00-\x08\x0a-\x1f\x7f"\\]')
# In a text of many lines only what would end it, or would not come back as it is.
_ESCAPED_IN_LINES = re.compile(r'[\x00-\x08\x0b-\x1f\x7f\\]|(?<="")"|"\Z')
_SHORT = {"\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def as_toml(entries: Entries) -> str:
    """The text of the file: the same entries give the same text, and an import of it the same entries."""
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
    lines = [f"[[{name}]]", *(f"{key} = {_value(value)}" for key, value in table(entry).items())]
    return "".join(f"{indent}{one}\n" for one in lines)


def _value(value: Value) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _text(value)
        case date():
            return value.isoformat()
        case _:
            return repr(value)


def _text(text: str) -> str:
    if "\n" not in text:
        return f'"{_ESCAPED.sub(_escape, text)}"'
    shown = _ESCAPED_IN_LINES.sub(_escape, text)
    return f'"""\n{shown}"""'


def _escape(match: re.Match[str]) -> str:
    return _SHORT.get(match[0], f"\\u{ord(match[0]):04x}")
