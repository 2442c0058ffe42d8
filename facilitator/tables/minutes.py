"""Declares the table of minutes as they were when their meetings ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from facilitator.tables.base import Base


class FrozenMinutes(Base):
    """The minutes of a meeting that has ended, as they were at its end; they are gone when it is opened again.

    `document` is the meeting as its minutes read it, `schema` says which fields that has. What was corrected since is
    not in it: corrections are put on top of it whenever it is read.
    """

    __tablename__ = "frozen_minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    schema: Mapped[int]
    frozen_at: Mapped[datetime]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
