"""Lists the promises of a team, of everybody, or one's own; they are settled, moved and handed over here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.common import clock
from facilitator.common.assigning import LineReader
from facilitator.common.errors import ChangedMeanwhileError, LateError
from facilitator.common.text import clean_line, counted
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
from screens.actions import Key, declare
from screens.base import RereadingScreen, following, in_background
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
    Key("done", "d", "done", "Say that the promise is kept, done", 100),
    Key("drop", "x,delete", "drop", "Drop the promise, and say why", 95),
    Key("reopen", "r", "open again", "Open the promise again", 93),
    Key("date", "w", "other date", "Give the promise another date", 85),
    Key("hand_over", "h", "hand over", "Hand the promise to somebody else", 80),
    Key("open", "enter", "minutes", "Read the minutes of the meeting that it was made in", 70),
    Key("scope", "t", "team", "Promises of this team, of all teams, or just mine", 65),
    Key("filter", "f", "filter", "Only what is open, only what is overdue, or all", 60),
    Key("view", "v", "view", "Promises by person or by date", 55),
    Key("undo", "u", "undo", "Undo the last change of a promise made here", 75),
    Key("leave", "q,escape", "home", "Go back home", 10),
)


def _read(
    database: Database, unit_id: int | None, person_id: int | None, only_open: bool
) -> tuple[tuple[PromiseView, ...], PromiseTotals | None]:
    """Read the promises of a person, a unit or everybody; for a unit also how it keeps them."""
    if person_id is not None:
        return promises_reading.of_person(database, person_id, only_open=only_open), None
    if unit_id is not None:
        kept = promises_reading.kept_by_unit(database, unit_id)
        return promises_reading.of_unit(database, unit_id, only_open=only_open), kept
    return promises_reading.of_all(database, only_open=only_open), None


class PromisesScreen(RereadingScreen):
    """Who has promised what, over all meetings; it begins with a team, or with all where none is given."""

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
        self._promises: tuple[PromiseView, ...] | None = None
        self._kept: PromiseTotals | None = None
        self._changes: list[int] = []

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        yield Static(id="filters", markup=False)
        yield Static(id="kept", markup=False)
        yield Rows(id="promises")

    async def reread(self) -> None:
        unit = self._unit if self._scope == "this team" else None
        person = self._me[0] if self._scope == "just me" and self._me else None
        self._promises, self._kept = await self.program.ask(_read, unit, person, self._filter != "all")
        self._show()

    # Showing ---------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        if self._promises is None or not self.query("#promises"):  # the answer may come when the screen is going
            return
        today = clock.today()
        promises = [promise for promise in self._promises if self._filter != "overdue" or promise.overdue]
        scope = {"this team": self._team, "just me": self._me[1] if self._me else ""}.get(self._scope, self._scope)
        self.put("#head", Content(f"Promises   {clean_line(scope)}"))
        counts = wording.open_promises(self._promises)
        keys = (("t", self._scope), ("f", self._filter), ("v", self._view))
        filters = [part for key, words in keys for part in ((f"{key} ", "bold"), f"{words}   ")]
        self.put("#filters", Content.assemble(*filters, counts))
        self.query_one("#kept").display = self._scope == "this team"
        self.put("#kept", _kept(self._kept))
        if self._view == "by person":
            rows = _by_person(promises, today)
        else:
            rows = [_row(promise, today, promise.owes) for promise in promises]
        nothing = {"open": "Nothing is open", "overdue": "Nothing is overdue", "all": "Nothing has been promised yet"}
        self.query_one("#promises", Rows).show(rows or [Row(Content(f"{nothing[self._filter]}; t and f show more."))])
        self.refresh_bindings()

    @property
    def _selected(self) -> PromiseView | None:
        selected = self.query_one("#promises", Rows).selected
        return next((row for row in self._promises or () if (row.kind, row.id) == selected), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual calls it so
        if not self.query("#promises"):  # not before the screen stands, nor when it is going
            return True
        promise = self._selected
        if action in ("done", "drop", "date", "hand_over"):
            return promise is not None and promise.open
        if action == "reopen":
            return promise is not None and promise.state in ("done", "dropped")
        if action == "open":
            return promise is not None and promise.meeting is not None
        return bool(self._changes) if action == "undo" else True

    @on(Rows.Selected)
    def _another(self) -> None:
        self.refresh_bindings()

    # What the keys do ------------------------------------------------------------------------------------------

    @on(Rows.Pressed)
    def action_open(self) -> None:
        promise = self._selected
        if promise is not None and promise.meeting is not None:
            self.go(self.program.open_minutes(promise.meeting))

    @in_background
    async def action_scope(self) -> None:
        choices = SCOPES if self._unit is not None else SCOPES[1:]
        scope = following(self._scope, choices)
        if scope == "just me" and self._me is None:
            people = await self._people()
            known = [pair for pair in people if pair[1] == self.program.person]
            chosen = known[0][0] if known else await self.app.push_screen_wait(Pick("Who are you?", people))
            self._me = next((pair for pair in people if pair[0] == chosen), None)
            if self._me is not None:
                self.program.person = self._me[1]
        self._scope = choices[0] if scope == "just me" and self._me is None else scope
        await self.reread()

    async def _people(self) -> list[tuple[int, str]]:
        roster = await self.program.ask(people_writing.roster)
        everybody = [*(member for team in roster.teams for member in team.people), *roster.without]
        return sorted(((member.id, member.name) for member in everybody), key=lambda pair: pair[1].casefold())

    def action_filter(self) -> None:
        self._filter = following(self._filter, FILTERS)
        self.go(self.reread())

    def action_view(self) -> None:
        self._view = following(self._view, VIEWS)
        self._show()

    def action_done(self) -> None:
        self._settle("done")

    def action_reopen(self) -> None:
        self._settle("open")

    def _settle(self, state: str) -> None:
        if (promise := self._selected) is not None:
            self.go(self._change(promises_writing.set_state, promise, {"state": promise.state}, state, ""))

    async def _change(
        self, function: Callable[..., int | None], promise: PromiseView, expected: dict[str, Any], *arguments: Any
    ) -> None:
        """Change it as long as it stands as it did on the screen, which `expected` has."""
        try:
            target = (promise.kind, promise.id)
            entry = await self.record(function, *target, *arguments, source="screen", expected=expected)
        except LateError:
            await self.reread()
            raise
        if entry is not None:
            self._changes.append(entry)
        await self.reread()

    @in_background
    async def action_drop(self) -> None:
        if (promise := self._selected) is not None:
            await self._ask(
                "Why is it dropped?",
                "",
                f"{promise.text[:LONGEST]}\n\nenter drops it, esc cancels",
                None,
                {"state": promise.state},
                lambda why, expected: self._change(promises_writing.set_state, promise, expected, "dropped", why),
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
        while (line := await self.app.push_screen_wait(AskText(question, text, about, reads))) is not None:
            try:
                await take(line, expected)
            except ChangedMeanwhileError as error:
                text, expected = line, error.now
                about = f"{error.words}\n\nenter keeps yours, esc keeps theirs"
            else:
                return

    @in_background
    async def action_date(self) -> None:
        if (promise := self._selected) is not None:
            reads = lines.reader((), only_day=True)
            await self._ask(
                "By when?",
                promise.due.isoformat() if promise.due else "",
                f"{promise.text[:LONGEST]}\n\nFriday, 4 Dec, in 2 weeks, or none; esc cancels",
                reads,
                {"due": promise.due},
                lambda line, expected: self._change(promises_writing.set_due, promise, expected, reads.read(line).due),
            )

    @in_background
    async def action_hand_over(self) -> None:
        promise = self._selected
        if promise is None:
            return
        people = [pair for pair in await self._people() if pair[0] != promise.person_id or promise.asked_unit]
        chosen = await self.app.push_screen_wait(Pick("Who does it instead?", people))
        if isinstance(chosen, int):
            owes = promise.person_id if promise.asked_unit is None else None
            whose = {"owner_id" if promise.kind == "action" else "to_person_id": owes}
            await self._change(promises_writing.hand_over, promise, whose, chosen)

    @in_background
    async def action_undo(self) -> None:
        if self._changes:
            what = await self.record(journal.take_back, self._changes.pop())
            self.tell(f"taken back: {what}" if what else "it was taken back already")
            await self.reread()

    def action_leave(self) -> None:
        self.program.show_home()


def _by_person(promises: Sequence[PromiseView], today: date) -> list[Row]:
    """Return the rows by name, in the alphabet's order: nobody stands before others for what they have promised."""
    rows = []
    names = {promise.owes for promise in promises}
    for name in sorted(names, key=lambda name: (name == "nobody yet", name.casefold())):
        owed = [promise for promise in promises if promise.owes == name]
        rows.append(Row(Content.assemble((clean_line(name), "bold"), (f"  {len(owed)}", "dim"))))
        rows.extend(_row(promise, today, "") for promise in owed)
    return rows


