"""Shows what I have promised, in my check-in, to be done, or dropped and why."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from facilitator.checkin.session import Own
from facilitator.common import clock
from facilitator.common.text import clean_line
from facilitator.promises.reading import PromiseView
from facilitator.steps.promises import checkin as promises_checkin
from facilitator.steps.promises.checkin import AskedPromises
from screens import wording
from screens.actions import Key, declare
from screens.steps.form import AnsweringForm
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

KEYS = declare(
    "own_promises",
    "What I have promised",
    Key("done", "d", "done", "Say that my promise is kept, done", 90),
    Key("drop", "x,delete", "drop", "Drop my promise, and say why", 80),
    Key("reopen", "r", "open again", "Open the promise again that I settled last", 70),
)


class PromisesForm(AnsweringForm):
    """My open promises.

    Attributes:
        last: The kind and id of what was settled last in this session.
    """

    place = 80

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    DEFAULT_CSS = "PromisesForm Rows { height: auto; max-height: 12; }"

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self._known: dict[object, PromiseView] = {}
        self.last: tuple[Any, ...] | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="promises-heading", markup=False)
        yield Rows()
        yield from self.compose_answer("why; enter drops it, esc cancels")

    async def show(self, own: Own, fresh: bool = True) -> None:  # noqa: ARG002  # what is typed stays in its field
        """Show them, what is due first at the top."""
        asked: AskedPromises = own.asked["promises"]
        self._known = {(promise.kind, promise.id): promise for promise in asked.open}
        late = sum(promise.overdue for promise in asked.open)
        self.query_one("#promises-heading", Static).update(
            Content.assemble(
                ("I have promised", "bold $primary"),
                f"  {len(asked.open)}",
                (f"  ▲ {late} overdue" if late else "", "bold $warning"),
                ("  d done  x drop", "$muted"),
            )
        )
        self.rows.show([Row(_line(promise), key, indent=13) for key, promise in self._known.items()])
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """Only what was settled last can be opened again."""
        return self.last is not None if action == "reopen" else True

    @property
    def _selected(self) -> PromiseView | None:
        return self._known.get(self.rows.selected)

    async def action_done(self) -> None:
        if (promise := self._selected) is not None:
            await self._settle((promise.kind, promise.id), "done")

    async def action_reopen(self) -> None:
        if self.last is not None and await self.record(promises_checkin.settle, *self.last, "open"):
            self.last = None

    async def _settle(self, which: tuple[Any, ...], state: str, reason: str = "") -> bool:
        # Only what is open stands in the list.
        settled = await self.record(promises_checkin.settle, *which, state, reason, {"state": "open"})
        if settled:
            self.last = which
        return settled

    def action_drop(self) -> None:
        """Open the field for the reason why the selected promise is dropped."""
        if (promise := self._selected) is not None:
            about = f"Why is it dropped: {clean_line(promise.text)}"
            self.open((promise.kind, promise.id), about, f"drop {promise.kind} {promise.id}")

    @on(Input.Submitted, "#answer")
    async def _dropped(self, event: Input.Submitted) -> None:
        event.stop()
        why = event.value
        if self.answered is not None and why.strip() and await self._settle(self.answered, "dropped", why):
            self.close(recorded=True)


FORM = PromisesForm


def _line(promise: PromiseView) -> Content:
    today = clock.today()
    state, style = wording.promised(promise.state, promise.overdue)
    when = wording.by(promise.due, today)
    return Content.assemble(
        (f"   {state:<10}", style),
        clean_line(promise.text),
        (f"  {clean_line(promise.asker)} asks" if promise.asker else "", "$muted"),
        (f"  {when}" if when else "", style if promise.overdue else "$muted"),
        (f", was {promise.first_due.isoformat()}" if promise.first_due else "", "$muted"),
        (f"  {wording.answered(promise.answer, clean_line(promise.note))}" if promise.answer else "", "$muted"),
    )
