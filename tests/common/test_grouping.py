"""What it means to group values."""

from __future__ import annotations

from facilitator.common.grouping import grouped


def test_values_stay_in_their_order_and_a_key_without_any_has_none() -> None:
    groups = grouped([("b", 2), ("a", 1), ("b", 1)])
    assert dict(groups) == {"b": [2, 1], "a": [1]}
    assert groups["c"] == []