def _kept(kept: PromiseTotals | None) -> Content:
    """Return how the team keeps its promises, as a bar and in words; never of a person (METHOD M9)."""
    if kept is None:
        return Content.assemble((TOO_FEW, "dim"))
    if kept.share is None:
        return Content.assemble((kept.words, "dim"))
    full = round(kept.share * BAR)
    return Content.assemble(("█" * full, "$success"), ("░" * (BAR - full), "dim"), "  ", kept.words)


def _row(promise: PromiseView, today: date, owes: str) -> Row:
    state, style = wording.promised(promise.state, promise.overdue)
    text = clean_line(promise.text)
    when = wording.by(promise.due, today)
    days = counted(promise.days, "day")
    age = ("for" if promise.open else "after") + f" {days}" if promise.days else "today" if promise.open else "at once"
    line = Content.assemble(
        (f"  {state:<10}", style),
        (f"{clean_line(owes)}: " if owes else "", "bold"),
        text if len(text) <= LONGEST else text[: LONGEST - 1] + "…",
        (f"  {clean_line(promise.asker)} asks" if promise.asker else "", "dim"),
        (f"  {when}" if when else "", style if promise.overdue else ""),
        (f", was {promise.first_due.isoformat()}" if promise.first_due else "", "dim"),
        (f"  {age}", "dim"),
        (f"  for {clean_line(promise.key_result)}" if promise.key_result else "", "dim"),
        (f"  {wording.answered(promise.answer, clean_line(promise.note))}" if promise.answer else "", "bold"),
        (f"  because: {clean_line(promise.reason)}" if promise.reason else "", "dim"),
    )
    return Row(line, (promise.kind, promise.id), indent=12)
