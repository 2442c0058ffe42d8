"""Why a promise was dropped, and its first date where that was moved; what was corrected of a meeting after its end.

And indexes for ten years of meetings, in the place of shorter ones. In that of search, a part of three characters
begins at every character of a text, the last two too: a word of one or two is what some of them begin with.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from facilitator.store.search.triggers import drop_triggers

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEXES = (
    ("attendance", ("person_id", "meeting_id")),
    ("sentence", ("person_id", "meeting_id")),
    ("journal_change", ("entry_id", "table_name", "row_id")),
)

_PARTS = (
    "CREATE VIRTUAL TABLE search_parts"
    " USING fts5 (text, content = '{content}', content_rowid = 'id', tokenize = 'trigram')"
)
SQLITE = (
    "DROP TABLE search_parts",
    "CREATE VIEW search_padded AS SELECT id, text || char(10, 10) AS text FROM search",
    _PARTS.format(content="search_padded"),
    "CREATE VIRTUAL TABLE search_terms USING fts5vocab (search_parts, instance)",
)
SQLITE_BACK = (
    "DROP TABLE search_terms",
    "DROP TABLE search_parts",
    "DROP VIEW search_padded",
    _PARTS.format(content="search"),
)
# The index of a text vector knows what its words begin with. Whole words stand in it between two line breaks, which are
# in no part that is looked for; three of them stand for a text that may have more parts than the megabyte of a vector.
POSTGRESQL = (
    "DROP INDEX ix_search_parts",
    "ALTER FUNCTION search_parts(text) RENAME TO search_parts_5",
    """
    CREATE FUNCTION search_parts(folded text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 5000 AS
    $$ BEGIN
        IF length(folded) > 50000 THEN RETURN array_to_tsvector(ARRAY[E'\\n\\n\\n']); END IF;
        RETURN array_to_tsvector(ARRAY(
            SELECT concat(one, coalesce(lead(one, 1) OVER places, E'\\n'), coalesce(lead(one, 2) OVER places, E'\\n'))
            FROM unnest(string_to_array(folded, NULL)) WITH ORDINALITY AS characters (one, place)
            WINDOW places AS (ORDER BY place)
        ) || ARRAY(
            SELECT concat(E'\\n', word, E'\\n')
            FROM regexp_split_to_table(folded, '[^[:alnum:]]+') AS word WHERE length(word) BETWEEN 1 AND 100
        ));
    END $$
    """,
    "CREATE INDEX ix_search_parts ON search USING gin (search_parts(folded))",
    # As they are sorted: the newest can be read without the others.
    "DROP INDEX ix_search_at",
    "CREATE INDEX ix_search_at ON search (at DESC NULLS LAST, id DESC)",
)
POSTGRESQL_BACK = (
    "DROP INDEX ix_search_at",
    "CREATE INDEX ix_search_at ON search (at)",
    "DROP INDEX ix_search_parts",
    "DROP FUNCTION search_parts(text)",
    "ALTER FUNCTION search_parts_5(text) RENAME TO search_parts",
    "CREATE INDEX ix_search_parts ON search USING gin (search_parts(folded))",
)


def upgrade() -> None:
    """Make it."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
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
    deleted = sa.text("after IS NULL")
    op.create_index(
        "ix_journal_change_deleted",
        "journal_change",
        ["table_name", "row_id"],
        sqlite_where=deleted,
        postgresql_where=deleted,
    )


def downgrade() -> None:
    """Take it back."""
    drop_triggers(op.get_bind())
    for statement in SQLITE_BACK if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_BACK:
        op.execute(statement)
    op.drop_index("ix_journal_change_deleted", "journal_change")
    op.drop_index(op.f("ix_journal_at"), "journal")
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{columns[0]}", table, columns[:1])
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    op.drop_table("correction")
    for table in ("action", "request"):
        op.drop_column(table, "first_due")
        op.drop_column(table, "reason")
