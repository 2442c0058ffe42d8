"""Why a promise was dropped, and its first date where that was moved; what was corrected of a meeting after its end.

And indexes for ten years of meetings, in the place of shorter ones. In that of search, a part of three characters
begins at every character of a text, the last two too: a word of one or two is what some of them begin with.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from facilitator.store.creating import create_table

revision = "0006"
down_revision = "0005"

INDEXES = (
    ("attendance", ("person_id", "meeting_id")),
    ("sentence", ("person_id", "meeting_id")),
    ("journal_change", ("entry_id", "table_name", "row_id")),
)

SQLITE = (
    "DROP TABLE search_parts",
    "CREATE VIEW search_padded AS SELECT id, text || char(10, 10) AS text FROM search",
    """
    CREATE VIRTUAL TABLE search_parts
    USING fts5 (text, content = 'search_padded', content_rowid = 'id', tokenize = 'trigram')
    """,
    "CREATE VIRTUAL TABLE search_terms USING fts5vocab (search_parts, instance)",
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


def upgrade() -> None:
    """Make it."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
    for table in ("action", "request"):
        op.add_column(table, sa.Column("reason", sa.String(), server_default=sa.text("''"), nullable=False))
        op.add_column(table, sa.Column("first_due", sa.Date()))
    create_table(
        "correction",
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("table_name", sa.String()),
        sa.Column("row_id", sa.Integer()),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.UniqueConstraint("meeting_id", "number"),
    )
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
