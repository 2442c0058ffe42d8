"""Minutes as they were when their meetings ended; those of earlier meetings come in behind, part by part."""

from __future__ import annotations

import sqlalchemy as sa

from facilitator.store.creating import create_table

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make it."""
    create_table(
        "frozen_minutes",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False, unique=True),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
    )
