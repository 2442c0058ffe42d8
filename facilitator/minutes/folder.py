"""What a meeting leaves in the folder of minutes: Markdown always, and beside it what other forms are wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from facilitator.common.files import write_atomically
from facilitator.documents import formats as documents_formats
from facilitator.minutes import files as minutes_files
from facilitator.minutes import formats
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.document import Document
from facilitator.store.database import Database

LONGEST_NAME = 1000
"""The most characters of a team's name in the environment of a command, which has little room."""


@dataclass(frozen=True, slots=True)
class Left:
    """The minutes of a meeting as they lie in the folder.

    Attributes:
        meeting: The meeting's id.
        mode: The word that starts such a meeting.
        team: Its unit's name.
        day: When it was, in the facilitator's time zone.
        files: Where each form lies, the one to hand on first.
        problems: A sentence for each form that could not be written.
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
        """What a command is told of them, by the names of its environment; `url` is the database's."""
        told = {
            "FACILITATOR_MINUTES": str(self.first),
            "FACILITATOR_MEETING": str(self.meeting),
            "FACILITATOR_MODE": self.mode,
            "FACILITATOR_TEAM": self.team[:LONGEST_NAME],
            "FACILITATOR_DATE": self.day.isoformat(),
            "FACILITATOR_DB": url,
        }
        return told | {f"FACILITATOR_MINUTES_{form.upper()}": str(path) for form, path in self.files.items()}


@dataclass(frozen=True, slots=True)
class Exported:
    """Minutes written on somebody's word.

    Attributes:
        path: Where they are.
        kept: Whether something else stands there, and was left.
        said: Sentences about what could not be shown as it is.
    """

    path: Path
    kept: bool = False
    said: tuple[str, ...] = ()


def leave(
    database: Database, meeting_id: int, folder: Path, wanted: Sequence[str] = ("md",), *, anew: bool = True
) -> Left:
    """Write the minutes of a meeting in these forms, and in Markdown whether it is one of them or not.

    Args:
        database: Where the meeting is.
        meeting_id: Which.
        folder: Where to; made if it is missing.
        wanted: Some of `forms.FORMS`, the one to hand on first.
        anew: False leaves a file that was written after the meeting's end as it is: it is the user's own by now.

    Raises:
        NotFoundError: There is no such meeting.
        OSError: Not even Markdown could be written.
    """
    read = minutes_reading.read(database, meeting_id)
    files: dict[str, Path] = {}
    problems: list[str] = []
    # Markdown first: its name says which meeting it is, and it can be written where nothing else can.
    for form in dict.fromkeys(("md", *wanted)):
        path = _path(read, folder, form)
        if anew or not _after_the_end(path, read):
            try:
                write_atomically(path, formats.written(read, form, problems.append))
            except (OSError, documents_formats.MissingExtraError) as error:
                if form == "md":
                    raise
                problems.append(getattr(error, "strerror", None) or str(error))
                continue
        files[form] = path
    ordered = {form: files[form] for form in (*wanted, "md") if form in files}
    return Left(read.id, read.mode, read.team, read.started_at.date(), ordered, tuple(problems))


def stamps(left: Left) -> dict[Path, int]:
    """When each file was written, by which it is seen later whether somebody has changed it."""
    return {path: path.stat().st_mtime_ns for path in left.files.values() if path.is_file()}


def draft(database: Database, left: Left, written: Mapping[Path, int]) -> tuple[Path, ...]:
    """Write minutes again that are no longer those of an end, since the meeting was opened again.

    Args:
        database: Where the meeting is.
        left: The minutes as they were written at its end.
        written: What `stamps` gave then.

    Returns:
        Where files lie now that somebody has changed since: they are kept beside it.

    Raises:
        OSError: Not even Markdown could be written.
    """
    kept = []
    for path in left.files.values():
        if path in written and path.is_file() and path.stat().st_mtime_ns != written[path]:
            names = (path.with_stem(f"{path.stem}-changed{again}") for again in ("", *range(2, 1000)))
            aside = next(name for name in names if not name.exists())
            path.rename(aside)
            kept.append(aside)
    leave(database, left.meeting, left.first.parent, tuple(left.files))
    return tuple(kept)


def export(database: Database, meeting_id: int, folder: Path, form: str = "md", *, over: bool = False) -> Exported:
    """Write the minutes in one form; what somebody has changed there is written over only with `over`.

    Raises:
        NotFoundError: There is no such meeting.
        MissingExtraError: The form's packages are not installed.
        OSError: It could not be written.
    """
    read = minutes_reading.read(database, meeting_id)
    path = _path(read, folder, form)
    said: list[str] = []
    data = formats.written(read, form, said.append)
    if not over and _after_the_end(path, read) and path.read_bytes() != data:
        return Exported(path, kept=True)
    write_atomically(path, data)
    return Exported(path, said=tuple(said))


def _path(read: Document, folder: Path, form: str) -> Path:
    return minutes_files.place(read, folder).with_suffix(f".{form}")


def _after_the_end(path: Path, read: Document) -> bool:
    """Whether it is there, and no draft of a meeting that went on after it."""
    # Not every file system keeps fractions of seconds.
    return read.ended_at is not None and path.is_file() and path.stat().st_mtime >= int(read.ended_at.timestamp())
