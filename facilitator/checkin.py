"""The check-in as a file: all that somebody is asked now, to fill in and record (CONTRACT, the check-in file)."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from facilitator.meeting import agenda as agendas
from facilitator.meeting.agenda import Mistake, Prompt
from facilitator.meeting.record import Meeting
from facilitator.okr.model import KeyResult, Progress
from facilitator.people import find_person
from facilitator.steps import progress
from facilitator.steps import round as rounds
from facilitator.steps.progress import Standing
from facilitator.store.database import Database
from facilitator.text import TooLong, clean, clean_line, is_blank

TABLES = (
    "round",
    "progress",
    "confidence",
    "read",
    "requests",
    "scores",
    "analysis",
    "reflection",
    "feedback",
)
"""The tables that a check-in file may have at one time or another."""

_SHOWN = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}


class CheckinMistakes(ValueError):  # noqa: N818  # it names what it carries
    """A check-in file is refused; `mistakes` are all that were found, and the message has a line for each."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody is asked now.

    Attributes:
        prompts: The questions of the round; none where there is no round.
        key_results: Their own, by the name that the template gives them; none where progress is not asked.
        names: Every name that a key result may go by; None where two go by it.
    """

    name: str
    meeting_id: int | None
    prompts: tuple[Prompt, ...]
    key_results: Mapping[str, Standing]
    names: Mapping[str, Standing | None]

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that their file may have."""
        return ("round",) * bool(self.prompts) + ("progress",) * bool(self.key_results)


@dataclass(frozen=True, slots=True)
class _News:
    """What the file says of one key result; None and no text: nothing."""

    current: float | None
    confidence: int | None
    note: str


def asked(database: Database, name: str) -> Asked:
    """What the person is asked now: by the meeting that they are in, else by the next stand-up.

    Raises:
        NotFound: Nobody is called so.
    """
    with database.reading() as session:
        person = find_person(session, name)
        meeting_id = rounds.running_meeting(session, person.id)
        prompts = rounds.prompts(session, meeting_id)
        kinds = {"progress"}
        if meeting_id is not None:
            kinds = {step.kind for step in agendas.from_json(session.get_one(Meeting, meeting_id).agenda).steps}
        name = person.name
    standings = progress.of_person(database, name) if "progress" in kinds else ()
    with database.reading() as session:
        ids = [one.id for one in standings]
        keys = {
            found.id: found.key
            for found in session.execute(select(KeyResult.id, KeyResult.key).where(KeyResult.id.in_(ids)))
        }
    called = {one.id: _called(one, keys[one.id]) for one in standings}
    counts = Counter(each for some in called.values() for each in some)
    names: dict[str, Standing | None] = {}
    for one in standings:
        for each in called[one.id]:
            names[each] = one if counts[each] == 1 else None
    key_results = {
        next((each for each in called[one.id] if counts[each] == 1), f"{one.title} ({one.id})"): one
        for one in standings
    }
    return Asked(name, meeting_id, prompts, key_results, {**names, **key_results})


def _called(standing: Standing, key: str | None) -> tuple[str, ...]:
    """What a key result may be called, the best first."""
    names = (
        standing.title,
        f"{standing.title} ({standing.owner})",
        key or "",
        f"{standing.title} ({standing.objective})",
    )
    return tuple(dict.fromkeys(name for name in names if name))


