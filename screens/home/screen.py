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
from facilitator.common.text import counted
from screens.actions import Key, declare
from screens.base import BaseScreen, in_background
from screens.home import drawing
from screens.program import Opening
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

if TYPE_CHECKING:
    from facilitator.reports.glance import Glance
    from facilitator.reports.overview import Overview, RunningMeeting, UnitOverview
    from facilitator.store.database import Database

# Imported in functions: the first frame waits for no database.


KEYED = frozenset(("standup", "weekly", "consensus", "review", "personal"))
"""The modes that have a letter of their own here; any other has a number."""

WIDE = 150
"""Columns from which on a team stands beside the list, and not below it."""


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
    HomeScreen #head { height: 1; padding: 0 1; background: $panel; }
    HomeScreen #body { padding: 1 2 0 2; height: 1fr; }
    HomeScreen #left { width: 1fr; max-width: 110; height: 1fr; }
    HomeScreen #glance { display: none; height: auto; padding: 1 0 0 0; border-top: solid $primary 40%; }
    HomeScreen.wide #body { layout: horizontal; }
    HomeScreen.wide #left { width: 90; }
    HomeScreen.wide #glance { width: 1fr; height: 1fr; padding: 0 0 0 2; margin-left: 2; border-top: none;
                              border-left: solid $primary 40%; }
    HomeScreen #words, HomeScreen #heading { height: auto; }
    HomeScreen #heading { color: $text-muted; }
    HomeScreen #teams { height: 1fr; }
    HomeScreen #open { height: auto; padding: 1 0; }
    HomeScreen #modes { height: auto; max-height: 3; padding: 0 0 1 0; }
    HomeScreen.nobody #teams, HomeScreen.nobody #heading { display: none; }
    HomeScreen.nobody #open, HomeScreen.nobody #modes { display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    IS_HOME = True

    def __init__(self) -> None:
        super().__init__()
        self._overview: Overview | None = None
        self._glance: Glance | None = None
        self._modes: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        """Show what is known before the database is open; the rest follows."""
        yield Static(id="head", markup=False)
        with Container(id="body"):
            with Vertical(id="left"):
                yield Static("opening the database…", id="words", markup=False)
                yield Static(id="heading", markup=False)
                yield Rows(id="teams")
                yield Static(id="open", markup=False)
                yield Static(id="modes", markup=False)
            yield Static(id="glance", markup=False)

    def on_screen_resume(self) -> None:
        self._head()
        self._load()

    def on_changed(self) -> None:
        self._load()

    def on_resize(self) -> None:
        self.set_class(self.size.width >= WIDE, "wide")
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
            self._modes = await self.program.in_thread(_other_modes)
            self._show()
            if (team := self._team) is not None:
                self._glance = await self.program.ask(look, team.id)
                self._show_glance()
        except Exception as error:
            if self._overview is None:
                words = f"The database could not be opened.\n\n{error.args[0] if error.args else error}"
                self.put("#words", Content(f"{words}\n\nctrl+q leaves."))
            raise

    def _head(self) -> None:
        top = [team for team in self._overview.teams if not team.depth] if self._overview else []
        name = top[0].name if len(top) == 1 else ""
        demo = "   a sample company, nothing of yours" if self.program.demo else ""
        self.put("#head", Content.assemble(("facilitator", "bold"), f"  {name}" if name else "", (demo, "dim")))

    def _show(self) -> None:
        overview = self._overview
        if overview is None or not self.query("#words"):  # the answer may come when the screen is going
            return
        self._head()
        self.set_class(overview.empty, "nobody")
        if overview.empty:
            self.put("#words", drawing.nobody())
            self.refresh_bindings()
            return
        rows = self.query_one("#teams", Rows)
        width = 88 if self.has_class("wide") else max(40, min(104, self.size.width - 6))
        today = clock.today()
        self.put("#words", drawing.running(overview.running) if overview.running else Content(""))
        self.put("#heading", drawing.columns(Content("Teams"), "people", "last meeting", "open actions", width))
        fresh = rows.selected is None
        rows.show([Row(drawing.team_line(team, today, width), team.id) for team in overview.teams])
        if fresh and (first := _first(overview)):
            rows.select(first.id)
        actions, late = overview.open_actions, overview.overdue_actions
        count = f"{counted(actions, 'open action')} in all" if actions else ""
        self.put("#open", Content.assemble(count, (f", {late} overdue" if late else "", "bold $warning")))
        numbered = [drawing.mode(place, title) for place, (_, title) in enumerate(self._modes[:9], start=1)]
        heading = ("More meetings  ", "dim") if numbered else ""
        self.put("#modes", Content.assemble(heading, Content("   ").join(numbered)))
        if self.is_current and self.focused is None:
            rows.focus()
        self._show_glance()
        self.refresh_bindings()

    def _show_glance(self) -> None:
        """Show the selected team in the room that the list leaves."""
        overview, glance = self._overview, self._glance
        if overview is None or not self.query("#glance"):
            return
        # Not before the first frame.
        from screens.widgets.glance import FEWEST_LINES, glance_lines

        wide = self.has_class("wide")
        left = len(overview.teams) + 6 + (len(overview.running[:4]) + 2 if overview.running else 0)
        height = self.size.height - (4 if wide else left + 6)
        # The team before stays in sight until the selected one is read: what comes and goes flickers.
        fits = glance is not None and height >= FEWEST_LINES
        teams, label = self.query_one("#teams", Rows), self.query_one("#glance", Static)
        label.display = fits
        # Without it, the list has all the room; with it, the list has what it needs.
        self.query_one("#left").styles.height = "auto" if fits and not wide else "1fr"
        teams.styles.height = min(len(overview.teams), self.size.height - left + len(overview.teams)) if fits else "1fr"
        if fits and glance is not None:
            width = self.size.width - (96 if wide else 6)
            label.update(Content("\n").join(glance_lines(glance, width, height, clock.today())))

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

        about = "You get a space of your own for your OKRs; a team can be made later. enter takes it, escape leaves"
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


def _other_modes() -> list[tuple[str, str]]:
    """Return name and title of each mode without a letter here: the user's own, and the rest of the built-in ones."""
    # Not before the first frame.
    from facilitator import modes
    from facilitator.common.settings import settings_folder

    return [(name, title) for name, title, *_ in modes.listing(settings_folder() / "modes") if name not in KEYED]


def _first(overview: Overview) -> UnitOverview | None:
    """Return the team most likely meant: one with a meeting, else the one that met last, else the largest."""
    long_ago = datetime.min.replace(tzinfo=UTC)
    return max(
        overview.teams,
        key=lambda team: (team.running is not None, team.last or long_ago, team.own, team.depth),
        default=None,
    )
