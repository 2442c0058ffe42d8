"""All tables in one place, for migrations and for whoever needs the whole schema known."""

from facilitator.meeting import consensus, correcting, record, review
from facilitator.okr import model
from facilitator.people import Person, Unit
from facilitator.store.database import Base
from facilitator.store.journal import Change, Entry

__all__ = ["Base", "Change", "Entry", "Person", "Unit", "consensus", "correcting", "model", "record", "review"]
