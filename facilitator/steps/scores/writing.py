"""Records scores."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import ChangedMeanwhileError, NotFoundError, RefusedError
from facilitator.common.text import clean, clean_line, is_blank
from facilitator.meeting.hooks import take_over
from facilitator.meeting.objectives import key_results_of
from facilitator.okr import scoring
from facilitator.people.reading import find_person
from facilitator.steps import season
from facilitator.steps.scores import reading as scores_reading
from facilitator.steps.scores.reading import Reviewed, Scored, of_meeting
from facilitator.store.conflicts import shortened
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import KeyResult
from facilitator.tables.review import Scoring


class NoReasonError(RefusedError):
    """A score without its reason is none (METHOD M26)."""


def give(database: Database, name: str, key_result_id: int, score: float | None, reason: str) -> None:
    """Record the owner's score of a key result; without a score what they gave before is taken away.

    Args:
        database: Where.
        name: Who scores it, in their check-in.
        key_result_id: Which.
        score: 0 to 1.
        reason: Why, in their words.

    Raises:
        NotFoundError: Nobody is called so.
        NoReasonError: There is a score and no reason.
        ValueError: The score is not from 0 to 1.
        TooLongError: A reason of more than 100,000 characters.
    """
    why = _reason(score, reason)
    with database.reading() as session:
        person_id = find_person(session, name).id
        meeting_id = _meeting_of(session, person_id, key_result_id)
        what = _what("score", session.get_one(KeyResult, key_result_id).title, score)
    with recording(database, what, source="check-in", meeting_id=meeting_id, person_id=person_id) as session:
        # The meeting may have begun, or ended, since.
        row = _row(session, key_result_id, _meeting_of(session, person_id, key_result_id))
        if (row.score, row.reason, row.person_id) != (score, why, person_id):
            row.score, row.reason, row.person_id, row.at = score, why, person_id, clock.now()
        if row.agreed_score is None:
            _mirror(session, key_result_id, score, why)


def agree(
    database: Database,
    meeting_id: int,
    key_result_ids: Iterable[int],
    expected: Mapping[int, tuple[float | None, str]] | None = None,
) -> None:
    """The meeting agrees on the scores that these key results have; one without a score stays without.

    `expected` has the score and the reason of each that stood on the screen.

    Raises:
        ChangedMeanwhileError: The owner has given another one since.
    """
    wanted = set(key_result_ids)
    some = [one for each in of_meeting(database, meeting_id) for one in each.to_agree if one.id in wanted]
    titles = {one.key_result.objective for one in some}
    what = some[0].key_result.title if len(some) == 1 else titles.pop() if len(titles) == 1 else "several objectives"
    with recording(database, f'agreement on "{what}"', source="meeting", meeting_id=meeting_id) as session:
        for each in _reviewed(session, meeting_id):
            for one in each.to_agree:
                if one.id in wanted:
                    if expected is not None:
                        _refuse_other(one, expected.get(one.id))
                    _agreed(session, meeting_id, one, one.score, one.reason)


def settle(
    database: Database,
    meeting_id: int,
    key_result_id: int,
    line: str,
    expected: tuple[float | None, str] | None = None,
) -> None:
    """The meeting agrees on another score than the owner's, and both are kept.

    Args:
        database: Where.
        meeting_id: Which meeting.
        key_result_id: Which key result.
        line: The score and its reason: `0.6 the last canary came late`. The owner's own score needs no new reason.
        expected: The score and the reason that stood on the screen; None: whatever there is will do.

    Raises:
        ChangedMeanwhileError: It has another score or reason by now.
        NoReasonError: There is no reason.
        ValueError: There is no score from 0 to 1 in the line.
        LookupError: The key result is not one of the meeting's.
    """
    score, reason = scoring.parse(clean_line(line))
    with database.reading() as session:
        what = _what("agreed score", session.get_one(KeyResult, key_result_id).title, score)
    with recording(database, what, source="meeting", meeting_id=meeting_id) as session:
        some = [one for each in _reviewed(session, meeting_id) for one in each.key_results if one.id == key_result_id]
        if not some:
            raise NotFoundError("that key result is not there any more; choose another one")
        (one,) = some
        why = one.own_reason if is_blank(reason) and score == one.own_score else _reason(score, reason)
        if (one.score, one.reason) != (score, why):
            _refuse_other(one, expected)
        _agreed(session, meeting_id, one, score, why)


def _reviewed(session: Session, meeting_id: int) -> tuple[Reviewed, ...]:
    return tuple(scores_reading.in_meeting(session, session.get_one(Meeting, meeting_id)))


def _refuse_other(one: Scored, expected: tuple[float | None, str] | None) -> None:
    """Refuse to agree on a score that is not the one that stood on the screen."""
    if expected is None or (one.score, one.reason) == expected:
        return
    now = f"{scoring.figure(one.score)} {clean_line(one.reason)}".strip() if one.score is not None else "no score"
    raise ChangedMeanwhileError(
        f'another window was quicker: "{one.key_result.title}" has {shortened(now)} now', (one.score, one.reason)
    )


def _reason(score: float | None, reason: str) -> str:
    why = clean(reason).strip()
    if score is None:
        return ""
    scoring.check(score)
    if is_blank(why):
        raise NoReasonError(f"no reason, no score: say why it is {scoring.figure(score)}, success and failure alike")
    return why


def _what(kind: str, title: str, score: float | None) -> str:
    return f'{kind} {scoring.figure(score)} of "{title}"' if score is not None else f'no {kind} of "{title}"'


def _meeting_of(session: Session, person_id: int, key_result_id: int) -> int | None:
    return season.review_of(session, person_id, session.get_one(KeyResult, key_result_id).objective.cycle_id)


def _row(session: Session, key_result_id: int, meeting_id: int | None) -> Scoring:
    """The row of a key result in a meeting, a new one where there is none yet."""
    here = Scoring.meeting_id.is_(None) if meeting_id is None else Scoring.meeting_id == meeting_id
    row = session.scalar(
        select(Scoring).where(Scoring.key_result_id == key_result_id, here).order_by(Scoring.id.desc()).limit(1)
    )
    if row is None:
        row = Scoring(key_result_id=key_result_id, meeting_id=meeting_id, reason="", agreed_reason="", at=clock.now())
        session.add(row)
    return row


def _agreed(session: Session, meeting_id: int, one: Scored, score: float | None, reason: str) -> None:
    row = _row(session, one.id, meeting_id)
    row.score, row.reason = one.own_score, one.own_reason
    row.agreed_score, row.agreed_reason, row.at = score, reason, clock.now()
    _mirror(session, one.id, score, reason)


def _mirror(session: Session, key_result_id: int, score: float | None, reason: str) -> None:
    row = session.get_one(KeyResult, key_result_id)
    if (row.score, row.reason) != (score, reason):
        row.score, row.reason = score, reason


def adopt(session: Session, meeting: Meeting, people: Collection[int]) -> None:
    """Make the scores that people gave beforehand to key results of its cycle part of the meeting."""
    of_cycle = key_results_of(meeting.cycle_id)
    take_over(session, meeting, Scoring, Scoring.person_id.in_(people), Scoring.key_result_id.in_(of_cycle))
