"""What became of OKRs, in words: every change, once, with who, when, where and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from facilitator.exchange.importing import take
from facilitator.okr import history, reading, suggestions, writing
from facilitator.okr.changing import Done
from facilitator.okr.history import HistoryEntry
from facilitator.okr.views import Owner, Supported
from facilitator.steps.progress import writing as progress_writing
from facilitator.tables.meeting import Request
from tests.okr.conftest import ADA, GRACE, OkrCompany
from tests.queries import queries


def words(company: OkrCompany, objective: int) -> list[tuple[str, ...]]:
    return [entry.words for entry in history.of_objective(company.database, objective)]


def back(company: OkrCompany, done: Done) -> None:
    assert done.entry_id is not None
    assert writing.take_back(company.database, done.entry_id)


def test_all_that_happens_to_an_objective_is_told(company: OkrCompany) -> None:
    objective = company.objective()
    up = company.objective("Grow", owner_unit_id=company.acme)
    boats = company.key_result(up, "Boats")
    database = company.database
    writing.change_objective(database, objective, title="Some teams ship", by_id=company.grace)
    writing.change_objective(database, objective, description="Not all of them", source="leader")
    writing.change_objective(database, objective, supports=Supported("key_result", boats, "", ""))
    writing.change_objective(database, objective, supports=Supported("objective", up, "", ""))
    writing.change_objective(database, objective, request_id=company.request)
    writing.change_objective(database, objective, owner=Owner("unit", company.platform, ""))
    writing.set_state(database, objective, "agreed")
    writing.set_state(database, objective, "submitted", reason="not so fast")
    assert words(company, objective) == [
        ('objective "Every team ships" written for Ada Lovelace',),
        ('title "Every team ships" → "Some teams ship"',),
        ('description none → "Not all of them"', "source none → leader"),
        ('supports nothing → key result "Boats"',),
        ('supports key result "Boats" → objective "Grow"',),
        ("source leader → request", 'answers no request → the request "two hosts"'),
        ("owner Ada Lovelace → Platform",),
        ("agreed",),
        ("set back to submitted",),
    ]
    result = history.of_objective(database, objective)
    assert [row.who for row in result[:3]] == [ADA, GRACE, None]
    assert (result[-1].reason, result[-2].reason, result[-1].meeting_id) == ("not so fast", "", None)
    assert words(company, up)[0] == ('objective "Grow" written for Acme',)


def test_all_that_happens_to_a_key_result_is_told(company: OkrCompany) -> None:
    objective, key_result = company.agreed()
    database = company.database
    writing.change_key_result(
        database,
        key_result,
        title="Lead",
        description="median",
        owner_id=company.grace,
        start=10,
        target=1.5,
        unit="h",
        reason="measured anew",
    )
    writing.change_key_result(
        database, key_result, current=6, confidence=4, by_id=company.ada, meeting_id=company.meeting
    )
    progress_writing.update(database, key_result, confidence=5, note="two\nhired", name=ADA, source="check-in")
    progress_writing.update(database, key_result, current=6)
    milestone = writing.add_key_result(database, objective, "Signed", reason="asked for").id
    writing.drop_key_result(database, milestone, reason="signed last year")
    assert words(company, objective)[1:] == [
        ('key result "Lead time" written: 9 → 2 days',),
        ("agreed",),
        (
            'key result "Lead time": title "Lead time" → "Lead"',
            'key result "Lead time": description none → "median"',
            f'key result "Lead time": owner the objective\'s → {GRACE}',
            'key result "Lead time": start 9 → 10',
            'key result "Lead time": target 2 → 1.5',
            'key result "Lead time": unit days → h',
        ),
        ('key result "Lead": current 9 → 6', 'key result "Lead": confidence none → 4'),
        ('key result "Lead": confidence 4 → 5', 'key result "Lead": note "two hired"'),
        ('key result "Lead": as before',),
        ('key result "Signed" written',),
        ('key result "Signed" dropped',),
    ]
    result = history.of_objective(database, objective)
    assert [row.meeting_id for row in result[3:6]] == [None, company.meeting, None]
    assert [row.reason for row in result[-2:]] == ["asked for", "signed last year"]
    assert [row.who for row in result[4:6]] == [ADA, ADA]


def test_what_readers_and_the_coach_were_told_is_told(company: OkrCompany) -> None:
    objective = company.objective()
    key_result = company.key_result(objective)
    database = company.database
    row = suggestions.suggest(database, objective, "bolder", by_id=company.grace, meeting_id=company.meeting)
    other = suggestions.suggest(database, objective, "why days?", key_result_id=key_result)
    suggestions.accept(database, row.id, title="Every team ships daily", by_id=company.ada)
    suggestions.answer(database, other.id, "because", by_id=company.ada)
    suggestions.rest(database, objective, "routine", "it is new here", key_result_id=key_result)
    assert words(company, objective)[2:] == [
        (f'suggestion by {GRACE}: "bolder"',),
        ('key result "Lead time": suggestion: "why days?"',),
        (
            'title "Every team ships" → "Every team ships daily"',
            'accepted the suggestion "bolder": "Every team ships daily"',
        ),
        ('key result "Lead time": answered the suggestion "why days?": "because"',),
        ('key result "Lead time": answer to the coach on routine: "it is new here"',),
    ]


def test_what_was_undone_is_left_out(company: OkrCompany) -> None:
    objective, key_result = company.agreed()
    before = words(company, objective)
    done = writing.change_key_result(company.database, key_result, target=1, reason="r")
    assert len(words(company, objective)) == len(before) + 1
    back(company, done)
    assert words(company, objective) == before


def test_a_deleted_key_result_keeps_its_history(company: OkrCompany) -> None:
    objective = company.objective()
    key_result = company.key_result(objective)
    writing.change_key_result(company.database, key_result, unit="h")
    done = writing.drop_key_result(company.database, key_result)
    others = company.objective("Another")
    writing.drop_key_result(company.database, company.key_result(others, "Its own"))
    assert words(company, objective)[1:] == [
        ('key result "Lead time" written: 9 → 2 days',),
        ('key result "Lead time": unit days → h',),
        ('key result "Lead time" deleted',),
    ]
    back(company, done)
    assert words(company, objective)[-1] == ('key result "Lead time": unit days → h',)


def test_saves_while_typing_are_one_change(company: OkrCompany) -> None:
    objective = company.objective("E")
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False) as clock:

        def save(description: str, by_id: int, reason: str = "") -> None:
            clock.shift(timedelta(minutes=4))
            writing.change_objective(company.database, objective, description=description, by_id=by_id, reason=reason)

        for text in ("so", "so that", "so that all sail"):
            save(text, company.ada)
        save("so that none sail", company.grace)
        save("so that some sail", company.grace, "compromise")
        clock.shift(timedelta(minutes=2))
        save("so that few sail", company.grace, "compromise")
        for text in ("so that few sail!", "so that few sail"):
            save(text, company.ada)
    result = history.of_objective(company.database, objective)[1:]
    assert [(row.words, row.who, row.reason) for row in result] == [
        (('description none → "so that all sail"',), ADA, ""),
        (('description "so that all sail" → "so that none sail"',), GRACE, ""),
        (('description "so that none sail" → "so that some sail"',), GRACE, "compromise"),
        (('description "so that some sail" → "so that few sail"',), GRACE, "compromise"),
    ]
    assert result[0].at == datetime(2026, 11, 24, 9, 12, tzinfo=UTC)


def test_an_import_is_told(company: OkrCompany, tmp_path: Path) -> None:
    file = tmp_path / "okrs.toml"
    for target in (2, 1):
        file.write_text(
            f"""
            [[objectives]]
            cycle = "now"
            owner = "{ADA}"
            title = "Ship"
            state = "agreed"
            [[objectives.key_results]]
            title = "Lead time"
            start = 9
            target = {target}
            """,
            encoding="utf-8",
        )
        take(company.database, file)
    okrs = reading.of_cycle(company.database)
    assert okrs is not None
    first, second = history.of_objective(company.database, okrs.objectives[0].id)
    assert first.words == (
        f'objective "Ship" written for {ADA}, agreed',
        'key result "Lead time" written: 9 → 2',
    )
    assert second.words == ('key result "Lead time": target 2 → 1',)
    assert (first.who, second.who) == ("an imported file", "an imported file")


def test_what_is_referred_to_may_be_gone(company: OkrCompany) -> None:
    objective, up = company.objective(), company.objective("Grow")
    writing.change_objective(company.database, objective, supports=Supported("objective", up, "", ""))
    writing.change_objective(company.database, objective, supports=None)
    writing.change_objective(company.database, objective, request_id=company.request)
    writing.change_objective(company.database, objective, request_id=None)
    writing.remove_objective(company.database, up)
    with company.database.writing() as session:
        session.delete(session.get_one(Request, company.request))
    assert 'supports nothing → objective "something that is gone"' in words(company, objective)[1]
    assert 'answers the request "something that is gone" → no request' in words(company, objective)[-1]


def test_a_version_changes_with_the_words_and_not_with_progress(company: OkrCompany) -> None:
    objective, key_result = company.agreed()
    other = company.objective("Another")
    database = company.database

    def version() -> int:
        result = history.versions(database, company.cycle)
        assert set(result) == {objective, other}
        with database.reading() as session:
            assert history.version(session, objective) == result[objective]
        return result[objective]

    seen = [version()]

    def changes(done: Done) -> None:
        assert done.entry_id == version() > seen[-1]
        seen.append(version())

    writing.change_key_result(database, key_result, current=5, confidence=3)
    progress_writing.update(database, key_result, confidence=4)
    suggestions.suggest(database, objective, "bolder")
    suggestions.rest(database, objective, "routine", "new", key_result_id=key_result)
    writing.set_state(database, objective, "submitted", reason="again")
    writing.set_state(database, objective, "draft")
    writing.move(database, "objective", objective, 1)
    writing.change_objective(database, other, title="Yet another")
    assert version() == seen[0]
    assert history.changed_since(database, objective, seen[0]) == ()
    changes(writing.change_objective(database, objective, title="Ship"))
    changes(writing.change_objective(database, objective, supports=Supported("objective", other, "", "")))
    changes(writing.change_key_result(database, key_result, target=1, current=4))
    changes(new := writing.add_key_result(database, objective, "New"))
    changes(writing.drop_key_result(database, new.id))
    result = history.changed_since(database, objective, seen[0])
    assert [row.words for row in result] == [
        ('title "Every team ships" → "Ship"',),
        ('supports nothing → objective "Yet another"',),
        ('key result "Lead time": target 2 → 1',),
        ('key result "New" written',),
        ('key result "New" deleted',),
    ]
    last = writing.change_objective(database, objective, description="more")
    assert version() == last.entry_id
    back(company, last)
    assert version() == seen[-1]


def test_what_was_not_journaled_has_no_history(company: OkrCompany) -> None:
    assert history.of_objective(company.database, 99) == ()
    assert history.of_cycle(company.database, company.cycle) == {}
    objective = company.objective()
    assert isinstance(history.of_cycle(company.database, company.cycle)[objective][0], HistoryEntry)
    assert history.of_cycle(company.database, 99) == {}


@pytest.mark.parametrize("what", ["of_cycle", "history", "versions", "objective", "links"])
def test_the_number_of_queries_does_not_grow(company: OkrCompany, what: str) -> None:
    database = company.database
    objective, key_result = company.agreed()
    works: dict[str, Callable[[], object]] = {
        "of_cycle": lambda: reading.of_cycle(database),
        "history": lambda: history.of_cycle(database, company.cycle),
        "versions": lambda: history.versions(database, company.cycle),
        "objective": lambda: reading.objective(database, objective),
        "links": lambda: reading.supportable(database, company.cycle),
    }
    works[what]()
    few = queries(database, works[what])
    for number in range(4):
        up = company.objective(f"O{number}")
        company.key_result(up)
        writing.change_objective(database, up, supports=Supported("key_result", key_result, "", ""))
        writing.change_key_result(database, key_result, target=number - 9, current=number, reason="r")
        suggestions.suggest(database, up, "bolder", by_id=company.grace)
    assert queries(database, works[what]) == few
