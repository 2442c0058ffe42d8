"""Full text over what was recorded, through the database's own index.

The table `search` has a row for every recorded text. Triggers keep it as the other tables are, whoever writes them,
and the index is on it: FTS5 in SQLite, GIN in PostgreSQL, which may lack the extension for parts of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    case,
    column,
    func,
    inspect,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Session

from facilitator.store.database import UTCDateTime
from facilitator.store.journal import Change, Entry

MOST_WORDS = 100
"""More words than anybody looks for."""
PART = 3
"""Characters from which on the index knows parts of words."""


@dataclass(frozen=True, slots=True)
class Searched:
    """A table whose texts are found; names of columns.

    Attributes:
        kind: What a row of it is called.
        table: The table.
        texts: Where its texts are; `wording.objective` is a member of a JSON column, `wording.key_results.*.title` that
            of each of a list in it.
        person: Whose it is.
        at: When it was recorded; None where only the journal knows.
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
    Searched("action", "action", ("text",), "owner_id"),
    Searched("decision", "decision", ("text",), "by_id"),
    Searched("parked", "parked_topic", ("text",), "by_id"),
    Searched("request", "request", ("what", "note"), "from_person_id"),
    Searched("suggestion", "suggestion", ("text", "answer"), "by_id"),
    Searched("progress", "progress", ("note",), "person_id"),
    Searched("card", "card", ("title",), "owner_id", meeting=None),
    Searched("objective", "objective", ("title", "description"), "owner_person_id", None, None),
    Searched("key_result", "key_result", ("title", "description", "reason"), "owner_id", None, None),
    Searched(
        "commitment",
        "commitment",
        ("wording.objective", "wording.description", "wording.key_results.*.title"),
        "person_id",
        "at",
    ),
)
"""What is found; a table more is a line more, and is found from the next migration on."""

PREPARED = ("sentence",)
"""Tables whose rows nobody else sees before they belong to a meeting."""

SEARCH = Table(
    "search",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("table_name", String, nullable=False),
    Column("row_id", Integer, nullable=False),
    Column("meeting_id", Integer),
    Column("person_id", Integer),
    Column("at", UTCDateTime),
    Column("text", String, nullable=False),
)
"""The table, made by a migration; none of the program's own, for it says nothing that others do not."""

_PARTS, _WORDS = (table(name, column("rowid")) for name in ("search_parts", "search_words"))


@dataclass(frozen=True, slots=True)
class Hit:
    """A recorded text with all the words; `table` and `row_id` say which row it is."""

    kind: str
    table: str
    row_id: int
    meeting_id: int | None
    person_id: int | None
    at: datetime | None
    text: str


class TooManyWords(ValueError):  # noqa: N818  # it names what is wrong
    """Nobody looks for that many words; the message says so in a sentence."""


def split(query: str) -> list[str]:
    """The words and the phrases in quotation marks that somebody looks for, each once; in order."""
    found = (phrase or word.replace('"', "") for phrase, word in re.findall(r'"([^"]*)"|(\S+)', query))
    return list(dict.fromkeys(" ".join(one.split()) for one in found if one.strip()))


def find(session: Session, words: Sequence[str], most: int) -> list[Hit]:
    """The texts that have all the words, best first: whole words before parts of words, then the newest.

    Case does not matter, nor do accents of a word; a part of a word is found as well.

    Args:
        session: Where.
        words: Words and phrases, as `split` gives them; none finds nothing.
        most: How many at most.

    Raises:
        TooManyWords: There are more than `MOST_WORDS`.
    """
    if not words:
        return []
    if len(words) > MOST_WORDS:
        raise TooManyWords(f"these are {len(words)} words; look for {MOST_WORDS} at most")
    sqlite = session.get_bind().dialect.name == "sqlite"
    has, whole = (_has_sqlite, _whole_sqlite) if sqlite else (_has_postgresql, _whole_postgresql)
    journaled = (
        select(func.max(Entry.at))
        .join(Change, Change.entry_id == Entry.id)
        .where(Change.table_name == SEARCH.c.table_name, Change.row_id == SEARCH.c.row_id)
        .scalar_subquery()
    )
    at = func.coalesce(SEARCH.c.at, journaled, type_=UTCDateTime()).label("at")
    best = case((and_(*map(whole, words)), 0), else_=1)
    query = (
        select(*(SEARCH.c[name] for name in ("kind", "table_name", "row_id", "meeting_id", "person_id")), at)
        .add_columns(SEARCH.c.text)
        .where(*map(has, words))
        .order_by(best, at.desc().nulls_last(), SEARCH.c.id.desc())
        .limit(most)
    )
    return [Hit(*row) for row in session.execute(query)]


