"""Runs the migrations on a connection that the program opened; Alembic executes this file."""

from __future__ import annotations

from alembic import context

from facilitator.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    on_version_apply=context.config.attributes.get("applied"),
)
with context.begin_transaction():
    context.run_migrations()
