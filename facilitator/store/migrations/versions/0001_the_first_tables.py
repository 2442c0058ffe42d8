"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from facilitator.store.creating import create_table

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make it."""
    create_table(
        "cycle",
        sa.Column("name", sa.String(), nullable=False, unique=True),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
    )
    create_table(
        "draft",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.UniqueConstraint("scope", "field"),
    )
    create_table(
        "unit",
        sa.Column("name", sa.String(), nullable=False, unique=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), sa.ForeignKey("unit.id"), index=True),
        sa.Column(
            "manager_id",
            sa.Integer(),
            sa.ForeignKey("person.id", name="fk_unit_manager_id", use_alter=True),
            index=True,
        ),
    )
    create_table(
        "person",
        sa.Column("name", sa.String(), nullable=False, unique=True),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), index=True),
        sa.Column("timezone", sa.String()),
        sa.Column("email", sa.String()),
        sa.Column("active", sa.Boolean(), nullable=False),
    )
    create_table(
        "meeting",
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False, index=True),
        sa.Column("cycle_id", sa.Integer(), sa.ForeignKey("cycle.id")),
        sa.Column("facilitator_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("state", sa.String(), nullable=False, index=True),
        sa.Column("agenda", sa.String(), nullable=False),
        sa.Column("planned_seconds", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("speaking_order", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_boot", sa.String(), nullable=False),
        sa.Column("read_boot_seconds", sa.Double(), nullable=False),
        sa.Column("read_elapsed", sa.Double(), nullable=False),
    )
    create_table(
        "objective",
        sa.Column("key", sa.String(), unique=True),
        sa.Column("cycle_id", sa.Integer(), sa.ForeignKey("cycle.id"), nullable=False, index=True),
        sa.Column("owner_person_id", sa.Integer(), sa.ForeignKey("person.id"), index=True),
        sa.Column("owner_unit_id", sa.Integer(), sa.ForeignKey("unit.id"), index=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("source", sa.String()),
        sa.Column("supports_objective_id", sa.Integer(), sa.ForeignKey("objective.id")),
        sa.Column(
            "supports_key_result_id",
            sa.Integer(),
            sa.ForeignKey("key_result.id", name="fk_objective_supports_key_result_id", use_alter=True),
        ),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    create_table(
        "attendance",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.UniqueConstraint("meeting_id", "person_id"),
    )
    create_table(
        "decision",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    create_table(
        "journal",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
    )
    create_table(
        "key_result",
        sa.Column("key", sa.String(), unique=True),
        sa.Column("objective_id", sa.Integer(), sa.ForeignKey("objective.id"), nullable=False, index=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), sa.ForeignKey("person.id"), index=True),
        sa.Column("start", sa.Double()),
        sa.Column("target", sa.Double()),
        sa.Column("current", sa.Double()),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("confidence", sa.Integer()),
        sa.Column("score", sa.Double()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    create_table(
        "parked_topic",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    create_table(
        "ready",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    create_table(
        "request",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("from_person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("to_person_id", sa.Integer(), sa.ForeignKey("person.id"), index=True),
        sa.Column("to_unit_id", sa.Integer(), sa.ForeignKey("unit.id"), index=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, index=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
    )
    create_table(
        "sentence",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    create_table(
        "timeline",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("elapsed", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
    )
    create_table(
        "action",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), sa.ForeignKey("person.id"), index=True),
        sa.Column("due", sa.Date()),
        sa.Column("state", sa.String(), nullable=False, index=True),
        sa.Column("key_result_id", sa.Integer(), sa.ForeignKey("key_result.id")),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
    )
    create_table(
        "card",
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False, index=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), sa.ForeignKey("person.id"), index=True),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("key_result_id", sa.Integer(), sa.ForeignKey("key_result.id")),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
    )
    create_table(
        "journal_change",
        sa.Column("entry_id", sa.Integer(), sa.ForeignKey("journal.id"), nullable=False, index=True),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True)),
        sa.Column("after", sa.JSON(none_as_null=True)),
    )
    create_table(
        "progress",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), index=True),
        sa.Column("key_result_id", sa.Integer(), sa.ForeignKey("key_result.id"), nullable=False, index=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("before", sa.Double()),
        sa.Column("after", sa.Double()),
        sa.Column("confidence_before", sa.Integer()),
        sa.Column("confidence", sa.Integer()),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )

    if op.get_bind().dialect.name != "sqlite":
        # Tables that refer to each other; SQLite takes such keys when the table is made, others only afterwards.
        op.create_foreign_key("fk_unit_manager_id", "unit", "person", ["manager_id"], ["id"])
        op.create_foreign_key(
            "fk_objective_supports_key_result_id", "objective", "key_result", ["supports_key_result_id"], ["id"]
        )
