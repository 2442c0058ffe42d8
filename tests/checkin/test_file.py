"""Tests check-in files: the template, what is taken from it, and its mistakes."""

from __future__ import annotations

import tomllib

import pytest
from sqlalchemy import event, func, select

from facilitator import sample
from facilitator.checkin import file as checkin_file
from facilitator.common.errors import NotFoundError
from facilitator.common.mistakes import MistakesError
from facilitator.meeting import starting
from facilitator.modes.parsing import parse_mode
from facilitator.steps.round import reading as rounds
from facilitator.store.database import Database
from facilitator.tables.journal import Entry
from facilitator.tables.meeting import Sentence
from facilitator.tables.okr import Cycle, KeyResult, Objective, Progress
from facilitator.tables.people import Person

WANG = "王小明"
FALSE_ALARMS = "False alarms from 14 to 3 a week"


@pytest.fixture
def company(sampled: Database) -> Database:
    return sampled


def said(database: Database, name: str, prompt: str) -> list[str]:
    return [one.text for one in rounds.prepared(database, name).sentences.get(prompt, ())]


def mistakes(database: Database, name: str, text: str) -> list[str]:
    with pytest.raises(MistakesError) as refused:
        checkin_file.take(database, name, text, "me.toml")
    return str(refused.value).splitlines()


def entries(database: Database) -> int | None:
    with database.reading() as session:
        return session.scalar(select(func.count(Entry.id)))


@pytest.mark.each_database
def test_a_file_is_recorded_in_one_transaction(company: Database) -> None:
    commits: list[object] = []
    event.listen(company.engine, "commit", commits.append)
    file = f'[round]\ndone = ["one thing"]\n[progress]\n"{FALSE_ALARMS}" = {{current = 7}}\n'
    checkin_file.take(company, WANG, file, "me.toml")
    writing = [one for one in commits if not one.get_execution_options().get("facilitator_reading")]  # type: ignore[attr-defined]  # a connection
    assert len(writing) == 1
    assert said(company, WANG, "done") == ["one thing"]


def test_template_has_what_is_there(company: Database) -> None:
    text = checkin_file.template(company, WANG)
    table = tomllib.loads(text)
    assert list(table) == ["round", "progress"]
    assert list(table["round"]) == ["done", "today", "difficulties", "help_needed"]
    assert table["round"]["today"] == ["turn the filter on for the North Sea"]
    assert table["progress"][FALSE_ALARMS] == {"current": 9, "confidence": 6, "note": ""}
    assert "planned last time: false alarms by buoy" in text


def test_somebody_without_key_results_is_not_asked_for_any(company: Database) -> None:
    assert list(tomllib.loads(checkin_file.template(company, "Hanna Lindqvist"))) == ["round"]


def test_milestone_has_no_figure(company: Database) -> None:
    table = tomllib.loads(checkin_file.template(company, "Yusuf Demir"))
    assert list(table["progress"].values()) == [{"confidence": 4, "note": ""}]


def test_an_unchanged_template_changes_nothing(company: Database) -> None:
    before = entries(company)
    text = checkin_file.template(company, WANG)
    checkin_file.take(company, WANG, text, "me.toml")
    assert checkin_file.template(company, WANG) == text
    assert entries(company) == before


def test_it_replaces_what_it_names_and_leaves_the_rest(company: Database) -> None:
    text = f"""
        [round]
        done = ["one", "  ", "two"]
        help_needed = []
        [progress]
        "{FALSE_ALARMS}" = {{current = 7.5, confidence = 8, note = "quiet week"}}
    """
    assert checkin_file.take(company, WANG, text, "me.toml") == 3
    assert said(company, WANG, "done") == ["one", "two"]
    assert said(company, WANG, "help_needed") == []
    assert said(company, WANG, "today") == ["turn the filter on for the North Sea"]
    with company.reading() as session:
        row = session.scalars(select(KeyResult).where(KeyResult.title == FALSE_ALARMS)).one()
        assert (row.current, row.confidence) == (7.5, 8)
        change = session.scalars(select(Progress).order_by(Progress.id.desc())).first()
        assert change is not None
        assert (change.before, change.after, change.note, change.meeting_id) == (9, 7.5, "quiet week", None)


def test_a_note_alone_is_kept_once(company: Database) -> None:
    text = f'[progress]\n"{FALSE_ALARMS}" = {{note = "no news"}}'
    assert checkin_file.take(company, WANG, text, "me.toml") == 1
    assert checkin_file.take(company, WANG, text, "me.toml") == 0


