"""Declares all tables of the database: whoever imports one of them has the whole schema."""

from facilitator.tables import consensus, correction, meeting, minutes, okr, review
from facilitator.tables.base import Base
from facilitator.tables.journal import Change, Entry
from facilitator.tables.people import Person, Unit

__all__ = [
    "Base",
    "Change",
    "Entry",
    "Person",
    "Unit",
    "consensus",
    "correction",
    "meeting",
    "minutes",
    "okr",
    "review",
]
