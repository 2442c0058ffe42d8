"""Keys of other layouts and of full width: what they are where there is no field; a field takes them as typed."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from facilitator.common import settings
from facilitator.common.files import write_atomically
from screens.layouts import latin
from screens.meeting.screen import MeetingScreen
from tests.screens.showing import program, shows
from tests.screens.waiting import until


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("。，？＋－１２０　＠", ".,?+-120 @"),
        ("йцукенгшщзфывапролдячсмить", "qwertyuiopasdfghjklzxcvbnm"),
        ("ЙФЯ", "QAZ"),
        ("юбі", ".,s"),
        ("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"),
        ("ΑΣή", "ASh"),
        ("٣", "3"),
        ("a?王ä½", "a?王ä½"),
    ],
)
def test_each_is_the_key_in_its_place(typed: str, keys: str) -> None:
    assert "".join(map(latin, typed)) == keys


async def test_they_move_a_meeting_and_are_text_in_a_field(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        await pilot.press("ы")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        screen = pilot.app.screen
        assert isinstance(screen, MeetingScreen)
        await pilot.press("т", "ν")
        await until(pilot, lambda: screen.shown.live.position().step == 2)
        first = screen.shown.live.position().speaker
        await pilot.press("。")
        await until(pilot, lambda: screen.shown.live.position().speaker != first)
        await pilot.press("１")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        field = pilot.app.focused
        assert isinstance(field, Input)
        await pilot.press("т", "。", "１")
        await until(pilot, lambda: field.value == "т。１")
        await pilot.press("escape", "？")
        await shows(pilot, "Keys that work now")


async def test_a_letter_that_the_settings_give_is_that_key(sample_url: str) -> None:
    write_atomically(settings.settings_file(), '[keys]\nhome.okrs = "f9"\nhome.history = "ы"\n'.encode())
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        await pilot.press("ы")
        await shows(pilot, "Minutes and history")
