"""Declares the tables of the journal: who recorded what, when, in which meeting, and what it replaced."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from facilitator.tables.base import Base


class Entry(Base):
    """One thing that was recorded; it may have changed several rows."""

    __tablename__ = "journal"

    at: Mapped[datetime] = mapped_column(index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str]
    what: Mapped[str]
    # Why, where a change needs a reason (METHOD M23).
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    undone: Mapped[bool] = mapped_column(default=False)


class Change(Base):
    """One row that an entry changed; `before` is None for a new row, `after` for a deleted one."""

    __tablename__ = "journal_change"
    # The second index answers what changed since an entry without reading the rows, which are long.
    __table_args__ = (
        Index("ix_journal_change_table_name_row_id", "table_name", "row_id"),
        Index("ix_journal_change_entry_id_table_name_row_id", "entry_id", "table_name", "row_id"),
        # The third makes it cheap to list all rows ever deleted, which are few.
        Index(
            "ix_journal_change_deleted",
            *("table_name", "row_id"),
            sqlite_where=text("after IS NULL"),
            postgresql_where=text("after IS NULL"),
        ),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("journal.id"))
    table_name: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
