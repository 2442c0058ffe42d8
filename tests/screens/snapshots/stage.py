"""Sets a scene: the sample company at a fixed moment, a clock that stands still, and a meeting that has come so far."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import time_machine
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from sqlalchemy import select
from textual.strip import Strip
from textual.theme import Theme
from textual.widgets import Input, TextArea

from facilitator import modes
from facilitator.checkin import file as checkin_file
from facilitator.common import clock
from facilitator.meeting import moving, running, starting
from facilitator.modes.parsing import parse_mode
from facilitator.store.database import Database
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person
from screens.themes import THEMES
from tests.moments import BERLIN, Moment
from tests.screens.showing import AppPilot, resize
from tests.screens.snapshots.picture import Picture, Run, joined

MOMENT = Moment("2026-11-24T09:30", BERLIN)
"""When all scenes are, a Tuesday."""
TEAM = "Forecast"
HANNA, WANG, EMILE, YUSUF, JOE = "Hanna Lindqvist", "王小明", "Émile Durand", "Yusuf Demir", "Joe Reilly"
MARIA = "María Alejandra Fernández de Córdoba y Villalobos"

BAR = set(" ▁▂▃▄▅▆▇")
"""The ends of a scroll bar, which Textual draws by its colours."""


class StandingClock:
    """The machine's clocks, which stand still until a scene lets time go by."""

    def __init__(self, moment: time_machine.Traveller) -> None:
        self._moment = moment
        self._seconds = 1000.0

    def read(self) -> clock.ClockReading:
        """In place of `clock.read`."""
        return clock.ClockReading(clock.now(), "a clock that stands still", self._seconds)

    def wait(self, seconds: float) -> None:
        """So much time has gone by."""
        self._seconds += seconds
        self._moment.shift(timedelta(seconds=seconds))


@dataclass
class Stage:
    """What a scene is made with.

    Attributes:
        meeting: The meeting's id, once there is one.
        people: The ids of all people, by their names.
    """

    database: Database
    clock: StandingClock
    meeting: int = 0
    people: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with self.database.reading() as session:
            self.people = {person.name: person.id for person in session.scalars(select(Person))}

    def meet(self, mode: str) -> None:
        """Begin the team's meeting."""
        self.meeting = starting.start(self.database, parse_mode(*modes.find(mode, None)), TEAM).id

    def to(self, kind: str, seconds: float = 40) -> None:
        """Go to that kind of step, with so many seconds for each before it."""
        live = running.load(self.database, self.meeting)
        while live.agenda.steps[live.position().step].kind != kind:
            self.clock.wait(seconds)
            live = moving.next_step(self.database, self.meeting)

    def speaks(self, name: str, seconds: float = 70) -> None:
        """Give the word on until that person has it, with so many seconds for each before."""
        while running.load(self.database, self.meeting).position().speaker != self.people[name]:
            self.clock.wait(seconds)
            moving.next_speaker(self.database, self.meeting)

    def checks_in(self, name: str, text: str) -> None:
        """Record a check-in file."""
        checkin_file.take(self.database, name, text, "me.toml")

    def key_result(self, title: str) -> int:
        """The id of the key result whose title begins so."""
        with self.database.reading() as session:
            return session.scalars(select(KeyResult.id).where(KeyResult.title.startswith(title))).one()

    def objective(self, title: str) -> int:
        """The id of the objective whose title begins so."""
        with self.database.reading() as session:
            return session.scalars(select(Objective.id).where(Objective.title.startswith(title))).one()


async def settle(pilot: AppPilot) -> None:
    """Wait until nothing moves on the screen, and stop what would."""
    app = pilot.app
    app.clear_notifications()
    app.animation_level = "none"
    for screen in app.screen_stack:
        for widget in screen.query("Input, TextArea"):
            assert isinstance(widget, Input | TextArea)
            widget.cursor_blink = False
    shown, still = "", 0
    # A screen behind a box follows a resize only with its next look at the clock.
    while still < (8 if app.screen.is_modal else 1):
        await pilot.pause(0.05)
        still = still + 1 if shown == (shown := "\n".join(strip.text for strip in drawn(pilot))) else 0


def drawn(pilot: AppPilot) -> list[Strip]:
    """What the screen shows, and what is seen of the screens behind it."""
    screen = pilot.app.screen
    update = screen._compositor.render_update(full=True, screen_stack=pilot.app._background_screens)
    return [Strip.join(chops) for chops in getattr(update, "strips")]  # noqa: B009  # a full update has them


