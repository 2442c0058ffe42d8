"""What was said at the start, read from votes, from progress, or from the key result itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from facilitator.common.errors import NotFoundError
from facilitator.okr import calibrating
from facilitator.okr.calibration import Case
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.scores import writing as scores_writing
from facilitator.store.database import Database
from facilitator.tables.consensus import Voting
from facilitator.tables.okr import KeyResult, Objective, Progress
from tests.queries import queries
from tests.steps.reviewing import ADA, CANARY, JOSE, LEAD, SIGNED, UPTIME, Quarter, commit, furnish


@pytest.fixture
def quarter(database: Database) -> Quarter:
    return furnish(database)


def cases(quarter: Quarter) -> dict[str, Case]:
    return {one.title: one for one in calibrating.of_unit(quarter.database, quarter.unit).cases}


def score(quarter: Quarter, title: str, value: float, name: str = ADA) -> None:
    scores_writing.give(quarter.database, name, quarter.key_results[title], value, "so it went")


def test_a_vote_counts_before_anything_else(quarter: Quarter) -> None:
    progress_writing.update(quarter.database, quarter.key_results[LEAD], confidence=3, name=ADA)
    meeting = quarter.meet("standup")
    with quarter.database.writing() as session:
        for agreed in (8, 4):
            session.add(
                Voting(
                    meeting_id=meeting,
                    key_result_id=quarter.key_results[LEAD],
                    agreed=agreed,
                    state="closed",
                    opened_at=datetime.now(UTC),
                )
            )
    score(quarter, LEAD, 0.4)
    assert cases(quarter)[LEAD] == Case(LEAD, "last", 8, (3,), 0.4)


def test_else_what_was_left_in_the_meeting_of_the_commitment(quarter: Quarter) -> None:
    commit(quarter)
    meeting = 1
    lead = quarter.key_results[LEAD]
    with quarter.database.writing() as session:
        for confidence, there in ((9, None), (7, meeting), (6, meeting), (2, None)):
            row = Progress(key_result_id=lead, confidence=confidence, meeting_id=there, recorded_at=datetime.now(UTC))
            session.add(row)
            session.flush()
    score(quarter, LEAD, 0.4)
    assert cases(quarter)[LEAD].said == 6
    assert cases(quarter)[LEAD].during == (9, 7, 6, 2)


def test_else_the_first_that_is_known(quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        for title, confidence in ((LEAD, 7), (CANARY, 6)):
            session.get_one(KeyResult, quarter.key_results[title]).confidence = confidence
    progress_writing.update(quarter.database, quarter.key_results[LEAD], confidence=5, name=ADA)
    for title, name in ((LEAD, ADA), (CANARY, ADA), (SIGNED, ADA), (UPTIME, JOSE)):
        score(quarter, title, 0.7, name)
    found = cases(quarter)
    assert (found[LEAD].said, found[LEAD].last) == (7, 5)
    assert (found[CANARY].said, found[CANARY].last) == (6, 6)
    # Of those nobody ever said how sure they are.
    assert SIGNED not in found
    assert UPTIME not in found


def test_a_person_sees_their_own_alone(quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        for title in (LEAD, CANARY, UPTIME):
            session.get_one(KeyResult, quarter.key_results[title]).confidence = 8
    for title, name in ((LEAD, ADA), (CANARY, ADA), (UPTIME, JOSE)):
        score(quarter, title, 0.7, name)
    assert [one.title for one in calibrating.of_person(quarter.database, JOSE).cases] == [UPTIME]
    assert [one.title for one in calibrating.of_person(quarter.database, ADA).cases] == [LEAD, CANARY]
    (tally,) = calibrating.of_unit(quarter.database, quarter.unit).start
    assert (tally.said, tally.cases, tally.came_true, tally.words) == (8, 3, 3, "too few to tell: 3 of 10")
    assert calibrating.of_unit(quarter.database, quarter.unit, reached=0.71).start[0].came_true == 0
    with pytest.raises(NotFoundError):
        calibrating.of_person(quarter.database, "Nobody")


def test_the_number_of_queries_does_not_grow(quarter: Quarter) -> None:
    before = queries(quarter.database, calibrating.of_unit, quarter.database, quarter.unit)
    with quarter.database.writing() as session:
        for number in range(10):
            objective = Objective(cycle_id=quarter.cycle, owner_unit_id=quarter.unit, title=f"O {number}")
            session.add(objective)
            session.flush()
            session.add(KeyResult(objective_id=objective.id, title=f"KR {number}", confidence=8, score=number / 10))
    assert queries(quarter.database, calibrating.of_unit, quarter.database, quarter.unit) == before
    assert calibrating.of_unit(quarter.database, quarter.unit).start[0].words == "3 of 10 came true, 30 %"
