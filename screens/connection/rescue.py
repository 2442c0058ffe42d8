"""Writes what could not be saved into rescue files, and reads them at the next start."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from facilitator.common import clock, settings
from facilitator.common.files import write_atomically
from facilitator.common.text import clean
from facilitator.common.toml import toml_value
from screens.connection.calls import Call, decoded, encoded

PREFIX = "rescued-"
_PART = 50_000


@dataclass(frozen=True, slots=True)
class UnsavedItem:
    """One thing that could not be saved.

    Attributes:
        what: What it is, for people: the text itself where there is one.
        call: How it is recorded; None where only its text could be kept.
        scope: Where it was said, such as `meeting 7` or, for somebody's own eyes, `check-in 3`.
    """

    what: str
    call: Call | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True)
class RescueFile:
    """A rescue file that was found.

    Attributes:
        at: When it was written.
        kept: What lies in it, in the order in which it was to be recorded.
    """

    path: Path
    at: datetime
    kept: tuple[UnsavedItem, ...]


def name_of(url: str) -> str:
    """Return the URL of a database without user and password."""
    if url.startswith("sqlite"):
        return url
    # Imported here, as all of SQLAlchemy: not before the first frame.
    from facilitator.store.urls import without_secrets

    return without_secrets(url)


def folders(url: str) -> list[Path]:
    """Return where rescue files may lie: beside the database, then where a full or missing disk does not matter."""
    if url.startswith("sqlite:///"):
        places = [Path(url.removeprefix("sqlite:///").partition("?")[0]).expanduser().parent]
    else:
        places = [settings.data_folder()]
    # platformdirs warns on the terminal where there is no such folder.
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        places.append(Path(runtime) / "facilitator")
    return [*places, _temporary()]


def _temporary() -> Path:
    user = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"facilitator-{user}"


def new_file() -> str:
    """Return the name of this process's rescue file, which ends in the process's number."""
    return f"{PREFIX}{clock.local(clock.now()):%Y-%m-%d-%H%M%S}-{os.getpid()}.toml"


def text_of(url: str, kept: Iterable[UnsavedItem]) -> str:
    """Return the text of a rescue file, for people and for `read`."""
    head = {
        "about": "What facilitator could not save. The next start of the program offers to record it.",
        "database": name_of(url),
        "at": clock.local(clock.now()).replace(microsecond=0),
    }
    tables = [head]
    for item in kept:
        entry = {"what": _cleaned(item.what), "scope": item.scope, "call": encoded(item.call)}
        tables.append({key: value for key, value in entry.items() if value or key != "call"})
    return "\n[[kept]]\n".join(
        "".join(f"{key} = {toml_value(value, lines=True)}\n" for key, value in table.items()) for table in tables
    )


def _cleaned(text: str) -> str:
    # However long it is: what a database would refuse is still somebody's words.
    return "".join(clean(text[start : start + _PART]) for start in range(0, len(text), _PART))


def write(url: str, name: str, kept: Iterable[UnsavedItem]) -> Path | None:
    """Write a rescue file in the first folder that takes it, and return where it lies; None where none does."""
    data = text_of(url, kept).encode()
    for folder in folders(url):
        with contextlib.suppress(OSError):
            if _is_ours(folder):
                write_atomically(folder / name, data)
                remove(url, name, besides=folder)
                return folder / name
    return None


def remove(url: str, name: str, besides: Path | None = None) -> None:
    """Take a rescue file away, wherever it lies, but for one folder."""
    for folder in folders(url):
        if folder != besides:
            with contextlib.suppress(OSError):
                (folder / name).unlink(missing_ok=True)


def find(url: str, own: str) -> list[RescueFile]:
    """Return the rescue files of a database whose programs have ended, the oldest first, but for the file `own`."""
    rescued: dict[Path, RescueFile] = {}
    for folder in folders(url):
        try:
            paths = sorted(folder.glob(f"{PREFIX}*.toml"))
        except OSError:
            continue
        for path in paths:
            known = read(path, url)
            if known is not None and path.name != own and not _alive(path):
                rescued[path] = known
    return sorted(rescued.values(), key=lambda file: file.at)


def claim(path: Path) -> Path | None:
    """Make a rescue file this program's alone, and return where it lies now; None where another was quicker."""
    own = path.with_name(f"{path.stem.rpartition('-')[0]}-{os.getpid()}{path.suffix}")
    try:
        path.rename(own)
    except FileNotFoundError:
        return None
    return own


def shorten(path: Path, url: str, kept: Iterable[UnsavedItem]) -> None:
    """Leave in a claimed rescue file only what is still to be recorded."""
    write_atomically(path, text_of(url, kept).encode())


def finish(path: Path, url: str, kept: Iterable[UnsavedItem]) -> Path | None:
    """Offer a claimed rescue file no more; return where the words lie that were not recorded, None for none."""
    left = list(kept)
    if not left:
        path.unlink(missing_ok=True)
        return None
    shorten(path, url, left)
    return path.rename(path.with_name(path.name.replace(PREFIX, "not-recorded-", 1)))


def read(path: Path, url: str) -> RescueFile | None:
    """Read a rescue file; None where it is another database's, somebody else's, or none at all."""
    try:
        state = path.lstat()
        if not stat.S_ISREG(state.st_mode) or (hasattr(os, "getuid") and state.st_uid != os.getuid()):
            return None
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        if content["database"] != name_of(url):
            return None
        kept = tuple(
            UnsavedItem(_cleaned(entry["what"]), decoded(entry.get("call")), str(entry.get("scope", "")))
            for entry in content.get("kept", ())
        )
        return RescueFile(path, clock.local(content["at"]), kept)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _is_ours(folder: Path) -> bool:
    """Return whether a folder that anybody could have made, such as one below /tmp, is this user's."""
    if folder != _temporary():
        return True
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = folder.lstat()
    return stat.S_ISDIR(state.st_mode) and (not hasattr(os, "getuid") or state.st_uid == os.getuid())


def _alive(path: Path) -> bool:
    number = path.stem.rpartition("-")[2]
    # In a container programs have the same number again and again.
    if not number.isdecimal() or int(number) == os.getpid() or os.name != "posix":
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
