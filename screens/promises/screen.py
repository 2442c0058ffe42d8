"""Promises of a team, of everybody, or one's own: open, overdue, done, dropped; settled, moved and handed over here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.common import clock
from facilitator.common.assigning import LineReader
from facilitator.common.errors import ChangedMeanwhileError, LateError
from facilitator.common.text import clean_line
from facilitator.meeting import lines
from facilitator.people import writing as people_writing
from facilitator.promises import reading as promises_reading
from facilitator.promises import writing as promises_writing
from facilitator.promises.kept import PromiseTotals
from facilitator.promises.listing import TOO_FEW
from facilitator.promises.reading import PromiseView
from facilitator.store import journal
from facilitator.store.database import Database
from screens import wording
from screens.actions import Action, declare
from screens.base import BaseScreen
from screens.widgets.questions import AskText, Pick
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

SCOPES = ("this team", "all teams", "just me")
FILTERS = ("open", "overdue", "all")
VIEWS = ("by person", "by date")
LONGEST = 240
"""Characters of a promise that are shown; the minutes have all of it."""
BAR = 20
"""Columns of the bar that shows how many were kept."""


KEYS = declare(
    "promises",
    "Promises",
    Action("done", "d", "done", "Say that the promise is kept, done", 100),
    Action("drop", "x,delete", "drop", "Drop the promise, and say why", 95),
    Action("reopen", "r", "open again", "Open the promise again", 93),
    Action("date", "w", "other date", "Give the promise another date", 85),
    Action("hand_over", "h", "hand over", "Hand the promise to somebody else", 80),
    Action("open", "enter", "minutes", "Read the minutes of the meeting that it was made in", 70),
    Action("scope", "t", "team", "Promises of this team, of all teams, or just mine", 65),
    Action("filter", "f", "filter", "Only what is open, only what is overdue, or all", 60),
    Action("view", "v", "view", "Promises by person or by date", 55),
    Action("undo", "u", "undo", "Undo the last change of a promise made here", 75),
    Action("leave", "q,escape", "home", "Go back home", 10),
)


@dataclass(frozen=True, slots=True)
class _Found:
    some: tuple[PromiseView, ...]
    kept: PromiseTotals | None


def _read(database: Database, unit_id: int | None, person_id: int | None, only_open: bool) -> _Found:
    if person_id is not None:
        return _Found(promises_reading.of_person(database, person_id, only_open=only_open), None)
    if unit_id is not None:
        kept = promises_reading.kept_by_unit(database, unit_id)
        return _Found(promises_reading.of_unit(database, unit_id, only_open=only_open), kept)
    return _Found(promises_reading.of_all(database, only_open=only_open), None)


class PromisesScreen(BaseScreen):
    """Who has promised what, over all meetings.

    Args:
        unit_id: The team that it begins with; None: all teams.
        team: Its name.
    """

    DEFAULT_CSS = """
    PromisesScreen #head { height: 1; padding: 0 1; background: $panel; text-style: bold; }
    PromisesScreen #filters { height: auto; margin: 1 2 0 2; color: $text-muted; }
    PromisesScreen #kept { height: auto; margin: 0 2; }
    PromisesScreen #promises { height: 1fr; margin: 1 2 0 2; max-width: 140; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    AUTO_FOCUS = "#promises"

    def __init__(self, unit_id: int | None, team: str) -> None:
        super().__init__()
        self._unit = unit_id
        self._team = team
        self._scope = SCOPES[0] if unit_id is not None else SCOPES[1]
        self._filter = FILTERS[0]
        self._view = VIEWS[0]
        self._me: tuple[int, str] | None = None
        self._found: _Found | None = None
        self._changes: list[int] = []

    def compose(self) -> ComposeResult:
        """What is listed, how the team keeps its promises, and the list."""
        yield Static(id="head", markup=False)
        yield Static(id="filters", markup=False)
        yield Static(id="kept", markup=False)
        yield Rows(id="promises")

    def on_screen_resume(self) -> None:
        """Show what there is by now."""
        self.go(self._load(), wait=True)

    def on_changed(self) -> None:
        """Somebody has changed something."""
        self.go(self._load())

    async def _load(self) -> None:
        unit = self._unit if self._scope == "this team" else None
        person = self._me[0] if self._scope == "just me" and self._me else None
        self._found = await self.program.ask(_read, unit, person, self._filter != "all")
        self._show()

    # Showing ---------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        found = self._found
        if found is None or not self.query("#promises"):  # the answer may come when the screen is going
            return
        today = clock.today()
        some = [one for one in found.some if self._filter != "overdue" or one.overdue]
        scope = {"this team": self._team, "just me": self._me[1] if self._me else ""}.get(self._scope, self._scope)
        self._put("#head", Content(f"Promises   {clean_line(scope)}"))
        counts = wording.open_promises(found.some)
        keys = (("t", self._scope), ("f", self._filter), ("v", self._view))
        filters = [part for key, words in keys for part in ((f"{key} ", "bold"), f"{words}   ")]
        self._put("#filters", Content.assemble(*filters, counts))
        self.query_one("#kept").display = self._scope == "this team"
        self._put("#kept", _kept(found.kept))
        rows = self._by_person(some, today) if self._view == "by person" else self._by_date(some, today)
        nothing = {"open": "Nothing is open", "overdue": "Nothing is overdue", "all": "Nothing has been promised yet"}
        self.query_one("#promises", Rows).show(rows or [Row(Content(f"{nothing[self._filter]}; t and f show more."))])
        self.refresh_bindings()

    def _put(self, selector: str, content: Content) -> None:
        static = self.query_one(selector, Static)
        if static.content != content:
            static.update(content)

    @staticmethod
    def _by_person(some: list[PromiseView], today: date) -> list[Row]:
        """By name, in the order of the alphabet: nobody stands before others for what they have promised."""
        names = sorted({one.owes for one in some}, key=lambda name: (name == "nobody yet", name.casefold()))
        rows = []
        for name in names:
            mine = [one for one in some if one.owes == name]
            rows.append(Row(Content.assemble((clean_line(name), "bold"), (f"  {len(mine)}", "dim"))))
            rows.extend(Row(_line(one, today, ""), (one.kind, one.id), indent=12) for one in mine)
        return rows

    @staticmethod
    def _by_date(some: list[PromiseView], today: date) -> list[Row]:
        return [Row(_line(one, today, one.owes), (one.kind, one.id), indent=12) for one in some]

    @property
    def _selected(self) -> PromiseView | None:
        selected = self.query_one("#promises", Rows).selected
        some = self._found.some if self._found else ()
        return next((one for one in some if (one.kind, one.id) == selected), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual calls it so
        """What can be done with what is selected."""
        if not self.query("#promises"):  # not before the screen stands, nor when it is going
            return True
        one = self._selected
        if action in ("done", "drop", "date", "hand_over"):
            return one is not None and one.open
        if action == "reopen":
            return one is not None and one.state in ("done", "dropped")
        if action == "open":
            return one is not None and one.meeting is not None
        return bool(self._changes) if action == "undo" else True

    @on(Rows.Selected)
    def _another(self) -> None:
        self.refresh_bindings()

    # What the keys do ------------------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Read the minutes of the meeting that it was made in."""
        one = self._selected
        if one is not None and one.meeting is not None:
            self.go(self.program.open_minutes(one.meeting))

    @on(Rows.Pressed)
    def _pressed(self) -> None:
        self.action_open()

    def action_scope(self) -> None:
        """This team's, everybody's, or my own."""
        self.go(self._rescope())

    async def _rescope(self) -> None:
        choices = [one for one in SCOPES if one != "this team" or self._unit is not None]
        scope = choices[(choices.index(self._scope) + 1) % len(choices)]
        if scope == "just me" and self._me is None:
            people = await self._people()
            known = [pair for pair in people if pair[1] == self.program.person]
            chosen = known[0][0] if known else await self.app.push_screen_wait(Pick("Who are you?", people))
            self._me = next((pair for pair in people if pair[0] == chosen), None)
            if self._me is None:
                scope = choices[0]
            else:
                self.program.person = self._me[1]
        self._scope = scope
        await self._load()

    async def _people(self) -> list[tuple[int, str]]:
        found = await self.program.ask(people_writing.roster)
        everybody = [*(one for team in found.teams for one in team.people), *found.without]
        return sorted(((one.id, one.name) for one in everybody), key=lambda pair: pair[1].casefold())

    def action_filter(self) -> None:
        """What is open, what is overdue, or all of it."""
        self._filter = FILTERS[(FILTERS.index(self._filter) + 1) % len(FILTERS)]
        self.go(self._load())

    def action_view(self) -> None:
        """By person or by date."""
        self._view = VIEWS[(VIEWS.index(self._view) + 1) % len(VIEWS)]
        self._show()

    def action_done(self) -> None:
        """It is done."""
        self._settle("done")

    def action_reopen(self) -> None:
        """It is open after all."""
        self._settle("open")

    def _settle(self, state: str) -> None:
        if (one := self._selected) is not None:
            self.go(self._change(promises_writing.set_state, one, {"state": one.state}, state, ""))

    async def _change(
        self, function: Callable[..., int | None], one: PromiseView, expected: dict[str, Any], *arguments: Any
    ) -> None:
        """Change it as long as it stands as it did on the screen, which `expected` has."""
        try:
            entry = await self.record(function, one.kind, one.id, *arguments, source="screen", expected=expected)
        except LateError:
            await self._load()
            raise
        if entry is not None:
            self._changes.append(entry)
        await self._load()

    def action_drop(self) -> None:
        """Drop it, and say why."""
        if (one := self._selected) is not None:
            self.go(self._drop(one))

    async def _drop(self, one: PromiseView) -> None:
        about = f"{one.text[:LONGEST]}\n\nenter drops it, escape leaves it as it is"
        await self._ask(
            "Why is it dropped?",
            "",
            about,
            None,
            {"state": one.state},
            lambda why, expected: self._change(promises_writing.set_state, one, expected, "dropped", why),
        )

    async def _ask(
        self,
        question: str,
        text: str,
        about: str,
        reads: LineReader | None,
        expected: dict[str, Any],
        take: Callable[[str, dict[str, Any]], Awaitable[None]],
    ) -> None:
        """Ask for a line; where somebody was quicker, show what stands there now and ask again."""
        while True:
            line = await self.app.push_screen_wait(AskText(question, text, about, reads))
            if line is None:
                return
            try:
                await take(line, expected)
            except ChangedMeanwhileError as error:
                text, expected = line, error.now
                about = f"{error.words}\n\nenter puts yours in its place, escape leaves it"
                continue
            return

    def action_date(self) -> None:
        """Give it another date."""
        if (one := self._selected) is not None:
            self.go(self._move(one))

    async def _move(self, one: PromiseView) -> None:
        about = f"{one.text[:LONGEST]}\n\nfriday, 4 dec, in 2 weeks, or none; escape leaves it as it is"
        reads, first = lines.reader((), only_day=True), one.due.isoformat() if one.due else ""
        await self._ask(
            "By when?",
            first,
            about,
            reads,
            {"due": one.due},
            lambda line, expected: self._change(promises_writing.set_due, one, expected, reads.read(line).due),
        )

    def action_hand_over(self) -> None:
        """Let somebody else do it."""
        if (one := self._selected) is not None:
            self.go(self._hand_over(one))

    async def _hand_over(self, one: PromiseView) -> None:
        people = [pair for pair in await self._people() if pair[0] != one.person_id or one.asked_unit]
        chosen = await self.app.push_screen_wait(Pick("Who does it instead?", people))
        if isinstance(chosen, int):
            owes = one.person_id if one.asked_unit is None else None
            whose = {"owner_id" if one.kind == "action" else "to_person_id": owes}
            await self._change(promises_writing.hand_over, one, whose, chosen)

    def action_undo(self) -> None:
        """Take back the last change made here."""
        self.go(self._undo())

    async def _undo(self) -> None:
        if not self._changes:
            return
        what = await self.record(journal.take_back, self._changes.pop())
        self.tell(f"taken back: {what}" if what else "it was taken back already")
        await self._load()

    def action_leave(self) -> None:
        """Go home."""
        self.program.show_home()


def _kept(kept: PromiseTotals | None) -> Content:
    """How the team keeps its promises, as a bar and in words; never of a person (METHOD M9)."""
    if kept is None:
        return Content.assemble((TOO_FEW, "dim"))
    if kept.share is None:
        return Content.assemble((kept.words, "dim"))
    full = round(kept.share * BAR)
    return Content.assemble(("█" * full, "$success"), ("░" * (BAR - full), "dim"), "  ", kept.words)


def _line(one: PromiseView, today: date, owes: str) -> Content:
    state, style = wording.promised(one.state, one.overdue)
    text = clean_line(one.text)
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    when = wording.by(one.due, today)
    days = "today" if not one.days else f"{one.days} day{'' if one.days == 1 else 's'}"
    age = (f"since {days}" if one.days else "since today") if one.open else f"after {days}" if one.days else "at once"
    asks = f"  {clean_line(one.asker)} asks" if one.asker else ""
    return Content.assemble(
        (f"  {state:<10}", style),
        (f"{clean_line(owes)}: " if owes else "", "bold"),
        text,
        (asks, "dim"),
        (f"  {when}" if when else "", style if one.overdue else ""),
        (f", was {one.first_due.isoformat()}" if one.first_due else "", "dim"),
        (f"  {age}", "dim"),
        (f"  for {clean_line(one.key_result)}" if one.key_result else "", "dim"),
        (f"  {wording.answered(one.answer, clean_line(one.note))}" if one.answer else "", "bold"),
        (f"  because: {clean_line(one.reason)}" if one.reason else "", "dim"),
    )
