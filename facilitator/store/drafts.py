"""Saves what somebody is typing, so that nothing typed is lost."""

from __future__ import annotations

from sqlalchemy import delete, select

from facilitator.common.text import clean
from facilitator.store.database import Database
from facilitator.tables.meeting import Draft


def save(database: Database, scope: str, field: str, text: str) -> None:
    """Save the text of a field, or forget an empty one; `scope` is `meeting 7` or `check-in Ada Lovelace`."""
    with database.writing() as session:
        session.execute(delete(Draft).where(Draft.scope == scope, Draft.field == field))
        if text:
            session.add(Draft(scope=scope, field=field, text=clean(text)))


def load(database: Database, scope: str) -> dict[str, str]:
    """Return the texts of a scope by field."""
    with database.reading() as session:
        return dict(session.execute(select(Draft.field, Draft.text).where(Draft.scope == scope)).all())
