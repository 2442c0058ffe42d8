"""Reads what of a meeting that has ended can be corrected: words that people said, figures and answers.

Figures and answers are corrected in the minutes, which is where they were said: the key result's own figure, its
confidence and its score stay what they are, and are changed where OKRs are (METHOD M23). Nobody's vote is in here: what
was agreed on is, and votes under seal stay under it (METHOD M14).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.errors import NotFoundError, RefusedError
from facilitator.common.text import clean_line, is_blank, number
from facilitator.okr import scoring
from facilitator.steps import kinds
from facilitator.steps.corrections import ANSWER, DAY, WORDS, Correctable, CorrectableValue, Field, Titles, texts
from facilitator.store.database import Database
from facilitator.tables.base import Base
from facilitator.tables.meeting import Action, Attendance, Decision, Meeting, ParkedTopic, Request
from facilitator.tables.people import Person

_LISTED = 10
"""So many lines are listed where one was not found."""


def _request(row: Request, _: Titles) -> Iterator[Field]:
    yield "what", "", WORDS
    yield "due", f"{row.what}, needed by", DAY
    yield "answer", f"{row.what}, answer", ANSWER
    if row.answer is not None:
        yield "note", f"{row.what}, words of the answer", WORDS


def _attendance(row: Attendance, titles: Titles) -> Iterator[Field]:
    if row.reason:
        yield "reason", f"why {titles.people[row.person_id]} was not there", WORDS


_GENERAL = (
    Correctable("decision", Decision, "by_id", texts("text"), place=0),
    Correctable("action", Action, "owner_id", texts("text"), place=1),
    Correctable("parked", ParkedTopic, "by_id", texts("text"), place=2),
    Correctable("request", Request, "from_person_id", _request, emptied=("note",), place=3),
    Correctable("attendance", Attendance, None, _attendance, emptied=("reason",), place=200),
)


def tables() -> Mapping[str, Correctable]:
    """Return what can be corrected by its name: of every meeting, and what each kind of step says."""
    of_steps = (kind.attribute("minutes", "CORRECTABLE", ()) for kind in kinds.KINDS.values())
    listed = [*_GENERAL, *itertools.chain.from_iterable(of_steps)]
    return {correctable.kind: correctable for correctable in sorted(listed, key=lambda each: each.place)}


def said(database: Database, meeting_id: int) -> tuple[CorrectableValue, ...]:
    """Return everything of a meeting that can be corrected, decisions and actions first.

    Raises:
        RefusedError: It has not ended: what people have prepared in their check-ins is theirs till then.
        NotFoundError: There is no such meeting.
    """
    with database.reading() as session:
        refuse_running(session.get(Meeting, meeting_id), meeting_id)
        return tuple(read(session, meeting_id))


def attended(database: Database, meeting_id: int) -> tuple[tuple[str, str], ...]:
    """Return the name of everybody who was asked to come, and whether they were there."""
    query = (
        select(Person.name, Attendance.state)
        .join(Attendance, Attendance.person_id == Person.id)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(Attendance.position, Person.id)
    )
    with database.reading() as session:
        return tuple((name, state) for name, state in session.execute(query))


def find(database: Database, meeting_id: int, words: str) -> CorrectableValue:
    """Return the one value that is `words`, or is of them, or else the one that contains them.

    Raises:
        RefusedError: Nothing has them, or more than one thing; the message lists these.
        NotFoundError: There is no such meeting.
    """
    wanted = clean_line(words).strip()
    if is_blank(wanted):
        raise RefusedError("say the words that are to be corrected")
    values = said(database, meeting_id)
    matches = [value for value in values if wanted in (clean_line(value.text).strip(), clean_line(value.about).strip())]
    if not matches:
        spoken = [value for value in values if wanted.casefold() in clean_line(value.text).casefold()]
        # What is of words that are found themselves, such as the answer to a request, is not meant by them.
        rows = {(value.kind, value.row_id) for value in spoken}
        of = [value for value in values if wanted.casefold() in clean_line(f"{value.about}: {value.text}").casefold()]
        matches = [*spoken, *(value for value in of if (value.kind, value.row_id) not in rows)]
    if len(matches) == 1:
        return matches[0]
    if not matches:
        raise RefusedError(
            f"nothing that was recorded in meeting {meeting_id} has the words “{wanted}”; "
            f"copy them from facilitator minutes {meeting_id}, or say what is wrong in a remark"
        )
    listed = "".join(f"\n  {value.kind}: {value.told}" for value in matches[:_LISTED])
    more = f"\n  and {len(matches) - _LISTED} more" if len(matches) > _LISTED else ""
    raise RefusedError(f"“{wanted}” may be one of these; say more of its words:{listed}{more}")


def refuse_running(meeting: Meeting | None, meeting_id: int) -> None:
    """Refuse a meeting that is not there, or has not ended."""
    if meeting is None:
        raise NotFoundError(f"there is no meeting {meeting_id}; facilitator meetings lists them")
    if meeting.state != "ended":
        raise RefusedError(
            f"meeting {meeting_id} has not ended, so its minutes may still change; say it there, or end it first"
        )


def read(session: Session, meeting_id: int) -> Iterator[CorrectableValue]:
    """Yield everything of a meeting that can be corrected, decisions and actions first."""
    titles = Titles(session, meeting_id)
    for correctable in tables().values():
        for row in titles.rows(correctable.table):
            yield from _of(correctable, row, titles)


def reread(session: Session, meeting_id: int, value: CorrectableValue, row: Base) -> CorrectableValue | None:
    """Return the same as it is now; None where it is not there any more."""
    values = _of(tables()[value.kind], row, Titles(session, meeting_id))
    return next((now for now in values if now.column == value.column), None)


def _of(correctable: Correctable, row: Any, titles: Titles) -> Iterator[CorrectableValue]:
    whose = titles.people.get(getattr(row, correctable.who)) if correctable.who else None
    for column, about, sort in correctable.fields(row, titles):
        text = _told(row, column, sort)
        if sort == WORDS and is_blank(text):
            continue
        # A figure is of its key result and of nobody (METHOD M9).
        who = whose if sort in (WORDS, ANSWER, DAY) else None
        yield CorrectableValue(
            correctable.kind, row.id, column, text, who, row.due if correctable.kind == "action" else None, about, sort
        )


def _told(row: Any, column: str, sort: str) -> str:
    # A column with points in it leads into its JSON.
    name, *path = column.split(".")
    value = within(getattr(row, name), path)
    if value is None:
        return ""
    match sort:
        case "score":
            reason = row.agreed_reason if column == "agreed_score" else row.reason
            return f"{scoring.figure(value)} {reason}".rstrip()
        case "figure":
            return number(value)
        case "day":
            return str(value.isoformat())
        case _:
            return str(value)


def within(value: Any, path: Iterable[str]) -> Any:
    """Return what stands at a path of keys and places in a JSON value."""
    for part in path:
        value = value[int(part) if part.isdecimal() else part]
    return value
