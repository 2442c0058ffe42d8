"""Minutes of a meeting that has ended, corrected: numbered, with who and when; what was sent is not rewritten.

A correction changes the row that it corrects as well, so that lists of actions, the search and the history of OKRs say
the corrected words from then on. Sealed votes, scores and commitments stay as they were agreed: a remark says what is
wrong with them. A wrong correction is corrected by the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from facilitator.meeting.assigning import Parsed, parse_action
from facilitator.meeting.consensus import Presentation
from facilitator.meeting.correcting import CORRECTION, REMARK, Correction
from facilitator.meeting.record import Action, Attendance, Decision, Meeting, ParkedTopic, Request, Sentence
from facilitator.meeting.review import Analysis, Feedback, Reflection
from facilitator.meeting.timeline import STATES
from facilitator.okr.model import Progress, Suggestion
from facilitator.people import NotFound, Person, find_person
from facilitator.store.database import Base, Database
from facilitator.store.journal import recording
from facilitator.text import clean, clean_line, is_blank


class Refused(ValueError):  # noqa: N818  # it names what happened, and reads so where it is caught
    """It cannot be corrected so; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class _Text:
    """Where texts are that people said; `who` is the column that says whose they are."""

    kind: str
    table: type[Base]
    columns: tuple[str, ...]
    who: str


