"""OKRs written, questioned and changed in the open: suggestions, answered findings, reasons, who stands for a unit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from facilitator.store.creating import create_table

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make it."""
    op.add_column("journal", sa.Column("reason", sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_index(
        op.f("ix_journal_change_table_name_row_id"), "journal_change", ["table_name", "row_id"], unique=False
    )
    op.add_column("attendance", sa.Column("stands_for", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("key_result", sa.Column("dropped", sa.Boolean(), nullable=False, server_default=sa.false()))
    # SQLite takes the reference with the column, and in no other way without copying the table.
    op.execute(
        "ALTER TABLE objective ADD COLUMN source_request_id INTEGER "
        "CONSTRAINT fk_objective_source_request_id REFERENCES request (id)"
    )
    create_table(
        "suggestion",
        sa.Column("objective_id", sa.Integer(), sa.ForeignKey("objective.id"), nullable=False, index=True),
        sa.Column("key_result_id", sa.Integer(), sa.ForeignKey("key_result.id")),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
    )
    create_table(
        "finding_answer",
        sa.Column("objective_id", sa.Integer(), sa.ForeignKey("objective.id"), nullable=False, index=True),
        sa.Column("key_result_id", sa.Integer(), sa.ForeignKey("key_result.id")),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
