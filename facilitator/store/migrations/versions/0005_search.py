"""A table of recorded texts with a full-text index; what fills it is in facilitator/store/search/triggers.py."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# Two indexes of one table: parts of words, which Chinese needs, and words whose accents do not matter.
SQLITE = tuple(
    f"CREATE VIRTUAL TABLE {name} USING fts5 (text, content = 'search', content_rowid = 'id', tokenize = '{tokenizer}')"
    for name, tokenizer in (("search_parts", "trigram"), ("search_words", "unicode61 remove_diacritics 2"))
)

# Parts of three characters; of two where one is not ASCII, for such are the words of Chinese.
POSTGRESQL = (
    """
    CREATE FUNCTION search_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    $$ SELECT lower(regexp_replace(normalize(words, NFD), '[\u0300-\u036f]', '', 'g')) $$
    """,
    """
    CREATE FUNCTION search_parts(folded text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS
    $$ BEGIN
        RETURN ARRAY(
            SELECT substr(folded, place, 3) FROM generate_series(1, length(folded) - 2) AS place
            UNION SELECT pair FROM generate_series(1, length(folded) - 1) AS place, substr(folded, place, 2) AS pair
            WHERE octet_length(pair) > 2
        );
    END $$
    """,
    "ALTER TABLE search ADD COLUMN folded text GENERATED ALWAYS AS (search_fold(text)) STORED",
    "CREATE INDEX ix_search_parts ON search USING gin (search_parts(folded))",
)


def upgrade() -> None:
    """Make it."""
    op.create_table(
        "search",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer()),
        sa.Column("person_id", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("text", sa.String(), nullable=False),
        sa.UniqueConstraint("table_name", "row_id"),
    )
    op.create_index(op.f("ix_search_at"), "search", ["at"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
