"""Reads the rows of OKRs as they stand in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitator.okr import reading
from facilitator.okr.changing import Done
from facilitator.okr.views import KeyResultView
from facilitator.store.database import Database
from facilitator.tables.base import Base
from facilitator.tables.journal import Entry
from tests.okr.conftest import OkrCompany


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables but the journal's."""
    with database.reading() as session:
        return {
            name: [dict(row) for row in session.execute(select(table).order_by(table.c.id)).mappings()]
            for name, table in Base.metadata.tables.items()
            if not name.startswith("journal")
        }


def key_result_of(company: OkrCompany, objective: int) -> KeyResultView:
    (result,) = reading.objective(company.database, objective).key_results
    return result


def entry(company: OkrCompany, done: Done) -> Entry:
    with company.database.reading() as session:
        return session.get_one(Entry, done.entry_id)
