"""Shows what a team's meetings tell together, in four pictures to talk over."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher

from facilitator.common.text import counted
from facilitator.reports.insight import reading as insight_reading
from facilitator.reports.insight.reading import Insight
from facilitator.reports.insight.spans import SPANS
from screens.actions import Key, declare
from screens.base import RereadingScreen, following
from screens.insight import course, difficulties, talking, timing
from screens.widgets.canvas import MUTED, line
from screens.widgets.chart import Chart
from screens.widgets.chart_words import day, plain
from screens.widgets.rows import Rows
from screens.widgets.safe import Static

PAGES = {
    "talking": ("1 Talking time", "Talking time"),
    "timing": ("2 Planned and real time", "Time"),
    "difficulties": ("3 Difficulties", "Difficulties"),
    "course": ("4 The cycle", "Cycle"),
}
"""The pictures: what their tab says."""
LISTS = {"timing": "#held", "difficulties": "#threads"}
"""The pictures that are lists: the rows of the one are the ids of meetings, those of the other places in a list."""
WIDE = 110
"""Columns from which two things stand beside each other."""


KEYS = declare(
    "insight",
    "Insight",
    Key("open", "enter", "minutes", "Read the minutes of the selected meeting, or of where it was first said", 100),
    Key("page(1)", "right,tab", "next picture", "Go to the next picture", 90),
    Key("page(-1)", "left,shift+tab", "previous picture", "Go to the previous picture"),
    Key("show_page('talking')", "1", "talking time", "Talking time per person"),
    Key("show_page('timing')", "2", "time", "Planned and real time"),
    Key("show_page('difficulties')", "3", "difficulties", "How long difficulties stay open"),
    Key("show_page('course')", "4", "the cycle", "Progress and confidence over the cycle"),
    Key("scroll(1)", "down", "down", "Scroll down"),
    Key("scroll(-1)", "up", "up", "Scroll up"),
    Key("span", "w", "how far back", "Look 4 weeks, 12 weeks, the cycle or a year back", 80),
    Key("team", "t", "team", "Look at the next team", 70),
    Key("leave", "q,escape", "back", "Back to where I was", 10),
)


class InsightScreen(RereadingScreen):
    """The pictures of the meetings of a unit and those below it; of the one at the top where none is given."""

    DEFAULT_CSS = """
    InsightScreen #head { height: 1; padding: 0 1; background: $panel; text-style: bold; }
    InsightScreen #tabs { height: 1; padding: 0 1; }
    InsightScreen #sentence { height: auto; max-height: 4; margin: 1 2 1 2; text-style: bold; }
    InsightScreen ContentSwitcher { height: 1fr; margin: 0 2; }
    InsightScreen ContentSwitcher > * { height: 1fr; }
    InsightScreen .fixed { height: auto; }
    InsightScreen #people, InsightScreen #objectives { height: 1fr; scrollbar-size-vertical: 1; }
    InsightScreen #timing { layout: vertical; }
    InsightScreen.wide #timing { layout: horizontal; }
    InsightScreen #meetings { height: 1fr; width: 1fr; }
    InsightScreen #steps { height: auto; max-height: 50%; margin-top: 1; }
    InsightScreen.wide #meetings { width: 3fr; }
    InsightScreen.wide #steps { height: 1fr; max-height: 100%; width: 2fr; margin: 0 0 0 3; }
    InsightScreen #together { height: 2fr; }
    InsightScreen #objectives { height: auto; max-height: 40%; margin-top: 1; }
    InsightScreen #spread { margin-top: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    AUTO_FOCUS = ""

    def __init__(self, team: str | None = None) -> None:
        super().__init__()
        self._team = team
        self._span = SPANS[1]
        self._page = "talking"
        self._insight: Insight | None = None

    def compose(self) -> ComposeResult:
        yield Static("Insight", id="head", markup=False)
        yield Static(id="tabs", markup=False)
        yield Static("reading…", id="sentence", markup=False)
        with ContentSwitcher(initial=self._page):
            with Vertical(id="talking"):
                yield Static(id="above", classes="fixed", markup=False)
                with VerticalScroll(id="people", can_focus=False):
                    yield Static(markup=False)
                yield Static(id="below", classes="fixed", markup=False)
            with Container(id="timing"):
                with Vertical(id="meetings"):
                    yield Static(id="times", classes="fixed", markup=False)
                    yield Rows(id="held")
                yield Static(id="steps", markup=False)
            with Vertical(id="difficulties"):
                yield Static(id="axis", classes="fixed", markup=False)
                yield Rows(id="threads")
                yield Static(id="spread", classes="fixed", markup=False)
            with Vertical(id="course"):
                yield Chart(id="together")
                yield Static(id="confidence", classes="fixed", markup=False)
                with VerticalScroll(id="objectives", can_focus=False):
                    yield Static(markup=False)

    def on_resize(self) -> None:
        self.set_class(self.size.width >= WIDE, "wide")
        self.call_after_refresh(self._show)

    async def reread(self) -> None:
        self._insight = await self.program.ask(insight_reading.read, self._team, self._span)
        self._team = self._insight.team
        self._show()
        # The sentence may take another line now, and the picture has one less.
        self.call_after_refresh(self._show)

    # Showing ---------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        insight = self._insight
        if insight is None or not self.query("#head"):  # the answer may come when the screen is going
            return
        weeks = insight.span
        below = f" and {counted(insight.below, 'unit')} below" if insight.below else ""
        year = weeks.start.year != weeks.end.year
        when = f"{weeks.name}: {day(weeks.start, year=year)} to {day(weeks.end, year=True)}"
        if self._page == "course":
            when = plain(insight.course.cycle or "")
        head = Content.assemble("Insight  ", plain(insight.team), below, (f"   {when}", "not bold"))
        self.put("#head", head)
        self.put("#tabs", self._tabs())
        self.put("#sentence", Content(getattr(insight, self._page).sentence))
        width = self.size.width - 4
        getattr(self, f"_draw_{self._page}")(insight, width)
        self.refresh_bindings()

    def _tabs(self) -> Content:
        wide = sum(len(long) + 3 for long, _ in PAGES.values()) < self.size.width
        spans = []
        for number, (page, (long, short)) in enumerate(PAGES.items(), 1):
            words = long if wide else f"{number} {short}"
            # The one that is up is told by its brackets too, where a terminal has no inversion.
            here = page == self._page
            spans += [(f"▐{words}▌" if here else f" {words} ", "bold" if here else MUTED), (" ", "")]
        return line(spans)

    def _draw_talking(self, insight: Insight, width: int) -> None:
        height = self.query_one(ContentSwitcher).size.height
        drawn = talking.picture(insight.talking, insight.span, width, height)
        for where, content in zip(("#above", "#people > Static", "#below"), drawn, strict=True):
            self.put(where, content)

    def _draw_timing(self, insight: Insight, width: int) -> None:
        wide = self.has_class("wide")
        left = (width - 3) * 3 // 5 if wide else width
        right = width - 3 - left if wide else width
        teams = len({meeting.team for meeting in insight.timing.meetings}) > 1
        self.put("#times", Content.styled(timing.LEGEND if insight.timing.meetings else "", MUTED))
        self.query_one("#held", Rows).show(timing.rows(insight.timing, left - 1, teams=teams))
        height = self.query_one(ContentSwitcher).size.height
        self.put("#steps", timing.steps(insight.timing, right, height if wide else height // 2 - 1))

    def _draw_difficulties(self, insight: Insight, width: int) -> None:
        axis, rows, spread = difficulties.picture(insight.difficulties, insight.span, width - 1)
        self.put("#axis", axis)
        self.query_one("#threads", Rows).show(rows)
        self.put("#spread", spread)

    def _draw_course(self, insight: Insight, width: int) -> None:
        together = insight.combined
        self.query_one(Chart).show(together)
        self.query_one(Chart).display = together is not None
        confidence = Content("")
        if together and not together.key_result.milestone:
            confidence = course.confidences(insight.course, (together.cycle_start, together.cycle_end), width)
        self.put("#confidence", confidence)
        self.put("#objectives > Static", course.objectives(insight.course, width - 1))

    @property
    def _meeting(self) -> int | None:
        """The meeting that the selected line is about."""
        if self._insight is None or self._page not in LISTS:
            return None
        selected = self.query_one(LISTS[self._page], Rows).selected
        if not isinstance(selected, int) or self._page == "timing":
            return selected if isinstance(selected, int) else None
        difficulties = self._insight.difficulties.difficulties
        return difficulties[selected].thread.sittings[0].meeting_id if selected < len(difficulties) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        if not self.is_mounted:
            return True
        if action == "open":
            return self._meeting is not None
        if action == "scroll":
            return self._page in ("talking", "course")
        if action == "span":
            return self._page != "course"
        if action == "team":
            return self._insight is not None and len(self._insight.teams) > 1
        return True

    # What the keys do ------------------------------------------------------------------------------------------

    def action_show_page(self, page: str) -> None:
        self._page = page
        self.query_one(ContentSwitcher).current = page
        if page in LISTS:
            self.query_one(LISTS[page], Rows).focus()
        else:
            self.set_focus(None)
        self._show()
        self.call_after_refresh(self._show)

    def action_page(self, by: int) -> None:
        self.action_show_page(following(self._page, list(PAGES), by))

    def action_span(self) -> None:
        self._span = following(self._span, SPANS)
        self.go(self.reread())

    def action_team(self) -> None:
        if self._insight and self._insight.teams:
            self._team = following(self._team, self._insight.teams)
            self.go(self.reread())

    def action_scroll(self, by: int) -> None:
        where = "#people" if self._page == "talking" else "#objectives"
        self.query_one(where, VerticalScroll).scroll_relative(y=by, animate=False)

    @on(Rows.Pressed)
    def action_open(self) -> None:
        """Read the minutes of the selected meeting, or of the one a difficulty was first said in."""
        if (meeting := self._meeting) is not None:
            self.go(self.program.open_minutes(meeting))

    def action_leave(self) -> None:
        self.app.pop_screen()
