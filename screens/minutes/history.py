"""Lists all meetings, newest first: opens their minutes, and what changed from one to the other."""

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
from facilitator.meeting.agenda import meeting_name
from facilitator.reports import meetings as reports_meetings
from facilitator.reports.meetings import MeetingRow
from screens import wording
from screens.actions import Key, declare
from screens.base import RereadingScreen, following
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
    Key("open", "enter", "read", "Read the minutes of the meeting", 100),
    Key("compare", "c", "what changed", "See what changed since the meeting before", 90),
    Key("mark", "equals_sign", "beside", "Mark the meeting, then put another one beside it", 50),
    Key("team", "t", "team", "Only meetings of the next team", 80),
    Key("mode", "m", "mode", "Only meetings of the next mode", 70),
    Key("time", "w", "when", "Only meetings of the last days", 60),
    Key("find", "f", "filter", "Only meetings with these words: team, mode, month", 40),
    Key("digest", "d", "digest", "A one-page summary of these meetings", 65),
    Key("insight", "g", "insight", "See what these meetings show together", 45),
    Key("leave", "q,escape", "home", "Go back home", 10),
)


class HistoryScreen(RereadingScreen):
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
        yield Static("Minutes and history", id="head", markup=False)
        yield Static(id="filters", markup=False)
        yield Static(id="heading", markup=False)
        yield Rows(id="meetings")
        with Vertical(id="entry"):
            yield Static(PROMPT, id="prompt", markup=False)
            yield LineField(id="line")

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    async def reread(self) -> None:
        if self._meetings is None:
            # The newest stand there while the others are read.
            self._meetings = await self.program.ask(reports_meetings.meetings, most=PAGE)
            self._show()
            if len(self._meetings) < PAGE:
                return
        self._meetings = await self.program.ask(reports_meetings.meetings)
        self._show()

    # Showing ---------------------------------------------------------------------------------------------------

    @on(Input.Changed, "#line")
    def _show(self) -> None:
        if self._meetings is None or not self.query("#meetings"):  # the answer may come when the screen is going
            return
        words = self.query_one("#line", LineField).value.casefold().split()
        name, days = TIMES[self._time]
        since = clock.now() - timedelta(days=days) if days else None
        meetings = [
            meeting
            for meeting in self._meetings
            if self._team in ("", meeting.team)
            and self._mode in ("", meeting.mode)
            and (since is None or meeting.started_at >= since)
            and all(word in _words(meeting) for word in words)
        ]
        filters = [f"team {self._team or 'all'}", f"mode {self._mode or 'all'}", name]
        filters += [f"with {' '.join(words)}"] if words else []
        fewer = len(meetings) < len(self._meetings)
        filters.append(f"{len(meetings)} of {len(self._meetings)} meetings" if fewer else SEARCHES)
        self.put("#filters", Content("   ".join(filters)))
        width = max(50, min(120, self.size.width - 5))
        self.put("#heading", Content(_columns("  When", "Took", "Dec.", "Act.", "Meeting", width)))
        rows = [Row(self._line(meeting, width), meeting.id) for meeting in meetings[: self._most]]
        if (more := len(meetings) - self._most) > 0:
            rows.append(Row(Content(f"  {more} more: go on down, or narrow the list with t, m, w and f")))
        if not self._meetings:
            rows = [Row(Content("No meeting has been held yet; s at home starts a stand-up."))]
        elif not rows:
            rows = [Row(Content("No match; t, m, w and f widen the filters."))]
        self.query_one("#meetings", Rows).show(rows)
        self.refresh_bindings()

    def _line(self, meeting: MeetingRow, width: int) -> Content:
        when = f"{'= ' if meeting.id == self._marked else '  '}{meeting.began:%a %Y-%m-%d %H:%M}"
        counts = str(meeting.decisions or ""), str(meeting.actions or "")
        took, what = wording.spent(meeting.seconds), meeting_name(meeting.team, meeting.mode)
        line = Content(_columns(when, took, *counts, what, width))
        if state := STATES.get(meeting.state, ""):
            line = line.truncate(width - len(state) - 1, ellipsis=True) + Content.assemble(f" {state}")
        return line.truncate(width, ellipsis=True)

    @property
    def _selected(self) -> int | None:
        selected = self.query_one("#meetings", Rows).selected
        return selected if isinstance(selected, int) else None

    @property
    def _meeting(self) -> MeetingRow | None:
        return next((meeting for meeting in self._meetings or () if meeting.id == self._selected), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        return not self.is_mounted or action not in ("open", "compare", "mark") or self._selected is not None

    def words_for(self, action: str) -> str | None:
        return "no filter" if action == "leave" and self.has_class("asking") else None

    # What the keys do ------------------------------------------------------------------------------------------

    @on(Rows.Pressed)
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
        here = self._meeting
        if here is None:
            return
        before = (
            meeting.id
            for meeting in self._meetings or ()
            if (meeting.team, meeting.mode) == (here.team, here.mode) and meeting.started_at < here.started_at
        )
        if (other := next(before, None)) is not None:
            self.go(self.program.open_minutes(here.id, other))
        else:
            self.tell("this team has not held such a meeting before; = marks any meeting to compare with")

    def action_team(self) -> None:
        self._team = following(self._team, ["", *sorted({meeting.team for meeting in self._meetings or ()})])
        self._show()

    def action_mode(self) -> None:
        self._mode = following(self._mode, ["", *sorted({meeting.mode for meeting in self._meetings or ()})])
        self._show()

    def action_time(self) -> None:
        self._time = (self._time + 1) % len(TIMES)
        self._show()

    def action_digest(self) -> None:
        today = clock.today()
        days = TIMES[self._time][1] or DIGEST_DAYS
        self.go(self.program.open_digest(today - timedelta(days=days), today, self._team or None))

    def action_insight(self) -> None:
        """Show what the meetings of the team tell together that is filtered by, else of the selected one's."""
        meeting = self._meeting
        self.go(self.program.open_insight(self._team or (meeting.team if meeting else None)))

    def action_find(self) -> None:
        self.add_class("asking")
        self.query_one("#line", LineField).focus()
        self.refresh_bindings()

    @on(Input.Submitted, "#line")
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


def _words(meeting: MeetingRow) -> str:
    """Return what the filter looks at: all that the line says, and the numbers that a command would take."""
    return " ".join([f"{meeting.began:%A %B}", *meeting.as_row()]).casefold()


def _columns(when: str, took: str, decisions: str, actions: str, what: str, width: int) -> str:
    counts = f"{decisions:>6}{actions:>6}" if width >= 70 else ""
    return f"{when:<24}{took:>7}{counts}  {what}"
