"""The JSON of an export: how everything stands, computed again."""

from __future__ import annotations

import json
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import select

from facilitator import sample
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.store.database import Database
from facilitator.tables.okr import KeyResult
from tests.exchange.rounds import german, table, take, toml


def test_json_says_how_they_stand(database: Database, tmp_path: Path) -> None:
    take(database, german().encode(), tmp_path)
    found = table(database)
    file = tomllib.loads(toml(database).decode())
    assert [list(found), found["schema"]] == [["schema", *file, "meetings", "revision", "tables"], 1]
    assert found["cycles"] == [{"name": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"}]
    assert (found["units"], found["people"]) == (file["units"], file["people"])
    for one, written in zip(found["objectives"], file["objectives"], strict=True):
        scores = [row["score"] for row in written["key_results"] if "score" in row]
        assert one["score"] == pytest.approx(sum(scores) / len(scores))
        assert one["missing"] == len(written["key_results"]) - len(scores)
        assert isinstance(one["history"], list)
        assert {key: one[key] for key in written if key != "key_results"} == {
            key: value for key, value in written.items() if key != "key_results"
        }
        for row, plain in zip(one["key_results"], written["key_results"], strict=True):
            assert {key: row[key] for key in plain} == plain
            assert set(row) - set(plain) == {"progress", "progress_note"}
            if "target" not in plain:
                assert (row["progress"], row["progress_note"]) == (None, "a milestone has no numbers")
            elif plain["start"] == plain["target"]:
                assert row["progress"] is None
                assert "start equals target" in row["progress_note"]
            else:
                way, gone = (Fraction(plain[key]) - Fraction(plain["start"]) for key in ("target", "current"))
                assert row["progress"] == pytest.approx(float(gone / way))
                assert row["progress_note"] is None


@pytest.mark.parametrize(
    ("figures", "share"),
    [
        ((9, 2, 6), 3 / 7),
        ((9, 2, 11), -2 / 7),
        ((0, 10, 15), 1.5),
        ((-10, -85, -47.5), 0.5),
        ((0, 3440219, 1), 1 / 3440219),
        ((5, 5, 7), None),
        ((0, 5e-324, 1.7e308), None),
    ],
)
def test_progress_is_exact_or_says_why_not(
    figures: tuple[float, float, float], share: float | None, ground: Database
) -> None:
    with ground.writing() as session:
        row = session.scalars(select(KeyResult)).one()
        row.start, row.target, row.current = figures
    (row,) = table(ground)["objectives"][0]["key_results"]
    assert row["progress"] == share
    assert bool(row["progress_note"]) == (share is None)
    assert table(ground)["objectives"][0]["score"] is None


def test_json_has_the_meetings(database: Database) -> None:
    sample.make(database)
    meetings = table(database)["meetings"]
    assert [one["id"] for one in meetings] == list(range(1, 12))
    for number in (3, 7):
        minutes = json.loads(minutes_json.as_json(minutes_reading.read(database, number)))
        # Each action stands once in an export, in its own meeting.
        del minutes["carried_actions"]
        assert meetings[number - 1] == minutes
