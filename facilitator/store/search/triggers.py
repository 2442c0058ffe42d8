"""What is found by its words, and the triggers that keep the table `search` as it is, whoever writes it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, inspect
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Searched:
    """A table whose texts are found; names of columns.

    Attributes:
        kind: What a row of it is called.
        table: The table.
        texts: Where its texts are; `wording.objective` is a member of a JSON column, `wording.key_results.*.title` that
            of each of a list in it.
        person: Whose it is.
        at: When it was recorded; None where the row does not say: then its last wording counts.
        meeting: In which meeting; None where it belongs to none.
    """

    kind: str
    table: str
    texts: tuple[str, ...]
    person: str
    at: str | None = "recorded_at"
    meeting: str | None = "meeting_id"


SEARCHED: tuple[Searched, ...] = (
    Searched("sentence", "sentence", ("text",), "person_id", "changed_at"),
    Searched("action", "action", ("text", "reason"), "owner_id"),
    Searched("decision", "decision", ("text",), "by_id"),
    Searched("parked", "parked_topic", ("text",), "by_id"),
    Searched("request", "request", ("what", "note", "reason"), "from_person_id"),
    Searched("suggestion", "suggestion", ("text", "answer"), "by_id"),
    Searched("progress", "progress", ("note",), "person_id"),
    Searched("card", "card", ("title",), "owner_id", meeting=None),
    Searched("objective", "objective", ("title", "description"), "owner_person_id", None, None),
    Searched("key_result", "key_result", ("title", "description", "reason"), "owner_id", None, None),
    Searched("reflection", "reflection", ("text",), "person_id", "changed_at"),
    Searched("feedback", "feedback", ("text",), "by_id", "at"),
    Searched("analysis", "analysis", ("own_part", "help_needed", "solution"), "person_id", "at"),
    Searched("readiness", "readiness", ("reason",), "person_id"),
    Searched("presentation", "presentation", ("aligned",), "person_id"),
    Searched("answer", "finding_answer", ("because",), "person_id", meeting=None),
    Searched("correction", "correction", ("before", "after", "reason"), "by_id", "at"),
    Searched(
        "commitment",
        "commitment",
        ("wording.objective", "wording.description", "wording.key_results.*.title"),
        "person_id",
        "at",
    ),
)
"""What is found; a table more is a line more, and is found from the next migration on."""

PREPARED = ("sentence", "reflection", "feedback", "analysis")
"""Tables whose rows nobody else sees before they belong to a meeting."""


def unfollow(connection: Connection) -> None:
    """Let go of the other tables, so that a migration can change them."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        names = "SELECT name, '' FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, 7) = 'search_'"
    else:
        names = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE left(t.tgname::text, 7) = 'search_' AND n.nspname = current_schema()"
        )
    for name, of in connection.exec_driver_sql(names).all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {of}")


def follow(connection: Connection) -> None:
    """Follow the other tables from here on, and take in what is there already.

    After every migration, and not only after the one that made the index: there may be new tables to follow, and a
    migration that copies a table loses its triggers.
    """
    tables = set(inspect(connection).get_table_names())
    if "search" not in tables:
        return
    unfollow(connection)
    sqlite = connection.dialect.name == "sqlite"
    some = [one for one in SEARCHED if one.table in tables]
    connection.exec_driver_sql("DELETE FROM search")
    for one in some:
        connection.exec_driver_sql(_taken(one, f"{one.table} AS row_", "row_", sqlite=sqlite))
    for statement in _sqlite(some) if sqlite else _postgresql(some):
        connection.exec_driver_sql(statement)


@contextlib.contextmanager
def taking_in_at_once(session: Session) -> Iterator[None]:
    """Many rows are written here, and taken into the index at the end: an eighth of the time that each alone takes."""
    session.flush()
    unfollow(session.connection())
    yield
    session.flush()
    follow(session.connection())