def _has_sqlite(word: str) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = []
    if len(word) >= PART:
        ways.append(_matches("search_parts", _quoted(word)))
    else:
        ways.append(func.instr(func.lower(SEARCH.c.text), func.lower(word)) > 0)
    if _plain(word):
        # The index of parts knows no accents; this one does.
        ways.append(_matches("search_words", f"{_quoted(word)} *"))
    return or_(*ways)


def _whole_sqlite(word: str) -> ColumnElement[bool]:
    return _matches("search_words", _quoted(word))


def _matches(name: str, query: str) -> ColumnElement[bool]:
    index = _PARTS if name == "search_parts" else _WORDS
    return SEARCH.c.id.in_(select(index.c.rowid).where(literal_column(name).op("MATCH")(query)))


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _plain(word: str) -> bool:
    """Whether it is of letters and digits: of `C++`, the index of words would look for the C alone."""
    return all(char.isspace() or unicodedata.category(char)[0] in "LN" for char in word)


def _has_postgresql(word: str) -> ColumnElement[bool]:
    folded: ColumnElement[str] = literal_column("search.folded", String)
    wanted = func.search_fold(word, type_=String)
    there = func.strpos(folded, wanted) > 0
    if len(_folded(word)) < PART:
        return there
    return and_(_parts(folded).op("@>")(_parts(wanted)), there)


def _parts(of: ColumnElement[str]) -> ColumnElement[Sequence[str]]:
    return func.search_parts(of, type_=ARRAY(String))


def _whole_postgresql(word: str) -> ColumnElement[bool]:
    return literal_column("search.folded", String).op("~")(rf"\m{re.escape(_folded(word))}\M")


def _folded(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char)).lower()


# Following the other tables -------------------------------------------------------------------------------------------


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
    if SEARCH.name not in tables:
        return
    unfollow(connection)
    sqlite = connection.dialect.name == "sqlite"
    some = [one for one in SEARCHED if one.table in tables]
    connection.execute(SEARCH.delete())
    for one in some:
        connection.exec_driver_sql(_taken(one, f"{one.table} AS row_", "row_", sqlite=sqlite))
    for statement in _sqlite(some) if sqlite else _postgresql(some):
        connection.exec_driver_sql(statement)


def _sqlite(some: Iterable[Searched]) -> Iterator[str]:
    forgotten = taken = ""
    for name in ("search_parts", "search_words"):
        yield f"INSERT INTO {name} ({name}) VALUES ('rebuild')"  # noqa: S608  # names of the program's own
        forgotten += f" INSERT INTO {name} ({name}, rowid, text) VALUES ('delete', OLD.id, OLD.text);"  # noqa: S608  # the same
        taken += f" INSERT INTO {name} (rowid, text) VALUES (NEW.id, NEW.text);"  # noqa: S608  # the same
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
    values += [f"{row}.{name}" if name else "NULL" for name in (one.meeting, one.person, one.at)]
    only = f" AND {row}.{one.meeting} IS NOT NULL" if one.table in PREPARED else ""
    return (
        "INSERT INTO search (kind, table_name, row_id, meeting_id, person_id, at, text)"  # noqa: S608  # the same
        f" SELECT {', '.join(values)}, {words}{f' FROM {source}' if source else ''} WHERE {words} <> ''{only}"
    )


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
