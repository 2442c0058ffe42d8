"""What of a meeting that has ended can be corrected: the texts that people said, and figures and answers.

Figures and answers are corrected in the minutes, which is where they were said: the key result's own figure, its
confidence and its score stay what they are, and are changed where OKRs are (METHOD M23). Nobody's vote is in here: what
was agreed on is, and votes under seal stay under it (METHOD M14).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.errors import NotFoundError, RefusedError
from facilitator.common.text import before_figures, clean_line, is_blank, number
from facilitator.meeting import agenda as agendas
from facilitator.okr import scoring
from facilitator.store.database import Database
from facilitator.tables.base import Base
from facilitator.tables.consensus import Commitment, Presentation, Readiness, Voting
from facilitator.tables.meeting import Action, Attendance, Decision, Meeting, ParkedTopic, Request, Sentence
from facilitator.tables.okr import KeyResult, Objective, Progress, Suggestion
from facilitator.tables.people import Person
from facilitator.tables.review import Analysis, Feedback, Reflection, Scoring

WORDS, CONFIDENCE, SCORE, FIGURE, ANSWER, DAY = "words", "confidence", "score", "figure", "answer", "day"
"""What a thing that can be corrected is: words, a confidence from 1 to 10, a score from 0 to 1 and its reason, a figure
of a key result, the answer to a request, or a day."""


_LISTED = 10
"""So many lines are listed where one was not found."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing of a meeting that can be corrected.

    Attributes:
        kind: What it is: `decision`, `action`, `sentence` and so on.
        row_id: Of the row in its table; `column` is where in it the thing is.
        text: It, in words; empty where it was not said.
        who: Whose it is.
        due: Of an action.
        about: What it is of, where it does not speak for itself: `Lead time to 2 days, agreed score`.
        sort: One of `WORDS`, `CONFIDENCE`, `SCORE`, `FIGURE`, `ANSWER`, `DAY`.
    """

    kind: str
    row_id: int
    column: str
    text: str
    who: str | None
    due: date | None = None
    # What it is of may be worded anew meanwhile, and it is the same thing still.
    about: str = field(default="", compare=False)
    sort: str = WORDS

    @property
    def told(self) -> str:
        """The thing with what it is of, whose it is and by when, in a line."""
        due = f"by {self.due.isoformat()}" if self.due else ""
        behind = ", ".join(filter(None, (self.who or "", due)))
        text = clean_line(self.text) or "–"
        if self.about:
            text = f"{before_figures(f'{clean_line(self.about)}:')} {text}"
        return f"{text} ({behind})" if behind else text

    @property
    def of_key_result(self) -> bool:
        """Whether a key result has such a figure of its own, which the correction leaves as it is."""
        return self.sort in (CONFIDENCE, SCORE, FIGURE) and self.kind != "commitment"


_Field = tuple[str, str, str]
"""Where in a row a thing is, what it is of, and its sort."""


class _Titles:
    """What the rows of a meeting are about."""

    def __init__(self, session: Session, meeting_id: int) -> None:
        self.people: dict[int | None, str] = dict(session.execute(select(Person.id, Person.name)).all())
        agenda = agendas.from_json(session.get_one(Meeting, meeting_id).agenda)
        self.steps = {step.kind for step in agenda.steps}
        key_results = [
            select(table.key_result_id).where(table.meeting_id == meeting_id) for table in (Progress, Voting, Scoring)
        ]
        voted = select(Voting.objective_id).where(Voting.meeting_id == meeting_id)
        titles = select(KeyResult.id, KeyResult.title).where(KeyResult.id.in_(key_results[0].union(*key_results[1:])))
        self.key_results: dict[int | None, str] = dict(session.execute(titles).all())
        objectives = select(Objective.id, Objective.title).where(Objective.id.in_(voted))
        self.objectives: dict[int | None, str] = dict(session.execute(objectives).all())
        # The minutes tell the last figure of each key result.
        progress = select(Progress.key_result_id, Progress.id).where(Progress.meeting_id == meeting_id)
        self.last = set(dict(session.execute(progress.order_by(Progress.id)).all()).values())


def _request(row: Request, _: _Titles) -> Iterator[_Field]:
    yield "what", "", WORDS
    yield "due", f"{row.what}, needed by", DAY
    yield "answer", f"{row.what}, answer", ANSWER
    if row.answer is not None:
        yield "note", f"{row.what}, words of the answer", WORDS


def _progress(row: Progress, titles: _Titles) -> Iterator[_Field]:
    yield "note", "", WORDS
    if "progress" in titles.steps and row.id in titles.last:
        title = titles.key_results[row.key_result_id]
        if row.after is not None:
            yield "after", f"{title}, reached", FIGURE
        yield "confidence", f"{title}, confidence", CONFIDENCE


def _voting(row: Voting, titles: _Titles) -> Iterator[_Field]:
    of_objective = titles.objectives.get(row.objective_id)
    yield "agreed", f"{titles.key_results.get(row.key_result_id, of_objective)}, agreed confidence", CONFIDENCE


def _scoring(row: Scoring, titles: _Titles) -> Iterator[_Field]:
    title = titles.key_results[row.key_result_id]
    yield "score", f"{title}, owner's score", SCORE
    yield "agreed_score", f"{title}, agreed score", SCORE


def _commitment(row: Commitment, _: _Titles) -> Iterator[_Field]:
    wording = row.wording
    objective = wording["objective"]
    yield "wording.objective", "", WORDS
    if wording["description"]:
        yield "wording.description", f"{objective}, description", WORDS
    if wording["confidence"] is not None:
        yield "wording.confidence", f"{objective}, confidence", CONFIDENCE
    for place, one in enumerate(wording["key_results"]):
        path = f"wording.key_results.{place}"
        yield f"{path}.title", f"{objective}, key result", WORDS
        if one["target"] is not None:
            yield f"{path}.start", f"{one['title']}, start", FIGURE
            yield f"{path}.target", f"{one['title']}, target", FIGURE
        if one["confidence"] is not None:
            yield f"{path}.confidence", f"{one['title']}, confidence", CONFIDENCE
    for place, one in enumerate(wording["requests"]):
        yield f"wording.requests.{place}.what", f"{objective}, counts on {one['asked']}", WORDS
        if one["note"]:
            yield f"wording.requests.{place}.note", f"{one['what']}, words of the answer", WORDS


def _suggestion(row: Suggestion, _: _Titles) -> Iterator[_Field]:
    yield "text", "", WORDS
    if row.answer:
        yield "answer", f"{clean_line(row.text)}, answer", WORDS


def _ready(row: Readiness, titles: _Titles) -> Iterator[_Field]:
    if row.reason:
        yield "reason", f"why the meeting did not wait for {titles.people[row.person_id]}", WORDS


def _attendance(row: Attendance, titles: _Titles) -> Iterator[_Field]:
    if row.reason:
        yield "reason", f"why {titles.people[row.person_id]} was not there", WORDS


def _texts(*columns: str) -> Callable[[Any, _Titles], Iterator[_Field]]:
    return lambda row, titles: ((column, "", WORDS) for column in columns)  # noqa: ARG005  # as the others have it


@dataclass(frozen=True, slots=True)
class Table:
    """Where things are that can be corrected; `who` is the column that says whose they are."""

    kind: str
    table: type[Base]
    who: str | None
    fields: Callable[[Any, _Titles], Iterator[_Field]]


_TABLES = (
    Table("decision", Decision, "by_id", _texts("text")),
    Table("action", Action, "owner_id", _texts("text")),
    Table("parked", ParkedTopic, "by_id", _texts("text")),
    Table("request", Request, "from_person_id", _request),
    Table("sentence", Sentence, "person_id", _texts("text")),
    Table("progress", Progress, "person_id", _progress),
    Table("confidence", Voting, None, _voting),
    Table("score", Scoring, None, _scoring),
    Table("commitment", Commitment, "person_id", _commitment),
    Table("reflection", Reflection, "person_id", _texts("text")),
    Table("feedback", Feedback, "by_id", _texts("text")),
    Table("analysis", Analysis, "person_id", _texts("own_part", "help_needed", "solution")),
    Table("suggestion", Suggestion, "by_id", _suggestion),
    Table("presentation", Presentation, "person_id", _texts("aligned")),
    Table("readiness", Readiness, None, _ready),
    Table("attendance", Attendance, None, _attendance),
)
TABLES = {one.kind: one for one in _TABLES}


def said(database: Database, meeting_id: int) -> tuple[Said, ...]:
    """Everything of a meeting that can be corrected, decisions and actions first.

    Raises:
        RefusedError: It has not ended: what people have prepared in their check-ins is theirs till then.
        NotFoundError: There is no such meeting.
    """
    with database.reading() as session:
        refuse_running(session.get(Meeting, meeting_id), meeting_id)
        return tuple(read(session, meeting_id))


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
    """The one thing that is `words`, or is of them, or else the one that contains them.

    Raises:
        RefusedError: Nothing has them, or more than one thing; the message lists these.
        NotFoundError: There is no such meeting.
    """
    wanted = clean_line(words).strip()
    if is_blank(wanted):
        raise RefusedError("say the words that are to be corrected")
    some = said(database, meeting_id)
    found = [one for one in some if wanted in (clean_line(one.text).strip(), clean_line(one.about).strip())]
    if not found:
        spoken = [one for one in some if wanted.casefold() in clean_line(one.text).casefold()]
        # What is of words that are found themselves, such as the answer to a request, is not meant by them.
        rows = {(one.kind, one.row_id) for one in spoken}
        of = [one for one in some if wanted.casefold() in clean_line(f"{one.about}: {one.text}").casefold()]
        found = [*spoken, *(one for one in of if (one.kind, one.row_id) not in rows)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise RefusedError(
            f"nothing that was recorded in meeting {meeting_id} has the words “{wanted}”; "
            f"copy them from facilitator minutes {meeting_id}, or say what is wrong in a remark"
        )
    listed = "".join(f"\n  {one.kind}: {one.told}" for one in found[:_LISTED])
    more = f"\n  and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    raise RefusedError(f"“{wanted}” may be one of these; say more of its words:{listed}{more}")


def refuse_running(meeting: Meeting | None, meeting_id: int) -> None:
    """Refuse a meeting that is not there, or has not ended."""
    if meeting is None:
        raise NotFoundError(f"there is no meeting {meeting_id}; facilitator meetings lists them")
    if meeting.state != "ended":
        raise RefusedError(
            f"meeting {meeting_id} has not ended, so its minutes may still change; say it there, or end it first"
        )


def read(session: Session, meeting_id: int) -> Iterator[Said]:
    """Everything of a meeting that can be corrected, decisions and actions first."""
    titles = _Titles(session, meeting_id)
    for one in _TABLES:
        table: Any = one.table
        for row in session.scalars(select(table).where(table.meeting_id == meeting_id).order_by(table.id)):
            yield from _of(one, row, titles)


def reread(session: Session, meeting_id: int, one: Said, row: Base) -> Said | None:
    """The same as it is now; None where it is not there any more."""
    found = _of(TABLES[one.kind], row, _Titles(session, meeting_id))
    return next((now for now in found if now.column == one.column), None)


def _of(one: Table, row: Any, titles: _Titles) -> Iterator[Said]:
    whose = titles.people.get(getattr(row, one.who)) if one.who else None
    for column, about, sort in one.fields(row, titles):
        text = _told(row, column, sort)
        if sort == WORDS and is_blank(text):
            continue
        # A figure is of its key result and of nobody (METHOD M9).
        who = whose if sort in (WORDS, ANSWER, DAY) else None
        yield Said(one.kind, row.id, column, text, who, row.due if one.kind == "action" else None, about, sort)


def _told(row: Any, column: str, sort: str) -> str:
    value = value_of(row, column)
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


def value_of(row: Any, column: str) -> Any:
    """What stands in a row; a column with points in it leads into its JSON."""
    name, *path = column.split(".")
    value = getattr(row, name)
    for part in path:
        value = value[int(part)] if part.isdecimal() else value[part]
    return value
