"""Declares the tables of a consensus meeting: who has read what, sealed votes, what is agreed and committed to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from facilitator.tables.base import Base, Searched


class ReadMark(Base):
    """Somebody has read an objective as it stood at a `version`, the id of the journal entry that last worded it."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("objective_id", "person_id"),)

    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[int]
    at: Mapped[datetime]


class Readiness(Base):
    """How ready somebody was when the meeting went on, and why it went on all the same (METHOD M10)."""

    __tablename__ = "readiness"
    __searched__ = Searched("readiness", ("reason",), "person_id")
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    submitted: Mapped[bool]
    read: Mapped[int]
    of: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]


class Presentation(Base):
    """Somebody presented; `aligned` says how their OKRs fit upward and across, where that was said (METHOD M12)."""

    __tablename__ = "presentation"
    __searched__ = Searched("presentation", ("aligned",), "person_id")
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    aligned: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]


class Voting(Base):
    """The vote of a meeting on the confidence of a key result or an objective (METHOD M14).

    `state` is `open`, `revealed` or `closed`; `round` counts from 1.
    """

    __tablename__ = "voting"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    key_result_id: Mapped[int | None] = mapped_column(ForeignKey("key_result.id"))
    objective_id: Mapped[int | None] = mapped_column(ForeignKey("objective.id"))
    round: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="open")
    agreed: Mapped[int | None]
    opened_at: Mapped[datetime]


class Vote(Base):
    """One vote, 1 to 10; `value` is None until the reveal, and `sealed` is the value encrypted with the seal."""

    __tablename__ = "vote"

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    key_result_id: Mapped[int | None] = mapped_column(ForeignKey("key_result.id"), index=True)
    objective_id: Mapped[int | None] = mapped_column(ForeignKey("objective.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)
    sealed: Mapped[str]
    value: Mapped[int | None]
    at: Mapped[datetime]


class Seal(Base):
    """The key that votes are sealed with; there is one in a database."""

    __tablename__ = "seal"

    key: Mapped[str]


class ConfidenceMeaning(Base):
    """What a figure of the confidence index means in a unit, so that figures compare (METHOD M14)."""

    __tablename__ = "confidence_meaning"
    __table_args__ = (UniqueConstraint("unit_id", "value"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    value: Mapped[int]
    text: Mapped[str]


class Commitment(Base):
    """What somebody committed to in front of everybody, frozen word for word (METHOD M15)."""

    __tablename__ = "commitment"
    __searched__ = Searched(
        "commitment", ("wording.objective", "wording.description", "wording.key_results.*.title"), "person_id", "at"
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"), index=True)
    wording: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
