"""Writes the minutes of a meeting into a file when it ends."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from facilitator.common.files import write_atomically
from facilitator.minutes import formats
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.document import Document
from facilitator.minutes.layout import DRAFT
from facilitator.store.database import Database

LONGEST_PART = 80
"""The most bytes of a team's or a mode's name in a file's name."""

_DRAFT = f"**{DRAFT.partition('{')[0]}"
"""How the line begins that says that minutes are a draft."""


def write(database: Database, meeting_id: int, folder: Path) -> Path:
    """Write the minutes of a meeting as Markdown, for the user's eyes only.

    What may have been sent stays: only the meeting's own earlier draft is replaced. Corrected minutes have a name of
    their own. Where a file of the name has anything else in it (another database's meeting, or the user's own changes),
    it stays, and this one's name gets a number.

    Args:
        database: Where the meeting is.
        meeting_id: The meeting.
        folder: Made if it is missing.

    Returns:
        The file, such as `2026-11-24-platform-standup-7.md`, or `…-7-correction-2.md` after two corrections.

    Raises:
        NotFoundError: There is no such meeting.
        OSError: It could not be written.
    """
    read = minutes_reading.read(database, meeting_id)
    data, heading = formats.as_markdown(read).encode(), formats.heading(read)
    for path in _names(read, folder):
        if path.exists() and _holds(path, heading) and path.read_bytes() == data:
            return path
        if not path.exists() or (_holds(path, heading) and _is_draft(path)):
            write_atomically(path, data)
            return path
    raise AssertionError("there is always another number")


def place(read: Document, folder: Path) -> Path:
    """Return where the Markdown minutes of a meeting lie, or would lie: a name that no other meeting's file has."""
    heading = formats.heading(read)
    return next(path for path in _names(read, folder) if not path.exists() or _holds(path, heading))


def _names(read: Document, folder: Path) -> Iterator[Path]:
    name = f"{read.started_at:%Y-%m-%d}-{part(read.team)}-{part(read.mode)}-{read.id}"
    if read.corrections:
        name += f"-correction-{len(read.corrections)}"
    yield folder / f"{name}.md"
    for again in itertools.count(2):
        yield folder / f"{name}-{again}.md"


def part(name: str) -> str:
    """Return a name as it may stand in a file's name on every system: letters and digits of any script, and hyphens."""
    kept = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in name.lower())
    short = "-".join(kept.split()).encode()[:LONGEST_PART].decode(errors="ignore")
    return short.strip("-") or "meeting"


def _holds(path: Path, heading: str) -> bool:
    """Return whether the file is of the meeting with this heading."""
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8", errors="replace")
    return all(line in text.splitlines()[:8] for line in heading.splitlines())


def _is_draft(path: Path) -> bool:
    return any(line.startswith(_DRAFT) for line in path.read_text(encoding="utf-8", errors="replace").splitlines()[:4])
