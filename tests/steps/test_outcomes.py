"""What comes out of a meeting: one line taken apart without losing a word, and recorded."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from facilitator.common.assigning import parse_action
from facilitator.common.days.words import DAY_NAMES
from facilitator.common.text import TooLongError, clean_line
from facilitator.meeting import starting
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import reading as minutes_reading
from facilitator.promises import requests as promises_requests
from facilitator.steps import outcomes
from facilitator.steps.outcomes import BlankTextError
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round import writing as rounds
from facilitator.store import journal
from facilitator.tables.meeting import Action, Sentence
from facilitator.tables.people import Person, Unit
from tests import moments
from tests.steps.conftest import ADA, JOSE, WANG, Team

NAMES = [ADA, WANG, JOSE, "Tom Li", "Tomás Okafor", "Joe Reilly", "María Fernández de Córdoba", "Sammy Davis Jr."]
TUESDAY = date(2026, 11, 24)
# A word that goes with a day, as in "due 4 dec", is no word of the action.
WORD = st.text(string.ascii_letters + "日志éü", min_size=1, max_size=8).filter(lambda word: word.lower() != "due")
WORDS = st.lists(WORD, min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("text", "left", "owner", "due"),
    [
        ("open the logs", "open the logs", None, None),
        ("open the logs @Ada Lovelace by 2026-11-30", "open the logs", ADA, date(2026, 11, 30)),
        ("open the logs by 2026-11-30 @Ada Lovelace", "open the logs", ADA, date(2026, 11, 30)),
        ("open the logs @ada", "open the logs", ADA, None),
        ("open the logs @lovelace by friday", "open the logs", ADA, date(2026, 11, 27)),
        ("open the logs BY Friday @Ada", "open the logs", ADA, date(2026, 11, 27)),
        ("open the logs by friday.", "open the logs", None, date(2026, 11, 27)),
        ("open the logs by fri", "open the logs", None, date(2026, 11, 27)),
        ("open the logs by tuesday", "open the logs", None, date(2026, 12, 1)),
        ("open the logs by today", "open the logs", None, TUESDAY),
        ("open the logs by tomorrow", "open the logs", None, date(2026, 11, 25)),
        ("整理日志 @王小明", "整理日志", WANG, None),
        ("整理日志@王小明", "整理日志", WANG, None),
        ("整理日志 @王", "整理日志", WANG, None),
        ("整理日志 @小明", "整理日志 @小明", None, None),
        ("call @José Müller", "call", JOSE, None),
        ("call @jose muller", "call", JOSE, None),
        ("call @MÜLLER", "call", JOSE, None),
        ("call @José,", "call", JOSE, None),
        ("call @Fernández de C by friday", "call", "María Fernández de Córdoba", date(2026, 11, 27)),
        ("call @Sammy Davis Jr.", "call", "Sammy Davis Jr.", None),
        # A whole word is meant before a beginning.
        ("call @Tom", "call", "Tom Li", None),
        ("call @tomas", "call", "Tomás Okafor", None),
        ("call @Jo", "call @Jo", None, None),
        # What is nobody's name and no date stays.
        ("write to ada@example.org", "write to ada@example.org", None, None),
        ("write to ada.lovelace@tom", "write to ada.lovelace@tom", None, None),
        ("write to ada@example.org @Ada", "write to ada@example.org", ADA, None),
        ("ask @Ada about the logs", "ask @Ada about the logs", None, None),
        ("ask @Nobody by friday", "ask @Nobody", None, date(2026, 11, 27)),
        ("stand by me", "stand by me", None, None),
        ("done by 2026-13-45", "done by 2026-13-45", None, None),
        ("@Ada", "", ADA, None),
        ("by friday", "", None, date(2026, 11, 27)),
        ("@", "@", None, None),
        ("lunch @ by friday", "lunch @", None, date(2026, 11, 27)),
        ("by friday by monday", "by friday", None, date(2026, 11, 30)),
    ],
)
def test_a_line_is_taken_apart(text: str, left: str, owner: str | None, due: date | None) -> None:
    parsed = parse_action(text, NAMES, TUESDAY)
    assert (parsed.text, parsed.owner, parsed.due) == (left, owner, due)


def test_one_name_alone_is_not_everybodys() -> None:
    assert parse_action("a @\u200b", [ADA], TUESDAY).owner is None
    assert parse_action("a @.", [ADA], TUESDAY).owner is None
    assert parse_action("a @x", [], TUESDAY).text == "a @x"


@given(
    WORDS, st.none() | st.sampled_from(NAMES), st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.booleans()
)
def test_owner_and_date_are_found_in_either_order(
    words: list[str], name: str | None, due: date | None, name_first: bool
) -> None:
    text = clean_line(" ".join(words))
    ends = [f"@{name}"] if name else []
    ends.insert(len(ends) if name_first else 0, f"by {due}") if due else None
    parsed = parse_action(" ".join([text, *ends]), NAMES, TUESDAY)
    assert (parsed.owner, parsed.due) == (name, due)
    assert parsed.text == text


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_the_next_one_to_come(today: date, day: int) -> None:
    due = parse_action(f"a by {DAY_NAMES[day]}", [], today).due
    assert due is not None
    assert due.weekday() == day
    assert timedelta(0) < due - today <= timedelta(7)


def test_an_action_is_recorded_with_its_owner_and_date(team: Team) -> None:
    meeting_id = team.meet()
    made = outcomes.record_action(team.database, meeting_id, "open the\nlogs @jose by 2026-11-30", owner_id=team.ada)
    assert (made.text, made.who, made.due) == ("open the logs", JOSE, date(2026, 11, 30))
    assert outcomes.record_action(team.database, meeting_id, "write it down", owner_id=team.ada).who == ADA
    assert outcomes.record_action(team.database, meeting_id, "nobody's").who is None
    assert [one.text for one in outcomes.recorded(team.database, meeting_id)] == [
        "open the logs",
        "write it down",
        "nobody's",
    ]


@pytest.mark.parametrize("text", ["", "  ", "\n", "\u200b", "@Ada Lovelace", "by friday"])
def test_nothing_is_not_recorded(team: Team, text: str) -> None:
    meeting_id = team.meet()
    with pytest.raises(BlankTextError):
        outcomes.record_action(team.database, meeting_id, text)
    if "a" not in text:
        with pytest.raises(BlankTextError):
            outcomes.record_decision(team.database, meeting_id, text)
        with pytest.raises(BlankTextError):
            outcomes.park(team.database, meeting_id, text)
    assert outcomes.recorded(team.database, meeting_id) == ()


def test_too_much_is_refused_and_not_cut(team: Team) -> None:
    meeting_id = team.meet()
    with pytest.raises(TooLongError):
        outcomes.record_decision(team.database, meeting_id, "x" * 100_001)
    assert outcomes.record_decision(team.database, meeting_id, "x" * 100_000).text == "x" * 100_000


def test_help_is_asked_of_a_person_or_a_unit_and_keeps_its_date(team: Team) -> None:
    meeting_id = team.meet()
    made = outcomes.request_help(team.database, meeting_id, "two pilots by 2026-11-30 @sales", from_id=team.ada)
    assert (made.text, made.who, made.by, made.due) == ("two pilots", "Sales", ADA, date(2026, 11, 30))
    made = outcomes.request_help(team.database, meeting_id, "an hour @王小明", from_id=team.jose)
    assert (made.text, made.who) == ("an hour", WANG)
    made = outcomes.request_help(team.database, meeting_id, "an hour", from_id=team.jose, to_person_id=team.ada)
    assert made.who == ADA
    made = outcomes.request_help(team.database, meeting_id, "two @Sales", from_id=team.jose, to_person_id=team.ada)
    assert (made.text, made.who) == ("two", "Sales")
    with pytest.raises(LookupError, match="who can help"):
        outcomes.request_help(team.database, meeting_id, "an hour @nobody", from_id=team.jose)
    assert len(outcomes.recorded(team.database, meeting_id)) == 4


def test_a_difficulty_knows_what_became_of_it_until_that_is_undone(team: Team) -> None:
    meeting_id = team.meet()
    rounds.add(team.database, ADA, {"difficulties": ["no logs"]}, source="check-in")
    (difficulty,) = round_reading.of_meeting(team.database, meeting_id)[team.ada].sentences["difficulties"]
    outcomes.record_action(team.database, meeting_id, "open the logs", sentence_id=difficulty.id)
    (difficulty,) = round_reading.of_meeting(team.database, meeting_id)[team.ada].sentences["difficulties"]
    assert difficulty.outcome == "action"
    assert journal.undo(team.database, meeting_id) == 'action "open the logs"'
    (difficulty,) = round_reading.of_meeting(team.database, meeting_id)[team.ada].sentences["difficulties"]
    assert difficulty.outcome is None
    assert outcomes.recorded(team.database, meeting_id) == ()
    outcomes.park(team.database, meeting_id, "logs", by_id=team.ada, sentence_id=difficulty.id)
    with team.database.reading() as session:
        assert session.get_one(Sentence, difficulty.id).outcome == "parked"
    (parked,) = outcomes.recorded(team.database, meeting_id)
    assert (parked.kind, parked.by) == ("parked", ADA)


def test_what_is_open_is_carried_over_and_what_is_settled_here_stays_in_sight(team: Team) -> None:
    first = team.meet()
    action = outcomes.record_action(team.database, first, "open the logs @ada")
    dropped = outcomes.record_action(team.database, first, "never mind")
    outcomes.settle_action(team.database, dropped.id, "dropped", first, "it was a joke")
    request = outcomes.request_help(team.database, first, "an hour @王小明", from_id=team.ada)
    assert outcomes.carried_over(team.database, first) == ()
    team.end(first)
    second = team.meet()
    assert [(one.text, one.who, one.state) for one in outcomes.carried_over(team.database, second)] == [
        ("open the logs", ADA, "open"),
        ("an hour", WANG, "open"),
    ]
    outcomes.settle_action(team.database, action.id, "done", second)
    outcomes.settle_request(team.database, request.id, "done", second)
    assert [one.state for one in outcomes.carried_over(team.database, second)] == ["done", "done"]
    assert journal.undo(team.database, second) == 'request done "an hour"'
    assert journal.undo(team.database, second) == 'action done "open the logs"'
    assert journal.undo(team.database, second) is None
    with team.database.reading() as session:
        row = session.get_one(Action, action.id)
        assert (row.state, row.done_at) == ("open", None)
    outcomes.settle_action(team.database, action.id, "done", second)
    team.end(second)
    assert [one.text for one in outcomes.carried_over(team.database, team.meet())] == ["an hour"]


def test_what_its_people_owe_from_elsewhere_comes_up_too_and_what_is_late_first(team: Team) -> None:
    with team.database.writing() as session:
        session.add(Person(name="Sam", unit_id=session.scalars(select(Unit.id).where(Unit.name == "Sales")).one()))
    elsewhere = starting.start(team.database, team.agenda, "Sales").id
    late = moments.today() - timedelta(days=2)
    for line in ("Sam's own @Sam", "from Sales @Ada", f"late @José by {late}"):
        outcomes.record_action(team.database, elsewhere, line)
    asked = outcomes.request_help(team.database, elsewhere, "an hour @王小明", from_id=team.ada)
    promises_requests.answer(team.database, asked.id, "accepted", meeting_id=elsewhere)
    promises_requests.become_action(team.database, asked.id, elsewhere)
    meeting = team.meet()
    expected = ["late", "from Sales", "an hour"]
    assert [one.text for one in outcomes.carried_over(team.database, meeting)] == expected
    told = minutes_reading.read(team.database, meeting)
    assert [one.text for one in told.carried_actions] == ["from Sales", "late", "an hour"]
    assert told.carried_requests == ()
    outcomes.settle_action(
        team.database, outcomes.carried_over(team.database, meeting)[0].id, "dropped", meeting, "why"
    )
    assert [(one.state, one.reason) for one in outcomes.carried_over(team.database, meeting)][:1] == [
        ("dropped", "why")
    ]
    team.end(meeting)
    assert "| dropped: why |" in minutes_forms.as_markdown(minutes_reading.read(team.database, meeting))
    assert [one.text for one in outcomes.carried_over(team.database, team.meet())] == expected[1:]


def test_moments_are_recorded_in_utc(team: Team) -> None:
    before = datetime.now(UTC)
    meeting_id = team.meet()
    outcomes.record_action(team.database, meeting_id, "open the logs")
    with team.database.reading() as session:
        (moment,) = session.scalars(select(Action.recorded_at))
    assert before <= moment <= datetime.now(UTC)
    assert moment.utcoffset() == timedelta(0)
