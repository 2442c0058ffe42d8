"""Asks for answers to requests and for new ones, before a meeting, during it and after it (METHOD M13)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.assigning import Parsed
from facilitator.common.text import clean_line, counted
from facilitator.common.toml import describe, toml_value
from facilitator.meeting import running, starting
from facilitator.okr import owners, reading
from facilitator.okr.views import KeyResultView
from facilitator.people.reading import find_person
from facilitator.promises import requests as promises_requests
from facilitator.promises.requests import ANSWERS
from facilitator.steps.outcomes import request_help
from facilitator.steps.questions import Names, Reader, Recording, Who
from facilitator.steps.requests.kind import KIND
from facilitator.steps.requests.reading import SupportRequest
from facilitator.steps.season import consensus_cycle
from facilitator.store.database import Database
from facilitator.tables.meeting import Request
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person

_NEW = '{to = "Sales", what = "two pilot customers", key_result = "", by = 2026-11-30}'
_ANSWER = '{request = 3, answer = "accepted", note = ""}'


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request to be made."""

    what: str
    to_person_id: int | None
    to_unit_id: int | None
    key_result_id: int | None
    due: date | None


@dataclass(frozen=True, slots=True)
class AskedRequests:
    """What somebody is asked for, and what they ask for.

    Attributes:
        to_me: Requests to them, or to a unit that they manage or are in.
        by_me: Their own.
        key_results: Theirs, and those of the units that they manage, in the cycle.
        people: The ids of everybody who can be asked, by name; so `units`.
    """

    name: str
    person_id: int
    meeting_id: int | None
    to_me: tuple[SupportRequest, ...]
    by_me: tuple[SupportRequest, ...]
    key_results: tuple[KeyResultView, ...]
    names: Names[KeyResultView]
    people: Mapping[str, int]
    units: Mapping[str, int]

    table = KIND.table

    @property
    def owed(self) -> tuple[str, ...]:
        """What is still to do, in words."""
        waiting = sum(request.state == "open" and request.answer is None for request in self.to_me)
        return (f"your answer to {counted(waiting, 'request')}",) if waiting else ()

    def template(self) -> list[str]:
        """Return what they are asked, what they ask already, and room for more."""
        lines = []
        if self.to_me:
            lines.append(f"# asked of you; answers are {', '.join(ANSWERS)}, as in {_ANSWER}")
            lines += map(_comment, self.to_me)
            answers = [
                f"{{request = {row.id}, answer = {toml_value(row.answer)}, note = {toml_value(row.note)}}}"
                for row in self.to_me
                if row.answer and row.answered_by_id == self.person_id
            ]
            lines.append(f"answers = [{', '.join(answers)}]")
        if self.by_me:
            lines.append("# you have asked for")
            lines += map(_comment, self.by_me)
        lines.append(f"# to ask for more, a person or a unit: {_NEW}")
        lines += [f"#   for your key result {toml_value(name)}" for name in self.names.best]
        lines.append("new = []")
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """Take the answers and the new requests."""
        reader.known(self.table, table, ("new", "answers"))
        answers = [
            self._answer(reader, where, entry)
            for where, entry in reader.tables("requests.answers", table.get("answers", []), _ANSWER)
        ]
        new = [
            self._new(reader, where, entry)
            for where, entry in reader.tables("requests.new", table.get("new", []), _NEW)
        ]
        return lambda database: (
            sum(promises_requests.answer(database, *answer, name=self.name) for answer in answers if answer is not None)
            + sum(self._ask(database, request) for request in dict.fromkeys(new) if request is not None)
        )

    def _ask(self, database: Database, new: NewRequest) -> bool:
        """Make a request; the same file taken twice asks for nothing more the second time."""
        values = asdict(new)
        with database.reading() as session:
            same = select(Request.id).filter_by(from_person_id=self.person_id, state="open", **values)
            if session.scalar(same.limit(1)) is not None:
                return False
        promises_requests.ask(database, from_id=self.person_id, meeting_id=self.meeting_id, source="check-in", **values)
        return True

    def _answer(self, reader: Reader, where: str, entry: Mapping[str, Any]) -> tuple[int, str, str] | None:
        reader.known(where, entry, ("request", "answer", "note"))
        known = {row.id: row for row in self.to_me}
        request_id, answer = entry.get("request"), entry.get("answer")
        note = reader.line(where, entry["note"]) if "note" in entry else ""
        if not isinstance(request_id, int) or isinstance(request_id, bool):
            reader.wrong(where, "it names no request", "write request = and its number, from --template")
            return None
        request = known.get(request_id)
        if answer not in ANSWERS:
            reader.wrong(where, f"answer is {describe(answer)}", f"write one of {', '.join(ANSWERS)}")
        elif request is None:
            there = ", ".join(map(str, known)) or "none"
            reader.wrong(where, f"{self.name} is not asked request {request_id}", f"take it out; asked are: {there}")
        elif request.answer and request.answered_by_id != self.person_id:
            by = f" by {request.answered_by}" if request.answered_by else " in the meeting"
            reader.wrong(where, f"request {request_id} has been answered already{by}: {request.answer}", "take it out")
        else:
            return request_id, str(answer), note
        return None

    def _new(self, reader: Reader, where: str, entry: Mapping[str, Any]) -> NewRequest | None:
        reader.known(where, entry, ("to", "what", "key_result", "by"))
        what = reader.line(where, entry.get("what", ""))
        to = reader.line(where, entry.get("to", ""))
        called = reader.line(where, entry.get("key_result", ""))
        due = reader.day(where, "by", entry["by"]) if "by" in entry else None
        person = _find(to, self.people)
        unit = None if person is not None else _find(to, self.units)
        key_result = self.names.find(reader, where, called, "key result") if called else None
        if not what:
            reader.wrong(where, "it does not say what is needed", 'write what = "…"')
        if person is None and unit is None:
            words = f'no person and no unit is called "{to[:80]}"' if to else "nobody is asked"
            reader.wrong(where, words, 'write to = and a name, such as "Sales"')
        if not what or (person is None and unit is None):
            return None
        return NewRequest(what, person, unit, key_result.id if key_result else None, due)


