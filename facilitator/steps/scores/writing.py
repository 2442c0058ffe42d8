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
from facilitator.steps import season
from facilitator.steps.scores import reading as scores_reading
from facilitator.steps.scores.reading import Scored
from facilitator.store.conflicts import shortened
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import KeyResult
from facilitator.tables.review import Scoring


class NoReasonError(RefusedError):
    """A score without its reason is none (METHOD M26)."""


def give(database: Database, name: str, key_result_id: int, score: float | None, reason: str) -> None:
    """Record the owner's score of a key result, 0 to 1, in their check-in; without one theirs is taken away.

    Raises:
        NotFoundError: Nobody has that name.
        NoReasonError: There is a score and no reason.
        RefusedError: The score is not from 0 to 1.
        TooLongError: A reason of more than 100,000 characters.
    """
    why = _reason(score, reason)
    with season.preparing(database, name, KeyResult, key_result_id, _what("score", score)) as prepared:
        session, _, person_id, meeting_id = prepared
        row = _row(session, key_result_id, meeting_id)
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
    """Agree on the scores that these key results have; one without a score stays without.

    `expected` has the score and the reason of each that stood on the screen.

    Raises:
        ChangedMeanwhileError: The owner has given another one since.
    """
    wanted = set(key_result_ids)
    with database.reading() as session:
        waiting = _to_agree(session, meeting_id, wanted)
    titles = {scored.key_result.title if len(waiting) == 1 else scored.key_result.objective for scored in waiting}
    what = titles.pop() if len(titles) == 1 else "several objectives"
    with recording(database, f'agreement on "{what}"', source="meeting", meeting_id=meeting_id) as session:
        for scored in _to_agree(session, meeting_id, wanted):
            _refuse_other(scored, expected.get(scored.id) if expected is not None else None)
            _agreed(session, meeting_id, scored, scored.score, scored.reason)


def settle(
    database: Database,
    meeting_id: int,
    key_result_id: int,
    line: str,
    expected: tuple[float | None, str] | None = None,
) -> None:
    """Agree on another score than the owner's; both are kept.

    Args:
        line: The score and its reason: `0.6 the last canary came late`. The owner's own score needs no new reason.
        expected: The score and the reason that stood on the screen; None: whatever there is will do.

    Raises:
        ChangedMeanwhileError: It has another score or reason by now.
        NoReasonError: There is no reason.
        RefusedError: There is no score from 0 to 1 in the line.
        NotFoundError: The key result is not one of the meeting's.
    """
    score, reason = scoring.parse(clean_line(line))
    with database.reading() as session:
        what = f'{_what("agreed score", score)} "{session.get_one(KeyResult, key_result_id).title}"'
    with recording(database, what, source="meeting", meeting_id=meeting_id) as session:
        reviewed = scores_reading.in_meeting(session, session.get_one(Meeting, meeting_id))
        key_results = (scored for objective in reviewed for scored in objective.key_results)
        scored = next((scored for scored in key_results if scored.id == key_result_id), None)
        if scored is None:
            raise NotFoundError("that key result is not there any more; choose another one")
        why = scored.own_reason if is_blank(reason) and score == scored.own_score else _reason(score, reason)
        if (scored.score, scored.reason) != (score, why):
            _refuse_other(scored, expected)
        _agreed(session, meeting_id, scored, score, why)


def _to_agree(session: Session, meeting_id: int, ids: Collection[int]) -> list[Scored]:
    """Return the key results among these that have a score on which nobody has agreed yet."""
    reviewed = scores_reading.in_meeting(session, session.get_one(Meeting, meeting_id))
    return [scored for objective in reviewed for scored in objective.to_agree if scored.id in ids]


def _refuse_other(scored: Scored, expected: tuple[float | None, str] | None) -> None:
    """Refuse to agree on a score that is not the one that stood on the screen."""
    there = (scored.score, scored.reason)
    if expected in (None, there):
        return
    now = "no score" if scored.score is None else f"{scoring.figure(scored.score)} {clean_line(scored.reason)}".strip()
    title = scored.key_result.title
    raise ChangedMeanwhileError(f'another window was quicker: "{title}" has {shortened(now)} now', there)


def _reason(score: float | None, reason: str) -> str:
    why = clean(reason).strip()
    if score is None:
        return ""
    scoring.check(score)
    if is_blank(why):
        raise NoReasonError(f"no reason, no score: say why it is {scoring.figure(score)}, success and failure alike")
    return why


def _what(kind: str, score: float | None) -> str:
    return f"{kind} {scoring.figure(score)} of" if score is not None else f"no {kind} of"


def _row(session: Session, key_result_id: int, meeting_id: int | None) -> Scoring:
    """Return the row of a key result in a meeting, a new one where there is none yet."""
    here = (Scoring.key_result_id == key_result_id) & (Scoring.meeting_id == meeting_id)
    row = session.scalar(select(Scoring).where(here).order_by(Scoring.id.desc()).limit(1))
    if row is None:
        row = Scoring(key_result_id=key_result_id, meeting_id=meeting_id, reason="", agreed_reason="", at=clock.now())
        session.add(row)
    return row


def _agreed(session: Session, meeting_id: int, scored: Scored, score: float | None, reason: str) -> None:
    row = _row(session, scored.id, meeting_id)
    row.score, row.reason = scored.own_score, scored.own_reason
    row.agreed_score, row.agreed_reason, row.at = score, reason, clock.now()
    _mirror(session, scored.id, score, reason)


def _mirror(session: Session, key_result_id: int, score: float | None, reason: str) -> None:
    row = session.get_one(KeyResult, key_result_id)
    if (row.score, row.reason) != (score, reason):
        row.score, row.reason = score, reason


def adopt(session: Session, meeting: Meeting, people: Collection[int]) -> None:
    """Make the scores that people gave beforehand to key results of its cycle part of the meeting."""
    of_cycle = key_results_of(meeting.cycle_id)
    take_over(session, meeting, Scoring, Scoring.person_id.in_(people), Scoring.key_result_id.in_(of_cycle))
