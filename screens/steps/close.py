"""Close: decisions, actions and parked topics before everybody's eyes, then the minutes."""

from __future__ import annotations

from datetime import date, datetime

from textual.app import ComposeResult
from textual.content import Content

from facilitator.meeting.timeline import Position
from facilitator.steps.analysis import AnalysisShown
from facilitator.steps.outcomes import Outcome
from facilitator.steps.shown import Shown
from screens import wording
from screens.steps.panel import Panel, text
from screens.widgets.rows import Row, Rows

HEADINGS = {
    "decision": ("Decisions", "d records one"),
    "action": ("Actions", "a records one: words @Name by friday"),
    "request": ("Requests for help", ""),
    "parked": ("Parked topics", "p parks one"),
}


class ClosePanel(Panel):
    """What came out of the meeting."""

    minutes: str = ""
    """Where the minutes lie, once the meeting has ended."""

    def compose(self) -> ComposeResult:
        """One list of it all."""
        yield Rows(id="came-out")

    def show(self, shown: Shown, position: Position) -> None:
        """Show it."""
        rows: list[Row] = []
        if position.state == "ended":
            rows.append(Row(text(("The meeting has ended. ", "bold"), f"{wording.duration(position.seconds)}.")))
            over = position.seconds - shown.live.agenda.seconds
            if over > 0:
                rows.append(Row(text((f"! {wording.duration(over)} overtime", "bold $warning"))))
            rows.append(Row(text("Minutes: ", (self.minutes or "being written…", "bold"))))
            rows.append(Row(text("q leaves")))
            rows.append(Row(text("")))
        analysis: AnalysisShown | None = shown.parts.get("analysis")
        if analysis is not None and analysis.lacking:
            rows.append(Row(text(("! Unfinished, and still without:", "bold $warning"))))
            rows.extend(Row(text(f"  {one.one.title}  ", (one.lacks, "bold"))) for one in analysis.lacking)
            rows.append(Row(text("")))
        today = datetime.now().astimezone().date()
        for kind, (heading, hint) in HEADINGS.items():
            some = [one for one in shown.outcomes if one.kind == kind]
            rows.append(Row(text((heading, "bold"), (f"  {len(some)}" if some else f"  none yet  {hint}", "dim"))))
            rows.extend(Row(outcome_line(one, today), (one.kind, one.id)) for one in some)
            rows.append(Row(text("")))
        self.query_one(Rows).show(rows)

    def front(self) -> None:
        """The list."""
        self.query_one(Rows).focus()


def outcome_line(one: Outcome, today: date) -> Content:
    """One thing that came out, in a line."""
    who = f"  {one.by} asks {one.who}" if one.kind == "request" else f"  {one.who}" if one.who else ""
    told = f"  {wording.answered(one.answer, one.note)}" if one.answer else ""
    return text(f"  {wording.SYMBOLS[one.kind]} ", one.text, (who, "bold"), f"  {wording.due(one.due, today)}", told)
