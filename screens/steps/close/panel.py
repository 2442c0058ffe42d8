"""Shows decisions, actions and parked topics before everybody's eyes, then the minutes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from datetime import date
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.content import Content

from facilitator.common import clock
from facilitator.meeting.running import Live
from facilitator.steps.analysis.reading import AnalysisShown
from facilitator.steps.outcomes import Outcome
from screens import wording
from screens.actions import Key, declare
from screens.after_the_end import Afterwards
from screens.minutes import handing_on
from screens.program import Program
from screens.steps.panel import ListPanel, text
from screens.widgets.rows import Row

TICK = 0.5
"""Seconds between two looks at what runs after the end."""
SHOWN = 5
"""The most lines that are shown of what a command wrote that failed."""
HEADINGS = {
    "decision": ("Decisions", "d records one"),
    "action": ("Actions", "a records one: words @Name by friday"),
    "request": ("Requests for help", ""),
    "parked": ("Parked topics", "p parks one"),
}


KEYS = declare(
    "ended",
    "After the meeting",
    Key("copy", "y", "copy", "Copy the minutes to the clipboard", 95),
    Key("edit", "o", "editor", "Open the minutes in your editor", 94),
    Key("run", "r", "run again", "Run the command after the meeting again", 93),
)


class ClosePanel(ListPanel):
    """What came out of the meeting; after its end, what becomes of the minutes, and keys for them."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    _state = ""
    """What the meeting was doing when it was shown last."""

    def on_mount(self) -> None:
        """Keep up with what runs after the end."""
        self.set_interval(TICK, self._tick)

    def _tick(self) -> None:
        if self._state == "ended":
            before = self.rows.rows
            self.show()
            if self.rows.rows != before:
                self.refresh_bindings()

    def show(self) -> None:
        shown, position = self.shown, self.position
        if self._state != position.state:
            self._state = position.state
            self.call_later(self.refresh_bindings)
        rows: list[Row] = []
        if position.state == "ended":
            rows.append(Row(text(("The meeting has ended. ", "bold"), f"{wording.duration(position.seconds)}.")))
            over = round(position.seconds) - shown.live.agenda.seconds
            if over > 0:
                rows.append(Row(text((f"! {wording.duration(over)} overtime", "bold $warning"))))
            rows.extend(map(Row, after_the_end(self.program.afterwards, shown.live)))
            rows.append(Row(text("")))
        analysis: AnalysisShown | None = shown.parts.get("analysis")
        if analysis is not None and analysis.lacking:
            rows.append(Row(text(("! Unfinished, and still without:", "bold $warning"))))
            rows.extend(
                Row(text(f"  {miss.scored.key_result.title}  ", (miss.lacks, "bold"))) for miss in analysis.lacking
            )
            rows.append(Row(text("")))
        today = clock.today()
        none = "  none" if position.state == "ended" else "  none yet  {}"
        for kind, (heading, hint) in HEADINGS.items():
            outcomes = [outcome for outcome in shown.outcomes if outcome.kind == kind]
            count = f"  {len(outcomes)}" if outcomes else none.format(hint)
            rows.append(Row(text((heading, "bold"), (count, "dim"))))
            rows.extend(Row(outcome_line(outcome, today), (kind, outcome.id)) for outcome in outcomes)
            rows.append(Row(text("")))
        self.rows.show(rows)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """Nothing of it before the end, and nothing runs again that is not there to run."""
        if action == "run":
            return self.meeting_id in self.program.afterwards.outcomes
        return self._state == "ended" if action in ("copy", "edit") else True

    def action_copy(self) -> None:
        self._go(handing_on.copy)

    def action_edit(self) -> None:
        self._go(handing_on.edit)

    def action_run(self) -> None:
        self._go(handing_on.run)

    def _go(self, doing: Callable[[Program, int], Coroutine[Any, Any, None]]) -> None:
        self.run_worker(self.program.telling(doing(self.program, self.meeting_id)))


PANEL = ClosePanel


def after_the_end(after: Afterwards, live: Live) -> Iterator[Content]:
    """Return what has become of the minutes, and of the command that they are given to."""
    meeting = live.id
    left, problem, outcome = after.lefts.get(meeting), after.problems.get(meeting), after.outcomes.get(meeting)
    if problem:
        yield text(("! The minutes are not written: ", "bold $error"), problem)
        yield text(f"  they are in the database; facilitator minutes {meeting} -o FILE writes them")
    elif left is None and meeting in after.here:
        yield text("Minutes: ", ("being written…", "bold"))
    elif left is not None:
        for path in left.files.values():
            yield text("Minutes: ", (str(path), "bold"))
        for problem in left.problems:
            yield text(("! ", "bold $warning"), problem)
    if (running := after.running(meeting)) is not None:
        yield text((running, "bold"))
    elif (waiting := after.waiting(live)) is not None:
        yield text((waiting, "bold"))
    elif outcome is not None:
        yield text((outcome.line, "bold $success" if outcome.well else "bold $error"))
        if not outcome.well:
            for line in outcome.output.splitlines()[-SHOWN:]:
                yield text(("    " + line, "dim"))
        for problem in outcome.minutes:
            yield text(("! ", "bold $warning"), problem)
    again = "   r runs it again" if outcome is not None else ""
    yield text((f"y copies   o opens{again}   q leaves", "dim"))


def outcome_line(outcome: Outcome, today: date) -> Content:
    """Return one thing that came out, in a line."""
    who = (
        f"  {outcome.by} asks {outcome.who}" if outcome.kind == "request" else f"  {outcome.who}" if outcome.who else ""
    )
    answer = f"  {wording.answered(outcome.answer, outcome.note)}" if outcome.answer else ""
    when = (wording.due if outcome.state == "open" else wording.by)(outcome.due, today)
    return text(f"  {wording.SYMBOLS[outcome.kind]} ", outcome.text, (who, "bold"), f"  {when}", answer)
