"""The journal: every row recorded is in it, and undo takes back what the meeting recorded last, nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from facilitator.store.database import Database
from facilitator.store.journal import ChangedSinceError, recording, take_back, undo
from facilitator.store.journal_past import rows_before
from facilitator.tables.base import Base
from facilitator.tables.journal import Change, Entry
from facilitator.tables.meeting import Action, Card, Decision, Draft, Meeting, ParkedTopic, Request, Sentence
from facilitator.tables.okr import Cycle, KeyResult, Objective, Progress
from facilitator.tables.people import Person, Unit

pytestmark = pytest.mark.each_database

MOMENT = datetime(2026, 11, 24, 9, 0, 0, 250_000, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ALL = (Action, Request, Decision, ParkedTopic, Card, Progress, Sentence, KeyResult)


@pytest.fixture
def meeting(database: Database) -> int:
    """A meeting, with a person 1, a unit 1 and a key result 1 for the rows to belong to; its id is 1."""
    with database.writing() as session:
        unit = Unit(name="Platform")
        cycle = Cycle(name="Q4", start=date(2026, 10, 1), end=date(2026, 12, 31))
        session.add_all([unit, Person(name="Ada"), cycle])
        session.flush()
        objective = Objective(cycle_id=cycle.id, owner_unit_id=unit.id, title="Ship")
        session.add(objective)
        session.flush()
        session.add(KeyResult(objective_id=objective.id, title="Lead time", start=9, target=2, current=6))
        held = Meeting(
            mode="standup", unit_id=unit.id, agenda="", planned_seconds=900, started_at=MOMENT, read_at=MOMENT
        )
        session.add(held)
        session.flush()
        return held.id


def new(kind: type[Base]) -> Base:
    """A row of the kind, every column of it filled."""
    rows: dict[type[Base], dict[str, Any]] = {
        Action: {"meeting_id": 1, "text": "a", "owner_id": 1, "due": date(2026, 11, 30), "recorded_at": MOMENT},
        Request: {"meeting_id": 1, "from_person_id": 1, "to_unit_id": 1, "what": "a", "recorded_at": MOMENT},
        Decision: {"meeting_id": 1, "text": "a", "by_id": 1, "recorded_at": MOMENT},
        ParkedTopic: {"meeting_id": 1, "text": "a", "recorded_at": MOMENT},
        Card: {"unit_id": 1, "title": "a", "column": "To do", "recorded_at": MOMENT, "moved_at": MOMENT},
        Progress: {"meeting_id": 1, "key_result_id": 1, "before": 0.1, "after": None, "recorded_at": MOMENT},
        Sentence: {"meeting_id": 1, "person_id": 1, "prompt": "today", "text": "2026-11-24", "changed_at": MOMENT},
        KeyResult: {"objective_id": 1, "title": "a", "start": 0.1, "target": 1e300, "confidence": 3},
    }
    return kind(**rows[kind])


CHANGES: dict[type[Base], dict[str, Any]] = {
    Action: {"state": "done", "done_at": LATER, "due": None, "owner_id": None},
    Request: {"state": "dropped", "done_at": LATER, "to_person_id": 1, "to_unit_id": None},
    Decision: {"text": "b", "by_id": None},
    ParkedTopic: {"text": "", "by_id": 1},
    Card: {"column": "Done", "moved_at": LATER, "archived": True, "key_result_id": 1},
    Progress: {"after": 4.25, "before": None, "confidence": 10, "note": "亮点"},
    Sentence: {"text": "true", "outcome": "dropped", "position": 7},
    KeyResult: {"current": -1.5, "start": None, "confidence": None, "score": 0.7, "reason": "…"},
}


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables but the journal's."""
    with database.reading() as session:
        return {
            name: [dict(row) for row in session.execute(select(table).order_by(table.c.id)).mappings()]
            for name, table in Base.metadata.tables.items()
            if not name.startswith("journal")
        }