_TEXTS = (
    _Text("decision", Decision, ("text",), "by_id"),
    _Text("action", Action, ("text",), "owner_id"),
    _Text("parked", ParkedTopic, ("text",), "by_id"),
    _Text("request", Request, ("what",), "from_person_id"),
    _Text("sentence", Sentence, ("text",), "person_id"),
    _Text("progress", Progress, ("note",), "person_id"),
    _Text("reflection", Reflection, ("text",), "person_id"),
    _Text("feedback", Feedback, ("text",), "by_id"),
    _Text("analysis", Analysis, ("own_part", "help_needed", "solution"), "person_id"),
    _Text("suggestion", Suggestion, ("text",), "by_id"),
    _Text("presentation", Presentation, ("aligned",), "person_id"),
)
_TABLES = {one.kind: one for one in _TEXTS}
_EMPTIED = ("progress", "analysis", "presentation")
"""Records that have more to them than one text: that is emptied when it is struck out."""
_LISTED = 10
"""So many lines are listed where one was not found."""


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a meeting that can be corrected.

    Attributes:
        kind: What it is: `decision`, `action`, `sentence` and so on.
        row_id: Of the row in its table; `column` is where in it the text is.
        who: Whose it is.
        due: Of an action.
    """

    kind: str
    row_id: int
    column: str
    text: str
    who: str | None
    due: date | None = None

    @property
    def told(self) -> str:
        """The text with whose it is and by when, in a line."""
        due = f"by {self.due.isoformat()}" if self.due else ""
        behind = ", ".join(filter(None, (self.who or "", due)))
        return f"{clean_line(self.text)} ({behind})" if behind else clean_line(self.text)


def said(database: Database, meeting_id: int) -> tuple[Said, ...]:
    """Every text of a meeting that can be corrected, decisions and actions first."""
    with database.reading() as session:
        return tuple(_said(session, meeting_id))


def attended(database: Database, meeting_id: int) -> tuple[tuple[str, str], ...]:
    """The name of everybody who was asked to come, and whether they were there."""
    with database.reading() as session:
        return tuple(
            (name, state)
            for name, state in session.execute(
                select(Person.name, Attendance.state)
                .join(Attendance, Attendance.person_id == Person.id)
                .where(Attendance.meeting_id == meeting_id)
                .order_by(Attendance.position, Person.id)
            ).all()
        )


def find(database: Database, meeting_id: int, words: str) -> Said:
    """The one text that is `words`, or else the one that contains them.

    Raises:
        Refused: No text has them, or more than one; the message lists these.
    """
    wanted = clean_line(words).strip()
    if is_blank(wanted):
        raise Refused("say the words that are to be corrected")
    some = said(database, meeting_id)
    found = [one for one in some if clean_line(one.text).strip() == wanted]
    found = found or [one for one in some if wanted.casefold() in clean_line(one.text).casefold()]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(
            f"nothing that was recorded in meeting {meeting_id} has the words “{wanted}”; "
            f"copy them from facilitator minutes {meeting_id}, or say what is wrong in a remark"
        )
    listed = "".join(f"\n  {one.kind}: {one.told}" for one in found[:_LISTED])
    more = f"\n  and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    raise Refused(f"“{wanted}” may be one of these; say more of its words:{listed}{more}")


def reword(database: Database, meeting_id: int, one: Said, text: str, *, by: str, because: str = "") -> int:
    """Correct the words of a record.

    Args:
        database: Where.
        meeting_id: Of which meeting.
        one: What is corrected, as it was read.
        text: What it is. Of an action, `@Name` and `by DATE` at its end correct whose it is and by when; a day of the
            week is the one after the meeting.
        by: The name of who corrects it.
        because: Why; may be empty.

    Returns:
        The number of the correction.

    Raises:
        Refused: The meeting has not ended, the words are blank or the same, or somebody corrected them meanwhile.
        NotFound: Nobody is called so, or there is no such meeting.
        TooLong: A text of more than 100,000 characters.
    """
    with _correcting(database, meeting_id, by, because) as (session, correct):
        row = _row(session, meeting_id, one)
        if isinstance(row, Action):
            parsed = _parsed(session, meeting_id, text)
            changed = {"text": parsed.text}
            _refuse_blank(parsed.text)
            row.owner_id = find_person(session, parsed.owner).id if parsed.owner else row.owner_id
            row.due = parsed.due or row.due
        else:
            changed = {one.column: clean(text).strip()}
            _refuse_blank(changed[one.column])
        for column, value in changed.items():
            setattr(row, column, value)
        return correct(one, row)


def reassign(database: Database, meeting_id: int, one: Said, owner: str | None, *, by: str, because: str = "") -> int:
    """Correct whose an action is; None is nobody. Raises as `reword`."""
    with _correcting(database, meeting_id, by, because) as (session, correct):
        row = _action(session, meeting_id, one)
        row.owner_id = None if owner is None else find_person(session, owner).id
        return correct(one, row)


def set_due(database: Database, meeting_id: int, one: Said, due: date | None, *, by: str, because: str = "") -> int:
    """Correct the day by which an action is to be done; None is no day. Raises as `reword`."""
    with _correcting(database, meeting_id, by, because) as (session, correct):
        row = _action(session, meeting_id, one)
        row.due = due
        return correct(one, row)


def strike_out(database: Database, meeting_id: int, one: Said, *, by: str, because: str = "") -> int:
    """Take out what was never said; the minutes tell that it was there.

    Raises:
        Refused: As `reword`; or other things hang on it, such as a request that became the action.
        NotFound: As `reword`.
    """
    try:
        with _correcting(database, meeting_id, by, because) as (session, correct):
            row = _row(session, meeting_id, one)
            if one.kind in _EMPTIED:
                setattr(row, one.column, "")
                session.flush()
            else:
                session.delete(row)
                session.flush()
            return correct(one, None)
    except IntegrityError as error:
        raise Refused(
            f"other things hang on the {one.kind} “{clean_line(one.text)}”, so it stays; "
            "reword it, or say what is wrong in a remark"
        ) from error


def correct_attendance(
    database: Database, meeting_id: int, name: str, state: str, *, by: str, because: str = ""
) -> int:
    """Correct whether somebody was there: one of `STATES`.

    Raises:
        Refused: As `reword`; or they were not asked to come, or there is no such state.
        NotFound: As `reword`.
    """
    if state not in STATES:
        raise Refused(f"{state!r} is no attendance; say one of {', '.join(STATES)}")
    with _correcting(database, meeting_id, by, because) as (session, correct):
        person = find_person(session, name)
        row = session.scalar(
            select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.person_id == person.id)
        )
        if row is None:
            raise Refused(f"{person.name} was not asked to come to meeting {meeting_id}; say it in a remark")
        before, row.state = row.state, state
        _refuse_same(before, state)
        return correct.add("attendance", row, f"{person.name}: {before}", f"{person.name}: {state}")


def add(database: Database, meeting_id: int, kind: str, text: str, *, by: str, because: str = "") -> int:
    """Add what was said and is missing.

    Args:
        database: Where.
        meeting_id: Of which meeting.
        kind: `decision`, `action` or `parked`.
        text: What was said; of an action with `@Name` and `by DATE` at its end, as in `reword`.
        by: The name of who corrects it.
        because: Why; may be empty.

    Returns:
        The number of the correction.

    Raises:
        Refused: The meeting has not ended, or the text is blank.
        NotFound: Nobody is called so, or there is no such meeting.
        TooLong: More than 100,000 characters.
    """
    with _correcting(database, meeting_id, by, because) as (session, correct):
        line, now = clean_line(text).strip(), datetime.now(UTC)
        row: Base
        if kind == "action":
            parsed = _parsed(session, meeting_id, line)
            line = parsed.text
            owner = find_person(session, parsed.owner).id if parsed.owner else None
            row = Action(meeting_id=meeting_id, text=line, owner_id=owner, due=parsed.due, recorded_at=now)
        else:
            table = Decision if kind == "decision" else ParkedTopic
            row = table(meeting_id=meeting_id, text=line, recorded_at=now)
        _refuse_blank(line)
        session.add(row)
        session.flush()
        return correct.add(kind, row, "", _of(session, kind, "text", row).told)


def remark(database: Database, meeting_id: int, text: str, *, by: str, because: str = "") -> int:
    """Say what is wrong in words of one's own. Raises as `add`."""
    line = clean(text).strip()
    _refuse_blank(line)
    with _correcting(database, meeting_id, by, because) as (_, correct):
        return correct.add(REMARK, None, "", line)


