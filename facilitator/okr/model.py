"""The tables of cycles, objectives and key results (METHOD M1, M2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitator.store.database import Base

STATES = ("draft", "submitted", "agreed", "closed")
SOURCES = ("leader", "own", "request")


class Cycle(Base):
    """The time that objectives are for; `start` and `end` are both part of it."""

    __tablename__ = "cycle"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    start: Mapped[date]
    end: Mapped[date]


class Objective(Base):
    """An objective of a person or of a unit; one of the two owners is set."""

    __tablename__ = "objective"

    id: Mapped[int] = mapped_column(primary_key=True)
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
    state: Mapped[str] = mapped_column(default="draft")
    position: Mapped[int] = mapped_column(default=0)

    key_results: Mapped[list[KeyResult]] = relationship(
        back_populates="objective", order_by="KeyResult.position, KeyResult.id", foreign_keys="KeyResult.objective_id"
    )


class KeyResult(Base):
    """A key result; a milestone where `target` is None, numeric otherwise."""

    __tablename__ = "key_result"

    id: Mapped[int] = mapped_column(primary_key=True)
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

    objective: Mapped[Objective] = relationship(back_populates="key_results", foreign_keys=[objective_id])
