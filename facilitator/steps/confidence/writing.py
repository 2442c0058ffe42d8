"""Votes on how sure the owners are: sealed, revealed all at once, given again, agreed on (METHOD M14).

Every change is made where nobody else writes at the same time, and looks first at what others did meanwhile: a vote
and a reveal, or two reveals, come one after the other and never half.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from types import EllipsisType

from sqlalchemy import or_, select
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
        database: Where.
        person_id: Who votes.
        per: What is voted on: one of `agenda.PER`.
        figures: The figures, 1 to 10, by the id of what is voted on.
        meeting_id: The meeting where they vote round the table. None: they vote in their own check-in, in the meeting
            that they are in, or for the next one.
        round_number: The round that they were shown; None takes the one that is open.

    Returns:
        How many votes are other than before.

    Raises:
        VoteRefusedError: The votes are revealed, the item is not voted on there, or it is somebody else's meeting.
            Nothing is recorded then.
        ValueError: A figure that is none.
    """
    if not all(votes.LOWEST <= figure <= votes.HIGHEST for figure in figures.values()):
        raise RefusedError(f"confidence is a whole number from {votes.LOWEST} to {votes.HIGHEST}")
    with database.reading() as session:
        name = session.get_one(Person, person_id).name
        titles = _titles(session, per, figures)
    what = f"vote of {name}" + (f' on "{titles[next(iter(titles))]}"' if len(titles) == 1 else "")
    source = "check-in" if meeting_id is None else "meeting"
    at_the_table = meeting_id is not None
    if meeting_id is None:
        with database.reading() as session:
            meeting_id = _votes_in(session, person_id)
    with recording(database, what, source=source, meeting_id=meeting_id, person_id=person_id) as session:
        if not at_the_table and _votes_in(session, person_id) != meeting_id:
            raise VoteRefusedError("a meeting has begun or ended meanwhile; vote once more")
        rounds = _open_rounds(session, meeting_id, per, person_id, titles, round_number)
        secret = seal.key(session)
        there = {
            item_of(row, per): row
            for row in session.scalars(
                select(Vote).where(
                    Vote.meeting_id == meeting_id, Vote.person_id == person_id, column_of(Vote, per).in_(list(figures))
                )
            )
            if row.round == rounds[item_of(row, per) or 0]
        }
        news = 0
        for item_id, figure in figures.items():
            row = there.get(item_id)
            if row is not None and _same(secret, row.sealed, figure):
                continue
            news += 1
            sealed, now = seal.seal(secret, figure), clock.now()
            if row is not None:
                row.sealed, row.at = sealed, now
            else:
                row = Vote(meeting_id=meeting_id, person_id=person_id, round=rounds[item_id], sealed=sealed, at=now)
                set_item(row, per, item_id)
                session.add(row)
        return news


def _same(secret: bytes, sealed: str, figure: int) -> bool:
    try:
        return seal.opened(secret, sealed) == figure
    except seal.BrokenSealError:
        return False


def _votes_in(session: Session, person_id: int) -> int | None:
    """The meeting in which somebody's check-in votes; None: the next one."""
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
    """The round that a vote goes into, for every item."""
    rounds = dict.fromkeys(titles, 1)
    if meeting_id is None:
        return rounds
    meeting = _going_on(session, meeting_id)
    here = session.scalar(
        select(Attendance.id).where(Attendance.meeting_id == meeting_id, Attendance.person_id == person_id)
    )
    if here is None:
        raise VoteRefusedError("only people of the meeting vote in it; w says who is here")
    known = {item.id for item in items_of(session, per, objectives_of(session, meeting))}
    for item_id, title in titles.items():
        if item_id not in known:
            raise VoteRefusedError(f'"{title}" is not voted on in this meeting')
    rows = session.scalars(
        select(Voting).where(Voting.meeting_id == meeting_id, column_of(Voting, per).in_(list(titles)))
    )
    for row in rows:
        item_id = item_of(row, per) or 0
        if row.state == "closed":
            raise VoteRefusedError(f'the vote on "{titles[item_id]}" is closed')
        if row.state != "open":
            raise VoteRefusedError(
                f'the votes on "{titles[item_id]}" are revealed; yours can go into another round, when one is asked for'
            )
        rounds[item_id] = row.round
    for item_id, number in rounds.items():
        if round_number not in (None, number):
            raise VoteRefusedError(f'round {round_number} on "{titles[item_id]}" is over; vote in round {number}')
    return rounds