def _find(name: str, ids: Mapping[str, int]) -> int | None:
    folded = [row_id for known, row_id in ids.items() if known.casefold() == name.casefold()]
    return ids.get(name, folded[0] if len(folded) == 1 else None)


def asked(database: Database, who: Who) -> AskedRequests | None:
    """Return their requests, where a consensus meeting is to come or runs, or where one of them is not closed."""
    with database.reading() as session:
        whose = owners.read(session)
        managed = [unit.id for unit in whose.units.values() if unit.manager_id == who.person_id]
        to_me = or_(Request.to_person_id == who.person_id, Request.to_unit_id.in_([*managed, who.unit_id or 0]))
        by_me = Request.from_person_id == who.person_id
        # What somebody has declined is closed, and can still be taken back by them.
        declined = (Request.answer == "declined") & (Request.answered_by_id == who.person_id)
        rows = session.execute(
            select(Request, KeyResult.title)
            .outerjoin(KeyResult, KeyResult.id == Request.key_result_id)
            .where(or_(Request.state == "open", declined), or_(to_me, by_me))
            .order_by(Request.id)
        ).all()
        cycle_id = consensus_cycle(session, who)
        if cycle_id is None and not any(row.state == "open" for row, _ in rows):
            return None
        requests = [(row, SupportRequest.of(row, title, whose)) for row, title in rows]
        of_me = {who.unit_id, *managed} - {None}
        key_results = _key_results(session, who, cycle_id, managed)
        here = set(session.scalars(select(Person.id).where(Person.active)))
        return AskedRequests(
            name=who.name,
            person_id=who.person_id,
            meeting_id=who.meeting_id,
            to_me=tuple(view for row, view in requests if row.to_person_id == who.person_id or row.to_unit_id in of_me),
            by_me=tuple(view for row, view in requests if row.from_person_id == who.person_id and row.state == "open"),
            key_results=key_results,
            names=Names(key_results),
            people={name: person_id for person_id, name in whose.people.items() if person_id in here and person_id},
            units={row.name: row.id for row in whose.units.values()},
        )


def ask_line(database: Database, name: str, line: str | Parsed, key_result_id: int | None = None) -> None:
    """Ask for something from a check-in, in one line: `two pilot customers @Sales by 2026-11-30`.

    Raises as `find_person` and `request_help`.
    """
    with database.reading() as session:
        person_id = find_person(session, name).id
        meeting_id = running.meeting_of(session, person_id)
    request_help(database, meeting_id, line, from_id=person_id, key_result_id=key_result_id, source="check-in")


def _comment(request: SupportRequest) -> str:
    words = f"{request.asker} asks {request.asked}: {request.what}"
    words += f", for {toml_value(request.key_result)}" if request.key_result else ""
    words += f", by {request.due.isoformat()}" if request.due else ""
    if request.answer:
        words += f" ({request.answer}{f': {request.note}' if request.note else ''})"
    return f"#   {request.id}: {clean_line(words)}"


def _key_results(
    session: Session, who: Who, cycle_id: int | None, managed: Collection[int]
) -> tuple[KeyResultView, ...]:
    """Return their key results: of the consensus meeting's cycle, or else of the one in progress."""
    if cycle_id is None:
        cycle_id = starting.cycle_of(session, "in progress", None, clock.today())
    theirs = or_(
        Objective.owner_person_id == who.person_id,
        Objective.owner_unit_id.in_(managed),
        Objective.id.in_(select(KeyResult.objective_id).where(KeyResult.owner_id == who.person_id)),
    )
    return tuple(
        key_result
        for objective in reading.objectives(session, (Objective.cycle_id == cycle_id) & theirs)
        for key_result in objective.key_results
        if who.person_id in {key_result.owner_id, objective.speaker_id}
    )
