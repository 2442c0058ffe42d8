"""Review: scores with their reasons, the five parts, feedback, analyses, what becomes of what is unfinished."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it."""
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("prepared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_feedback_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_feedback_meeting_id")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_feedback_objective_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_feedback_by_id"), "feedback", ["by_id"], unique=False)
    op.create_index(op.f("ix_feedback_meeting_id"), "feedback", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_feedback_objective_id"), "feedback", ["objective_id"], unique=False)
    op.create_table(
        "continuation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("became_objective_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["became_objective_id"], ["objective.id"], name=op.f("fk_continuation_became_objective_id")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_continuation_decision_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_continuation_meeting_id")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_continuation_objective_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_continuation")),
        sa.UniqueConstraint("meeting_id", "objective_id", name=op.f("uq_continuation_meeting_id_objective_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_continuation_meeting_id"), "continuation", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_continuation_objective_id"), "continuation", ["objective_id"], unique=False)
    op.create_table(
        "scoring",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("key_result_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("agreed_score", sa.Double(), nullable=True),
        sa.Column("agreed_reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_result.id"], name=op.f("fk_scoring_key_result_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_scoring_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_scoring_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_scoring_key_result_id"), "scoring", ["key_result_id"], unique=False)
    op.create_index(op.f("ix_scoring_meeting_id"), "scoring", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_scoring_person_id"), "scoring", ["person_id"], unique=False)
    op.create_table(
        "analysis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("key_result_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("own_part", sa.String(), nullable=False),
        sa.Column("help_needed", sa.String(), nullable=False),
        sa.Column("solution", sa.String(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_analysis_action_id")),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_result.id"], name=op.f("fk_analysis_key_result_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_analysis_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_analysis_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysis")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_analysis_key_result_id"), "analysis", ["key_result_id"], unique=False)
    op.create_index(op.f("ix_analysis_meeting_id"), "analysis", ["meeting_id"], unique=False)
    op.create_table(
        "reflection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("cycle_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_reflection_action_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_reflection_cycle_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_reflection_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reflection_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reflection_cycle_id"), "reflection", ["cycle_id"], unique=False)
    op.create_index(op.f("ix_reflection_meeting_id"), "reflection", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_reflection_person_id"), "reflection", ["person_id"], unique=False)
    op.add_column("attendance", sa.Column("reason", sa.String(), nullable=False, server_default=sa.text("''")))
    # SQLite takes a reference with its column, and in no other way without copying the table.
    op.execute(
        "ALTER TABLE meeting ADD COLUMN next_cycle_id INTEGER CONSTRAINT fk_meeting_next_cycle_id REFERENCES cycle (id)"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("meeting", "next_cycle_id")
    op.drop_column("attendance", "reason")
    for table in ("feedback", "continuation", "scoring", "analysis", "reflection"):
        op.drop_table(table)
