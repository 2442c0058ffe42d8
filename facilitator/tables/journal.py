"""The journal: who recorded what, when, in which meeting, and what stood there before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from facilitator.tables.base import Base


class Entry(Base):
    """One thing recorded: it may have touched several rows."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str]
    what: Mapped[str]
    # Why, where a change needs a reason (METHOD M23).
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    undone: Mapped[bool] = mapped_column(default=False)


class Change(Base):
    """One row that an entry touched; `before` is null for a new row, `after` for a deleted one."""

    __tablename__ = "journal_change"
    # What changed since a moment is found in the second without reading the rows, which are long.
    __table_args__ = (
        Index("ix_journal_change_table_name_row_id", "table_name", "row_id"),
        Index("ix_journal_change_entry_id_table_name_row_id", "entry_id", "table_name", "row_id"),
        # Few rows are deleted; which, is asked of all that was ever recorded.
        Index(
            "ix_journal_change_deleted",
            *("table_name", "row_id"),
            sqlite_where=text("after IS NULL"),
            postgresql_where=text("after IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal.id"))
    table_name: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
