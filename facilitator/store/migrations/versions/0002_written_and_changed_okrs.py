"""OKRs written, questioned and changed in the open: suggestions, answered findings, reasons, who stands for a unit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


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
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("key_result_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_suggestion_objective_id")),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_result.id"], name=op.f("fk_suggestion_key_result_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_suggestion_meeting_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_suggestion_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_suggestion_objective_id"), "suggestion", ["objective_id"], unique=False)
    op.create_index(op.f("ix_suggestion_meeting_id"), "suggestion", ["meeting_id"], unique=False)
    op.create_table(
        "finding_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("key_result_id", sa.Integer(), nullable=True),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_finding_answer_objective_id")),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_result.id"], name=op.f("fk_finding_answer_key_result_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_finding_answer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_answer")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_finding_answer_objective_id"), "finding_answer", ["objective_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("finding_answer")
    op.drop_table("suggestion")
    op.drop_column("objective", "source_request_id")
    op.drop_column("key_result", "dropped")
    op.drop_column("attendance", "stands_for")
    op.drop_index(op.f("ix_journal_change_table_name_row_id"), table_name="journal_change")
    op.drop_column("journal", "reason")
