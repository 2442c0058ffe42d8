"""Tests a SQLite database whose file is replaced by another one, a copy or a newer program's."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from facilitator.common.errors import (
    DatabaseAwayError,
    DatabaseLockedError,
    DatabaseLostError,
    DatabaseNewerError,
)
from facilitator.store import backup, migrating
from facilitator.store.database import Database
from tests.store.lending import add, elsewhere, held, units
from tests.store.losing import overwrite


def other_file(path: Path, name: str) -> Path:
    """Another program's database, with this unit in it."""
    other = path.with_name("other.db")
    shutil.copy(path, other)
    with contextlib.closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("UPDATE unit SET name = ?", [name])
    return other


def test_another_file_in_its_place_is_read_and_written(running: Database, path: Path) -> None:
    other_file(path, "Research").replace(path)
    assert running.changed()
    assert units(running) == ["Research"]
    other_file(path, "Design").replace(path)
    add(running, "Sales")
    assert elsewhere(path) == ["Design", "Sales"]
    assert running.changed()


def test_another_file_put_there_while_somebody_writes(running: Database, path: Path) -> None:
    other = other_file(path, "Research")
    with pytest.raises(DatabaseLostError, match="another file"):
        add(running, "Sales", lambda: other.replace(path))
    assert running.changed()
    add(running, "Sales")
    assert elsewhere(path) == ["Research", "Sales"]


def test_a_link_that_points_elsewhere(migrated_sqlite: Path, path: Path) -> None:
    link = path.with_name("link.db")
    link.symlink_to(path)
    with Database(f"sqlite:///{link}") as database:
        database.upgrade()
        add(database, "Platform")
        database.changed()
        link.unlink()
        other = path.with_name("other.db")
        shutil.copy(migrated_sqlite, other)
        link.symlink_to(other)
        assert database.changed()
        add(database, "Sales")
        assert (elsewhere(path), elsewhere(other)) == (["Platform"], ["Sales"])


def test_a_copy_that_is_put_back_is_noticed_and_worked_on(running: Database, path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup.backup(running, copy)
    add(running, "Sales")
    running.changed()
    with Database(f"sqlite:///{path}") as other:
        backup.restore(other, copy, tmp_path / "kept.db")
    assert running.changed()
    assert units(running) == ["Platform"]
    add(running, "Research")
    assert elsewhere(path) == ["Platform", "Research"]


def test_a_copy_in_the_place_of_a_damaged_file(running: Database, path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup.backup(running, copy)
    overwrite(path)
    # What a program that was killed had not finished is of the damaged file alone.
    path.with_name(f"{path.name}-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504))
    with pytest.raises(DatabaseLostError):
        units(running)
    with Database(f"sqlite:///{path}") as other:
        backup.restore(other, copy, tmp_path / "kept.db")
    assert path.stat().st_mode & 0o777 == 0o600
    assert running.changed()
    add(running, "Research")
    assert elsewhere(path) == ["Platform", "Research"]
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE", "DEFERRED"])
def test_a_copy_is_not_put_back_while_somebody_holds_the_database(
    running: Database, path: Path, tmp_path: Path, how: str
) -> None:
    copy = tmp_path / "copy.db"
    backup.backup(running, copy)
    add(running, "Sales")
    with held(path, how), pytest.raises(DatabaseLockedError):
        backup.restore(running, copy, tmp_path / "kept.db")
    assert elsewhere(path) == ["Platform", "Sales"]
    backup.restore(running, copy, tmp_path / "kept again.db")
    assert units(running) == ["Platform"]


def test_no_copy_is_made_of_what_somebody_else_holds_alone(running: Database, path: Path, tmp_path: Path) -> None:
    with held(path, "EXCLUSIVE"), pytest.raises(DatabaseLockedError, match="another program holds it"):
        backup.backup(running, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def set_schema(path: Path, revision: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [revision])


def test_a_newer_programs_upgrade_is_told_and_nothing_is_written_into_it(running: Database, path: Path) -> None:
    set_schema(path, "9999")
    with pytest.raises(DatabaseNewerError, match="end this program, and start the newer one"):
        add(running, "Sales")
    for use in (running.changed, lambda: units(running), lambda: add(running, "Sales"), running.is_ready):
        with pytest.raises(DatabaseNewerError):
            use()
    assert elsewhere(path) == ["Platform"]
    set_schema(path, migrating.NEWEST)
    assert running.changed()
    add(running, "Sales")


def test_a_newer_programs_upgrade_is_told_instead_of_a_missing_column(running: Database, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ALTER TABLE unit RENAME COLUMN name TO title")
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseNewerError):
        units(running)


def test_a_column_that_is_missing_for_no_reason_is_a_defect(running: Database, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ALTER TABLE unit RENAME COLUMN name TO title")
    with pytest.raises(Exception, match=r"no such column: unit\.name") as caught:
        units(running)
    assert not isinstance(caught.value, DatabaseAwayError | DatabaseNewerError)


def test_other_tables_in_its_place(running: Database, path: Path) -> None:
    songs = path.with_name("songs.db")
    with contextlib.closing(sqlite3.connect(songs)) as connection, connection:
        connection.execute("CREATE TABLE songs (id INTEGER)")
    songs.replace(path)
    for use in (lambda: units(running), running.changed, lambda: add(running, "Sales")):
        with pytest.raises(DatabaseLostError, match="its tables are not there any more"):
            use()


@pytest.mark.parametrize("write_first", [True, False])
def test_an_older_programs_file_is_brought_up_to_date(
    running: Database, path: Path, tmp_path: Path, write_first: bool
) -> None:
    from alembic import command
    from alembic.config import Config

    old = tmp_path / "old.db"
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    with Database(f"sqlite:///{old}") as made, made.writing() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "0004")
        session.execute(text("INSERT INTO unit (name, level) VALUES ('Research', 'team')"))
    old.replace(path)
    if write_first:
        with pytest.raises(DatabaseLostError, match="an older copy"):
            add(running, "Sales")
    assert running.changed()
    add(running, "Sales")
    assert elsewhere(path) == ["Research", "Sales"]
    assert running.revision() == migrating.NEWEST
