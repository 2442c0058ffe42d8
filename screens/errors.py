"""Says in a sentence what went wrong."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

from facilitator.common.errors import FacilitatorError


def is_expected(error: Exception) -> bool:
    """Return whether people can do something about the error, and its words say what."""
    return isinstance(error, FacilitatorError | OSError) or type(error).__module__.partition(".")[0] == "sqlalchemy"


def sentence(error: Exception) -> str:
    """Return what went wrong: the words of an expected error, or that a defect of the program was met, and where."""
    if not is_expected(error):
        return (
            f"facilitator met a mistake of its own ({place(error)}); what was recorded before is kept, "
            "FACILITATOR_DEBUG=1 shows more"
        )
    if isinstance(error, OSError) and error.strerror:
        where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        return f"{where}{error.strerror}; see that it is there, that it may be used, and that the disk has room"
    words = str(error.args[0] if error.args else error)
    if type(error).__module__.startswith("sqlalchemy"):
        return f"the database refused: {words.splitlines()[0]}; somebody may have changed the same thing, try again"
    return words


def place(error: Exception) -> str:
    """Return the class of an error and the last file of ours that it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).parts[-2:-1] and "textual" not in frame.filename]
    where = f" in {Path(own[-1].filename).name}, line {own[-1].lineno}" if own else ""
    return f"{type(error).__name__}{where}"
