"""A database is opened, or refused in a sentence: files, folders, URLs."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from facilitator.common.errors import DatabaseError
from facilitator.store.database import Database


def message_of(address: str) -> str:
    """What a database is refused with."""
    with pytest.raises(DatabaseError) as caught, Database(address) as database:
        database.upgrade()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_path_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert str(tmp_path / "file") in message_of(f"sqlite:///{tmp_path / 'file' / 'a.db'}")
    assert str(tmp_path) in message_of(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("nonsense", "'nonsense' is not a database"),
        ("", "'' is not a database"),
        ("what://is/this", "'what://is/this' is not a database"),
        ("postgresql+psycopg://me:secret@127.0.0.1:9/team", "see that the database can be reached"),
    ],
)
def test_what_cannot_be_opened_is_refused_without_the_password(where: str, message: str) -> None:
    refused = message_of(where)
    assert message in refused
    assert "secret" not in refused


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "a.db"
    with Database(f"sqlite:///{path}") as database:
        database.upgrade()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_home_folder_is_understood(home: Path) -> None:
    with Database("sqlite:///~/data/a.db") as database:
        database.upgrade()
        assert database.name == str(home / "data" / "a.db")
    assert (home / "data" / "a.db").exists()
