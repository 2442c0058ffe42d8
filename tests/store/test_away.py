"""A SQLite database that cannot be used for a while: told as what it is, nothing recorded by halves, found again."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event, exc

from facilitator.common.errors import (
    DatabaseAwayError,
    DatabaseLockedError,
    DatabaseLostError,
    DatabaseUncertainError,
)
from facilitator.store.database import Database
from tests.store.lending import add, elsewhere, held, units
from tests.store.losing import LOSSES, be_replaced_by_notes, become_a_folder, empty, lose_the_folder, move, vanish
from tests.store.noticing import happens


def test_a_lock_is_told_and_nothing_is_recorded_until_it_is_gone(running: Database, path: Path) -> None:
    with held(path, "IMMEDIATE"):
        assert not running.is_ready()
        with pytest.raises(DatabaseLockedError, match="another program holds it"):
            add(running, "Sales")
        assert units(running) == ["Platform"]
        assert not running.changed()
    assert running.is_ready()
    add(running, "Sales")
    assert elsewhere(path) == ["Platform", "Sales"]


def test_a_lock_that_keeps_readers_out_too(running: Database, path: Path) -> None:
    with held(path, "EXCLUSIVE"):
        with pytest.raises(DatabaseLockedError):
            units(running)
        with pytest.raises(DatabaseLockedError):
            Database.revision(running)
        # One look waits for nothing: whoever commits holds it for a moment.
        assert running.changed() is False
        assert happens(lambda: is_locked(running))
    assert running.changed()
    assert units(running) == ["Platform"]


def is_locked(database: Database) -> bool:
    """Whether a look tells that the database is locked."""
    try:
        database.changed()
    except DatabaseLockedError:
        return True
    return False


def test_what_a_reader_keeps_from_being_kept_is_not_recorded(running: Database, path: Path) -> None:
    with held(path, "DEFERRED"):
        with pytest.raises(DatabaseLockedError):
            add(running, "Sales")
        # And nobody is locked out by what is left of it.
        assert running.is_ready()
    assert elsewhere(path) == ["Platform"]
    add(running, "Sales")
    assert elsewhere(path) == ["Platform", "Sales"]


def test_a_commit_waits_for_a_reader_as_long_as_there_is_patience(path: Path) -> None:
    with Database(f"sqlite:///{path}") as database:
        reader = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM unit").fetchone()

        def see_it_wait() -> None:
            # Once a writer waits for the readers there are, no other one is let in.
            other = sqlite3.connect(path, timeout=0)
            with contextlib.closing(other), contextlib.suppress(sqlite3.OperationalError):
                while True:
                    other.execute("SELECT count(*) FROM unit").fetchone()
            reader.execute("ROLLBACK")
            reader.close()

        seeing = threading.Thread(target=see_it_wait)
        seeing.start()
        add(database, "Platform")
        seeing.join()
    assert elsewhere(path) == ["Platform"]


@pytest.mark.parametrize("lose", LOSSES)
def test_a_lost_file_is_noticed_and_found_again(
    running: Database, path: Path, tmp_path: Path, lose: Callable[[Path], None]
) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    lose(path)
    for use in (running.changed, lambda: units(running), lambda: add(running, "Sales"), running.revision):
        with pytest.raises(DatabaseLostError, match=str(path)):
            use()
    assert not running.is_ready()
    if path.is_dir():
        path.rmdir()
    path.parent.mkdir(exist_ok=True)
    shutil.copy(copy, path)
    assert running.is_ready()
    assert running.changed()
    assert not running.changed()
    assert units(running) == ["Platform"]
    add(running, "Sales")
    assert elsewhere(path) == ["Platform", "Sales"]
    assert running.changed()


@pytest.mark.parametrize("lose", LOSSES)
def test_a_write_tells_a_loss_that_nobody_has_seen_yet(
    running: Database, path: Path, lose: Callable[[Path], None]
) -> None:
    lose(path)
    with pytest.raises(DatabaseLostError):
        add(running, "Sales")


@pytest.mark.parametrize("lose", [vanish, move, lose_the_folder, empty, become_a_folder, be_replaced_by_notes])
def test_what_goes_into_a_file_that_is_lost_meanwhile_is_not_acknowledged(
    running: Database, path: Path, lose: Callable[[Path], None]
) -> None:
    with pytest.raises(DatabaseAwayError):
        add(running, "Sales", lambda: lose(path))


@pytest.mark.parametrize("back", [True, False])
def test_what_went_into_a_file_that_was_taken_away_at_that_moment_is_asked_for(
    running: Database, path: Path, migrated_sqlite: Path, back: bool
) -> None:
    away = path.with_name("away.db")
    event.listen(running.engine, "commit", lambda _: path.rename(away), once=True)
    with pytest.raises(DatabaseUncertainError) as caught:
        add(running, "Sales")
    with pytest.raises(DatabaseLostError):
        running.was_recorded(caught.value.transaction)
    if back:
        away.rename(path)
    else:
        shutil.copy(migrated_sqlite, path)
    for _ in range(2):
        assert running.was_recorded(caught.value.transaction) is back
    assert units(running) == (["Platform", "Sales"] if back else [])
    add(running, "Research")
    assert elsewhere(path)[-1] == "Research"


def test_a_file_that_was_moved_away_and_back_is_the_same(running: Database, path: Path) -> None:
    away = path.with_name("away.db")
    path.rename(away)
    with pytest.raises(DatabaseLostError, match="no such file any more"):
        add(running, "Sales")
    assert not path.exists()
    away.rename(path)
    assert running.changed()
    add(running, "Sales")
    assert elsewhere(path) == ["Platform", "Sales"]


def test_what_is_wrong_with_the_data_is_no_matter_of_the_database(running: Database) -> None:
    add(running, "Sales")
    with pytest.raises(exc.IntegrityError):
        add(running, "Sales")
    assert units(running) == ["Platform", "Sales"]
