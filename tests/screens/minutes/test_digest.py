"""The digest on screen: from the history, as the filters there say, on the paper of minutes."""

from __future__ import annotations

import pytest

from screens.minutes.digest import DigestScreen
from screens.minutes.history import HistoryScreen
from screens.minutes.paper import PaperScroll
from tests.screens.showing import program, shows
from tests.screens.waiting import until


async def test_a_digest_of_the_filters(sample_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    async with program(sample_url, size=(120, 40)) as pilot:
        await shows(pilot, "s stand-up")
        await pilot.press("m")
        await shows(pilot, "team all")
        await pilot.press("t", "d")
        await until(pilot, lambda: isinstance(pilot.app.screen, DigestScreen))
        await shows(pilot, "Digest of Forecast, ", "Progress of OKRs", "y copy", "o editor")
        await pilot.press("y")
        await shows(pilot, "as Markdown: the digest")
        assert pilot.app.clipboard.startswith("# Digest of Forecast, ")
        await pilot.press("e")
        await shows(pilot, "the digest is in ")
        await pilot.press("end")
        paper = pilot.app.screen.query_one(PaperScroll)
        await until(pilot, lambda: paper.scroll_offset.y > 5)
        await pilot.press("o")
        await shows(pilot, "an editor cannot be opened here; the file is ")
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
