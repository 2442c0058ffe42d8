"""The database: what it refuses, that nothing is lost, that the migrations and the tables are one."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select, text

from facilitator.common.errors import DatabaseError
from facilitator.steps.round import writing as rounds
from facilitator.store import migrating
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables import Base
from facilitator.tables.journal import Entry
from facilitator.tables.meeting import Draft
from facilitator.tables.people import Person, Unit
from tests.store.noticing import noticed

pytestmark = pytest.mark.each_database

OLD = "0004"
"""A schema before the newest one."""
MIGRATIONS = Path(migrating.__file__).parent / "migrations"


def url(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def table_names(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def told(where: str) -> str:
    """What the database is refused with."""
    with pytest.raises(DatabaseError) as caught, Database(where) as database:
        database.upgrade()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_newest_revision_is_the_folders() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == migrating.NEWEST


def own(name: str | None, kind: str = "table", *_: Any) -> bool:
    """Whether a table is the program's own: `search` and what FTS5 keeps beside it are an index of the others."""
    return kind != "table" or name is None or not (name == "search" or name.startswith("search_"))


def test_the_migrations_make_the_tables(database: Database) -> None:
    with database.reading() as session:
        opts = {"compare_server_default": True, "include_name": own}
        context = MigrationContext.configure(session.connection(), opts=opts)
        assert compare_metadata(context, Base.metadata) == []
    assert database.revision() == migrating.NEWEST
    assert set(filter(own, table_names(database))) == {*Base.metadata.tables, "alembic_version"}


def test_sqlite_gives_no_id_twice(tmp_path: Path) -> None:
    with Database(f"sqlite:///{tmp_path / 'a.db'}") as database:
        database.upgrade()
        with database.reading() as session:
            made: dict[str, str] = dict(
                session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
            )
    for name in Base.metadata.tables:
        assert "AUTOINCREMENT" in made[name], name


def test_upgrading_again_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        session.add(Unit(name="Platform"))
    database.upgrade()
    with database.reading() as session:
        assert list(session.scalars(select(Unit.name))) == ["Platform"]


def units(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Unit.name).order_by(Unit.id)))


def write_two(database: Database) -> None:
    for name in ("Platform", "Sales"):
        with database.writing() as session:
            session.add(Unit(name=name))


def test_what_is_written_together_is_seen_inside_and_kept(database: Database) -> None:
    with database.transaction():
        write_two(database)
        assert units(database) == ["Platform", "Sales"]
        with Database(url(database)) as other:
            assert units(other) == []
    assert units(database) == ["Platform", "Sales"]


def test_of_what_is_written_together_nothing_is_kept_where_something_fails(database: Database) -> None:
    def fail() -> None:
        with database.transaction():
            write_two(database)
            raise LookupError("the third is not there")

    with pytest.raises(LookupError, match="the third"):
        fail()
    assert units(database) == []
    write_two(database)
    assert units(database) == ["Platform", "Sales"]


def test_programs_that_open_a_new_database_at_once_all_can(database_url: str) -> None:
    program = (
        "import sys; from facilitator.store.database import Database\nwith Database(sys.argv[1]) as d: d.upgrade()"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, database_url], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    ended = [(one.communicate(timeout=120)[1], one.returncode) for one in started]
    assert ended == [("", 0)] * 3
    with Database(database_url) as database:
        assert database.revision() == migrating.NEWEST


