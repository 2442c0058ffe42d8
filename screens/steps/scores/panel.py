"""Shows the owner's score of every key result beside what was committed to, and takes the one all agree on."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.okr import calibration, scoring
from facilitator.okr.calibration import Calibration
from facilitator.steps.scores import minutes as scores_minutes
from facilitator.steps.scores import writing as scores_writing
from facilitator.steps.scores.reading import Reviewed, Scored
from screens.actions import Key, declare
from screens.steps.panel import HeadedPanel, Parts, text
from screens.widgets.calibration_chart import calibration_chart
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

KEYS = declare(
    "scores",
    "The scores",
    Key("settle", "g,s", "another score", "Agree on another score, and say why", 96),
)


class ScoresPanel(HeadedPanel):
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
        count = len(self._objectives)
        words = f"{waiting} of {count} objectives to agree on" if waiting else "What has a score is agreed on"
        lack = f", {missing} without a score" if missing else ""
        self.head((words, "bold"), lack, ("   owner's → agreed", "dim"))
        rows: list[Row] = []
        for reviewed in self._objectives:
            rows.append(Row(_heading(reviewed), ("objective", reviewed.id), indent=3))
            rows.extend(Row(text("     committed to: ", (line, "italic")), indent=7) for line in reviewed.otherwise)
            rows.extend(Row(agreement_line(scored), scored.id, indent=16) for scored in reviewed.key_results)
        if not rows:
            rows.append(Row(text("No objectives in this cycle: nothing to agree on. enter goes on.")))
        self.rows.show(rows)
        here = self._objective()
        if self._going_on and here is not None and not here.to_agree:
            self._going_on = False
            self._to_next(here)

    async def _calibrate(self, unit_id: int) -> None:
        """Say once how often confidence came true in the unit, over all cycles; it takes a look at all of them."""
        unit: Calibration = await self.program.ask(calibration.of_unit, unit_id)
        chart = self.query_one("#came-true", Static)
        chart.display = bool(unit.start)
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
        if scored is not None:
            self.ask(
                f"score {scored.id}",
                f"{scored.key_result.title}: the score that all agree on, and why, as in 0.6 the last one came late",
                scores_writing.settle,
                self.meeting_id,
                scored.id,
                text=f"{scoring.figure(scored.score)} {scored.reason}" if scored.score is not None else "",
                expected=(scored.score, scored.reason),
            )


PANEL = ScoresPanel


def _ids(reviewed: Reviewed) -> set[object]:
    return {("objective", reviewed.id), *(scored.id for scored in reviewed.key_results)}


def objective_line(reviewed: Reviewed, committed: str = "", state: str = "", hint: str = "") -> Content:
    """Return a line for an objective of a review: its score, whose it is, what was done with it, what can be done."""
    return text(
        ("O  ", "dim"),
        (reviewed.objective.title, "bold"),
        (f"  {scores_minutes.score_words(reviewed)}", "bold"),
        (f"{committed}  {reviewed.objective.owner}", "dim"),
        (state, "bold $success"),
        (hint, "dim"),
    )


def _heading(reviewed: Reviewed) -> Content:
    agreed = "  ✓ agreed" if any(scored.agreed for scored in reviewed.key_results) else ""
    committed = reviewed.committed.confidence if reviewed.committed else None
    sure = f"  committed {committed}" if committed else ""
    return objective_line(reviewed, sure, "  enter agrees" if reviewed.to_agree else agreed)


def agreement_line(scored: Scored) -> Content:
    """Return a key result in a line: the owner's score, the agreed one, what was committed to and reached, why."""
    own, agreed = scoring.figure(scored.own_score), scoring.figure(scored.agreed_score)
    differs = scored.agreed and scored.own_score is not None and scored.agreed_score != scored.own_score
    sure = f", committed {scored.committed}" if scored.committed is not None else ""
    parts: Parts = [
        (f"   {own:>4} ", ""),
        (f"{'≠' if differs else '→'} {agreed:<4} ", "bold $warning" if differs else "bold"),
        scored.key_result.title,
        (f"  {scored.figures}{sure}", "dim"),
    ]
    if scored.score is None:
        parts.append(("  ! no score yet: g gives one", "bold $warning"))
    elif not scored.reason:
        parts.append(("  ! no reason yet: g gives one", "bold $warning"))
    if scored.reason:
        parts.append(f"  {scored.reason}")
    if differs and scored.own_reason and scored.own_reason != scored.reason:
        parts.append((f"  the owner: {scored.own_reason}", "italic"))
    return text(*parts)
