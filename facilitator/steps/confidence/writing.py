"""Votes on how sure the owners are: sealed, revealed all at once, given again, agreed on (METHOD M14).

Every change is made where nobody else writes at the same time, and looks first at what others did meanwhile: a vote
and a reveal, or two reveals, come one after the other and never half.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from types import EllipsisType

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import ChangedMeanwhileError, LateError, RefusedError
from facilitator.meeting import running
from facilitator.meeting.hooks import take_over
from facilitator.meeting.objectives import objectives_of
from facilitator.okr import votes
from facilitator.okr.changing import record_progress
from facilitator.steps.confidence import seal
from facilitator.steps.confidence.reading import ballots_of, column_of, item_of, items_of, meanings_of, set_item
from facilitator.store.conflicts import shortened
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.consensus import ConfidenceMeaning, Vote, Voting
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person


class VoteRefusedError(RefusedError):
    """A vote, or what follows from votes, cannot be taken now; the message says why."""


def vote(
    database: Database,
    person_id: int,
    per: str,
    figures: Mapping[int, int],
    *,
    meeting_id: int | None = None,
    round_number: int | None = None,
) -> int:
    """Take somebody's votes, under seal; one given before in the same round is replaced.

    Args:
        per: What is voted on, `key_result` or `objective`; so for all below.
        figures: The figures, 1 to 10, by the id of what is voted on.
        meeting_id: The meeting where they vote round the table. None: they vote in their own check-in, in the meeting
            that they are in, or for the next one.
        round_number: The round that they were shown; None takes the one that is open.

    Returns:
        How many votes are other than before.

    Raises:
        VoteRefusedError: The votes are revealed, the item is not voted on there, or it is somebody else's meeting.
            Nothing is recorded then.
        RefusedError: A figure that is none.
    """
    if not all(votes.LOWEST <= figure <= votes.HIGHEST for figure in figures.values()):
        raise RefusedError(f"confidence is a whole number from {votes.LOWEST} to {votes.HIGHEST}")
    source = "check-in" if meeting_id is None else "meeting"
    with database.reading() as session:
        name = session.get_one(Person, person_id).name
        titles = _titles(session, per, figures)
        if source == "check-in":
            meeting_id = _votes_in(session, person_id)
    what = f"vote of {name}" + (f' on "{titles[next(iter(titles))]}"' if len(titles) == 1 else "")
    with recording(database, what, source=source, meeting_id=meeting_id, person_id=person_id) as session:
        if source == "check-in" and _votes_in(session, person_id) != meeting_id:
            raise VoteRefusedError("a meeting has begun or ended meanwhile; vote once more")
        rounds = _open_rounds(session, meeting_id, per, person_id, titles, round_number)
        secret = seal.key(session)
        own = select(Vote).where(Vote.meeting_id == meeting_id, Vote.person_id == person_id)
        rows = {(item_of(row, per), row.round): row for row in session.scalars(own)}
        changed = 0
        for item_id, figure in figures.items():
            row = rows.get((item_id, rounds[item_id]))
            if row is None:
                row = Vote(meeting_id=meeting_id, person_id=person_id, round=rounds[item_id])
                set_item(row, per, item_id)
                session.add(row)
            elif _same(secret, row.sealed, figure):
                continue
            changed += 1
            row.sealed, row.at = seal.seal(secret, figure), clock.now()
        return changed


def _same(secret: bytes, sealed: str, figure: int) -> bool:
    try:
        return seal.opened(secret, sealed) == figure
    except seal.BrokenSealError:
        return False


def _votes_in(session: Session, person_id: int) -> int | None:
    """Return the meeting in which somebody's check-in votes; None: the next one."""
    meeting_id = running.meeting_of(session, person_id)
    if meeting_id is None:
        return None
    steps = running.read(session, meeting_id).agenda.steps
    return meeting_id if any(step.kind == "confidence" for step in steps) else None


def _open_rounds(
    session: Session,
    meeting_id: int | None,
    per: str,
    person_id: int,
    titles: Mapping[int, str],
    round_number: int | None,
) -> dict[int, int]:
    """Return the round that a vote goes into, for every item."""
    if meeting_id is None:
        return dict.fromkeys(titles, 1)
    meeting = _going_on(session, meeting_id)
    people = running.read(session, meeting_id).people
    if person_id not in people:
        raise VoteRefusedError("only people of the meeting vote in it; w says who is here")
    ballots = {ballot.item.id: ballot for ballot in ballots_of(session, meeting, per, people).ballots}
    rounds = {}
    for item_id, title in titles.items():
        ballot = ballots.get(item_id)
        if ballot is None:
            raise VoteRefusedError(f'"{title}" is not voted on in this meeting')
        if ballot.state == "closed":
            raise VoteRefusedError(f'the vote on "{title}" is closed')
        if ballot.state != "open":
            raise VoteRefusedError(
                f'the votes on "{title}" are revealed; yours can go into another round, when one is asked for'
            )
        if round_number not in (None, ballot.round):
            raise VoteRefusedError(f'round {round_number} on "{title}" is over; vote in round {ballot.round}')
        rounds[item_id] = ballot.round
    return rounds


