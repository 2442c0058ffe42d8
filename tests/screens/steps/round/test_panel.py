"""The round on the shared screen: yesterday's plan in one key, difficulties with theirs, key results, an early end."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from facilitator.meeting import moving, running
from facilitator.meeting.agenda import Agenda
from facilitator.meeting.starting import start
from facilitator.modes import find
from facilitator.modes.parsing import parse_mode
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round import writing as rounds
from facilitator.store.database import Database
from screens.program import Opening
from tests.company import build
from tests.screens.ahead import Ahead
from tests.screens.showing import SMALLEST, fits, program, shows, words
from tests.screens.waiting import until

ADA, WANG = "Ada Lovelace", "王小明"


def standup() -> Agenda:
    return parse_mode(*find("standup", None))


@pytest.fixture
def team(url: str) -> Database:
    """A team of two that has met once: Ada had a plan of two things, and a difficulty."""
    database = Database(url)
    with database.writing() as session:
        build(session, {"Platform": None}, dict.fromkeys((ADA, WANG), "Platform"))
    meeting_id = start(database, standup(), "Platform").id
    rounds.add(database, ADA, {"today": ["the [b]migration[/b]", "the review"], "difficulties": ["no access to logs"]})
    moving.end(database, meeting_id)
    return database


def in_round(database: Database) -> int:
    """Begin a stand-up, and come to its round."""
    meeting_id = start(database, standup(), "Platform").id
    for _ in range(2):
        moving.next_step(database, meeting_id)
    return meeting_id


def done(database: Database, meeting_id: int, person: str = ADA) -> Sequence[str]:
    """What somebody has completed, as the meeting has it."""
    turns = round_reading.of_meeting(database, meeting_id).values()
    turn = next(turn for turn in turns if turn.name == person)
    return [sentence.text for sentence in turn.sentences.get("done", ())]


def speaker(database: Database) -> str:
    live = running.running(database)
    assert live is not None
    return live.people.get(live.position().speaker or 0, "")


async def test_enter_takes_over_what_was_planned_and_goes_on(team: Database, url: str) -> None:
    meeting_id = in_round(team)
    async with program(url, Opening(mode="standup", team="Platform"), size=SMALLEST) as pilot:
        await fits(pilot, "○ the [b]migration[/b]", "enter next speaker")
        await fits(pilot, "as planned, enter takes both over", sizes=((80, 24), (200, 60)))
        await pilot.press("enter")
        await until(pilot, lambda: speaker(team) == WANG)
        await until(pilot, lambda: done(team, meeting_id) == ["the [b]migration[/b]", "the review"])
        await pilot.press("comma")
        await fits(pilot, "✓ the [b]migration[/b]", "✓ the review", "enter next speaker")
        await pilot.press("u")
        await shows(pilot, "○ the review", "t takes", "enter next speaker")
        await pilot.press("t")
        await shows(pilot, "✓ the [b]migration[/b]")
        await pilot.press("enter")
        await shows(pilot, "Nothing prepared", "enter on to Whiteboard")


async def test_a_plan_is_not_taken_over_where_something_was_said_or_the_next_one_speaks(
    team: Database, url: str
) -> None:
    meeting_id = in_round(team)
    async with program(url, Opening(mode="standup", team="Platform")) as pilot:
        await shows(pilot, "enter takes both over")
        await pilot.press("full_stop")
        await until(pilot, lambda: speaker(team) == WANG)
        await pilot.press("comma")
        await until(pilot, lambda: speaker(team) == ADA)
        rounds.add(team, ADA, {"done": ["the review"]}, source="meeting")
        # What was done is not told twice; the rest can be taken over alone.
        await shows(pilot, "✓ the review", "○ the [b]migration[/b]  planned last time, t takes it over")
        assert "○ the review" not in words(pilot)
        await pilot.press("t")
        await until(pilot, lambda: done(team, meeting_id) == ["the review", "the [b]migration[/b]"])


async def test_a_difficulty_says_how_often_it_came_and_its_keys_until_it_is_settled(team: Database, url: str) -> None:
    in_round(team)
    rounds.add(team, ADA, {"done": ["a"], "difficulties": ["nobody answers", "still no access to logs"]})
    async with program(url, Opening(mode="standup", team="Platform")) as pilot:
        await fits(pilot, "still no access to logs  2nd time", "E escalate")
        # The first one is selected, and so the keys are its.
        lines = words(pilot).splitlines()
        at = next(index for index, line in enumerate(lines) if "nobody answers" in line)
        assert "A action   H help   P park   E escalate   D drop" in lines[at + 1]
        await pilot.press("down", "E")
        await shows(pilot, "2nd time  ↑ escalated")
        assert "E escalate" not in "\n".join(words(pilot).splitlines()[:-1])
        await pilot.press("up")
        await shows(pilot, "A action   H help")


async def test_the_speakers_own_key_results_stand_below_where_there_is_room(sample_url: str) -> None:
    with Database(sample_url) as database:
        live = start(database, standup(), "Forecast")
        for _ in range(2):
            moving.next_step(database, live.id)
        while speaker(database) != "Émile Durand":
            moving.next_speaker(database, live.id)
    async with program(sample_url, Opening(mode="standup", team="Forecast"), size=(200, 60)) as pilot:
        await fits(pilot, "Émile's key results", "Calls at night", "sure 4", sizes=((120, 40), (200, 60)))
        await shows(pilot, "9 → 6 → 2 a week", "! confidence fell by 3")
        await fits(pilot, "Help needed", sizes=(SMALLEST, (80, 24)))


async def test_when_everybody_has_spoken_it_is_offered_to_go_on(team: Database, url: str, ahead: Ahead) -> None:
    in_round(team)
    moving.next_speaker(team, 2)
    async with program(url, Opening(mode="standup", team="Platform")) as pilot:
        await fits(pilot, "王小明 is the last to speak, 12 min early", "on to Whiteboard")
        ahead.wait(455)
        await fits(pilot, "Everybody has spoken, 5 min early", "on to Whiteboard")
        await pilot.press("enter")
        await shows(pilot, "▸Whiteboard")
