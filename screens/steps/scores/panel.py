"""Shows the owner's score of every key result beside what was committed to, and takes the one all agree on."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from facilitator.common.text import counted
from facilitator.okr import calibration, scoring
from facilitator.okr.calibration import Calibration
from facilitator.steps.scores import writing as scores_writing
from facilitator.steps.scores.reading import Reviewed, Scored
from screens.actions import Key, declare
from screens.steps.fitting import FittingPanel
from screens.steps.panel import HeadedPanel, text
from screens.steps.people import People
from screens.steps.scores import drawing as scores_drawing
from screens.steps.scores.asking import ask_score
from screens.widgets.calibration_chart import calibration_chart
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

LEAST = 12
"""Lines that the scores have before anything stands below them."""
WARNS = "bold $text-warning"

KEYS = declare(
    "scores",
    "The scores",
    Key("settle", "g,s", "score", "Agree on another score, and say why", 96),
)


class ScoresPanel(FittingPanel, HeadedPanel):
    """What is agreed on, objective by objective; `g` asks for the agreed score of the selected key result."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    DEFAULT_CSS = "ScoresPanel #came-true { max-height: 12; padding-top: 1; }"

    _calibrated = _going_on = False

    @property
    def _objectives(self) -> tuple[Reviewed, ...]:
        objectives: tuple[Reviewed, ...] = self.shown.parts["scores"]
        return objectives

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static(id="came-true", markup=False)

    def show(self) -> None:
        """Show it; what was agreed on makes room for the next objective."""
        if not self._calibrated:
            self._calibrated = True
            self.run_worker(self._calibrate(self.shown.live.unit_id), exit_on_error=False)
        waiting = sum(bool(reviewed.to_agree) for reviewed in self._objectives)
        missing = sum(reviewed.missing for reviewed in self._objectives)
        words = f"{waiting} of {counted(len(self._objectives), 'objective')} to agree on"
        lack = f"  {counted(missing, 'key result')} without a score" if missing else ""
        keys = "  enter agrees, g gives another score" if waiting else "  g gives another score"
        line = text((words if waiting else "✓ What has a score is agreed on", "bold"), (lack, WARNS))
        self.head(line, (keys if line.cell_length + len(keys) <= self.width else "", "$muted"))
        rows = self._rows()
        if not rows:
            rows.append(Row(text("No objectives in this cycle. Nothing to agree on: enter goes on.")))
        self.rows.show(rows)
        here = self._objective()
        if self._going_on and here is not None and not here.to_agree:
            self._going_on = False
            self._to_next(here)
        self.refresh_bindings()

    def _rows(self) -> list[Row]:
        people, width, roomy = People.of(self.shown.live), self.width, self.roomy
        rows: list[Row] = []
        for reviewed in self._objectives:
            settled = not reviewed.to_agree and any(scored.agreed for scored in reviewed.key_results)
            agreed = ("  ✓ agreed" if settled else "", "bold $text-success")
            rows.append(scores_drawing.heading_row(reviewed, people, width, agreed))
            rows += scores_drawing.promised_rows(reviewed)
            rows += [_agreement_row(scored, width, inline=not roomy) for scored in reviewed.key_results]
            if roomy:
                rows.append(Row(text("")))
        return rows

    async def _calibrate(self, unit_id: int) -> None:
        """Say once how often confidence came true in the unit, over all cycles; it takes a look at all of them."""
        unit: Calibration = await self.program.ask(calibration.of_unit, unit_id)
        chart = self.query_one("#came-true", Static)
        chart.display = bool(unit.start) and len(unit.start) + LEAST <= self.size.height
        chart.update(calibration_chart(unit, self.size.width - 2))

    def _objective(self) -> Reviewed | None:
        """Return the selected objective, or that of the selected key result."""
        return next((reviewed for reviewed in self._objectives if self.selected in _ids(reviewed)), None)

    def go_on(self) -> bool:
        """Agree on the scores of the selected objective, else go to the next one that waits for it."""
        here = self._objective()
        if here is None or not here.to_agree:
            return self._to_next(here)
        self._going_on = True
        shown = {scored.id: (scored.score, scored.reason) for scored in here.to_agree}

        def settled(_result: object, error: Exception | None) -> None:
            self._going_on = self._going_on and error is None

        self.record(scores_writing.agree, self.meeting_id, list(shown), expected=shown, settled=settled)
        return True

    def _to_next(self, here: Reviewed | None) -> bool:
        at = self._objectives.index(here) + 1 if here is not None else 0
        for reviewed in (*self._objectives[at:], *self._objectives[:at]):
            if reviewed.to_agree:
                self.rows.select(("objective", reviewed.id))
                return True
        return False

    @on(Rows.Pressed)
    def action_settle(self) -> None:
        """Ask for the agreed score of the selected key result, and why; so does a click on it."""
        key_results = (scored for reviewed in self._objectives for scored in reviewed.key_results)
        scored = next((scored for scored in key_results if scored.id == self.selected), None)
        if scored is None:
            self.rows.unselected("Select the key result to score")
        else:
            ask_score(self, scored)

    def enter_words(self) -> str:
        here = self._objective()
        if here is not None and here.to_agree:
            return f"agree on {counted(len(here.to_agree), 'score')}"
        return "next objective" if any(reviewed.to_agree for reviewed in self._objectives) else ""

    def words_for(self, action: str) -> str | None:
        """Return what a key does here; empty where it does nothing."""
        return "" if action == "settle" and not self._objectives else None


PANEL = ScoresPanel


def _ids(reviewed: Reviewed) -> set[object]:
    return {("objective", reviewed.id), *(scored.id for scored in reviewed.key_results)}


def _agreement_row(scored: Scored, width: int, *, inline: bool) -> Row:
    """Return a key result: the owner's score, the agreed one, what was committed to and reached, and why."""
    differs = scored.agreed and scored.own_score is not None and scored.agreed_score != scored.own_score
    agreed = scoring.figure(scored.agreed_score)
    own = scoring.figure(scored.own_score) if scored.own_score is not None else ""
    colour = "$success" if scored.agreed else "$warning" if scored.score is None else "$muted"
    sign = ("≠", "bold $text-warning") if differs else ("→" if own else " ", "$muted")
    lead = text(
        scores_drawing.score_bar(scored.score, width),
        f" {own:>4} ",
        sign,
        " ",
        scores_drawing.badge(f"{agreed:^4}", colour),
        " ",
    )
    lack = ""
    if scored.score is None:
        lack = f"  ! no score yet{'' if width < 100 else scores_drawing.suggested(scored)}"
    elif not scored.reason:
        lack = "  ! no reason yet"
    theirs = scored.own_reason if differs and scored.own_reason != scored.reason else ""
    reason = text(
        (f"“{scored.reason}”" if scored.reason else "", "italic"),
        (f"  the owner: “{theirs}”" if theirs else "", "italic $muted"),
    )
    indent = scores_drawing.bar_width(width) + 15
    words = scores_drawing.parted(scored, text((lack, WARNS)), reason, width - indent, inline)
    return Row(text(lead, words), scored.id, indent)
