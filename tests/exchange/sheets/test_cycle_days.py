"""The days of cycles beside their names: read from any line, and told only where they are needed."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from facilitator.exchange.entries import CycleEntry, Entries, ObjectiveEntry
from facilitator.exchange.sheets import cycle_days, headings
from facilitator.exchange.sheets.cells import Cell, Formula
from facilitator.exchange.sheets.cycle_days import Days
from facilitator.exchange.sheets.names import KnownNames

START, END = date(2026, 10, 1), date(2026, 12, 31)
COLUMNS = {"cycle": 0, "cycle start": 1, "cycle end": 2}


def read(*rows: tuple[Cell, ...]) -> tuple[dict[str, Days], list[str]]:
    said: list[str] = []
    numbered = [(f"line {number}", row) for number, row in enumerate(rows, 2)]
    found = cycle_days.read(numbered, COLUMNS, lambda *told: said.append("; ".join(told)))
    return found, said


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-01", " 2026-12-31 "),
        ("2026/10/1", "2026.12.31"),
        ("2026年10月1日", "2026年12月31日"),
        (datetime(2026, 10, 1), END),  # noqa: DTZ001  # as a workbook has it
    ],
)
def test_days_in_every_spelling(start: Cell, end: Cell) -> None:
    assert read(("Sprint", start, end)) == ({"Sprint": Days(START, END, "line 2")}, [])


def test_they_stand_in_any_line_of_the_cycle() -> None:
    rows = (("Sprint", None, "-"), ("", "2026-10-01", "2026-12-31"), ("Other",), ("Sprint", "2026-10-01", "2026-12-31"))
    assert read(*rows) == ({"Sprint": Days(START, END, "line 3")}, [])


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (("S", "01/10/2026", "2026-12-31"), 'cycle start must be a day, not "01/10/2026"; write it like 2026-10-01'),
        (("S", "2026-10-01", "2026-02-30"), 'cycle end must be a day, not "2026-02-30"; write it like 2026-10-01'),
        (("S", "2026-10-01"), "there is no cycle end; write both days of a cycle, or none where its name tells them"),
        (("S", None, "2026-10-01"), "there is no cycle start; write both days of a cycle, or none where"),
    ],
)
def test_what_is_no_day(row: tuple[Cell, ...], wrong: str) -> None:
    found, (said,) = read(row)
    assert found == {}
    assert said.startswith(f"line 2; {wrong}")


def test_a_cycle_has_one_first_and_one_last_day() -> None:
    _, said = read(("S", "2026-10-01", "2026-12-31"), ("S", "2026-10-02", "2026-12-31"))
    assert len(said) == 1
    assert said[0].startswith(
        'line 3; "S" is from 2026-10-02 to 2026-12-31 here and from 2026-10-01 to 2026-12-31 in line 2; a cycle has one'
    )


def test_a_formula_without_a_value_is_told_where_all_are() -> None:
    assert read(("S", Formula("=A1"), Formula("=A2"))) == ({}, [])


def test_headings_are_english_and_chinese() -> None:
    okrs = ["Cycle start", "Cycle end", "objective", "周期开始日期"]
    assert headings.columns(okrs, headings.OKRS) == {"cycle start": 0, "cycle end": 1, "objective": 2}
    assert headings.columns(["周期", "目标", "周期开始", "周期结束"], headings.OKRS).keys() == {
        *COLUMNS,
        "objective",
    }


def test_a_known_cycle_is_meant_only_with_its_own_days() -> None:
    names = KnownNames(cycles=(("2026-Q4", START, END), ("🎯", START, END)))
    assert (names.dated("2026 q4", START, END), names.made) == ("2026-Q4", {})
    assert names.dated("2026 q4", START, date(2027, 1, 31)) == "2026 q4"
    assert names.dated("🚀", START, END) == "🚀"
    assert set(names.made) == {"2026 q4", "🚀"}


@pytest.mark.parametrize(
    ("name", "start", "told"),
    [
        ("2026-Q4", START, True),
        ("2026-Q4", date(2026, 9, 28), False),
        ("2026-Q4 ", START, False),
        ("Q4", START, False),
        ("next quarter", START, False),
        ("=1+1", START, False),
    ],
)
def test_which_names_tell_their_days(name: str, start: date, told: bool) -> None:
    cycle = CycleEntry(place="cycles[1]", name=name, start=start, end=END)
    entries = Entries(cycles=(cycle,), objectives=(ObjectiveEntry(place="objectives[1]", cycle=name),))
    assert cycle_days.untold(entries) == ({} if told else {name: cycle})
