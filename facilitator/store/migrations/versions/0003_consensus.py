"""Consensus: what was read, votes under seal, answers to requests, commitments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from facilitator.store.creating import create_table

revision = "0003"
down_revision = "0002"

REFERENCES = (
    ("key_result_id", "key_result"),
    ("answered_by_id", "person"),
    ("became_action_id", "action"),
    ("became_key_result_id", "key_result"),
)


def upgrade() -> None:
    """Make it."""
    create_table(
        "confidence_meaning",
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False, index=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.UniqueConstraint("unit_id", "value"),
    )
    create_table(
        "commitment",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("objective_id", sa.Integer(), sa.ForeignKey("objective.id"), nullable=False, index=True),
        sa.Column("wording", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    create_table(
        "presentation",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("aligned", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("meeting_id", "person_id"),
    )
    create_table(
        "readiness",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("submitted", sa.Boolean(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("meeting_id", "person_id"),
    )
    create_table(
        "reading",
        sa.Column("objective_id", sa.Integer(), sa.ForeignKey("objective.id"), nullable=False, index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("objective_id", "person_id"),
    )
    create_table("seal", sa.Column("key", sa.String(), nullable=False))
    create_table(
        "vote",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("key_result_id", sa.Integer(), sa.ForeignKey("key_result.id"), index=True),
        sa.Column("objective_id", sa.Integer(), sa.ForeignKey("objective.id"), index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("value", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    create_table(
        "voting",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("key_result_id", sa.Integer(), sa.ForeignKey("key_result.id")),
        sa.Column("objective_id", sa.Integer(), sa.ForeignKey("objective.id")),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("agreed", sa.Integer()),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    )
    for name, column_type in (("due", sa.Date()), ("answer", sa.String()), ("answered_at", sa.DateTime(timezone=True))):
        op.add_column("request", sa.Column(name, column_type))
    op.add_column("request", sa.Column("note", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("request", sa.Column("carried_over", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name, table in REFERENCES:
        # SQLite takes a reference with its column, and in no other way without copying the table.
        op.execute(
            f"ALTER TABLE request ADD COLUMN {name} INTEGER CONSTRAINT fk_request_{name} REFERENCES {table} (id)"
        )
