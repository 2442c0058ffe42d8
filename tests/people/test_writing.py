"""One person alone."""

from __future__ import annotations

import pytest

from facilitator.common.errors import RefusedError
from facilitator.people import writing as people_writing
from facilitator.people.reading import find_person
from facilitator.people.writing import start_alone
from facilitator.store.database import Database
from facilitator.tables.people import Person, Unit

pytestmark = pytest.mark.each_database


def test_one_person_alone_has_a_unit_of_one(database: Database) -> None:
    unit_id, person_id = start_alone(database, " 王小明\n")
    with database.reading() as session:
        unit, person = session.get_one(Unit, unit_id), session.get_one(Person, person_id)
    assert (unit.name, unit.level, unit.manager_id) == ("王小明", "personal", person.id)
    assert (person.name, person.unit_id, person.active) == ("王小明", unit.id, True)
    assert start_alone(database, "王小明") == (unit_id, person_id)


def test_who_is_in_a_team_does_not_start_alone(database: Database) -> None:
    team = people_writing.add_team(database, "Platform")
    people_writing.add_people(database, team, ["Ada"])
    with pytest.raises(RefusedError, match="Ada is in Platform already"):
        start_alone(database, "ada")
    with pytest.raises(RefusedError, match="there is a Platform already"):
        start_alone(database, "Platform")
    for name in ("", " \n"):
        with pytest.raises(RefusedError, match="say your name"):
            start_alone(database, name)


def test_who_was_taken_out_may_start_alone(database: Database) -> None:
    team = people_writing.add_team(database, "Platform")
    people_writing.add_people(database, team, ["Ada"])
    with database.reading() as session:
        ada = find_person(session, "Ada").id
    people_writing.remove_person(database, ada)
    assert start_alone(database, "ADA")[1] == ada
    (unit,) = [person for person in people_writing.roster(database).teams if person.level == "personal"]
    assert (unit.name, unit.manager, [person.name for person in unit.people]) == ("Ada", "Ada", ["Ada"])