def _sqlite(some: Iterable[Searched]) -> Iterator[str]:
    forgotten = taken = ""
    # As in the view `search_padded`: a part of three characters begins at every character of the text.
    for name, behind in (("search_parts", " || char(10, 10)"), ("search_words", "")):
        yield f"INSERT INTO {name} ({name}) VALUES ('rebuild')"  # noqa: S608  # names of the program's own
        forgotten += f" INSERT INTO {name} ({name}, rowid, text) VALUES ('delete', OLD.id, OLD.text{behind});"  # noqa: S608  # the same
        taken += f" INSERT INTO {name} (rowid, text) VALUES (NEW.id, NEW.text{behind});"  # noqa: S608  # the same
    yield f"CREATE TRIGGER search_row_deleted AFTER DELETE ON search BEGIN{forgotten} END"
    yield f"CREATE TRIGGER search_row_inserted AFTER INSERT ON search BEGIN{taken} END"
    for one in some:
        add = _taken(one, "", "NEW", sqlite=True)
        # A row that replaces another is inserted, and nothing is said of the other.
        yield _trigger(one, "inserted", "INSERT", f"{_left(one, 'NEW')}; {add}")
        yield _trigger(one, "updated", f"UPDATE OF {_columns(one)}", f"{_left(one, 'OLD')}; {_left(one, 'NEW')}; {add}")
        yield _trigger(one, "deleted", "DELETE", _left(one, "OLD"))


def _trigger(one: Searched, name: str, when: str, body: str) -> str:
    return f"CREATE TRIGGER search_{one.table}_{name} AFTER {when} ON {one.table} BEGIN {body}; END"


def _postgresql(some: Iterable[Searched]) -> Iterator[str]:
    for one in some:
        yield (
            f"CREATE OR REPLACE FUNCTION search_{one.table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP <> 'INSERT' THEN {_left(one, 'OLD')}; END IF;"
            f" IF TG_OP <> 'DELETE' THEN {_taken(one, '', 'NEW', sqlite=False)}; END IF;"
            " RETURN NULL; END $$"
        )
        yield (
            f"CREATE TRIGGER search_{one.table} AFTER INSERT OR DELETE OR UPDATE OF {_columns(one)}"
            f" ON {one.table} FOR EACH ROW EXECUTE FUNCTION search_{one.table}()"
        )


def _columns(one: Searched) -> str:
    names = [name.partition(".")[0] for name in one.texts]
    return ", ".join(dict.fromkeys(filter(None, ("id", *names, one.person, one.at, one.meeting))))


def _left(one: Searched, row: str) -> str:
    return f"DELETE FROM search WHERE table_name = '{one.table}' AND row_id = {row}.id"  # noqa: S608  # names of the program's own


def _taken(one: Searched, source: str, row: str, *, sqlite: bool) -> str:
    """The statement that takes in one row of a trigger, or all of a table."""
    pieces = [_piece(name, row, sqlite=sqlite) for name in one.texts]
    words = pieces[0] + "".join(f" || CASE WHEN {one} <> '' THEN '\n' || {one} ELSE '' END" for one in pieces[1:])
    values = [f"'{one.kind}'", f"'{one.table}'", f"{row}.id"]
    values += [f"{row}.{one.meeting}" if one.meeting else "NULL", f"{row}.{one.person}"]
    values.append(f"{row}.{one.at}" if one.at else _worded(one, source, row, sqlite=sqlite))
    only = f" AND {row}.{one.meeting} IS NOT NULL" if one.table in PREPARED else ""
    return (
        "INSERT INTO search (kind, table_name, row_id, meeting_id, person_id, at, text)"  # noqa: S608  # the same
        f" SELECT {', '.join(values)}, {words}{f' FROM {source}' if source else ''} WHERE {words} <> ''{only}"
    )


def _worded(one: Searched, source: str, row: str, *, sqlite: bool) -> str:
    """When a row was last worded, as SQL: now, where a trigger takes it in."""
    if source:
        return (
            "(SELECT max(journal.at) FROM journal JOIN journal_change ON journal_change.entry_id = journal.id"  # noqa: S608  # the same
            f" WHERE journal_change.table_name = '{one.table}' AND journal_change.row_id = {row}.id)"
        )
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')" if sqlite else "clock_timestamp()"


def _piece(name: str, row: str, *, sqlite: bool) -> str:
    """A text of the row, as SQL; empty where there is none."""
    where, *path = name.split(".")
    match path:
        case []:
            value = f"{row}.{where}"
        case [member]:
            value = f"json_extract({row}.{where}, '$.{member}')" if sqlite else f"({row}.{where} ->> '{member}')"
        case [members, _, member] if sqlite:
            each = f"json_each({row}.{where}, '$.{members}')"
            value = f"(SELECT group_concat(json_extract(value, '$.{member}'), '\n') FROM {each})"  # noqa: S608  # the same
        case [members, _, member]:
            each = f"json_array_elements({row}.{where} -> '{members}') AS each"
            value = f"(SELECT string_agg(each ->> '{member}', '\n') FROM {each})"  # noqa: S608  # the same
        case _:
            raise ValueError(f"{name!r} is no place for a text")
    return f"coalesce({value}, '')"
