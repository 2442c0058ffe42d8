"""Corrects the minutes of a meeting that has ended: numbered, with who and when; what was sent is not rewritten.

A correction changes the row that it corrects as well, so that lists of actions, the search and the course of OKRs say
the corrected words and figures from then on. A key result's own figure, confidence and score, and the words of an
objective, stay as they are: they are changed where OKRs are, with a reason (METHOD M23). Votes are not corrected, what
was agreed on is. A wrong correction is corrected by the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.assigning import LineReader
from facilitator.common.errors import RefusedError
from facilitator.common.text import clean, clean_line
from facilitator.meeting.timeline import STATES
from facilitator.minutes.corrections import reading, values
from facilitator.people.reading import choose_person, find_person
from facilitator.steps.corrections import CorrectableValue
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.base import Base
from facilitator.tables.correction import CORRECTION, REMARK, Correction
from facilitator.tables.meeting import Action, Attendance, Decision, Meeting, ParkedTopic

OF_KEY_RESULT = "this corrects the minutes; the key result's own figure is changed at o"
OF_OBJECTIVE = "this corrects the minutes; the objective itself is changed at o"


def hint(value: CorrectableValue) -> str:
    """Return what is to be known before it is corrected, such as which figures stay as they are; may be empty."""
    if value.kind == "commitment":
        return OF_OBJECTIVE
    return OF_KEY_RESULT if value.of_key_result else ""


def reader(database: Database, meeting_id: int) -> LineReader:
    """Return what reads the actions and days that corrections of a meeting's minutes say."""
    with database.reading() as session:
        return values.reader(session, meeting_id)


def reword(
    database: Database, meeting_id: int, value: CorrectableValue, text: str, *, by: str, because: str = ""
) -> int:
    """Correct the words of a record, or its figure, and return the number of the correction.

    Args:
        value: What is corrected, as it was read.
        text: What it is. Of an action, `@Name` and a day at its end correct whose it is and by when; a day of the
            week is the one after the meeting. Of a score the score and its reason, as in the meeting: `0.6 the canary
            came late`; without a reason the one that is there stays. Of a request's answer one of `ANSWERS`.

    Raises:
        RefusedError: The meeting has not ended, the words are blank or the same, they are no such figure or answer, or
            somebody corrected it meanwhile.
        NotFoundError: Nobody has that name, or there is no such meeting.
        TooLongError: A text of more than 100,000 characters.
    """
    with _correcting(database, meeting_id, by, because) as (session, correct):
        row = _row(session, meeting_id, value)
        if isinstance(row, Action):
            parsed = values.reader(session, meeting_id).read(text)
            values.refuse_blank(parsed.text)
            row.text = parsed.text
            row.owner_id = find_person(session, parsed.owner).id if parsed.owner else row.owner_id
            row.due = parsed.due or row.due
        else:
            values.put(session, meeting_id, row, value, clean(text).strip())
        return correct(value, row)


def reassign(
    database: Database, meeting_id: int, value: CorrectableValue, owner: str | None, *, by: str, because: str = ""
) -> int:
    """Correct whose an action is; None is nobody. Raises as `reword`."""
    with _correcting(database, meeting_id, by, because) as (session, correct):
        row = _action(session, meeting_id, value)
        row.owner_id = None if owner is None else choose_person(session, owner).id
        return correct(value, row)


def set_due(
    database: Database, meeting_id: int, value: CorrectableValue, due: date | None, *, by: str, because: str = ""
) -> int:
    """Correct the day by which an action is to be done; None is no day. Raises as `reword`."""
    with _correcting(database, meeting_id, by, because) as (session, correct):
        row = _action(session, meeting_id, value)
        row.due = due
        return correct(value, row)


def strike_out(database: Database, meeting_id: int, value: CorrectableValue, *, by: str, because: str = "") -> int:
    """Take out what was never said; the minutes tell that it was there.

    Raises:
        RefusedError: As `reword`; or other things hang on it, such as a request that became the action.
        NotFoundError: As `reword`.
    """
    try:
        with _correcting(database, meeting_id, by, because) as (session, correct):
            row = _row(session, meeting_id, value)
            if not value.text:
                raise RefusedError(f"there is nothing to strike out: {value.told}")
            if not values.emptied(session, row, value):
                session.delete(row)
            session.flush()
            return correct.add(value.kind, row, value.told, "")
    except IntegrityError as error:
        raise RefusedError(
            f"other things hang on the {value.kind} “{clean_line(value.text)}”, so it stays; "
            "reword it, or say what is wrong in a remark"
        ) from error


def correct_attendance(
    database: Database, meeting_id: int, name: str, state: str, *, by: str, because: str = ""
) -> int:
    """Correct whether somebody was there: one of `STATES`.

    Raises:
        RefusedError: As `reword`; or they were not asked to come, or there is no such state.
        NotFoundError: As `reword`.
    """
    if state not in STATES:
        raise RefusedError(f"{state!r} is not an attendance; write one of {', '.join(STATES)}")
    with _correcting(database, meeting_id, by, because) as (session, correct):
        person = choose_person(session, name)
        row = session.scalar(
            select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.person_id == person.id)
        )
        if row is None:
            raise RefusedError(f"{person.name} was not asked to come to meeting {meeting_id}; say it in a remark")
        before, row.state = row.state, state
        if before == state:
            raise _no_change(state)
        return correct.add("attendance", row, f"{person.name}: {before}", f"{person.name}: {state}")


