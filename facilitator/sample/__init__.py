"""Makes a sample company for `facilitator demo`: nine people, a cycle in progress, and weeks of stand-ups before."""

from __future__ import annotations

from datetime import datetime

from facilitator.common import clock
from facilitator.minutes.freezing.migrating import freeze_ended
from facilitator.sample.company import Company
from facilitator.sample.words import COMPANY, DEPARTMENT, TEAM
from facilitator.store.database import Database

__all__ = ["COMPANY", "DEPARTMENT", "TEAM", "make"]


def make(database: Database, now: datetime | None = None) -> None:
    """Fill an empty database that is up to date with the sample company.

    Args:
        database: The database to fill.
        now: The moment that everything lies before; None: this one.
    """
    with database.writing() as session:
        Company(session, now or clock.now()).make()
    freeze_ended(database)