@contextmanager
def _turning(
    database: Database, meeting_id: int, per: str, item_id: int, what: str, source: str = "meeting"
) -> Iterator[tuple[Session, Meeting, Voting, str]]:
    """Give a session that moves a vote on, the meeting, the row of the vote and the title of what is voted on.

    The source is `screen` where no more becomes of it than which vote is open: undo goes past that.
    """
    with database.reading() as session:
        title = _titles(session, per, [item_id])[item_id]
    with recording(database, f'{what} "{title}"', source=source, meeting_id=meeting_id) as session:
        meeting = _going_on(session, meeting_id)
        yield session, meeting, _opened(session, meeting_id, per, item_id), title


def reveal(database: Database, meeting_id: int, per: str, item_id: int, round_number: int) -> None:
    """Show the votes of a round, all at once; who is quicker reveals, and the other one changes nothing.

    Raises:
        LateError: That round is revealed already, or over.
        VoteRefusedError: Nobody has voted, a seal does not open, or the meeting has ended.
    """
    with _turning(database, meeting_id, per, item_id, "reveal of the votes on") as (session, _, row, title):
        if row.state != "open" or row.round != round_number:
            raise LateError(_moved_on(row, title))
        people = running.read(session, meeting_id).people
        cast = session.scalars(_cast(row, per).where(Vote.person_id.in_(people))).all()
        if not cast:
            raise VoteRefusedError(f'nobody has voted on "{title}" yet')
        secret = seal.key(session)
        for vote in cast:
            try:
                vote.value = seal.opened(secret, vote.sealed)
            except seal.BrokenSealError as error:
                raise VoteRefusedError(f"{people[vote.person_id]}: {error}") from error
        row.state = "revealed"


def again(database: Database, meeting_id: int, per: str, item_id: int, round_number: int) -> None:
    """Ask for another vote after round `round_number`; where somebody else did so already, nothing changes.

    Raises:
        LateError: Another round has begun already.
        VoteRefusedError: That round is not revealed yet, or the meeting has ended.
    """
    with _turning(database, meeting_id, per, item_id, "another vote on") as (_, _, row, title):
        if row.round > round_number:
            raise LateError(_moved_on(row, title))
        if row.state == "closed":
            raise VoteRefusedError(f'the vote on "{title}" is closed; go back to it first')
        if row.state == "open":
            raise VoteRefusedError(f'the votes on "{title}" are not revealed yet; enter reveals them')
        row.round, row.state = round_number + 1, "open"


def agree(
    database: Database,
    meeting_id: int,
    per: str,
    item_id: int,
    figure: int,
    *,
    round_number: int | None = None,
    expected: int | EllipsisType | None = ...,
) -> None:
    """Take the agreed figure, 1 to 10, which the owner says; it becomes the confidence of the key result.

    Args:
        round_number: The round that was shown; None takes the one there is.
        expected: The agreed figure that was shown; left out, whatever there is.

    Raises:
        ChangedMeanwhileError: Another figure was agreed meanwhile.
        LateError: Another round has begun.
        VoteRefusedError: Votes are under seal still, or the meeting has ended.
        RefusedError: A figure that is none.
    """
    if not votes.LOWEST <= figure <= votes.HIGHEST:
        raise RefusedError(f"confidence is a whole number from {votes.LOWEST} to {votes.HIGHEST}, not {figure}")
    with _turning(database, meeting_id, per, item_id, "agreed confidence of") as (session, meeting, row, title):
        if row.state == "open" and _has_votes(session, row, per):
            raise VoteRefusedError(f'the votes on "{title}" are not revealed yet; enter reveals them')
        if round_number not in (None, row.round):
            raise LateError(_moved_on(row, title))
        if expected is not ... and row.agreed not in (expected, figure):
            there = "no figure" if row.agreed is None else row.agreed
            raise ChangedMeanwhileError(f'another window was quicker: {there} is agreed on "{title}" now', row.agreed)
        row.agreed = figure
        if per == "key_result":
            items = items_of(session, per, objectives_of(session, meeting))
            speaker_id = next((item.speaker_id for item in items if item.id == item_id), None)
            record_progress(
                session,
                session.get_one(KeyResult, item_id),
                confidence=figure,
                person_id=speaker_id,
                meeting_id=meeting_id,
            )


