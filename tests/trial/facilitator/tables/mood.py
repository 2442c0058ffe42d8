"""The table of the kind `mood`; one that is built in lies in `facilitator/tables/`."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from facilitator.tables.base import Base, Searched


class Mood(Base):
    """What somebody said of their mood; without a meeting it was prepared for the next."""

    __tablename__ = "mood"
    __searched__ = Searched("mood", ("word",), "person_id", None, private_until="begun")

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    figure: Mapped[int]
    word: Mapped[str]
