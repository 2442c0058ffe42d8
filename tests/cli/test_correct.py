"""`facilitator correct`, and the minutes as they were sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from facilitator.cli import main
from facilitator.common import settings
from facilitator.minutes import files as minutes_files
from facilitator.minutes.corrections import reading as corrections_reading
from facilitator.reports import meetings as reports_meetings
from facilitator.store.database import Database

Run = Callable[..., Result]
DECIDED = "no switch without a complete duty roster"


@pytest.fixture
def database(sampled: Database) -> Database:
    return sampled


@pytest.fixture
def run(sampled_url: str) -> Run:
    """Runs a command on the sample company."""
    return lambda *args: CliRunner().invoke(main, ["--db", sampled_url, *args])


def refused(result: Result) -> str:
    assert result.exit_code in (1, 2), result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


def somebody(database: Database) -> str:
    meeting = next(row.id for row in reports_meetings.meetings(database) if row.mode == "standup")
    return next(name for name, state in corrections_reading.attended(database, meeting) if state == "present")


def test_a_correction_is_numbered_and_what_was_sent_stays(run: Run, database: Database) -> None:
    newest = str(next(row.id for row in reports_meetings.meetings(database) if row.mode == "standup"))
    sent = minutes_files.write(database, int(newest), settings.load().minutes_folder)
    data = sent.read_bytes()
    done = run(
        "correct", newest, "--as", "Hanna Lindqvist", "--was", DECIDED, "--text", "no switch", "--because", "short"
    )
    assert done.exit_code == 0, done.output
    first, second = done.stdout.splitlines()
    assert first == f"correction 1 of meeting {newest}"
    corrected = Path(second.removeprefix("the corrected minutes are in "))
    assert corrected.name == f"{sent.stem}-correction-1.md"
    assert run("minutes", newest).stdout_bytes == corrected.read_bytes()
    assert "no switch" in corrected.read_text(encoding="utf-8")
    assert run("minutes", newest, "--as-sent").stdout_bytes == data == sent.read_bytes()


def test_everything_is_corrected_from_the_command_line(run: Run, database: Database) -> None:
    who = somebody(database)
    ways: list[tuple[str, ...]] = [
        ("--strike", DECIDED),
        ("--add-decision", "switch"),
        ("--add-action", f"tell them @{who} by 2026-12-01"),
        ("--add-parked", "the car park"),
        ("--attendance", who, "late"),
        ("--remark", "the date is wrong"),
    ]
    meeting = str(next(row.id for row in reports_meetings.meetings(database) if row.mode == "standup"))
    for number, way in enumerate(ways, 1):
        done = run("correct", meeting, "--as", who, *way)
        assert done.exit_code == 0, done.output
        assert done.stdout.startswith(f"correction {number} of meeting {meeting}\n")
    told = run("minutes", meeting).stdout
    assert "Corrected: 6 corrections" in told
    assert "### Correction 6: remark" in told


def test_what_cannot_be_done_is_a_sentence(run: Run, database: Database) -> None:
    who = somebody(database)
    meeting = str(next(row.id for row in reports_meetings.meetings(database) if row.mode == "standup"))
    assert "say one thing" in refused(run("correct", meeting, "--as", who))
    assert "say one thing" in refused(run("correct", "--as", who, "--remark", "a", "--strike", "b"))
    assert "belong together" in refused(run("correct", "--as", who, "--was", "b"))
    assert "is not a meeting" in refused(run("correct", "seven", "--as", who, "--remark", "a"))
    assert "may be one of these" in refused(run("correct", meeting, "--as", who, "--strike", "e"))
    assert "nobody called 'Eve'" in refused(run("correct", meeting, "--as", "Eve", "--remark", "a"))
    assert "there is no meeting 999" in refused(run("correct", "999", "--as", who, "--remark", "a"))
    assert "Corrected" not in run("minutes", meeting).stdout
