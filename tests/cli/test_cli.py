"""Tests the command as a whole: its options, its mistakes, and what it does with the database, modes and minutes."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator import __version__, modes
from facilitator.cli import main
from facilitator.common import settings
from facilitator.common.files import write_atomically
from facilitator.meeting import moving, running, starting
from facilitator.modes import parsing as modes_parsing
from facilitator.store import migrating
from facilitator.store.database import Database
from tests.cli.commands import Run, refused


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
