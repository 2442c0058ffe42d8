"""How key results are drawn: in a line each, with what moved, how sure, how long nobody said anything."""

from __future__ import annotations

import math
from typing import Any

import pytest

from facilitator.okr.progress import risk
from facilitator.okr.views import KeyResultView
from facilitator.steps.progress.reading import KeyResultStatus
from screens.steps.progress import drawing

LONG = "Calls at night from nine to two a week, whoever is on duty and whatever the weather does"


def status(since: float | None = None, sure_before: int | None = None, **values: Any) -> KeyResultStatus:
    fields: dict[str, Any] = {"start": 9.0, "target": 2.0, "current": 6.0, "unit": "days", "confidence": 6} | values
    key_result = KeyResultView(id=1, title=LONG, objective_id=1, objective="O", owner="Ada Lovelace", **fields)
    return KeyResultStatus(key_result, since, sure_before, "", explained=False)


@pytest.mark.parametrize("width", [56, 77, 116])
def test_a_key_result_is_one_line_at_every_width(width: int) -> None:
    statuses = [status(), status(8, 7), status(stale_days=58, risk=risk(0.4, 0.5, 6, 0, 58)), status(target=None)]
    columns = drawing.LineWidths.of(statuses, width)
    lines = [drawing.line(each, columns) for each in statuses]
    assert {line.cell_length for line in lines} == {width}
    assert len({line.plain.index("sure 6") for line in lines}) == 1
    assert ["▲ 8 → 6" in line.plain for line in lines] == [False, True, False, False]
    assert "sure 6 ▼" in lines[1].plain
    assert ("no update for 58 days" if width > 70 else "! 58 days") in lines[2].plain


def test_an_arrow_says_whether_the_target_came_nearer() -> None:
    assert [drawing.moved(status(since)) for since in (8, 3, None)] == ["▲", "▼", ""]


@pytest.mark.parametrize(
    ("now", "target", "example"), [(81, 98, "84"), (6, 2, "5"), (0.5, 1, "0.6"), (5, 5, "6"), (math.inf, 2, "2")]
)
def test_what_is_asked_has_an_example_that_could_be_true(now: float, target: float, example: str) -> None:
    words = drawing.asked(status(current=now, target=target).key_result)
    assert words.startswith(f"New value, confidence, reason, e.g. {example} c6 reviews waited (now ")


def test_where_it_stands_is_said_with_its_unit() -> None:
    assert drawing.figures(status().key_result) == "6 days, target 2"
    assert drawing.figures(status(target=None).key_result) == "milestone"
