"""Finds the modes: the built-in ones here, one's own in the settings folder, any other by its path."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from facilitator.common.errors import NotFoundError
from facilitator.common.mistakes import MistakesError
from facilitator.common.text import clean_line, is_blank
from facilitator.common.toml import decode, load
from facilitator.modes.parsing import parse_mode

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class ModeNotFoundError(NotFoundError):
    """There is no mode of that name; the message says which there are."""


def built_in() -> dict[str, Traversable]:
    """Return the built-in modes by name; a mode's file is called as the mode is."""
    return {
        file.name.removesuffix(".toml"): file
        for file in sorted(files(__name__).iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }


def find(name_or_path: str, folder: Path | None) -> tuple[str, str]:
    """Return the text of a mode file and the name to call it by in messages.

    Args:
        name_or_path: A mode's name or a file's path. One's own modes come before the built-in ones, so that a team
            can have a stand-up of its own; a file of the same name as a mode is meant with `./` before it.
        folder: Where one's own modes are; it need not exist.

    Raises:
        ModeNotFoundError: Neither a mode nor a file has that name.
        MistakesError: The file is not UTF-8.
        OSError: The file cannot be read.
    """
    known = _known(folder)
    file = known.get(name_or_path)
    if file is not None:
        return _read(file), str(file)
    path = Path(name_or_path)
    if path.is_file():
        return _read(path), name_or_path
    raise ModeNotFoundError(f"there is no mode or file {name_or_path!r}; the modes are: {', '.join(known)}")


def listing(folder: Path | None) -> list[tuple[str, str, int, str]]:
    """Return name, title, minutes and file of each mode that `find` finds by name, by name.

    A file with mistakes says so in place of its title, and has 0 minutes.
    """
    rows = []
    for name, file in _known(folder).items():
        try:
            agenda = parse_mode(_read(file), str(file))
        except (MistakesError, OSError):
            rows.append((name, "has mistakes: facilitator modes check tells them", 0, str(file)))
        else:
            rows.append((name, agenda.title, agenda.seconds // 60, str(file)))
    return rows


def _known(folder: Path | None) -> dict[str, Traversable]:
    own = sorted(folder.glob("*.toml")) if folder else []
    # The first of two files of one name is taken, as it stands first in the folder too.
    return dict(sorted((built_in() | {_name(file): file for file in reversed(own)}).items()))


def _name(file: Path) -> str:
    """Return the name in a mode file, even if it has mistakes, so that asking for it tells them; else its stem."""
    try:
        name = load(_read(file), str(file)).get("name")
        return clean_line(name) if isinstance(name, str) and not is_blank(name) else file.stem
    except (MistakesError, OSError):
        return file.stem


def _read(file: Traversable) -> str:
    return decode(file.read_bytes(), str(file))
