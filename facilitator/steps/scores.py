"""Scores: what each key result is worth from 0 to 1 and why, as its owner says and as all agree (METHOD M25 to M27)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.errors import ChangedMeanwhileError, NotFoundError, RefusedError
from facilitator.common.text import clean, clean_line, is_blank
from facilitator.common.toml_writer import number, quoted
from facilitator.documents import blocks
from facilitator.documents.blocks import Bar, Block, Heading
from facilitator.meeting.past import Past
from facilitator.okr import scoring
from facilitator.people.reading import find_person
from facilitator.steps import reviewed, season
from facilitator.steps.asking import Names, Reader, Recording, Who
from facilitator.steps.kind import Kind, StepTold
from facilitator.steps.reviewed import Reviewed, Scored
from facilitator.store.conflicts import shortened
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import KeyResult
from facilitator.tables.review import Scoring


class NoReasonError(RefusedError):
    """A score without its reason is none (METHOD M26)."""


def of_meeting(database: Database, meeting_id: int) -> tuple[Reviewed, ...]:
    """The objectives that the meeting is about, with their scores."""
    with database.reading() as session:
        return reviewed.of_meeting(session, session.get_one(Meeting, meeting_id))


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
            row.score, row.reason, row.person_id, row.at = score, why, person_id, datetime.now(UTC)
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
    titles = {one.objective for one in some}
    what = some[0].title if len(some) == 1 else titles.pop() if len(titles) == 1 else "several objectives"
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
    return tuple(reviewed.of_meeting(session, session.get_one(Meeting, meeting_id)))


def _refuse_other(one: Scored, expected: tuple[float | None, str] | None) -> None:
    """Refuse to agree on a score that is not the one that stood on the screen."""
    if expected is None or (one.score, one.reason) == expected:
        return
    now = f"{scoring.figure(one.score)} {clean_line(one.reason)}".strip() if one.score is not None else "no score"
    raise ChangedMeanwhileError(
        f'another window was quicker: "{one.title}" has {shortened(now)} now', (one.score, one.reason)
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
        row = Scoring(
            key_result_id=key_result_id, meeting_id=meeting_id, reason="", agreed_reason="", at=datetime.now(UTC)
        )
        session.add(row)
    return row


def _agreed(session: Session, meeting_id: int, one: Scored, score: float | None, reason: str) -> None:
    row = _row(session, one.id, meeting_id)
    row.score, row.reason = one.own_score, one.own_reason
    row.agreed_score, row.agreed_reason, row.at = score, reason, datetime.now(UTC)
    _mirror(session, one.id, score, reason)


def _mirror(session: Session, key_result_id: int, score: float | None, reason: str) -> None:
    row = session.get_one(KeyResult, key_result_id)
    if (row.score, row.reason) != (score, reason):
        row.score, row.reason = score, reason


# -- the minutes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScoreTold:
    """A key result's score, the owner's and the agreed one."""

    one: Scored

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        return {
            "key_result": self.one.title,
            "owner": self.one.owner or None,
            "score": self.one.score,
            "reason": self.one.reason,
            "own_score": self.one.own_score,
            "agreed_score": self.one.agreed_score,
        }


@dataclass(frozen=True, slots=True)
class ObjectiveTold:
    """An objective's score, the mean of its key results."""

    objective: Reviewed

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it; the score is unrounded."""
        return {"objective": self.objective.title, "score": self.objective.score}


def records(past: Past, index: int) -> tuple[ScoreTold | ObjectiveTold, ...]:  # noqa: ARG001  # scores belong to the meeting
    """Each objective's key results, then the objective."""
    return tuple(_records(reviewed.of_past(past)))


def _records(objectives: Iterable[Reviewed]) -> Iterator[ScoreTold | ObjectiveTold]:
    for objective in objectives:
        for one in objective.key_results:
            yield ScoreTold(one)
        yield ObjectiveTold(objective)


def section(told: StepTold) -> list[Block]:
    """A table for every objective, with what was committed to beside what was reached."""
    some = [one.objective for one in told.records if isinstance(one, ObjectiveTold)]
    if not some:
        return []
    found: list[Block] = [Heading("Scores" if told.title == "Agreement" else told.title)]
    heads = ("Key result", "Owner", "Reached", "Committed", "Owner's score", "Agreed", "Reason")
    for one in some:
        found.append(Heading(f"{one.title}{blocks.by(one.owner)}", 3))
        found += blocks.paragraph(f"Score {told_score(one)}.")
        found += blocks.table(heads, map(_cells, one.key_results), "It has no key results.")
        found += blocks.bars(
            "Scores of the key results", "The bar is the score from 0 to 1, the mark the objective's.", _bars(one)
        )
        if one.otherwise:
            found += blocks.paragraph("What was committed to was worded otherwise:")
            found += blocks.bullets(one.otherwise)
    return found


