"""Walks through a meeting with the kind on trial, in a process of its own: its table is in no other test's database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input

import facilitator.steps
import facilitator.tables
import screens.steps
from facilitator.checkin import file as checkin_file
from facilitator.common.mistakes import MistakesError
from facilitator.exchange import exporting
from facilitator.exchange.importing import take
from facilitator.meeting import moving, starting
from facilitator.minutes import formats
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.corrections import reading as corrections_reading
from facilitator.minutes.corrections import writing as corrections_writing
from facilitator.modes.parsing import parse_mode
from facilitator.people import writing as people_writing
from facilitator.reports import search
from facilitator.steps import kinds
from facilitator.store.database import Database
from facilitator.store.search import triggers
from screens.program import Opening
from tests.screens.showing import program, shows, words
from tests.screens.waiting import until

HERE = Path(__file__).parent
for package in (facilitator.steps, facilitator.tables, screens.steps):
    package.__path__.append(str(HERE.joinpath(*package.__name__.split("."))))

from facilitator.steps.mood.kind import KIND  # noqa: E402  # found now
from facilitator.steps.mood.writing import give  # noqa: E402  # the same
from facilitator.tables.mood import Mood  # noqa: E402  # the same

# The line that a built-in kind has in `facilitator/steps/kinds.py`.
kinds.KINDS[KIND.name] = KIND

MODE = """
name = "moods"
title = "How we are"
minutes = 10
[[steps]]
kind = "gather"
minutes = 1
[[steps]]
kind = "mood"
minutes = "rest"
scale = "colour"
[[steps]]
kind = "close"
minutes = 1
"""
ADA, GRACE = "Ada Lovelace", "Grace Hopper"


def migrate(database: Database) -> None:
    """Make the table; a kind that is built in has a migration for that."""
    with database.writing() as session:
        Mood.__table__.create(session.connection())
        triggers.rebuild(session.connection())


@pytest.fixture
def team(database: Database) -> Database:
    migrate(database)
    people_writing.add_people(database, people_writing.add_team(database, "Platform"), [ADA, GRACE])
    return database


def begin(database: Database) -> int:
    return starting.start(database, parse_mode(MODE, "moods.toml"), "Platform").id


def test_a_mode_file_may_have_it_and_its_key() -> None:
    step = parse_mode(MODE, "moods.toml").steps[1]
    assert (step.kind, step.title, dict(step.options)) == ("mood", "Mood", {"scale": "colour"})
    with pytest.raises(MistakesError, match="write one of weather, colour"):
        parse_mode(MODE.replace('"colour"', '"blood"'), "moods.toml")


def test_what_was_prepared_is_held_kept_found_corrected_and_handed_on(team: Database, tmp_path: Path) -> None:
    template = checkin_file.template(team, ADA)
    assert "[mood]" in template
    filled = template.replace("figure = 5", "figure = 8").replace('word = ""', 'word = "sunny"')
    checkin_file.take(team, ADA, filled, "ada.toml")
    assert not search.find(team, "sunny")
    meeting = begin(team)
    give(team, GRACE, 3, "foggy")
    assert [(mood.person, mood.figure, mood.word) for mood in kinds.panel_data(team, "mood", meeting)] == [
        (ADA, 8, "sunny"),
        (GRACE, 3, "foggy"),
    ]
    moving.end(team, meeting)

    def sent(file_format: str) -> bytes:
        return formats.written(minutes_reading.read(team, meeting), file_format, print)

    before = {file_format: sent(file_format) for file_format in ("md", "html", "json", "csv")}
    assert json.loads(before["json"])["steps"][1]["records"] == [
        {"person": ADA, "figure": 8, "word": "sunny"},
        {"person": GRACE, "figure": 3, "word": "foggy"},
    ]
    with team.writing() as session:
        for mood in session.query(Mood):
            mood.figure, mood.word = 1, "changed"
    assert {file_format: sent(file_format) for file_format in before} == before
    with team.writing() as session:
        for mood, word in zip(session.query(Mood).order_by(Mood.id), ("sunny", "foggy"), strict=True):
            mood.word = word
    assert [hit.kind for hit in search.find(team, "sunny")] == ["mood"]
    corrections_writing.reword(team, meeting, corrections_reading.find(team, meeting, "foggy"), "clearing", by=ADA)
    markdown = sent("md").decode()
    assert "clearing" in markdown
    assert "foggy" not in markdown.partition("Corrections")[0]
    exported = tmp_path / "company.json"
    exported.write_bytes(exporting.export(team, "json"))
    assert "clearing" in exported.read_text(encoding="utf-8")
    with Database(f"sqlite:///{tmp_path / 'again.db'}") as other:
        other.upgrade()
        migrate(other)
        take(other, exported)


async def test_its_panel_its_keys_and_its_form_are_there(team: Database) -> None:
    meeting = begin(team)
    url = team.url.render_as_string(hide_password=False)
    give(team, GRACE, 3, "foggy")
    give(team, ADA, 8, "sunny")
    moving.next_step(team, meeting)
    async with program(url) as pilot:
        await shows(pilot, "Platform")
        await pilot.press("enter")
        await shows(pilot, "Mood", "sunny", "foggy", "s sort")
        await pilot.press("s")
        await until(pilot, lambda: words(pilot).index("sunny") < words(pilot).index("foggy"))


async def test_its_form_records_in_the_check_in(team: Database) -> None:
    url = team.url.render_as_string(hide_password=False)
    async with program(url, Opening(checkin=ADA)) as pilot:
        await shows(pilot, "My mood")
        pilot.app.screen.query_one("#mood", Input).focus()
        await pilot.press(*"7", "space", *"calm", "enter")
        with team.reading() as session:
            await until(pilot, lambda: session.query(Mood.word).all() == [("calm",)])