def recorded(database: Database, meeting: int, what: str, row: Base, source: str = "meeting") -> int:
    with recording(database, what, source=source, meeting_id=meeting) as session:
        session.add(row)
        session.flush()
        return int(getattr(row, "id"))  # noqa: B009  # each of these has one


@pytest.mark.parametrize("kind", ALL)
def test_what_is_new_goes_again(database: Database, meeting: int, kind: type[Base]) -> None:
    before = everything(database)
    recorded(database, meeting, "new", new(kind))
    assert everything(database) != before
    assert undo(database, meeting) == "new"
    assert everything(database) == before
    assert undo(database, meeting) is None


@pytest.mark.parametrize("kind", ALL)
def test_what_is_changed_goes_back(database: Database, meeting: int, kind: type[Base]) -> None:
    row_id = recorded(database, meeting, "new", new(kind), source="check-in")
    before = everything(database)
    with recording(database, "change", source="meeting", meeting_id=meeting) as session:
        row = session.get_one(kind, row_id)
        for name, value in CHANGES[kind].items():
            setattr(row, name, value)
    assert everything(database) != before
    assert undo(database, meeting) == "change"
    assert everything(database) == before


@pytest.mark.parametrize("kind", ALL)
def test_what_is_deleted_comes_back(database: Database, meeting: int, kind: type[Base]) -> None:
    row_id = recorded(database, meeting, "new", new(kind), source="check-in")
    before = everything(database)
    with recording(database, "delete", source="meeting", meeting_id=meeting) as session:
        session.delete(session.get_one(kind, row_id))
    assert everything(database) != before
    assert undo(database, meeting) == "delete"
    assert everything(database) == before


def test_undo_goes_back_one_by_one_to_the_beginning(database: Database, meeting: int) -> None:
    states = [everything(database)]
    card = recorded(database, meeting, "pin", new(Card))
    states.append(everything(database))
    with recording(database, "move", source="meeting", meeting_id=meeting) as session:
        session.get_one(Card, card).column = "Done"
        session.add(new(Decision))
    states.append(everything(database))
    with recording(database, "archive", source="meeting", meeting_id=meeting) as session:
        session.delete(session.get_one(Card, card))
    for what, state in zip(("archive", "move", "pin"), reversed(states), strict=True):
        assert undo(database, meeting) == what
        assert everything(database) == state
    assert undo(database, meeting) is None
    recorded(database, meeting, "again", new(Card))
    assert undo(database, meeting) == "again"


def test_one_entry_may_touch_a_row_more_than_once(database: Database, meeting: int) -> None:
    before = everything(database)
    with recording(database, "all at once", source="meeting", meeting_id=meeting) as session:
        card, fleeting = new(Card), new(Decision)
        session.add_all([card, fleeting])
        session.flush()
        assert isinstance(card, Card)
        card.column = "Doing"
        session.flush()
        card.column = "Done"
        session.delete(fleeting)
    assert undo(database, meeting) == "all at once"
    assert everything(database) == before


@pytest.mark.parametrize("source", ["check-in", "import", "screen"])
def test_only_what_the_meeting_recorded_is_undone(database: Database, meeting: int, source: str) -> None:
    recorded(database, meeting, "said", new(Decision))
    recorded(database, meeting, "meanwhile", new(Sentence), source=source)
    assert undo(database, meeting) == "said"
    assert undo(database, meeting) is None
    assert [row["text"] for row in everything(database)["sentence"]] == ["2026-11-24"]
    assert undo(database, meeting + 1) is None


def test_what_others_changed_since_in_the_same_row_stays(database: Database, meeting: int) -> None:
    card = recorded(database, meeting, "pin", new(Card), source="check-in")
    with recording(database, "move", source="meeting", meeting_id=meeting) as session:
        session.get_one(Card, card).column = "Done"
    with recording(database, "rename", source="check-in", meeting_id=meeting) as session:
        session.get_one(Card, card).title = "b"
    undo(database, meeting)
    (row,) = everything(database)["card"]
    assert (row["column"], row["title"]) == ("To do", "b")