def _bars(one: Reviewed) -> Iterator[Bar]:
    """A bar for every key result that has a score: a picture for each objective, so that no two owners are compared."""
    mean = one.score
    for each in one.key_results:
        if each.score is not None and mean is not None:
            yield Bar(each.title, scoring.figure(each.score), blocks.part(each.score), blocks.part(mean))


def told_score(one: Reviewed) -> str:
    """An objective's score to one decimal, and how many key results have none: `0.6, 1 still missing`."""
    return scoring.tenth(one.score) + (f", {one.missing} still missing" if one.missing else "")


def _cells(one: Scored) -> tuple[str | blocks.Line, ...]:
    reason = one.reason
    if one.agreed and one.own_reason not in ("", reason):
        reason = f"{reason} (the owner: {one.own_reason})"
    return (
        one.title,
        blocks.someone(one.owner),
        one.figures,
        blocks.number_or_dash(one.committed),
        scoring.figure(one.own_score),
        scoring.figure(one.agreed_score),
        blocks.line(reason, blocks.corrected(one.corrected)),
    )


# -- the check-in ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskedScores:
    """The key results that somebody scores, their own ones.

    Attributes:
        objectives: Their objectives, with all key results.
        own: The key results that they score, in the order of the OKRs.
    """

    name: str
    objectives: tuple[Reviewed, ...]
    own: tuple[Scored, ...]
    names: Names[Scored]

    table = "scores"

    def template(self) -> list[str]:
        """A line for every key result, below what was reached."""
        lines = []
        for called, one in self.names.best.items():
            hint = f"; progress suggests {scoring.figure(one.suggested)}" if one.suggested is not None else ""
            lines.append(f"# {clean_line(one.figures)}{hint}")
            score = f"score = {number(one.own_score)}, " if one.own_score is not None else ""
            lines.append(f"{quoted(called)} = {{{score}reason = {quoted(one.own_reason)}}}")
        return ["# score = 0.7 beside the reason: from 0 to 1, and no score without one", *lines]

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """The scores of all key results that are named; what stands there as it was is left alone."""
        found: list[tuple[int, float, str]] = []
        for where, one, value in self.names.entries(reader, self.table, table, "key result"):
            entry = reader.table(where, value, '{score = 0.7, reason = "…"}')
            taken = _taken(reader, where, one, entry) if entry is not None else None
            if taken is not None:
                found.append((one.id, *taken))

        def record(database: Database) -> int:
            for key_result_id, score, reason in found:
                give(database, self.name, key_result_id, score, reason)
            return len(found)

        return record


def _taken(reader: Reader, where: str, one: Scored, entry: Mapping[str, Any]) -> tuple[float, str] | None:
    reader.known(where, entry, ("score", "reason"))
    reason = reader.text(f"{where}.reason", entry["reason"]) if "reason" in entry else one.own_reason
    score = one.own_score
    if "score" in entry:
        score = reader.number(where, "score", entry["score"])
        if score is None:
            return None
        if not 0 <= score <= 1:
            reader.wrong(where, f"score is {number(score)}", "write a score from 0 to 1")
            return None
    if score is None:
        if reason:
            reader.wrong(where, "there is a reason and no score", "write score = 0.7, from 0 to 1, beside it")
        return None
    if (score, reason) == (one.own_score, clean(one.own_reason).strip()):
        return None
    if not reason:
        reader.wrong(where, "there is a score and no reason", 'write reason = "…": no reason, no score')
        return None
    return score, reason


def asked_of(database: Database, who: Who) -> AskedScores | None:
    """The key results that they score for the review that they are in, or for the next one."""
    if who.agenda is not None and not who.in_step("scores"):
        return None
    with database.reading() as session:
        cycle_id = season.review_cycle(session, who)
        if cycle_id is None:
            return None
        objectives = reviewed.of_person(session, who.person_id, cycle_id, who.meeting_id)
        own = tuple(one for each in objectives for one in each.key_results if one.owner_id == who.person_id)
        if not own:
            return None
        keys = session.execute(select(KeyResult.id, KeyResult.key).where(KeyResult.id.in_([one.id for one in own])))
        files = {row_id: key or "" for row_id, key in keys}
    names = Names(own, {one.id: (files[one.id], f"{one.title} ({one.objective})") for one in own})
    return AskedScores(who.name, objectives, own, names)


KIND = Kind("scores", read=of_meeting, records=records, section=section, asked=asked_of)
