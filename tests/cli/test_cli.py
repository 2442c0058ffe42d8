"""TODO tests.cli.test_cli."""

from __future__ import annotations

import json
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from facilitator import __version__, modes, sample
from facilitator.cli import main
from facilitator.common import settings
from facilitator.common.files import write_atomically
from facilitator.meeting import moving, running, starting
from facilitator.modes import parsing as modes_parsing
from facilitator.steps.round import reading as rounds
from facilitator.store import migrating
from facilitator.store.database import Database

Run = Callable[..., Result]

WANG = "王小明"


@pytest.fixture
def run(backend: str, request: pytest.FixtureRequest) -> Run:  # noqa: ARG001  # both of the fixtures below run on it
    """Runs a command on the database of the test: the sample company's, or one that nobody has opened yet."""
    database_url = request.getfixturevalue("sampled_url" if "company" in request.fixturenames else "database_url")

    def invoke(*args: str, **extra: Any) -> Result:
        return CliRunner().invoke(main, ["--db", database_url, *args], **extra)

    return invoke


@pytest.fixture
def company(sampled_url: str) -> str:
    return sampled_url


def refused(result: Result) -> str:
    """What a command says that could not do it: on standard error only, and no traceback."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert result.stderr.endswith("\n")
    return result.stderr.rstrip("\n")


def start(*args: str | bytes, **extra: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "facilitator", *args]
    return subprocess.run(command, capture_output=True, text=True, check=False, **extra)


def test_a_changed_file_is_imported_by_a_process_of_its_own(tmp_path: Path) -> None:
    file, database = tmp_path / "team.toml", str(tmp_path / "team.db")
    for end, told in (("31", "1 added"), ("30", "1 changed")):
        file.write_text(f'[[cycles]]\nname = "2026-Q4"\nstart = 2026-10-01\nend = 2026-12-{end}\n', encoding="utf-8")
        done = start("import", str(file), "--db", database)
        assert (done.returncode, done.stderr) == (0, "")
        assert told in done.stdout


# -- the command itself


def test_version() -> None:
    result = CliRunner().invoke(main, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"facilitator, version {__version__}\n")


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["demo"],
        ["standup"],
        ["weekly"],
        ["run"],
        ["checkin"],
        ["import"],
        ["export"],
        ["meetings"],
        ["minutes"],
        ["actions"],
        ["db"],
        ["db", "path"],
        ["db", "check"],
        ["db", "upgrade"],
        ["db", "backup"],
        ["db", "restore"],
        ["modes"],
        ["modes", "list"],
        ["modes", "check"],
    ],
)
def test_every_command_has_help_and_takes_a_database(command: list[str]) -> None:
    result = CliRunner().invoke(main, [*command, "--help"])
    assert result.exit_code == 0
    assert "--db" in result.stdout


@pytest.mark.parametrize(
    "args",
    [
        ["nonsense"],
        ["--nonsense"],
        ["run"],
        ["import"],
        ["export", "--format", "x"],
        ["checkin"],
        ["db", "nonsense"],
        ["standup", "--minutes", "0"],
        ["standup", "--minutes", "x"],
        ["minutes", "x"],
        ["minutes", "--format", "x"],
        ["checkin", "--as", "Ada", "--template", "--done", "x"],
        ["checkin", "--as", "Ada", "--from", "x", "--template"],
        ["demo", "--db", "x.db"],
        ["--db", "", "db", "path"],
    ],
)
def test_used_wrongly(args: list[str]) -> None:
    result = CliRunner().invoke(main, args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


@pytest.mark.usefixtures("company")
def test_a_copy_goes_out_and_is_put_back(run: Run, home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert run("db", "backup", str(copy)).output == f"{copy}\n"
    assert run("db", "backup", str(copy)).exit_code == 1
    before = run("export", "--format", "json").stdout
    assert run("checkin", "--as", "Hanna Lindqvist", "--done", "something else").exit_code == 0
    assert run("export", "--format", "json").stdout != before
    done = run("db", "restore", str(copy))
    assert (done.exit_code, "what was there before is in" in done.stdout) == (0, True)
    assert run("export", "--format", "json").stdout == before
    (default,) = run("db", "backup").stdout.splitlines()
    assert Path(default).parent.is_relative_to(home)


def test_db_may_stand_before_and_behind_the_command(tmp_path: Path) -> None:
    wanted = str(tmp_path / "a team's 数据 100%25.db")
    for args in (
        ["--db", wanted, "db", "path"],
        ["db", "--db", wanted, "path"],
        ["db", "path", "--db", wanted],
        ["--db", "other.db", "db", "path", "--db", wanted],
    ):
        assert CliRunner().invoke(main, args).stdout == f"{wanted}\n"
    assert not Path(wanted).exists()


def test_db_is_the_environments_else_the_users(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert CliRunner().invoke(main, ["db", "path"]).stdout == f"{home / 'facilitator.db'}\n"
    monkeypatch.delenv("FACILITATOR_DB")
    found = CliRunner().invoke(main, ["db", "path"]).stdout.strip()
    assert Path(found).is_relative_to(home)


def test_a_password_is_never_printed() -> None:
    result = CliRunner().invoke(main, ["db", "path", "--db", "postgresql+psycopg://ada:secret@db.example/team"])
    assert result.stdout == "postgresql+psycopg://ada:***@db.example/team\n"


@pytest.mark.parametrize("place", ["nonsense://x", "mysql://x/y", "://", "sqlite:////dev/null/x", "/dev/null/x"])
def test_a_database_that_is_none(place: str) -> None:
    result = CliRunner().invoke(main, ["db", "upgrade", "--db", place])
    assert len(refused(result).splitlines()) == 1


def test_a_mistake_of_the_programs_own_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken\nsecond line")

    monkeypatch.setattr("facilitator.common.settings.load", fail)
    said = refused(CliRunner().invoke(main, ["db", "path"]))
    assert "RuntimeError: broken)" in said
    assert len(said.splitlines()) == 1
    monkeypatch.setenv("FACILITATOR_DEBUG", "1")
    assert "Traceback" in CliRunner().invoke(main, ["db", "path"]).stderr


def test_wrong_settings_are_told_and_do_not_stand_in_the_way(home: Path) -> None:
    folder = home / "config" / "facilitator"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text("bell = 3", encoding="utf-8")
    result = CliRunner().invoke(main, ["db", "path"])
    assert (result.exit_code, result.stdout) == (0, f"{home / 'facilitator.db'}\n")
    assert "bell" in result.stderr


# -- as a process


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["demo"],
        ["standup"],
        ["weekly", "Team"],
        ["consensus"],
        ["run", "standup", "Team"],
        ["checkin", "--as", "Ada"],
    ],
)
def test_a_screen_needs_a_terminal(args: list[str]) -> None:
    result = CliRunner().invoke(main, args)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "needs a terminal" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_mode_is_looked_at_before_the_screen_opens() -> None:
    controller, terminal = pty.openpty()
    try:
        command = [sys.executable, "-m", "facilitator", "run", "nonsense"]
        done = subprocess.run(command, stdin=terminal, stdout=terminal, stderr=terminal, check=False)
        said = os.read(controller, 10_000).decode()
    finally:
        os.close(controller)
        os.close(terminal)
    assert done.returncode == 1
    assert "there is no mode or file 'nonsense'" in said
    assert "\x1b" not in said


def test_arguments_of_any_bytes(company: str) -> None:
    done = start("checkin", "--as", b"\xff" + WANG.encode(), "--done", b"caf\xe9 \xff x", "--db", company)
    assert (done.returncode, done.stderr) == (0, "")
    wrong: list[list[str | bytes]] = [
        ["import", b"\xff.toml"],
        ["modes", "check", b"\xff"],
        ["checkin", "--as", b"\xff", "--template"],
    ]
    for args in wrong:
        result = CliRunner().invoke(main, [*map(os.fsdecode, args), "--db", company])
        assert (result.exit_code, result.stdout) == (1, "")
        assert len(result.stderr.splitlines()) == 1
        assert "mistake of its own" not in result.stderr


def test_a_terminal_of_another_encoding(company: str) -> None:
    command = [sys.executable, "-m", "facilitator", "checkin", "--as", "Nobody", "--template", "--db", company]
    environment = os.environ | {"PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert done.returncode == 1
    assert b"\xc9mile Durand, \\u738b" in done.stderr


def test_a_reader_that_went_away() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "facilitator", "modes", "list"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        command = [sys.executable, "-m", "facilitator", "modes", "list"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_completion() -> None:
    asked = {
        "_FACILITATOR_COMPLETE": "bash_complete",
        "COMP_WORDS": "facilitator st",
        "COMP_CWORD": "1",
    }
    command = [sys.executable, "-c", "from facilitator.cli import main; main(prog_name='facilitator')"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | asked)
    assert "standup" in done.stdout


# -- check-in


def test_sentences_are_added(run: Run, company: str) -> None:
    args = ["checkin", "--as", WANG, "--done", "one", "--done=-x", "--today", " ", "--difficulties", "two\nlines"]
    result = run(*args, "--help-needed", "three")
    assert (result.exit_code, result.output) == (0, "")
    with Database(company) as database:
        said = rounds.prepared(database, WANG).said
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
    assert "no team 'Nobody'" in refused(run("meetings", "--team", "Nobody"))


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
    assert done.stderr == "pdf minutes are no text for a terminal; say a file with -o minutes.pdf\n"


# -- the database


@pytest.mark.each_database
def test_upgrade_makes_it_and_check_finds_it_sound(run: Run) -> None:
    said = refused(run("db", "check"))
    assert "facilitator db upgrade" in said
    assert run("db", "upgrade").exit_code == 0
    result = run("db", "check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert migrating.NEWEST in result.stdout


def test_check_makes_no_file(tmp_path: Path) -> None:
    place = tmp_path / "none.db"
    assert str(place) in refused(CliRunner().invoke(main, ["db", "check", "--db", str(place)]))
    assert not place.exists()


def test_check_finds_what_is_broken(tmp_path: Path) -> None:
    place = tmp_path / "x.db"
    place.write_bytes(b"this is no database, and long enough to be looked at" * 100)
    assert str(place) in refused(CliRunner().invoke(main, ["db", "check", "--db", str(place)]))


def test_check_finds_references_to_nothing(tmp_path: Path) -> None:
    place = tmp_path / "x.db"
    assert CliRunner().invoke(main, ["db", "upgrade", "--db", str(place)]).exit_code == 0
    connection = sqlite3.connect(place)
    connection.execute("INSERT INTO person (name, unit_id, active) VALUES ('Ada', 77, 1)")
    connection.commit()
    connection.close()
    assert "of person refers to a row of unit" in refused(CliRunner().invoke(main, ["db", "check", "--db", str(place)]))


def test_a_newer_programs_database_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "x.db"
    assert CliRunner().invoke(main, ["db", "upgrade", "--db", str(place)]).exit_code == 0
    connection = sqlite3.connect(place)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    for command in (["db", "upgrade"], ["checkin", "--as", "Ada", "--done", "x"]):
        assert "newer program" in refused(CliRunner().invoke(main, [*command, "--db", str(place)]))
    assert "9999" in refused(CliRunner().invoke(main, ["db", "check", "--db", str(place)]))


# -- modes


@pytest.mark.parametrize("args", [["modes"], ["modes", "list"]])
def test_modes_are_listed(args: list[str], home: Path) -> None:
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines() if " min " in line] == sorted(modes.built_in())
    assert str(home) in result.stdout.splitlines()[-1]


def test_a_mode_file_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "retro.toml"
    file.write_text('name = "retro"\nminutes = 5\n[[steps]]\nkind = "close"\nminutes = 5\n', encoding="utf-8")
    result = CliRunner().invoke(main, ["modes", "check", str(file)])
    assert (result.exit_code, result.stderr) == (0, "")
    file.write_text('name = "retro"\nminutes = 0\n[[steps]]\nkind = "x"\nminutes = 5\n', encoding="utf-8")
    said = refused(CliRunner().invoke(main, ["modes", "check", str(file)]))
    assert len(said.splitlines()) == 2
    assert all(line.startswith(str(file)) for line in said.splitlines())
    assert "No such file" in refused(CliRunner().invoke(main, ["modes", "check", str(tmp_path / "none.toml")]))


def test_minutes_folder(home: Path) -> None:
    result = CliRunner().invoke(main, ["minutes", "--folder"])
    assert result.exit_code == 0
    assert Path(result.stdout.strip()).is_relative_to(home)


def test_minutes_run_the_command_after_a_meeting_again(run: Run, company: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    write_atomically(settings.settings_file(), b"")
    assert "after_meeting" in refused(run("minutes", "latest", "--run"))
    code = f"import sys; open({str(log)!r}, 'a').write(sys.argv[1]); print('detail'); sys.exit({{status}})"
    command = json.dumps([sys.executable, "-c", code.format(status=0)])
    write_atomically(settings.settings_file(), f"after_meeting = {command}".encode())
    done = run("minutes", "latest", "--run")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("✓ ran: ")
    path = Path(log.read_text(encoding="utf-8"))
    path.write_text("signed", encoding="utf-8")
    command = json.dumps([sys.executable, "-c", code.format(status="'no route'")])
    write_atomically(settings.settings_file(), f"after_meeting = {command}".encode())
    assert refused(run("minutes", "latest", "--run")).splitlines()[:2] == ["detail", "no route"]
    assert path.read_text(encoding="utf-8") == "signed"
    assert run("minutes", "latest", "--run", "--format", "html").exit_code == 2
    with Database(company) as database:
        live = starting.start(database, modes_parsing.parse_mode(*modes.find("standup", tmp_path)), "Forecast")
        assert "has not ended" in refused(run("minutes", str(live.id), "--run"))
        moving.end(database, live.id)
        run("minutes", str(live.id), "--run")
        # What has been handed on is not opened again.
        assert running.load(database, live.id).reopens() == 0
