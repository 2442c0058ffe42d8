"""Shows the OKRs of a cycle: one's own, everybody's, how they hang together, what is at risk."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content

from facilitator.common import clock
from facilitator.common.text import clean_line
from facilitator.okr import writing
from facilitator.okr.views import CycleView, ObjectiveView, Owner
from screens.base import following, in_background
from screens.okrs import detail, keys, listing
from screens.okrs.base import Desk
from screens.okrs.detail import Detail, Subject, SubjectHistory
from screens.okrs.editor import EditorScreen
from screens.okrs.exercise import ExerciseScreen
from screens.okrs.head import Tabs, nothing, when
from screens.okrs.lines import beside, text
from screens.okrs.listing import VIEWS, CycleOkrs
from screens.okrs.page import PageScreen
from screens.okrs.subject import SubjectScreen
from screens.widgets.questions import Pick
from screens.widgets.rows import Rows
from screens.widgets.safe import Static

WIDE = 110
"""Columns from which on the detail stands beside the list."""
HUGE = 170
"""Columns from which on there are three panes."""
SOON = 0.05
"""Seconds that the cursor rests on a row before its history is read."""


class OkrsScreen(SubjectScreen):
    """All the OKRs of a cycle in a list, and what there is to know of the selected one."""

    DEFAULT_CSS = """
    OkrsScreen #head { height: 1; padding: 0 1; background: $panel; }
    OkrsScreen #panes { height: 1fr; }
    OkrsScreen #none { height: auto; padding: 1 2; display: none; }
    OkrsScreen.empty #none { display: block; }
    OkrsScreen.empty #panes { display: none; }
    OkrsScreen #okrs { height: 1fr; margin: 0 1; width: 1fr; }
    OkrsScreen Detail { display: none; width: 1fr; border-left: solid $primary 40%; }
    OkrsScreen.wide Detail { display: block; }
    OkrsScreen.huge Detail { layout: horizontal; }
    OkrsScreen.huge Detail > #course { margin-top: 0; border-left: solid $primary 40%; width: 5fr; min-height: 100%; }
    OkrsScreen.huge Detail > #about { width: 4fr; }
    OkrsScreen.huge Detail #chart { height: 18; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.OKRS, *keys.OKR]

    def __init__(self, at: tuple[int, ...] = ()) -> None:
        super().__init__(Desk())
        self._seen: CycleOkrs | None = None
        self._cycle_id: int | None = None
        self._view = "mine"
        self._course: tuple[object, SubjectHistory] | None = None
        self._reading = asyncio.Lock()
        self._asked = False
        self._wanted: tuple[object, ...] = ()
        self._subject: tuple[CycleOkrs, object, Subject | None] | None = None
        if at:
            # Whose it is does not matter to whoever comes from a search.
            self._cycle_id, self._view = at[0], "everybody"
            self._wanted = tuple(zip(("objective", "key_result"), at[1:], strict=False))

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        yield Tabs()
        yield Static(id="none", markup=False)
        with Horizontal(id="panes"):
            yield Rows(id="okrs")
            yield Detail(id="detail")

    def on_screen_resume(self) -> None:
        self.go(self._first(), wait=True)

    async def _first(self) -> None:
        if self.desk.last is not None:
            self._wanted, self.desk.last = (self.desk.last,), None
        if self.desk.me is None:
            await self.read_writers()
        await self.reread()
        if self.desk.me is None and not self._asked and self._view == "mine":
            # Asked once: whoever does not say it reads everybody's.
            self._asked = True
            if await self.who() is None:
                self._view = "everybody"
            await self.reread()

    def on_resize(self) -> None:
        super().on_resize()
        self.set_class(self.size.width >= WIDE, "wide")
        self.set_class(self.size.width >= HUGE, "huge")
        self._show()

    # Showing ---------------------------------------------------------------------------------------------------

    async def reread(self) -> None:
        async with self._reading:
            self._seen = await self.program.ask(listing.read, self._cycle_id)
        if self._seen.okrs is not None:
            self._cycle_id = self._seen.okrs.cycle.id
        self._course = None
        self._show()
        await self._read_course()

    @property
    def _width(self) -> int:
        """Cells that the list has."""
        width = self.size.width
        if width < WIDE:
            return width - 3
        return (width * 52 // 100 if width < HUGE else width * 44 // 100) - 3

    def _show(self) -> None:
        seen = self._seen
        if seen is None or not self.query("#okrs"):  # the answer may come when the screen is going
            return
        self.query_one("#head", Static).update(self._head(seen))
        risks = sum(bool(key_result.risk.reasons) for key_result, _ in seen.key_results)
        self.query_one(Tabs).show(self._view, {"risk": f" {risks}" if risks else ""})
        rows = listing.rows(self._view, seen, self.desk.writers, self._width)
        self.set_class(not rows, "empty")
        if not rows:
            self.query_one("#none", Static).update(nothing(seen, self._view))
        listed = self.query_one("#okrs", Rows)
        listed.styles.width = self._width + 1 if self.size.width >= WIDE else "1fr"
        listed.show(rows)
        for row_id in self._wanted:
            listed.select(row_id)
        self._wanted = ()
        if self.is_current and self.focused is None:
            listed.focus()
        self._show_detail()
        self.refresh_bindings()

    def _head(self, seen: CycleOkrs) -> Content:
        left = text(("OKRs", "bold"))
        if seen.okrs is not None:
            cycle = seen.okrs.cycle
            left = left.append(text("  ", (clean_line(cycle.name), "bold"), (f"  {when(cycle)}", "dim")))
        right = clean_line(self.desk.me.name) if self.desk.me else ""
        return beside(left, text((right, "dim")), self.size.width - 2)

    def _show_detail(self) -> None:
        course = self._course[1] if self._course and self._course[0] == self._selected else None
        self.query_one(Detail).show(self.subject, course)

    async def _read_course(self) -> None:
        """Read how the selected one went, where that is shown."""
        subject, selected = self.subject, self._selected
        if subject is None or self.size.width < WIDE or (self._course and self._course[0] == selected):
            return
        key_result_id = subject.key_result.id if subject.key_result else None
        course = await self.program.ask(detail.read, subject.objective.id, key_result_id)
        self._course = (selected, course)
        if selected == self._selected and self.query(Detail):
            self._show_detail()

    @property
    def _selected(self) -> object:
        return self.query_one("#okrs", Rows).selected

    @property
    def subject(self) -> Subject | None:
        """What is selected."""
        seen, selected = self._seen, self._selected if self.query("#okrs") else None
        if seen is None or seen.okrs is None or not isinstance(selected, tuple) or self.has_class("empty"):
            return None
        if self._subject is None or self._subject[0] is not seen or self._subject[1] != selected:
            subject = detail.subject(seen.objectives, str(selected[0]), int(selected[1]), seen.okrs.cycle.end)
            self._subject = (seen, selected, subject)
        return self._subject[2]

    @on(Rows.Selected, "#okrs")
    def _another(self) -> None:
        self._show_detail()
        self.query_one(Detail).top()
        self.refresh_bindings()
        self.set_timer(SOON, lambda: self.go(self._read_course()))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "leave_page":
            return False
        if action in ("exercise", "new"):
            return self._seen is None or self._seen.okrs is not None
        if action == "find":
            return bool(self._seen and self._seen.objectives)
        return super().check_action(action, parameters)

    # What the keys do ------------------------------------------------------------------------------------------

    def show_view(self, name: str) -> None:
        """Look at the OKRs in that way; what was selected stays so, or its objective does."""
        if not self._wanted and (subject := self.subject) is not None:
            self._wanted = (("objective", subject.objective.id), self._selected)
        self._view = name
        if name == "mine" and self.desk.me is None:
            self._asked = False
            self.go(self._first())
        self._show()
        self.query_one("#okrs", Rows).focus()
        self.go(self._read_course())

    @on(Tabs.Chosen)
    def _view_chosen(self, event: Tabs.Chosen) -> None:
        self.show_view(event.view)

    def action_view(self, by: int) -> None:
        self.show_view(following(self._view, list(VIEWS), by))

    @on(Rows.Pressed, "#okrs")
    def action_open(self) -> None:
        """Open the page of the selected one; where it stands beside the list, edit it."""
        if self.size.width >= WIDE and self.subject is not None and self.desk.owns(self.subject.objective):
            self.action_edit()
        elif self.subject is not None:
            self.go(self._open())

    async def _open(self) -> None:
        if (subject := self.subject) is not None:
            await self.app.push_screen(PageScreen(self.desk, subject))

    @in_background
    async def action_cycle(self) -> None:
        cycles = self._seen.cycles if self._seen else ()
        new = ("new", "+ a new one, by name: next quarter, 2027-Q1, next year")
        known = [(cycle.id, clean_line(f"{cycle.name}   {when(cycle)}")) for cycle in cycles]
        chosen = await self.choose("Which cycle?", [*known, new])
        if isinstance(chosen, int):
            self._cycle_id = chosen
            await self.reread()
        elif chosen == "new":
            about = "next quarter, next month, next two months, next year, 2027-Q1, 2027-03, or a name and two dates"
            await self.ask_line("cycle", "Which cycle is it? Type next quarter", self._add_cycle, about=about)

    async def _add_cycle(self, line: str) -> None:
        done = await self.record(writing.add_cycle, line, clock.today())
        self.desk.remember(done)
        self._cycle_id = done.id
        await self.reread()

    @in_background
    async def action_find(self) -> None:
        choices: list[tuple[object, str]] = []
        for objective in self._seen.objectives if self._seen else ():
            choices.append((("objective", objective.id), clean_line(f"O   {objective.title}  {objective.owner}")))
            choices.extend(
                (("key_result", row.id), clean_line(f"KR  {row.title}  {row.owner}")) for row in objective.key_results
            )
        chosen = await self.app.push_screen_wait(Pick("Find what?", choices))
        if chosen is not None:
            self._wanted = (chosen,)
            self.show_view("everybody")

    @in_background
    async def action_who(self) -> None:
        await self.ask_who()
        self._show()

    @in_background
    async def action_new(self) -> None:
        if place := await self._place("Whose objective is it?"):
            cycle, writer = place
            objective = ObjectiveView(
                id=0,
                cycle_id=cycle.id,
                cycle=cycle.name,
                title="",
                owner=writer.name,
                owner_id=writer.id,
                owner_kind=writer.kind,
                state="draft",
            )
            await self.app.push_screen(EditorScreen(self.desk, objective, cycle_end=cycle.end))

    @in_background
    async def action_exercise(self) -> None:
        if place := await self._place("Whose goals are they?"):
            await self.app.push_screen(ExerciseScreen(self.desk, *place))

    async def _place(self, question: str) -> tuple[CycleView, Owner] | None:
        """Return the cycle in sight and for whom something is written; None where either is not known."""
        cycle = self._seen.okrs.cycle if self._seen and self._seen.okrs else None
        writer = await self.for_whom(question)
        return (cycle, writer) if cycle is not None and writer is not None else None

    def action_leave(self) -> None:
        self.program.show_home()
