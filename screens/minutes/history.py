"""All meetings, newest first: their minutes, and what changed from one to the other."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from facilitator.common import clock
from facilitator.reports import meetings as reports_meetings
from facilitator.reports.meetings import MeetingRow
from screens import wording
from screens.actions import Action, declare
from screens.base import BaseScreen
from screens.widgets.field import LineField
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

TIMES: tuple[tuple[str, int | None], ...] = (("all time", None), ("7 days", 7), ("30 days", 30), ("a year", 365))
"""How far back to look, in words and in days."""
DIGEST_DAYS = 7
"""How far back a digest looks where no time is chosen."""
PAGE = 200
"""So many meetings are read before the others, and so many more are shown when the cursor comes to the last ones."""
SEARCHES = "(/ searches in all of it)"
PROMPT = "Only meetings with these words: a team, a mode, a month such as 2026-11"
STATES = {"running": "● running", "paused": "‖ paused", "ended": ""}


KEYS = declare(
    "history",
    "Minutes and history",
    Action("open", "enter", "read", "Read the minutes of the meeting", 100),
    Action("compare", "c", "what changed", "See what changed since the meeting before", 90),
    Action("mark", "equals_sign", "beside", "Mark the meeting, then put another one beside it", 50),
    Action("team", "t", "team", "Only meetings of the next team", 80),
    Action("mode", "m", "mode", "Only meetings of the next mode", 70),
    Action("time", "w", "when", "Only meetings of the last days", 60),
    Action("find", "f", "filter", "Only meetings with these words: team, mode, month", 40),
    Action("digest", "d", "digest", "One page over all these meetings, for people above", 65),
    Action("insight", "g", "insight", "Look at what these meetings tell together", 45),
    Action("leave", "q,escape", "home", "Go back home", 10),
)


class HistoryScreen(BaseScreen):
    """The meetings."""

    DEFAULT_CSS = """
    HistoryScreen #head { height: 1; padding: 0 1; background: $panel; text-style: bold; }
    HistoryScreen #filters { height: 1; margin: 1 2 0 2; color: $text-muted; }
    HistoryScreen #heading { height: 1; margin: 0 2; color: $text-muted; }
    HistoryScreen #meetings { height: 1fr; margin: 0 2; max-width: 120; }
    HistoryScreen #entry { height: 4; padding: 0 2; display: none; }
    HistoryScreen.asking #entry { display: block; }
    HistoryScreen #prompt { height: 1; text-style: bold; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    AUTO_FOCUS = "#meetings"

    def __init__(self) -> None:
        super().__init__()
        self._meetings: list[MeetingRow] | None = None
        self._team = ""
        self._mode = ""
        self._time = 0
        self._marked: int | None = None
        self._most = PAGE

    def compose(self) -> ComposeResult:
        """The filters, the list, and a field that opens below it."""
        yield Static("Minutes and history", id="head", markup=False)
        yield Static(id="filters", markup=False)
        yield Static(id="heading", markup=False)
        yield Rows(id="meetings")
        with Vertical(id="entry"):
            yield Static(PROMPT, id="prompt", markup=False)
            yield LineField(id="line")

    def on_screen_resume(self) -> None:
        """Show what there is by now."""
        self.go(self._read(), wait=True)

    def on_changed(self) -> None:
        """Somebody has changed something."""
        self.go(self._read())

    def on_resize(self) -> None:
        """Use the room there is."""
        self.call_after_refresh(self._show)

    async def _read(self) -> None:
        if self._meetings is None:
            # The newest stand there while the others are read.
            self._meetings = await self.program.ask(reports_meetings.meetings, most=PAGE)
            self._show()
            if len(self._meetings) < PAGE:
                return
        self._meetings = await self.program.ask(reports_meetings.meetings)
        self._show()

    # Showing ---------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        if self._meetings is None or not self.query("#meetings"):  # the answer may come when the screen is going
            return
        words = self.query_one("#line", LineField).value.casefold().split()
        name, days = TIMES[self._time]
        since = clock.now() - timedelta(days=days) if days else None
        some = [
            one
            for one in self._meetings
            if self._team in ("", one.team)
            and self._mode in ("", one.mode)
            and (since is None or one.started_at >= since)
            and all(word in _words(one) for word in words)
        ]
        filters = [f"team {self._team or 'all'}", f"mode {self._mode or 'all'}", name]
        filters += [f"with {' '.join(words)}"] if words else []
        count = f"{len(some)} of {len(self._meetings)} meetings" if len(some) != len(self._meetings) else ""
        self.query_one("#filters", Static).update(Content("   ".join(filter(None, [*filters, count or SEARCHES]))))
        rows = self.query_one("#meetings", Rows)
        width = max(50, min(120, self.size.width - 5))
        self.query_one("#heading", Static).update(Content(_columns("  When", "Took", "Dec.", "Act.", "Meeting", width)))
        found = [Row(self._row(one, width), one.id) for one in some[: self._most]]
        if len(some) > self._most:
            found.append(
                Row(Content(f"  {len(some) - self._most} more: go on down, or narrow them with t, m, w and f"))
            )
        if not self._meetings:
            found = [Row(Content("No meeting has been held yet; s at home starts a stand-up."))]
        elif not found:
            found = [Row(Content("No meeting is like that; t, m, w and f widen the filters."))]
        rows.show(found)
        self.refresh_bindings()

    def _row(self, one: MeetingRow, width: int) -> Content:
        mark = "= " if one.id == self._marked else "  "
        when = f"{one.began:%a %Y-%m-%d %H:%M}"
        took = wording.spent(one.seconds)
        what = f"{one.mode} of {one.team}"
        line = Content(_columns(mark + when, took, str(one.decisions or ""), str(one.actions or ""), what, width))
        state = STATES.get(one.state, "")
        if state:
            line = line.truncate(width - len(state) - 1, ellipsis=True) + Content.assemble(f" {state}")
        return line.truncate(width, ellipsis=True)

    @property
    def _selected(self) -> int | None:
        selected = self.query_one("#meetings", Rows).selected
        return selected if isinstance(selected, int) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual calls it so
        """What can be done with what is selected."""
        if not self.is_mounted:
            return True
        if action in ("open", "compare", "mark"):
            return self._selected is not None
        return True

    def words_for(self, action: str) -> str | None:
        """What the footer says while words are typed."""
        return "no filter" if action == "leave" and self.has_class("asking") else None

    # What the keys do ------------------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Read the minutes of the selected meeting; where another one is marked, beside it."""
        if (selected := self._selected) is None:
            return
        other, self._marked = self._marked, None
        self.go(self.program.open_minutes(selected, None if other == selected else other))

    @on(Rows.Selected)
    def _moved(self) -> None:
        rows = self.query_one("#meetings", Rows).rows
        if rows[-1].id is None and self._selected in {row.id for row in rows[-1 - self.size.height :]}:
            self._most += PAGE
            self._show()

    @on(Rows.Pressed)
    def _pressed(self) -> None:
        self.action_open()

    def action_mark(self) -> None:
        """Mark the meeting, or open it beside the one that is marked."""
        selected = self._selected
        if self._marked is not None and self._marked != selected:
            self.action_open()
            return
        self._marked = None if self._marked == selected else selected
        self._show()
        if self._marked is not None:
            self.tell("marked; = on another meeting opens the two side by side")

    def action_compare(self) -> None:
        """Open the selected meeting beside the one before it of the same team and mode."""
        here = next((one for one in self._meetings or () if one.id == self._selected), None)
        if here is None:
            return
        before = [
            one.id
            for one in self._meetings or ()
            if (one.team, one.mode) == (here.team, here.mode) and one.started_at < here.started_at
        ]
        if before:
            self.go(self.program.open_minutes(here.id, before[0]))
        else:
            self.tell("this team has not met so before; = marks any meeting to compare with")

    def action_team(self) -> None:
        """Only the next team's meetings."""
        self._team = self._after(self._team, [one.team for one in self._meetings or ()])
        self._show()

    def action_mode(self) -> None:
        """Only meetings of the next mode."""
        self._mode = self._after(self._mode, [one.mode for one in self._meetings or ()])
        self._show()

    @staticmethod
    def _after(here: str, some: list[str]) -> str:
        choices = ["", *sorted(set(some))]
        return choices[(choices.index(here) + 1) % len(choices)] if here in choices else ""

    def action_time(self) -> None:
        """Look back less far, then as far as there is."""
        self._time = (self._time + 1) % len(TIMES)
        self._show()

    def action_digest(self) -> None:
        """Put the meetings of the team and the time that are chosen on one page."""
        today = clock.today()
        days = TIMES[self._time][1] or DIGEST_DAYS
        self.go(self.program.open_digest(today - timedelta(days=days), today, self._team or None))

    def action_insight(self) -> None:
        """Show what the meetings of the team tell together that is filtered by, else of the selected one's."""
        own = next((one.team for one in self._meetings or () if one.id == self._selected), None)
        self.go(self.program.open_insight(self._team or own))

    def action_find(self) -> None:
        """Type words that the line of a meeting must have."""
        self.add_class("asking")
        self.query_one("#line", LineField).focus()
        self.refresh_bindings()

    @on(Input.Changed, "#line")
    def _typed(self) -> None:
        self._show()

    @on(Input.Submitted, "#line")
    def _submitted(self) -> None:
        self._leave_field()

    def _leave_field(self) -> None:
        self.remove_class("asking")
        self.query_one("#meetings", Rows).focus()
        self._show()

    def action_leave(self) -> None:
        """Go home; from the field, back to all meetings."""
        if self.has_class("asking"):
            self.query_one("#line", LineField).value = ""
            self._leave_field()
        else:
            self.program.show_home()


def _words(one: MeetingRow) -> str:
    """What the filter looks at: all that the line says, and the numbers that a command would take."""
    return " ".join([f"{one.began:%A %B}", *one.as_row()]).casefold()


def _columns(when: str, took: str, decisions: str, actions: str, what: str, width: int) -> str:
    counts = f"{decisions:>6}{actions:>6}" if width >= 70 else ""
    return f"{when:<24}{took:>7}{counts}  {what}"
