"""Shows home: the teams, their meetings that are running, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content

from facilitator.common import clock
from facilitator.common.names import short_names
from facilitator.common.text import counted
from screens.actions import Key, declare
from screens.base import BaseScreen, in_background
from screens.home import drawing
from screens.program import Opening
from screens.widgets.lines import Lines
from screens.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from facilitator.reports.glance import Glance
    from facilitator.reports.overview import Overview, RunningMeeting, UnitOverview
    from facilitator.store.database import Database

# Imported in functions: the first frame waits for no database.


KEYED = {"standup": "s", "weekly": "w", "consensus": "c", "review": "r", "personal": ""}
"""The modes that have a letter of their own here; any other has a number."""

WIDE = 100
"""Columns from which on a team stands beside the list, and not below it."""
HUGE = 150
"""Columns from which on it has two columns there."""
ROOMY = 30
"""Rows from which on there is room for a blank one."""
MOST_DUE = 5
"""Meetings that are due, in lines of their own; a small window has fewer."""


KEYS = declare(
    "home",
    "Home",
    Key("resume", "enter", "resume", "Resume the meeting that is running", 100),
    Key("meet('standup')", "s", "stand-up", "Start a stand-up", 90),
    Key("meet('weekly')", "w", "weekly", "Start a weekly meeting", 85),
    Key("meet('consensus')", "c", "consensus", "Start a consensus meeting", 60),
    Key("meet('review')", "r", "review", "Start a review meeting", 55),
    *(
        Key(f"meet_as({number})", str(number), f"mode {number}", f"Start the meeting with number {number}")
        for number in range(1, 10)
    ),
    Key("okrs", "o", "OKRs", "Write, align and track OKRs", 82),
    Key("alone", "p", "just me", "Begin with just me: my own OKRs, no team", 85),
    Key("history", "m", "minutes", "Look at minutes and history", 75),
    Key("insight", "g", "insight", "Look at what the meetings tell: talking time, time, difficulties", 65),
    Key("promises", "a", "promises", "Look at promises: actions and requests, open and overdue", 78),
    Key("people", "t", "teams", "Teams and people", 80),
    Key("checkin", "i", "my check-in", "Open my check-in", 70),
    Key("app.quit", "q", "leave", "Leave the program", 10),
)


class HomeScreen(BaseScreen):
    """What there is, and the keys that begin something."""

    DEFAULT_CSS = """
    HomeScreen #head { height: 1; background: $panel; }
    HomeScreen #body { padding: 0 1; height: 1fr; }
    HomeScreen #left { width: 1fr; height: 1fr; }
    HomeScreen #glance { height: 1fr; }
    HomeScreen #more { display: none; }
    HomeScreen #teams { height: 1fr; }
    HomeScreen #words { margin: 1; display: none; }
    HomeScreen.wide #body { layout: horizontal; }
    HomeScreen.wide #glance { width: 1fr; padding: 0 0 0 1; margin-left: 1; border-left: solid $panel-lighten-2; }
    HomeScreen.huge #more { display: block; height: 1fr; padding: 0 0 0 1; margin-left: 1;
                            border-left: solid $panel-lighten-2; }
    HomeScreen.roomy #body { padding: 1 1 0 1; }
    HomeScreen.roomy #heading, HomeScreen.roomy #open { margin-top: 1; }
    HomeScreen.nobody #words { display: block; }
    HomeScreen.nobody #teams, HomeScreen.nobody #heading, HomeScreen.nobody #due { display: none; }
    HomeScreen.nobody #open, HomeScreen.nobody #glance, HomeScreen.nobody #more { display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    IS_HOME = True

    def __init__(self) -> None:
        super().__init__()
        self._overview: Overview | None = None
        self._glance: Glance | None = None
        self._known: list[tuple[str, str, int]] = []
        self._modes: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        """Show what is known before the database is open; the rest follows."""
        yield Lines(Content.styled(" facilitator", "bold $primary"), id="head")
        with Container(id="body"):
            with Vertical(id="left"):
                yield Lines(id="words", wraps=True)
                yield Lines(id="due")
                yield Lines(id="heading")
                yield Rows(id="teams")
                yield Lines(id="open")
            yield Lines(id="glance")
            yield Lines(id="more")

    async def on_mount(self) -> None:
        self._say("opening the database…")

    def on_screen_resume(self) -> None:
        self._load()

    def on_changed(self) -> None:
        self._load()

    def on_resize(self) -> None:
        width, height = self.size
        self.set_class(width >= WIDE, "wide")
        self.set_class(width >= HUGE, "huge")
        self.set_class(height >= ROOMY, "roomy")
        self._show()

    # Showing ---------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        self.go(self.read_in_turn(self._read))

    async def _read(self) -> None:
        def read(database: Database) -> Overview:
            # In the thread, and after the first frame: it imports the database.
            from facilitator.reports.overview import overview

            return overview(database)

        def look(database: Database, unit_id: int) -> Glance | None:
            from facilitator.reports.glance import glance

            return glance(database, unit_id)

        try:
            self._overview = await self.program.ask(read)
            self._known = await self.program.in_thread(_known_modes)
            self._modes = [(name, title) for name, title, _ in self._known if name not in KEYED]
            self._show()
            if (team := self._team) is not None:
                self._glance = await self.program.ask(look, team.id)
                self._show_glance()
        except Exception as error:
            if self._overview is None:
                words = f"The database could not be opened.\n\n{error.args[0] if error.args else error}"
                self._say(f"{words}\n\nctrl+q leaves.")
            raise

    def _put(self, where: str, *lines: Content) -> None:
        for label in self.query(where).results(Lines):
            label.update(Content("\n").join(lines))

    def _say(self, words: str | Content) -> None:
        """Show words instead of everything else."""
        self.set_class(True, "nobody")
        self._put("#words", Content(words) if isinstance(words, str) else words)

    def _show(self) -> None:
        overview = self._overview
        if overview is None or not self.query("#words"):  # the answer may come when the screen is going
            return
        today = clock.today()
        top = [team for team in overview.teams if not team.depth]
        company = top[0].name if len(top) == 1 else ""
        self._put("#head", drawing.head(company, today, self.size.width, demo=self.program.demo))
        if overview.empty:
            self._say(drawing.nobody())
            self.refresh_bindings()
            return
        self.set_class(False, "nobody")
        rows = self.query_one("#teams", Rows)
        left, _, _ = self._widths
        due = drawing.running(overview.running, left)
        most = MOST_DUE if self.has_class("roomy") else 2
        due += drawing.due(overview.due, {team.id: team for team in overview.teams}, today, left, most)
        self._put("#due", *due)
        self._put("#heading", drawing.heading(left))
        fresh = rows.selected is None
        short = short_names({team.manager for team in overview.teams if team.manager})
        # The list has a mark before its lines, and behind them a bar where not all are in sight.
        rows.show([Row(drawing.team_line(team, short, today, left - 2), team.id) for team in overview.teams])
        if fresh and (first := _first(overview)):
            rows.select(first.id)
        self._put("#open", *self._below(left))
        if self.is_current and self.focused is None:
            rows.focus()
        self._show_glance()
        self.refresh_bindings()

    def _below(self, width: int) -> list[Content]:
        """Return the lines below the teams: what is open in all, and the modes that have a number."""
        overview = self._overview
        actions, late = (overview.open_actions, overview.overdue_actions) if overview else (0, 0)
        count = f"{counted(actions, 'open action')} in all" if actions else ""
        parts = [Content.assemble(count, (f", {late} overdue" if late else "", "bold $warning"))] if count else []
        if self.has_class("roomy") and self.has_class("wide"):
            return [*drawing.packed(parts, width), Content(""), *drawing.begin(self._begins(), width)]
        if self._modes:
            parts.append(Content.styled("More meetings", "$muted"))
        parts += [drawing.mode(place, title) for place, (_, title) in enumerate(self._modes[:9], start=1)]
        return drawing.packed(parts, width)

    def _begins(self) -> list[tuple[str, str, int]]:
        """Return the key, the title and the minutes of each meeting that can be begun for the selected team."""
        known = {name: (title, minutes) for name, title, minutes in self._known}
        team = self._team
        if team is not None and team.level == "personal":
            lettered = [("s", *known["personal"])] if "personal" in known else []
        else:
            lettered = [(key, *known[name]) for name, key in KEYED.items() if key and name in known]
        return lettered + [(str(place), *known[name]) for place, (name, _) in enumerate(self._modes[:9], start=1)]

    @property
    def _widths(self) -> tuple[int, int, int]:
        return drawing.widths(self.size.width - 2, wide=self.has_class("wide"), huge=self.has_class("huge"))

    def _show_glance(self) -> None:
        """Show the selected team in the room that the list leaves."""
        overview, glance = self._overview, self._glance
        if overview is None or overview.empty or not self.query("#glance"):
            return
        # Not before the first frame.
        from screens.widgets.glance import FEWEST_LINES, glance_columns, glance_lines

        wide = self.has_class("wide")
        left, width, more = self._widths
        height = self.size.height - 2 - self.has_class("roomy")
        listed, around = len(overview.teams), 1 + 2 * self.has_class("roomy")
        around += len(self.query_one("#due", Lines).content.split()) + len(self._below(left))
        beside = height if wide else height - listed - around
        # The team before stays in sight until the selected one is read: what comes and goes flickers.
        fits = glance is not None and beside >= FEWEST_LINES
        self.query_one("#glance").display = fits
        # Without it, the list has all the room; with it, the list has what it needs.
        column, rows = self.query_one("#left"), self.query_one("#teams")
        column.styles.width = left if wide else "1fr"
        column.styles.height = "auto" if fits and not wide else "1fr"
        rows.styles.height = min(listed, max(1, height - around)) if fits else "1fr"
        self.query_one("#more").styles.width = more + 2 if more else 0
        if not fits or glance is None:
            return
        if more:
            first, second = glance_columns(glance, (width, more), beside, clock.today())
            self._put("#glance", *first)
            self._put("#more", *second)
        else:
            self._put("#glance", *glance_lines(glance, width, beside, clock.today()))

    @property
    def _team(self) -> UnitOverview | None:
        teams = self._overview.teams if self._overview else ()
        selected = next((rows.selected for rows in self.query("#teams").results(Rows)), None)
        return next((team for team in teams if team.id == selected), None)

    @property
    def _going(self) -> RunningMeeting | None:
        """The meeting to resume: the selected team's, else the newest."""
        team = self._team
        if team is not None and team.running is not None:
            return team.running
        return self._overview.running[0] if self._overview and self._overview.running else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "resume":
            return self._going is not None
        empty = self._overview.empty if self._overview else None
        if action == "alone":
            return empty is True
        if action == "promises":
            # Of the selected team: not before it is known which ones there are.
            return empty is False
        if action == "meet_as":
            return empty is False and isinstance(parameters[0], int) and parameters[0] <= len(self._modes)
        return not empty or action not in ("okrs", "meet", "checkin", "insight")

    def words_for(self, action: str) -> str | None:
        """Return what the footer says of an action that the selected team or a mode's file makes another one."""
        for place, (_, title) in enumerate(self._modes[:9], start=1):
            if action == f"meet_as({place})":
                return title
        team = self._team
        personal = team is not None and team.level == "personal"
        return "your week" if personal and action in ("meet('standup')", "meet('weekly')") else None

    @on(Rows.Selected)
    def _another(self) -> None:
        self.refresh_bindings()
        self._load()

    @on(Rows.Pressed)
    def _pressed(self) -> None:
        team = self._team
        if team is not None and team.running is not None:
            self.action_resume()
        else:
            personal = team is not None and team.level == "personal"
            words = "w starts your week" if personal else "s starts its stand-up, w its weekly meeting"
            self.tell(f"{words}, t shows who is in it")

    # What the keys do ------------------------------------------------------------------------------------------

    def action_resume(self) -> None:
        if (going := self._going) is not None:
            self.go(self.program.resume_meeting(going.id))

    def action_meet(self, mode: str) -> None:
        team = self._team
        if team is None:
            self.tell("there is no team yet; t makes one")
            return
        if team.level == "personal":
            mode = "personal"
        self.go(self.program.open_meeting(Opening(mode=mode, team=team.name)))

    def action_meet_as(self, place: int) -> None:
        """Start a meeting of a mode that has a number here, such as one of the user's own."""
        if 0 < place <= len(self._modes):
            self.action_meet(self._modes[place - 1][0])

    def commands(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Give the palette what is not known before the folder of modes is read."""
        for mode, title in self._modes:
            yield f"Start a meeting: {title}", partial(self.action_meet, mode)

    def action_okrs(self) -> None:
        self.go(self.program.open_okrs())

    @in_background
    async def action_alone(self) -> None:
        # Not before the first frame.
        from facilitator.people import writing as people_writing
        from screens.widgets.questions import AskText

        about = "You get a space of your own for your OKRs; a team can be made later. enter takes it, esc cancels"
        name = await self.app.push_screen_wait(AskText("What is your name?", about=about))
        if name is not None:
            await self.record(people_writing.start_alone, name)
            self.program.person = name
            await self.program.open_okrs()

    def action_history(self) -> None:
        self.go(self.program.open_history())

    def action_insight(self) -> None:
        team = self._team
        self.go(self.program.open_insight(team.name if team else None))

    def action_promises(self) -> None:
        team = self._team
        self.go(self.program.open_promises(team.id if team else None, team.name if team else ""))

    def action_people(self) -> None:
        self.go(self.program.open_people())

    @in_background
    async def action_checkin(self) -> None:
        # Not before the first frame.
        from screens.widgets.questions import Pick

        people = self._overview.people if self._overview else ()
        if not people:
            self.tell("there is nobody yet; t adds people")
            return
        name = await self.app.push_screen_wait(Pick("Who are you?", [(name, name) for name in people]))
        if isinstance(name, str):
            await self.program.open_checkin(name)


def _known_modes() -> list[tuple[str, str, int]]:
    """Return name, title and minutes of each mode: the user's own, and the built-in ones."""
    # Not before the first frame.
    from facilitator import modes
    from facilitator.common.settings import settings_folder

    return [(name, title, minutes) for name, title, minutes, _ in modes.listing(settings_folder() / "modes")]


def _first(overview: Overview) -> UnitOverview | None:
    """Return the team most likely meant: one with a meeting, else the one that met last, else the largest."""
    long_ago = datetime.min.replace(tzinfo=UTC)
    return max(
        overview.teams,
        key=lambda team: (team.running is not None, team.last or long_ago, team.own, team.depth),
        default=None,
    )
