"""Analyses in a check-in: three fields for each of somebody's own key results that was not reached."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from facilitator.checkin.session import Own
from facilitator.common.merging import Sentences, sentences
from facilitator.common.text import clean_line
from facilitator.meeting.agenda import Prompt
from facilitator.okr import scoring
from facilitator.steps.analysis import writing as analysis_writing
from facilitator.steps.analysis.checkin import AskedAnalysis
from screens.connection.calls import Call
from screens.steps.fields import FieldsForm
from screens.widgets.calibration_chart import calibration_chart
from screens.widgets.safe import Static

_Fields = dict[tuple[int, str], Sentences]
_QUESTIONS = {
    "own_part": "own part: what did I not do?",
    "help_needed": "help needed: what, and from whom?",
    "solution": "solution: what solves it?",
}


class AnalysisForm(FieldsForm):
    """What somebody writes of their own unfinished key results, the own part first (METHOD M29)."""

    place = 50

    def compose(self) -> ComposeResult:
        yield Static(Content.assemble(("My unfinished key results", "bold"), ("  own part first", "$muted")))
        yield Vertical(classes="fields")
        yield Static(id="calibration")

    async def show(self, own: Own, fresh: bool = True) -> None:
        """Show the key results with their scores, and what is recorded."""
        asked: AskedAnalysis = own.asked["analysis"]
        prompts = tuple(
            Prompt(_key(unfinished.scored.id, key), f"{clean_line(unfinished.scored.key_result.title)}: {question}")
            for unfinished in asked.unfinished
            for key, question in _QUESTIONS.items()
        )
        recorded = {
            _key(unfinished.scored.id, key): sentences(unfinished.written.get(key, ""))
            for unfinished in asked.unfinished
            for key in _QUESTIONS
        }
        await self.meet(prompts, recorded, fresh)
        own_eyes = self.query_one("#calibration", Static)
        own_eyes.display = bool(asked.calibration.start)
        note = Content.assemble(("  for your own eyes", "$muted"))
        chart = calibration_chart(asked.calibration, self.size.width - 2)
        own_eyes.update(Content("\n").join([Content.assemble(("How sure I was", "bold"), note), chart]))
        own_parts = {_key(unfinished.scored.id, "own_part"): unfinished.scored for unfinished in asked.unfinished}
        for question in self.questions:
            if (scored := own_parts.get(question.prompt.key)) is not None:
                reason = f" “{clean_line(scored.reason)}”" if scored.reason else ""
                score = f"score {scoring.figure(scored.score)}{reason}" if scored.score is not None else "no score yet"
                question.tell(Content.assemble((score, "$muted")))

    def saving(self, base: dict[str, Sentences], mine: dict[str, Sentences]) -> Call:
        """Return the call that records what is written."""
        return self.calling(analysis_writing.save, _by_place(base), _by_place(mine))

    def saved(self, result: Any) -> dict[str, Sentences]:
        """Return what is recorded then."""
        recorded: _Fields = result
        return {_key(*place): sentences for place, sentences in recorded.items()}


FORM = AnalysisForm


def _key(key_result_id: int, key: str) -> str:
    return f"analysis-{key_result_id}-{key}"


def _by_place(fields: dict[str, Sentences]) -> _Fields:
    places = ((place.split("-"), written) for place, written in fields.items())
    return {(int(key_result_id), key): written for (_, key_result_id, key), written in places}