def test_an_undo_that_comes_after_a_deletion_does_no_harm(database: Database, meeting: int) -> None:
    card = recorded(database, meeting, "pin", new(Card))
    with recording(database, "move", source="meeting", meeting_id=meeting) as session:
        session.get_one(Card, card).column = "Done"
    with recording(database, "clear", source="check-in", meeting_id=meeting) as session:
        session.delete(session.get_one(Card, card))
    other = recorded(database, meeting, "another", new(Card), source="check-in")
    assert other != card
    assert undo(database, meeting) == "move"
    assert undo(database, meeting) == "pin"
    assert [row["id"] for row in everything(database)["card"]] == [other]


def entries(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(Entry.id).order_by(Entry.id)))


@pytest.mark.parametrize("kind", ALL)
def test_one_entry_alone_is_taken_back_from_any_source(database: Database, meeting: int, kind: type[Base]) -> None:
    row_id = recorded(database, meeting, "new", new(kind), source="import")
    before = everything(database)
    with recording(database, "change", source="screen") as session:
        row = session.get_one(kind, row_id)
        for name, value in CHANGES[kind].items():
            setattr(row, name, value)
    recorded(database, meeting, "another", new(Decision))
    _, change, another = entries(database)
    assert take_back(database, change) == "change"
    assert take_back(database, change) is None
    assert take_back(database, another) == "another"
    assert everything(database) == before
    with recording(database, "delete", source="screen") as session:
        session.delete(session.get_one(kind, row_id))
    assert take_back(database, entries(database)[-1]) == "delete"
    assert everything(database) == before


def test_what_has_changed_since_is_not_taken_back(database: Database, meeting: int) -> None:
    card = recorded(database, meeting, "pin", new(Card), source="screen")
    for column in ("Doing", "Done"):
        with recording(database, column, source="screen") as session:
            session.get_one(Card, card).column = column
    with recording(database, "rename", source="screen") as session:
        session.get_one(Card, card).title = "b"
    before = everything(database)
    pin, doing, done, rename = entries(database)
    for entry_id, what in ((pin, "pin"), (doing, "Doing")):
        with pytest.raises(ChangedSinceError, match=f"{what} was changed since"):
            take_back(database, entry_id)
    assert everything(database) == before
    for entry_id in (done, doing, rename, pin):
        assert take_back(database, entry_id)
    assert everything(database)["card"] == []


def test_what_is_gone_since_or_back_is_not_taken_back(database: Database, meeting: int) -> None:
    card = recorded(database, meeting, "pin", new(Card), source="screen")
    with recording(database, "clear", source="screen") as session:
        session.delete(session.get_one(Card, card))
    pin, clear = entries(database)
    with pytest.raises(ChangedSinceError, match="pin was changed since \\(clear\\)"):
        take_back(database, pin)
    with database.writing() as session:
        session.add(Card(id=card, unit_id=1, title="b", column="Done", recorded_at=MOMENT, moved_at=MOMENT))
    with pytest.raises(ChangedSinceError, match="clear was changed since;"):
        take_back(database, clear)
    assert [row["title"] for row in everything(database)["card"]] == ["b"]


def test_what_others_refer_to_is_not_taken_back(database: Database, meeting: int) -> None:
    key_result = recorded(database, meeting, "new", new(KeyResult), source="screen")
    with database.writing() as session:
        session.add(Progress(key_result_id=key_result, recorded_at=MOMENT))
    with pytest.raises(ChangedSinceError, match="other things hang on it"):
        take_back(database, entries(database)[0])
    assert len(everything(database)["key_result"]) == 2


