"""Puts into a row what a correction says: words, a figure or an answer, or nothing in their place."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.assigning import LineReader, parse_day
from facilitator.common.errors import RefusedError
from facilitator.common.settings import month_first
from facilitator.common.text import clean_line, is_blank
from facilitator.meeting import lines
from facilitator.minutes.corrections import reading
from facilitator.okr import scoring, votes
from facilitator.okr.figures import number_of
from facilitator.promises.requests import ANSWERS
from facilitator.steps.corrections import CorrectableValue
from facilitator.tables.meeting import Meeting, Request
from facilitator.tables.people import Person
from facilitator.tables.review import Scoring


def put(session: Session, meeting_id: int, row: Any, value: CorrectableValue, text: str) -> None:
    """Put what somebody typed where it belongs.

    Raises:
        RefusedError: It is blank, or no such thing.
    """
    refuse_blank(text)
    try:
        match value.sort:
            case "confidence":
                _set(row, value.column, votes.figure(text))
            case "score":
                _score(row, value.column, text)
            case "figure":
                _set(row, value.column, _figure(text))
            case "answer":
                _answer(session, meeting_id, row, text)
            case "day":
                row.due = _day(session, meeting_id, text)
            case _:
                # What was agreed on in words has lines of its own only in a description.
                lines = not value.column.startswith("wording.") or value.column == "wording.description"
                _set(row, value.column, text if lines else clean_line(text))
    except RefusedError:
        raise
    except ValueError as error:
        raise RefusedError(str(error)) from error


def _set(row: Any, column: str, value: Any) -> None:
    """Set it; in JSON, so that the row is seen to have changed."""
    name, *path = column.split(".")
    if not path:
        setattr(row, name, value)
        return
    whole = copy.deepcopy(getattr(row, name))
    reading.within(whole, path[:-1])[path[-1]] = value
    setattr(row, name, whole)


def _figure(text: str) -> float:
    figure = number_of(text)
    if figure is None:
        raise RefusedError(f"“{clean_line(text)[:40]}” is not a number; write one such as 7 or 12.5")
    return figure


def _day(session: Session, meeting_id: int, text: str) -> date:
    words = clean_line(text).strip()
    due = parse_day(words, held_on(session, meeting_id), month_first=month_first())
    if due is None:
        raise RefusedError(f"“{words[:40]}” is not a day; write one such as 2026-11-30, or friday")
    return due


def _score(row: Scoring, column: str, text: str) -> None:
    """Set a score and its reason (METHOD M26); the owner's own score, or one that has a reason, needs no other."""
    score, reason = scoring.parse(text)
    agreed = column == "agreed_score"
    if is_blank(reason):
        reason = row.agreed_reason if agreed else row.reason
    if is_blank(reason) and score == row.score:
        reason = row.reason
    if is_blank(reason):
        raise RefusedError(f"no reason, no score: say why it is {scoring.figure(score)}, success and failure alike")
    if agreed:
        row.agreed_score, row.agreed_reason = score, reason
    else:
        row.score, row.reason = score, reason


def _answer(session: Session, meeting_id: int, row: Request, answer: str | None) -> None:
    """Set an answer, with what follows from it as in the meeting: declined is settled, anything else is still to do.

    None: there was no answer.
    """
    if answer is not None and answer not in ANSWERS:
        raise RefusedError(f"“{clean_line(answer)[:40]}” is not an answer; write one of {', '.join(ANSWERS)}")
    became = row.became_action_id is not None or row.became_key_result_id is not None
    if became and answer != "accepted":
        what = "an action" if row.became_action_id is not None else "a key result"
        raise RefusedError(f"the request became {what}, so it was accepted; say in a remark what is wrong with it")
    was, row.answer = row.answer, answer
    ended = session.get_one(Meeting, meeting_id).ended_at
    if answer is None:
        row.note, row.answered_at, row.answered_by_id = "", None, None
    else:
        row.answered_at = row.answered_at or ended
    if answer == "declined" and row.state == "open":
        row.state, row.done_at = "dropped", row.answered_at
    elif was == "declined" and answer != "declined" and row.state == "dropped":
        row.state, row.done_at = "open", None


def emptied(session: Session, row: Any, value: CorrectableValue) -> bool:
    """Return whether there is more to the row than what is struck out, so that only this is taken out of it.

    Raises:
        RefusedError: There is no minute without it.
    """
    correctable = reading.tables()[value.kind]
    match value.sort, value.column:
        case "answer", _:
            _answer(session, row.meeting_id, row, None)
        case "day", column:
            setattr(row, column, None)
        case "score", "agreed_score":
            row.agreed_score, row.agreed_reason = None, ""
        case "score", _:
            row.score, row.reason = None, ""
        case _, column if column in correctable.instead:
            setattr(row, column, getattr(row, correctable.instead[column]))
        case "figure", _:
            raise RefusedError(
                f"a commitment has its figures; say what “{clean_line(value.about)}” is, or say it in a remark"
            )
        case "confidence", column:
            _set(row, column, None)
        case _, column if column.startswith("wording.") and column != "wording.objective":
            _strike_wording(row, column)
        case _, column if column in correctable.emptied:
            setattr(row, column, "")
        case _:
            return False
    return True


def _strike_wording(row: Any, column: str) -> None:
    """Take words out of a commitment: a line of it goes as a whole."""
    _, name, *path = column.split(".")
    if len(path) == 2 and path[1] in ("title", "what"):
        whole = copy.deepcopy(row.wording)
        del whole[name][int(path[0])]
        row.wording = whole
    else:
        _set(row, column, "")


def reader(session: Session, meeting_id: int) -> LineReader:
    """Return what reads who does what by when in a correction; a day of the week is the one after the meeting."""
    return lines.reader(session.scalars(select(Person.name)).all(), held_on(session, meeting_id))


def held_on(session: Session, meeting_id: int) -> date:
    """Return the day on which the meeting began, here."""
    return clock.day_of(session.get_one(Meeting, meeting_id).started_at)


def refuse_blank(text: str) -> None:
    """Refuse words of which nothing can be seen."""
    if is_blank(text):
        raise RefusedError("a correction needs words; to take something out, strike it out")
