"""A SQLite database that cannot be used for a while: told as what it is, nothing recorded by halves, found again."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, exc, select, text

from facilitator.common.errors import (
    DatabaseAwayError,
    DatabaseLockedError,
    DatabaseLostError,
    DatabaseNewerError,
    DatabaseUncertainError,
)
from facilitator.store import backup, migrating
from facilitator.store.database import Database
from facilitator.tables.people import Unit
from tests.store.noticing import happens


@pytest.fixture
def path(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """The file of a database that is up to date and holds nothing."""
    path = tmp_path / "team" / "facilitator.db"
    path.parent.mkdir()
    shutil.copy(migrated_sqlite, path)
    return path


@pytest.fixture
def running(path: Path) -> Iterator[Database]:
    """A program with that file open for a while: it has read, written and looked."""
    with Database(f"sqlite:///{path}", patience=0.05) as database:
        database.upgrade()
        add(database, "Platform")
        assert database.changed()
        assert not database.changed()
        yield database


def add(database: Database, name: str, meanwhile: Callable[[], object] | None = None) -> None:
    with database.writing() as session:
        session.add(Unit(name=name))
        if meanwhile:
            session.flush()
            meanwhile()


def units(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Unit.name).order_by(Unit.id)))


def elsewhere(path: Path) -> list[str]:
    """What another program reads."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM unit ORDER BY id")]


@contextlib.contextmanager
def held(path: Path, how: str) -> Iterator[None]:
    """Another program holds the database."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"BEGIN {how}")
        connection.execute("SELECT count(*) FROM unit").fetchone()
        yield
        connection.execute("ROLLBACK")


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


def vanish(path: Path) -> None:
    path.unlink()


def move(path: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))


def lose_the_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("unmounted"))


def empty(path: Path) -> None:
    os.truncate(path, 0)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"no database any more" * 1000)


def become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def be_replaced_by_notes(path: Path) -> None:
    other = path.with_name("notes")
    other.write_text("Dear diary, " * 1000)
    other.replace(path)


LOSSES = [vanish, move, lose_the_folder, empty, cut, overwrite, become_a_folder, be_replaced_by_notes]


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


def test_what_is_wrong_with_the_data_is_no_matter_of_the_database(running: Database) -> None:
    add(running, "Sales")
    with pytest.raises(exc.IntegrityError):
        add(running, "Sales")
    assert units(running) == ["Platform", "Sales"]
