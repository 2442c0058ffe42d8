"""Tests what each command records and tells."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

from facilitator import sample
from facilitator.meeting import running, starting
from facilitator.steps.round import reading as rounds
from facilitator.store.database import Database
from tests.cli.commands import WANG, Run, refused


# -- check-in
def test_sentences_are_added(run: Run, company: str) -> None:
    args = ["checkin", "--as", WANG, "--done", "one", "--done=-x", "--today", " ", "--difficulties", "two\nlines"]
    result = run(*args, "--help-needed", "three")
    assert (result.exit_code, result.output) == (0, "")
    with Database(company) as database:
        said = rounds.prepared(database, WANG).sentences
    assert [one.text for one in said["done"]][-2:] == ["one", "-x"]
    assert len(said["today"]) == 1
    assert [one.text for one in said["difficulties"]] == ["two\nlines"]
    assert said["help_needed"][-1].text == "three"


def test_a_template_goes_round(run: Run, company: str, tmp_path: Path) -> None:
    template = run("checkin", "--as", WANG, "--template")
    assert template.exit_code == 0
    file = tmp_path / "me.toml"
    file.write_bytes(template.stdout_bytes)
    for args, given in (([str(file)], None), (["-"], template.stdout_bytes)):
        result = run("checkin", "--as", WANG, "--from", *args, input=given)
        assert (result.exit_code, result.output) == (0, "")
    assert run("checkin", "--as", WANG, "--template", "--db", company).stdout == template.stdout


def test_mistakes_of_a_check_in_file(run: Run, company: str, tmp_path: Path) -> None:
    assert company
    said = refused(run("checkin", "--as", WANG, "--from", "-", input="x = 3\n[round]\ny = 3"))
    assert [line.split(":")[0] for line in said.splitlines()] == ["standard input, x", "standard input, round.y"]
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"[round]\ndone = ['caf\xe9']")
    assert refused(run("checkin", "--as", WANG, "--from", str(latin))).startswith(f"{latin}, line 2: ")
    assert "No such file" in refused(run("checkin", "--as", WANG, "--from", str(tmp_path / "none.toml")))
    assert "nobody called 'Ada'" in refused(run("checkin", "--as", "Ada", "--done", "x"))
    assert "100,000" in refused(run("checkin", "--as", WANG, "--done", "x" * 100_001))


# -- import
def test_import(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "team.toml"
    file.write_text('[[units]]\nname = "Platform"\n[[people]]\nname = "王小明"\nunit = "Platform"\n', encoding="utf-8")
    assert run("import", str(file)).exit_code == 0
    assert run("import", str(file)).exit_code == 0
    file.write_text('[[units]]\nname = "Platform"\nnonsense = 3\n[[people]]\nname = ""\n', encoding="utf-8")
    said = refused(run("import", str(file)))
    assert len(said.splitlines()) == 2
    assert all(line.startswith(f"{file}, ") for line in said.splitlines())
    assert refused(run("import", str(tmp_path / "none.toml")))


# -- what was
def test_meetings(run: Run, company: str) -> None:
    assert company
    rows = json.loads(run("meetings", "--json").stdout)
    assert [row["id"] for row in rows] == list(range(11, 0, -1))
    assert set(rows[0]) == {
        "id", "mode", "team", "started_at", "ended_at", "state", "seconds", "decisions", "actions",
    }  # fmt: skip
    assert (rows[0]["mode"], rows[0]["team"], rows[0]["state"], rows[0]["decisions"]) == (
        "standup",
        "Forecast",
        "ended",
        1,
    )
    assert len(run("meetings", "--team", "forecast", "--mode", "standup").stdout.splitlines()) == 11
    assert json.loads(run("meetings", "--json", "--mode", "retro").stdout) == []
    assert "no team called 'Nobody'" in refused(run("meetings", "--team", "Nobody"))


def test_nothing_was_yet(run: Run) -> None:
    assert json.loads(run("meetings", "--json").stdout) == []
    assert json.loads(run("actions", "--json").stdout) == []
    assert run("meetings").exit_code == run("actions").exit_code == 0
    assert "no meetings yet" in refused(run("minutes"))


def test_actions(run: Run, company: str) -> None:
    assert company
    rows = json.loads(run("actions", "--json").stdout)
    assert len(rows) == 7
    assert set(rows[0]) == {"id", "meeting", "text", "owner", "due", "state", "key_result", "reason", "overdue"}
    assert [row["reason"] != "" for row in rows] == [row["state"] == "dropped" for row in rows]
    assert len(json.loads(run("actions", "--json", "--open").stdout)) == 4
    (late,) = json.loads(run("actions", "--json", "--overdue").stdout)
    assert late["overdue"]
    assert "overdue" in run("actions", "--open").stdout
    assert {row["kind"] for row in json.loads(run("actions", "--json", "--requests").stdout)} == {"action", "request"}
    told = run("actions", "--team", "Forecast").stdout
    assert "because: " in told
    assert "promises of the last 90 days kept" in told
    assert "kept" not in run("actions", "--owner", "Hanna Lindqvist").stdout
    assert len(run("actions", "--open", "--owner", "Hanna Lindqvist").stdout.splitlines()) == 1
    assert "nobody called 'Ada'" in refused(run("actions", "--owner", "Ada"))


def test_minutes(run: Run, company: str, tmp_path: Path) -> None:
    assert company
    result = run("minutes", "11", "--format", "json")
    table = json.loads(result.stdout_bytes)
    assert (table["schema"], table["id"], table["team"]) == (1, 11, "Forecast")
    assert result.stdout_bytes == run("minutes", "--format", "json", "-o", "-").stdout_bytes
    for form in ("md", "html", "pdf", "csv", "ics", "json"):
        file = tmp_path / f"minutes.{form}"
        assert run("minutes", "latest", "--format", form, "-o", str(file)).output == ""
        assert file.read_bytes() == run("minutes", "--format", form).stdout_bytes
    assert run("minutes", "--format", "docx").stdout_bytes.startswith(b"PK\x03\x04")
    assert "王小明" in run("minutes").stdout
    for number in ("77", "9" * 30):
        assert f"no meeting {number}" in refused(run("minutes", number))
    assert refused(run("minutes", "-o", str(tmp_path))).startswith(str(tmp_path))


def test_minutes_of_a_running_meeting(run: Run, company: str) -> None:
    with Database(company) as database:
        starting.start(database, running.load(database, 11).agenda, sample.TEAM)
    table = json.loads(run("minutes", "--format", "json").stdout)
    assert (table["id"], table["state"], table["ended_at"]) == (12, "running", None)
    assert json.loads(run("meetings", "--json").stdout)[0]["state"] == "running"


def test_minutes_by_a_template(run: Run, company: str, tmp_path: Path) -> None:
    assert company
    file = tmp_path / "minutes.md.j2"
    file.write_text("# {{ minutes.team|md }}\n{{ minutes.attendance|length }} 人\n", encoding="utf-8")
    result = run("minutes", "--template", str(file))
    assert (result.exit_code, result.stdout) == (0, "# Forecast\n6 人\n")
    assert run("minutes", "--template", str(file), "-o", str(tmp_path / "a.md")).output == ""
    assert (tmp_path / "a.md").read_bytes() == result.stdout_bytes
    file.write_text("a\n{{ minutes.nix }}", encoding="utf-8")
    assert refused(run("minutes", "--template", str(file))).startswith(f"{file}, line 2: ")
    assert run("minutes", "--template", str(file), "--format", "pdf").exit_code == 2
    assert refused(run("minutes", "--template", str(tmp_path / "none"))).startswith(f"{tmp_path / 'none'}: ")


def test_what_is_no_text_stays_away_from_a_terminal(sampled_sqlite: Path, tmp_path: Path) -> None:
    database = shutil.copy(sampled_sqlite, tmp_path / "sample.db")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "facilitator", "minutes", "--format", "pdf", "--db", str(database)]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, text=True, check=False)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 1
    assert done.stderr == "a terminal cannot show pdf minutes; name a file with -o minutes.pdf\n"
