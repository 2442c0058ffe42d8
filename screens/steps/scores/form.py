"""Scores in a check-in: a digit and a reason for each of somebody's own key results, one after the other."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from facilitator.checkin.session import Own
from facilitator.common.errors import RefusedError
from facilitator.common.text import clean_line
from facilitator.okr import scoring
from facilitator.steps.scores import writing as scores_writing
from facilitator.steps.scores.checkin import AskedScores
from facilitator.steps.scores.minutes import score_words
from facilitator.steps.scores.reading import Reviewed, Scored
from screens.actions import Key, declare
from screens.steps.form import Form, in_a_line
from screens.steps.scores.drawing import score_badge, suggested
from screens.widgets.drafts import DraftField, Drafts
from screens.widgets.drawing import bar
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

BEGINNINGS = {**{str(digit): str(digit) for digit in range(10)}, "full_stop": ".", "comma": ","}
"""The keys that begin a score, and what stands in its field then."""


BAR = 10
"""How long the bar of a score is."""
LEAD = BAR + 8
"""Where the words of a key result begin."""

KEYS = declare(
    "own_scores",
    "My scores",
    Key("score('')", "enter", "score", "Score my key result, and say why", 90),
    Key("score('+')", "plus", "1.0", "Score my key result 1.0, fully reached", 80, called="score_full"),
    Key("unscore", "backspace,delete", "no score", "Take the score of my key result away", 60),
)


class OwnScores(Rows):
    """The key results; a digit begins the score of the selected one: 7 = 0.7, + = 1.0."""

    DEFAULT_CSS = "OwnScores { height: auto; max-height: 16; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        *KEYS,
        # Bindings, not handled as keys, so that they come behind all keys that were pressed before them.
        *(Binding(key, f"score({begin!r})", show=False) for key, begin in BEGINNINGS.items()),
    ]

    def action_score(self, begin: str) -> None:
        """Open the field for the score, with what stands there or with `begin`."""
        self.query_ancestor(ScoresForm).begin(self.selected, begin)

    async def action_unscore(self) -> None:
        await self.query_ancestor(ScoresForm).unscore(self.selected)

    def on_rows_pressed(self) -> None:
        self.action_score("")


class ScoreField(DraftField):
    """The score and its reason; a digit typed in the list may become `0.65` or 1.0 by the next key."""

    def __init__(self) -> None:
        super().__init__(id="score", compact=True)
        self._digit = ""

    def score(self, drafts: Drafts, name: str, text: str, typed: str) -> None:
        """Open it for that: with what was typed in the list, or as it was left, or with the text."""
        self.open(drafts, name, text)
        self._digit = typed if typed.isdecimal() else ""
        if typed:
            begun = f"{scoring.figure(int(typed) / 10)} " if self._digit else typed
            self.value = "1.0 " if typed == "+" else begun
            self.cursor_position = len(self.value)

    def on_key(self, event: events.Key) -> None:
        """Take `1` and then `0` for 1.0; `0` and then a point begin a score with more decimals."""
        digit, self._digit = self._digit, ""
        if not digit or event.character is None:
            return
        if digit == "1" and event.character == "0":
            self.value = "1.0 "
        elif digit in "01" and event.character in ".,":
            self.value = f"{digit}."
        else:
            return
        event.stop()
        event.prevent_default()
        self.cursor_position = len(self.value)


class ScoresForm(Form):
    """Somebody's own key results, each with its score and reason."""

    place = 20

    writes = True

    DEFAULT_CSS = """
    ScoresForm #score { display: none; }
    ScoresForm #score-of { display: none; text-style: bold; }
    """

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self._known: dict[object, Scored] = {}
        self._objectives: tuple[Reviewed, ...] = ()
        self._asked: int | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="scores-heading")
        yield OwnScores(id="own-scores")
        yield Static(id="score-of")
        yield ScoreField()

    @property
    def pending(self) -> bool:
        """Whether a score is being typed."""
        return self.query_one("#score", Input).display

    async def show(self, own: Own, fresh: bool = True) -> None:  # noqa: ARG002  # what is pending is in the field
        asked: AskedScores = own.asked["scores"]
        self._known = {scored.id: scored for scored in asked.own}
        self._objectives = asked.objectives
        given = sum(scored.own_score is not None for scored in asked.own)
        self.query_one("#scores-heading", Static).update(
            Content.assemble(
                (f"My scores  {given} of {len(asked.own)}", "bold"),
                ("  press 0-9 (7 = 0.7, + = 1.0), type why, enter", "$muted")
                if given < len(asked.own)
                else ("  ✓ all scored", "bold $text-success"),
            )
        )
        rows: list[Row] = []
        for objective in self._objectives:
            mine = [scored for scored in objective.key_results if scored.id in self._known]
            if mine:
                title = Content.assemble((clean_line(objective.objective.title), "bold $primary"))
                rows.append(Row(Content.assemble(title, (f"  {score_words(objective)}", "$muted")), indent=2))
                rows.extend(Row(score_line(scored), scored.id, indent=LEAD) for scored in mine)
        self.query_one(OwnScores).show(rows)

    def front(self) -> None:
        """Begin with the first key result that has no score."""
        self._next(None)

    def begin(self, key_result: object, typed: str) -> None:
        """Open the field for the score of a key result, `typed` being its beginning."""
        scored = self._known.get(key_result)
        if scored is None:
            return
        self._asked = scored.id
        there = ""
        if scored.own_score is not None:
            there = f"{scoring.figure(scored.own_score)} {clean_line(scored.own_reason)}"
        field = self.query_one(ScoreField)
        field.placeholder = "0.7 and why"
        heading = self.query_one("#score-of", Static)
        heading.update(
            Content.assemble(clean_line(scored.key_result.title), (f"  {clean_line(scored.figures)}", "$muted"))
        )
        heading.display = True
        field.score(self.drafts, f"score {scored.id}", there, typed)

    @on(Input.Submitted, "#score")
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        key_result = self._asked
        if key_result is None:
            return
        if event.value.strip():
            try:
                score, reason = scoring.parse(clean_line(event.value))
            except RefusedError as error:
                self.post_message(self.Refused(in_a_line(error)))
                return
            if not await self.record(scores_writing.give, key_result, score, reason):
                return
        self.query_one(ScoreField).settle()
        self._close()
        self._next(key_result)

    async def unscore(self, key_result: object) -> None:
        """Take the score of a key result away."""
        scored = self._known.get(key_result)
        if scored is not None and scored.own_score is not None:
            await self.record(scores_writing.give, scored.id, None, "")

    def leave(self) -> bool:
        """Close the field; what was typed is there again when it is opened."""
        if not self.pending:
            return self.query_one(OwnScores).has_focus
        self._close()
        self.query_one(OwnScores).focus()
        return True

    def _close(self) -> None:
        self._asked = None
        self.query_one(ScoreField).close()
        self.query_one("#score-of", Static).display = False

    def _next(self, after: int | None) -> None:
        """Select the next key result that has no score, from the one after on; else the one after."""
        key_results = (scored.id for reviewed in self._objectives for scored in reviewed.key_results)
        ids = [key_result for key_result in key_results if key_result in self._known]
        start = ids.index(after) + 1 if after in ids else 0
        following = [*ids[start:], *ids[:start]]
        unscored = [row for row in following if self._known[row].own_score is None and row != after]
        rows = self.query_one(OwnScores)
        rows.focus()
        if unscored or (after is not None and start < len(ids)):
            rows.select(unscored[0] if unscored else ids[start])


FORM = ScoresForm


def score_line(scored: Scored) -> Content:
    """Return a key result in a line: its score and why, what was reached, what progress suggests."""
    score = scored.own_score
    lead = Content.assemble(bar(score or 0.0, BAR, "$success"), " ", score_badge(score), " ")
    title = clean_line(scored.key_result.title)
    if score is None:
        hint = f"  {clean_line(scored.figures)}{suggested(scored)}"
        return Content.assemble(lead, title, (hint, "$muted"))
    why = (f"  “{clean_line(scored.own_reason)}”", "italic $muted")
    return Content.assemble(lead, title, why if scored.own_reason else ("  ! no reason yet", "bold $text-warning"))
