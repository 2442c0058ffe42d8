"""Shows what a meeting sums up before everybody's eyes, lets it be put right, and hands on the minutes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from facilitator.common import clock
from facilitator.meeting import lines
from facilitator.okr import scoring
from facilitator.steps.close import writing as close_writing
from facilitator.steps.close.reading import Closing, Moved
from facilitator.steps.outcomes import Outcome
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.reflection import writing as reflection_writing
from facilitator.steps.reflection.reading import Review
from facilitator.steps.scores import writing as scores_writing
from facilitator.steps.scores.reading import Reviewed, Scored
from screens.actions import Key, declare
from screens.base import BaseScreen, Changed
from screens.minutes import correcting, handing_on
from screens.program import Program
from screens.steps.close import minutes, summary
from screens.steps.close.sections import Sections
from screens.steps.panel import REWORD, Panel
from screens.steps.people import People
from screens.steps.progress.panel import parse_value
from screens.widgets.lines import Lines
from screens.widgets.rows import GUTTER, Rows

TICK = 0.5
"""Seconds between two looks at what runs after the end."""

AIRY = 18
"""Rows from which on a line stands between what came out and what becomes of it."""

KEYS = declare(
    "close",
    "What came out",
    Key("assign", "at", "owner and day", "Give the selected action an owner and a day", 97),
    Key("reword", "r", "reword", "Reword the selected line; empty takes it out", 58),
    Key("take_out", "x,delete,backspace", "take out", "Take the selected line out", 56),
    Key("column(1)", "right,l", "right", "Select the column to the right"),
    Key("column(-1)", "left,h", "left", "Select the column to the left"),
)
AFTER = declare(
    "ended",
    "After the meeting",
    Key("copy", "y", "copy", "Copy the minutes to the clipboard", 95),
    Key("edit", "o", "open", "Open the minutes in your editor", 94),
    Key("export", "f", "other format", "Write the minutes in another format: page, Word, PDF, calendar", 93),
    Key("run", "exclamation_mark", "hand on", "Hand the minutes to the command after the meeting", 92),
)
ONLY_AFTER = ("copy", "edit", "export", "run")
"""What works once the meeting has ended."""


class ClosePanel(Panel):
    """What came out of the meeting; after its end, what becomes of the minutes, and keys for them."""

    DEFAULT_CLASSES = "whole"
    DEFAULT_CSS = """
    ClosePanel { padding: 0; }
    ClosePanel #minutes { height: auto; max-height: 50%; padding: 0 1; }
    ClosePanel.airy #minutes { border-top: solid $panel-lighten-2; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS, *AFTER]

    _state = ""
    """What the meeting was doing when it was shown last."""
    _hands_on = False
    """Whether there is a command that the minutes are given to."""
    _begun = False
    """Whether the step has been in front since it began."""

    def compose(self) -> ComposeResult:
        yield Sections()
        yield Lines(id="minutes", wraps=True)

    def on_mount(self) -> None:
        """Keep up with what runs after the end."""
        self.set_interval(TICK, self._tick)

    def on_resize(self) -> None:
        """Lay it out for the room there is."""
        self.set_class(self.size.height >= AIRY, "airy")
        self.renew(self.shown, self.position)

    def _tick(self) -> None:
        if self._ended:
            self._show_minutes()

    @property
    def _columns(self) -> Sections:
        return self.query_one(Sections)

    @property
    def _ended(self) -> bool:
        return self.position.state == "ended"

    def show(self) -> None:
        """Show what came out, and once the meeting has ended what becomes of the minutes."""
        live = self.shown.live
        # A list that is higher than its place has a bar at its right.
        ended, width = self._ended, (self.size.width or self.app.size.width) - GUTTER - 1
        lists = summary.sections(self.shown, People.of(live), clock.today(), width, ended=ended)
        columns = self._columns
        columns.show_sections(lists)
        self._begun = self._begun and (ended or self.position.step == self.index)
        if self._state != self.position.state:
            self._state = self.position.state
            self._select_lacking()
            self.call_later(self.refresh_bindings)
        self._show_minutes()

    def _show_minutes(self) -> None:
        hands_on = self._ended and minutes.hands_on(self.program.afterwards, self.shown)
        if hands_on != self._hands_on:
            self._hands_on = hands_on
            self.refresh_bindings()
        people, width = People.of(self.shown.live), self.size.width - 2
        content = minutes.words(self.program.afterwards, self.shown, people, width, ended=self._ended)
        for part in self.query("#minutes").results(Lines):
            part.update(content)

    def _select_lacking(self) -> None:
        """Select what is to be mended first."""
        if missing := summary.lacking(self.shown):
            self._columns.select((missing[0].kind, missing[0].id))

    def front(self) -> None:
        if not self._begun:
            self._begun = True
            self._select_lacking()
        self._columns.focus()

    def enter_words(self) -> str:
        """Return that `enter` ends the meeting, where nothing comes after this."""
        return "" if self.position.step + 1 < len(self.shown.live.agenda.steps) else "end the meeting"

    # The selected line -----------------------------------------------------------------------------------------

    @property
    def _selected(self) -> tuple[str, int]:
        """The kind and the id of the selected line; none has an empty kind."""
        selected = self._columns.selected
        return cast("tuple[str, int]", selected) if isinstance(selected, tuple) else ("", 0)

    def _outcome(self) -> Outcome | None:
        selected = self._selected
        return next((row for row in self.shown.outcomes if (row.kind, row.id) == selected), None)

    @on(Rows.Selected)
    def _other_line(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """Return whether a key works now: the minutes are there after the end, and what is selected decides."""
        if action in ONLY_AFTER:
            return self._ended and (action != "run" or self._hands_on)
        if action == "assign":
            return self._selected[0] in (("action",) if self._ended else ("action", "request"))
        return bool(self._selected[0]) if action in ("reword", "take_out") else True

    def words_for(self, action: str) -> str | None:
        """Return what `@` gives: what the selected action lacks."""
        outcome = self._outcome() if action == "assign" else None
        if outcome is not None and (missing := summary.lacks(outcome)):
            return "give it a day" if missing == "no day" else "give it to somebody"
        return None

    def action_column(self, by: int) -> None:
        self._columns.across(by)

    def action_assign(self) -> None:
        """Ask whose it is and by when."""
        outcome = self._outcome()
        if self._ended:
            self._correct("owner")
        elif outcome is not None:
            reads = lines.reader(self.shown.names, owner=outcome.who, due=outcome.due)
            self.ask(
                f"owner {outcome.kind} {outcome.id}",
                f"{correcting.WHO}   {outcome.text}",
                close_writing.assign,
                self.meeting_id,
                outcome.kind,
                outcome.id,
                text=f"@{outcome.who} " if outcome.who else "@",
                reads=reads,
                expected={_owner_of(outcome.kind): outcome.who_id, "due": outcome.due},
            )

    @on(Rows.Pressed)
    def action_reword(self) -> None:
        """Ask for other words; so does a click on the selected line."""
        kind, row_id = self._selected
        outcome = self._outcome()
        if self._ended:
            self._correct("words")
        elif outcome is not None:
            promise = kind in ("action", "request")
            self.ask(
                f"reword {kind} {row_id}",
                REWORD,
                close_writing.reword,
                self.meeting_id,
                kind,
                row_id,
                text=outcome.text,
                reads=lines.reader(self.shown.names, owner=outcome.who, due=outcome.due) if promise else None,
                expected={close_writing.words_of(kind): outcome.text},
            )
        elif (moved := self._moved(row_id)) is not None and kind == "progress":
            self._reword_progress(moved)
        elif kind == "reflection":
            self._reword_rule(row_id)
        elif kind == "score":
            self._reword_score(row_id)
        else:
            self._elsewhere()

    def action_take_out(self) -> None:
        """Take the selected line out; undo brings it back."""
        kind, row_id = self._selected
        outcome = self._outcome()
        if self._ended:
            self._correct("out")
        elif outcome is not None:
            expected = {close_writing.words_of(kind): outcome.text}
            self.record(close_writing.take_out, self.meeting_id, kind, row_id, expected=expected)
        elif kind == "reflection":
            self.record(reflection_writing.amend, row_id, "", self._rule(row_id))
        else:
            self._elsewhere()

    def _elsewhere(self) -> None:
        if self._selected[0]:
            self.notify("b goes back to the step in which it was recorded, and u takes it back", markup=False)

    def _moved(self, row_id: int) -> Moved | None:
        closing: Closing = self.shown.parts["close"]
        return next((moved for moved in closing.moved if moved.id == row_id), None)

    def _reword_progress(self, moved: Moved) -> None:
        figure = "" if moved.value is None else f"{moved.value:g} "
        sure = f"c{moved.confidence} " if moved.confidence is not None else ""

        def says(line: str) -> dict[str, Any]:
            return dict(zip(("current", "confidence", "note"), parse_value(line, moved.unit) or (), strict=False))

        self.ask(
            f"value {moved.key_result_id}",
            f"New value, confidence, reason, e.g. 84 c6 reviews waited   {moved.title}",
            progress_writing.update,
            moved.key_result_id,
            text=f"{figure}{sure}".strip(),
            says=says,
            meeting_id=self.meeting_id,
            expected={"current": moved.value, "confidence": moved.confidence},
        )

    def _rule(self, row_id: int) -> str:
        reviews: dict[int, Review] = self.shown.parts["reflection"]
        thoughts = (rule for review in reviews.values() for part in review.reflections.values() for rule in part)
        return next((rule.line for rule in thoughts if rule.id == row_id), "")

    def _reword_rule(self, row_id: int) -> None:
        words, amend = self._rule(row_id), reflection_writing.amend
        says = lambda line: {"text": line}  # noqa: E731  # as the other panels ask
        self.ask(f"thought {row_id}", REWORD, amend, row_id, text=words, says=says, expected=words)

    def _scored(self, key_result_id: int) -> Scored:
        reviewed: tuple[Reviewed, ...] = self.shown.parts["scores"]
        return next(row for objective in reviewed for row in objective.key_results if row.id == key_result_id)

    def _reword_score(self, key_result_id: int) -> None:
        scored = self._scored(key_result_id)
        self.ask(
            f"score {scored.id}",
            f"The score all agree on, and why, e.g. 0.6 the last one came late   {scored.key_result.title}",
            scores_writing.settle,
            self.meeting_id,
            scored.id,
            text=f"{scoring.figure(scored.score)} {scored.reason}" if scored.score is not None else "",
            expected=(scored.score, scored.reason),
        )

    # After the end ---------------------------------------------------------------------------------------------

    def _correct(self, doing: str) -> None:
        kind, row_id = self._selected
        if kind == "score":
            # Corrections go by what was recorded, and not by what it is about.
            _, _, row = self._scored(row_id).source.partition(":")
            row_id = int(row or 0)
        if kind:
            self.run_worker(self.program.telling(self._corrected(doing, kind, row_id)))

    async def _corrected(self, doing: str, kind: str, row_id: int) -> None:
        screen = cast(BaseScreen, self.screen)
        by = self.shown.live.facilitator
        if await correcting.correct_row(screen, self.meeting_id, kind, row_id, doing, by):
            await self.program.afterwards.corrected(self.meeting_id)
            screen.post_message(Changed())

    def action_copy(self) -> None:
        self._go(handing_on.copy)

    def action_edit(self) -> None:
        self._go(handing_on.edit)

    def action_export(self) -> None:
        self._go(handing_on.export)

    def action_run(self) -> None:
        self._go(handing_on.run)

    def _go(self, doing: Callable[[Program, int], Coroutine[Any, Any, None]]) -> None:
        self.run_worker(self.program.telling(doing(self.program, self.meeting_id)))


PANEL = ClosePanel


def _owner_of(kind: str) -> str:
    return "to_person_id" if kind == "request" else "owner_id"
