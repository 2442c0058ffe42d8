"""Import files: what they say gets in, all of it or nothing, and every mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from facilitator.common.mistakes import MistakesError
from facilitator.common.text import clean_line
from facilitator.common.toml import toml_value
from facilitator.exchange import importing
from facilitator.exchange.entries import Entries
from facilitator.exchange.toml.parsing import parse
from facilitator.store.database import Database
from facilitator.tables.journal import Entry
from facilitator.tables.okr import Cycle, KeyResult, Objective
from facilitator.tables.people import Person, Unit

ACME = Path(__file__).parents[2] / "examples" / "acme.toml"
GROUND = """
[[units]]
name = "Acme"
level = "company"
manager = "Grace"
[[units]]
name = "Platform"
level = "department"
parent = "Acme"
manager = "Ada"
[[people]]
name = "Ada"
unit = "Platform"
timezone = "Europe/London"
email = "ada@example.org"
[[people]]
name = "Émile"
unit = "Platform"
[[cycles]]
name = "Q4"
start = 2026-10-01
end = 2026-12-31
"""
OBJECTIVE = '[[objectives]]\ncycle = "Q4"\nowner = "Ada"\ntitle = "Ship"\n'
KEY_RESULT = "[[objectives.key_results]]\n"


@pytest.fixture
def take(database: Database, tmp_path: Path) -> Take:
    return Take(database, tmp_path / "team.toml")


class Take:
    """Imports a text, and looks at what the database holds."""

    def __init__(self, database: Database, path: Path) -> None:
        self.database = database
        self.path = path

    def __call__(self, text: str | bytes) -> tuple[int, int, int]:
        self.path.write_bytes(text.encode() if isinstance(text, str) else text)
        counts = importing.take(self.database, self.path).counts
        return counts.added, counts.changed, counts.unchanged

    def mistakes(self, text: str | bytes) -> list[str]:
        with pytest.raises(MistakesError) as caught:
            self(text)
        lines = str(caught.value).splitlines()
        assert len(lines) == len(caught.value.mistakes)
        return [line.removeprefix(f"{self.path}, ") for line in lines]

    def objective(self, title: str = "Ship") -> Objective:
        with self.database.reading() as session:
            found = session.scalars(select(Objective).where(Objective.title == title)).one()
            session.expunge_all()
            return found

    def key_result(self, title: str = "K") -> KeyResult:
        with self.database.reading() as session:
            found = session.scalars(select(KeyResult).where(KeyResult.title == title)).one()
            session.expunge_all()
            return found

    def count(self, table: type[Unit | Person | Cycle | Objective | KeyResult | Entry]) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


def mistakes(text: str) -> list[str]:
    with pytest.raises(MistakesError) as caught:
        parse(text, "f.toml")
    return str(caught.value).splitlines()


def test_the_example_gets_in_and_twice_changes_nothing(take: Take) -> None:
    text = ACME.read_text(encoding="utf-8")
    added, changed, unchanged = take(text)
    assert changed == unchanged == 0
    assert take(text) == (0, 0, added)
    assert take.count(Entry) == 1
    supported = take.objective("Every team ships on the day it is ready")
    assert supported.supports_objective_id == take.objective("Customers recommend us before we ask").id


def test_without_ids_twice_changes_nothing_too(take: Take) -> None:
    text = GROUND + OBJECTIVE + KEY_RESULT + 'title = "K"\ntarget = 3\n' + KEY_RESULT + 'title = "Done"\n'
    assert take(text) == (9, 0, 0)  # Grace, who manages and is not in people, is the ninth
    assert take(text) == (0, 0, 8)


def test_a_manager_who_is_not_in_people_is_made_in_that_unit(take: Take) -> None:
    take(GROUND)
    with take.database.reading() as session:
        acme = session.scalars(select(Unit).where(Unit.name == "Acme")).one()
        grace = session.scalars(select(Person).where(Person.name == "Grace")).one()
        assert (acme.manager_id, grace.unit_id) == (grace.id, acme.id)
        platform = session.scalars(select(Unit).where(Unit.name == "Platform")).one()
        assert platform.parent_id == acme.id


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("target = 2", (0, 2, 0)),
        ("start = 9\ntarget = 2", (9, 2, 9)),
        ("target = 2\ncurrent = 6", (6, 2, 6)),
        ("start = 9\ntarget = 2\ncurrent = 0", (9, 2, 0)),
        ("start = 0\ntarget = 2\ncurrent = 6", (0, 2, 6)),
        ("", (None, None, None)),
    ],
)
def test_numbers_that_are_left_out(take: Take, given: str, kept: tuple[float | None, ...]) -> None:
    take(GROUND + OBJECTIVE + KEY_RESULT + f'title = "K"\n{given}\n')
    row = take.key_result()
    assert (row.start, row.target, row.current) == kept


def test_what_is_left_out_stays_as_it_was(take: Take) -> None:
    whole = (
        'id = "k"\ntitle = "K"\nowner = "Émile"\nstart = 9\ntarget = 2\ncurrent = 6\nunit = "days"\nconfidence = 5\n'
    )
    take(GROUND + OBJECTIVE + 'id = "o"\ndescription = "D"\nstate = "agreed"\n' + KEY_RESULT + whole)
    assert take('[[objectives]]\nid = "o"\ntitle = "Ship it"\n' + KEY_RESULT + 'id = "k"\nstart = 8\n') == (0, 2, 0)
    objective, row = take.objective("Ship it"), take.key_result()
    assert (objective.description, objective.state, objective.key) == ("D", "agreed", "o")
    assert (row.start, row.target, row.current, row.unit, row.confidence) == (8, 2, 6, "days", 5)
    assert take('[[people]]\nname = "Ada"\nemail = ""\n') == (0, 1, 0)
    with take.database.reading() as session:
        ada = session.scalars(select(Person).where(Person.name == "Ada")).one()
        assert (ada.email, ada.timezone, ada.unit_id is not None) == (None, "Europe/London", True)
    assert take.count(Objective) == take.count(KeyResult) == 1


def test_a_milestone_gets_numbers(take: Take) -> None:
    take(GROUND + OBJECTIVE + KEY_RESULT + 'title = "K"\n')
    assert take(OBJECTIVE + KEY_RESULT + 'title = "K"\ntarget = 4\n') == (0, 1, 1)
    assert (take.key_result().start, take.key_result().current) == (0, 0)


def test_an_id_may_be_given_later_and_left_out_later(take: Take) -> None:
    take(GROUND + OBJECTIVE + KEY_RESULT + 'title = "K"\n')
    assert take(OBJECTIVE + 'id = "o"\n' + KEY_RESULT + 'id = "k"\ntitle = "K"\n') == (0, 2, 0)
    assert take(OBJECTIVE + KEY_RESULT + 'title = "K"\n') == (0, 0, 2)
    assert (take.objective().key, take.key_result().key) == ("o", "k")
    assert take(OBJECTIVE + 'id = "another"\n') == (1, 0, 0)
    assert "say which by its id (another, o)" in take.mistakes(OBJECTIVE)[0]


def test_a_key_result_that_moves_goes_behind_those_there(take: Take) -> None:
    first = OBJECTIVE + 'id = "1"\n' + "".join(f'{KEY_RESULT}id = "{key}"\ntitle = "{key}"\n' for key in "abc")
    second = OBJECTIVE.replace("Ship", "Sell") + 'id = "2"\n' + f'{KEY_RESULT}id = "d"\ntitle = "d"\n'
    take(GROUND + first + second)
    moved = "".join(f'{KEY_RESULT}id = "{key}"\n' for key in "be")
    assert take('[[objectives]]\nid = "2"\n' + moved.replace('"e"', '"e"\ntitle = "e"')) == (1, 1, 1)
    with take.database.reading() as session:
        rows = session.scalars(select(KeyResult).order_by(KeyResult.objective_id, KeyResult.position)).all()
        assert "".join(row.title for row in rows) == "acdbe"


def test_a_unit_that_has_a_persons_name_can_own(take: Take) -> None:
    take(GROUND + '[[units]]\nname = "Ada"\n' + OBJECTIVE.replace('"Ada"', '"Ada (unit)"'))
    row = take.objective()
    assert (row.owner_person_id, row.owner_unit_id is not None) == (None, True)
    assert take(OBJECTIVE) == (1, 0, 0)
    assert 'owner "Bob (unit)" is not known' in take.mistakes(OBJECTIVE.replace("Ada", "Bob (unit)"))[0]


def test_references_are_ids_or_titles_or_titles_with_owners(take: Take) -> None:
    two = OBJECTIVE + OBJECTIVE.replace("Ada", "Émile") + KEY_RESULT + 'id = "k"\ntitle = "K"\n'

    def below(supports: str) -> str:
        return f'[[objectives]]\ncycle = "Q4"\nowner = "Platform"\ntitle = "Low"\nsupports = "{supports}"\n'

    assert "could be any of 2" in take.mistakes(GROUND + two + below("Ship"))[0]
    take(GROUND + below("Ship (Ada)") + two)
    with take.database.reading() as session:
        ada = session.scalars(select(Person.id).where(Person.name == "Ada")).one()
        hers = session.scalars(select(Objective.id).where(Objective.owner_person_id == ada)).one()
    assert take.objective("Low").supports_objective_id == hers
    for name in ("k", "K", "K (Émile)"):
        take(below(name))
        low = take.objective("Low")
        assert (low.supports_objective_id, low.supports_key_result_id) == (None, take.key_result().id)
    take(below(""))
    assert take.objective("Low").supports_key_result_id is None


def test_all_of_it_or_nothing(take: Take) -> None:
    wrong = (
        GROUND.replace('parent = "Acme"', 'parent = "Acne"')
        + OBJECTIVE.replace("Ada", "Bob")
        + KEY_RESULT
        + 'title = "K"\n'
        + OBJECTIVE.replace("Q4", "Q5")
        + 'supports = "K"\n'
        + OBJECTIVE
        + 'supports = "Nothing"\n'
        + KEY_RESULT
        + 'title = "L"\nowner = "Acme"\n'
        + KEY_RESULT
        + 'title = "M"\ncurrent = 3\n'
    )
    told = take.mistakes(wrong)
    assert told == [
        'units[2] "Platform": parent "Acne" is not known; add it to units, or correct the name',
        'objectives[1] "Ship": owner "Bob" is not known; add it to people or units, or correct the name',
        'objectives[2] "Ship": cycle "Q5" is not known; add it to cycles, or correct the name',
        'objectives[3].key_results[1] "L": owner "Acme" is a unit; name a person, or leave it out',
        'objectives[3].key_results[2] "M": target is missing; add target = …, or leave out start and current too',
        'objectives[3] "Ship": supports "Nothing" is not known; name an objective or a key result by id or title',
    ]
    assert [take.count(table) for table in (Unit, Person, Cycle, Objective, KeyResult, Entry)] == [0] * 6


def test_what_is_above_itself_is_refused_once(take: Take) -> None:
    loop = "".join(f'[[units]]\nname = "{name}"\nparent = "{parent}"\n' for name, parent in ("CA", "AB", "BA"))
    assert [line.partition(";")[0] for line in take.mistakes(loop)] == ['units[2] "A": it is below itself']
    assert "supports itself" in take.mistakes(GROUND + OBJECTIVE + 'supports = "Ship"\n')[0]


def test_two_that_are_the_same_once_ids_are_known(take: Take) -> None:
    take(GROUND + OBJECTIVE + 'id = "o"\n')
    told = take.mistakes('[[objectives]]\nid = "o"\ndescription = "x"\n' + OBJECTIVE)
    assert told == ['objectives[2] "Ship": it is the same as objectives[1] "o"; take one of them out']


def test_a_file_that_cannot_be_read(take: Take, tmp_path: Path) -> None:
    assert take.mistakes(b'a = "\n\xff"') == ["line 2: this is not UTF-8; save the file as UTF-8"]
    assert take(b"\xef\xbb\xbf" + GROUND.replace("\n", "\r\n").encode()) == (6, 0, 0)
    for path, told in ((tmp_path / "none.toml", "cannot be read"), (tmp_path / "a.txt", "this kind of file")):
        with pytest.raises(MistakesError, match=told):
            importing.take(take.database, path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[units]]\nname = ", "f.toml, line 2: Invalid value; correct the spelling there"),
        ("x = [1,\n2,\n", "f.toml, line 2: "),
        ("[[units]]\nname == 3\n", "f.toml, line 2: Invalid value at column 7; "),
        (f"a = {'9' * 5000}", "f.toml: Exceeds the limit"),
        ("a = " + "[" * 20_000, "f.toml: brackets are nested too deeply"),
        ("\n[[goals]]\nx = 1\n", 'f.toml, line 2: there is no table "goals"; the tables are units, people'),
        ("units = 3", "f.toml, units: it is not a list of tables; begin each with [[units]]"),
        ("units = [3]", "f.toml, units[1]: it is not a list of tables"),
        ('[[units]]\nname = "A"\ncolour = 1', 'f.toml, units[1] "A": there is no key "colour"; the keys are name'),
        ('[[units]]\nlevel = "team"', "f.toml, units[1]: name is missing; add name = …"),
        ('[[units]]\nname = " \u200b"', "name is blank"),
        ('[[units]]\nname = "A"\nlevel = "group"', 'level must not be "group"; use one of company, department'),
        ("[[units]]\nname = 3", "units[1]: name must be a text, not 3; put it in quotes"),
        ("[[units]]\nname = [1]", "not a list"),
        (f'[[units]]\nname = "{"x" * 100_001}"', f'units[1] "{"x" * 59}…": name has more than 100,000 characters'),
        ('[[people]]\nname = "A"\ntimezone = "Mars/North"', '"Mars/North" is not known'),
        ('[[people]]\nname = "A"\ntimezone = "../x"', "use an IANA name"),
        ('[[people]]\nname = "A"\ntimezone = "Europe"', "use an IANA name"),
        ('[[people]]\nname = "A"\nemail = "ada"', "is not an address"),
        ('[[people]]\nname = "A"\nactive = 1', "active must be true or false, not 1; write it without quotes"),
        ('[[people]]\nname = "A"\n[[people]]\nname = "A"', 'people[2] "A": it is the same as people[1] "A"'),
        ('[[cycles]]\nname = "C"\nstart = 2026-02-01\nend = 2026-01-01', "ends before it starts"),
        ('[[cycles]]\nname = "C"\nstart = 2026-02-01T00:00:00', "start must be a date, not 2026-02-01"),
        ('[[cycles]]\nname = "C"\nstart = "2026-02-01"', "without quotes"),
        ('[[objectives]]\nowner = "A"\ntitle = "T"', 'objectives[1] "T": cycle is missing'),
        (OBJECTIVE + 'state = "open"', "use one of draft, submitted, agreed, closed"),
        (OBJECTIVE + 'source = "boss"', "use one of leader, own, request"),
        (OBJECTIVE * 2, 'objectives[2] "Ship": it is the same as objectives[1] "Ship"'),
        (OBJECTIVE + 'id = "1"\n' + OBJECTIVE, "it is the same as"),
        (OBJECTIVE + "key_results = 3", "f.toml, objectives[1].key_results: it is not a list of tables"),
        (OBJECTIVE + KEY_RESULT, "objectives[1].key_results[1]: title is missing"),
        (OBJECTIVE + (KEY_RESULT + 'title = "K"\n') * 2, 'objectives[1].key_results[2] "K": it is the same as'),
    ],
)
def test_mistakes(text: str, told: str) -> None:
    assert told in mistakes(text)[0]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("target = nan", "target must be a finite number"),
        ("target = -inf", "finite"),
        (f"target = {'9' * 400}", "finite"),
        ("target = true", "target must be a number, not true"),
        ('target = "2"', 'target must be a number, not "2"; write it without quotes'),
        ("confidence = 0", "confidence must be a whole number from 1 to 10, not 0"),
        ("confidence = 11", "from 1 to 10"),
        ("confidence = 5.5", "whole"),
        ("confidence = true", "number"),
        ("score = 1.01", "score must be from 0 to 1, not 1.01"),
        ("score = -0.1", "from 0 to 1"),
    ],
)
def test_numbers_out_of_range(value: str, told: str) -> None:
    assert told in mistakes(f'{OBJECTIVE}{KEY_RESULT}title = "K"\n{value}\n')[0]


def test_all_mistakes_are_told_at_once_and_carry_no_control_characters() -> None:
    told = mistakes('[[units]]\n"a\\u001bb" = 1\nlevel = 2\n[[people]]\nname = "x\\u001b\\ny"\nunit = 1\n')
    assert [line.partition(":")[0] for line in told] == ["f.toml, units[1]"] * 3 + ['f.toml, people[1] "x y"']
    assert not any("\x1b" in line for line in told)


def test_different_ids_make_two_of_one_title() -> None:
    entries = parse(OBJECTIVE + 'id = "1"\n' + OBJECTIVE + 'id = "2"\n', "f.toml")
    assert [entry.id for entry in entries.objectives] == ["1", "2"]


def test_nothing_is_nothing() -> None:
    assert parse("", "f.toml") == parse("\ufeff# hi", "f.toml") == Entries()


@given(st.text(max_size=40), st.text(alphabet="[]=\"units.\n# '{}1-:", max_size=60))
def test_whatever_a_file_says_it_is_read_or_refused(name: str, text: str) -> None:
    for file in (text, f"units = [{{name = {toml_value(name)}}}]"):
        try:
            entries = parse(file, "f.toml")
        except MistakesError as error:
            assert all(str(mistake).startswith("f.toml") for mistake in error.mistakes)  # noqa: PT017  # or is read
        else:
            assert all(unit.name == clean_line(unit.name) for unit in entries.units)
