"""What I have promised, in my check-in: done, or dropped and why."""

from __future__ import annotations

from typing import ClassVar

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
from screens.steps.form import Form
from screens.widgets.drafts import DraftField
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

KEYS = declare(
    "own_promises",
    "What I have promised",
    Key("done", "d", "done", "Say that my promise is kept, done", 90),
    Key("drop", "x,delete", "drop", "Drop my promise, and say why", 80),
    Key("reopen", "r", "open again", "Open the promise again that I settled last", 70),
)


class OwnPromises(Rows):
    """What I owe."""

    DEFAULT_CSS = "OwnPromises { height: auto; max-height: 12; }"

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """Only what stands there can be settled, and only what was settled last be opened again."""
        return self._form.last is not None if action == "reopen" else True

    async def action_done(self) -> None:
        """It is done."""
        await self._form.done()

    def action_drop(self) -> None:
        """Ask why."""
        self._form.ask_why()

    async def action_reopen(self) -> None:
        """What was settled last is open after all."""
        await self._form.reopen()

    @property
    def _form(self) -> PromisesForm:
        return next(node for node in self.ancestors if isinstance(node, PromisesForm))


class PromisesForm(Form):
    """My open promises.

    Attributes:
        last: The kind and id of what was settled last in this session.
    """

    place = 80

    DEFAULT_CSS = """
    PromisesForm Static { height: auto; }
    PromisesForm #why, PromisesForm #why-about { display: none; }
    """

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self._known: dict[tuple[str, int], PromiseView] = {}
        self._dropping: tuple[str, int] | None = None
        self.last: tuple[str, int] | None = None

    def compose(self) -> ComposeResult:
        """A heading, the list, and the field for a reason."""
        yield Static(id="promises-heading", markup=False)
        yield OwnPromises(id="own-promises")
        yield Static(id="why-about", markup=False)
        yield DraftField(id="why", placeholder="why; enter drops it, escape leaves it", compact=True)

    async def show(self, own: Own, fresh: bool = True) -> None:  # noqa: ARG002  # what is typed stays in its field
        """Show them, what is due first at the top."""
        asked: AskedPromises = own.asked["promises"]
        self._known = {(one.kind, one.id): one for one in asked.open}
        late = sum(one.overdue for one in asked.open)
        self.query_one("#promises-heading", Static).update(
            Content.assemble(
                ("I have promised", "bold"),
                f"  {len(asked.open)}",
                (f"  ▲ {late} overdue" if late else "", "bold $warning"),
                ("  d done  x drop", "dim"),
            )
        )
        self.query_one(OwnPromises).show([Row(_line(one), key, indent=13) for key, one in self._known.items()])
        self.refresh_bindings()

    @property
    def pending(self) -> bool:
        """Whether a reason is being typed."""
        return bool(self._field.value) and self._dropping is not None

    @property
    def _selected(self) -> PromiseView | None:
        return self._known.get(self.query_one(OwnPromises).selected)  # type: ignore[call-overload, no-any-return]  # rows carry these keys

    async def done(self) -> None:
        """The selected one is done."""
        if (one := self._selected) is not None:
            await self._settle((one.kind, one.id), "done")

    async def reopen(self) -> None:
        """Open again what was settled last."""
        if self.last is not None and await self.record(promises_checkin.settle, *self.last, "open"):
            self.last = None

    async def _settle(self, which: tuple[str, int], state: str, reason: str = "") -> bool:
        # Only what is open stands in the list.
        settled = await self.record(promises_checkin.settle, *which, state, reason, {"state": "open"})
        if settled:
            self.last = which
        return settled

    def ask_why(self) -> None:
        """Open the field for the reason."""
        one = self._selected
        if one is None:
            return
        self._dropping = (one.kind, one.id)
        about = self.query_one("#why-about", Static)
        about.update(Content(f"Why is it dropped: {clean_line(one.text)}"))
        about.display = True
        self._field.open(self.drafts, f"drop {one.kind} {one.id}")

    def close(self) -> None:
        """Close it, and go on in the list."""
        self._dropping = None
        self.query_one("#why-about").display = False
        self._field.close()
        self.query_one(OwnPromises).focus()

    @on(Input.Submitted, "#why")
    async def _dropped(self, event: Input.Submitted) -> None:
        event.stop()
        if (
            self._dropping is not None
            and event.value.strip()
            and await self._settle(self._dropping, "dropped", event.value)
        ):
            self._field.settle()
            self.close()

    def leave(self) -> bool:
        """Close the field, and drop nothing."""
        here = self._field.has_focus
        if here:
            self.close()
        return here

    @property
    def _field(self) -> DraftField:
        return self.query_one("#why", DraftField)


FORM = PromisesForm


def _line(one: PromiseView) -> Content:
    today = clock.today()
    state, style = wording.promised(one.state, one.overdue)
    when = wording.by(one.due, today)
    return Content.assemble(
        (f"   {state:<10}", style),
        clean_line(one.text),
        (f"  {clean_line(one.asker)} asks" if one.asker else "", "dim"),
        (f"  {when}" if when else "", style if one.overdue else "dim"),
        (f", was {one.first_due.isoformat()}" if one.first_due else "", "dim"),
        (f"  {wording.answered(one.answer, clean_line(one.note))}" if one.answer else "", "dim"),
    )
