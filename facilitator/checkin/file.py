"""Writes and reads the check-in file: all that somebody is asked now, to fill in (CONTRACT, the check-in file)."""

from __future__ import annotations

import json

from facilitator.checkin import session
from facilitator.common.text import clean_line
from facilitator.common.toml import load, toml_key
from facilitator.steps import kinds
from facilitator.steps.questions import Asked, Reader, Recording
from facilitator.store.database import Database


def _asked(database: Database, name: str, *, offering: bool = False) -> tuple[str, dict[str, Asked]]:
    who = session.who(database, name, offering=offering)
    return who.name, {asked.table: asked for asked in kinds.asked(database, who).values() if asked.table}


def template(database: Database, name: str) -> str:
    """Return the file to fill in, with what is there already. Raises as `find_person`."""
    name, asked = _asked(database, name, offering=True)
    person = json.dumps(name, ensure_ascii=False)
    lines = [
        f"# Check-in of {clean_line(name)}. Fill it in, then: facilitator checkin --as {person} --from FILE",
        "# What you take out is left alone; what stays replaces what was recorded before.",
    ]
    for table, questions in asked.items():
        if entries := questions.template():
            lines += ["", f"[{table}]", *entries]
    return "\n".join(lines) + "\n"


def take(database: Database, name: str, text: str, file: str) -> int:
    """Record a filled-in file, all of it or nothing, in place of what it names; return how many things that are.

    `file` is what mistakes call it. Raises as `find_person`, and MistakesError with everything that is wrong.
    """
    name, asked = _asked(database, name)
    content = load(text, file)
    reader = Reader(file, name)
    recordings: list[Recording] = []
    for table, value in content.items():
        place = toml_key(clean_line(table[:80]))
        questions = asked.get(table)
        if questions is None:
            wrong = (
                f"{name} is not asked this now"
                if table in {kind.table for kind in kinds.KINDS.values()}
                else "there is no such table"
            )
            now = ", ".join(f"[{known}]" for known in asked) or "nothing"
            reader.wrong(place, wrong, f"take it out; what is asked now: {now}")
        elif (entries := reader.table(place, value, f"[{table}] and its entries below")) is not None and (
            recording := questions.take(reader, entries)
        ):
            recordings.append(recording)
    reader.refuse_mistakes()
    with database.transaction():
        return sum(recording(database) for recording in recordings)
