"""Reads the rows of spreadsheets: people, and OKRs with a row for each key result (CONTRACT, the import file)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from facilitator.common.mistakes import refusal
from facilitator.common.text import is_blank
from facilitator.exchange.entries import (
    CycleEntry,
    Entries,
    KeyResultEntry,
    ObjectiveEntry,
    PersonEntry,
    UnitEntry,
    check,
    shortened,
)
from facilitator.exchange.sheets import cells, cycle_days, headings
from facilitator.exchange.sheets.cells import Cell, Mark
from facilitator.exchange.sheets.names import KnownNames, fitted
from facilitator.exchange.sheets.sheet import FileSheet
from facilitator.exchange.toml.parsing import KEY_RESULT, OBJECTIVE, PERSON, UNIT, ImportReader
from facilitator.okr.cycles.parsing import CycleError, NewCycle

_FIGURES = ("start", "target", "current")
_OF_TEN = re.compile(r"\s*(\d+)\s*/\s*10\s*")


def read(sheets: Sequence[FileSheet], file: str, names: KnownNames) -> tuple[Entries, tuple[str, ...]]:
    """Return what the sheets of a file say, and a line for each thing that is not taken or could be meant otherwise.

    Raises:
        MistakesError: Whatever is wrong with it that needs no database to tell.
    """
    reading = _Sheets(file, names)
    taken = False
    for sheet in sheets:
        if reading.take(sheet):
            taken = True
        elif len(sheets) > 1 and sheet.rows:
            reading.note(sheet.prefix.removesuffix(", "), "it has no headings of people or OKRs, and is not taken")
    if not taken:
        raise refusal(
            file,
            "no line has the headings of people or of OKRs",
            f"begin with a line that has {', '.join(headings.PEOPLE_COLUMNS[:5])}, or "
            f"{', '.join(headings.OKR_COLUMNS[:11])}",
        )
    entries = reading.entries()
    check(entries, file, reading.reader.mistakes)
    return entries, tuple(reading.notes)


class _Objective(NamedTuple):
    entry: ObjectiveEntry
    key_results: list[KeyResultEntry]


@dataclass(slots=True)
class _Above:
    """What the lines above say: the last cycle and owner, which objective goes on, and whose in which cycle it is."""

    cycle: str = ""
    owner: str = ""
    at: int | None = None
    of: tuple[str, str] = ("", "")


class _Sheets:
    def __init__(self, file: str, names: KnownNames) -> None:
        self.file = file
        self.names = names
        self.reader = ImportReader(file)
        self.mistake = self.reader.wrong
        self.notes: list[str] = []
        self.people: list[PersonEntry] = []
        # The first line that names each unit, and who manages it in whose words.
        self.units: dict[str, str] = {}
        self.managers: dict[str, list[tuple[str, str, str]]] = {}
        # The cycles that are named, by what is written; and those to be made, with the line that names each.
        self.cycles: dict[str, str] = {}
        self.new_cycles: dict[NewCycle, str] = {}
        self.objectives: list[_Objective] = []
        # Where each objective is, by its id and what else it is the same by.
        self.known_by: dict[object, int] = {}

    def note(self, place: str, what: str) -> None:
        self.notes.append(f"{self.file}, {place}: {what}")

    def entries(self) -> Entries:
        return Entries(
            units=tuple(
                UnitEntry(place=place, name=name, manager=self.manager(name)) for name, place in self.units.items()
            ),
            people=tuple(self.people),
            cycles=tuple(
                CycleEntry(place=place, name=cycle.name, start=cycle.start, end=cycle.end)
                for cycle, place in self.new_cycles.items()
            ),
            objectives=tuple(replace(entry, key_results=tuple(key_results)) for entry, key_results in self.objectives),
        )

    def manager(self, unit: str) -> str | None:
        """Return who manages a unit: the one manager its people name; whom they name may name somebody above."""
        namings = self.managers.get(unit, [])
        bosses = {manager for person, manager, _ in namings if person != manager}
        namings = [naming for naming in namings if naming[0] not in bosses] or namings
        for _, manager, place in namings[1:]:
            if manager != namings[0][1]:
                self.mistake(
                    place,
                    f'the manager of "{shortened(unit)}" is "{shortened(manager)}" here and '
                    f'"{shortened(namings[0][1])}" in {namings[0][2]}',
                    "a unit has one manager: correct one of them",
                )
                break
        return namings[0][1] if namings else None

    def take(self, sheet: FileSheet) -> bool:
        """Take a sheet, and return whether it has headings."""
        place_and_kind = sheet.headings()
        if place_and_kind is None:
            return False
        index, kind = place_and_kind
        line, heads = sheet.rows[index]
        texts = [cells.text(cell) for cell in heads]
        columns = headings.columns(texts, kind)
        place = f"{sheet.prefix}line {line}"
        self.tell_others(place, texts, columns, sheet.rows[index + 1 :])
        if kind == headings.OKRS:
            for missing in ({"cycle", "owner"} - columns.keys()) if "objective id" not in columns else ():
                self.mistake(place, f"there is no column {missing}", "add it")
        rows = [
            (number, f"{sheet.prefix}line {number}", row)
            for number, row in sheet.rows[index + 1 :]
            if headings.columns([cells.text(cell) for cell in row], kind) != columns  # headings once more
        ]
        mark = cells.decimal_mark(
            row[columns[name]]
            for _, _, row in rows
            for name in (*_FIGURES, "score")
            if kind == headings.OKRS and name in columns and columns[name] < len(row)
        )
        if kind == headings.OKRS:
            self.days([(at, row) for _, at, row in rows], columns)
        above = _Above()
        for number, at, row in rows:
            cell = {name: self.value(at, name, row, position) for name, position in columns.items()}
            if all(value is None or is_blank(cells.text(value)) for value in cell.values()):
                continue
            if kind == headings.OKRS:
                self.okr(at, cell, above, mark)
            else:
                for name in ("unit", "manager"):
                    if name in columns and cells.is_nothing(cell.get(name)):
                        cell[name] = sheet.merged.get((number, columns[name]))
                self.person(at, cell)
        return True

    def value(self, place: str, name: str, row: Sequence[Cell], position: int) -> Cell:
        """Return what stands in a cell that is taken."""
        value = row[position] if position < len(row) else None
        if not isinstance(value, cells.Formula):
            return value
        self.mistake(
            place,
            f"the formula in {name} has no value",
            "open the file in a spreadsheet and save it again, or write it",
        )
        return None

    def tell_others(
        self, place: str, heads: Sequence[str], columns: Mapping[str, int], rows: Sequence[tuple[int, Sequence[Cell]]]
    ) -> None:
        """Say which columns are not taken."""
        taken = set(columns.values())
        others = [f'"{shortened(head)}"' for at, head in enumerate(heads) if at not in taken and not is_blank(head)]
        if others:
            self.note(place, f"not taken: {'columns' if len(others) > 1 else 'column'} {', '.join(others)}")
        blank = {
            at + 1
            for _, row in rows
            for at, cell in enumerate(row)
            if at not in taken and not cells.is_nothing(cell) and (at >= len(heads) or is_blank(heads[at]))
        }
        if blank:
            which = ", ".join(map(str, sorted(blank)[:10]))
            self.note(place, f"not taken: what has no heading, in column {which} from the left")

    # -- people

    def person(self, place: str, cell: Mapping[str, Cell]) -> None:
        texts = {name: cells.text(value) for name, value in cell.items() if not cells.is_nothing(value)}
        if is_blank(texts.get("name", "")):
            self.note(place, "not taken: there is no name")
            return
        for key, known in (("name", self.names.people), ("unit", self.names.units), ("manager", self.names.people)):
            if key in texts:
                texts[key] = fitted(texts[key], known)
        table: dict[str, object] = {key: texts[key] for key in ("name", "unit", "timezone", "email") if key in texts}
        if "active" in texts:
            table["active"] = cells.flag(cell["active"])
            if table["active"] is None:
                self.mistake(place, f'active must be yes or no, not "{shortened(texts["active"])}"', "correct it")
                del table["active"]
        entry = PersonEntry(**self.reader.read(place, table, PERSON, ("name",)))
        self.people.append(entry)
        if entry.unit:
            self.units.setdefault(entry.unit, place)
            spec = {"manager": UNIT["manager"]}
            boss = {key: texts[key] for key in spec if key in texts}
            if manager := self.reader.read(place, boss, spec, ())["manager"]:
                self.managers.setdefault(entry.unit, []).append((entry.name, manager, place))
        elif "manager" in texts:
            self.note(place, "the manager is not taken: a unit has one, and there is no unit")

    # -- OKRs

    def okr(self, place: str, cell: Mapping[str, Cell], above: _Above, mark: Mark | None) -> None:
        title = cells.text(cell.get("objective"))
        key_result = _said(cell, "key result")
        figures = [
            name for name in (*_FIGURES, "confidence", "score", "reason") if not cells.is_nothing(cell.get(name))
        ]
        if is_blank(title) and key_result is None and figures:
            self.note(place, "not taken: there is no objective and no key result")
            return
        if not is_blank(cycle := cells.cycle(cell.get("cycle"))):
            above.cycle = cycle
        if not is_blank(owner_written := cells.text(cell.get("owner"))):
            above.owner = self.names.owner(owner_written)
        owner = _said(cell, "key result owner")
        if not is_blank(title):
            above.at = self.objective(place, cell, above, title)
        elif above.at is not None and key_result is not None:
            now = self.objectives[above.at].entry
            if above.cycle != above.of[0]:
                above.at = self.objective(place, cell, above, now.title or "")
            elif above.owner != above.of[1]:
                # Another owner beside an objective that goes on is the key result's own.
                owner = owner or above.owner
        if key_result is None:
            if is_blank(title):
                self.note(place, "there is no objective and no key result")
            elif figures:
                self.note(place, f"not taken: {', '.join(figures)}, as there is no key result")
            return
        if above.at is None:
            self.mistake(place, "there is no objective", "write it in this line, or in one above")
            return
        table: dict[str, object] = {"title": key_result}
        others = (("id", "key result id"), ("unit", "unit"), ("reason", "reason"))
        table |= {key: value for key, column in others if (value := _said(cell, column)) is not None}
        if owner is not None:
            table["owner"] = self.names.owner(owner)
        table |= self.figures(place, cell, mark)
        entry = KeyResultEntry(**self.reader.read(place, table, KEY_RESULT, ("title",)))
        self.objectives[above.at].key_results.append(entry)

    def days(self, rows: Sequence[tuple[str, Sequence[Cell]]], columns: Mapping[str, int]) -> None:
        """Take the days of cycles that are told beside their names; they may stand in any line of the cycle."""
        for written, dates in cycle_days.read(rows, columns, self.mistake).items():
            self.cycles[written] = name = self.names.dated(written, dates.start, dates.end)
            if made := self.names.made.get(name):
                self.new_cycles.setdefault(made, dates.place)

    def cycle(self, place: str, written: str) -> str:
        """Return the name of the cycle that is meant: one that is known, or a new one whose name tells its days."""
        if written not in self.cycles:
            try:
                self.cycles[written] = self.names.cycle(written)
            except CycleError as error:
                self.cycles[written] = written
                what, _, do = str(error).partition("; ")
                self.mistake(place, what, do)
            else:
                if (made := self.names.made.get(self.cycles[written])) and made not in self.new_cycles:
                    self.new_cycles[made] = place
        return self.cycles[written]

    def objective(self, place: str, cell: Mapping[str, Cell], above: _Above, title: str) -> int:
        """Go on with an objective that is there, or begin one; its number."""
        table: dict[str, object] = {"title": title}
        if above.cycle:
            table["cycle"] = self.cycle(place, above.cycle)
        if above.owner:
            table["owner"] = above.owner
        for key, column in (("id", "objective id"), ("state", "state")):
            if value := _said(cell, column):
                table[key] = value
        above.of = above.cycle, above.owner
        known_by = (*above.of, title)
        at = self.known_by.get((table.get("id"), *known_by))
        if at is None:
            at = len(self.objectives)
            for key in ("cycle", "owner"):
                if key not in table and "id" not in table:
                    self.mistake(place, f"there is no {key}", "write it in this line, or in one above")
            entry = ObjectiveEntry(**self.reader.read(place, table, OBJECTIVE, ()))
            self.objectives.append(_Objective(entry, []))
            self.known_by[table.get("id"), *known_by] = at
            self.known_by.setdefault((None, *known_by), at)
        return at

    def figures(self, place: str, cell: Mapping[str, Cell], mark: Mark | None) -> dict[str, Any]:
        """Return the figures of a key result, under their keys; a percent sign becomes the unit of the first three."""
        figures: dict[str, Any] = {}
        percents: set[bool] = set()
        for name in (*_FIGURES, "confidence", "score"):
            value = cell.get(name)
            if cells.is_nothing(value):
                continue
            if name == "confidence" and isinstance(value, str) and (of_ten := _OF_TEN.fullmatch(value)):
                value = of_ten[1]
            figure = cells.figure(value, mark)
            if figure is None:
                self.mistake(
                    place, f'{name} must be a number, not "{shortened(cells.text(value))}"', "write the figure alone"
                )
                continue
            if figure.doubtful:
                self.note(place, f'{name} "{shortened(cells.text(value))}" is read as {figure.value:g}')
            figures[name] = figure.value
            if name in _FIGURES:
                percents |= {figure.percent} if figure.value else set()
            elif figure.percent:
                figures[name] = figure.value / (100 if name == "score" else 10)
        unit = _said(cell, "unit")
        if True in percents and unit is None:
            if False in percents:
                self.mistake(place, "some figures have a percent sign and some have none", "write all of them alike")
            figures["unit"] = "%"
        return figures


def _said(cell: Mapping[str, Cell], name: str) -> str | None:
    """Return what stands in a cell; None where that is nothing."""
    value = cell.get(name)
    return None if cells.is_nothing(value) or is_blank(text := cells.text(value)) else text
