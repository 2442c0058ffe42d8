"""Writes the files of a meeting into the folder of minutes: Markdown always, and the other formats that are wanted."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from facilitator.common.files import write_atomically
from facilitator.documents import formats as documents_formats
from facilitator.minutes import formats
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.document import Document
from facilitator.minutes.layout import DRAFT
from facilitator.store.database import Database

LONGEST_NAME = 1000
"""The most characters of a team's name in the environment of a command, which has little room."""
LONGEST_PART = 80
"""The most bytes of a team's or a mode's name in a file's name."""

_DRAFT = f"**{DRAFT.partition('{')[0]}"
"""How the line begins that says that minutes are a draft."""


@dataclass(frozen=True, slots=True)
class WrittenMinutes:
    """The minutes of a meeting as they lie in the folder.

    Attributes:
        mode: The word that starts such a meeting.
        day: When it was, in the facilitator's time zone.
        files: Where each format lies, the one to hand on first.
        problems: A sentence for each format that could not be written.
    """

    meeting: int
    mode: str
    team: str
    day: date
    files: Mapping[str, Path]
    problems: tuple[str, ...] = ()

    @property
    def first(self) -> Path:
        """The file to hand on."""
        return next(iter(self.files.values()))

    def environment(self, url: str) -> dict[str, str]:
        """Return what a command is told of them, by the names of its environment; `url` is the database's."""
        variables = {
            "FACILITATOR_MINUTES": str(self.first),
            "FACILITATOR_MEETING": str(self.meeting),
            "FACILITATOR_MODE": self.mode,
            "FACILITATOR_TEAM": self.team[:LONGEST_NAME],
            "FACILITATOR_DATE": self.day.isoformat(),
            "FACILITATOR_DB": url,
        }
        return variables | {
            f"FACILITATOR_MINUTES_{file_format.upper()}": str(path) for file_format, path in self.files.items()
        }


@dataclass(frozen=True, slots=True)
class Exported:
    """Minutes that somebody asked for; `kept` where something else stands there, and was left.

    The problems are sentences about what could not be shown as it is.
    """

    path: Path
    kept: bool = False
    problems: tuple[str, ...] = ()


def write(database: Database, meeting_id: int, folder: Path) -> Path:
    """Write the minutes of a meeting as Markdown, for the user's eyes only, and return the file.

    It is called `2026-11-24-platform-standup-7.md`, or `…-7-correction-2.md` after two corrections. What may have
    been sent stays: only the meeting's own earlier draft is replaced. Where a file of the name has anything else in
    it (another database's meeting, or the user's own changes), it stays, and this one's name gets a number.

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


def write_formats(
    database: Database, meeting_id: int, folder: Path, wanted: Sequence[str] = ("md",), *, anew: bool = True
) -> WrittenMinutes:
    """Write the minutes of a meeting in these formats, and in Markdown whether it is one of them or not.

    Args:
        wanted: Some of `documents.formats.FORMATS`, the one to hand on first.
        anew: False leaves a file that was written after the meeting's end as it is: it is the user's own by now.

    Raises:
        NotFoundError: There is no such meeting.
        OSError: Not even Markdown could be written.
    """
    read = minutes_reading.read(database, meeting_id)
    files: dict[str, Path] = {}
    problems: list[str] = []
    # Markdown first: its name says which meeting it is, and it can be written where nothing else can.
    for file_format in dict.fromkeys(("md", *wanted)):
        path = _path(read, folder, file_format)
        if anew or not _after_the_end(path, read):
            try:
                write_atomically(path, formats.written(read, file_format, problems.append))
            except (OSError, documents_formats.MissingExtraError) as error:
                if file_format == "md":
                    raise
                problems.append(getattr(error, "strerror", None) or str(error))
                continue
        files[file_format] = path
    ordered = {file_format: files[file_format] for file_format in (*wanted, "md") if file_format in files}
    return WrittenMinutes(read.id, read.mode, read.team, read.started_at.date(), ordered, tuple(problems))


def stamps(minutes: WrittenMinutes) -> dict[Path, int]:
    """Return when each file was written, to see later whether somebody has changed it."""
    return {path: path.stat().st_mtime_ns for path in minutes.files.values() if path.is_file()}


def write_draft(database: Database, minutes: WrittenMinutes, written: Mapping[Path, int]) -> tuple[Path, ...]:
    """Write minutes again that are no longer those of an end, since the meeting was opened again.

    Return where files lie now that somebody has changed since the end, when `stamps` gave `written`: they are kept.

    Raises:
        OSError: Not even Markdown could be written.
    """
    kept = []
    for path in minutes.files.values():
        if path in written and path.is_file() and path.stat().st_mtime_ns != written[path]:
            names = (path.with_stem(f"{path.stem}-changed{again}") for again in ("", *range(2, 1000)))
            aside = next(name for name in names if not name.exists())
            path.rename(aside)
            kept.append(aside)
    write_formats(database, minutes.meeting, minutes.first.parent, tuple(minutes.files))
    return tuple(kept)


def export(
    database: Database, meeting_id: int, folder: Path, file_format: str = "md", *, over: bool = False
) -> Exported:
    """Write the minutes in one format; what somebody has changed there is written over only with `over`.

    Raises:
        NotFoundError: There is no such meeting.
        MissingExtraError: The format's packages are not installed.
        OSError: It could not be written.
    """
    read = minutes_reading.read(database, meeting_id)
    path = _path(read, folder, file_format)
    problems: list[str] = []
    data = formats.written(read, file_format, problems.append)
    if not over and _after_the_end(path, read) and path.read_bytes() != data:
        return Exported(path, kept=True)
    write_atomically(path, data)
    return Exported(path, problems=tuple(problems))


def _path(read: Document, folder: Path, file_format: str) -> Path:
    """Return where the minutes of a meeting lie in a format, or would lie: a name that no other meeting's file has."""
    heading = formats.heading(read)
    markdown = next(path for path in _names(read, folder) if not path.exists() or _holds(path, heading))
    return markdown.with_suffix(f".{file_format}")


def _after_the_end(path: Path, read: Document) -> bool:
    """Return whether the file is there and was written after the meeting had ended."""
    # Not every file system keeps fractions of seconds.
    return read.ended_at is not None and path.is_file() and path.stat().st_mtime >= int(read.ended_at.timestamp())


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