@pytest.fixture
def old(database_url: str) -> Iterator[Database]:
    """A database as an older program has left it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with Database(database_url) as made:
        with made.writing() as session:
            config.attributes["connection"] = session.connection()
            command.upgrade(config, OLD)
        write_two(made)
        yield made


def test_an_upgrade_tells_how_far_it_is(old: Database) -> None:
    told: list[tuple[int, int]] = []
    old.upgrade(lambda done, of: told.append((done, of)))
    steps = int(migrating.NEWEST) - int(OLD) + 1
    assert told == [(done, steps) for done in range(steps + 1)]
    old.upgrade(lambda done, of: told.append((done, of)))
    assert len(told) == steps + 1
    assert units(old) == ["Platform", "Sales"]


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_stopped_upgrade_leaves_the_database_as_it_was(step: int, old: Database) -> None:
    def stop(done: int, _of: int) -> None:
        if done == step:
            raise KeyboardInterrupt

    before = table_names(old)
    with pytest.raises(KeyboardInterrupt):
        old.upgrade(stop)
    assert (old.revision(), table_names(old), units(old)) == (OLD, before, ["Platform", "Sales"])
    old.upgrade()
    assert (old.revision(), units(old)) == (migrating.NEWEST, ["Platform", "Sales"])


def test_a_newer_programs_schema_is_refused_and_left_alone(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    message = told(url(database))
    assert "'9999' is a newer program's" in message
    assert "update facilitator" in message
    assert database.revision() == "9999"


def test_other_programs_tables_are_refused_and_left_alone(database_url: str) -> None:
    with Database(database_url) as database:
        with database.writing() as session:
            session.execute(text("CREATE TABLE songs (id INTEGER)"))
        assert "holds other tables (songs) and is not facilitator's" in told(database_url)
        assert table_names(database) == {"songs"}


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary, " * 1000, encoding="utf-8")
    message = told(f"sqlite:///{path}")
    assert message == f"{path}: file is not a database; name another file with --db"
    assert path.read_text(encoding="utf-8").startswith("Dear diary")


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Database(f"sqlite:///{path}") as database:
        database.upgrade()
    content = bytearray(path.read_bytes())
    content[1024:] = b"\xff" * (len(content) - 1024)
    path.write_bytes(content)
    assert str(path) in told(f"sqlite:///{path}")


def test_moments_come_back_in_utc(database: Database) -> None:
    moment = datetime(2026, 11, 24, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    with database.writing() as session:
        session.add(Entry(at=moment, source="screen", what="something"))
    with database.reading() as session:
        (found,) = session.scalars(select(Entry.at))
        assert session.scalar(select(Entry.id).where(Entry.at == moment)) is not None
        assert session.scalar(select(Entry.id).where(Entry.at < moment)) is None
    assert found == moment
    assert found.utcoffset() == timedelta(0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.timezones()))  # noqa: DTZ001  # Hypothesis adds the zone
def test_any_moment_comes_back(database: Database, moment: datetime) -> None:
    with database.writing() as session:
        entry = Entry(at=moment, source="screen", what="something")
        session.add(entry)
    with database.reading() as session:
        assert session.get_one(Entry, entry.id).at == moment.astimezone(UTC)


def test_a_moment_without_an_offset_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="needs its offset"), database.writing() as session:
        session.add(Entry(at=datetime(2026, 11, 24), source="screen", what="something"))  # noqa: DTZ001  # that is the point
    with database.reading() as session:
        assert session.scalars(select(Entry)).all() == []


def test_what_fails_half_way_leaves_nothing(database: Database) -> None:
    def work() -> None:
        with database.writing() as session:
            session.add(Unit(name="Platform"))
            session.flush()
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        work()
    with database.reading() as session:
        assert session.scalars(select(Unit)).all() == []


def test_a_unit_of_nowhere_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.writing() as session:
        session.add(Person(name="Ada", unit_id=99))


def test_a_reader_sees_one_state(database: Database) -> None:
    with database.writing() as session:
        session.add(Unit(name="Platform"))
    with Database(url(database)) as other, database.reading() as session:
        if database.url.get_backend_name() == "sqlite":
            assert len(session.scalars(select(Unit)).all()) == 1
            return  # While it reads, nobody can commit at all.
        assert len(session.scalars(select(Unit)).all()) == 1
        with other.writing() as writer:
            writer.add(Unit(name="Sales"))
        assert len(session.scalars(select(Unit.name)).all()) == 1


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    with Database(url(database)) as other, database.writing() as writer:
        writer.add(Unit(name="Platform"))
        writer.flush()
        with other.reading() as session:
            assert session.scalars(select(Unit)).all() == []
        assert other.revision() == migrating.NEWEST
        other.upgrade()


COUNTING = """
import sys
from sqlalchemy import select
from facilitator.tables.meeting import Draft
from facilitator.store.database import Database
with Database(sys.argv[1]) as database:
    for _ in range(25):
        with database.writing() as session:
            row = session.scalars(select(Draft)).one()
            row.text = str(int(row.text) + 1)
