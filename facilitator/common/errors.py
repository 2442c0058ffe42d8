"""Defines the errors that a person can do something about: one family.

Every error that the program raises on purpose is a `FacilitatorError`, and its message is a sentence that says what is
wrong, where, and what to do. Anything else that is raised is a defect of the program and is reported as one.
"""

from __future__ import annotations

from typing import Any


class FacilitatorError(Exception):
    """Something that could not be done; the message is a sentence for the person who asked for it."""


class RefusedError(FacilitatorError, ValueError):
    """What was asked for, or typed, cannot be recorded as it is."""


class NotFoundError(FacilitatorError, LookupError):
    """What was asked for is not there, or several things fit."""


class NotAskedError(FacilitatorError, LookupError):
    """An answer was given to a question that is not asked now."""


class LateError(RefusedError):
    """Another window was quicker: what was pressed or typed was meant for something that is over."""


class ChangedMeanwhileError(LateError):
    """What is to be changed is not as it stood on the screen any more: somebody else has changed it.

    Args:
        words: What stands there now and who was quicker, in a few words.
        now: What stands there now, as it is to be expected next.
    """

    def __init__(self, words: str, now: Any) -> None:
        super().__init__(f"{words}; nothing was recorded")
        self.words = words
        self.now = now


class TakenBackError(FacilitatorError):
    """What waited to be recorded was taken back before it was."""


class DatabaseError(FacilitatorError):
    """The database cannot be used; the message says which, why and what to do.

    Attributes:
        short: The same in a few words, for a line that also says since when.
    """

    short = "The database cannot be used"


class DatabaseAwayError(DatabaseError):
    """The database cannot be used now, and the same call may be made again later: nothing of it was recorded."""


class DatabaseLockedError(DatabaseAwayError):
    """Another process holds the database for longer than there was patience."""

    short = "Another program holds the database"


class DatabaseFullError(DatabaseAwayError):
    """The disk has no room left."""

    short = "The disk is full"


class DatabaseReadOnlyError(DatabaseAwayError):
    """The database may be read here, and not written."""

    short = "The database cannot be written"


class DatabaseUnreachableError(DatabaseAwayError):
    """The server does not answer: it is away, refuses, is starting, or the connection to it was lost."""

    short = "The database server does not answer"


class DatabaseUncertainError(DatabaseUnreachableError):
    """The database was lost while it committed, and is not back to say whether all is recorded or nothing.

    Before the same call is made again, `Database.was_recorded(error.transaction)` says whether it has to be.

    Attributes:
        transaction: What the transaction is known by.
    """

    def __init__(self, message: str, transaction: str) -> None:
        super().__init__(message)
        self.transaction = transaction


class DatabaseLostError(DatabaseAwayError):
    """The file was removed, moved, replaced, emptied or damaged, or cannot be read at all."""

    short = "The database file is gone or damaged"


class DatabaseNewerError(DatabaseError):
    """A newer program has brought the database up to date: this one has to be ended, and the newer one started."""

    short = "A newer program's database: leave with ctrl+q, start anew;"
