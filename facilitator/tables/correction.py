"""Declares the table of corrections: minutes that were sent are corrected, and never silently rewritten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from facilitator.tables.base import Base, Searched

CORRECTION = "correction"
"""The source of journal entries that correct a meeting after its end."""

REMARK = "remark"
"""The kind of a correction that corrects no record."""


class Correction(Base):
    """One correction of the minutes of a meeting that has ended; `number` counts from 1 in every meeting.

    `kind` is what was corrected: the name of a record, such as `decision`, or `remark` for words that correct nothing
    in particular. `before` is empty where something was added, `after` where something was struck out.
    """

    __tablename__ = "correction"
    __searched__ = Searched("correction", ("before", "after", "reason"), "by_id", "at")
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    table_name: Mapped[str | None]
    row_id: Mapped[int | None]
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
