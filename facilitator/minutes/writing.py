"""Minutes in a file, written when a meeting ends."""

from __future__ import annotations

import itertools
import unicodedata
from pathlib import Path

from facilitator.files import write_atomically
from facilitator.minutes import document, markdown
from facilitator.store.database import Database

LONGEST_PART = 80
"""The most bytes of a team's or a mode's name in a file's name."""


def write(database: Database, meeting_id: int, folder: Path) -> Path:
    """Write the minutes of a meeting as Markdown, for the user's eyes only.

    Its own earlier file is replaced. A file of that name with another meeting in it (of another database, say) stays,
    and this one's name gets a number.

    Args:
        database: Where the meeting is.
        meeting_id: Which.
        folder: Where to; made if it is missing.

    Returns:
        The file, such as `2026-11-24-platform-standup-7.md`.

    Raises:
        NotFound: There is no such meeting.
        OSError: It could not be written.
    """
    read = document.read(database, meeting_id)
    name = f"{read.started_at:%Y-%m-%d}-{part(read.team)}-{part(read.mode)}-{read.id}"
    path = folder / f"{name}.md"
    for again in itertools.count(2):
        if not path.exists() or _holds(path, markdown.heading(read)):
            break
        path = folder / f"{name}-{again}.md"
    write_atomically(path, markdown.as_markdown(read).encode())
    return path


def part(name: str) -> str:
    """What of a name may stand in a file's name on every system: letters and digits of any script, and hyphens."""
    kept = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in name.lower())
    short = "-".join(kept.split()).encode()[:LONGEST_PART].decode(errors="ignore")
    return short.strip("-") or "meeting"


def _holds(path: Path, heading: str) -> bool:
    """Whether the file is of the meeting with this heading."""
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8", errors="replace")
    return all(line in text.splitlines()[:8] for line in heading.splitlines())
