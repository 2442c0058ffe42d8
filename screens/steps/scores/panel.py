"""Agreement: the owner's score of every key result beside what was committed to, and the one that all agree on."""

from __future__ import annotations

from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.okr import calibration, scoring
from facilitator.okr.calibration import Calibration
from facilitator.steps.scores import minutes as scores_minutes
from facilitator.steps.scores import writing as scores_writing
from facilitator.steps.scores.reading import Reviewed, Scored
from facilitator.steps.shown import Shown
from screens.actions import Action, declare
from screens.program import Program
from screens.steps.panel import Panel, Parts, Stood, text
from screens.widgets.calibration_chart import calibration_chart
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

KEYS = declare(
    "scores",
    "The scores",
    Action("settle", "g,s", "another score", "Agree on another score, and say why", 96),
)


class ScoreRows(Rows):
    """The objectives with their key results; `g` asks for the agreed score of the selected one."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._objectives: tuple[Reviewed, ...] = ()
        self._meeting = 0
        self._going_on = False

    def tell(self, shown: Shown) -> None:
        """Show them; what was agreed on makes room for the next objective."""
        self._objectives = shown.parts["scores"]
        self._meeting = shown.live.id
        rows: list[Row] = []
        for objective in self._objectives:
            rows.append(Row(_heading(objective), ("objective", objective.id), indent=3))
            rows.extend(Row(text("     committed to: ", (line, "italic")), indent=7) for line in objective.otherwise)
            rows.extend(Row(agreement_line(one), one.id, indent=16) for one in objective.key_results)
        if not rows:
            rows.append(Row(text("No objectives in this cycle: nothing to agree on. enter goes on.")))
        self.show(rows)
        here = self.objective()
        if self._going_on and here is not None and not here.to_agree:
            self._going_on = False
            self._to_next(here)

    def objective(self) -> Reviewed | None:
        """The selected objective, or that of the selected key result."""
        return next((one for one in self._objectives if self.selected in _ids(one)), None)

    def go_on(self) -> bool:
        """Agree on the scores of the selected objective, else go to the next one that waits for it."""
        here = self.objective()
        if here is not None and here.to_agree:
            self._going_on = True
            shown = {one.id: (one.score, one.reason) for one in here.to_agree}

            def settled(_came: object, error: Exception | None) -> None:
                self._going_on = self._going_on and error is None

            arguments = (self._meeting, list(shown))
            self.post_message(Panel.Record(scores_writing.agree, arguments, {"expected": shown}, settled=settled))
            return True
        return self._to_next(here)

    def _to_next(self, here: Reviewed | None) -> bool:
        at = self._objectives.index(here) + 1 if here is not None else 0
        for one in (*self._objectives[at:], *self._objectives[:at]):
            if one.to_agree:
                self.select(("objective", one.id))
                return True
        return False

    def action_settle(self) -> None:
        """Ask for the agreed score of the selected key result, and why."""
        one = self._selected()
        if one is None:
            return
        there = f"{scoring.figure(one.score)} {one.reason}" if one.score is not None else ""
        stood = Stood((one.score, one.reason))
        ask = Panel.Ask(
            f"score {one.id}",
            f"{one.key_result.title}: the score that all agree on, and why, as in 0.6 the last one came late",
            lambda line: stood.record(scores_writing.settle, self._meeting, one.id, line),
            there,
        )
        self.post_message(stood.ask(ask))

    def on_rows_pressed(self) -> None:
        """A click on the selected one asks for its score."""
        self.action_settle()

    def _selected(self) -> Scored | None:
        some = [one for each in self._objectives for one in each.key_results]
        return next((one for one in some if one.id == self.selected), None)


def _ids(one: Reviewed) -> set[object]:
    return {("objective", one.id), *(each.id for each in one.key_results)}


def _heading(one: Reviewed) -> Content:
    agreed = "  ✓ agreed" if any(each.agreed for each in one.key_results) else ""
    state = "  enter agrees" if one.to_agree else agreed
    sure = f"  committed {one.committed.confidence}" if one.committed and one.committed.confidence else ""
    return text(
        ("O  ", "dim"),
        (one.objective.title, "bold"),
        (f"  {scores_minutes.told_score(one)}", "bold"),
        (f"{sure}  {one.objective.owner}", "dim"),
        (state, "bold $success"),
    )


def agreement_line(one: Scored) -> Content:
    """A key result in a line: the owner's score, the agreed one, what was committed to and reached, why."""
    own, agreed = scoring.figure(one.own_score), scoring.figure(one.agreed_score)
    differs = one.agreed and one.own_score is not None and one.agreed_score != one.own_score
    sure = f", committed {one.committed}" if one.committed is not None else ""
    parts: Parts = [
        (f"   {own:>4} ", ""),
        (f"{'≠' if differs else '→'} {agreed:<4} ", "bold $warning" if differs else "bold"),
        one.key_result.title,
        (f"  {one.figures}{sure}", "dim"),
    ]
    if one.score is None:
        parts.append(("  ! no score yet: g gives one", "bold $warning"))
    elif not one.reason:
        parts.append(("  ! no reason yet: g gives one", "bold $warning"))
    if one.reason:
        parts.append(f"  {one.reason}")
    if differs and one.own_reason and one.own_reason != one.reason:
        parts.append((f"  the owner: {one.own_reason}", "italic"))
    return text(*parts)


class ScoresPanel(Panel):
    """What is agreed on, objective by objective."""

    DEFAULT_CSS = """
    ScoresPanel Static { height: auto; }
    ScoresPanel #came-true { max-height: 12; padding-top: 1; }
    """

    def __init__(self, step: Step, index: int) -> None:
        super().__init__(step, index)
        self._unit: int | None = None

    def compose(self) -> ComposeResult:
        """A heading, the list, and how often the unit's confidence came true."""
        yield Static(id="scores-heading", markup=False)
        yield ScoreRows(id="scores")
        yield Static(id="came-true", markup=False)

    def show(self, shown: Shown, position: Position) -> None:  # noqa: ARG002  # every panel is shown so
        """Show it."""
        if self._unit is None:
            self._unit = shown.live.unit_id
            self.run_worker(self._calibrate(), exit_on_error=False)
        objectives: tuple[Reviewed, ...] = shown.parts["scores"]
        waiting = sum(bool(one.to_agree) for one in objectives)
        missing = sum(one.missing for one in objectives)
        words = f"{waiting} of {len(objectives)} objectives to agree on" if waiting else "What has a score is agreed on"
        lack = f", {missing} without a score" if missing else ""
        self.query_one("#scores-heading", Static).update(text((words, "bold"), lack, ("   owner's → agreed", "dim")))
        self.query_one(ScoreRows).tell(shown)

    async def _calibrate(self) -> None:
        """Say once how often confidence came true in the unit, over all cycles; it takes a look at all of them."""
        ask = cast(Program, self.app).ask
        found: Calibration = await ask(calibration.of_unit, self._unit)
        chart = self.query_one("#came-true", Static)
        chart.display = bool(found.start)
        chart.update(calibration_chart(found, self.size.width - 2))

    def front(self) -> None:
        """The list."""
        self.query_one(ScoreRows).focus()

    def go_on(self) -> bool:
        """Agree, then go to what lacks agreement."""
        return self.query_one(ScoreRows).go_on()


PANEL = ScoresPanel