def add(database: Database, meeting_id: int, kind: str, text: str, *, by: str, because: str = "") -> int:
    """Add what was said and is missing, and return the number of the correction.

    Args:
        kind: `decision`, `action` or `parked`.
        text: What was said; of an action with `@Name` and a day at its end, as in `reword`.

    Raises:
        RefusedError: The meeting has not ended, or the text is blank.
        NotFoundError: Nobody has that name, or there is no such meeting.
        TooLongError: More than 100,000 characters.
    """
    with _correcting(database, meeting_id, by, because) as (session, correct):
        line, now = clean_line(text).strip(), clock.now()
        row: Base
        if kind == "action":
            parsed = values.reader(session, meeting_id).read(line)
            line = parsed.text
            owner = find_person(session, parsed.owner).id if parsed.owner else None
            row = Action(meeting_id=meeting_id, text=line, owner_id=owner, due=parsed.due, recorded_at=now)
        else:
            table = Decision if kind == "decision" else ParkedTopic
            row = table(meeting_id=meeting_id, text=line, recorded_at=now)
        values.refuse_blank(line)
        session.add(row)
        session.flush()
        added = CorrectableValue(kind, row.id, "text", line, None)
        return correct.add(kind, row, "", (reading.reread(session, meeting_id, added, row) or added).told)


def remark(database: Database, meeting_id: int, text: str, *, by: str, because: str = "") -> int:
    """Say what is wrong in words of one's own. Raises as `add`."""
    line = clean(text).strip()
    values.refuse_blank(line)
    with _correcting(database, meeting_id, by, because) as (_, correct):
        return correct.add(REMARK, None, "", line)


class _Correcting:
    """A correction that is being recorded."""

    def __init__(self, session: Session, meeting_id: int, by_id: int, because: str) -> None:
        self._session, self._meeting_id, self._by_id, self._because = session, meeting_id, by_id, because

    def __call__(self, value: CorrectableValue, row: Base) -> int:
        """Record what became of a value, and return the number of the correction."""
        after = reading.reread(self._session, self._meeting_id, value, row)
        if after is None or after == value:
            raise _no_change(value.told)
        return self.add(value.kind, row, value.told if value.text else "", after.told)

    def add(self, kind: str, row: Base | None, before: str, after: str) -> int:
        """Record the correction of a row, or of nothing that is recorded, and return its number."""
        last = self._session.scalar(
            select(func.max(Correction.number)).where(Correction.meeting_id == self._meeting_id)
        )
        made = Correction(
            meeting_id=self._meeting_id,
            number=(last or 0) + 1,
            by_id=self._by_id,
            at=clock.now(),
            kind=kind,
            table_name=row and row.__tablename__,
            row_id=row and row.id,
            before=before,
            after=after,
            reason=self._because,
        )
        self._session.add(made)
        self._session.flush()
        return made.number


@contextmanager
def _correcting(database: Database, meeting_id: int, by: str, because: str) -> Iterator[tuple[Session, _Correcting]]:
    why = clean(because).strip()
    what = f"correction of meeting {meeting_id}"
    with recording(database, what, source=CORRECTION, meeting_id=meeting_id, reason=why) as session:
        # Whoever corrects the same meeting meanwhile waits here: no two corrections get the same number.
        meeting = session.scalar(select(Meeting).where(Meeting.id == meeting_id).with_for_update())
        reading.refuse_running(meeting, meeting_id)
        person = choose_person(session, by)
        yield session, _Correcting(session, meeting_id, person.id, why)


def _row(session: Session, meeting_id: int, value: CorrectableValue) -> Base:
    """Return the row of a value.

    Raises:
        RefusedError: It is not there any more, or not as it was read.
    """
    row: Any = session.get(reading.tables()[value.kind].table, value.row_id)
    now = None
    if row is not None and row.meeting_id == meeting_id:
        now = reading.reread(session, meeting_id, value, row)
    if now is None:
        raise RefusedError(f"“{clean_line(value.told)}” is not in meeting {meeting_id}; read its minutes anew")
    if now != value:
        raise RefusedError(
            f"somebody corrected it meanwhile: it is “{now.told}”; correct that, where it is still wrong"
        )
    return cast(Base, row)


def _action(session: Session, meeting_id: int, value: CorrectableValue) -> Action:
    row = _row(session, meeting_id, value)
    if not isinstance(row, Action):
        raise RefusedError(f"a {value.kind} has no owner and no day; say it in a remark")
    return row


def _no_change(told: str) -> RefusedError:
    return RefusedError(f"nothing is changed by this: it is “{told}” already")
