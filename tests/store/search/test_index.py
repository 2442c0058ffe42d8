"""The full-text index: it follows every write, and finds words, parts of words, Chinese, and nothing private."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, text, update

from facilitator.reports import search as reports_search
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.store.search import sqlite as search_sqlite
from facilitator.store.search import triggers as search_triggers
from facilitator.store.search.index import TooManyWordsError
from facilitator.tables.consensus import Commitment, ConfidenceMeaning
from facilitator.tables.meeting import Action, Card, Decision, Draft, Meeting, ParkedTopic, Request, Sentence
from facilitator.tables.okr import Cycle, KeyResult, Objective, Progress, Suggestion
from facilitator.tables.people import Person, Unit

pytestmark = pytest.mark.each_database

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
WORDING = {
    "objective": "Zebra objective",
    "description": "",
    "key_results": [{"title": "Okapi first"}, {"title": "Okapi second"}],
    "requests": [],
}


@pytest.fixture
def meeting(database: Database) -> int:
    """A meeting of a team of one."""
    with database.writing() as session:
        unit = Unit(name="Platform")
        session.add(unit)
        session.flush()
        session.add(Person(name="Ada Lovelace", unit_id=unit.id))
        cycle = Cycle(name="2026-Q4", start=date(2026, 10, 1), end=date(2026, 12, 31))
        session.add(cycle)
        row = Meeting(mode="standup", unit_id=unit.id, agenda="{}", planned_seconds=900, started_at=NOW, read_at=NOW)
        session.add(row)
        session.flush()
        return row.id


def decide(database: Database, meeting: int, *texts: str) -> None:
    with recording(database, "decisions", source="meeting", meeting_id=meeting) as session:
        session.add_all(
            Decision(meeting_id=meeting, text=one, by_id=1, recorded_at=NOW + timedelta(minutes=number))
            for number, one in enumerate(texts)
        )


def found(database: Database, query: str) -> list[str]:
    return [one.text for one in reports_search.find(database, query)]


def test_every_kind_is_found_with_its_meeting_person_and_time(database: Database, meeting: int) -> None:
    with recording(database, "everything", source="meeting", meeting_id=meeting) as session:
        session.add(Objective(id=1, cycle_id=1, owner_person_id=1, title="zebra objective", description="with more"))
        session.flush()
        session.add(KeyResult(id=1, objective_id=1, title="a key result", description="of a", reason="zebra"))
        session.flush()
        session.add_all(
            [
                Sentence(meeting_id=meeting, person_id=1, prompt="done", text="zebra said", changed_at=NOW),
                Action(meeting_id=meeting, owner_id=1, text="zebra action", recorded_at=NOW),
                Decision(meeting_id=meeting, by_id=1, text="zebra decision", recorded_at=NOW),
                ParkedTopic(meeting_id=meeting, by_id=1, text="zebra parked", recorded_at=NOW),
                Request(meeting_id=meeting, from_person_id=1, what="help", note="a zebra", recorded_at=NOW),
                Suggestion(objective_id=1, meeting_id=meeting, by_id=1, text="a", answer="zebra", recorded_at=NOW),
                Progress(meeting_id=meeting, key_result_id=1, person_id=1, note="zebra moved", recorded_at=NOW),
                Card(unit_id=1, owner_id=1, title="zebra card", column="To do", recorded_at=NOW, moved_at=NOW),
                Commitment(meeting_id=meeting, person_id=1, objective_id=1, wording=WORDING, at=NOW),
            ]
        )
    some = reports_search.find(database, "ZEBRA")
    assert {(one.kind, one.text, one.meeting) for one in some} == {
        ("sentence", "zebra said", meeting),
        ("action", "zebra action", meeting),
        ("decision", "zebra decision", meeting),
        ("parked", "zebra parked", meeting),
        ("request", "help\na zebra", meeting),
        ("suggestion", "a\nzebra", meeting),
        ("progress", "zebra moved", meeting),
        ("card", "zebra card", None),
        ("objective", "zebra objective\nwith more", None),
        ("key_result", "a key result\nof a\nzebra", None),
        ("commitment", "Zebra objective\nOkapi first\nOkapi second", meeting),
    }
    assert {one.person for one in some} == {"Ada Lovelace"}
    assert {one.at for one in some if one.kind not in ("objective", "key_result")} == {NOW}
    assert all(one.at is not None for one in some)
    (told,) = [one.as_json() for one in some if one.kind == "decision"]
    assert told == {
        "meeting": meeting,
        "kind": "decision",
        "text": "zebra decision",
        "at": "2026-11-24T09:30:00+00:00",
        "person": "Ada Lovelace",
    }


def test_nothing_private_is_found(database: Database, meeting: int) -> None:
    with recording(database, "prepared", source="check-in") as session:
        said = Sentence(person_id=1, prompt="done", text="zebra prepared", changed_at=NOW)
        session.add_all([said, Draft(scope="a", field="b", text="zebra draft")])
        session.add(ConfidenceMeaning(unit_id=1, value=5, text="zebra"))
    assert found(database, "zebra") == []
    with database.writing() as session:
        session.execute(update(Sentence).values(meeting_id=meeting))
    assert found(database, "zebra") == ["zebra prepared"]
    with database.writing() as session:
        session.execute(update(Sentence).values(meeting_id=None))
    assert found(database, "zebra") == []


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("logs staging", {"open the staging logs", "Logs of staging"}),
        ('"staging logs"', {"open the staging logs"}),
        ('"staging  logs" open', {"open the staging logs"}),
        ("taging log", {"open the staging logs", "Logs of staging"}),
        ("logs nowhere", set()),
        ("emile", {"Émile fährt nach Zürich"}),
        ("ÉMILE zuri", {"Émile fährt nach Zürich"}),
        ("ährt", {"Émile fährt nach Zürich"}),
        ("会议", {"上周的会议记录已经归档"}),
        ("议", {"上周的会议记录已经归档"}),
        ("会议记录", {"上周的会议记录已经归档"}),
        ("记录 归档", {"上周的会议记录已经归档"}),
        ("会议录", set()),
        ("C++", {'C++ and *stars* 100% (sure) "quoted" it\'s x:y ^-'}),
        ("C+", {'C++ and *stars* 100% (sure) "quoted" it\'s x:y ^-'}),
        ("100%", {'C++ and *stars* 100% (sure) "quoted" it\'s x:y ^-'}),
        ("0_%", set()),
        ("*stars*", {'C++ and *stars* 100% (sure) "quoted" it\'s x:y ^-'}),
        ("it's", {'C++ and *stars* 100% (sure) "quoted" it\'s x:y ^-'}),
        ("x:y", {'C++ and *stars* 100% (sure) "quoted" it\'s x:y ^-'}),
        ("of", {"Logs of staging"}),
        ("", set()),
        ("  ", set()),
        ('""', set()),
        ("🎉", {"done 🎉"}),
    ],
)
def test_words_parts_phrases_accents_and_chinese(
    database: Database, meeting: int, query: str, wanted: set[str]
) -> None:
    decide(
        database,
        meeting,
        "open the staging logs",
        "Logs of staging",
        "Émile fährt nach Zürich",
        "上周的会议记录已经归档",
        'C++ and *stars* 100% (sure) "quoted" it\'s x:y ^-',
        "done 🎉",
    )
    assert set(found(database, query)) == wanted


@pytest.mark.parametrize(
    "query",
    [
        '"',
        '"open',
        "AND",
        "NEAR(a b)",
        "a OR",
        "-",
        "^",
        "*",
        "text:",
        "{x",
        "(",
        "\\",
        "'",
        "';--",
        "\0",
        "\ud800",
        "%",
    ],
)
def test_no_character_is_an_error(database: Database, meeting: int, query: str) -> None:
    decide(database, meeting, "nothing special")
    reports_search.find(database, query)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(max_size=12))
def test_any_query_is_answered(database: Database, query: str) -> None:
    assert reports_search.find(database, query) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.text(st.sampled_from("abcÉé会议 ß-*"), min_size=1, max_size=10).filter(lambda some: some.strip()))
def test_what_was_recorded_is_found_by_its_own_words(database: Database, said: str) -> None:
    with database.writing() as session:
        session.execute(delete(Card))
        if session.get(Unit, 1) is None:
            session.add(Unit(id=1, name="Platform"))
            session.flush()
        session.add(Card(unit_id=1, title=said, column="To do", recorded_at=NOW, moved_at=NOW))
    assert found(database, said) == [said]


def test_too_many_words_are_refused_in_a_sentence(database: Database) -> None:
    with pytest.raises(TooManyWordsError, match="look for 100 at most"):
        reports_search.find(database, " ".join(map(str, range(2000))))


def test_whole_words_come_before_parts_and_then_the_newest(database: Database, meeting: int) -> None:
    decide(database, meeting, "log one", "log two", "logs three")
    assert found(database, "log") == ["log two", "log one", "logs three"]
    assert [one.text for one in reports_search.find(database, "log", most=2)] == ["log two", "log one"]


@pytest.mark.parametrize("looked", [1, 20_000])
def test_a_short_word_is_found_whole_first_and_then_the_newest(
    database: Database, meeting: int, monkeypatch: pytest.MonkeyPatch, looked: int
) -> None:
    monkeypatch.setattr(search_sqlite, "LOOKED", looked)
    decide(database, meeting, "go on", "logo", "go", "gone", "nothing", "数据库")
    assert found(database, "go") == ["go", "go on", "gone", "logo"]
    assert [one.text for one in reports_search.find(database, "go", most=3)] == ["go", "go on", "gone"]
    assert found(database, "据") == ["数据库"]
    assert reports_search.find(database, "§") == []


@pytest.mark.parametrize("word", ["库", "份库", "x", "yx", "É", "§"])
def test_a_short_word_is_found_wherever_it_stands(database: Database, meeting: int, word: str) -> None:
    texts = (word, f"{word}ab", f"ab{word}ab", f"ab{word}")
    decide(database, meeting, *texts, "nothing", "数据")
    assert set(found(database, word)) == set(texts)
    assert set(found(database, f"{word} ab")) == set(texts[1:])


def test_a_text_of_any_length_is_found(database: Database, meeting: int) -> None:
    long = "".join(chr(0x20000 + number) for number in range(40_000)) * 2 + " okapi"
    decide(database, meeting, long, "zebra")
    assert (found(database, "okapi"), found(database, "kap"), found(database, "api zebra")) == ([long], [long], [])


def test_a_correction_and_an_undo_are_followed(database: Database, meeting: int) -> None:
    decide(database, meeting, "zebra")
    with recording(database, "reworded", source="meeting", meeting_id=meeting) as session:
        session.get_one(Decision, 1).text = "giraffe"
    assert (found(database, "zebra"), found(database, "giraffe")) == ([], ["giraffe"])
    journal.undo(database, meeting)
    assert (found(database, "zebra"), found(database, "giraffe")) == (["zebra"], [])
    journal.undo(database, meeting)
    assert found(database, "zebra") == []


def test_rows_written_at_once_are_followed(database: Database, meeting: int) -> None:
    rows: list[dict[str, Any]] = [
        {"meeting_id": meeting, "text": f"zebra {number}", "recorded_at": NOW} for number in range(50)
    ]
    with database.writing() as session:
        session.execute(insert(Decision), rows)
    assert len(found(database, "zebra")) == 50
    with database.writing() as session:
        session.execute(text("UPDATE decision SET text = 'giraffe' WHERE id > 10"))
        session.execute(text("DELETE FROM decision WHERE id > 20"))
    assert (len(found(database, "zebra")), len(found(database, "giraffe"))) == (10, 10)


def test_other_tools_are_followed_in_sqlite(database: Database, meeting: int) -> None:
    if database.url.get_backend_name() != "sqlite":
        pytest.skip("other tools of PostgreSQL fire the same triggers")
    decide(database, meeting, "zebra")
    connection = sqlite3.connect(str(database.url.database))
    connection.execute(
        "INSERT INTO decision (meeting_id, text, recorded_at) VALUES (1, 'okapi', '2026-11-24 10:00:00')"
    )
    connection.execute(
        "REPLACE INTO decision (id, meeting_id, text, recorded_at) VALUES (1, 1, 'giraffe', '2026-11-24 10:00:00')"
    )
    connection.commit()
    connection.close()
    assert (found(database, "okapi"), found(database, "giraffe"), found(database, "zebra")) == (
        ["okapi"],
        ["giraffe"],
        [],
    )
    with database.writing() as session:
        session.execute(text("INSERT INTO search_parts (search_parts, rank) VALUES ('integrity-check', 1)"))
        session.execute(text("INSERT INTO search_words (search_words, rank) VALUES ('integrity-check', 1)"))


def test_what_was_there_before_the_index_is_found(database: Database, meeting: int) -> None:
    with database.writing() as session:
        search_triggers.drop_triggers(session.connection())
    decide(database, meeting, "zebra")
    with recording(database, "prepared", source="check-in") as session:
        session.add(Sentence(person_id=1, prompt="done", text="zebra prepared", changed_at=NOW))
    assert found(database, "zebra") == []
    for _ in range(2):
        with database.writing() as session:
            search_triggers.rebuild(session.connection())
        assert found(database, "zebra") == ["zebra"]
    decide(database, meeting, "zebra again")
    assert len(found(database, "zebra")) == 2


def test_many_rows_are_taken_in_at_once(database: Database, meeting: int) -> None:
    decide(database, meeting, "zebra")
    with database.writing() as session, search_triggers.rebuilt_afterwards(session):
        session.add_all(Decision(meeting_id=meeting, text=f"zebra {one}", recorded_at=NOW) for one in range(20))
    assert len(found(database, "zebra")) == 21
    decide(database, meeting, "zebra again")
    assert len(found(database, "zebra")) == 22
