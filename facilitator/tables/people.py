"""Declares the tables of units and people."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from facilitator.tables.base import Base

LEVELS = ("company", "department", "team", "personal")


class Unit(Base):
    """A company, department or team, or one person's own unit (METHOD M1, M2)."""

    __tablename__ = "unit"

    name: Mapped[str] = mapped_column(unique=True)
    level: Mapped[str] = mapped_column(default="team")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    manager_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", use_alter=True, name="fk_unit_manager_id"), index=True
    )


class Person(Base):
    """Somebody who takes part in meetings."""

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    timezone: Mapped[str | None]
    email: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
