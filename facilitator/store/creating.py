"""Creates the tables that migrations add."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create_table(name: str, *columns: sa.Column[object] | sa.UniqueConstraint) -> None:
    """Create a table, with an id that SQLite does not give twice; keys and indexes are named as in `Base`."""
    op.create_table(name, sa.Column("id", sa.Integer(), primary_key=True), *columns, sqlite_autoincrement=True)
