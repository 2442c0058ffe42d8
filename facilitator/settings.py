"""The user's settings, and the folders where things lie."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from facilitator.files import write_atomically

_KEYS: dict[str, type] = {"db": str, "theme": str, "bell": bool, "minutes_folder": str}
_SHOULD_BE = {str: "a text", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the settings file says.

    Attributes:
        db: The database, a path or a URL; None for the default file.
        theme: The name of a theme; None for the program's own.
        bell: Whether the terminal's bell may ring.
        minutes_folder: Where minutes are written when a meeting ends, always absolute.
        problem: A sentence about what is wrong with the settings file; None if nothing is.
    """

    db: str | None
    theme: str | None
    bell: bool
    minutes_folder: Path
    problem: str | None = None


def data_folder() -> Path:
    """The folder of the user's database and minutes."""
    import platformdirs

    return platformdirs.user_data_path("facilitator", appauthor=False)


def settings_folder() -> Path:
    """The folder of the settings file, and of the user's own modes in `modes/`."""
    import platformdirs

    return platformdirs.user_config_path("facilitator", appauthor=False)


def settings_file() -> Path:
    """The settings file, which need not be there."""
    return settings_folder() / "settings.toml"


def load() -> Settings:
    """Read the settings; a file with mistakes gives what can be read of it, and `problem`. Never raises."""
    values, problem = _read()
    for key, value in list(values.items()):
        wanted = _KEYS.get(key)
        if wanted is None:
            problem = problem or f"{settings_file()}: there is no setting {key!r}; settings are {', '.join(_KEYS)}"
        elif not isinstance(value, wanted) or value == "" or "\0" in str(value):
            problem = problem or f"{settings_file()}: {key} must be {_SHOULD_BE[wanted]}; correct it or take it out"
            del values[key]
    return Settings(
        db=values.get("db"),
        theme=values.get("theme"),
        bell=values.get("bell", True),
        # A relative one belongs to the file that says it, not to where the program happens to be started.
        minutes_folder=settings_folder() / _home(values.get("minutes_folder") or str(data_folder() / "minutes")),
        problem=problem,
    )


def save(**changes: str | bool | None) -> None:
    """Change settings and leave the others; None takes one out. A file that could not be read is kept as `.broken`.

    Args:
        changes: Any of `db`, `theme`, `minutes_folder` (texts) and `bell` (a bool).

    Raises:
        TypeError: A setting of another name or type.
        OSError: The file could not be written; the old one is still there.
    """
    import tomli_w

    for key, value in changes.items():
        if key not in _KEYS or not isinstance(value, _KEYS[key] | None):
            raise TypeError(f"no such setting: {key}={value!r}")
    values, problem = _read()
    path = settings_file()
    if problem and path.is_file():
        write_atomically(path.with_suffix(".toml.broken"), path.read_bytes())
    values = {key: value for key, value in (values | changes).items() if value is not None}
    write_atomically(path, tomli_w.dumps(values).encode())


def database_url(option: str | None, settings: Settings) -> str:
    """The URL of the database to use (CONTRACT, commands).

    Args:
        option: What `--db` said, a path or a URL; None if it was not given.
        settings: Asked after the environment's `FACILITATOR_DB`, and before the default file.

    Returns:
        A URL as it stands; a path as `sqlite:///` and the absolute path.
    """
    place = option if option is not None else os.environ.get("FACILITATOR_DB") or settings.db
    if place is None:
        place = str(data_folder() / "facilitator.db")
    if "://" in place:
        return place
    return f"sqlite:///{quote(str(_home(place).absolute()))}"


def _home(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:  # "~somebody" who has no home here is a name like any other
        return Path(path)


def _read() -> tuple[dict[str, Any], str | None]:
    path = settings_file()
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig")), None
    except FileNotFoundError:
        return {}, None
    except OSError as error:
        return {}, f"{path}: it cannot be read ({error.strerror}); the settings are as if there were none"
    except (ValueError, RecursionError) as error:
        return {}, f"{path}: {error}; correct it or delete it, until then the settings are as if there were none"
