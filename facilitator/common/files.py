"""Writes files so that a full disk or a power cut leaves the old file or the new one, never half of one."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file as `write_in_parts` does."""
    write_in_parts(path, (data,))


def write_in_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file by way of a temporary one beside it, for the user's eyes only (0600).

    Of the parts only one is in memory, if they are made as they are asked for; where making one raises, nothing is
    written.

    A folder that is missing is made (0700). A link is followed; what is no regular file, such as `/dev/stdout` or a
    pipe, is simply written to.

    Raises:
        OSError: It could not be written; what was there before is still there.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as file:
            file.writelines(parts)
        return
    path = Path(os.path.realpath(path))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".facilitator-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    # Not every file system can do this for a folder; the file itself is safe by now.
    with contextlib.suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
