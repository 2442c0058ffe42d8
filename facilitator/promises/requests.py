"""Asking for support, answering, and what an accepted request becomes (METHOD M5, M12, M13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import ChangedMeanwhileError, NotFoundError, RefusedError
from facilitator.common.text import clean_line, is_blank
from facilitator.meeting import running
from facilitator.people.reading import find_person
from facilitator.store.conflicts import describe_change, refuse_changed
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.consensus import Presentation
from facilitator.tables.meeting import Action, Meeting, Request, Sentence
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person, Unit

ANSWERS = ("accepted", "countered", "declined")
"""What the asked side can say: yes, something else instead, no (METHOD M13)."""


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
    """Ask a person or a unit for something; oneself and one's own unit too.

    Args:
        database: Where.
        what: What is needed, not blank.
        from_id: Who asks.
        to_person_id: Who is asked, or with None `to_unit_id`.
        to_unit_id: Which unit is asked.
        key_result_id: What it is for.
        due: By when.
        meeting_id: In which meeting; None before one.
        source: As in `recording`.
        sentence_id: The difficulty that it comes from.
        expected: What stood on the screen of the difficulty, by column; None: whatever there is will do.

    Returns:
        The request's id.

    Raises:
        ChangedMeanwhileError: Something else has become of the difficulty.
        NotFoundError: The difficulty was taken away.
    """
    person_id = None if source == "meeting" else from_id
    with recording(database, f'request "{what}"', source=source, meeting_id=meeting_id, person_id=person_id) as session:
        if sentence_id is not None:
            settled_as(session, sentence_id, "request", expected)
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


def settled_as(session: Session, sentence_id: int, outcome: str, expected: Mapping[str, Any] | None) -> None:
    """Say what has become of the difficulty that something comes from. Raises as `ask`."""
    sentence = session.get(Sentence, sentence_id)
    if sentence is None:
        raise NotFoundError("that difficulty was taken away meanwhile; choose another one")
    refuse_changed(session, sentence, expected)
    sentence.outcome = outcome


def answer(
    database: Database,
    request_id: int,
    said: str,
    note: str = "",
    *,
    meeting_id: int | None = None,
    seen: str | None = None,
    name: str | None = None,
) -> bool:
    """Answer a request: there and then on the shared screen, or with `name` in somebody's check-in.

    A request that is declined is closed with it: its asker looks for another way. The others stay open until they
    are done or dropped.

    Args:
        database: Where.
        request_id: Which.
        said: One of `ANSWERS`.
        note: In a line; may be empty.
        meeting_id: The meeting that it is answered in; with `name` alone the one that the person is in.
        seen: The answer that stood on the shared screen: another one has come meanwhile.
        name: Who answers in their check-in.

    Returns:
        Whether anything is new of it.

    Raises:
        RefusedError: Somebody else has answered it, it is closed or gone, or it is not theirs to answer.
        ValueError: No such answer.
        TooLongError: More than 100,000 characters.
    """
    if said not in ANSWERS:
        raise RefusedError(f"an answer is one of {', '.join(ANSWERS)}, not {said!r}")
    told = clean_line(note).strip()
    told = "" if is_blank(told) else told
    with database.reading() as session:
        person_id = find_person(session, name).id if name is not None else None
        if person_id is not None:
            meeting_id = running.meeting_of(session, person_id)
    source = "meeting" if name is None else "check-in"
    with recording(
        database,
        f'request {said} "{_what(database, request_id)}"',
        source=source,
        meeting_id=meeting_id,
        person_id=person_id,
    ) as session:
        row = _there(session, request_id)
        if person_id is not None and not may_answer(session, row, person_id):
            raise RefusedError(f"request {request_id} is asked of {_asked(session, row)}; only they can answer it")
        if row.answer is not None and (row.answered_by_id != person_id if name is not None else row.answer != seen):
            raise RefusedError(_answered(session, row))
        if (row.answer, row.note) == (said, told):
            return False
        if row.state != "open" and row.answer != "declined":
            raise RefusedError(
                f'request {request_id}, "{row.what}", is {row.state} already; ask anew if it is needed again'
            )
        now = clock.now()
        row.answer, row.note, row.answered_at = said, told, now
        row.answered_by_id = row.to_person_id if person_id is None else person_id
        row.state, row.done_at = ("dropped", now) if said == "declined" else ("open", None)
        return True


def may_answer(session: Session, row: Request, person_id: int) -> bool:
    """Whether the person is the one who is asked, or of the asked unit, or its manager."""
    if row.to_person_id is not None:
        return row.to_person_id == person_id
    unit = session.get(Unit, row.to_unit_id or 0)
    return unit is not None and (unit.manager_id == person_id or session.get_one(Person, person_id).unit_id == unit.id)


def carry_over(database: Database, request_id: int, meeting_id: int) -> None:
    """Leave a request open, knowing it: it does not block the commitment, and comes back at stand-ups.

    Raises:
        RefusedError: It has an answer, or is not there any more.
    """
    with recording(
        database, f'request carried over "{_what(database, request_id)}"', source="meeting", meeting_id=meeting_id
    ) as session:
        row = _there(session, request_id)
        if row.answer is not None:
            raise RefusedError(_answered(session, row))
        row.carried_over = True


def become_action(database: Database, request_id: int, meeting_id: int) -> int:
    """Make an accepted request an action of the person who is asked, or of the asked unit's manager.

    Returns:
        The action's id.

    Raises:
        RefusedError: It is not accepted, has become something already, or is not there any more.
    """
    with recording(
        database, f'action of the request "{_what(database, request_id)}"', source="meeting", meeting_id=meeting_id
    ) as session:
        row = _accepted(session, request_id)
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
    """Make an accepted request a key result of the asked side (METHOD M5).

    Args:
        database: Where.
        request_id: Which.
        meeting_id: In which meeting, whose cycle a new objective is for.
        objective_id: The objective that gets it; None: a new draft of the asked side, which has this request as its
            source and supports the key result that it is for.
        title: The new objective's; what was asked for where it is left out.

    Returns:
        The key result's id.

    Raises:
        RefusedError: It is not accepted, has become something already, is gone, the objective is closed, or the
            meeting has no cycle for a new one.
    """
    with recording(
        database, f'key result of the request "{_what(database, request_id)}"', source="meeting", meeting_id=meeting_id
    ) as session:
        row = _accepted(session, request_id)
        asker = session.get_one(Person, row.from_person_id).name
        objective = session.get(Objective, objective_id or 0)
        if objective_id is None:
            cycle_id = session.get_one(Meeting, meeting_id).agreed_cycle_id
            if cycle_id is None:
                raise RefusedError(
                    "the meeting is about no cycle, so there can be no new objective; make it an action (A)"
                )
            wording = clean_line(title).strip()
            objective = Objective(
                cycle_id=cycle_id,
                owner_person_id=row.to_person_id,
                owner_unit_id=row.to_unit_id,
                title=row.what if is_blank(wording) else wording,
                source="request",
                source_request_id=row.id,
                supports_key_result_id=row.key_result_id,
                position=_after(
                    session.scalar(select(func.max(Objective.position)).where(Objective.cycle_id == cycle_id))
                ),
            )
            session.add(objective)
            session.flush()
        if objective is None or objective.state == "closed":
            raise RefusedError("the objective is closed, or not there any more; choose another one")
        key_result = KeyResult(
            objective_id=objective.id,
            title=row.what,
            description=f"Asked for by {asker}" + (f", by {row.due.isoformat()}" if row.due else ""),
            position=_after(
                session.scalar(select(func.max(KeyResult.position)).where(KeyResult.objective_id == objective.id))
            ),
        )
        session.add(key_result)
        session.flush()
        row.became_key_result_id = key_result.id
        return key_result.id


def align(database: Database, meeting_id: int, person_id: int, text: str, expected: str | None = None) -> None:
    """Say how somebody's OKRs fit upward and across, in a line; an empty one takes it away (METHOD M12).

    `expected` is what stood on the screen.

    Raises:
        ChangedMeanwhileError: Somebody else has said something since.
        TooLongError: More than 100,000 characters.
    """
    line = clean_line(text).strip()
    line = "" if is_blank(line) else line
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


def _what(database: Database, request_id: int) -> str:
    with database.reading() as session:
        row = session.get(Request, request_id)
        return row.what if row else ""


def _after(last: int | None) -> int:
    return 0 if last is None else last + 1


def _there(session: Session, request_id: int) -> Request:
    row = session.get(Request, request_id)
    if row is None:
        raise RefusedError(f"there is no request {request_id} any more; somebody has taken it back")
    return row


def _accepted(session: Session, request_id: int) -> Request:
    row = _there(session, request_id)
    if row.answer != "accepted":
        raise RefusedError("only an accepted request becomes an action or a key result; accept it first (1)")
    if row.became_action_id is not None or row.became_key_result_id is not None:
        became = "an action" if row.became_action_id is not None else "a key result"
        raise RefusedError(f"the request has become {became} already; u takes that back")
    return row


def _asked(session: Session, row: Request) -> str:
    asked = session.get(Person, row.to_person_id or 0) or session.get(Unit, row.to_unit_id or 0)
    return asked.name if asked else "nobody"


def _answered(session: Session, row: Request) -> str:
    by = session.get(Person, row.answered_by_id or 0)
    who = f"by {by.name}" if by else f"for {_asked(session, row)}"
    return f'request {row.id}, "{row.what}", has been answered already {who}: {row.answer}'
