"""What was corrected of a meeting after its end: nothing that was sent is silently rewritten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from facilitator.tables.base import Base

CORRECTION = "correction"
"""The source of the journal's entries that correct a meeting after its end."""

REMARK = "remark"
"""What kind of correction it is that corrects no record."""


class Correction(Base):
    """One correction of the minutes of a meeting that has ended; `number` counts from 1 in every meeting.

    `kind` is what was corrected: the name of a record, such as `decision`, or `remark` for words that correct nothing
    in particular. `before` is empty where something was added, `after` where something was struck out.
    """

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
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
