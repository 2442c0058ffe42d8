"""Declares the tables of a review: scores, the five parts, feedback, and what follows from what was not reached."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from facilitator.tables.base import Base, Searched


class Scoring(Base):
    """A key result's score, 0 to 1, as its owner gave it and as it was agreed; both are kept (METHOD M25 to M27).

    Without a meeting yet while it waits for the next review. The key result's own score is the agreed one, and until
    there is one the owner's.
    """

    __tablename__ = "scoring"

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    key_result_id: Mapped[int] = mapped_column(ForeignKey("key_result.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    score: Mapped[float | None]
    reason: Mapped[str] = mapped_column(default="")
    agreed_score: Mapped[float | None]
    agreed_reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class Reflection(Base):
    """A thought of a review, in one of its parts (METHOD M31); in `action` with what became of it."""

    __tablename__ = "reflection"
    __searched__ = Searched("reflection", ("text",), "person_id", "changed_at", private_until="ended")

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[str]
    text: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    due: Mapped[date | None]
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    changed_at: Mapped[datetime]


class Feedback(Base):
    """Feedback of a manager or a colleague on an objective (METHOD M27); `role` is `manager` or `colleague`.

    `prepared` is what they wrote in their own check-in; the rest was said in the meeting.
    """

    __tablename__ = "feedback"
    __searched__ = Searched("feedback", ("text",), "by_id", "at", private_until="ended")

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    text: Mapped[str]
    prepared: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime]


class Analysis(Base):
    """Why a key result was not reached and what is done about it, one's own part first (METHOD M29, M30)."""

    __tablename__ = "analysis"
    __searched__ = Searched(
        "analysis", ("own_part", "help_needed", "solution"), "person_id", "at", private_until="begun"
    )

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    key_result_id: Mapped[int] = mapped_column(ForeignKey("key_result.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    own_part: Mapped[str] = mapped_column(default="")
    help_needed: Mapped[str] = mapped_column(default="")
    solution: Mapped[str] = mapped_column(default="")
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    at: Mapped[datetime]


class Continuation(Base):
    """What becomes of an unfinished objective in the next cycle: `carried over`, `changed` or `dropped`."""

    __tablename__ = "continuation"
    __table_args__ = (UniqueConstraint("meeting_id", "objective_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"), index=True)
    what: Mapped[str]
    became_objective_id: Mapped[int | None] = mapped_column(ForeignKey("objective.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    at: Mapped[datetime]
