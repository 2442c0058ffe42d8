"""Declares the tables of cycles, objectives and key results, and of what people say about them (METHOD M1, M2, M11)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitator.tables.base import Base, Searched

STATES = ("draft", "submitted", "agreed", "closed")
SOURCES = ("leader", "own", "request")


class Cycle(Base):
    """The time that objectives are for; `start` and `end` are both part of it."""

    __tablename__ = "cycle"

    name: Mapped[str] = mapped_column(unique=True)
    start: Mapped[date]
    end: Mapped[date]


class Objective(Base):
    """An objective of a person or of a unit; one of the two owners is set."""

    __tablename__ = "objective"
    __searched__ = Searched("objective", ("title", "description"), "owner_person_id", at=None, meeting=None)

    key: Mapped[str | None] = mapped_column(unique=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    owner_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    owner_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    source: Mapped[str | None]
    supports_objective_id: Mapped[int | None] = mapped_column(ForeignKey("objective.id"))
    supports_key_result_id: Mapped[int | None] = mapped_column(
        ForeignKey("key_result.id", use_alter=True, name="fk_objective_supports_key_result_id")
    )
    # The request of another department that it answers, where `source` is `request` (METHOD M5).
    source_request_id: Mapped[int | None] = mapped_column(
        ForeignKey("request.id", use_alter=True, name="fk_objective_source_request_id")
    )
    state: Mapped[str] = mapped_column(default="draft")
    position: Mapped[int] = mapped_column(default=0)

    key_results: Mapped[list[KeyResult]] = relationship(
        back_populates="objective", order_by="KeyResult.position, KeyResult.id", foreign_keys="KeyResult.objective_id"
    )


class KeyResult(Base):
    """A key result; a milestone where `target` is None, numeric otherwise; one that was `dropped` is history."""

    __tablename__ = "key_result"
    __searched__ = Searched("key_result", ("title", "description", "reason"), "owner_id", at=None, meeting=None)

    key: Mapped[str | None] = mapped_column(unique=True)
    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"), index=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    start: Mapped[float | None]
    target: Mapped[float | None]
    current: Mapped[float | None]
    unit: Mapped[str] = mapped_column(default="")
    confidence: Mapped[int | None]
    score: Mapped[float | None]
    reason: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    dropped: Mapped[bool] = mapped_column(default=False, server_default=false())

    objective: Mapped[Objective] = relationship(back_populates="key_results", foreign_keys=[objective_id])


class Progress(Base):
    """A new figure or confidence of a key result, told in a meeting or a check-in (METHOD M19)."""

    __tablename__ = "progress"
    __searched__ = Searched("progress", ("note",), "person_id")

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    key_result_id: Mapped[int] = mapped_column(ForeignKey("key_result.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    before: Mapped[float | None]
    after: Mapped[float | None]
    confidence_before: Mapped[int | None]
    confidence: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]


class Suggestion(Base):
    """What a reader proposes for somebody's objective or key result; `open`, `accepted` or `answered` (METHOD M11)."""

    __tablename__ = "suggestion"
    __searched__ = Searched("suggestion", ("text", "answer"), "by_id")

    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"), index=True)
    key_result_id: Mapped[int | None] = mapped_column(ForeignKey("key_result.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    answer: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class FindingAnswer(Base):
    """Why a finding of the coach does not apply; the answer holds as long as the text is worded as in `about`."""

    __tablename__ = "finding_answer"
    __searched__ = Searched("answer", ("because",), "person_id", meeting=None)

    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"), index=True)
    key_result_id: Mapped[int | None] = mapped_column(ForeignKey("key_result.id"))
    finding: Mapped[str]
    about: Mapped[str]
    because: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
