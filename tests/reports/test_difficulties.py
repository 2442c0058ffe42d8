"""When a difficulty is the same as before, and when it has ended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from facilitator.reports.difficulties import (
    COMPARED,
    DIFFICULTY_KEYS,
    NOT_REPEATED,
    DifficultyThread,
    Mention,
    Sitting,
    follow,
)

BEGAN = date(2026, 11, 2)
ADA, WANG = 1, 2
DIFFICULTIES, RISKS, HELP = DIFFICULTY_KEYS


def _day(number: int) -> date:
    return BEGAN + timedelta(number)


def _meeting(number: int, *people: int, keys: Collection[str] = DIFFICULTY_KEYS) -> Sitting:
    return Sitting(number, _day(number), people, keys)


def _told(threads: list[DifficultyThread]) -> list[tuple[str, list[int], str | None]]:
    return [(thread.text, [sitting.meeting_id for sitting in thread.sittings], thread.ending) for thread in threads]


def test_it_goes_on_whichever_question_it_answers() -> None:
    sittings = [_meeting(0, ADA), _meeting(1, ADA), _meeting(2, ADA)]
    mentions = [
        Mention(0, ADA, "no access to the logs", None, DIFFICULTIES),
        Mention(1, ADA, "No access to the logs.", None, HELP),
        Mention(2, ADA, "still no access to the logs", None, RISKS),
    ]
    assert _told(follow(sittings, mentions)) == [("still no access to the logs", [0, 1, 2], None)]


def test_a_meeting_that_asks_something_else_ends_nothing() -> None:
    sittings = [_meeting(0, ADA, keys={DIFFICULTIES}), _meeting(1, ADA, keys={RISKS}), _meeting(2, ADA)]
    open_ = [Mention(0, ADA, "no logs", None, DIFFICULTIES)]
    (waiting,) = follow(sittings[:2], open_)
    assert (waiting.ending, waiting.last) == (None, True)
    (gone,) = follow(sittings, open_)
    assert (gone.ending, gone.ended, gone.last) == (NOT_REPEATED, _day(2), False)
    as_risk = [*open_, Mention(1, ADA, "no logs", None, RISKS)]
    assert _told(follow(sittings[:2], as_risk)) == [("no logs", [0, 1], None)]


def test_nobody_else_goes_on_with_it() -> None:
    sittings = [_meeting(0, ADA, WANG), _meeting(1, ADA, WANG)]
    mentions = [Mention(0, ADA, "no logs", None), Mention(1, WANG, "no logs", None)]
    assert _told(follow(sittings, mentions)) == [("no logs", [0], NOT_REPEATED), ("no logs", [1], None)]


def test_who_says_something_was_there_whatever_the_list_says() -> None:
    (thread,) = follow(
        [_meeting(0), _meeting(1)], [Mention(0, ADA, "no logs", None), Mention(1, ADA, "no logs", "action")]
    )
    assert (thread.outcome, thread.ended, thread.ending, thread.last) == ("action", _day(1), "action", True)


def test_a_sentence_is_compared_with_a_dozen_and_with_all_to_the_letter() -> None:
    many = [Mention(0, ADA, f"{letter * 9}", None) for letter in "abcdefghijklmnop"]
    first, *_ = many
    assert len(many) > COMPARED
    again = [*many, Mention(1, ADA, first.text, None), Mention(1, ADA, f"{many[1].text}!", None)]
    counts = {row.mentions[0].text: len(row.sittings) for row in follow([_meeting(0, ADA), _meeting(1, ADA)], again)}
    assert counts[first.text] == 2
    assert counts[many[1].text] == 1


SAID = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from([None, "action", "dropped"]), st.sampled_from(DIFFICULTY_KEYS)),
    max_size=4,
)
MEETING = st.tuples(st.booleans(), st.sets(st.sampled_from(DIFFICULTY_KEYS), min_size=1), SAID)


@given(st.lists(MEETING, max_size=8))
def test_everything_said_is_in_one_thread_and_every_thread_is_told_once(
    meetings: list[tuple[bool, set[str], list[tuple[str, str | None, str]]]],
) -> None:
    sittings = [
        _meeting(number, *([ADA] if there else []), keys=keys) for number, (there, keys, _) in enumerate(meetings)
    ]
    mentions = [
        Mention(number, ADA, *sentence, row_id=place)
        for number, (_, _, sentences) in enumerate(meetings)
        for place, sentence in enumerate(sentences)
    ]
    threads = follow(sittings, mentions)
    rows = [(mention.meeting_id, mention.row_id) for thread in threads for mention in thread.mentions]
    assert sorted(rows) == sorted((entry.meeting_id, entry.row_id) for entry in mentions)
    for row in threads:
        numbers = [sitting.meeting_id for sitting in row.sittings]
        assert numbers == sorted(set(numbers))
        assert (row.ended is None) == (row.ending is None)
        assert row.ended is None or row.ended >= row.sittings[-1].day
        # Only what was told last can still be open.
        assert row.last or row.ending is not None