def template(database: Database, name: str) -> str:
    """The file to fill in, with what is there already.

    Raises:
        NotFound: Nobody is called so.
    """
    what = asked(database, name)
    turn = rounds.prepared(database, what.name)
    person = json.dumps(what.name, ensure_ascii=False)
    lines = [
        f"# Check-in of {clean_line(what.name)}. Fill it in, then: facilitator checkin --as {person} --from FILE",
        "# What you take out is left alone; what stays replaces what was recorded before.",
    ]
    if what.prompts:
        lines += ["", "[round]"]
        for prompt in what.prompts:
            lines.append(f"# {prompt.text}")
            if prompt.key == "done":
                lines += [f"#   planned last time: {clean_line(text)}" for text in turn.planned]
            lines.append(f"{_key(prompt.key)} = {_list([said.text for said in turn.said.get(prompt.key, ())])}")
    if what.key_results:
        lines += ["", "[progress]"]
        for called, standing in what.key_results.items():
            lines.append(f"# {clean_line(standing.objective)}")
            lines.append(f"{_quoted(called)} = {_standing(standing)}")
    return "\n".join(lines) + "\n"


def _standing(standing: Standing) -> str:
    parts = []
    if standing.current is not None and standing.target is not None:
        parts.append(f"current = {_number(standing.current)}")
    if standing.confidence is not None:
        parts.append(f"confidence = {standing.confidence}")
    return "{" + ", ".join([*parts, 'note = ""']) + "}"


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _quoted(text)


def _quoted(text: str) -> str:
    # What JSON escapes, TOML reads the same way.
    return json.dumps(text, ensure_ascii=False)


def _list(texts: list[str]) -> str:
    return "[" + ", ".join(map(_quoted, texts)) + "]"


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def take(database: Database, name: str, text: str, file: str) -> int:
    """Record a filled-in file, all of it or nothing; it replaces what it names.

    Args:
        database: Where.
        name: Whose check-in it is.
        text: What the file holds.
        file: What mistakes call it.

    Returns:
        How many sentences and key results were recorded.

    Raises:
        NotFound: Nobody is called so.
        CheckinMistakes: Everything that is wrong with the file.
    """
    what = asked(database, name)
    try:
        table = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise CheckinMistakes([_syntax(text, file, str(error))]) from error
    reader = _Reader(file, what)
    sentences, news = reader.read(table)
    if reader.mistakes:
        raise CheckinMistakes(reader.mistakes)
    count = rounds.replace(database, what.name, sentences) if sentences else 0
    for standing, said in news:
        count += _update(database, what, standing, said)
    return count


def _update(database: Database, what: Asked, standing: Standing, news: _News) -> bool:
    """Record what is new of a key result; the same file taken twice says nothing new the second time."""
    with database.reading() as session:
        last = session.scalar(
            select(Progress).where(Progress.key_result_id == standing.id).order_by(Progress.id.desc()).limit(1)
        )
        noted = last is not None and last.meeting_id == what.meeting_id and last.note == news.note
    moved = news.current is not None and news.current != standing.current
    swayed = news.confidence is not None and news.confidence != standing.confidence
    if not moved and not swayed and (not news.note or noted):
        return False
    progress.update(
        database,
        standing.id,
        current=news.current,
        confidence=news.confidence,
        note=news.note,
        name=what.name,
        source="check-in",
    )
    return True


def _syntax(text: str, file: str, message: str) -> Mistake:
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), (column \d+)|end of document)\)", message, re.DOTALL)
    if found is None:
        return Mistake(file, "this cannot be read as TOML", "look for a very long number or very deep brackets")
    line = found[2] or max(1, len(text.splitlines()))
    return Mistake(f"{file}, line {line}", f"{found[1]} ({found[3] or 'end of file'})", "correct the TOML there")


def _shown(value: object) -> str:
    return f'"{clean_line(value[:80])}"' if isinstance(value, str) else _SHOWN.get(type(value), "a date")


