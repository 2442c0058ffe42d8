"""Takes a database file away in every way that happens."""

from __future__ import annotations

import os
from pathlib import Path


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
