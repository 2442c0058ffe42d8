"""Spreadsheets as teams have them: what is taken, what is told, what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from facilitator.cli import main
from facilitator.common.mistakes import MistakesError
from facilitator.exchange.importing import ImportOutcome, take
from facilitator.exchange.reading import read
from facilitator.store.database import Database

PEOPLE = "Name,Unit,Manager,Time zone,E-Mail\nAda,Platform,Ada,Europe/London,ada@example.org\nBob,Platform,Ada,,n/a\n"
HEADS = "cycle,owner,objective,key result,start,target,current,unit,confidence,score,reason\n"


class Taking:
    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder

    def csv(self, data: str | bytes) -> ImportOutcome:
        path = self.folder / "f.csv"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return take(self.database, path)

    def xlsx(self, **sheets: Sequence[Sequence[Any]]) -> ImportOutcome:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        return self.book(book)

    def book(self, book: openpyxl.Workbook) -> ImportOutcome:
        path = self.folder / "f.xlsx"
        book.save(path)
        return take(self.database, path)

    def refused(self, data: str | bytes) -> list[str]:
        with pytest.raises(MistakesError) as caught:
            self.csv(data)
        assert not self.rows() or "Ship" not in str(self.rows())
        return str(caught.value).replace(f"{self.folder}/", "").splitlines()

    def notes(self, outcome: ImportOutcome) -> list[str]:
        return [note.replace(f"{self.folder}/", "") for note in outcome.notes]

    def rows(self) -> list[tuple[object, ...]]:
        """What the database has: a row for each key result, without what is not there."""
        return [
            (one.cycle, one.owner, one.title, row.title, row.start, row.target, row.current, row.unit)
            for one in read(self.database).entries.objectives
            for row in one.key_results
        ]


@pytest.fixture
def taking(database: Database, tmp_path: Path) -> Taking:
    return Taking(database, tmp_path)


@pytest.fixture
def team(taking: Taking) -> Taking:
    taking.csv(PEOPLE)
    return taking


def test_people(taking: Taking) -> None:
    assert taking.csv(PEOPLE).counts == (3, 0, 0)
    entries = read(taking.database).entries
    assert [(one.name, one.level, one.manager) for one in entries.units] == [("Platform", "team", "Ada")]
    assert [(one.name, one.unit, one.timezone, one.email) for one in entries.people] == [
        ("Ada", "Platform", "Europe/London", "ada@example.org"),
        ("Bob", "Platform", None, None),
    ]
    assert taking.csv(PEOPLE).counts == (0, 0, 3)


def test_people_in_chinese_in_another_order(taking: Taking) -> None:
    text = "公司人员表;;;;\n\n邮箱;主管;姓名;工号;部门\n;王芳;李雷;7;研发部\na@b.cn;;王芳;8;研发部\n"
    outcome = taking.csv(text.encode("utf-16"))
    assert taking.notes(outcome) == ['f.csv, line 3: not taken: column "工号"']
    entries = read(taking.database).entries
    assert [(one.name, one.manager) for one in entries.units] == [("研发部", "王芳")]
    assert [(one.name, one.unit, one.email) for one in entries.people] == [
        ("李雷", "研发部", None),
        ("王芳", "研发部", "a@b.cn"),
    ]


def test_a_manager_may_have_one_above(taking: Taking) -> None:
    taking.csv("name,unit,manager\nAda,Platform,Grace\nBob,Platform,Ada\nCem,Platform,Ada\n")
    (unit,) = read(taking.database).entries.units
    assert unit.manager == "Ada"


def test_a_unit_has_one_manager(taking: Taking) -> None:
    (told,) = taking.refused("name,unit,manager\nBob,Platform,Ada\nCem,Platform,Eve\n")
    assert told.startswith('f.csv, line 3: the manager of "Platform" is "Eve" here and "Ada" in line 2; ')


def test_okrs(team: Taking) -> None:
    outcome = team.csv(
        f"{HEADS}2027-Q1,Ada,Ship,Lead time,9,2,6,days,5/10,40 %,slow\n"
        ",,,NPS,,95 %,,,7,.5,\n"
        ",Bob,,Churn,n/a,-,–,,,,\n"
        '2027-Q1,Platform,"Two\nlines",Reach,"1.234,5","3.440.219",,,,,\n'
    )
    assert outcome.counts == (1 + 2 + 4, 0, 0)
    entries = read(team.database).entries
    assert [(one.name, one.start, one.end) for one in entries.cycles] == [
        ("2027-Q1", date(2027, 1, 1), date(2027, 3, 31))
    ]
    assert team.rows() == [
        ("2027-Q1", "Ada", "Ship", "Lead time", 9, 2, 6, "days"),
        ("2027-Q1", "Ada", "Ship", "NPS", 0, 95, 0, "%"),
        ("2027-Q1", "Ada", "Ship", "Churn", None, None, None, None),
        ("2027-Q1", "Platform", "Two lines", "Reach", 1234.5, 3440219, 1234.5, None),
    ]
    rows = entries.objectives[0].key_results
    assert [(one.confidence, one.score, one.reason, one.owner) for one in rows] == [
        (5, 0.4, "slow", None),
        (7, 0.5, None, None),
        (None, None, None, "Bob"),
    ]


def test_okrs_in_chinese(team: Taking) -> None:
    team.csv("\ufeff得分\t关键结果\t目标\t目标值\t负责人\t周期\n0.7\t交付周期\t准时发布\t2\tBob\t2027年第一季度\n")
    assert team.rows() == [("2027年第一季度", "Bob", "准时发布", "交付周期", 0, 2, 0, None)]


def test_a_cycle_is_known_by_more_than_its_spelling(team: Taking) -> None:
    team.csv(f"{HEADS}2027-Q1,Ada,A,K,,,,,,,\n")
    team.csv(f"{HEADS} 2027 q1 ,Ada ,B,K,,,,,,,\n2027-q1,Bob,C,K,,,,,,,\n")
    assert [row[:3] for row in team.rows()] == [
        ("2027-Q1", "Ada", "A"),
        ("2027-Q1", "Ada", "B"),
        ("2027-Q1", "Bob", "C"),
    ]


def test_every_mistake_has_its_line(team: Taking) -> None:
    mistakes = team.refused(
        f"{HEADS},,,Lonely,,,,,,,\n"
        "someday,Nobody,Ship,K,nine,2,,,11,5,\n"
        "2027-Q1,Ada,Ship,K,50 %,2,,,,,\n"
        "2027-Q1,Ada,Ship,K,,,,,,,\n"
    )
    assert [one.partition(":")[0] for one in mistakes] == [
        "f.csv, line 2",
        "f.csv, line 3",
        "f.csv, line 3",
        "f.csv, line 3",
        "f.csv, line 3",
        "f.csv, line 4",
        "f.csv, line 5",
    ]
    assert mistakes[0] == "f.csv, line 2: there is no objective; write it in this line, or in one above"
    assert mistakes[2] == 'f.csv, line 3: start must be a number, not "nine"; write the figure alone'
    assert mistakes[6] == "f.csv, line 5: it is the same as line 4; take one of them out"
    assert team.refused(f"{HEADS}2027-Q1,Nobody,Ship,K,,,,,,,\n") == [
        'f.csv, line 2: owner "Nobody" is not known; add it to people or units, or correct the name'
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "f.csv: no line has the headings of people or of OKRs"),
        ("a,b\n1,2\n", "f.csv: no line has the headings of people or of OKRs"),
        (b"name\nJ\xfcrgen\n", "f.csv, line 2: this is not UTF-8"),
        (b"\xff\xfen\x00", "f.csv: no line has"),
        (b"\xff\xfen\x00a\x00m", "f.csv, line 1: this is not UTF-16"),
        ("n\0a\0m\0e\0", "f.csv: this is not text"),
        ('name\n"Ada\n', "f.csv, line 2: this is not CSV"),
        ("objective,key result\nA,B\n", "f.csv, line 1: there is no column"),
    ],
)
def test_what_is_no_sheet(taking: Taking, data: str | bytes, said: str) -> None:
    assert taking.refused(data)[0].startswith(said)


def test_what_is_not_taken_is_told(team: Taking) -> None:
    outcome = team.csv(
        f"{HEADS.strip()},Budget,,Score\n"
        '2027-Q1,Ada,Ship,Lead time,,"1,234",,,,,,5,x,1\n'
        ",,Show,,,,3,,,7,,,,\n"
        ",,,,,5,,,,,,,,\n"
        "Total,,,,,,,,,,,9,,\n"
        f"{HEADS}"
    )
    assert team.notes(outcome) == [
        'f.csv, line 1: not taken: columns "Budget", "Score"',
        "f.csv, line 1: not taken: what has no heading, in column 13 from the left",
        'f.csv, line 2: target "1,234" is read as 1234',
        "f.csv, line 3: not taken: current, score, as there is no key result",
        "f.csv, line 4: not taken: there is no objective and no key result",
        "f.csv, line 5: there is no objective and no key result",
    ]
    assert [row[2:4] for row in team.rows()] == [("Ship", "Lead time")]
    assert [one.title for one in read(team.database).entries.objectives] == ["Ship", "Show"]


# -- workbooks


def test_a_workbook(taking: Taking) -> None:
    outcome = taking.xlsx(
        Intro=[["Our OKRs"]],
        People=[["姓名", "单位"], ["Ada", "Platform"], ["王小明", "Platform"]],
        OKRs=[
            ["Cycle", "Owner", "Objective", "Key Result", "Target", "Confidence", "单位"],
            [2027, "Ada", "Ship", "Lead time", 2.5, 5, "days"],
            [None, "王小明", "Show", 7, "3,440,219", "n/a", None],
        ],
        Empty=[],
    )
    assert taking.notes(outcome) == ['f.xlsx, sheet "Intro": it has no headings of people or OKRs, and is not taken']
    assert taking.rows() == [
        ("2027", "Ada", "Ship", "Lead time", 0, 2.5, 0, "days"),
        ("2027", "王小明", "Show", "7", 0, 3440219, 0, None),
    ]


def test_merged_cells_and_percentages(taking: Taking) -> None:
    book = openpyxl.Workbook()
    people, okrs = book.worksheets[0], book.create_sheet("OKRs")
    for row in (["name", "unit"], ["Ada", "Platform"], ["Bob", None], ["Cem", None]):
        people.append(row)
    people.merge_cells("B2:B3")
    for line in (["cycle", "owner", "objective", "key result", "target", "score"], ["2027-Q1", "Ada", "Ship", "A"]):
        okrs.append(line)
    okrs.append([None, None, None, "B", 0.07, 0.3])
    okrs.cell(3, 5).number_format = okrs.cell(3, 6).number_format = "0%"
    for column in "ABC":
        okrs.merge_cells(f"{column}2:{column}3")
    taking.book(book)
    assert [one.unit for one in read(taking.database).entries.people] == ["Platform", "Platform", None]
    assert taking.rows()[1] == ("2027-Q1", "Ada", "Ship", "B", 0, 7, 0, "%")
    assert read(taking.database).entries.objectives[0].key_results[1].score == 0.3


def test_mistakes_in_a_workbook(taking: Taking) -> None:
    with pytest.raises(MistakesError) as caught:
        taking.xlsx(
            OKRs=[["cycle", "owner", "objective", "key result", "target", "Sum"], ["Q", "Ada", "O", "K", "=1+1", "=2"]]
        )
    mistakes = str(caught.value).replace(f"{taking.folder}/", "").splitlines()
    assert 'f.xlsx, sheet "OKRs", line 2: the formula in target has no value; ' in mistakes[0]
    assert mistakes[1].startswith('f.xlsx, sheet "OKRs", line 2: "Q" is not a cycle; write')
    assert len(mistakes) == 2


def test_a_cell_far_away_costs_nothing(taking: Taking) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["name"])
    sheet.append(["Ada"])
    sheet.cell(1_048_576, 16_384, "x")
    assert taking.book(book).counts == (1, 0, 0)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"name\nAda\n"])
def test_what_is_no_workbook(taking: Taking, data: bytes) -> None:
    path = taking.folder / "f.xlsx"
    path.write_bytes(data)
    with pytest.raises(MistakesError, match=r"this is not an \.xlsx workbook"):
        take(taking.database, path)


def test_openpyxl_is_missing(taking: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    path = taking.folder / "f.xlsx"
    path.write_bytes(b"")
    with pytest.raises(MistakesError, match=r"pip install 'facilitator\[spreadsheets\]'"):
        take(taking.database, path)


# -- the command


def test_a_preview_writes_nothing(database_url: str, tmp_path: Path) -> None:
    def run(*args: str) -> Result:
        return CliRunner().invoke(main, ["--db", database_url, *args])

    people, okrs = tmp_path / "people.csv", tmp_path / "okrs.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    run("import", str(people))
    okrs.write_text(f"{HEADS.strip()},Budget\n2027-Q1,Ada,Ship,[b]=x,9,2,,days,5,,,1\n", encoding="utf-8")
    before = run("export").stdout
    told = run("import", "--preview", str(okrs))
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.splitlines() == [
        "The file has 0 units, 0 people, 1 cycles, 1 objectives, 1 key results.",
        "",
        "Cycles:",
        "  2027-Q1, 2027-01-01 to 2027-03-31",
        "",
        "OKRs:",
        "  2027-Q1 / Ada / Ship",
        "    [b]=x, start 9, target 2, confidence 5, days",
        "",
        f'{okrs}, line 1: not taken: column "Budget"',
        "",
        "Nothing is written. It would be: 3 added, 0 changed, 0 unchanged",
    ]
    assert run("export").stdout == before
    done = run("import", str(okrs))
    assert (done.exit_code, done.stdout) == (0, "3 added, 0 changed, 0 unchanged\n")
    assert done.stderr == f'{okrs}, line 1: not taken: column "Budget"\n'
    wrong = run("import", "--preview", str(tmp_path / "none.csv"))
    assert (wrong.exit_code, wrong.stdout) == (1, "")


def test_a_bomb_is_refused(taking: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facilitator.exchange.sheets.xlsx._LARGEST", 1000)
    with pytest.raises(MistakesError, match="bytes, 1,000 are allowed"):
        taking.xlsx(People=[["name"], ["Ada"]])