"""


def test_programs_that_count_at_once_lose_no_update(database: Database) -> None:
    with database.writing() as session:
        session.add(Draft(scope="count", field="count", text="0"))
    started = [
        subprocess.Popen([sys.executable, "-c", COUNTING, url(database)], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [(one.communicate(timeout=120)[1], one.returncode) for one in started] == [("", 0)] * 3
    with database.reading() as session:
        assert session.scalars(select(Draft.text)).all() == ["75"]


@pytest.fixture
def watcher(database: Database) -> Iterator[Database]:
    """Another program, that has looked once."""
    with Database(url(database)) as other:
        other.changed()
        yield other


def test_a_change_is_noticed_once(database: Database, watcher: Database) -> None:
    assert not watcher.changed()
    with database.writing() as session:
        session.add(Unit(name="Platform"))
    assert noticed(watcher)
    assert not watcher.changed()


@pytest.mark.parametrize("kind", ["sentence", "ready", "undo", "draft"])
def test_a_change_of_any_kind_is_noticed(database: Database, watcher: Database, kind: str) -> None:
    with recording(database, "Ada", source="screen") as session:
        session.add(Person(name="Ada"))
    assert noticed(watcher)
    rounds.set_ready(database, "Ada")
    assert noticed(watcher)
    match kind:
        case "sentence":
            rounds.add(database, "Ada", {"today": ["one"]})
        case "ready":
            rounds.set_ready(database, "Ada", ready=False)
        case "undo":
            with database.writing() as session:
                session.execute(text("UPDATE journal SET undone = true"))
        case "draft":
            with database.writing() as session:
                session.execute(text("UPDATE person SET active = false"))
    assert noticed(watcher)


def test_looking_and_reading_is_no_change(database: Database, watcher: Database) -> None:
    for _ in range(3):
        with database.reading() as session:
            session.scalars(select(Unit)).all()
        watcher.revision()
    assert not watcher.changed()


def test_ones_own_change_is_noticed_too(watcher: Database) -> None:
    with watcher.writing() as session:
        session.add(Unit(name="Platform"))
    assert noticed(watcher)


def test_many_threads_may_look(watcher: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert not any(pool.map(lambda _: watcher.changed(), range(20)))


def test_a_database_that_went_away_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with ExitStack() as stack:
        database = stack.enter_context(Database(f"sqlite:///{path}"))
        database.upgrade()
        database.changed()
        path.write_bytes(b"no database any more" * 1000)
        with pytest.raises(DatabaseError, match=str(path)):
            database.revision()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="a superuser may write everywhere")
def test_a_file_that_may_not_be_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Database(f"sqlite:///{path}") as database:
        database.upgrade()
    path.chmod(0o400)
    with Database(f"sqlite:///{path}") as database:
        database.upgrade()
        with pytest.raises(DatabaseError, match="readonly"), database.writing() as session:
            session.add(Unit(name="Platform"))


def test_people_read_it_with_their_own_tools(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Database(f"sqlite:///{path}") as database:
        database.upgrade()
        with database.writing() as session:
            session.add(Person(name="王小明"))
    connection = sqlite3.connect(path)
    rows: list[Any] = connection.execute("SELECT name FROM person").fetchall()
    connection.close()
    assert rows == [("王小明",)]
