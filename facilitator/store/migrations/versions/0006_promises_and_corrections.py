"""Why a promise was dropped, and its first date where that was moved; what was corrected of a meeting after its end.

And indexes for ten years of meetings, in the place of shorter ones.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEXES = (
    ("attendance", ("person_id", "meeting_id")),
    ("sentence", ("person_id", "meeting_id")),
    ("journal_change", ("entry_id", "table_name", "row_id")),
)


def upgrade() -> None:
    """Make it."""
    for table in ("action", "request"):
        op.add_column(table, sa.Column("reason", sa.String(), server_default=sa.text("''"), nullable=False))
        op.add_column(table, sa.Column("first_due", sa.Date(), nullable=True))
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=True),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_correction_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_correction_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_correction_meeting_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_correction_meeting_id"), "correction", ["meeting_id"], unique=False)
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
        op.drop_index(f"ix_{table}_{columns[0]}", table)
    op.create_index(op.f("ix_journal_at"), "journal", ["at"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_journal_at"), "journal")
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{columns[0]}", table, columns[:1])
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    op.drop_table("correction")
    for table in ("action", "request"):
        op.drop_column(table, "first_due")
        op.drop_column(table, "reason")
