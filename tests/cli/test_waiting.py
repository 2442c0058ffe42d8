"""Long work at a terminal: it shows how far it is, and Ctrl-C leaves nothing half done."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.command import upgrade
from alembic.config import Config
from sqlalchemy import text

from facilitator.exchange import exporting
from facilitator.reports import meetings as reports_meetings
from facilitator.store import migrating, whole
from facilitator.store.database import Database

MANY = 60_000
TIMES = 200

INTERRUPTIBLE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background ignores it
from facilitator.cli import main
main(prog_name="facilitator")
"""


class Working:
    """A command whose standard error is a terminal."""

    def __init__(self, *arguments: str) -> None:
        self.terminal, end = pty.openpty()
        self.told = b""
        self.process = subprocess.Popen(
            [sys.executable, "-c", INTERRUPTIBLE, *arguments], stdout=subprocess.PIPE, stderr=end
        )
        os.close(end)

    def wait_for(self, seen: Callable[[bytes], bool]) -> None:
        while not seen(self.told):
            part = self._read()
            assert part, self.told
            self.told += part

    def _read(self) -> bytes:
        try:
            return os.read(self.terminal, 65_536)
        except OSError:  # Linux says so when the program has closed its end
            return b""

    def end(self) -> int:
        while part := self._read():
            self.told += part
        return self.process.wait()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        os.close(self.terminal)


@contextlib.contextmanager
def working(*arguments: str) -> Iterator[Working]:
    some = Working(*arguments)
    try:
        yield some
    finally:
        some.close()


@pytest.fixture
def company(sampled_sqlite: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sampled_sqlite, tmp_path / "sample.db"))


def exported(company: Path) -> dict[str, Any]:
    with Database(f"sqlite:///{company}") as database:
        told: dict[str, Any] = json.loads(exporting.export(database, "json"))
    return told


@pytest.fixture
def large(company: Path, tmp_path: Path) -> Path:
    """An export with many sentences."""
    told = exported(company)
    sentences = told["tables"]["sentence"]
    row = sentences["rows"][0]
    assert sentences["columns"][0] == "id"
    first = len(sentences["rows"]) + 1
    sentences["rows"] += [[number, *row[1:]] for number in range(first, first + MANY)]
    file = tmp_path / "large.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    return file


def test_a_stopped_import_leaves_nothing(large: Path, tmp_path: Path) -> None:
    into = tmp_path / "new.db"
    with working("import", str(large), "--db", str(into)) as command:
        command.wait_for(lambda told: b"importing" in told and b"%" in told)
        command.process.send_signal(signal.SIGINT)
        assert command.end() == 130
    assert b"stopped; nothing half done is kept" in command.told
    assert b"Traceback" not in command.told
    with Database(f"sqlite:///{into}") as database, database.reading() as session:
        assert whole.is_empty(session)
    assert not into.with_name("new.db-journal").exists()


def test_an_import_that_was_stopped_can_be_done_again(large: Path, tmp_path: Path) -> None:
    into = tmp_path / "new.db"
    with working("import", str(large), "--db", str(into)) as command:
        command.wait_for(lambda told: b"%" in told)
        command.process.send_signal(signal.SIGINT)
        assert command.end() == 130
    with working("import", str(large), "--db", str(into)) as command:
        assert command.end() == 0
        assert b"100%" in command.told


def test_a_stopped_export_leaves_the_old_file(company: Path, tmp_path: Path) -> None:
    told = exported(company)
    meetings = told["tables"]["meeting"]
    row, first = meetings["rows"][0], len(meetings["rows"]) + 1
    meetings["rows"] += [[number, *row[1:]] for number in range(first, first + TIMES)]
    file, many, out = tmp_path / "many.json", tmp_path / "many.db", tmp_path / "out.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    with working("import", str(file), "--db", str(many)) as command:
        assert command.end() == 0
    out.write_text("the old file", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    with working("export", "--format", "json", "-o", str(out), "--db", str(many)) as command:
        command.wait_for(lambda told: b"exporting" in told and b"%" in told)
        command.process.send_signal(signal.SIGINT)
        assert command.end() == 130
    assert b"Traceback" not in command.told
    assert out.read_text(encoding="utf-8") == "the old file"
    assert sorted(tmp_path.iterdir()) == before


def test_a_stopped_upgrade_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    with Database(f"sqlite:///{old}") as database, database.writing() as session:
        config.attributes["connection"] = connection = session.connection()
        upgrade(config, "0004")
        connection.execute(text("INSERT INTO person (id, name, active) VALUES (1, 'Ada', 1)"))
        # So many that one statement is at work when the keys are pressed.
        connection.execute(
            text(
                "INSERT INTO sentence (person_id, prompt, text, position, changed_at)"
                " WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :many)"
                " SELECT 1, 'today', 'sentence number ' || n, n, '2026-01-01 00:00:00' FROM numbers"
            ),
            {"many": MANY},
        )
    with working("db", "upgrade", "--db", str(old)) as command:
        command.wait_for(lambda told: b"25%" in told)
        command.process.send_signal(signal.SIGINT)
        assert command.end() == 130
    assert b"bringing the database up to date" in command.told
    assert b"stopped; nothing half done is kept" in command.told
    assert b"Traceback" not in command.told
    with Database(f"sqlite:///{old}") as database:
        assert database.revision() == "0004"
    with working("db", "upgrade", "--db", str(old)) as command:
        assert command.end() == 0
        assert b"100%" in command.told


def test_a_copy_shows_how_far_it_is(company: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    for arguments in (["backup", str(copy), "--db", str(company)], ["restore", str(copy), "--db", str(tmp_path / "b")]):
        with working("db", *arguments) as command:
            assert command.end() == 0
            assert b"100%" in command.told
    assert exported(tmp_path / "b") == exported(company)


def test_nothing_is_shown_where_nobody_looks(company: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    command = [sys.executable, "-m", "facilitator", "export", "--format", "json", "-o", str(out), "--db", str(company)]
    done = subprocess.run(command, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
    with Database(f"sqlite:///{company}") as database:
        assert len(json.loads(out.read_bytes())["meetings"]) == len(reports_meetings.meetings(database))