def move_on(
    database: Database,
    meeting_id: int,
    per: str,
    item_id: int,
    round_number: int | None = None,
    state: str | None = None,
) -> None:
    """Close the vote on an item, and open the next one that is not closed; votes and figures stay as they are.

    Args:
        round_number: The round that was shown; None takes the one there is.
        state: The state that was shown: `open` where nobody had voted, or `revealed`; None takes the one there is.

    Raises:
        LateError: It is not as it was shown any more: somebody has voted, or asked for another round, or gone on.
        VoteRefusedError: The meeting has ended.
    """
    with _turning(database, meeting_id, per, item_id, "vote on", "screen") as (session, meeting, row, title):
        if state is not None and (row.round, row.state) != (round_number, state):
            raise LateError(_moved_on(row, title))
        if state == "open" and _has_votes(session, row, per):
            raise LateError(f'somebody has voted on "{title}" meanwhile; enter reveals the votes')
        if row.state == "closed":
            return
        row.state = "closed"
        session.flush()
        following = ballots_of(session, meeting, per, running.read(session, meeting_id).people)
        if following.current is not None:
            _opened(session, meeting_id, per, following.ballots[following.current].item.id)


def turn_to(database: Database, meeting_id: int, per: str, item_id: int) -> None:
    """Go to an item out of turn, also to one whose vote was closed.

    Raises:
        VoteRefusedError: The meeting has ended.
    """
    with _turning(database, meeting_id, per, item_id, "vote on", "screen") as (session, _, row, _):
        if row.state == "closed":
            shown = _cast(row, per).where(Vote.value.is_not(None)).limit(1)
            row.state = "open" if session.scalar(shown) is None else "revealed"
        row.opened_at = clock.now()


def agree_meanings(database: Database, meeting_id: int, line: str, expected: Mapping[int, str] | None = None) -> None:
    """Record what figures mean in the meeting's unit; no meanings at all give those of the unit above it.

    `expected` is what stood on the screen.

    Raises:
        ChangedMeanwhileError: Something else was agreed meanwhile.
        RefusedError: The line is not written as `parse_meanings` wants it.
    """
    meanings = votes.parse_meanings(line)
    what = "what the confidence figures mean"
    with recording(database, what, source="meeting", meeting_id=meeting_id) as session:
        unit_id = session.get_one(Meeting, meeting_id).unit_id
        now = dict(meanings_of(session, unit_id))
        if expected is not None and now not in (dict(expected), meanings):
            raise ChangedMeanwhileError(f"another window was quicker: {shortened(votes.meanings_line(now))}", now)
        for row in session.scalars(select(ConfidenceMeaning).where(ConfidenceMeaning.unit_id == unit_id)):
            if row.value in meanings:
                row.text = meanings.pop(row.value)
            else:
                session.delete(row)
        session.add_all(ConfidenceMeaning(unit_id=unit_id, value=value, text=text) for value, text in meanings.items())


def _going_on(session: Session, meeting_id: int) -> Meeting:
    meeting = session.get_one(Meeting, meeting_id)
    if meeting.state == "ended":
        raise VoteRefusedError("the meeting has ended; what was agreed stays as it is")
    return meeting


def _moved_on(row: Voting, title: str) -> str:
    """Say where a vote stands that another window has moved on."""
    where = {
        "open": f"round {row.round} is open",
        "revealed": f"the votes of round {row.round} are revealed",
        "closed": "it is closed",
    }[row.state]
    return f'another window was quicker with the vote on "{title}": {where} now; nothing was changed'


def _opened(session: Session, meeting_id: int, per: str, item_id: int) -> Voting:
    row = session.scalar(
        select(Voting).where(Voting.meeting_id == meeting_id, column_of(Voting, per) == item_id).limit(1)
    )
    if row is None:
        row = Voting(meeting_id=meeting_id, round=1, state="open", opened_at=clock.now())
        set_item(row, per, item_id)
        session.add(row)
    return row


def _cast(row: Voting, per: str) -> Select[Vote]:
    """Select the votes that were cast in the round of a vote."""
    item = column_of(Vote, per) == item_of(row, per)
    return select(Vote).where(Vote.meeting_id == row.meeting_id, item, Vote.round == row.round)


def _has_votes(session: Session, row: Voting, per: str) -> bool:
    return session.scalar(_cast(row, per).limit(1)) is not None


def _titles(session: Session, per: str, ids: Collection[int]) -> dict[int, str]:
    table = Objective if per == "objective" else KeyResult
    titles = dict(session.execute(select(table.id, table.title).where(table.id.in_(ids))).all())
    return {item_id: titles[item_id] for item_id in ids}


def adopt(session: Session, meeting: Meeting, people: Collection[int]) -> None:  # noqa: ARG001  # as every kind's
    """Make the votes on the meeting's OKRs part of it that its people gave beforehand."""
    objectives = objectives_of(session, meeting)
    key_results = select(KeyResult.id).where(KeyResult.objective_id.in_(objectives))
    here = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    about = or_(Vote.objective_id.in_(objectives), Vote.key_result_id.in_(key_results))
    take_over(session, meeting, Vote, Vote.person_id.in_(here), about)
