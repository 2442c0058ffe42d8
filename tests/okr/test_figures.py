"""StatedWay as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.common.text import number
from facilitator.okr.figures import StatedProgress, StatedWay, number_of, of_title, parse_update

WAYS = {
    "Median lead time from 9 to 2 days": (9, 2, "days"),
    "Median lead time from 9 days to 2": (9, 2, "days"),
    "Customers who leave from 6 % to 2 %": (6, 2, "%"),
    "Slowest tenth of builds from 48 minutes down to 15": (48, 15, "minutes"),
    "Releases a week from 1 to 10": (1, 10, ""),
    "Recommendations from 4 to 12 a month": (4, 12, ""),
    "Revenue from €1.2m to €2m": (1.2e6, 2e6, "€"),
    "Revenue from 1.2 to 2 million": (1.2e6, 2e6, ""),
    "Visits from 12,000 to 3,440,219 by December": (12000, 3440219, ""),
    "NPS -85 → -20": (-85, -20, ""),
    "NPS from −85 to 10 points": (-85, 10, "points"),
    "Umsatz von 1.200 auf 3.400 € im Quartal": (1200, 3400, "€"),
    "Ausfälle von 3,5 auf 0,5 Stunden senken": (3.5, 0.5, "Stunden"),
    "Durchlaufzeit von 9 Tagen auf 2": (9, 2, "Tagen"),
    "将平均交付周期从9天缩短到2天": (9, 2, "天"),
    "客户满意度由 80% 提升至 95%": (80, 95, "%"),
    "月活用户从3万增长到10万": (30000, 100000, ""),
    "At least 95 % of the calls are taken": (None, 95, "%"),
    "新客户至少 20 家": (None, 20, "家"),
}
SILENT = (
    "",
    "The new build cache is the only one",
    "Two pilot customers speak at the spring event",
    "Moved from version 2.1 of the API",
    "All contracts from 2026-10-01 to 2026-12-31 are signed",
    "Open from 9:00 to 17:00 every day",
    "Growth from 2025 to 2026 understood",
    "Churn from 6 to 2 and tickets from 9 to 3",
    "Room 12 is painted",
)


@pytest.mark.parametrize(("title", "way"), WAYS.items(), ids=list(WAYS))
def test_the_words_of_a_key_result_name_its_way(title: str, way: tuple[float | None, float, str]) -> None:
    result = of_title(title)
    assert (result.start, result.target) == pytest.approx(way[:2], rel=1e-9) if way[0] is not None else way[:2]
    assert result.unit == way[2]


@pytest.mark.parametrize("title", SILENT)
def test_words_that_name_no_way_fill_nothing(title: str) -> None:
    assert of_title(title) == StatedWay()


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("3,440,219", 3440219),
        ("3.440.219", 3440219),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 200", 1200),
        ("-85", -85),
        ("−85", -85),
        ("0,125", 0.125),
        ("7 %", None),
        ("seven", None),
        ("", None),
        ("1-2", None),
        ("nan", None),
        ("1e999", None),
        ("٣", None),
    ],
)
def test_a_figure_in_a_field(text: str, figure: float | None) -> None:
    assert number_of(text) == figure


@given(st.integers(-(10**12), 10**12))
def test_what_is_shown_is_read_back(thousandths: int) -> None:
    assert number_of(number(thousandths / 1000)) == thousandths / 1000


@given(st.text())
def test_any_text_is_read_without_a_mistake(text: str) -> None:
    result = of_title(f"from 1 {text} to {text}")
    assert result.start is None or result.target is not None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("7", StatedProgress(7, None, "")),
        ("7 c6", StatedProgress(7, 6, "")),
        ("7 days, c6", StatedProgress(7, 6, "")),
        ("c10", StatedProgress(None, 10, "")),
        ("12,5 the vault was late", StatedProgress(12.5, None, "the vault was late")),
        ("-3 c4: two people are ill", StatedProgress(-3, 4, "two people are ill")),
        ("1 200 c3", StatedProgress(1200, 3, "")),
        ("all is well", None),
        ("..", None),
        ("", None),
    ],
)
def test_a_figure_is_said_with_its_confidence_and_why(text: str, what: StatedProgress | None) -> None:
    assert parse_update(text, "days") == what


@given(st.text(), st.text())
def test_whatever_is_said_is_taken_apart_without_a_mistake(text: str, unit: str) -> None:
    result = parse_update(text, unit)
    assert result is None or (result.current, result.confidence) != (None, None)
