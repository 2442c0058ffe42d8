"""What became of objectives and key results, when, by whom and why (METHOD M23), read from the journal."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from facilitator.okr.model import KeyResult, Objective
from facilitator.store.journal import Change, Entry


def agreed_titles(session: Session, which: ColumnElement[bool]) -> dict[int, str]:
    """What key results were called when their objective was last agreed, where they were called otherwise since.

    Args:
        session: Where.
        which: A condition on `Objective`.
    """
    was, became = Change.before["state"].as_string(), Change.after["state"].as_string()
    agreements = (
        select(Change.row_id, Change.entry_id)
        .join(Entry, Entry.id == Change.entry_id)
        .where(Change.table_name == "objective", Change.row_id.in_(select(Objective.id).where(which)))
        .where(became == "agreed", or_(Change.before.is_(None), was.not_in(("agreed", "closed"))))
        .where(Entry.undone.is_(False))
        .order_by(Change.id)
    )
    agreed = dict(session.execute(agreements).all())
    of_it = select(KeyResult.id).join(Objective, Objective.id == KeyResult.objective_id).where(which).correlate(None)
    renamed = (
        select(Change.row_id, Change.entry_id, Change.before["title"].as_string(), KeyResult.objective_id)
        .join(Entry, Entry.id == Change.entry_id)
        .join(KeyResult, KeyResult.id == Change.row_id)
        .where(Change.table_name == "key_result", Change.row_id.in_(of_it), Entry.undone.is_(False))
        .where(Change.before["title"].as_string().is_distinct_from(Change.after["title"].as_string()))
        .order_by(Change.id)
    )
    found: dict[int, str | None] = {}
    for row_id, entry_id, title, objective_id in session.execute(renamed):
        if entry_id > agreed.get(objective_id, entry_id):
            # The first change since has what it was then; one that was written since was not agreed on.
            found.setdefault(row_id, title)
    return {row_id: title for row_id, title in found.items() if title is not None}