class _Correcting:
    """A correction that is being recorded."""

    def __init__(self, session: Session, meeting_id: int, by_id: int, because: str) -> None:
        self._session, self._meeting_id, self._by_id, self._because = session, meeting_id, by_id, because

    def __call__(self, one: Said, row: Base | None) -> int:
        """Record what became of a text: None where it was struck out."""
        if row is None:
            return self._add(one.kind, _TABLES[one.kind].table.__tablename__, one.row_id, one.told, "")
        after = _of(self._session, one.kind, one.column, row)
        if after == one:
            _refuse_same(one.told, after.told)
        return self.add(one.kind, row, one.told, after.told)

    def add(self, kind: str, row: Base | None, before: str, after: str) -> int:
        """Record it; gives its number."""
        row_id = None if row is None else int(row.__mapper__.primary_key_from_instance(row)[0])
        return self._add(kind, None if row is None else row.__tablename__, row_id, before, after)

    def _add(self, kind: str, table_name: str | None, row_id: int | None, before: str, after: str) -> int:
        last = self._session.scalar(
            select(func.max(Correction.number)).where(Correction.meeting_id == self._meeting_id)
        )
        made = Correction(
            meeting_id=self._meeting_id,
            number=(last or 0) + 1,
            by_id=self._by_id,
            at=datetime.now(UTC),
            kind=kind,
            table_name=table_name,
            row_id=row_id,
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
        if meeting is None:
            raise NotFound(f"there is no meeting {meeting_id}; facilitator meetings lists them")
        if meeting.state != "ended":
            raise Refused(
                f"meeting {meeting_id} has not ended, so its minutes may still change; say it there, or end it first"
            )
        person = find_person(session, by)
        yield session, _Correcting(session, meeting_id, person.id, why)


def _said(session: Session, meeting_id: int) -> Iterator[Said]:
    names: dict[int | None, str] = dict(session.execute(select(Person.id, Person.name)).all())
    for one in _TEXTS:
        table: Any = one.table
        for row in session.scalars(select(table).where(table.meeting_id == meeting_id).order_by(table.id)):
            for column in one.columns:
                if not is_blank(getattr(row, column)):
                    yield _read(one, column, row, names)


def _of(session: Session, kind: str, column: str, row: Base) -> Said:
    one = _TABLES[kind]
    person = session.get(Person, getattr(row, one.who)) if getattr(row, one.who) else None
    return _read(one, column, row, {person.id: person.name} if person else {})


def _read(one: _Text, column: str, row: Any, names: dict[int, str] | dict[int | None, str]) -> Said:
    who = names.get(getattr(row, one.who))
    return Said(one.kind, row.id, column, getattr(row, column), who, row.due if one.kind == "action" else None)


def _row(session: Session, meeting_id: int, one: Said) -> Base:
    """The row of a text.

    Raises:
        Refused: It is not there any more, or not as it was read.
    """
    row: Any = session.get(_TABLES[one.kind].table, one.row_id)
    if row is None or row.meeting_id != meeting_id:
        raise Refused(f"“{clean_line(one.text)}” is not in meeting {meeting_id}; read its minutes anew")
    now = _of(session, one.kind, one.column, row)
    if now != one:
        raise Refused(f"somebody corrected it meanwhile: it is “{now.told}”; correct that, where it is still wrong")
    found: Base = row
    return found


def _action(session: Session, meeting_id: int, one: Said) -> Action:
    row = _row(session, meeting_id, one)
    if not isinstance(row, Action):
        raise Refused(f"a {one.kind} has no owner and no day; say it in a remark")
    return row


def _parsed(session: Session, meeting_id: int, text: str) -> Parsed:
    names: Sequence[str] = session.scalars(select(Person.name)).all()
    met = session.get_one(Meeting, meeting_id).started_at.astimezone().date()
    return parse_action(text, list(names), met)


def _refuse_blank(text: str) -> None:
    if is_blank(text):
        raise Refused("a correction needs words; to take something out, strike it out")


def _refuse_same(before: str, after: str) -> None:
    if before == after:
        raise Refused(f"nothing is changed by this: it is “{before}” already")