class _Reader:
    """Reads the tables and goes on after a mistake, so that all are told at once."""

    def __init__(self, file: str, what: Asked) -> None:
        self.file = file
        self.what = what
        self.mistakes: list[Mistake] = []

    def wrong(self, where: str, what: str, do: str) -> None:
        self.mistakes.append(Mistake(f"{self.file}, {where}", what, do))

    def read(self, table: dict[str, Any]) -> tuple[dict[str, list[str]], list[tuple[Standing, _News]]]:
        sentences: dict[str, list[str]] = {}
        news: list[tuple[Standing, _News]] = []
        for name, value in table.items():
            place = _key(clean_line(name[:80]))
            if name not in self.what.tables:
                kind = f"{self.what.name} is not asked this now" if name in TABLES else "there is no such table"
                now = ", ".join(f"[{one}]" for one in self.what.tables) or "nothing"
                self.wrong(place, kind, f"take it out; what is asked now: {now}")
            elif not isinstance(value, dict):
                self.wrong(place, f"this is {_shown(value)} and no table", f"write [{name}] and its entries below")
            elif name == "round":
                sentences = self.round(value)
            else:
                news = self.progress(value)
        return sentences, news

    def round(self, table: dict[str, Any]) -> dict[str, list[str]]:
        known = [prompt.key for prompt in self.what.prompts]
        found: dict[str, list[str]] = {}
        for key, value in table.items():
            where = f"round.{_key(clean_line(key[:80]))}"
            if key not in known:
                self.wrong(where, "this is not asked now", f"use {', '.join(known)}")
            elif not isinstance(value, list):
                self.wrong(where, f"this is {_shown(value)} and no list", f'write {_key(key)} = ["…"]')
            else:
                found[key] = [self.text(f"{where}[{n}]", one) for n, one in enumerate(value, start=1)]
        return found

    def progress(self, table: dict[str, Any]) -> list[tuple[Standing, _News]]:
        found: list[tuple[Standing, _News]] = []
        for key, value in table.items():
            name = clean_line(key[:1000]).strip()
            where = f'progress "{name}"'
            standing = self.what.names.get(name)
            if name in self.what.names and standing is None:
                self.wrong(where, "more than one key result is called so", f"use {self.own()}")
            elif standing is None:
                self.wrong(where, f"{self.what.name} has no such key result now", f"use {self.own()}")
            elif not isinstance(value, dict):
                self.wrong(where, f"this is {_shown(value)} and no table", "write {current = …, confidence = …}")
            elif any(standing is other for other, _ in found):
                self.wrong(where, "this key result stands there twice", "leave one out")
            else:
                found.append((standing, self.news(where, standing, value)))
        return found

    def own(self) -> str:
        return ", ".join(f'"{name}"' for name in self.what.key_results)

    def news(self, where: str, standing: Standing, table: dict[str, Any]) -> _News:
        for key in table:
            if key not in {"current", "confidence", "note"}:
                self.wrong(where, f"unknown key {_shown(key)}", "use current, confidence, note only")
        current, confidence = table.get("current"), table.get("confidence")
        if current is not None and standing.milestone:
            self.wrong(where, "this is a milestone and has no current", "leave current out, give its confidence")
        elif current is not None and _figure(current) is None:
            self.wrong(where, f"current is {_shown(current)}, no figure", "write a number")
        if confidence is not None and not (
            isinstance(confidence, int) and not isinstance(confidence, bool) and 1 <= confidence <= 10
        ):
            told = confidence if _figure(confidence) is not None else _shown(confidence)
            self.wrong(where, f"confidence is {told}", "write a whole number from 1 to 10")
        note = self.text(f"{where}.note", table["note"]) if "note" in table else ""
        return _News(
            _figure(current),
            confidence if isinstance(confidence, int) else None,
            clean_line(note).strip(),
        )

    def text(self, where: str, value: object) -> str:
        if not isinstance(value, str):
            self.wrong(where, f"this is {_shown(value)}", "write text in quotes")
            return ""
        try:
            cleaned = clean(value).strip()
        except TooLong as error:
            self.wrong(where, "this is too long", str(error))
            return ""
        return "" if is_blank(cleaned) else cleaned


def _figure(value: object) -> float | None:
    """The value as a number; None if it is none, or one without an end."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        figure = float(value)
    except OverflowError:
        return None
    return figure if math.isfinite(figure) else None