def test_all_mistakes_are_told_and_nothing_is_recorded(company: Database) -> None:
    before = checkin_file.template(company, WANG)
    text = f"""
        mood = 3
        [round]
        done = ["kept back"]
        today = "x"
        difficulties = [3]
        weather = ["x"]
        [progress]
        "{FALSE_ALARMS}" = {{current = "three", confidence = 11, who = 3}}
        "Nobody's" = {{current = 3}}
        [scores]
        "{FALSE_ALARMS}" = {{score = 0.5}}
    """
    told = mistakes(company, WANG, text)
    assert [line.split(":", 1)[0] for line in told] == [
        "me.toml, mood",
        "me.toml, round.today",
        "me.toml, round.difficulties[1]",
        "me.toml, round.weather",
        f'me.toml, progress "{FALSE_ALARMS}"',
        f'me.toml, progress "{FALSE_ALARMS}"',
        f'me.toml, progress "{FALSE_ALARMS}"',
        'me.toml, progress "Nobody\'s"',
        "me.toml, scores",
    ]
    assert all(";" in line for line in told)
    assert checkin_file.template(company, WANG) == before


@pytest.mark.parametrize("value", ["nan", "inf", "true", "1979-05-27", "[]", "1" + "0" * 400])
def test_a_figure_is_a_number(company: Database, value: str) -> None:
    assert len(mistakes(company, WANG, f'[progress]\n"{FALSE_ALARMS}" = {{current = {value}}}')) == 1


@pytest.mark.parametrize("value", ["0", "11", "6.5", "true", "nan", '"6"'])
def test_confidence_is_from_1_to_10(company: Database, value: str) -> None:
    assert len(mistakes(company, WANG, f'[progress]\n"{FALSE_ALARMS}" = {{confidence = {value}}}')) == 1


def test_a_milestone_takes_no_figure(company: Database) -> None:
    text = '[progress]\n"The second data centre has taken over for a whole night" = {current = 1}'
    assert "milestone" in mistakes(company, "Yusuf Demir", text)[0]


def test_a_mistake_of_spelling_has_its_line(company: Database) -> None:
    assert mistakes(company, WANG, '[round]\ndone = ["x"\n[x]')[0].startswith("me.toml, line ")
    assert len(mistakes(company, WANG, "a = " + "[" * 100_000)) == 1


def test_text_is_cleaned(company: Database) -> None:
    text = '\ufeff[round]\r\ndone = ["a\\u001b[31mb", "cafe\u0301\\u202e", "\\u200b"]\r\n'
    checkin_file.take(company, WANG, text, "me.toml")
    assert said(company, WANG, "done") == ["a[31mb", "café"]


def test_too_long_a_text_is_refused(company: Database) -> None:
    assert "100,000" in mistakes(company, WANG, f'[round]\ndone = ["{"x" * 100_001}"]')[0]


def test_nobody_is_called_so(company: Database) -> None:
    with pytest.raises(NotFoundError, match="nobody called 'Ada'"):
        checkin_file.template(company, "Ada")


def test_titles_that_stand_twice_have_other_names(company: Database) -> None:
    with company.writing() as session:
        cycle = session.scalars(select(Cycle)).one()
        person = session.scalars(select(Person).where(Person.name == WANG)).one()
        other = Objective(cycle_id=cycle.id, owner_person_id=person.id, title="Another", key="another", position=99)
        session.add(other)
        session.flush()
        session.add(KeyResult(objective_id=other.id, title=FALSE_ALARMS, start=0, target=10, current=0, key="again"))
    progress = tomllib.loads(checkin_file.template(company, WANG))["progress"]
    assert len(progress) == 3
    assert "again" in progress
    assert "more than one" in mistakes(company, WANG, f'[progress]\n"{FALSE_ALARMS}" = {{current = 1}}')[0]
    assert checkin_file.take(company, WANG, "[progress]\nagain = {current = 1}", "me.toml") == 1


def test_a_running_meeting_asks_its_own_questions(company: Database) -> None:
    text = """
        name = "retro"
        title = "Retrospective"
        minutes = 10
        [[steps]]
        kind = "round"
        minutes = "rest"
        prompts = [{key = "how was it", text = "How did this sprint feel?"}]
    """
    live = starting.start(company, parse_mode(text, "retro.toml"), sample.TEAM)
    template = checkin_file.template(company, WANG)
    assert tomllib.loads(template) == {"round": {"how was it": []}}
    checkin_file.take(company, WANG, template.replace("[]", '["well"]'), "me.toml")
    with company.reading() as session:
        row = session.scalars(select(Sentence).where(Sentence.prompt == "how was it")).one()
        assert (row.text, row.meeting_id) == ("well", live.id)
    assert "not asked this now" in mistakes(company, WANG, "[progress]")[0]
