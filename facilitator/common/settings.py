"""Reads and writes the user's settings, and says in which folders things lie."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from facilitator.common.files import write_atomically
from facilitator.common.mistakes import MistakesError
from facilitator.common.toml import decode
from facilitator.common.toml import load as load_toml

# Imported in functions: the first frame waits for the settings, and needs the folder only where no variable names it.

MINUTES_FORMATS = ("md", "html", "docx", "pdf", "csv", "ics", "json")
"""The formats that minutes can be written in."""

LONGEST_COMMAND = 3600
"""The most seconds that the command after a meeting may be given."""


class _Setting(NamedTuple):
    """What a setting must be, as a test and in words."""

    right: Callable[[Any], bool]
    words: str


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != "" and "\0" not in value


def _is_command(value: Any) -> bool:
    try:
        words = shlex.split(value) if isinstance(value, str) else value
    except ValueError:  # a quotation mark without its other one
        return False
    return (
        isinstance(words, list)
        and words != []
        and _is_text(words[0])
        and all(isinstance(word, str) and "\0" not in word for word in words)
    )


def _are_formats(value: Any) -> bool:
    return isinstance(value, list) and value != [] and all(name in MINUTES_FORMATS for name in value)


_TEXT = _Setting(_is_text, "a text")
_KEYS: dict[str, _Setting] = {
    "db": _TEXT,
    "theme": _TEXT,
    "bell": _Setting(lambda value: isinstance(value, bool), "true or false"),
    "minutes_folder": _TEXT,
    "minutes_formats": _Setting(_are_formats, f"a list of some of {', '.join(MINUTES_FORMATS)}"),
    "after_meeting": _Setting(_is_command, 'a command, such as "git commit -m minutes" or a list of its words'),
    "after_meeting_seconds": _Setting(
        lambda value: type(value) is int and 1 <= value <= LONGEST_COMMAND,
        f"a whole number from 1 to {LONGEST_COMMAND}",
    ),
    "keys": _Setting(lambda value: isinstance(value, dict), "a table of keys, [keys]"),
}
_MONTH_FIRST = ("AS", "BZ", "FM", "GU", "MH", "MP", "PH", "PR", "PW", "UM", "US", "VI")
"""Where people write the month before the day, and the year last."""

_YEAR_FIRST = ("zh", "ja", "ko", "hu", "mn")
"""Languages that write year, month, day, and so month and day where there is no year."""

_DAY_FIRST = ("HK", "MO", "SG")
"""Where these languages do not."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the settings file says.

    Attributes:
        db: The database, a path or a URL; None for the default file.
        theme: The name of a theme; None for the program's own.
        bell: Whether the terminal's bell may ring.
        minutes_folder: Where minutes are written when a meeting ends, always absolute.
        minutes_formats: The formats they are written in then, each once; the first one is handed on.
        after_meeting: The command to run when minutes have been written, in its words; empty for none.
        after_meeting_seconds: How long it may take.
        keys: Keys that actions are to have in place of their own, by the action's id, separated by commas.
        problem: A sentence about what is wrong with the settings file; None if nothing is.
    """

    db: str | None
    theme: str | None
    bell: bool
    minutes_folder: Path
    minutes_formats: tuple[str, ...] = ("md",)
    after_meeting: tuple[str, ...] = ()
    after_meeting_seconds: int = 60
    keys: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None


def data_folder() -> Path:
    """Return the folder of the user's database and minutes."""
    import platformdirs

    return platformdirs.user_data_path("facilitator", appauthor=False)


def settings_folder() -> Path:
    """Return the folder of the settings file, and of the user's own modes in `modes/`."""
    import platformdirs

    return platformdirs.user_config_path("facilitator", appauthor=False)


def settings_file() -> Path:
    """Return the settings file, which need not be there."""
    return settings_folder() / "settings.toml"


def load() -> Settings:
    """Read the settings; a file with mistakes gives what can be read of it, and `problem`. Never raises."""
    values, problem = _read()
    for key, value in list(values.items()):
        wanted = _KEYS.get(key)
        if wanted is None:
            problem = problem or f"{settings_file()}: there is no setting {key!r}; settings are {', '.join(_KEYS)}"
        elif not wanted.right(value):
            problem = problem or f"{settings_file()}: {key} must be {wanted.words}; correct it or take it out"
            del values[key]
    command = values.get("after_meeting", [])
    keys = dict(_by_id(values.get("keys", {})))
    for action, key in list(keys.items()):
        if not _is_text(key):
            problem = problem or f'{settings_file()}: the key of {action} must be a text, such as "ctrl+n"; correct it'
            del keys[action]
    return Settings(
        db=values.get("db"),
        theme=values.get("theme"),
        bell=values.get("bell", True),
        # A relative one belongs to the file that says it, not to where the program happens to be started.
        minutes_folder=settings_folder() / _home(values.get("minutes_folder") or str(data_folder() / "minutes")),
        minutes_formats=tuple(dict.fromkeys(values.get("minutes_formats", ["md"]))),
        after_meeting=tuple(shlex.split(command) if isinstance(command, str) else command),
        after_meeting_seconds=values.get("after_meeting_seconds", 60),
        keys=keys,
        problem=problem,
    )


def _by_id(table: dict[str, Any], of: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what a table has by its whole names: `meeting.undo` is the same as `undo` below `[keys.meeting]`."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _by_id(value, f"{of}{name}.")
        else:
            yield f"{of}{name}", value


def save(**changes: Any) -> None:
    """Change settings, and leave the others and people's comments; None takes one out.

    A file that could not be read is kept as `.broken`.

    Args:
        changes: Any of the settings, as the file has them; `after_meeting` is a text or a list of texts.

    Raises:
        TypeError: A setting of another name or type.
        OSError: The file could not be written; the old one is still there.
    """
    import tomlkit  # 30 ms that the start can do without

    for key, value in changes.items():
        if key not in _KEYS or not (value is None or _KEYS[key].right(value)):
            raise TypeError(f"no such setting: {key}={value!r}")
    path = settings_file()
    _, problem = _read()
    document = tomlkit.document()
    if path.is_file():
        if problem:
            write_atomically(path.with_suffix(".toml.broken"), path.read_bytes())
        else:
            document = tomlkit.parse(decode(path.read_bytes(), str(path)))
    for key, value in changes.items():
        if value is None:
            document.pop(key, None)
        else:
            document[key] = value
    write_atomically(path, document.as_string().encode())


def month_first() -> bool:
    """Return whether `12/4` is 4 December, as the locale of the environment, or else the C locale, has it."""
    name = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_TIME", "LANG"))), "C").partition(".")[0]
    language, _, territory = name.partition("@")[0].partition("_")
    if language in ("", "C", "POSIX"):
        return True
    if language in _YEAR_FIRST:
        return territory not in _DAY_FIRST
    return territory in _MONTH_FIRST or (language == "en" and not territory)


def database_url(option: str | None, settings: Settings) -> str:
    """Return the URL of the database to use: that of `--db`, `FACILITATOR_DB`, the settings, or the default file.

    A path becomes `sqlite:///` and the absolute path (CONTRACT, commands).
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
        return load_toml(decode(path.read_bytes(), str(path)), str(path)), None
    except FileNotFoundError:
        return {}, None
    except OSError as error:
        return {}, f"{path}: it cannot be read ({error.strerror}); the settings are as if there were none"
    except MistakesError as error:
        return {}, f"{error} or delete the file, until then the settings are as if there were none"
