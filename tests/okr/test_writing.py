"""Writing OKRs: what is refused, what needs a reason, and that everything can be taken back exactly."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from facilitator.common.errors import RefusedError
from facilitator.common.text import TooLongError
from facilitator.okr import reading, suggestions, writing
from facilitator.okr.changing import Done, NeedsReasonError
from facilitator.okr.views import Owner, Supported
from facilitator.tables.meeting import Card
from facilitator.tables.okr import STATES, KeyResult, Progress
from tests import moments
from tests.okr.conftest import OkrCompany
from tests.okr.rows import entry, everything, key_result_of


def test_a_cycle_is_made_by_its_words(company: OkrCompany) -> None:
    done = writing.add_cycle(company.database, "Spring 2027-01-11..2027-04-10", date(2026, 12, 1))
    (result,) = [cycle for cycle in reading.cycles(company.database) if cycle.id == done.id]
    assert (result.name, result.start, result.end) == ("Spring", date(2027, 1, 11), date(2027, 4, 10))
    with pytest.raises(RefusedError, match="is there already"):
        writing.add_cycle(company.database, "Spring 2027-01-11..2027-04-10", date(2026, 12, 1))
    with pytest.raises(RefusedError, match="next quarter"):
        writing.add_cycle(company.database, "soon", date(2026, 12, 1))


def test_what_is_written_is_read_cleaned(company: OkrCompany) -> None:
    up = company.objective("Grow", owner_unit_id=company.acme)
    above = company.key_result(up, "Paying boats")
    done = writing.add_objective(
        company.database,
        company.cycle,
        " Every\nteam ships\u202e ",
        owner_person_id=company.ada,
        by_id=company.grace,
        description="why\r\nnot",
        supports=Supported("key_result", above, "", ""),
        request_id=company.request,
    )
    result = reading.objective(company.database, done.id)
    assert (result.title, result.description, result.state) == ("Every team ships", "why\nnot", "draft")
    assert (result.owner, result.owner_kind, result.unit) == ("Ada Lovelace", "person", "Platform")
    assert result.supports == Supported("key_result", above, "Paying boats", "Acme")
    assert (result.source, result.request, result.request_from) == ("request", "two hosts", "王小明")
    assert entry(company, done).person_id == company.grace
    assert entry(company, done).what == 'objective "Every team ships"'


@pytest.mark.parametrize("title", ["", " \n\t", "\u200b"])
def test_a_blank_title_is_refused(company: OkrCompany, title: str) -> None:
    before = everything(company.database)
    with pytest.raises(RefusedError, match="needs words"):
        company.objective(title)
    objective = company.objective()
    with pytest.raises(RefusedError, match="needs words"):
        company.key_result(objective, title)
    with pytest.raises(RefusedError, match="needs words"):
        writing.change_objective(company.database, objective, title=title)
    writing.remove_objective(company.database, objective)
    assert everything(company.database) == before
    with pytest.raises(TooLongError):
        company.objective("x" * 100_001)


def test_an_objective_has_one_owner(company: OkrCompany) -> None:
    for person, unit in ((None, None), (company.ada, company.acme)):
        with pytest.raises(RefusedError, match="one owner"):
            writing.add_objective(company.database, company.cycle, "Ship", owner_person_id=person, owner_unit_id=unit)
    objective = company.objective()
    writing.change_objective(company.database, objective, owner=Owner("unit", company.acme, ""))
    result = reading.objective(company.database, objective)
    assert (result.owner, result.owner_kind, result.owner_id, result.unit) == ("Acme", "unit", company.acme, "Acme")


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({}, (None, None, None)),
        ({"target": 5}, (0, 5, 0)),
        ({"start": 9, "target": 2}, (9, 2, 9)),
        ({"current": 3, "target": 2}, (3, 2, 3)),
        ({"start": -3, "target": -85, "current": 0}, (-3, -85, 0)),
    ],
)
def test_figures_left_out_are_filled_in(
    company: OkrCompany, figures: dict[str, float], told: tuple[float | None, ...]
) -> None:
    objective = company.objective()
    writing.add_key_result(company.database, objective, "A", **figures)  # type: ignore[arg-type]  # figures alone
    result = key_result_of(company, objective)
    assert (result.start, result.target, result.current) == told
    assert result.milestone == (not figures)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"start": 1}, "needs a target"),
        ({"current": 1}, "needs a target"),
        ({"target": math.inf}, "is not a number"),
        ({"target": 1, "current": math.nan}, "is not a number"),
        ({"confidence": 11}, "1 to 10"),
        ({"confidence": 0}, "1 to 10"),
    ],
)
def test_what_nobody_can_compute_with_is_refused(company: OkrCompany, values: dict[str, Any], why: str) -> None:
    objective = company.objective()
    milestone = writing.add_key_result(company.database, objective, "Signed").id
    before = everything(company.database)
    with pytest.raises(RefusedError, match=why):
        writing.add_key_result(company.database, objective, "A", **values)
    with pytest.raises(RefusedError, match=why):
        writing.change_key_result(company.database, milestone, **values)
    assert everything(company.database) == before


def test_a_key_result_becomes_a_milestone_and_numeric_again(company: OkrCompany) -> None:
    objective = company.objective()
    key_result = company.key_result(objective)
    writing.change_key_result(company.database, key_result, target=None)
    assert key_result_of(company, objective).milestone
    assert key_result_of(company, objective).current is None
    writing.change_key_result(company.database, key_result, start=1, target=5)
    result = key_result_of(company, objective)
    assert (result.start, result.target, result.current) == (1, 5, 1)


CHANGES: list[dict[str, Any]] = [
    {"title": "Lead time of all"},
    {"description": "of everybody"},
    {"start": 10},
    {"target": 1},
    {"target": None},
    {"unit": "hours"},
]


@pytest.mark.parametrize("change", CHANGES)
def test_after_agreement_a_key_result_asks_why(company: OkrCompany, change: dict[str, Any]) -> None:
    objective, key_result = company.agreed()
    before = everything(company.database)
    with pytest.raises(NeedsReasonError, match='"Every team ships" is agreed'):
        writing.change_key_result(company.database, key_result, reason=" ", **change)
    assert everything(company.database) == before
    done = writing.change_key_result(company.database, key_result, reason="scope\ngrew", by_id=company.ada, **change)
    assert (entry(company, done).reason, entry(company, done).person_id) == ("scope grew", company.ada)
    assert objective == reading.objective(company.database, objective).id


def test_after_agreement_an_objective_asks_why(company: OkrCompany) -> None:
    objective, _ = company.agreed()
    up = company.objective("Grow", owner_unit_id=company.acme)
    changes: list[dict[str, Any]] = [
        {"title": "Some teams ship"},
        {"description": "…"},
        {"source": "own"},
        {"supports": Supported("objective", up, "", "")},
        {"request_id": company.request},
        {"owner": Owner("unit", company.platform, "")},
    ]
    for change in changes:
        with pytest.raises(NeedsReasonError):
            writing.change_objective(company.database, objective, **change)
        assert writing.change_objective(company.database, objective, reason="it is better", **change).entry_id
        assert writing.change_objective(company.database, objective, **change).entry_id is None
    with pytest.raises(NeedsReasonError):
        writing.add_key_result(company.database, objective, "B")
    assert len(reading.objective(company.database, objective).key_results) == 1
    writing.add_key_result(company.database, objective, "B", reason="more")
    assert [row.agreed_title for row in reading.objective(company.database, objective).key_results] == [
        None,
        None,
    ]


def test_progress_needs_no_reason_and_leaves_its_row(company: OkrCompany) -> None:
    objective, key_result = company.agreed()
    done = writing.change_key_result(
        company.database, key_result, current=6, confidence=4, reason="two hired", by_id=company.ada
    )
    assert done.entry_id is not None
    with company.database.reading() as session:
        (row,) = session.scalars(select(Progress))
    assert (row.before, row.after, row.confidence_before, row.confidence) == (9, 6, None, 4)
    assert (row.person_id, row.note, row.meeting_id) == (company.ada, "two hired", None)
    assert writing.change_key_result(company.database, key_result, current=6, confidence=4).entry_id is None
    writing.change_key_result(company.database, key_result, confidence=None)
    assert key_result_of(company, objective).confidence is None


def test_a_milestone_takes_a_confidence_and_no_figure(company: OkrCompany) -> None:
    objective = company.objective()
    milestone = writing.add_key_result(company.database, objective, "Signed").id
    writing.change_key_result(company.database, milestone, confidence=7)
    assert key_result_of(company, objective).confidence == 7
    with pytest.raises(RefusedError, match="needs a target"):
        writing.change_key_result(company.database, milestone, current=1)


def test_a_key_result_keeps_the_wording_it_was_agreed_with(company: OkrCompany) -> None:
    objective, key_result = company.agreed()
    assert key_result_of(company, objective).agreed_title is None
    for title in ("Lead time of all", "Lead time of some"):
        done = writing.change_key_result(company.database, key_result, title=title, reason="scope")
        assert key_result_of(company, objective).agreed_title == "Lead time"
    writing.take_back(company.database, done.entry_id or 0)
    assert key_result_of(company, objective).agreed_title == "Lead time"
    writing.set_state(company.database, objective, "submitted", reason="again")
    writing.set_state(company.database, objective, "agreed")
    assert key_result_of(company, objective).agreed_title is None
    writing.change_key_result(company.database, key_result, title="Lead time", reason="back")
    assert key_result_of(company, objective).agreed_title == "Lead time of all"
    writing.set_state(company.database, objective, "closed")
    writing.set_state(company.database, objective, "agreed", reason="not yet")
    assert key_result_of(company, objective).agreed_title == "Lead time of all"


def test_what_is_closed_is_only_read(company: OkrCompany) -> None:
    objective, key_result = company.agreed()
    suggestion = suggestions.suggest(company.database, objective, "bolder").id
    writing.set_state(company.database, objective, "closed")
    before = everything(company.database)
    doings: list[Any] = [
        lambda: writing.change_objective(company.database, objective, title="A", reason="r"),
        lambda: writing.add_key_result(company.database, objective, "A", reason="r"),
        lambda: writing.change_key_result(company.database, key_result, title="A", reason="r"),
        lambda: writing.change_key_result(company.database, key_result, current=3, reason="r"),
        lambda: writing.drop_key_result(company.database, key_result, reason="r"),
        lambda: writing.remove_objective(company.database, objective),
        lambda: suggestions.suggest(company.database, objective, "A"),
        lambda: suggestions.accept(company.database, suggestion, reason="r"),
        lambda: suggestions.answer(company.database, suggestion, "A"),
        lambda: suggestions.rest(company.database, objective, "no-source", "A"),
    ]
    for doing in doings:
        with pytest.raises(RefusedError, match="closed; set it back to agreed first"):
            doing()
    assert everything(company.database) == before
    with pytest.raises(NeedsReasonError, match="say why it goes back"):
        writing.set_state(company.database, objective, "agreed")
    writing.set_state(company.database, objective, "agreed", reason="one is left")
    doings[0]()


@pytest.mark.parametrize("was", STATES)
@pytest.mark.parametrize("state", STATES)
def test_states_go_on_and_one_back(company: OkrCompany, was: str, state: str) -> None:
    objective = company.objective()
    writing.set_state(company.database, objective, was)
    back = STATES.index(was) - STATES.index(state)
    if back > 1:
        with pytest.raises(RefusedError, match=f"set it back to {STATES[STATES.index(was) - 1]} first"):
            writing.set_state(company.database, objective, state, reason="r")
    elif back == 1 and was != "submitted":
        with pytest.raises(NeedsReasonError):
            writing.set_state(company.database, objective, state)
        writing.set_state(company.database, objective, state, reason="r")
    else:
        assert (writing.set_state(company.database, objective, state).entry_id is None) == (state == was)
    assert reading.objective(company.database, objective).state == (was if back > 1 else state)
    with pytest.raises(RefusedError, match="is not a state"):
        writing.set_state(company.database, objective, "done")


def test_a_drafts_key_result_is_deleted_and_an_agreed_one_kept(company: OkrCompany) -> None:
    draft = company.objective()
    before = everything(company.database)
    key_result = company.key_result(draft)
    writing.change_key_result(company.database, key_result, confidence=3)
    suggestions.rest(company.database, draft, "no-number", "it has", key_result_id=key_result)
    written = everything(company.database)
    done = writing.drop_key_result(company.database, key_result)
    assert everything(company.database) == before
    writing.take_back(company.database, done.entry_id or 0)
    assert everything(company.database) == written

    objective, agreed = company.agreed()
    with pytest.raises(NeedsReasonError):
        writing.drop_key_result(company.database, agreed)
    writing.drop_key_result(company.database, agreed, reason="nobody needs it")
    assert reading.objective(company.database, objective).key_results == ()
    assert all(
        link.id != agreed for link in reading.supportable(company.database, company.cycle) if link.kind != "objective"
    )
    with company.database.reading() as session:
        assert session.get_one(KeyResult, agreed).dropped
    with pytest.raises(RefusedError, match="was dropped"):
        writing.change_key_result(company.database, agreed, title="A", reason="r")


def test_a_drafts_key_result_that_something_refers_to_is_kept(company: OkrCompany) -> None:
    objective = company.objective()
    key_result = company.key_result(objective)
    with company.database.writing() as session:
        card = Card(unit_id=company.acme, title="a", column="Doing", key_result_id=key_result)
        card.recorded_at = card.moved_at = entry(company, Done(0, 1)).at
        session.add(card)
    writing.drop_key_result(company.database, key_result)
    assert reading.objective(company.database, objective).key_results == ()
    with company.database.reading() as session:
        assert session.get_one(KeyResult, key_result).dropped


def test_only_what_nothing_hangs_on_is_removed(company: OkrCompany) -> None:
    before = everything(company.database)
    objective = company.objective()
    key_result = company.key_result(objective)
    suggestions.rest(company.database, objective, "no-source", "ours")
    other = company.objective("Grow", owner_unit_id=company.acme)
    link = Supported("key_result", key_result, "", "")
    done = writing.change_objective(company.database, other, supports=link)
    with pytest.raises(RefusedError, match="close it instead"):
        writing.remove_objective(company.database, objective)
    writing.take_back(company.database, done.entry_id or 0)
    writing.remove_objective(company.database, other)
    done = writing.remove_objective(company.database, objective, by_id=company.ada)
    assert everything(company.database) == before
    assert writing.take_back(company.database, done.entry_id or 0) == 'objective "Every team ships" removed'
    assert [row.title for row in reading.objective(company.database, objective).key_results] == ["Lead time"]
    writing.set_state(company.database, objective, "agreed")
    with pytest.raises(RefusedError, match="close it instead"):
        writing.remove_objective(company.database, objective)
    with pytest.raises(RefusedError, match="not there any more"):
        writing.remove_objective(company.database, other)


def test_nothing_supports_itself(company: OkrCompany) -> None:
    top, below = company.objective("Top"), company.objective("Below")
    key_result = company.key_result(top)
    writing.change_objective(company.database, below, supports=Supported("key_result", key_result, "", ""))
    for link in (Supported("objective", below, "", ""), Supported("key_result", key_result, "", "")):
        with pytest.raises(RefusedError, match="cannot support itself"):
            writing.change_objective(company.database, top, supports=link)
    assert reading.supportable(company.database, company.cycle, top) == ()
    assert [link.title for link in reading.supportable(company.database, company.cycle, below)] == ["Top", "Lead time"]


def test_a_source_that_is_no_request_lets_go_of_it(company: OkrCompany) -> None:
    objective = company.objective()
    writing.change_objective(company.database, objective, request_id=company.request)
    assert reading.objective(company.database, objective).source == "request"
    writing.change_objective(company.database, objective, source="leader")
    result = reading.objective(company.database, objective)
    assert (result.source, result.request_id, result.request) == ("leader", None, None)
    with pytest.raises(RefusedError, match="is not a source"):
        writing.change_objective(company.database, objective, source="boss")


def test_order_is_changed_among_ones_own(company: OkrCompany) -> None:
    ids = [company.objective(title) for title in "ABC"]
    other = company.objective("Acme's", owner_unit_id=company.acme)

    def titles() -> str:
        result = reading.of_cycle(company.database)
        assert result is not None
        return "".join(row.title for row in result.objectives)

    assert titles() == "ABCAcme's"
    done = writing.move(company.database, "objective", ids[2], -2)
    assert titles() == "CABAcme's"
    assert writing.move(company.database, "objective", ids[2], -1).entry_id is None
    assert writing.move(company.database, "objective", other, -9).entry_id is None
    writing.take_back(company.database, done.entry_id or 0)
    assert titles() == "ABCAcme's"
    krs = [company.key_result(ids[0], title) for title in "DEF"]
    writing.drop_key_result(company.database, krs[1])
    writing.move(company.database, "key_result", krs[0], 1)
    assert [row.id for row in reading.objective(company.database, ids[0]).key_results] == [krs[2], krs[0]]


def test_the_cycle_in_progress_is_read_first(company: OkrCompany) -> None:
    today = moments.today()
    year = writing.add_cycle(
        company.database, f"year {today - timedelta(days=200)}..{today + timedelta(days=150)}", today
    ).id
    later = writing.add_cycle(
        company.database, f"later {today + timedelta(days=60)}..{today + timedelta(days=90)}", today
    ).id
    result = reading.of_cycle(company.database)
    assert result is not None
    assert (result.cycle.id, result.cycle.current) == (company.cycle, True)
    assert [(cycle.id, cycle.current) for cycle in reading.cycles(company.database)] == [
        (later, False),
        (company.cycle, True),
        (year, True),
    ]
