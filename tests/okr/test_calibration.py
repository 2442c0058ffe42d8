"""Confidence against score: counted as anybody would count it, and no claim below ten cases."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.common.errors import NotFoundError
from facilitator.okr import calibration
from facilitator.okr.calibration import ENOUGH, Case, HitRate, calibrate
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.scores import writing as scores_writing
from facilitator.store.database import Database
from facilitator.tables.consensus import Voting
from facilitator.tables.okr import KeyResult, Objective, Progress
from tests.queries import queries
from tests.steps.reviewing import ADA, CANARY, JOSE, LEAD, SIGNED, UPTIME, Quarter, commit, furnish

CASES = st.builds(
    Case,
    title=st.just("Lead time"),
    cycle=st.sampled_from(["2026-Q3", "2026-Q4"]),
    agreed=st.none() | st.integers(1, 10),
    during=st.lists(st.integers(1, 10), max_size=3).map(tuple),
    score=st.none() | st.integers(0, 100).map(lambda hundredths: hundredths / 100),
)


@given(st.lists(CASES, max_size=60))
def test_every_case_with_both_counts_once(cases: list[Case]) -> None:
    result = calibrate(cases)
    counted = [case for case in cases if case.agreed is not None and case.score is not None]
    assert result.cases == tuple(counted)
    for confidence in range(1, 11):
        scores = [round((case.score or 0) * 100) for case in counted if case.agreed == confidence]
        tallies = [rate for rate in result.start if rate.confidence == confidence]
        if not scores:
            assert tallies == []
            continue
        (tally,) = tallies
        assert (tally.cases, tally.came_true) == (len(scores), sum(score >= 70 for score in scores))
        if len(scores) < ENOUGH:
            assert tally.share is None
        else:
            assert Fraction(tally.share or 0).limit_denominator(100) == Fraction(tally.came_true, tally.cases)
    assert sum(rate.cases for rate in result.start) == len(counted)
    assert [rate.confidence for rate in result.start] == sorted({case.agreed for case in counted if case.agreed})


@given(st.lists(CASES, max_size=40), st.randoms())
def test_the_order_of_the_cases_changes_nothing(cases: list[Case], random: object) -> None:
    shuffled = sorted(cases, key=lambda _: random.random())  # type: ignore[attr-defined]  # Hypothesis gives a Random
    assert calibrate(cases).start == calibrate(shuffled).start


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (HitRate(8, 12, 9), "9 of 12 came true, 75 %"),
        (HitRate(8, 10, 0), "0 of 10 came true, 0 %"),
        (HitRate(8, 16, 2), "2 of 16 came true, 13 %"),
        (HitRate(8, 7, 7), "too few to tell: 7 of 10"),
    ],
)
def test_no_claim_below_ten(tally: HitRate, words: str) -> None:
    assert tally.words == words


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Case("", "", 8, (), 0.4), "said 8, reached 0.4"),
        (Case("", "", 8, (8, 5), 0.4), "said 8, last 5, reached 0.4"),
        (Case("", "", 8, (8,), None), "said 8"),
        (Case("", "", None, (), 0.4), ""),
    ],
)
def test_a_key_result_in_a_line(case: Case, words: str) -> None:
    assert case.words == words


def test_a_score_that_is_the_threshold_came_true() -> None:
    # 0.1 * 7 is a little more than 0.7, and 0.7 a little less than what it says.
    assert calibrate([Case("", "", 8, (), 0.1 * 7)]).start == (HitRate(8, 1, 1),)
    assert calibrate([Case("", "", 8, (), 0.6999999999999999)]).start == (HitRate(8, 1, 1),)


@pytest.fixture
def quarter(database: Database) -> Quarter:
    return furnish(database)


def cases_of(quarter: Quarter) -> dict[str, Case]:
    return {case.title: case for case in calibration.of_unit(quarter.database, quarter.unit).cases}


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
    assert cases_of(quarter)[LEAD] == Case(LEAD, "last", 8, (3,), 0.4)


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
    assert cases_of(quarter)[LEAD].agreed == 6
    assert cases_of(quarter)[LEAD].during == (9, 7, 6, 2)


def test_else_the_first_that_is_known(quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        for title, confidence in ((LEAD, 7), (CANARY, 6)):
            session.get_one(KeyResult, quarter.key_results[title]).confidence = confidence
    progress_writing.update(quarter.database, quarter.key_results[LEAD], confidence=5, name=ADA)
    for title, name in ((LEAD, ADA), (CANARY, ADA), (SIGNED, ADA), (UPTIME, JOSE)):
        score(quarter, title, 0.7, name)
    result = cases_of(quarter)
    assert (result[LEAD].agreed, result[LEAD].last) == (7, 5)
    assert (result[CANARY].agreed, result[CANARY].last) == (6, 6)
    # Of those nobody ever said how sure they are.
    assert SIGNED not in result
    assert UPTIME not in result


def test_a_person_sees_their_own_alone(quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        for title in (LEAD, CANARY, UPTIME):
            session.get_one(KeyResult, quarter.key_results[title]).confidence = 8
    for title, name in ((LEAD, ADA), (CANARY, ADA), (UPTIME, JOSE)):
        score(quarter, title, 0.7, name)
    assert [case.title for case in calibration.of_person(quarter.database, JOSE).cases] == [UPTIME]
    assert [case.title for case in calibration.of_person(quarter.database, ADA).cases] == [LEAD, CANARY]
    (tally,) = calibration.of_unit(quarter.database, quarter.unit).start
    assert (tally.confidence, tally.cases, tally.came_true, tally.words) == (8, 3, 3, "too few to tell: 3 of 10")
    with pytest.raises(NotFoundError):
        calibration.of_person(quarter.database, "Nobody")


def test_the_number_of_queries_does_not_grow(quarter: Quarter) -> None:
    before = queries(quarter.database, calibration.of_unit, quarter.database, quarter.unit)
    with quarter.database.writing() as session:
        for number in range(10):
            objective = Objective(cycle_id=quarter.cycle, owner_unit_id=quarter.unit, title=f"O {number}")
            session.add(objective)
            session.flush()
            session.add(KeyResult(objective_id=objective.id, title=f"KR {number}", confidence=8, score=number / 10))
    assert queries(quarter.database, calibration.of_unit, quarter.database, quarter.unit) == before
    assert calibration.of_unit(quarter.database, quarter.unit).start[0].words == "3 of 10 came true, 30 %"