async def take(pilot: AppPilot, sizes: Collection[tuple[int, int]], home: Path) -> dict[str, Picture]:
    """Take a picture in every size, in all themes."""
    for size in sizes:
        # What is asked and laid out later than the first frame is there when the first picture is taken.
        await resize(pilot, *size)
        await pilot.pause(0.25)
    looks: dict[tuple[str, str], list[list[tuple[str, Style]]]] = {}
    for theme in THEMES:
        pilot.app.theme = theme.name
        for width, height in sizes:
            await resize(pilot, width, height)
            await settle(pilot)
            looks[f"{width}x{height}", theme.name] = [list(_cells(strip, home)) for strip in drawn(pilot)]
    return {
        size: _picture([looks[size, theme.name] for theme in THEMES])
        for size in dict.fromkeys(size for size, _ in looks)
    }


def _cells(strip: Strip, home: Path) -> Iterator[tuple[str, Style]]:
    """Yield the characters of a line, each with its style and with what has no width behind it."""
    segments = [Segment(text, style or Style()) for text, style, _ in strip]
    text = "".join(segment.text for segment in segments)
    # The test's own folder has another name with every run, of the same length.
    shown = text.replace(str(home), f"/home/{HANNA.replace(' ', '').lower()}"[: len(str(home))])
    at = 0
    for segment in segments:
        style = segment.style or Style()
        for character in shown[at : at + len(segment.text)]:
            yield character, _seen(character, style)
        at += len(segment.text)


@functools.cache
def _seen(character: str, style: Style) -> Style:
    """Return what can be seen of a style at a character."""
    blank = character in {" ", "\N{NO-BREAK SPACE}"} and not _lined(style)
    return Style(
        color=None if blank else style.color,
        bgcolor=style.bgcolor,
        bold=(style.bold and not blank) or None,
        dim=(style.dim and not blank) or None,
        italic=(style.italic and not blank) or None,
        underline=style.underline or None,
        strike=style.strike or None,
        reverse=style.reverse or None,
    )


def _lined(style: Style) -> bool:
    return bool(style.underline or style.strike or style.reverse)


def _grounds(styles: tuple[Style, ...]) -> list[Color | None]:
    return [style.bgcolor for style in styles]


def _alike(rows: tuple[list[tuple[str, Style]], ...]) -> list[list[tuple[str, Style]]]:
    """Leave out the ends of a scroll bar where they are no character in every theme."""
    columns = [
        [(" ", style) for _, style in cells] if {character for character, _ in cells} <= BAR else list(cells)
        for cells in zip(*rows, strict=True)
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _picture(looks: list[list[list[tuple[str, Style]]]]) -> Picture:
    """Make one picture of those in each theme, whose characters are the same."""
    names: dict[tuple[Style, ...], str] = {}
    lines = []
    for rows in map(_alike, zip(*looks, strict=True)):
        texts = ["".join(character for character, _ in row) for row in rows]
        apart = {column: each for column, each in enumerate(zip(*texts, strict=True)) if len(set(each)) > 1}
        assert not apart, f"in another theme there are other characters: {apart}"
        runs: list[Run] = []
        before: tuple[Style, ...] = ()
        for cells in zip(*rows, strict=True):
            styles = tuple(style for _, style in cells)
            # A blank looks as what stands before it, on the same ground.
            if cells[0][0] == " " and _grounds(styles) == _grounds(before) and not any(map(_lined, styles + before)):
                styles = before
            before = styles
            if styles not in names:
                names[styles] = _named(styles[0], set(names.values()))
            runs.append((cells[0][0], names[styles]))
        lines.append(joined(runs))
    return Picture(
        tuple(theme.name.removeprefix("facilitator-") for theme in THEMES),
        {name: tuple(map(str, styles)) for styles, name in names.items()},
        tuple(lines),
    )


def _named(style: Style, taken: Collection[str]) -> str:
    """Return a name for a style, in the words of the first theme where it has them."""
    words = str(style)
    for name, colour in _colours(THEMES[0]).items():
        words = words.replace(colour, name)
    name, number = words, 1
    while name in taken:
        number += 1
        name = f"{words} ({number})"
    return name


def _colours(theme: Theme) -> dict[str, str]:
    named = (
        "primary",
        "secondary",
        "accent",
        "foreground",
        "background",
        "surface",
        "panel",
        "success",
        "warning",
        "error",
    )
    return {name: str(getattr(theme, name)) for name in named} | dict(theme.variables)
