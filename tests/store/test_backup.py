from __future__ import annotations

import sqlite3
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from facilitator import sample
from facilitator.common.errors import DatabaseError
from facilitator.store import backup, whole
from facilitator.store.backup import CopyError
from facilitator.store.database import Database
from facilitator.tables.people import Unit

pytestmark = pytest.mark.each_database


@pytest.fixture
def company(sampled: Database) -> Database:
    return sampled


def rows(database: Database) -> dict[str, Any]:
    return dict(whole.read(database))


def opened(path: Path) -> Database:
    return Database(f"sqlite:///{quote(str(path))}")


def rename(database: Database, name: str) -> None:
    with database.writing() as session:
        session.get_one(Unit, 1).name = name


def notices(database: Database, wanted: Callable[[], bool] = lambda: True) -> bool:
    """Whether it notices a change soon, as whoever looks several times a second does, and then sees what is wanted."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if database.changed() and wanted():
            return True
    return False


def test_a_copy_has_everything_and_is_for_the_user_alone(company: Database, tmp_path: Path) -> None:
    copy = tmp_path / "100% mine?" / "copy.db"
    backup.backup(company, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [one.name for one in copy.parent.iterdir()] == ["copy.db"]
    with opened(copy) as made:
        made.upgrade()
        assert rows(made) == rows(company)


def test_a_copy_takes_the_place_of_no_file(company: Database, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("mine")
    with pytest.raises(CopyError, match="such a file already"):
        backup.backup(company, copy)
    assert copy.read_text() == "mine"


def test_a_copy_is_put_back_and_what_was_there_is_kept(company: Database, tmp_path: Path) -> None:
    copy, kept = tmp_path / "copy.db", tmp_path / "kept" / "before.db"
    backup.backup(company, copy)
    before = rows(company)
    rename(company, "Another name")
    with company.writing() as session:
        session.add(Unit(name="A new one"))
    after = rows(company)
    assert backup.restore(company, copy, kept) == kept
    assert rows(company) == before
    with opened(kept) as made:
        assert rows(made) == after
    with company.writing() as session:
        session.add(Unit(name="Later"))
    with company.reading() as session:
        assert session.execute(text("SELECT count(*) FROM search WHERE text LIKE '%complete duty roster%'")).scalar()


def test_whoever_has_it_open_notices(company: Database, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup.backup(company, copy)
    with Database(company.url.render_as_string(hide_password=False)) as other:
        other.changed()
        assert not other.changed()
        rename(company, "Another name")
        assert notices(other)
        # It looks again and again, and PostgreSQL tells in its own time: the last of the restore's commits counts.
        before = rows(company)
        backup.restore(company, copy, tmp_path / "before.db")
        assert rows(company) != before
        assert notices(other, lambda: rows(other) == rows(company))


def test_a_copy_goes_into_an_empty_database(company: Database, database_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup.backup(company, copy)
    url = database_url.replace("facilitator.db", "new.db")
    with Database(url) as new:
        new.upgrade()
        assert backup.restore(new, copy, tmp_path / "kept.db") is None
        assert rows(new) == rows(company)
    assert not (tmp_path / "kept.db").exists()


def test_a_copy_replaces_a_damaged_file_which_is_kept(tmp_path: Path) -> None:
    path, copy, kept = tmp_path / "team.db", tmp_path / "copy.db", tmp_path / "kept.db"
    with opened(path) as database:
        database.upgrade()
        sample.make(database)
        backup.backup(database, copy)
        good = rows(database)
    damaged = bytearray(path.read_bytes())
    damaged[5000:60000] = bytes(55000)
    path.write_bytes(bytes(damaged))
    with opened(path) as database:
        assert backup.restore(database, copy, kept) == kept
        assert rows(database) == good
    assert kept.read_bytes() == bytes(damaged)


def test_what_is_no_copy_is_refused_and_nothing_changes(company: Database, tmp_path: Path) -> None:
    before = rows(company)
    newer, songs, notes = tmp_path / "newer.db", tmp_path / "songs.db", tmp_path / "notes.txt"
    backup.backup(company, newer)
    with opened(newer) as made, made.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with sqlite3.connect(songs) as connection:
        connection.execute("CREATE TABLE songs (id INTEGER)")
    connection.close()
    notes.write_text("Dear diary " * 100)
    for source, why, kind in (
        (tmp_path / "none.db", "there is no such file", CopyError),
        (notes, "not a database", CopyError),
        (songs, "not a copy of a facilitator database", CopyError),
        (newer, "newer program", DatabaseError),
    ):
        with pytest.raises(kind, match=why):
            backup.restore(company, source, tmp_path / "kept.db")
    assert rows(company) == before
    assert not (tmp_path / "kept.db").exists()


def test_a_stopped_restore_leaves_what_was_there(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PAGES", 10)
    copy = tmp_path / "copy.db"
    sample.make(database)
    backup.backup(database, copy)
    rename(database, "Another name")
    before = rows(database)

    def stop(done: int, _of: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup.restore(database, copy, tmp_path / "kept.db", stop)
    assert rows(database) == before


def test_a_stopped_copy_leaves_no_file(company: Database, tmp_path: Path) -> None:
    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup.backup(company, tmp_path / "copies" / "copy.db", stop)
    assert list((tmp_path / "copies").iterdir()) == []
