"""How objectives hang together."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from facilitator.okr import alignment
from facilitator.okr.alignment import Wait
from facilitator.okr.views import KeyResultView, ObjectiveView, RequestView, Supported

LEVELS = {"Acme": 0, "Platform": 1, "Sales": 1}


def objective(
    number: int,
    unit: str = "Platform",
    *,
    kind: str = "person",
    up: Supported | None = None,
    request: int | None = None,
) -> ObjectiveView:
    """Objective N with a key result of id 10 N."""
    key_result = KeyResultView(
        id=number * 10,
        title=f"KR {number}",
        objective_id=number,
        objective=f"O {number}",
        owner=unit,
    )
    return ObjectiveView(
        id=number,
        cycle_id=1,
        cycle="Q4",
        title=f"O {number}",
        owner=unit if kind == "unit" else "Ada",
        owner_id=1,
        owner_kind=kind,
        unit=unit,
        supports=up,
        request=None if request is None else f"request {request}",
        state="agreed",
        key_results=(key_result,),
        request_id=request,
        request_from=None if request is None else "Grace",
    )


def to(number: int) -> Supported:
    return Supported("key_result" if number >= 10 else "objective", number, "", "")


def test_what_supports_stands_below() -> None:
    result = alignment.tree(
        [
            objective(1, up=to(20)),
            objective(2),
            objective(3, up=to(1)),
            objective(4, up=to(2)),
            objective(5, up=to(990)),
        ]
    )
    assert [(row.id, depth) for row, depth in result] == [(2, 0), (1, 1), (3, 2), (4, 1), (5, 0)]


@given(st.lists(st.none() | st.integers(1, 8) | st.integers(1, 8).map(lambda number: number * 10), max_size=8))
def test_everything_is_in_the_tree_once_whatever_the_links(ups: list[int | None]) -> None:
    objectives = [objective(number, up=None if up is None else to(up)) for number, up in enumerate(ups, 1)]
    result = alignment.tree(objectives)
    assert sorted(row.id for row, _ in result) == [row.id for row in objectives]
    depths = [depth for _, depth in result]
    assert all(after <= before + 1 for before, after in zip([-1, *depths], depths, strict=False))
    for row, depth in result:
        if row.supports is None:
            assert depth == 0


def test_a_very_deep_tree_is_no_trouble() -> None:
    objectives = [objective(1), *(objective(number, up=to(number - 1)) for number in range(2, 10))]
    chain = [
        replace(objectives[0], id=1000 + at, supports=Supported("objective", 999 + at, "", "")) for at in range(3000)
    ]
    assert alignment.tree(chain)[-1][1] == 2999


def test_orphans_have_nothing_above_them_that_could_have() -> None:
    top = objective(1, "Acme", kind="unit")
    supported, asked = objective(2, up=to(1)), objective(3, request=7)
    alone, of_unit, in_top = objective(4), objective(5, kind="unit"), objective(6, "Acme")
    everything = [top, supported, asked, alone, of_unit, in_top]
    assert alignment.orphans(everything, LEVELS) == (alone, of_unit, in_top)
    assert alignment.orphans([in_top], LEVELS) == ()
    assert alignment.orphans([objective(7, "")], LEVELS) == ()
    assert alignment.orphans([], {}) == ()


def test_who_waits_for_whom() -> None:
    answering, closed = objective(1, request=7), replace(objective(2, request=8), state="closed")
    requests = [RequestView(7, "Grace", "request 7", "Platform"), RequestView(9, "José", "two hosts", "Sales")]
    assert alignment.waits([answering, closed, objective(3)], requests) == (
        Wait("Grace", "Ada", "request 7", 1),
        Wait("José", "Sales", "two hosts", None),
    )
