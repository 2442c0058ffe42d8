"""What other tools wrote, and what cannot be named as usual: it goes out and comes back all the same."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from facilitator.store.database import Database
from facilitator.tables.journal import Entry
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person, Unit
from tests.exchange.rounds import NewDatabase, goes_round, table, take, toml


def add(database: Database, **values: Any) -> int:
    with database.writing() as session:
        first = session.scalars(select(Objective).order_by(Objective.id)).first()
        assert first is not None
        row = Objective(
            **{"cycle_id": first.cycle_id, "owner_person_id": first.owner_person_id, "title": "Ship"} | values
        )
        session.add(row)
        session.flush()
        return row.id


def test_what_has_no_id_gets_one_that_stays(ground: Database, empty: NewDatabase, tmp_path: Path) -> None:
    add(ground)  # of the same title
    add(ground, key="objective-1")
    data = goes_round(ground, empty, tmp_path)
    assert [one["id"] for one in tomllib.loads(data.decode())["objectives"]] == [
        "objective-1-row",
        "objective-2",
        "objective-1",
    ]
    with ground.reading() as session:
        assert session.scalars(select(Objective.key).order_by(Objective.id)).all() == [None, None, "objective-1"]
        assert session.scalar(select(func.count()).select_from(Entry)) == 0
    changed = data.replace(b'"objective-2"', b'"objective-2"\ndescription = "new"')
    assert take(ground, changed, tmp_path)[:2] == (0, 1)


def test_what_was_dropped_is_history(ground: Database, empty: NewDatabase, tmp_path: Path) -> None:
    with ground.writing() as session:
        row = session.scalars(select(KeyResult)).one()
        row.dropped = True
        session.add(KeyResult(objective_id=row.objective_id, title="K", key="k", position=1))
        dropped = row.id
    add(ground, title="Low", supports_key_result_id=dropped)
    file = tomllib.loads(goes_round(ground, empty, tmp_path).decode())
    assert file["objectives"][0]["key_results"] == [{"id": "k", "title": "K"}]
    assert "supports" not in file["objectives"][1]
    assert table(ground)["objectives"][0]["missing"] == 1
    # By its title the one that is left is meant, also as what is supported.
    words = '[[objectives]]\ncycle = "Q4"\nowner = "Ada"\ntitle = "Low"\nsupports = "K"\n'
    words += '[[objectives]]\ncycle = "Q4"\nowner = "Ada"\ntitle = "Ship"\n[[objectives.key_results]]\ntitle = "K"\n'
    assert take(ground, words.encode(), tmp_path) == (0, 1, 2)
    with ground.reading() as session:
        assert session.scalar(select(KeyResult.dropped).where(KeyResult.id == dropped)) is True


def test_references_find_what_they_named(ground: Database, empty: NewDatabase, tmp_path: Path) -> None:
    """An objective and a key result may have the same id, and titles, too."""
    with ground.writing() as session:
        session.scalars(select(Objective)).one().key = "1"
        row = session.scalars(select(KeyResult)).one()
        row.key, row.title = "1", "Ship"
        key_result, objective = row.id, row.objective_id
    add(ground, title="A", key="2", supports_key_result_id=key_result)
    add(ground, title="B", key="3", supports_objective_id=objective)
    data = goes_round(ground, empty, tmp_path)
    assert [one.get("supports") for one in tomllib.loads(data.decode())["objectives"]] == [
        None,
        "1 (key result)",
        "1 (objective)",
    ]


def test_who_was_taken_out_stays_so_and_keeps_what_is_theirs(
    ground: Database, empty: NewDatabase, tmp_path: Path
) -> None:
    with ground.writing() as session:
        ada = session.scalars(select(Person).where(Person.name == "Ada")).one()
        ada.active = False
        bob = session.scalars(select(Person).where(Person.name == "Bob")).one()
        session.scalars(select(Unit)).one().manager_id = bob.id  # who is in no unit
    file = tomllib.loads(goes_round(ground, empty, tmp_path).decode())
    assert file["people"] == [{"name": "Ada", "unit": "Team", "active": False}, {"name": "Bob"}]
    assert (file["units"][0]["manager"], file["objectives"][0]["owner"]) == ("Bob", "Ada")
    assert take(ground, b'[[people]]\nname = "Ada"\nactive = true\n', tmp_path) == (0, 1, 0)
    assert b"active" not in toml(ground)


def test_a_unit_that_is_called_like_a_person_keeps_its_objectives(
    ground: Database, empty: NewDatabase, tmp_path: Path
) -> None:
    with ground.writing() as session:
        unit = Unit(name="Ada", level="personal")
        session.add(unit)
        session.flush()
        number = unit.id
    add(ground, title="Sleep", owner_person_id=None, owner_unit_id=number)
    file = tomllib.loads(goes_round(ground, empty, tmp_path).decode())
    assert [one["owner"] for one in file["objectives"]] == ["Ada", "Ada (unit)"]


def test_what_other_tools_wrote_is_written_as_an_import_completes_it(
    ground: Database, empty: NewDatabase, tmp_path: Path
) -> None:
    with ground.writing() as session:
        row = session.scalars(select(KeyResult)).one()
        row.start, row.current, row.title, row.reason = None, None, "two\nlines\x1b", " "
        session.add(KeyResult(objective_id=row.objective_id, title="M", start=1, current=float("inf"), position=1))
    data = toml(ground)
    assert tomllib.loads(data.decode())["objectives"][0]["key_results"] == [
        {"id": "key-result-1", "title": "two lines", "start": 0, "target": 2, "current": 0},
        {"id": "key-result-2", "title": "M"},
    ]
    other = empty()
    take(other, data, tmp_path)
    assert toml(other) == data
