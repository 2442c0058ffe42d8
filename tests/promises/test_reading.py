"""Promises over all meetings: whose they are, what becomes of them, and how well a team keeps them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from facilitator.common.errors import RefusedError
from facilitator.promises import kept
from facilitator.promises import reading as promises_reading
from facilitator.promises import requests as promises_requests
from facilitator.promises import writing as promises_writing
from facilitator.promises.kept import PromiseCourse, PromiseTotals
from facilitator.promises.reading import PromiseView
from facilitator.steps import outcomes
from facilitator.store import journal
from facilitator.tables.journal import Entry
from facilitator.tables.meeting import Action, Request
from facilitator.tables.people import Person, Unit
from tests.moments import today
from tests.queries import queries
from tests.steps import conftest
from tests.steps.conftest import ADA, JOSE, WANG, Team

pytestmark = pytest.mark.each_database

team = conftest.team


@pytest.fixture
def sales(team: Team) -> int:
    """Sales below Platform, with Sam as manager."""
    with team.database.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.name == "Sales")).one()
        sam = Person(name="Sam", unit_id=unit.id)
        session.add(sam)
        session.flush()
        unit.manager_id = sam.id
        return unit.id


def act(team: Team, text: str, meeting: int | None = None) -> int:
    return outcomes.record_action(team.database, meeting or team.meet(), text).id


def days(number: int) -> date:
    return today() + timedelta(days=number)


def words(promises: tuple[PromiseView, ...]) -> list[tuple[str, str, str]]:
    return [(promise.text, promise.owes, promise.state) for promise in promises]


def test_who_owes_what(team: Team, sales: int) -> None:
    meeting = team.meet()
    act(team, f"open the logs @{WANG} by {days(-2)}", meeting)
    act(team, "nobody's", meeting)
    outcomes.request_help(team.database, meeting, f"two pilots @Sales by {days(5)}", from_id=team.ada)
    outcomes.request_help(team.database, meeting, f"an hour @{JOSE}", from_id=team.ada)
    assert words(promises_reading.of_all(team.database)) == [
        ("open the logs", WANG, "open"),
        ("two pilots", "Sales (Sam)", "open"),
        ("nobody's", "nobody yet", "open"),
        ("an hour", JOSE, "open"),
    ]
    late, pilots, *_ = promises_reading.of_all(team.database)
    assert (late.overdue, late.meeting, late.said_on, late.days) == (True, meeting, today(), 0)
    assert (pilots.overdue, pilots.asker, pilots.unit_id) == (False, ADA, sales)
    assert [row.text for row in promises_reading.of_person(team.database, team.ada)] == [
        "two pilots",
        "an hour",
    ]
    assert [promise.text for promise in promises_reading.of_person(team.database, team.wang)] == ["open the logs"]
    assert pilots.person_id is not None
    assert [promise.text for promise in promises_reading.of_person(team.database, pilots.person_id)] == ["two pilots"]
    assert [promise.text for promise in promises_reading.of_unit(team.database, sales)] == ["two pilots"]
    assert len(promises_reading.of_unit(team.database, team.unit_id)) == 4


def test_a_unit_has_those_of_the_units_below_it(team: Team, sales: int) -> None:
    with team.database.writing() as session:
        session.get_one(Unit, team.unit_id).parent_id = sales
    act(team, f"open the logs @{WANG}")
    assert [promise.text for promise in promises_reading.of_unit(team.database, sales)] == ["open the logs"]


def test_a_request_that_became_an_action_is_one_promise_and_is_settled_as_one(team: Team) -> None:
    meeting = team.meet()
    asked = outcomes.request_help(team.database, meeting, f"an hour @{JOSE}", from_id=team.ada).id
    promises_requests.answer(team.database, asked, "accepted", "gladly", meeting_id=meeting)
    action = promises_requests.become_action(team.database, asked, meeting)
    (promise,) = promises_reading.of_unit(team.database, team.unit_id)
    assert (promise.kind, promise.id, promise.asker, promise.owes, promise.answer, promise.note) == (
        "action",
        action,
        ADA,
        JOSE,
        "accepted",
        "gladly",
    )
    assert promises_reading.of_person(team.database, team.ada) == (promise,)
    promises_writing.set_state(team.database, "action", action, "dropped", "no time")
    with team.database.reading() as session:
        assert session.get_one(Request, asked).state == "dropped"
        assert session.get_one(Request, asked).reason == "no time"
    promises_writing.set_state(team.database, "request", asked, "open")
    assert [promise.state for promise in promises_reading.of_all(team.database)] == ["open"]


def test_a_declined_request_is_answered_and_not_dropped(team: Team) -> None:
    meeting = team.meet()
    asked = outcomes.request_help(team.database, meeting, f"an hour @{JOSE}", from_id=team.ada).id
    promises_requests.answer(team.database, asked, "declined", "no hour left", meeting_id=meeting)
    (row,) = promises_reading.of_all(team.database)
    assert (row.state, row.open, row.note) == ("declined", False, "no hour left")
    assert promises_reading.of_all(team.database, only_open=True) == ()
    assert promises_reading.kept_by_unit(team.database, team.unit_id) == PromiseTotals(90)


def test_nothing_is_dropped_without_a_reason(team: Team) -> None:
    action = act(team, "open the logs")
    for reason in ("", "  ", "\u200b\n"):
        with pytest.raises(RefusedError, match='say why "open the logs" is dropped'):
            promises_writing.set_state(team.database, "action", action, "dropped", reason)
    with pytest.raises(RefusedError, match="say why"):
        outcomes.settle_action(team.database, action, "dropped", None)
    promises_writing.set_state(team.database, "action", action, "dropped", " the vault\nis closed ")
    (row,) = promises_reading.of_all(team.database)
    assert (row.state, row.reason, row.settled_on) == ("dropped", "the vault is closed", today())
    with team.database.reading() as session:
        assert session.scalars(select(Entry.reason).order_by(Entry.id.desc()).limit(1)).one() == "the vault is closed"
    promises_writing.set_state(team.database, "action", action, "open")
    (row,) = promises_reading.of_all(team.database)
    assert (row.state, row.reason, row.settled_on) == ("open", "", None)


def test_every_change_can_be_taken_back(team: Team) -> None:
    action = act(team, f"open the logs @{WANG} by {days(2)}")
    before = promises_reading.of_all(team.database)
    changes: list[Callable[[], int | None]] = [
        lambda: promises_writing.set_state(team.database, "action", action, "dropped", "too late"),
        lambda: promises_writing.set_due(team.database, "action", action, days(9)),
        lambda: promises_writing.hand_over(team.database, "action", action, team.jose),
    ]
    for change in changes:
        entry = change()
        assert entry is not None
        assert promises_reading.of_all(team.database) != before
        assert journal.take_back(team.database, entry) is not None
        assert promises_reading.of_all(team.database) == before
    # What changes nothing leaves nothing to take back.
    assert promises_writing.set_state(team.database, "action", action, "open") is None


def test_a_moved_date_keeps_the_first_one(team: Team) -> None:
    action = act(team, f"open the logs by {days(-1)}")
    for due, first in ((days(3), days(-1)), (days(9), days(-1)), (None, days(-1)), (days(-1), None)):
        promises_writing.set_due(team.database, "action", action, due)
        (promise,) = promises_reading.of_all(team.database)
        assert (promise.due, promise.first_due, promise.overdue) == (due, first, due == days(-1))
    undated = act(team, "write it down")
    promises_writing.set_due(team.database, "action", undated, days(4))
    assert [promise.first_due for promise in promises_reading.of_all(team.database) if promise.id == undated] == [None]


@pytest.mark.usefixtures("sales")
def test_other_hands_answer_anew(team: Team) -> None:
    meeting = team.meet()
    asked = outcomes.request_help(team.database, meeting, "two pilots @Sales", from_id=team.ada).id
    promises_requests.answer(team.database, asked, "accepted", "in May", meeting_id=meeting)
    (row,) = promises_reading.of_all(team.database)
    assert row.person_id is not None
    promises_writing.hand_over(team.database, "request", asked, row.person_id)
    (row,) = promises_reading.of_all(team.database)
    assert (row.owes, row.asked_unit, row.answer) == ("Sam", None, "accepted")
    promises_writing.hand_over(team.database, "request", asked, team.jose)
    (row,) = promises_reading.of_all(team.database)
    assert (row.owes, row.answer, row.note) == (JOSE, None, "")


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_what_is_settled_is_opened_before_it_is_changed(team: Team, state: str) -> None:
    action = act(team, "open the logs")
    promises_writing.set_state(team.database, "action", action, state, "because")
    with pytest.raises(RefusedError, match="open it again"):
        promises_writing.set_due(team.database, "action", action, days(1))
    with pytest.raises(RefusedError, match="open it again"):
        promises_writing.hand_over(team.database, "action", action, team.ada)


def test_what_was_taken_back_meanwhile_is_refused_in_a_sentence(team: Team) -> None:
    with pytest.raises(RefusedError, match="there is no request 99 any more"):
        promises_writing.set_state(team.database, "request", 99, "done")
    with pytest.raises(ValueError, match="a promise is open, done, dropped"):
        promises_writing.set_state(team.database, "action", 99, "forgotten")


@pytest.mark.usefixtures("sales")
def test_the_number_of_queries_does_not_grow(team: Team) -> None:
    def read() -> None:
        promises_reading.of_unit(team.database, team.unit_id)
        promises_reading.of_person(team.database, team.ada)
        promises_reading.kept_by_unit(team.database, team.unit_id)

    counts = []
    for _ in range(2):
        meeting = team.meet()
        for number in range(5):
            act(team, f"thing {number} @{WANG} by {days(-number)}", meeting)
            outcomes.request_help(team.database, meeting, f"help {number} @Sales", from_id=team.ada)
        team.end(meeting)
        counts.append(queries(team.database, read))
    assert counts[0] == counts[1]


# -- how well they are kept --------------------------------------------------------------------------------------------


def _make(team: Team, *rows: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    with team.database.writing() as session:
        for row in rows:
            ago, done = row.pop("ago"), row.pop("done_ago", None)
            session.add(
                Action(
                    text="something",
                    recorded_at=now - timedelta(days=ago),
                    done_at=None if done is None else now - timedelta(days=done),
                    **row,
                )
            )


def test_a_team_sees_how_it_keeps_its_promises(team: Team) -> None:
    _make(
        team,
        {"owner_id": team.ada, "state": "done", "ago": 10, "done_ago": 6, "due": days(-6)},
        {"owner_id": team.jose, "state": "done", "ago": 10, "done_ago": 8},
        {"owner_id": team.wang, "state": "done", "ago": 10, "done_ago": 1, "due": days(-2)},
        {"owner_id": team.wang, "state": "dropped", "reason": "no", "ago": 10, "done_ago": 1},
        {"owner_id": team.ada, "state": "open", "ago": 300, "due": days(-200), "first_due": days(-250)},
        # Not decided, and decided too long ago.
        {"owner_id": team.ada, "state": "open", "ago": 10, "due": days(0)},
        {"owner_id": team.ada, "state": "open", "ago": 10},
        {"owner_id": team.ada, "state": "done", "ago": 200, "done_ago": 95},
    )
    result = promises_reading.kept_by_unit(team.database, team.unit_id)
    assert result == PromiseTotals(90, kept=2, late=1, dropped=1, overdue=1, moved=1, median_days=4)
    assert result.words == (
        "2 of 5 promises of the last 90 days kept, 1 done late, 1 dropped, 1 overdue now (1 with a moved date); "
        "half were done within 4 days"
    )


def test_the_figures_of_one_person_are_nobodys_business(team: Team) -> None:
    _make(team, *({"owner_id": team.ada, "state": "done", "ago": 10, "done_ago": n} for n in range(4)))
    assert promises_reading.kept_by_unit(team.database, team.unit_id) is None
    _make(team, {"owner_id": team.jose, "state": "done", "ago": 10, "done_ago": 1})
    assert promises_reading.kept_by_unit(team.database, team.unit_id) is not None


def test_nothing_counts_by_person() -> None:
    """METHOD M9: the counting knows no people, and asks for a unit."""
    assert "person" not in " ".join(PromiseCourse.__dataclass_fields__)
    counting = [
        function
        for module in (kept, promises_reading, promises_writing)
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if "PromiseTotals" in str(inspect.signature(function).return_annotation)
    ]
    assert {function.__name__ for function in counting} == {"count", "kept_by_unit"}
    for function in counting:
        assert not any("person" in name for name in inspect.signature(function).parameters)


_DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@st.composite
def _courses(draw: st.DrawFn) -> PromiseCourse:
    state = draw(st.sampled_from(("open", "done", "dropped", "declined")))
    since = draw(_DAYS)
    until = None if state == "open" else draw(st.dates(since, date(2026, 12, 31)))
    return PromiseCourse(state, since, draw(st.none() | _DAYS), until, draw(st.booleans()))


@given(st.lists(_courses(), max_size=30), _DAYS, st.integers(0, 400))
def test_every_promise_counts_once_or_not_at_all(some: list[PromiseCourse], today: date, window: int) -> None:
    result = kept.count(some, today, window)
    assert result.of <= len(some)
    assert (result.share is None) == (result.of == 0)
    assert result.share is None or 0 <= result.share <= 1
    assert result.moved <= result.of
    assert result == kept.count(list(reversed(some)), today, window)
    # Each counts alone as it does among the others.
    alone = [kept.count([row], today, window) for row in some]
    for what in ("kept", "late", "dropped", "overdue", "moved"):
        assert getattr(result, what) == sum(getattr(row, what) for row in alone)
    took = [row.median_days for row in alone if row.median_days is not None]
    assert (result.median_days is None) == (not took)
    if took and result.median_days is not None:
        assert min(took) <= result.median_days <= max(took)
        assert 2 * sum(row <= result.median_days for row in took) >= len(took)


@given(st.lists(_courses(), max_size=20), _courses(), _DAYS)
def test_dropping_and_forgetting_never_pay(some: list[PromiseCourse], one: PromiseCourse, today: date) -> None:
    before = kept.count(some, today)
    for worse in (
        PromiseCourse("dropped", today, one.due, today),
        PromiseCourse("open", today - timedelta(days=9), today - timedelta(days=1)),
    ):
        after = kept.count([*some, worse], today)
        assert (after.kept, after.of) == (before.kept, before.of + 1)
    better = kept.count([*some, PromiseCourse("done", today, today, today)], today)
    assert (better.kept, better.of) == (before.kept + 1, before.of + 1)


@given(st.lists(_courses(), max_size=20), _DAYS)
def test_more_days_decide_no_less(some: list[PromiseCourse], today: date) -> None:
    counts = [kept.count(some, today, window).of for window in (0, 30, 90, 400)]
    assert counts == sorted(counts)
