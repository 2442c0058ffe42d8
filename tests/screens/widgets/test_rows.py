"""Tests the rows of a list: what is selected, and what is in sight."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from screens.widgets.rows import GUTTER, Row, Rows

LINE = "  ☐ open    decide who is on duty 王小明王小明 on the night of the switch  by Wed 2026-11-25  since 4 days"


class Listed(App[None]):
    def compose(self) -> ComposeResult:
        yield Rows()


@pytest.mark.parametrize("width", [24, 40, 60, 80, 120])
async def test_a_row_fills_its_first_line_and_goes_on_below_its_indent(width: int) -> None:
    async with Listed().run_test(size=(width, 24)) as pilot:
        rows = pilot.app.query_one(Rows)
        rows.show([Row(Content(LINE), 1, indent=12), Row(Content("the next"), 2)])
        lines = [rows.render_line(y).text[GUTTER:].rstrip() for y in range(24)]
    first, *below = lines[: lines.index("the next")]
    assert first.startswith("  ☐ open    decide")
    assert "".join([first, *below]).replace(" ", "") == LINE.replace(" ", "")
    indent = min(12, (width - GUTTER) // 2)
    assert all(line[:indent].isspace() and line[indent : indent + 1].strip() for line in below)
    if below:
        assert Content(f"{first} {below[0].split()[0]}").cell_length > width - GUTTER
