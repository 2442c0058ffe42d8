"""The family of errors that a person can do something about.

Every error that the program raises on purpose is a `FacilitatorError`, and its message is a sentence that says what is
wrong, where, and what to do. Anything else that is raised is a defect of the program and is reported as one.
"""

from __future__ import annotations


class FacilitatorError(Exception):
    """Something that could not be done; the message is a sentence for the person who asked for it."""


class RefusedError(FacilitatorError, ValueError):
    """What was asked for, or typed, cannot be recorded as it is."""


class NotFoundError(FacilitatorError, LookupError):
    """What was asked for is not there, or several things fit."""


class NotAskedError(FacilitatorError, LookupError):
    """An answer was given to a question that is not asked now."""