def test_two_programs_that_undo_at_once_undo_two_things(database: Database, meeting: int) -> None:
    before = everything(database)
    for number in range(8):
        recorded(database, meeting, str(number), new(Decision))
    with ExitStack() as stack:
        url = database.url.render_as_string(hide_password=False)
        programs = [stack.enter_context(Database(url)) for _ in range(4)]
        with ThreadPoolExecutor(4) as pool:
            undone = list(pool.map(lambda program: [undo(program, meeting) for _ in range(2)], programs))
    assert sorted(one or "" for pair in undone for one in pair) == [str(number) for number in range(8)]
    assert everything(database) == before


def test_the_entry_says_who_when_where_and_what_it_was(database: Database, meeting: int) -> None:
    began = datetime.now(UTC)
    with recording(database, "figures", source="check-in", meeting_id=meeting, person_id=1) as session:
        session.get_one(KeyResult, 1).current = 5
    with database.reading() as session:
        (entry,) = session.scalars(select(Entry))
        (change,) = session.scalars(select(Change))
    assert (entry.what, entry.source, entry.meeting_id, entry.person_id) == ("figures", "check-in", meeting, 1)
    assert began <= entry.at <= datetime.now(UTC)
    assert (change.entry_id, change.table_name, change.row_id) == (entry.id, "key_result", 1)
    assert change.before is not None
    assert change.after is not None
    assert (change.before["current"], change.after["current"]) == (6, 5)
    assert {name for name in change.after if change.after[name] != change.before[name]} == {"current"}


def test_nothing_changed_is_no_entry(database: Database, meeting: int) -> None:
    with recording(database, "nothing", source="meeting", meeting_id=meeting) as session:
        session.get_one(KeyResult, 1).current = 6
    with database.reading() as session:
        assert session.scalars(select(Entry)).all() == []


def test_what_fails_leaves_neither_row_nor_entry(database: Database, meeting: int) -> None:
    before = everything(database)

    def work() -> None:
        with recording(database, "half", source="meeting", meeting_id=meeting) as session:
            session.add(new(Decision))
            session.flush()
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        work()
    assert everything(database) == before
    with database.reading() as session:
        assert session.scalars(select(Entry)).all() == []
        assert session.scalars(select(Change)).all() == []


def test_what_rows_were_at_an_earlier_entry_is_known(database: Database, meeting: int) -> None:
    card = recorded(database, meeting, "pin", new(Card))
    for column in ("Doing", "Done"):
        with recording(database, column, source="check-in") as session:
            row = session.get_one(Card, card)
            row.column, row.moved_at = column, LATER
    later = recorded(database, meeting, "another", new(Card), source="check-in")
    with database.reading() as session:
        first = session.scalars(select(Entry.id).order_by(Entry.id)).first()
        assert first is not None
        past = rows_before(session, ["card"], first)
        assert rows_before(session, ["action"], first) == {}
        assert rows_before(session, ["card"], datetime.now(UTC)) == {}
    assert set(past) == {("card", card), ("card", later)}
    was = past["card", card]
    assert was is not None
    assert (was["column"], was["moved_at"]) == ("To do", MOMENT)
    assert past["card", later] is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(st.data())
def test_any_meeting_can_be_undone_to_its_beginning(database: Database, meeting: int, data: st.DataObject) -> None:
    before = everything(database)
    steps = data.draw(st.lists(st.tuples(st.sampled_from(ALL[:-1]), st.sampled_from("ncd")), max_size=8))
    entries = 0
    for kind, act in steps:
        with recording(database, act, source="meeting", meeting_id=meeting) as session:
            row = session.scalars(select(kind).limit(1)).first()
            if act == "n" or row is None:
                session.add(new(kind))
            elif act == "c":
                for name, value in CHANGES[kind].items():
                    setattr(row, name, value)
            else:
                session.delete(row)
        entries += 1
    undone = 0
    while undo(database, meeting) is not None:
        undone += 1
    assert undone <= entries
    assert everything(database) == before


def test_what_is_not_journaled_is_left_alone(database: Database, meeting: int) -> None:
    with database.writing() as session:
        session.add(Draft(scope="meeting 1", field="action", text="half a"))
    assert undo(database, meeting) is None
    assert len(everything(database)["draft"]) == 1
