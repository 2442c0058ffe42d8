"""Tests commands in processes of their own, with terminals, bytes and pipes as shells give them."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from tests.cli.commands import WANG, start


def test_a_changed_file_is_imported_by_a_process_of_its_own(tmp_path: Path) -> None:
    file, database = tmp_path / "team.toml", str(tmp_path / "team.db")
    for end, told in (("31", "1 added"), ("30", "1 changed")):
        file.write_text(f'[[cycles]]\nname = "2026-Q4"\nstart = 2026-10-01\nend = 2026-12-{end}\n', encoding="utf-8")
        done = start("import", str(file), "--db", database)
        assert (done.returncode, done.stderr) == (0, "")
        assert told in done.stdout


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
