"""Shows the views above the list of OKRs, and what to do where there is nothing to list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual import events
from textual.content import Content
from textual.message import Message

from facilitator.common import clock
from facilitator.okr.progress import expected, share
from facilitator.okr.views import CycleView
from screens.okrs.lines import text
from screens.okrs.listing import VIEWS, CycleOkrs
from screens.widgets.safe import Static


class Tabs(Static):
    """The views; the one that is up is marked, a click chooses one."""

    DEFAULT_CSS = "Tabs { height: 1; padding: 0 1; }"

    @dataclass
    class Chosen(Message):
        """A view was clicked."""

        view: str

    def __init__(self) -> None:
        super().__init__(id="tabs", markup=False)
        self._places: list[tuple[int, int, str]] = []

    def show(self, chosen: str, more: dict[str, str]) -> None:
        """Show them, with a word more behind some."""
        line = Content("")
        self._places = []
        for name, words in VIEWS.items():
            label = f" {words}{more.get(name, '')} "
            start = line.cell_length
            line = line.append(text((label, "bold reverse" if name == chosen else ""))).append("  ")
            self._places.append((start, start + len(label), name))
        self.update(line)

    def on_click(self, event: events.Click) -> None:
        """Take the view that was clicked."""
        for start, end, name in self._places:
            if start <= event.x - self.styles.padding.left < end:
                self.post_message(self.Chosen(name))


def when(cycle: CycleView) -> str:
    """Return from when to when a cycle is, and how much of it is over."""
    today = clock.today()
    over = expected(cycle.start, cycle.end, today)
    words = "is over" if today > cycle.end else f"{share(over)} gone" if over else f"begins {_day(cycle.start)}"
    return f"{_day(cycle.start)} to {_day(cycle.end)} {cycle.end:%Y}, {words}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def nothing(seen: CycleOkrs, view: str) -> Content:
    """Return what to do next, where there is nothing to show."""

    def keys(*pairs: tuple[str, str]) -> Content:
        return Content("\n\n").join([text((f"  {key}  ", "bold reverse"), f"  {words}") for key, words in pairs])

    if seen.okrs is None:
        words = "There is no cycle yet. A cycle is the time that objectives are for."
        return text((words, "bold"), "\n\n", keys(("c", "makes one: type next quarter")))
    if view == "risk":
        return text(("Nothing is at risk in this cycle.", "bold"), "\n\n", keys(("l", "the other views")))
    words = f"There is no objective{' of yours' * (view == 'mine')} in this cycle yet."
    exercise = "begins the 3 x 3 exercise: all the work, three goals, three key results each"
    return text((words, "bold"), "\n\n", keys(("n", "writes one"), ("3", exercise), ("c", "chooses another cycle")))
