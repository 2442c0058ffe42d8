"""Tests a SQLite database on a disk that is full, may not be written, or lost its power."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.store.database import Database
from tests.store.lending import add, elsewhere


def test_a_file_that_comes_with_a_write_ahead_log_is_one_file_again(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO unit (name, level) VALUES ('Platform', 'team')")
        connection.commit()
        # Another program has it open still: then it stays, and works.
        with Database(f"sqlite:///{path}", patience=0.05) as database:
            add(database, "Sales")
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with Database(f"sqlite:///{path}", patience=0.05) as database:
        add(database, "Research")
        assert [file.name for file in path.parent.iterdir()] == [path.name]
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert elsewhere(path) == ["Platform", "Sales", "Research"]


def test_a_power_cut_takes_back_nothing(path: Path) -> None:
    # Asked in another process: the tests' own connections wait for no disk.
    ask = (
        "import sys; from sqlalchemy import text; from facilitator.store.database import Database\n"
        "with Database(sys.argv[1]) as d, d.reading() as s: print(s.scalar(text('PRAGMA synchronous')))"
    )
    assert program(ask, f"sqlite:///{path}") == "3\n"


def program(script: str, *arguments: str, **how: object) -> str:
    """What a program of its own prints."""
    ended = subprocess.run(  # noqa: PLW1510  # what it says on standard error is compared first
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        **how,  # type: ignore[call-overload]
    )
    assert (ended.stderr, ended.returncode) == ("", 0)
    printed: str = ended.stdout
    return printed


WRITING = """
import sys
from facilitator.common.errors import DatabaseAwayError
from facilitator.people.reading import Unit
from facilitator.store.database import Database

def add(database, name):
    with database.writing() as session:
        session.add(Unit(name=name))
"""


FILLING = """
from pathlib import Path
from sqlalchemy import text
with Database(sys.argv[1]) as database:
    database.upgrade()
    ballast = Path(sys.argv[2])
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass
    try:
        while True:
            add(database, "x" * 4000)
    except DatabaseAwayError as error:
        print(type(error).__name__)
    ballast.unlink()
    add(database, "room again")
    with database.reading() as session:
        print(session.scalar(text("PRAGMA integrity_check")))
        print(session.scalar(text("SELECT count(*) FROM unit WHERE name = 'room again'")))
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one and a half megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(folder)]
    if mount is None or subprocess.run([mount, *options], capture_output=True, check=False).returncode:
        pytest.skip("a small file system can be made by a superuser only")
    yield folder
    subprocess.run([shutil.which("umount") or "umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_told_and_written_on_once_there_is_room(small_disk: Path, migrated_sqlite: Path) -> None:
    path = small_disk / "facilitator.db"
    shutil.copy(migrated_sqlite, path)
    assert program(WRITING + FILLING, f"sqlite:///{path}", str(small_disk / "ballast")) == "DatabaseFullError\nok\n1\n"


LIMITED = """
import resource
from sqlalchemy import text
with Database(sys.argv[1]) as database:
    database.upgrade()
    add(database, "small")
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    try:
        add(database, "large" * 20000)
    except DatabaseAwayError as error:
        print(type(error).__name__)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    add(database, "small again")
    with database.reading() as session:
        print(session.scalar(text("PRAGMA integrity_check")), session.scalar(text("SELECT count(*) FROM unit")))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no process can be told how large its files may be")
def test_a_file_that_may_not_grow_is_told(path: Path) -> None:
    assert program(WRITING + LIMITED, f"sqlite:///{path}") == "DatabaseFullError\nok 2\n"


READING = """
import os
from sqlalchemy import text

def use(database):
    database.upgrade()
    database.changed()
    print(database.is_ready())
    try:
        add(database, "Sales")
    except DatabaseAwayError as error:
        print(type(error).__name__)
    print(database.changed())
    with database.reading() as session:
        print(session.scalar(text("SELECT count(*) FROM unit")))

# What is imported only when it is used is so no longer, where this is a superuser's alone.
with Database(sys.argv[2], patience=0.05) as database:
    use(database)
if os.geteuid() == 0:
    # A superuser may write everywhere.
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
with Database(sys.argv[1], patience=0.05) as database:
    use(database)
"""


@pytest.mark.skipif(os.name != "posix", reason="rights are otherwise there")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_may_only_be_read_is_told(migrated_sqlite: Path, what: str) -> None:
    # Not below pytest's own folder, which is closed to others.
    with tempfile.TemporaryDirectory(prefix="facilitator-") as folder:
        path, warm = Path(folder) / "closed" / "facilitator.db", Path(folder) / "warm.db"
        Path(folder).chmod(0o755)
        path.parent.mkdir()
        shutil.copy(migrated_sqlite, path)
        shutil.copy(migrated_sqlite, warm)
        path.chmod(0o444 if what == "file" else 0o666)
        path.parent.chmod(0o555 if what == "folder" else 0o777)
        try:
            printed = program(WRITING + READING, f"sqlite:///{path}", f"sqlite:///{warm}")
        finally:
            path.parent.chmod(0o755)
    assert printed == "True\nTrue\n1\nFalse\nDatabaseReadOnlyError\nFalse\n0\n"
