"""Shows a presenter's turn: their OKRs as headings, what is asked and answered, suggested, how it fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from facilitator.common import clock
from facilitator.common.text import clean_line
from facilitator.meeting import lines
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.okr import suggestions
from facilitator.okr.views import KeyResultView, ObjectiveView
from facilitator.promises import requests as promises_requests
from facilitator.steps import outcomes
from facilitator.steps.requests import writing as requests_writing
from facilitator.steps.requests.reading import PresentedObjective, PresentedSuggestion, PresenterTurn, SupportRequest
from facilitator.steps.shown import Shown
from screens.actions import Key, declare
from screens.steps.panel import HeadedPanel, Panel, text
from screens.steps.requests import drawing
from screens.widgets.questions import Pick
from screens.widgets.rows import Row

NOT_ALOUD = "No reading aloud: everybody could read them."
HINT = "  s support  i suggest  f fit"
SILENT = "Nothing was asked, suggested or aligned: enter again goes on"


KEYS = declare(
    "requests",
    "Support, suggestions, how it fits",
    Key("ask", "s", "ask support", "Ask somebody for support, by a day", 96),
    Key("suggest", "i", "suggest", "Suggest something for the objective or the key result", 95),
    Key("fits", "f", "how it fits", "Say how the OKRs fit upward and across", 94),
    Key("answer('accepted')", "1", "accept", "Accept the request, or take up the suggestion", 99),
    Key("answer('countered')", "2", "offer", "Offer something else, or answer the suggestion", 98),
    Key("answer('declined')", "3", "decline", "Decline the request, or answer the suggestion", 97),
    Key("carry_over", "4", "carry over", "Leave the request open, knowing it", 88),
    Key("assign", "A", "as action", "Make the accepted request an action of the asked side", 87),
    Key("key_result", "K", "as key result", "Make the accepted request a key result of the asked side", 86),
)


class RequestsPanel(HeadedPanel):
    """The presenter's OKRs, and what is said of them; digits answer the selected request or suggestion."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *KEYS,
        # Where what is selected does not take these keys, they say so.
        Binding("1,2,3", "need('select the request or suggestion that is answered')", show=False),
        Binding("4", "need('select the request that stays open')", show=False),
        Binding("A,K", "need('select a request that is accepted and has become nothing yet')", show=False),
        Binding("i", "need('select the objective or key result that it is for')", show=False),
    ]

    def __init__(self, step: Step, index: int, shown: Shown, position: Position) -> None:
        super().__init__(step, index, shown, position)
        self.turn: PresenterTurn | None = None
        # Whether the screen has said that this turn brought nothing.
        self._warned = False
        self._about: dict[tuple[str, int], tuple[ObjectiveView, KeyResultView | None]] = {}
        self._requests: dict[int, SupportRequest] = {}
        self._suggestions: dict[int, PresentedSuggestion] = {}

    def on_resize(self) -> None:
        """Show it as there is room for it."""
        self.show()

    def show(self) -> None:
        """Show the turn of whoever has the word."""
        turns: dict[int, PresenterTurn] = self.shown.parts["requests"]
        before = self.turn.person_id if self.turn else None
        turn = self.turn = turns.get(self.position.speaker or 0)
        self._warned = self._warned and turn is not None and turn.person_id == before and turn.silent
        self._show_what_for()
        self._about, self._requests, self._suggestions = {}, {}, {}
        if turn is None:
            self.rows.show([Row(text(("Nobody has the word. ", "bold"), "enter: next, b: back"))])
            return
        today, called = clock.today(), drawing.CalledPeople.of(self.shown.live)
        rows = [row for objective in turn.objectives for row in self._objective(objective)]
        if not rows:
            rows.append(Row(text(f"{turn.name} has no OKRs in this cycle.", (" s: ask for support", "$muted"))))
        if turn.requests:
            rows.append(Row(text(("Support asked", "bold $primary"), (f"  {len(turn.requests)}", "$muted"))))
        for request in turn.requests:
            self._requests[request.id] = request
            rows.append(Row(drawing.request_line(request, called, today), ("request", request.id), drawing.INDENT))
        if turn.suggestions:
            rows.append(Row(text(("Suggestions", "bold $primary"), (f"  {len(turn.suggestions)}", "$muted"))))
        for suggestion in turn.suggestions:
            self._suggestions[suggestion.id] = suggestion
            rows.append(Row(drawing.suggestion_line(suggestion, called), ("suggestion", suggestion.id), drawing.INDENT))
        if turn.aligned:
            rows.append(Row(text(("How it fits  ", "bold $primary"), turn.aligned), indent=13))
        selected = self.selected
        self.rows.show(self._apart(rows))
        if turn.person_id != before:
            self.rows.scroll_home(animate=False)
            self.rows.select(next(iter(self._about), None))
        elif selected != self.selected:
            # It was taken back: a key that is meant for it is not for its neighbour.
            self.rows.select(None)
        self.refresh_bindings()

    def _apart(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return the rows with what is about something else apart, where there is plenty of room."""
        if 3 * len(rows) > self.size.height:
            return rows
        apart: list[Row] = []
        for row in rows:
            heading = row.id is None and not row.content.plain.startswith(" ")
            if apart and (heading or (isinstance(row.id, tuple) and row.id[0] == "objective")):
                apart.append(Row(Content("")))
            apart.append(row)
        return apart

    def _objective(self, shown: PresentedObjective) -> Sequence[Row]:
        objective = shown.objective
        self._about["objective", objective.id] = (objective, None)
        other = self.turn is not None and objective.owner != self.turn.name
        owner = f"  {objective.owner or 'nobody yet'}" if other else ""
        title = text(("O  ", "$muted"), (objective.title, "bold"), (owner, "$muted"))
        rows = [Row(title, ("objective", objective.id), 3)]
        for key_result in objective.key_results:
            self._about["key_result", key_result.id] = (objective, key_result)
            rows.append(Row(drawing.key_result_line(key_result), ("key_result", key_result.id), drawing.INDENT))
        if shown.supports:
            rows.append(Row(text(("   ↑ supports  ", "$muted"), shown.supports), indent=drawing.INDENT))
        if shown.supported_by:
            rows.append(
                Row(text(("   ↓ supported by  ", "$muted"), "; ".join(shown.supported_by)), indent=drawing.INDENT)
            )
        return rows

    def on_rows_selected(self) -> None:
        """Show the keys that work on this row."""
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        match action:
            case "ask" | "fits":
                return self.turn is not None
            case "suggest":
                return self.selected in self._about
            case "answer":
                return self._to_answer() is not None
            case "carry_over":
                request = self._to_answer()
                return isinstance(request, SupportRequest) and request.answer is None and not request.carried_over
            case "assign" | "key_result":
                return self._accepted() is not None
        return True

    def _selected(self, kind: str) -> int | None:
        selected = self.selected
        return selected[1] if isinstance(selected, tuple) and selected[0] == kind else None

    def _to_answer(self) -> SupportRequest | PresentedSuggestion | None:
        """Return the selected request or suggestion, where it can be answered."""
        if (suggestion := self._suggestions.get(self._selected("suggestion") or 0)) is not None:
            return suggestion if suggestion.state == "open" else None
        return self._requests.get(self._selected("request") or 0)

    def _accepted(self) -> SupportRequest | None:
        """Return the selected request, where it is accepted and has become nothing yet."""
        request = self._requests.get(self._selected("request") or 0)
        return request if request is not None and request.answer == "accepted" and not request.became else None

    def action_need(self, words: str) -> None:
        """Say what has to be selected for a key."""
        self.rows.unselected(words)

    def _new(self, kind: str, record: Panel.Record) -> Panel.Record:
        """Have something new selected once it is recorded, and nothing until then."""
        before = self.selected
        self.rows.select(None)

        def settled(recorded: Any, error: Exception | None) -> None:
            if self.selected is None:
                self.rows.select((kind, recorded.id) if error is None else before)
            self.refresh_bindings()

        record.settled = settled
        return record

    def action_ask(self) -> None:
        turn, meeting = self.turn, self.meeting_id
        if turn is None:
            return
        key_result = self._about.get(("key_result", self._selected("key_result") or 0), (None, None))[1]
        about = f", for {clean_line(key_result.title)}" if key_result else ""
        keywords = {"from_id": turn.person_id, "key_result_id": key_result.id if key_result else None}
        reads = lines.reader((*self.shown.names, *self.shown.units))
        self.post_message(
            Panel.Ask(
                f"support {turn.person_id}",
                f'{turn.name} asks{about}, e.g. "two testers @Sales by Friday"',
                lambda line: self._new(
                    "request", Panel.Record(outcomes.request_help, (meeting, reads.read(line)), keywords)
                ),
                reads=reads,
            )
        )

    def action_suggest(self) -> None:
        meeting, chosen = self.meeting_id, self.selected
        if chosen not in self._about:
            return
        objective, key_result = self._about[chosen]
        about = clean_line((key_result or objective).title)
        places = (objective.id, key_result.id if key_result else None)
        reads = lines.reader(self.shown.names, days=False)
        self.post_message(
            Panel.Ask(
                f"suggestion {chosen}",
                f'Suggestion, e.g. "name the customer @Joe"   for {about}',
                lambda line: self._new(
                    "suggestion", Panel.Record(requests_writing.suggest_line, (meeting, reads.read(line), *places), {})
                ),
                reads=reads,
            )
        )

    def action_fits(self) -> None:
        if (turn := self.turn) is not None:
            self.ask(
                f"fits {turn.person_id}",
                "How does it fit upward and across? (empty takes it away)",
                promises_requests.align,
                self.meeting_id,
                turn.person_id,
                text=turn.aligned,
                expected=turn.aligned,
            )

    def action_answer(self, answer: str) -> None:
        selected = self._to_answer()
        if isinstance(selected, PresentedSuggestion):
            self._answer_suggestion(selected, answer)
        elif selected is not None:
            arguments = (promises_requests.answer, selected.id, answer)
            keywords: dict[str, Any] = {"meeting_id": self.meeting_id, "seen": selected.answer}
            if answer == "accepted":
                self.record(*arguments, **keywords)
                return
            declines = answer == "declined"
            words = "declines. Why? (may stay empty)" if declines else "offers instead"
            self.ask(f"{answer} {selected.id}", f"{selected.asked} {words}", *arguments, blank=declines, **keywords)

    def _answer_suggestion(self, suggestion: PresentedSuggestion, answer: str) -> None:
        by = self.turn.person_id if self.turn else None
        keywords: dict[str, Any] = {"by_id": by, "meeting_id": self.meeting_id}
        if answer != "accepted":
            self.ask(f"reply {suggestion.id}", "The owner's answer", suggestions.answer, suggestion.id, **keywords)
            return
        keywords["reason"] = f"suggested: {clean_line(suggestion.text)}"

        def says(line: str) -> dict[str, str | None]:
            return {"title": None if clean_line(line).strip() in ("", suggestion.about) else line}

        field, about, accept = f"accept {suggestion.id}", suggestion.about, suggestions.accept
        self.ask(field, "Reword it, or enter as it is", accept, suggestion.id, text=about, says=says, **keywords)

    def action_carry_over(self) -> None:
        request = self._to_answer()
        if isinstance(request, SupportRequest):
            self.record(promises_requests.carry_over, request.id, self.meeting_id)

    def action_assign(self) -> None:
        if (request := self._accepted()) is not None:
            self.record(promises_requests.become_action, request.id, self.meeting_id)

    def action_key_result(self) -> None:
        """Make the accepted request a key result of an objective of theirs, or of a new one."""
        request, meeting = self._accepted(), self.meeting_id
        if request is None:
            return

        def take(chosen: object) -> None:
            if chosen == 0:
                self.ask(
                    f"objective {request.id}",
                    f"A new objective of {request.asked}",
                    promises_requests.become_key_result,
                    request.id,
                    meeting,
                    None,
                    text=request.what,
                )
            elif isinstance(chosen, int):
                self.record(promises_requests.become_key_result, request.id, meeting, chosen)

        choices = [(row_id, clean_line(title)) for row_id, title in request.objectives]
        self.app.push_screen(
            Pick(f"A key result of which objective of {request.asked}?", [*choices, (0, "a new one, as a draft")]), take
        )

    def _show_what_for(self) -> None:
        turn = self.turn
        if self._warned:
            self.head((f" ! {SILENT} ", "bold $background on $warning"))
        elif turn is not None and turn.objectives:
            room = (self.size.width or 76) - len(NOT_ALOUD)
            self.head((NOT_ALOUD, "bold"), (HINT if len(HINT) <= room else "", "$muted"))
        else:
            self.head()

    def enter_words(self) -> str:
        """Return that it asks once more, where the turn brought nothing yet."""
        turn = self.turn
        return "anything to ask?" if turn is not None and turn.silent and not self._warned else ""

    def go_on(self) -> bool:
        """Say once that the turn brought nothing, before the word goes on."""
        turn = self.turn
        if self._warned or turn is None or not turn.silent:
            return False
        self._warned = True
        self._show_what_for()
        self.refresh_bindings()
        return True


PANEL = RequestsPanel
