"""Creates the triggers that keep the table `search` in step with the tables it finds texts of, whoever writes them.

Which texts these are, each table says itself in `__searched__`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, inspect
from sqlalchemy.orm import Session

from facilitator.tables import Base
from facilitator.tables.base import Searched


def searched_tables() -> list[tuple[str, Searched]]:
    """Return the names of the tables that have texts to find, sorted, and what is found of them."""
    mapped = (mapper.class_ for mapper in Base.registry.mappers)
    return sorted(
        ((table.__tablename__, table.__searched__) for table in mapped if table.__searched__), key=lambda pair: pair[0]
    )


def drop_triggers(connection: Connection) -> None:
    """Drop the triggers, so that a migration can change the tables that have them."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        names = "SELECT name, '' FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, 7) = 'search_'"
    else:
        names = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE left(t.tgname::text, 7) = 'search_' AND n.nspname = current_schema()"
        )
    for name, table in connection.exec_driver_sql(names).all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")


def rebuild(connection: Connection) -> None:
    """Fill the table `search` anew and create the triggers that keep it so.

    Done after every migration, not only the one that made the table: a new table may have texts to find, and SQLite
    drops the triggers of a table that a migration copies.
    """
    existing = set(inspect(connection).get_table_names())
    if "search" not in existing:
        return
    drop_triggers(connection)
    sqlite = connection.dialect.name == "sqlite"
    tables = [(table, searched) for table, searched in searched_tables() if table in existing]
    connection.exec_driver_sql("DELETE FROM search")
    for table, searched in tables:
        connection.exec_driver_sql(_insert(table, searched, f"{table} AS row_", "row_", sqlite=sqlite))
    for statement in _sqlite(tables) if sqlite else _postgresql(tables):
        connection.exec_driver_sql(statement)


@contextlib.contextmanager
def rebuilt_afterwards(session: Session) -> Iterator[None]:
    """Write many rows inside: the index is rebuilt once at the end, in an eighth of the time triggers would take."""
    session.flush()
    drop_triggers(session.connection())
    yield
    session.flush()
    rebuild(session.connection())


def _sqlite(tables: Iterable[tuple[str, Searched]]) -> Iterator[str]:
    deletes = inserts = ""
    # As in the view `search_padded`: padded, a text has a part of three characters that begins at its last ones too.
    for index, padding in (("search_parts", " || char(10, 10)"), ("search_words", "")):
        yield f"INSERT INTO {index} ({index}) VALUES ('rebuild')"  # noqa: S608  # names of the program's own
        deletes += f" INSERT INTO {index} ({index}, rowid, text) VALUES ('delete', OLD.id, OLD.text{padding});"  # noqa: S608  # the same
        inserts += f" INSERT INTO {index} (rowid, text) VALUES (NEW.id, NEW.text{padding});"  # noqa: S608  # the same
    yield f"CREATE TRIGGER search_row_deleted AFTER DELETE ON search BEGIN{deletes} END"
    yield f"CREATE TRIGGER search_row_inserted AFTER INSERT ON search BEGIN{inserts} END"
    for table, searched in tables:
        old, new = _delete(table, "OLD"), _delete(table, "NEW")
        insert = _insert(table, searched, "", "NEW", sqlite=True)
        # INSERT OR REPLACE fires no delete trigger for the row it replaces, so an insert deletes first.
        for name, when, body in (
            ("inserted", "INSERT", f"{new}; {insert}"),
            ("updated", f"UPDATE OF {_columns(searched)}", f"{old}; {new}; {insert}"),
            ("deleted", "DELETE", old),
        ):
            yield f"CREATE TRIGGER search_{table}_{name} AFTER {when} ON {table} BEGIN {body}; END"


def _postgresql(tables: Iterable[tuple[str, Searched]]) -> Iterator[str]:
    for table, searched in tables:
        yield (
            f"CREATE OR REPLACE FUNCTION search_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP <> 'INSERT' THEN {_delete(table, 'OLD')}; END IF;"
            f" IF TG_OP <> 'DELETE' THEN {_insert(table, searched, '', 'NEW', sqlite=False)}; END IF;"
            " RETURN NULL; END $$"
        )
        yield (
            f"CREATE TRIGGER search_{table} AFTER INSERT OR DELETE OR UPDATE OF {_columns(searched)}"
            f" ON {table} FOR EACH ROW EXECUTE FUNCTION search_{table}()"
        )


def _columns(searched: Searched) -> str:
    names = [name.partition(".")[0] for name in searched.texts]
    return ", ".join(dict.fromkeys(filter(None, ("id", *names, searched.person, searched.at, searched.meeting))))


def _delete(table: str, row: str) -> str:
    return f"DELETE FROM search WHERE table_name = '{table}' AND row_id = {row}.id"  # noqa: S608  # names of the program's own


def _insert(table: str, searched: Searched, source: str, row: str, *, sqlite: bool) -> str:
    """The statement that adds the row of a trigger to `search`, or with a `source` all rows of a table."""
    first, *others = (_text(name, row, sqlite=sqlite) for name in searched.texts)
    text = first + "".join(f" || CASE WHEN {other} <> '' THEN '\n' || {other} ELSE '' END" for other in others)
    meeting = f"{row}.{searched.meeting}" if searched.meeting else "NULL"
    at = f"{row}.{searched.at}" if searched.at else _last_changed(table, source, row, sqlite=sqlite)
    values = f"'{searched.kind}', '{table}', {row}.id, {meeting}, {row}.{searched.person}, {at}"
    # What is prepared for a meeting belongs to none until that has begun.
    begun = f" AND {meeting} IS NOT NULL" if searched.private_until else ""
    return (
        "INSERT INTO search (kind, table_name, row_id, meeting_id, person_id, at, text)"  # noqa: S608  # the same
        f" SELECT {values}, {text}{f' FROM {source}' if source else ''} WHERE {text} <> ''{begun}"
    )


def _last_changed(table: str, source: str, row: str, *, sqlite: bool) -> str:
    """When a row was last changed, as SQL: by the journal, or now in a trigger, whose entry comes later."""
    if source:
        return (
            "(SELECT max(journal.at) FROM journal JOIN journal_change ON journal_change.entry_id = journal.id"  # noqa: S608  # the same
            f" WHERE journal_change.table_name = '{table}' AND journal_change.row_id = {row}.id)"
        )
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')" if sqlite else "clock_timestamp()"


def _text(name: str, row: str, *, sqlite: bool) -> str:
    """One text of a row, as SQL; empty where it is missing.

    Raises:
        ValueError: `name` is no column, member or `list.*.member`.
    """
    column, *path = name.split(".")
    match path:
        case []:
            value = f"{row}.{column}"
        case [member]:
            value = f"json_extract({row}.{column}, '$.{member}')" if sqlite else f"({row}.{column} ->> '{member}')"
        case [members, _, member] if sqlite:
            each = f"json_each({row}.{column}, '$.{members}')"
            value = f"(SELECT group_concat(json_extract(value, '$.{member}'), '\n') FROM {each})"  # noqa: S608  # the same
        case [members, _, member]:
            each = f"json_array_elements({row}.{column} -> '{members}') AS each"
            value = f"(SELECT string_agg(each ->> '{member}', '\n') FROM {each})"  # noqa: S608  # the same
        case _:
            raise ValueError(f"{name!r} is no place for a text")
    return f"coalesce({value}, '')"
