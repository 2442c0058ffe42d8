"""Requests in a check-in: what is asked of me, to be answered, and what I ask for, for which key result, by when."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from facilitator.checkin import session as own
from facilitator.checkin.session import Own
from facilitator.common import clock
from facilitator.common.assigning import LineReader
from facilitator.common.text import clean_line
from facilitator.meeting import lines
from facilitator.steps.requests import checkin as requests_checkin
from facilitator.steps.requests.checkin import AskedRequests, OwnRequest
from screens import wording
from screens.actions import Key, declare
from screens.steps.form import Form
from screens.widgets.drafts import DraftField
from screens.widgets.reading import Reading
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

ANSWERS = {"accepted": "accepted", "countered": "offered instead", "declined": "declined"}


KEYS = declare(
    "own_requests",
    "My requests",
    Key("answer('accepted')", "1", "accept", "Accept what is asked of me", 90),
    Key("answer('countered')", "2", "offer", "Offer something else than what is asked of me", 80),
    Key("answer('declined')", "3", "decline", "Decline what is asked of me", 70),
    Key("ask", "s", "ask support", "Ask somebody for support, for the selected key result", 85),
)


class OwnRequests(Rows):
    """What is asked of me, what I ask, and the key results that more can be asked for."""

    DEFAULT_CSS = "OwnRequests { height: auto; max-height: 16; }"

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """Only what is asked of me can be answered."""
        return action != "answer" or self._form.to_answer is not None

    def on_rows_selected(self) -> None:
        """Other keys work on another row."""
        self.refresh_bindings()
        self._form.show_for()

    def action_answer(self, said: str) -> None:
        """Ask for the note that goes with the answer."""
        self._form.ask_note(said)

    def action_ask(self) -> None:
        """Go to the field for a new request."""
        self._form.query_one("#new-request", Input).focus()

    @property
    def _form(self) -> RequestsForm:
        return next(node for node in self.ancestors if isinstance(node, RequestsForm))


class RequestsForm(Form):
    """My requests, and those to me."""

    place = 120

    DEFAULT_CSS = """
    RequestsForm Static { height: auto; }
    RequestsForm #note, RequestsForm #note-about { display: none; }
    """

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self._known: dict[int, OwnRequest] = {}
        self._key_results: dict[int, str] = {}
        self._answering: tuple[int, str] | None = None
        self._loaded = False

    def compose(self) -> ComposeResult:
        """A heading, the list, the field for a note, the field for a new request."""
        yield Static(Content.assemble(("Requests", "bold"), ("  1 accept  2 offer something else  3 decline", "dim")))
        yield OwnRequests(id="own-requests")
        yield Static(id="note-about", markup=False)
        yield DraftField(id="note", placeholder="a note, or none; enter answers, escape leaves", compact=True)
        yield Static(id="request-for", markup=False)
        yield DraftField(id="new-request", placeholder="two pilot customers @Sales by friday", compact=True)
        yield Reading(id="request-reading")

    async def show(self, own: Own, fresh: bool = True) -> None:  # noqa: ARG002  # what is typed stays in its field
        """Show them."""
        asked: AskedRequests = own.asked["requests"]
        self._read_with(lines.reader((*asked.people, *asked.units)))
        self._known = {one.id: one for one in asked.to_me}
        self._key_results = {one.id: one.title for one in asked.key_results}
        rows: list[Row] = []
        # What I have accepted is a promise of mine, and stands there.
        promised = own.asked.get("promises")
        elsewhere = {one.id for one in promised.open if one.kind == "request"} if promised else set()
        to_me = [one for one in asked.to_me if one.id not in elsewhere]
        for heading, some, kind in (("Asked of me", to_me, "to me"), ("I ask", asked.by_me, "by me")):
            if some:
                rows.append(Row(Content.assemble((heading, "bold"), (f"  {len(some)}", "dim"))))
            rows.extend(Row(_line(one, kind), (kind, one.id)) for one in some)
        if asked.key_results:
            rows.append(Row(Content.assemble(("My key results", "bold"), ("  s asks for support for one", "dim"))))
        rows.extend(
            Row(Content.assemble("   ", clean_line(one.title)), ("key result", one.id)) for one in asked.key_results
        )
        self.query_one(OwnRequests).show(rows)
        self.query_one(OwnRequests).display = bool(rows)
        self.show_for()
        self.refresh_bindings()
        if not self._loaded:
            self._loaded = True
            self.query_one("#new-request", DraftField).begin(self.drafts, "new-request")

    def _read_with(self, reader: LineReader) -> None:
        """Read the request that is typed with this."""
        self.query_one("#request-reading", Reading).read_with(reader, self.query_one("#new-request", Input))

    @property
    def pending(self) -> bool:
        """Whether a request or a note is being typed."""
        return any(field.value for field in self.query(Input) if field.display)

    @property
    def to_answer(self) -> OwnRequest | None:
        """The selected request, where it is asked of me."""
        return self._known.get(self._selected("to me") or 0)

    def _selected(self, kind: str) -> int | None:
        selected = self.query_one(OwnRequests).selected
        return selected[1] if isinstance(selected, tuple) and selected[0] == kind else None

    def show_for(self) -> None:
        """Say which key result a new request would be for."""
        title = self._key_results.get(self._selected("key result") or 0)
        about = f", for {clean_line(title)}" if title else ""
        self.query_one("#request-for", Static).update(Content(f"I ask{about}: words @Name by friday"))

    def ask_note(self, said: str) -> None:
        """Open the field for the note that goes with an answer."""
        one = self.to_answer
        if one is None:
            return
        self._answering = (one.id, said)
        about = self.query_one("#note-about", Static)
        about.update(Content(f"{ANSWERS[said]}: {clean_line(one.what)}"))
        about.display = True
        self._note.open(self.drafts, f"note {one.id}", one.note)

    @property
    def _note(self) -> DraftField:
        return self.query_one("#note", DraftField)

    def leave(self) -> bool:
        """Close the field for a note, and answer nothing."""
        here = self._note.has_focus
        if here:
            self.close_note()
        return here

    def close_note(self) -> None:
        """Close it, and go on in the list."""
        self._answering = None
        self.query_one("#note-about").display = False
        self._note.close()
        self.query_one(OwnRequests).focus()

    @on(Input.Submitted, "#note")
    async def _answered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._answering is None:
            return
        if await self.record(own.answer_request, *self._answering, event.value):
            self._note.settle()
            self.close_note()

    @on(Input.Submitted, "#new-request")
    async def _asked(self, event: Input.Submitted) -> None:
        event.stop()
        key_result = self._selected("key result")
        reading = self.query_one("#request-reading", Reading)
        if not event.value.strip() or reading.reader is None or not reading.takes(event.value):
            return
        line = reading.reader.read(event.value)
        if await self.record(requests_checkin.ask_line, line, key_result, what=event.value):
            event.input.clear()

    @on(Input.Changed, "#new-request")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#request-reading", Reading).follow(event.value)


FORM = RequestsForm


def _line(one: OwnRequest, kind: str) -> Content:
    who = one.asker if kind == "to me" else one.asked
    due = wording.due(one.due, clock.today())
    told = wording.answered(one.answer, clean_line(one.note)) or "☐ open"
    by = f" ({clean_line(one.answered_by)})" if one.answered_by and not one.mine else ""
    unit = f" asks {clean_line(one.asked)}" if kind == "to me" else ""
    return Content.assemble(
        (f"   {clean_line(who)}{unit}: ", "bold"),
        clean_line(one.what),
        (f"  for {clean_line(one.key_result)}" if one.key_result else "", "dim"),
        (f"  {due}" if due else "", "dim"),
        (f"  {told}{by}", "bold"),
    )
