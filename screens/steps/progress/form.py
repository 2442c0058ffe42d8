"""Lists somebody's own key results in a check-in; figure and confidence are changed in place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input

from facilitator.checkin import session as own
from facilitator.checkin.session import Own
from facilitator.common.text import clean_line
from facilitator.steps.progress.checkin import AskedProgress
from facilitator.steps.progress.reading import KeyResultStatus
from screens.actions import Key, declare, digits
from screens.steps.form import Form
from screens.steps.progress.drawing import INDENT, asked, status_line
from screens.steps.progress.panel import parse_value
from screens.widgets.drafts import DraftField
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

SAVE_AFTER = 0.5
"""Seconds for which steps of confidence are gathered into one that is recorded."""


KEYS = declare(
    "own_figures",
    "My key results",
    Key("figure", "enter,v", "figure", "Change the figure that my key result has reached", 90),
    Key("confidence(1)", "+,right,l", "surer", "One more confidence in my key result", 80),
    Key("confidence(-1)", "-,left,h", "less sure", "One less confidence in my key result", 70),
    Key("why", "y", "why", "Say why my key result stands where it does", 60),
)


class OwnKeyResults(Rows):
    """The key results; digits, `+` and `-` set the confidence, `enter` asks for the figure."""

    DEFAULT_CSS = "OwnKeyResults { height: auto; max-height: 16; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        *KEYS,
        *digits("sure", "confidence", "Set the confidence; 0 is 10"),
    ]

    def action_figure(self) -> None:
        self.query_ancestor(ProgressForm).ask_figure(self.selected)

    def action_why(self) -> None:
        self.query_ancestor(ProgressForm).ask_why(self.selected)

    def action_confidence(self, by: int) -> None:
        self.query_ancestor(ProgressForm).sway(self.selected, by=by)

    def action_sure(self, confidence: int) -> None:
        self.query_ancestor(ProgressForm).sway(self.selected, to=confidence)

    def on_rows_pressed(self) -> None:
        self.action_figure()


class ProgressForm(Form):
    """Somebody's own key results."""

    place = 70

    DEFAULT_CSS = "ProgressForm #figure { display: none; }"

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self._known: dict[int, KeyResultStatus] = {}
        self._swayed: dict[int, int] = {}
        # What stood there before it was swayed, and when the field was opened.
        self._before: dict[int, int | None] = {}
        self._stood: dict[str, Any] = {}
        self._timer: Timer | None = None
        self._asked: int | None = None
        self._why = False

    def compose(self) -> ComposeResult:
        yield Static(Content("My key results"), classes="heading", id="own-heading")
        yield OwnKeyResults(id="own-key-results")
        yield DraftField(id="figure", compact=True)

    async def show(self, own: Own, fresh: bool = True) -> None:  # noqa: ARG002  # what is pending is shown anyway
        """Show them, with what is being changed."""
        mine: AskedProgress = own.asked["progress"]
        self._known = {status.key_result.id: status for status in mine.statuses}
        self._list()

    def _list(self) -> None:
        heading = self.query_one("#own-heading", Static)
        hint = "  1-9, 0, +, -: confidence   enter: figure   y: why"
        heading.update(Content.assemble(("My key results", "bold"), (hint, "dim")))
        rows: list[Row] = []
        objective = ""
        for status in self._known.values():
            key_result = status.key_result
            if key_result.objective != objective:
                objective = key_result.objective
                rows.append(Row(Content.assemble(("O  ", "dim"), (clean_line(objective), "bold"))))
            confidence = self._swayed.get(key_result.id, key_result.confidence)
            shown = replace(key_result, title=clean_line(key_result.title), owner="", confidence=confidence)
            rows.append(Row(status_line(replace(status, key_result=shown)), key_result.id, INDENT))
            if fall := status.unexplained_fall:
                rows.append(Row(Content.assemble((f"     ? confidence fell by {fall}: y says why", "$text-warning"))))
        self.query_one(OwnKeyResults).show(rows)

    def sway(self, key_result: object, *, by: int = 0, to: int | None = None) -> None:
        """Change the confidence; it is recorded a moment later, or when the session ends."""
        if not isinstance(key_result, int) or key_result not in self._known:
            return
        now = self._swayed.get(key_result, self._known[key_result].key_result.confidence) or 5
        self._before.setdefault(key_result, self._known[key_result].key_result.confidence)
        self._swayed[key_result] = to or max(1, min(10, now + by))
        self._list()
        if self._timer is None:
            self._timer = self.set_timer(SAVE_AFTER, self._due)

    def _due(self) -> None:
        self._timer = None
        self.run_worker(self.flush(), group="save", exit_on_error=False)

    @property
    def pending(self) -> bool:
        """Whether a confidence is not recorded yet."""
        return bool(self._swayed)

    async def flush(self) -> None:
        """Record the confidences that were changed."""
        await super().flush()
        for key_result, confidence in list(self._swayed.items()):
            before = self._before.pop(key_result, None)
            saved = True
            if before != confidence:
                stood = {"confidence": before}
                saved = await self.record(own.update_progress, key_result, None, confidence, "", stood)
            if saved and key_result in self._known:
                known = self._known[key_result]
                self._known[key_result] = replace(known, key_result=replace(known.key_result, confidence=confidence))
            if self._swayed.get(key_result) == confidence:
                del self._swayed[key_result]
            elif key_result in self._swayed:
                self._before[key_result] = confidence if saved else before
            if not saved:
                # It shows what stands there.
                self._list()

    def ask_figure(self, key_result: object) -> None:
        """Open the field for the figure of that key result."""
        if isinstance(key_result, int) and key_result in self._known:
            words = asked(self._known[key_result].key_result)
            self._open(key_result, words, why=False)

    def ask_why(self, key_result: object) -> None:
        """Open the field for the reason why that key result stands where it does."""
        if isinstance(key_result, int) and key_result in self._known:
            self._open(key_result, "Why does it stand there?", why=True)

    def _open(self, key_result: int, placeholder: str, *, why: bool) -> None:
        self._asked, self._why = key_result, why
        known = self._known[key_result]
        self._stood = {"current": known.key_result.current, "confidence": known.key_result.confidence}
        self._field.placeholder = placeholder
        self._field.open(self.drafts, f"{'why' if why else 'figure'} {key_result}")

    @on(Input.Submitted, "#figure")
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        key_result = self._asked
        if event.value.strip() and key_result is not None:
            if self._why:
                if await self.record(own.update_progress, key_result, None, None, event.value):
                    self.close(recorded=True)
                return
            known = self._known.get(key_result)
            figures = parse_value(event.value, known.key_result.unit if known else "")
            if figures is None:
                words = "that begins with no figure: write a number such as 7 or 12.5, or 7 c6, then the reason"
                self.post_message(self.Refused(words))
                return
            if self._swayed.pop(key_result, None) is not None:
                self._stood["confidence"] = self._before.pop(key_result, None)
            if not await self.record(own.update_progress, key_result, *figures, self._stood, what=event.value):
                self._stood |= self.stands_now() or {}
                return
        self.close(recorded=True)

    def leave(self) -> bool:
        here = self._field.has_focus or self.query_one(OwnKeyResults).has_focus
        self.close()
        return here

    def close(self, *, recorded: bool = False) -> None:
        """Close the field for a figure, and go on in the list."""
        shown = self._field.display
        (self._field.settle if recorded else self._field.close)()
        if shown:
            self.query_one(OwnKeyResults).focus()

    @property
    def _field(self) -> DraftField:
        return self.query_one("#figure", DraftField)


FORM = ProgressForm
