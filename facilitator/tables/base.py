"""Declares the base of all tables, how a moment is stored, and what the search finds of a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

from sqlalchemy import DateTime, Dialect, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What undo gives back from the journal's text."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: nobody could say later what they meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its offset")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy calls it so
        """Give back UTC, also where the database kept no offset."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Searched:
    """Which texts of a table the search finds; columns go by their names.

    Attributes:
        kind: What the search calls a row.
        texts: The columns with text; `wording.objective` is a member of a JSON column, `wording.key_results.*.title`
            the `title` of each element of a list in it.
        person: The column of the person whose row it is.
        at: The column that says when the row was recorded; None: the journal says when it was last changed.
        meeting: The column of the meeting that it was recorded in; None: it belongs to no meeting.
        private_until: Until when a row is its writer's alone: until the meeting it was prepared for has `begun` or
            `ended`; None: it never is.
    """

    kind: str
    texts: tuple[str, ...]
    person: str
    at: str | None = "recorded_at"
    meeting: str | None = "meeting_id"
    private_until: Literal["begun", "ended"] | None = None


class Base(DeclarativeBase):
    """The base of all tables."""

    __searched__: ClassVar[Searched | None] = None
    """What the search finds of the table; a new declaration takes effect with the next migration."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime()}  # noqa: RUF012  # SQLAlchemy reads it as declared

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Keep SQLite from giving an id twice: undo finds rows by id, and would take back another row."""
        super().__init_subclass__(**kwargs)
        cls.metadata.tables[cls.__tablename__].dialect_options["sqlite"]["autoincrement"] = True
