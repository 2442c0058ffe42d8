"""What comes back from last time: when two difficulties are the same one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.common.similar import alike


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("No logs", "no  logs.", True),
        ("没有日志", "没有日志。", True),
        ("waiting for the review of the importer", "still waiting for the review of the importer", True),
        ("no logs", "no desk", False),
        ("", "no desk", False),
        ("word " * 100, "still " + "word " * 100, True),
    ],
)
def test_alike(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same
    assert alike(other, one) is same


@given(st.text(max_size=300))
def test_everything_is_like_itself(text: str) -> None:
    assert alike(text, text)


def test_two_very_long_difficulties_are_compared_at_once() -> None:
    assert not alike("ab" * 50_000, "cd" * 50_000)
    assert alike("ab" * 49_000, "ab" * 50_000)
