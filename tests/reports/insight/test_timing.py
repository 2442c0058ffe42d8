"""Tests how long meetings and their steps took beside what was planned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from facilitator.reports.insight.timing import MeetingTime, StepTime, timing

BEGAN = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def _meeting(number: int, taken: float, progress: float, mode: str = "standup") -> MeetingTime:
    steps = (StepTime("progress", "OKR first", 120, progress), StepTime("round", "Round", 780, taken - progress))
    return MeetingTime(number, mode, "Stand-up", "Team", BEGAN + timedelta(number), 900, taken, steps)


def test_the_sentence_tells_of_the_mode_held_most_often() -> None:
    compared = timing([*(_meeting(number, 1020, 200) for number in range(7)), _meeting(9, 3600, 10, "weekly")])
    assert [meeting.id for meeting in compared.meetings] == [9, 6, 5, 4, 3, 2, 1, 0]
    assert compared.sentence == (
        "The last 6 stand-ups took 17:00 on average, 2:00 over the planned 15:00; "
        "OKR first takes longest over its plan, by 1:20."
    )
    assert [(step.mode, step.title) for step in compared.steps[:2]] == [("standup", "OKR first"), ("standup", "Round")]


def test_steps_are_told_by_their_median() -> None:
    compared = timing([_meeting(1, 900, 60), _meeting(2, 900, 90), _meeting(3, 900, 900)])
    assert (compared.steps[0].planned, compared.steps[0].taken, compared.steps[0].over) == (120, 90, -30)


def test_on_plan_short_and_nothing() -> None:
    assert timing([_meeting(1, 915, 130)]).sentence == (
        "One stand-up took 15:15, as long as planned; no step takes longer than its plan."
    )
    assert "3:00 under the planned 15:00" in timing([_meeting(1, 720, 100)]).sentence
    assert "No meeting ended" in timing([]).sentence
