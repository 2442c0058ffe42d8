"""Tests that what was written about OKRs is taken back exactly."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from facilitator.common.errors import RefusedError
from facilitator.okr import suggestions, writing
from facilitator.okr.changing import Done
from facilitator.store import journal
from facilitator.tables.okr import STATES, KeyResult, Objective
from tests.okr.conftest import OkrCompany
from tests.okr.rows import everything, key_result_of


def test_what_was_said_in_a_meeting_its_undo_takes_back(company: OkrCompany) -> None:
    objective, key_result = company.agreed()
    writing.change_key_result(company.database, key_result, current=5, meeting_id=company.meeting, by_id=company.ada)
    suggestions.suggest(company.database, objective, "bolder", by_id=company.grace, meeting_id=company.meeting)
    assert journal.undo(company.database, company.meeting) == 'suggestion for objective "Every team ships"'
    assert journal.undo(company.database, company.meeting) == 'progress of key result "Lead time"'
    assert journal.undo(company.database, company.meeting) is None
    assert key_result_of(company, objective).current == 9


def test_what_changed_since_is_not_taken_back(company: OkrCompany) -> None:
    objective, key_result = company.agreed()
    first = writing.change_key_result(company.database, key_result, title="A", target=1, reason="r")
    writing.change_key_result(company.database, key_result, current=3)
    second = writing.change_key_result(company.database, key_result, target=0, reason="r")
    before = everything(company.database)
    with pytest.raises(RefusedError, match='"Lead time" was changed since'):
        writing.take_back(company.database, first.entry_id or 0)
    assert everything(company.database) == before
    writing.take_back(company.database, second.entry_id or 0)
    assert writing.take_back(company.database, second.entry_id or 0) is None
    assert writing.take_back(company.database, first.entry_id or 0) == 'key result "Lead time"'
    assert writing.take_back(company.database, 10_000) is None
    result = key_result_of(company, objective)
    assert (result.title, result.target, result.current) == ("Lead time", 2, 3)


def test_what_others_hang_on_is_not_taken_back(company: OkrCompany) -> None:
    done = writing.add_objective(company.database, company.cycle, "Ship", owner_person_id=company.ada)
    company.key_result(done.id)
    before = everything(company.database)
    with pytest.raises(RefusedError, match="other things hang on it"):
        writing.take_back(company.database, done.entry_id or 0)
    assert everything(company.database) == before
    writing.change_objective(company.database, done.id, title="Ship it")
    with pytest.raises(RefusedError, match="changed since"):
        writing.take_back(company.database, done.entry_id or 0)


TITLES = st.text(st.characters(codec="utf-8", categories=["L", "N", "S", "P"]), min_size=1, max_size=12)


FIGURES = st.integers(-100, 4_000_000).map(float)


KINDS = ("objective", "key result", "change", "progress", "drop", "remove", "state", "move", "suggest")


class Plan(NamedTuple):
    """One change: of which kind, of which row (counted around), and to what."""

    what: str
    objective: int
    key_result: int
    title: str
    figure: float | None
    confidence: int
    state: str
    by: int


PLANS = st.builds(
    Plan,
    st.sampled_from(KINDS),
    st.integers(0, 20),
    st.integers(0, 20),
    TITLES,
    st.none() | FIGURES,
    st.integers(1, 10),
    st.sampled_from(STATES),
    st.integers(-2, 2),
)


def carry_out(company: OkrCompany, plan: Plan) -> Done | None:
    def chosen(table: type[Objective | KeyResult], at: int) -> int | None:
        with company.database.reading() as session:
            ids = list(session.scalars(select(table.id).order_by(table.id)))
        return ids[at % len(ids)] if ids else None

    objective, key_result = chosen(Objective, plan.objective), chosen(KeyResult, plan.key_result)
    if plan.what == "objective" or objective is None:
        return writing.add_objective(company.database, company.cycle, plan.title, owner_person_id=company.ada)
    if plan.what == "key result" or (key_result is None and plan.what in ("change", "progress", "drop")):
        return writing.add_key_result(company.database, objective, plan.title, target=plan.figure, reason="r")
    match plan.what:
        case "change":
            assert key_result is not None
            change = partial(writing.change_key_result, company.database, key_result, reason="r", title=plan.title)
            return change() if plan.figure is None else change(target=plan.figure)
        case "progress":
            assert key_result is not None
            return writing.change_key_result(company.database, key_result, confidence=plan.confidence)
        case "drop":
            assert key_result is not None
            return writing.drop_key_result(company.database, key_result, reason="r")
        case "remove":
            return writing.remove_objective(company.database, objective)
        case "state":
            return writing.set_state(company.database, objective, plan.state, reason="r")
        case "move":
            return writing.move(company.database, "objective", objective, plan.by)
        case _:
            return suggestions.suggest(company.database, objective, plan.title)


# All of it is drawn before anything is written: an example that is given up half way would leave its rows behind.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(st.lists(PLANS, max_size=12))
def test_whatever_is_changed_is_taken_back_exactly(company: OkrCompany, plans: list[Plan]) -> None:
    states = [everything(company.database)]
    done: list[int] = []
    for plan in plans:
        try:
            made = carry_out(company, plan)
        except RefusedError:
            assert everything(company.database) == states[-1]
            continue
        if made is not None and made.entry_id is not None:
            done.append(made.entry_id)
            states.append(everything(company.database))
            assert states[-1] != states[-2]
    for entry_id in reversed(done):
        assert everything(company.database) == states.pop()
        assert writing.take_back(company.database, entry_id)
    assert everything(company.database) == states.pop()
