"""No text that a person can store may end a screen, at any width."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest
import textual.widgets
from hypothesis import given, settings
from hypothesis import strategies as st
from rich import cells
from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Region
from textual.visual import Visual
from textual.widget import Widget

import screens
from facilitator.common.text import LONGEST, clean_line
from facilitator.meeting.agenda import Prompt, Step
from screens.okrs.fields import RecordedLine, RecordedText
from screens.steps.fields import Field
from screens.steps.panel import Panel
from screens.widgets.area import Area
from screens.widgets.field import LineField
from screens.widgets.rows import Row, Rows, wrapped
from screens.widgets.safe import Static
from tests.hostile import HOSTILE
from tests.screens.showing import words

WIDTHS = (1, 2, 3, 5, 9, 17, 40, 80, 200)
TWO_LINES = "we freeze the interface\r\nuntil the second release"


def letters(text: str) -> str:
    return "".join(text.split())


@given(HOSTILE, st.integers(1, 200), st.integers(0, 25))
def test_a_row_has_all_its_text_at_any_width(text: str, width: int, indent: int) -> None:
    content = Content.assemble("  ", (text, "bold"), ("  tail", "dim"))
    lines = wrapped(Row(content, 1, indent), width)
    assert all(line.cell_length <= max(2, width) for line in lines)
    if width > 3:
        assert letters("".join(line.plain for line in lines)) == letters(content.plain)


def test_a_tab_in_a_sentence_longer_than_the_panel() -> None:
    text = "moved the ledger\t" + "to the new services " * 6
    for width in range(1, 201):
        wrapped(Row(Content(text), 1, indent=5), width)


@given(HOSTILE)
def test_a_text_is_as_long_wherever_it_is_measured(text: str) -> None:
    assert cells.split_graphemes(text)[1] == cells.cell_len(text)


class Wide(App[None]):
    """All widgets that lay out people's text, at many widths at once."""

    CSS = "Horizontal { height: 4; width: auto; } Horizontal > * { height: 4; border: none; padding: 0; margin: 0; }"

    def compose(self) -> ComposeResult:
        for width in WIDTHS:
            with Horizontal():
                for widget in (
                    Static(markup=False),
                    Rows(),
                    RecordedText(""),
                    Field(Prompt("k", "t")),
                    LineField(),
                    RecordedLine(),
                ):
                    widget.styles.width = width
                    widget.styles.height = 4
                    widget.styles.min_width = width
                    yield widget


def put(widget: Widget, text: str) -> None:
    match widget:
        case Static():
            widget.update(Content.assemble("a ", (text, "bold"), "!"))
        case Rows():
            widget.show([Row(Content.assemble("a ", (text, "bold")), 1, 7), Row(Content(text), 2)])
        case Area():
            widget.load_text(text)
            widget.move_cursor(widget.document.end)
            widget.select_all()
        case LineField():
            widget.value = text
            widget.cursor_position = len(text) // 2


async def test_every_widget_shows_every_text_at_every_width() -> None:
    async with Wide().run_test(size=(1400, 40)) as pilot:
        widgets = [widget for row in pilot.app.query(Horizontal) for widget in row.children]
        assert {widget.size.width for widget in widgets} == set(WIDTHS)

        @settings(max_examples=60, deadline=None)
        @given(HOSTILE)
        def check(text: str) -> None:
            for widget in widgets:
                put(widget, text)
                widget.get_content_height(pilot.app.size, pilot.app.size, widget.size.width)
                strips = widget.render_lines(Region(0, 0, *widget.size))
                assert {strip.cell_length for strip in strips} == {widget.size.width}, widget

        check()


class Fields(App[None]):
    def compose(self) -> ComposeResult:
        yield LineField("kept", id="line")
        yield RecordedLine(id="okr")
        yield RecordedText("", id="words")
        yield Field(Prompt("k", "t"))


ALL_FIELDS = ["#line", "#okr", "#words", "#field-k"]
ONE_LINE = ALL_FIELDS[:2]


def text_of(field: Widget) -> str:
    return field.text if isinstance(field, Area) else field.value if isinstance(field, LineField) else ""


@pytest.mark.parametrize("where", ONE_LINE)
async def test_each_line_break_of_a_paste_is_a_space(where: str) -> None:
    async with Fields().run_test() as pilot:
        field = pilot.app.query_one(where, LineField)
        field.value = ""
        field.focus()
        await pilot.pause()
        pilot.app.post_message(events.Paste(TWO_LINES))
        await pilot.pause()
        assert field.value == "we freeze the interface until the second release"
        field.action_home()
        pilot.app.post_message(events.Paste("\n\nbook the lab\u2028now, "))
        await pilot.pause()
        assert field.value.startswith("book the lab now, we freeze")


