"""Shows requests in a check-in: what is asked of me, to be answered, and what I ask for, by when."""

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
from facilitator.common.text import clean_line
from facilitator.meeting import lines
from facilitator.steps.requests import checkin as requests_checkin
from facilitator.steps.requests.checkin import AskedRequests
from facilitator.steps.requests.reading import SupportRequest
from screens import wording
from screens.actions import Key, declare
from screens.steps.form import AnsweringForm
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


class RequestsForm(AnsweringForm):
    """What is asked of me, what I ask, and the key results that more can be asked for."""

    place = 120

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    DEFAULT_CSS = "RequestsForm Rows { height: auto; max-height: 16; }"

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self._known: dict[int, SupportRequest] = {}
        self._key_results: dict[int, str] = {}
        self._loaded = False

    def compose(self) -> ComposeResult:
        yield Static(Content.assemble(("Requests", "bold"), ("  1 accept  2 offer something else  3 decline", "dim")))
        yield Rows()
        yield from self.compose_answer("a note, or none: enter answers, esc cancels")
        yield Static(id="request-for", markup=False)
        yield DraftField(id="new-request", placeholder='e.g. "two pilot customers @Sales by Friday"', compact=True)
        yield Reading(id="request-reading")

    async def show(self, own: Own, fresh: bool = True) -> None:  # noqa: ARG002  # what is typed stays in its field
        asked: AskedRequests = own.asked["requests"]
        reader = lines.reader((*asked.people, *asked.units))
        self.query_one("#request-reading", Reading).read_with(reader, self.query_one("#new-request", Input))
        self._known = {request.id: request for request in asked.to_me}
        self._key_results = {key_result.id: clean_line(key_result.title) for key_result in asked.key_results}
        rows: list[Row] = []
        # What I have accepted is a promise of mine, and stands there.
        promised = own.asked.get("promises")
        elsewhere = {promise.id for promise in promised.open if promise.kind == "request"} if promised else set()
        to_me = [request for request in asked.to_me if request.id not in elsewhere]
        for heading, requests, kind in (("Asked of me", to_me, "to me"), ("I ask", asked.by_me, "by me")):
            if requests:
                rows.append(Row(Content.assemble((heading, "bold"), (f"  {len(requests)}", "dim"))))
            rows.extend(Row(_line(request, kind, self.person_id), (kind, request.id)) for request in requests)
        if asked.key_results:
            rows.append(Row(Content.assemble(("My key results", "bold"), ("  s asks for support for one", "dim"))))
        rows.extend(Row(Content(f"   {title}"), ("key result", key)) for key, title in self._key_results.items())
        self.rows.show(rows)
        self.rows.display = bool(rows)
        self._show_for()
        self.refresh_bindings()
        if not self._loaded:
            self._loaded = True
            self.query_one("#new-request", DraftField).begin(self.drafts, "new-request")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """Only what is asked of me can be answered."""
        return action != "answer" or self._to_answer is not None

    @on(Rows.Selected)
    def _follow_selection(self) -> None:
        # Other keys work on another row.
        self.refresh_bindings()
        self._show_for()

    def action_ask(self) -> None:
        self.query_one("#new-request", Input).focus()

    @property
    def _to_answer(self) -> SupportRequest | None:
        """The selected request, where it is asked of me."""
        return self._known.get(self._selected("to me") or 0)

    def _selected(self, kind: str) -> int | None:
        selected = self.rows.selected
        return selected[1] if isinstance(selected, tuple) and selected[0] == kind else None

    def _show_for(self) -> None:
        """Say which key result a new request would be for."""
        title = self._key_results.get(self._selected("key result") or 0)
        about = f", for {title}" if title else ""
        self.query_one("#request-for", Static).update(Content(f"I ask{about}: what, @whom, by when"))

    def action_answer(self, answer: str) -> None:
        """Open the field for the note that goes with an answer."""
        if (request := self._to_answer) is not None:
            about = f"{ANSWERS[answer]}: {clean_line(request.what)}"
            self.open((request.id, answer), about, f"note {request.id}", request.note)

    @on(Input.Submitted, "#answer")
    async def _answered(self, event: Input.Submitted) -> None:
        event.stop()
        if self.answered is not None and await self.record(own.answer_request, *self.answered, event.value):
            self.close(recorded=True)

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


def _line(request: SupportRequest, kind: str, person_id: int) -> Content:
    who = request.asker if kind == "to me" else request.asked
    due = wording.due(request.due, clock.today())
    answer = wording.answered(request.answer, clean_line(request.note)) or "☐ open"
    mine = request.answered_by_id == person_id
    by = f" ({clean_line(request.answered_by)})" if request.answered_by and not mine else ""
    unit = f" asks {clean_line(request.asked)}" if kind == "to me" else ""
    return Content.assemble(
        (f"   {clean_line(who)}{unit}: ", "bold"),
        clean_line(request.what),
        (f"  for {clean_line(request.key_result)}" if request.key_result else "", "dim"),
        (f"  {due}" if due else "", "dim"),
        (f"  {answer}{by}", "bold"),
    )
