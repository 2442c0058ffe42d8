"""Reads and writes the first and last day of a cycle in a sheet of OKRs, where its name does not tell them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from facilitator.common.text import is_blank
from facilitator.exchange.entries import CycleEntry, Entries, shortened
from facilitator.exchange.sheets import cells
from facilitator.exchange.sheets.cells import Cell, Formula
from facilitator.exchange.sheets.headings import CYCLE_COLUMNS
from facilitator.exchange.sheets.names import KnownNames
from facilitator.okr.cycles.parsing import CycleError, NewCycle


class Days(NamedTuple):
    """The days of a cycle, both part of it, and the line that says them first."""

    start: date
    end: date
    place: str


def untold(entries: Entries) -> Mapping[str, CycleEntry]:
    """Return the cycles of the objectives that an import into an empty database could not make of their names alone.

    `2026-Q4` tells its days, `Q3 =1+1` does not, and neither does a quarter that is not the calendar's.
    """
    cycles = {cycle.name: cycle for cycle in entries.cycles}
    order = dict.fromkeys(objective.cycle for objective in entries.objectives if objective.cycle in cycles)
    dated: dict[str, CycleEntry] = {}
    while True:
        # What is told with its days may be what another name is taken for, or reckoned from.
        names = KnownNames(made={name: made for name, cycle in dated.items() if (made := _made(cycle))})
        wrong = [name for name in order if name and name not in dated and not _tells_days(names, cycles[name])]
        if not wrong:
            return dated
        dated |= {name: cycles[name] for name in wrong}


def _made(cycle: CycleEntry) -> NewCycle | None:
    return NewCycle(cycle.name, cycle.start, cycle.end) if cycle.start and cycle.end else None


def _tells_days(names: KnownNames, cycle: CycleEntry) -> bool:
    try:
        name = names.cycle(cycle.name)
    except CycleError:
        return False
    return names.made[name] == _made(cycle)


def read(
    rows: Iterable[tuple[str, Sequence[Cell]]], columns: Mapping[str, int], mistake: Callable[[str, str, str], None]
) -> dict[str, Days]:
    """Return the days that a sheet says, by the cycle as it is written there; each row comes with its place.

    `mistake` gets a place, what is wrong there, and what to do.
    """
    days: dict[str, Days] = {}
    if not set(CYCLE_COLUMNS) & columns.keys():
        return days
    name_above = ""
    for place, row in rows:
        cell = {name: row[at] for name, at in columns.items() if at < len(row)}
        if not is_blank(cycle := cells.cycle(cell.get("cycle"))):
            name_above = cycle
        written = [None if isinstance(value := cell.get(name), Formula) else value for name in CYCLE_COLUMNS]
        if all(map(cells.is_nothing, written)):
            continue
        start, end = (_day(place, name, value, mistake) for name, value in zip(CYCLE_COLUMNS, written, strict=True))
        if start is None or end is None:
            continue
        first = days.setdefault(name_above, Days(start, end, place))
        if first[:2] != (start, end):
            what = f'"{shortened(name_above)}" is from {start} to {end} here and from {first.start} to {first.end}'
            mistake(place, f"{what} in {first.place}", "a cycle has one first and one last day: correct one of them")
    return days


def _day(place: str, name: str, value: Cell, mistake: Callable[[str, str, str], None]) -> date | None:
    if cells.is_nothing(value):
        mistake(place, f"there is no {name}", "write both days of a cycle, or none where its name tells them")
        return None
    day = cells.day(value)
    if day is None:
        mistake(place, f'{name} must be a day, not "{shortened(cells.text(value))}"', "write it like 2026-10-01")
    return day
