"""Lets somebody write an objective and its key results, in fields that are kept as they are typed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea

from facilitator.common.text import clean_line, is_blank
from facilitator.okr import reading, writing
from facilitator.okr.coach import objective as coach_objective
from facilitator.okr.coach.objective import Finding, ObjectiveText
from facilitator.okr.views import ObjectiveView
from facilitator.steps.reflection import rules as reflection_rules
from facilitator.tables.okr import SOURCES
from screens.base import following, in_background
from screens.okrs import coaching, keys, source
from screens.okrs.base import Desk
from screens.okrs.coach_pane import CoachPane
from screens.okrs.fields import KeyResultFields, RecordedLine, RecordedText
from screens.okrs.lines import STATES, beside, state_beside, text
from screens.okrs.recording import Recording
from screens.okrs.source import Choice
from screens.widgets.drafts import SAVE_EVERY
from screens.widgets.questions import Pick
from screens.widgets.safe import Static

COACH = 0.25
"""Seconds between two looks of the coach at what is typed."""
BESIDE = 110
"""Columns from which on the coach stands beside the fields."""
ROOMY = 170
"""Columns from which on a key result takes one line."""


class EditorScreen(Recording):
    """The fields of an objective and its key results, and what the coach says about them.

    Args:
        cycle_end: The last day of the cycle of a new objective.
        begin: The id of the key result to begin with, `new` for one that is still to be written.
    """

    DEFAULT_CSS = """
    EditorScreen #head { height: 1; padding: 0 1; background: $panel; }
    EditorScreen #refusal { height: auto; max-height: 3; padding: 0 1; color: $text-warning; text-style: bold;
                         display: none; }
    EditorScreen #body { height: 1fr; layout: vertical; }
    EditorScreen #fields { height: 1fr; padding: 0 1; overflow-y: auto; scrollbar-size-vertical: 1; }
    EditorScreen .heading { height: auto; text-style: bold; color: $primary; }
    EditorScreen #coach { height: auto; max-height: 7; padding: 0 1; border-top: solid $primary 40%;
                          overflow-y: auto; scrollbar-size-vertical: 1; }
    EditorScreen.beside #body { layout: horizontal; }
    EditorScreen.beside #fields { width: 1fr; height: 1fr; }
    EditorScreen.beside #coach { width: 44; height: 1fr; max-height: 100%; border-top: none;
                                 border-left: solid $primary 40%; }
    EditorScreen.roomy #coach { width: 56; }
    EditorScreen.roomy KeyResultFields { layout: grid; grid-size: 2; grid-columns: 1fr 1fr; grid-rows: auto; }
    EditorScreen.roomy KeyResultFields .was, EditorScreen.roomy KeyResultFields .description { column-span: 2; }
    EditorScreen.beside .heading, EditorScreen.beside KeyResultFields { margin-top: 1; }
    """
    # These win over what fields look like elsewhere: here they stand close together.
    CSS = """
    EditorScreen Input, EditorScreen Input:focus { border: none; height: 1; padding: 0 1; background: $surface; }
    EditorScreen Input:focus { background: $primary 25%; }
    EditorScreen TextArea, EditorScreen TextArea:focus { border: none; padding: 0 1; }
    EditorScreen TextArea:focus { background: $primary 15%; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.EDITOR]
    AUTO_FOCUS = ""

    def __init__(
        self, desk: Desk, objective: ObjectiveView, *, cycle_end: date | None = None, begin: int | str | None = None
    ) -> None:
        super().__init__(desk, objective)
        self._cycle_end, self._begin = cycle_end, begin
        self._timer: Timer | None = None
        self._last: Widget | None = None
        self._findings: tuple[Finding, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        yield Static(id="refusal", markup=False)
        with Container(id="body"):
            with Vertical(id="fields"):
                yield Static("Objective", classes="heading", markup=False)
                yield RecordedLine(id="title", placeholder="where do you want to be? In words, without a number")
                yield RecordedText(id="description")
                yield Choice(id="source", markup=False)
                yield Static("Key results", classes="heading", id="heading", markup=False)
                for place, key_result in enumerate([*self.objective.key_results, None], start=1):
                    yield KeyResultFields(key_result, place)
            yield CoachPane(id="coach")

    async def on_mount(self) -> None:
        """Show what is recorded and what was typed the last time, and begin where it was asked to."""
        # The first key already is typed into a field.
        self._front()
        await self.meet()
        await self.bring_back()
        objective = self.objective
        self.query_one(CoachPane).rules = await self.program.ask(
            reflection_rules.rules_of,
            person_id=objective.person_id,
            unit_id=None if objective.person_id else objective.owner_id,
            before=objective.cycle_id,
        )
        self._show_coach()
        self.set_interval(SAVE_EVERY, self.save_drafts)

    def _front(self) -> None:
        rows = self.rows
        if self._begin == "new":
            field: Widget = rows[-1].fields["title"]
        else:
            begun = [row for row in rows if row.key_result and row.key_result.id == self._begin]
            field = begun[0].fields["title"] if begun else self.query_one("#title")
        field.focus()
        self._coach()

    def on_resize(self) -> None:
        super().on_resize()
        self.set_class(self.size.width >= BESIDE, "beside")
        self.set_class(self.size.width >= ROOMY, "roomy")
        self._show_coach()

    async def reread(self) -> None:
        """Read the objective anew; what is being typed stays."""
        if self.objective.id and not self.recording:
            await self.read_objective(self.objective.id)
            await self.meet()

    def show_head(self) -> None:
        """Show whose objective it is, in which state, and whether all of it is recorded."""
        if not self.query("#head"):
            return
        owner, cycle = clean_line(self.objective.owner), clean_line(self.objective.cycle)
        left = text(("Objective", "bold"), f" of {owner}", (f"  {cycle}", "dim"))
        kept = "✓ recorded" if not self.dirty else "✎ kept as typed"
        right = text(f"{STATES[self.objective.state]}  {kept}")
        self.query_one("#head", Static).update(beside(left, right, self.size.width - 2))
        refusal = self.query_one("#refusal", Static)
        refusal.display = bool(self.refusal)
        refusal.update(text(f"! {clean_line(self.refusal)}"))
        self.query_one("#source", Choice).update(source.describe(self.source, self.supports, self.request))

    # What is typed ---------------------------------------------------------------------------------------------

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _soon(self) -> None:
        if self._timer is None:
            self._timer = self.set_timer(COACH, self._look)

    def _look(self) -> None:
        self._timer = None
        if self.rows and not self.rows[-1].empty:
            self.go(self.add_row())
        self.show_head()
        self._coach()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """Go on with enter: from the objective to its key results, in them from field to field."""
        event.stop()
        if event.input.id == "title":
            self.rows[0].fields["title"].focus()
            return
        row = self._row_of(event.input)
        if row is not None and event.input is row.fields["confidence"]:
            self.action_row(1)
        else:
            self.focus_next()

    @on(RecordedLine.LinesPasted)
    async def _pasted(self, event: RecordedLine.LinesPasted) -> None:
        """Make a key result of each line."""
        row = self._row_of(event.line)
        for index, line in enumerate([clean_line(line).strip() for line in event.lines]):
            if index == 0 and row is not None and is_blank(event.line.value):
                row.put_title(line)
                continue
            await self.add_row()
            self.rows[-1].put_title(line)
        await self.add_row()
        self.rows[-1].fields["title"].focus()
        self.go(self.commit())

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Record the key result that was written before, when somebody goes on to another."""
        before = self._row_of(self._last)
        here = self._row_of(event.widget)
        if self._last is not None and (before is not here or before is None) and self.dirty:
            self.go(self.commit(but=here))
        self._last = event.widget
        self._coach()
        self.refresh_bindings()

    def _row_of(self, widget: Widget | None) -> KeyResultFields | None:
        ancestors = widget.ancestors if widget else ()
        return next((node for node in ancestors if isinstance(node, KeyResultFields)), None)

    # The coach -------------------------------------------------------------------------------------------------

    def _coach(self) -> None:
        """Look at what stands in the fields."""
        if self.query(CoachPane):  # not when the screen is going
            self._findings = coaching.findings(self._written, self.objective.answered)
            self._show_coach()

    @property
    def _written(self) -> ObjectiveText:
        return ObjectiveText(
            self.query_one("#title", RecordedLine).value,
            self.query_one("#description", RecordedText).text,
            self.source,
            self.supports is not None or self.request is not None,
            tuple(row.written for row in self.rows if not row.empty),
            self.objective.owner_kind,
            self._cycle_end,
        )

    @property
    def _here(self) -> tuple[Finding, ...]:
        """What the coach says about what is being written, and nobody has answered."""
        row = self._row_of(self._last)
        rows = [row for row in self.rows if not row.empty]
        if row is not None and row not in rows:
            return ()
        place = rows.index(row) if row is not None else None
        return tuple(row for row in self._findings if row.index == place and not row.because)

    def _show_coach(self) -> None:
        if self.query(CoachPane):
            row = self._row_of(self._last)
            asked = coach_objective.questions(self._written) if row is None else ()
            self.query_one(CoachPane).show(self._here, self._findings, asked, whole=self.has_class("beside"))

    @in_background
    async def action_answer(self) -> None:
        row, here = self._row_of(self._last), self._here
        if not here or not await self.commit() or not self.objective.id:
            return
        await self.answer_coach(self.objective.id, row.key_result if row else None, here)
        await self.reread()
        self._coach()

    # Where it comes from (METHOD M5) -----------------------------------------------------------------------------

    def action_turn(self, by: int) -> None:
        self.choose_source(following(self.source, (None, *SOURCES), by), self.supports, None)
        self._coach()

    @in_background
    async def action_choose(self) -> None:
        chosen = await source.ask(self)
        if chosen is not None:
            self.choose_source(*source.choose(chosen, self.source, self.supports, self.request))
        self._coach()
        await self.commit()

    # What the keys do ------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual calls it so
        if not self.is_mounted:
            return True
        writing_now = isinstance(self.focused, Input | TextArea)
        if action == "leave_field":
            return self.focused is not None
        if action in ("leave", "enter_field"):
            return not writing_now and (action == "leave" or self.focused is None)
        if action == "undo":
            return bool(self.desk.changes)
        if action in ("forward", "back"):
            further = state_beside(self.objective.state, 1 if action == "forward" else -1)
            return not writing_now and bool(self.objective.id) and further is not None
        if action == "remove":
            return not writing_now and self._row_of(self._last) is not None
        if action == "owner":
            row = self._row_of(self._last)
            return row is not None and not row.empty
        if action == "answer":
            return bool(self._here)
        return True

    def action_row(self, by: int) -> None:
        """Go to the same field of the key result after, or before."""
        row, rows = self._row_of(self._last), self.rows
        if row is None:
            (self.focus_next if by > 0 else self.focus_previous)()
            return
        there = rows.index(row) + by
        if there < 0:
            self.query_one("#source").focus()
        elif there < len(rows):
            name = next((name for name, field in row.fields.items() if field is self._last), "title")
            rows[there].fields["title" if rows[there].empty else name].focus()

    def action_leave_field(self) -> None:
        self.set_focus(None)
        self.refresh_bindings()
        self.go(self.commit())

    def action_enter_field(self) -> None:
        (self._last or self.query_one("#title")).focus()

    async def set_state(self, objective: ObjectiveView, state: str) -> None:
        """Move the objective to another state, once all of it is recorded."""
        if await self.commit():
            await self.change(writing.set_state, objective.id, state)
            self.show_head()

    @in_background
    async def action_remove(self) -> None:
        row = self._row_of(self._last)
        if row is None:
            return
        if row.key_result is None:
            await self.drop_row(row)
        elif await self.change(writing.drop_key_result, row.key_result.id) is not None:
            self.tell(f"{clean_line(row.key_result.title)}: taken out; u brings it back")
        self._last = None
        self._coach()

    @in_background
    async def action_owner(self) -> None:
        row = self._row_of(self._last)
        if row is None or not await self.commit() or row.key_result is None:
            return
        people = await self.program.ask(reading.people)
        choices: list[tuple[object, str]] = [("", f"{clean_line(self.objective.owner)}, whose the objective is")]
        choices += [(person.id, clean_line(person.name)) for person in people]
        chosen = await self.app.push_screen_wait(Pick(f"Whose is “{clean_line(row.key_result.title)}”?", choices))
        if chosen is not None:
            await self.change(writing.change_key_result, row.key_result.id, owner_id=chosen or None)

    @in_background
    async def action_leave(self) -> None:
        await self.commit()
        self.save_drafts()
        if self.dirty:
            self.tell(f"kept as it was typed, not recorded yet: {clean_line(self.refusal)}".rstrip(": "))
        row = self._row_of(self._last)
        if row is not None and row.key_result is not None:
            self.desk.last = ("key_result", row.key_result.id)
        elif self.objective.id:
            self.desk.last = ("objective", self.objective.id)
        self.dismiss()
