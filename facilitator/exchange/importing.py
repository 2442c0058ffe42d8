"""From a file into the database."""

from __future__ import annotations

from pathlib import Path

from facilitator.exchange.apply import Counts, apply
from facilitator.exchange.mistakes import ImportMistakes, Mistake
from facilitator.exchange.parse import decode, parse
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.text import clean_line


def import_file(database: Database, path: Path) -> Counts:
    """Take in an import file: all of it or nothing (CONTRACT, the import file).

    Args:
        database: Where to, up to date.
        path: A `.toml` file.

    Returns:
        How many entries were added, changed and as they were.

    Raises:
        ImportMistakes: Everything that is wrong with the file.
        DatabaseError: The database is out of reach.
    """
    file = clean_line(str(path))
    if path.suffix.lower() != ".toml":
        raise ImportMistakes([Mistake(file, "this kind of file cannot be imported", "name a .toml file")])
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ImportMistakes([Mistake(file, f"it cannot be read: {reason}", "name another file")]) from error
    entries = parse(decode(data, file), file)
    with recording(database, f"import of {clean_line(path.name)}", source="import") as session:
        return apply(session, entries, file)
