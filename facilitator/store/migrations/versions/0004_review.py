"""Review: scores with their reasons, the five parts, feedback, analyses, what becomes of what is unfinished."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from facilitator.store.creating import create_table

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make it."""
    create_table(
        "feedback",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("objective_id", sa.Integer(), sa.ForeignKey("objective.id"), nullable=False, index=True),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("person.id"), index=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("prepared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    create_table(
        "continuation",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("objective_id", sa.Integer(), sa.ForeignKey("objective.id"), nullable=False, index=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("became_objective_id", sa.Integer(), sa.ForeignKey("objective.id")),
        sa.Column("decision_id", sa.Integer(), sa.ForeignKey("decision.id")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("meeting_id", "objective_id"),
    )
    create_table(
        "scoring",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("key_result_id", sa.Integer(), sa.ForeignKey("key_result.id"), nullable=False, index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), index=True),
        sa.Column("score", sa.Double()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("agreed_score", sa.Double()),
        sa.Column("agreed_reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    create_table(
        "analysis",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("key_result_id", sa.Integer(), sa.ForeignKey("key_result.id"), nullable=False, index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("own_part", sa.String(), nullable=False),
        sa.Column("help_needed", sa.String(), nullable=False),
        sa.Column("solution", sa.String(), nullable=False),
        sa.Column("action_id", sa.Integer(), sa.ForeignKey("action.id")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    create_table(
        "reflection",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("cycle_id", sa.Integer(), sa.ForeignKey("cycle.id"), index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("action_id", sa.Integer(), sa.ForeignKey("action.id")),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("attendance", sa.Column("reason", sa.String(), nullable=False, server_default=sa.text("''")))
    # SQLite takes a reference with its column, and in no other way without copying the table.
    op.execute(
        "ALTER TABLE meeting ADD COLUMN next_cycle_id INTEGER CONSTRAINT fk_meeting_next_cycle_id REFERENCES cycle (id)"
    )