def reveal(database: Database, meeting_id: int, per: str, item_id: int, round_number: int) -> None:
    """Show the votes of a round, all at once; who is quicker reveals, and the other one changes nothing.

    Raises:
        LateError: That round is revealed already, or over.
        VoteRefusedError: Nobody has voted, a seal does not open, or the meeting has ended.
    """
    with database.reading() as session:
        title = _titles(session, per, [item_id])[item_id]
    with recording(database, f'reveal of the votes on "{title}"', source="meeting", meeting_id=meeting_id) as session:
        _going_on(session, meeting_id)
        row = _opened(session, meeting_id, per, item_id)
        if row.state != "open" or row.round != round_number:
            raise LateError(_stands(row, title))
        people = dict(
            session.execute(
                select(Person.id, Person.name)
                .join(Attendance, Attendance.person_id == Person.id)
                .where(Attendance.meeting_id == meeting_id)
            ).all()
        )
        given = session.scalars(
            select(Vote).where(
                Vote.meeting_id == meeting_id,
                column_of(Vote, per) == item_id,
                Vote.round == round_number,
                Vote.person_id.in_(people),
            )
        ).all()
        if not given:
            raise VoteRefusedError(f'nobody has voted on "{title}" yet')
        secret = seal.key(session)
        for one in given:
            try:
                one.value = seal.opened(secret, one.sealed)
            except seal.BrokenSealError as error:
                raise VoteRefusedError(f"{people[one.person_id]}: {error}") from error
        row.state = "revealed"


