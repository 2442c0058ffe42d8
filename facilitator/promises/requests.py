"""Records requests for support, their answers and what they become (METHOD M5, M12, M13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import ChangedMeanwhileError, NotFoundError, RefusedError
from facilitator.common.text import line_of
from facilitator.meeting import running
from facilitator.okr.changing import next_position
from facilitator.people.reading import find_person
from facilitator.promises.writing import PromiseOrigin, changing
from facilitator.store.conflicts import describe_change, refuse_changed
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.consensus import Presentation
from facilitator.tables.meeting import Action, Meeting, Request, Sentence
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person, Unit

ANSWERS = ("accepted", "countered", "declined")
"""The answers of the asked side: yes, something else instead, no (METHOD M13)."""


def ask(
    database: Database,
    what: str,
    *,
    from_id: int,
    to_person_id: int | None = None,
    to_unit_id: int | None = None,
    key_result_id: int | None = None,
    due: date | None = None,
    meeting_id: int | None = None,
    source: str = "meeting",
    sentence_id: int | None = None,
    expected: Mapping[str, Any] | None = None,
) -> int:
    """Ask a person or else a unit for something, oneself and one's own unit too; return the request's id.

    Args:
        what: What is needed, not blank.
        key_result_id: The key result that it is for.
        meeting_id: The meeting that it is asked in; None before one.
        source: As in `recording`.
        sentence_id: The difficulty that it comes from.
        expected: The difficulty's values on the screen, by column; None: any will do.

    Raises:
        ChangedMeanwhileError: The difficulty has another outcome by now.
        NotFoundError: The difficulty is gone.
    """
    person_id = None if source == "meeting" else from_id
    with recording(database, f'request "{what}"', source=source, meeting_id=meeting_id, person_id=person_id) as session:
        if sentence_id is not None:
            set_outcome(session, sentence_id, "request", expected)
        row = Request(
            meeting_id=meeting_id,
            from_person_id=from_id,
            to_person_id=to_person_id,
            to_unit_id=to_unit_id if to_person_id is None else None,
            what=what,
            key_result_id=key_result_id,
            due=due,
            recorded_at=clock.now(),
        )
        session.add(row)
        session.flush()
        return row.id


def set_outcome(session: Session, sentence_id: int, outcome: str, expected: Mapping[str, Any] | None) -> None:
    """Record the outcome of a difficulty; raises as `ask`."""
    sentence = session.get(Sentence, sentence_id)
    if sentence is None:
        raise NotFoundError("that difficulty was taken away meanwhile; choose another one")
    refuse_changed(session, sentence, expected)
    sentence.outcome = outcome


def answer(
    database: Database,
    request_id: int,
    reply: str,
    note: str = "",
    *,
    meeting_id: int | None = None,
    seen: str | None = None,
    name: str | None = None,
) -> bool:
    """Answer a request on the shared screen, or in the check-in of `name`; return whether anything has changed.

    Declining closes it; otherwise it stays open until it is done or dropped.

    Args:
        reply: One of `ANSWERS`.
        note: What the asked side adds, in a line; may be empty.
        meeting_id: The meeting that it is answered in; in a check-in it is the one that the person is in.
        seen: The answer on the shared screen; another one means that somebody was quicker.

    Raises:
        RefusedError: Somebody else has answered it, it is closed or gone, it is not theirs to answer, or `reply` is no
            answer.
    """
    if reply not in ANSWERS:
        raise RefusedError(f"an answer is one of {', '.join(ANSWERS)}, not {reply!r}")
    note = line_of(note)
    with database.reading() as session:
        person_id = find_person(session, name).id if name is not None else None
        if person_id is not None:
            meeting_id = running.meeting_of(session, person_id)
    source = "meeting" if person_id is None else "check-in"
    origin: PromiseOrigin = {"source": source, "meeting_id": meeting_id, "person_id": person_id}
    with changing(database, Request, request_id, f"request {reply}", origin) as (session, row):
        if person_id is not None and not may_answer(session, row, person_id):
            raise RefusedError(f"request {request_id} is asked of {_asked(session, row)}; only they can answer it")
        if row.answer is not None and (row.answered_by_id != person_id if name is not None else row.answer != seen):
            raise RefusedError(_answered(session, row))
        if (row.answer, row.note) == (reply, note):
            return False
        if row.state != "open" and row.answer != "declined":
            raise RefusedError(
                f'request {request_id}, "{row.what}", is {row.state} already; ask anew if it is needed again'
            )
        now = clock.now()
        row.answer, row.note, row.answered_at = reply, note, now
        row.answered_by_id = row.to_person_id if person_id is None else person_id
        row.state, row.done_at = ("dropped", now) if reply == "declined" else ("open", None)
        return True


def may_answer(session: Session, row: Request, person_id: int) -> bool:
    """Return whether the person is asked, or belongs to the asked unit, or manages it."""
    if row.to_person_id is not None:
        return row.to_person_id == person_id
    unit = session.get(Unit, row.to_unit_id or 0)
    return unit is not None and (unit.manager_id == person_id or session.get_one(Person, person_id).unit_id == unit.id)


def carry_over(database: Database, request_id: int, meeting_id: int) -> None:
    """Decide to leave a request open: it does not block the commitment, and comes back at stand-ups.

    Raises:
        RefusedError: It has an answer, or is gone.
    """
    origin: PromiseOrigin = {"source": "meeting", "meeting_id": meeting_id}
    with changing(database, Request, request_id, "request carried over", origin) as (session, row):
        if row.answer is not None:
            raise RefusedError(_answered(session, row))
        row.carried_over = True


def become_action(database: Database, request_id: int, meeting_id: int) -> int:
    """Make an accepted request an action of who is asked, or of the asked unit's manager; return the action's id.

    Raises:
        RefusedError: It is not accepted, has become something already, or is gone.
    """
    origin: PromiseOrigin = {"source": "meeting", "meeting_id": meeting_id}
    with changing(database, Request, request_id, "action of the request", origin) as (session, row):
        _refuse_unaccepted(row)
        unit = session.get(Unit, row.to_unit_id or 0)
        action = Action(
            meeting_id=meeting_id,
            text=row.what,
            owner_id=row.to_person_id or (unit.manager_id if unit else None),
            due=row.due,
            key_result_id=row.key_result_id,
            recorded_at=clock.now(),
        )
        session.add(action)
        session.flush()
        row.became_action_id = action.id
        return action.id


def become_key_result(
    database: Database, request_id: int, meeting_id: int, objective_id: int | None = None, title: str = ""
) -> int:
    """Make an accepted request a key result of the asked side (METHOD M5), and return its id.

    Args:
        meeting_id: The meeting whose cycle a new objective is for.
        objective_id: The objective that gets the key result; None: a new draft of the asked side, which has the request
            as its source and supports the key result that the request is for.
        title: The new objective's title; the words of the request where it is left out.

    Raises:
        RefusedError: It is not accepted, has become something already or is gone, the objective is closed, or the
            meeting has no cycle for a new one.
    """
    origin: PromiseOrigin = {"source": "meeting", "meeting_id": meeting_id}
    with changing(database, Request, request_id, "key result of the request", origin) as (session, row):
        _refuse_unaccepted(row)
        asker = session.get_one(Person, row.from_person_id).name
        objective = session.get(Objective, objective_id or 0)
        if objective_id is None:
            cycle_id = session.get_one(Meeting, meeting_id).agreed_cycle_id
            if cycle_id is None:
                raise RefusedError(
                    "the meeting is about no cycle, so there can be no new objective; make it an action (A)"
                )
            objective = Objective(
                cycle_id=cycle_id,
                owner_person_id=row.to_person_id,
                owner_unit_id=row.to_unit_id,
                title=line_of(title) or row.what,
                source="request",
                source_request_id=row.id,
                supports_key_result_id=row.key_result_id,
                position=next_position(session, Objective, Objective.cycle_id == cycle_id),
            )
            session.add(objective)
            session.flush()
        if objective is None or objective.state == "closed":
            raise RefusedError("the objective is closed, or not there any more; choose another one")
        key_result = KeyResult(
            objective_id=objective.id,
            title=row.what,
            description=f"Asked for by {asker}" + (f", by {row.due.isoformat()}" if row.due else ""),
            position=next_position(session, KeyResult, KeyResult.objective_id == objective.id),
        )
        session.add(key_result)
        session.flush()
        row.became_key_result_id = key_result.id
        return key_result.id


def align(database: Database, meeting_id: int, person_id: int, text: str, expected: str | None = None) -> None:
    """Record how somebody's OKRs fit upward and across, in a line, or remove it with an empty one (METHOD M12).

    `expected` is the line on the screen; None: any will do.

    Raises:
        ChangedMeanwhileError: Somebody else has written another line since.
    """
    line = line_of(text)
    with database.reading() as session:
        name = session.get_one(Person, person_id).name
    with recording(database, f"how the OKRs of {name} fit", source="meeting", meeting_id=meeting_id) as session:
        row = session.scalar(
            select(Presentation).where(Presentation.meeting_id == meeting_id, Presentation.person_id == person_id)
        )
        if row is None:
            row = Presentation(meeting_id=meeting_id, person_id=person_id, recorded_at=clock.now())
            session.add(row)
        elif expected is not None and row.aligned not in (expected, line):
            raise ChangedMeanwhileError(describe_change(session, row, ["aligned"]), row.aligned)
        row.aligned = line


def _refuse_unaccepted(row: Request) -> None:
    if row.answer != "accepted":
        raise RefusedError("only an accepted request becomes an action or a key result; accept it first (1)")
    if row.became_action_id is not None or row.became_key_result_id is not None:
        became = "an action" if row.became_action_id is not None else "a key result"
        raise RefusedError(f"the request has become {became} already; u takes that back")


def _asked(session: Session, row: Request) -> str:
    asked = session.get(Person, row.to_person_id or 0) or session.get(Unit, row.to_unit_id or 0)
    return asked.name if asked else "nobody"


def _answered(session: Session, row: Request) -> str:
    by = session.get(Person, row.answered_by_id or 0)
    who = f"by {by.name}" if by else f"for {_asked(session, row)}"
    return f'request {row.id}, "{row.what}", has been answered already {who}: {row.answer}'