@pytest.mark.parametrize("where", ALL_FIELDS)
async def test_a_paste_that_is_too_long_is_refused_and_nothing_is_lost(where: str) -> None:
    async with Fields().run_test(notifications=True) as pilot:
        field = pilot.app.query_one(where)
        field.focus()
        await pilot.pause()
        pilot.app.post_message(events.Paste("e\u0301" * (LONGEST - 10)))
        await pilot.pause()
        before = text_of(field)
        assert before.removeprefix("kept") == "é" * (LONGEST - 10)
        pilot.app.post_message(events.Paste("y" * 11))
        await pilot.pause()
        assert text_of(field) == before
        assert [f"{LONGEST:,} are allowed" in told.message for told in pilot.app._notifications] == [True]
        await pilot.press("z")
        assert text_of(field) == f"{before}z"


LONG = {
    "words": "word " * (LONGEST // 5),
    "Chinese": "王" * LONGEST,
    "marks": "\u0301\u0316" * (LONGEST // 2),
    "emoji": "👍🏽" * (LONGEST // 2),
    "nothing to see": "\u200b" * LONGEST,
    "tabs": "\t" * LONGEST,
    "brackets": "(" * LONGEST,
}


@pytest.mark.parametrize("where", ALL_FIELDS)
@pytest.mark.parametrize("kind", LONG)
async def test_a_frame_looks_at_what_is_in_sight(where: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Fields().run_test() as pilot:
        pilot.app.query_one("#line", LineField).value = ""
        field = pilot.app.query_one(where)
        field.focus()
        await pilot.pause()
        pilot.app.post_message(events.Paste(LONG[kind]))
        await pilot.pause()
        whole = text_of(field) == clean_line(LONG[kind])
        assert whole
        for cursor in ("home", "end"):
            await pilot.press(cursor)
            measured = 0
            split = cells._cell_len

            def counted(text: str, unicode_version: str, split: object = split) -> int:
                nonlocal measured
                measured += len(text)
                return split(text, unicode_version)  # type: ignore[operator, no-any-return]

            with monkeypatch.context() as patch:
                patch.setattr(cells, "_cell_len", counted)
                strips = field.render_lines(Region(0, 0, *field.size))
            assert measured <= 40 * field.size.width * field.size.height
            assert sum(len(strip.text) for strip in strips) <= 40 * field.size.width * field.size.height


SHOWN: Any = "a meeting"
POSITION: Any = "its position"


class Broken(Static):
    def render(self) -> Visual:
        raise ZeroDivisionError


class BrokenPanel(Panel):
    broken = True

    def compose(self) -> ComposeResult:
        yield Static("what it shows", id="whole", markup=False)

    def show(self) -> None:
        if self.broken:
            raise ValueError(self.shown, self.position)


class GoesOn(App[int]):
    GOES_ON = True

    def __init__(self) -> None:
        super().__init__()
        self.met: list[Exception] = []

    def compose(self) -> ComposeResult:
        yield Broken(markup=False)
        yield BrokenPanel(Step("round", "Round", 60), 0, SHOWN, POSITION)
        yield Static("the clock goes on", markup=False)

    def survives(self, error: Exception) -> bool:
        self.met.append(error)
        return True


async def test_what_cannot_be_shown_says_so_in_its_place_and_is_told_once() -> None:
    async with GoesOn().run_test(size=(100, 12)) as pilot:
        app = pilot.app
        assert isinstance(app, GoesOn)
        broken = app.query_one(Broken)
        for _ in range(3):
            strips = broken.render_lines(Region(0, 0, *broken.size))
            assert strips[0].text.startswith(
                "This part cannot be shown (ZeroDivisionError in test_hostile_text.py, line "
            )
        panel = app.query_one(BrokenPanel)
        for _ in range(3):
            panel.renew(SHOWN, POSITION)
            await pilot.pause()
        assert "cannot be shown (ValueError in test_hostile_text.py" in words(pilot)
        assert "what it shows" in words(pilot)
        assert "the clock goes on" in words(pilot)
        panel.broken = False
        panel.renew(SHOWN, POSITION)
        await pilot.pause()
        assert "ValueError" not in words(pilot)
        assert [type(error) for error in app.met] == [ZeroDivisionError, ValueError]


async def test_a_program_that_wants_to_end_with_a_defect_ends() -> None:
    with pytest.raises(ZeroDivisionError):
        async with GoesOnNot().run_test():
            pass


class GoesOnNot(GoesOn):
    GOES_ON = False


def sources() -> dict[str, str]:
    found = {}
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        spec = importlib.util.find_spec(module.name)
        assert spec is not None
        assert spec.origin is not None
        found[module.name] = Path(spec.origin).read_text(encoding="utf-8")
    return found


def test_every_field_and_every_label_is_one_of_ours() -> None:
    bare = re.compile(r"(?<![A-Za-z])(Input|TextArea|widgets\.Static)\(")
    assert [name for name, text in sources().items() if bare.search(text)] == []
    theirs = {textual.widgets.Static, textual.widgets.Input, textual.widgets.TextArea}
    for name in sources():
        if name not in ("screens.private", "screens.widgets.safe", "screens.widgets.area", "screens.widgets.field"):
            made = vars(importlib.import_module(name)).values()
            assert textual.widgets.Static not in [each for each in made if isinstance(each, type)], name
            for each in made:
                if isinstance(each, type) and each.__module__ == name and issubclass(each, tuple(theirs)):
                    assert issubclass(each, Static | LineField | Area), each