def again(database: Database, meeting_id: int, per: str, item_id: int, round_number: int) -> None:
    """Ask for another vote after round `round_number`; where somebody else did so already, nothing changes.

    Raises:
        LateError: Another round has begun already.
        VoteRefusedError: That round is not revealed yet, or the meeting has ended.
    """
    with database.reading() as session:
        title = _titles(session, per, [item_id])[item_id]
    with recording(database, f'another vote on "{title}"', source="meeting", meeting_id=meeting_id) as session:
        _going_on(session, meeting_id)
        row = _voting(session, meeting_id, per, item_id)
        if row is not None and row.round > round_number:
            raise LateError(_stands(row, title))
        if row is not None and row.state == "closed":
            raise VoteRefusedError(f'the vote on "{title}" is closed; go back to it first')
        if row is None or row.state == "open":
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
    """Take the agreed figure, which the owner says; it becomes the confidence of the key result.

    Args:
        database: Where.
        meeting_id: In which meeting.
        per: What is voted on: one of `agenda.PER`.
        item_id: Which.
        figure: The figure, 1 to 10.
        round_number: The round that was shown; None takes the one there is.
        expected: The agreed figure that was shown; left out, whatever there is.

    Raises:
        ChangedMeanwhileError: Another figure was agreed meanwhile.
        LateError: Another round has begun.
        VoteRefusedError: Votes are under seal still, or the meeting has ended.
        ValueError: A figure that is none.
    """
    if not votes.LOWEST <= figure <= votes.HIGHEST:
        raise RefusedError(f"confidence is a whole number from {votes.LOWEST} to {votes.HIGHEST}, not {figure}")
    with database.reading() as session:
        title = _titles(session, per, [item_id])[item_id]
    what = f'agreed confidence of "{title}"'
    with recording(database, what, source="meeting", meeting_id=meeting_id) as session:
        meeting = _going_on(session, meeting_id)
        row = _opened(session, meeting_id, per, item_id)
        if row.state == "open" and _anybody(session, meeting_id, per, item_id, row.round):
            raise VoteRefusedError(f'the votes on "{title}" are not revealed yet; enter reveals them')
        if round_number not in (None, row.round):
            raise LateError(_stands(row, title))
        if expected is not ... and row.agreed not in (expected, figure):
            told = "no figure" if row.agreed is None else row.agreed
            raise ChangedMeanwhileError(f'another window was quicker: {told} is agreed on "{title}" now', row.agreed)
        row.agreed = figure
        if per != "key_result":
            return
        item = next((one for one in items_of(session, per, objectives_of(session, meeting)) if one.id == item_id), None)
        record_progress(
            session,
            session.get_one(KeyResult, item_id),
            confidence=figure,
            person_id=item.speaker_id if item else None,
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
        database: Where.
        meeting_id: In which meeting.
        per: What is voted on: one of `agenda.PER`.
        item_id: Which.
        round_number: The round that was shown; None takes the one there is.
        state: The state that was shown: `open` where nobody had voted, or `revealed`; None takes the one there is.

    Raises:
        LateError: It is not as it was shown any more: somebody has voted, or asked for another round, or gone on.
        VoteRefusedError: The meeting has ended.
    """
    with _turning(database, meeting_id, per, item_id) as session:
        meeting = _going_on(session, meeting_id)
        row = _opened(session, meeting_id, per, item_id)
        if state is not None and (row.round, row.state) != (round_number, state):
            raise LateError(_stands(row, _titles(session, per, [item_id])[item_id]))
        if state == "open" and _anybody(session, meeting_id, per, item_id, row.round):
            title = _titles(session, per, [item_id])[item_id]
            raise LateError(f'somebody has voted on "{title}" meanwhile; enter reveals the votes')
        if row.state == "closed":
            return
        row.state = "closed"
        session.flush()
        people = running.read(session, meeting_id).people
        following = ballots_of(session, meeting, per, people)
        if following.current is not None:
            _opened(session, meeting_id, per, following.ballots[following.current].item.id)


def turn_to(database: Database, meeting_id: int, per: str, item_id: int) -> None:
    """Go to an item out of turn, also to one whose vote was closed.

    Raises:
        VoteRefusedError: The meeting has ended.
    """
    with _turning(database, meeting_id, per, item_id) as session:
        _going_on(session, meeting_id)
        row = _opened(session, meeting_id, per, item_id)
        if row.state == "closed":
            shown = select(Vote.id).where(
                Vote.meeting_id == meeting_id,
                column_of(Vote, per) == item_id,
                Vote.round == row.round,
                Vote.value.is_not(None),
            )
            row.state = "open" if session.scalar(shown.limit(1)) is None else "revealed"
        row.opened_at = clock.now()


def agree_meanings(database: Database, meeting_id: int, line: str, expected: Mapping[int, str] | None = None) -> None:
    """Record what figures mean in the meeting's unit; no meanings at all give those of the unit above it.

    `expected` is what stood on the screen.

    Raises:
        ChangedMeanwhileError: Something else was agreed meanwhile.
        ValueError: The line is not written as `parse_meanings` wants it.
    """
    meanings = votes.parse_meanings(line)
    what = "what the confidence figures mean"
    with recording(database, what, source="meeting", meeting_id=meeting_id) as session:
        unit_id = session.get_one(Meeting, meeting_id).unit_id
        now = dict(meanings_of(session, unit_id))
        if expected is not None and now not in (dict(expected), meanings):
            raise ChangedMeanwhileError(f"another window was quicker: {shortened(votes.meanings_line(now))}", now)
        there = {
            row.value: row
            for row in session.scalars(select(ConfidenceMeaning).where(ConfidenceMeaning.unit_id == unit_id))
        }
        for value, row in there.items():
            if value not in meanings:
                session.delete(row)
        for value, words in meanings.items():
            if value in there:
                there[value].text = words
            else:
                session.add(ConfidenceMeaning(unit_id=unit_id, value=value, text=words))


def _turning(database: Database, meeting_id: int, per: str, item_id: int) -> AbstractContextManager[Session]:
    with database.reading() as session:
        title = _titles(session, per, [item_id])[item_id]
    # Where the meeting has got to is nothing that was recorded: undo goes past it.
    return recording(database, f'vote on "{title}"', source="screen", meeting_id=meeting_id)


def _going_on(session: Session, meeting_id: int) -> Meeting:
    meeting = session.get_one(Meeting, meeting_id)
    if meeting.state == "ended":
        raise VoteRefusedError("the meeting has ended; what was agreed stays as it is")
    return meeting


def _voting(session: Session, meeting_id: int, per: str, item_id: int) -> Voting | None:
    return session.scalar(
        select(Voting).where(Voting.meeting_id == meeting_id, column_of(Voting, per) == item_id).limit(1)
    )


def _stands(row: Voting, title: str) -> str:
    """Where a vote stands that another window has moved on."""
    where = {
        "open": f"round {row.round} is open",
        "revealed": f"the votes of round {row.round} are revealed",
        "closed": "it is closed",
    }[row.state]
    return f'another window was quicker with the vote on "{title}": {where} now; nothing was changed'


def _opened(session: Session, meeting_id: int, per: str, item_id: int) -> Voting:
    row = _voting(session, meeting_id, per, item_id)
    if row is None:
        row = Voting(meeting_id=meeting_id, round=1, state="open", opened_at=clock.now())
        set_item(row, per, item_id)
        session.add(row)
    return row


def _anybody(session: Session, meeting_id: int, per: str, item_id: int, number: int) -> bool:
    given = select(Vote.id).where(Vote.meeting_id == meeting_id, column_of(Vote, per) == item_id, Vote.round == number)
    return session.scalar(given.limit(1)) is not None


def _titles(session: Session, per: str, ids: Iterable[int]) -> dict[int, str]:
    table = Objective if per == "objective" else KeyResult
    wanted: Sequence[int] = list(ids)
    found = dict(session.execute(select(table.id, table.title).where(table.id.in_(wanted))).all())
    return {one: found[one] for one in wanted}


def adopt(session: Session, meeting: Meeting, people: Collection[int]) -> None:  # noqa: ARG001  # as every kind's
    """Make the votes on the meeting's OKRs part of it that its people gave beforehand."""
    objectives = objectives_of(session, meeting)
    key_results = select(KeyResult.id).where(KeyResult.objective_id.in_(objectives))
    here = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    about = or_(Vote.objective_id.in_(objectives), Vote.key_result_id.in_(key_results))
    take_over(session, meeting, Vote, Vote.person_id.in_(here), about)
