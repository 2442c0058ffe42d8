"""How long everybody spoke, beside an equal share."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.reports.insight.spans import span
from facilitator.reports.insight.talking import TalkTime, talking

TODAY = date(2026, 11, 24)
WEEKS = span("4 weeks", TODAY, None)
HEARD = st.builds(
    TalkTime,
    meeting_id=st.integers(1, 6),
    day=st.just(TODAY),
    person_id=st.integers(1, 5),
    name=st.sampled_from(["Zoë", "Ada", "王小明"]),
    there=st.booleans(),
    seconds=st.floats(0, 5000),
)


@given(st.lists(HEARD, unique_by=lambda row: (row.meeting_id, row.person_id)))
def test_shares_add_up_to_what_was_spoken(heard: list[TalkTime]) -> None:
    # A meeting is held on one day.
    heard = [TalkTime(row.meeting_id, TODAY - timedelta(row.meeting_id * 3), *_rest(row)) for row in heard]
    times = talking(heard, WEEKS)
    spoken = sum(row.seconds for row in heard)
    assert sum(speaker.whole.seconds for speaker in times.speakers) == pytest.approx(spoken)
    assert sum(speaker.whole.share for speaker in times.speakers) == pytest.approx(spoken)
    meetings = Counter(row.meeting_id for row in heard if row.seconds > 0)
    assert sum(times.held) == len(meetings)


def _rest(row: TalkTime) -> tuple[int, str, bool, float]:
    return row.person_id, row.name, row.there, row.seconds


def _heard(meeting: int, days: int, **seconds: float) -> list[TalkTime]:
    people = ["Zoë", "Émile", "Ada"]
    return [
        TalkTime(meeting, TODAY - timedelta(days), people.index(name), name, name in seconds, seconds.get(name, 0))
        for name in people
    ]


def test_who_was_not_there_leaves_a_gap_and_takes_no_share() -> None:
    times = talking([*_heard(1, 8, Ada=60, Zoë=120), *_heard(2, 1, Ada=60, Émile=0, Zoë=120)], WEEKS)
    assert [speaker.name for speaker in times.speakers] == ["Ada", "Émile", "Zoë"]
    ada, emile, _ = times.speakers
    assert [portion and (portion.seconds, portion.share) for portion in ada.portions] == [
        None,
        None,
        (60, 90),
        (60, 60),
    ]
    assert [portion and portion.seconds for portion in emile.portions] == [None, None, None, 0]
    assert times.held == (0, 0, 1, 1)
    assert times.sentence == (
        "In 2 meetings an equal share was 1:12 a meeting; over all of them 1 of 3 people were within a third of it."
    )


def test_nobody_spoke() -> None:
    assert talking(_heard(1, 1, Ada=0), WEEKS).speakers == ()
    assert "No talking time" in talking([], WEEKS).sentence
