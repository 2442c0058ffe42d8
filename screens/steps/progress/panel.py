"""OKR first: every key result with its progress, confidence and risk, changed in place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.common.errors import RefusedError
from facilitator.common.text import number
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.okr.progress import share
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.progress.reading import Standing
from facilitator.steps.shown import Shown
from screens.actions import Key, declare, digits
from screens.steps.panel import ListPanel, Panel, Stood, text
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

BAR = 10
INDENT = 5
"""Columns by which a key result's further lines stand further in."""
SHORT = 120
"""Characters of a note that stand in a key result's line."""
EXAMPLE = "7 c6 reviews waited"
"""What can be typed of a key result: the value, c and the confidence, why."""

_NUMBER = r"-?(?:\d{1,3}(?:[ '’\u00a0\u202f]\d{3})+|\d+)(?:[.,]\d+)?"


KEYS = declare(
    "progress",
    "Key results",
    Key("confidence(1)", "right,l", "surer", "Confidence one up; 1 to 9 and 0 for 10 set it", 94),
    Key("confidence(-1)", "left,h", "less sure", "Confidence one down"),
    Key("value", "v", "value", "Say what the key result has reached, and why", 96),
    Key("why", "y", "why", "Say why the key result stands where it does", 92),
)


class KeyResults(Rows):
    """The key results below their objectives."""


class ProgressPanel(ListPanel):
    """The team's key results; digits set the confidence of the selected one, `v` asks for the value reached."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS, *digits("sure")]

    DEFAULT_CSS = "ProgressPanel Static { height: auto; }"

    def __init__(self, step: Step, index: int) -> None:
        super().__init__(step, index)
        self._known: dict[object, Standing] = {}
        self._meeting = 0
        self._moved: int | None = None
        # The confidences that are on their way into the database.
        self._becoming: dict[int, int] = {}
        self._asked_why: set[int] = set()

    def compose(self) -> ComposeResult:
        """Lay out a heading and the list."""
        yield Static(id="progress-heading", markup=False)
        yield KeyResults(id="key-results")

    def show(self, shown: Shown, position: Position) -> None:  # noqa: ARG002  # every panel is shown so
        """Show them under their objectives."""
        standings: tuple[Standing, ...] = shown.parts["progress"]
        words = "No key results in this cycle yet; facilitator import brings them in. enter goes on."
        if standings:
            words = f"{counts(standings, shown.live.team)}   1-9, 0: confidence   v: value   y: why"
        self.query_one("#progress-heading", Static).update(text((words, "bold")))
        self._known = {standing.key_result.id: standing for standing in standings}
        self._meeting = shown.live.id
        rows: list[Row] = []
        objective, group = "", ""
        units = any(standing.group for standing in standings)
        for standing in standings:
            if units and (standing.group or "Others") != group:
                objective, group = "", standing.group or "Others"
                rows.append(Row(text((f"■ {group}", "bold $primary"))))
            if standing.key_result.objective != objective:
                objective = standing.key_result.objective
                rows.append(Row(text(("O  ", "dim"), (objective, "bold"))))
            rows.append(Row(standing_line(standing), standing.key_result.id, INDENT))
        self.rows.show(rows)
        self._ask_why_of_a_fall()

    def action_sure(self, confidence: int) -> None:
        """Set the confidence, 1 to 10."""
        if (standing := self._selected()) is None:
            return
        key_result_id = standing.key_result.id
        self._moved = key_result_id
        expected = {"confidence": self._confidence(standing)}
        self._becoming[key_result_id] = confidence

        def settled(_result: object, _error: Exception | None) -> None:
            if self._becoming.get(key_result_id) == confidence:
                del self._becoming[key_result_id]

        self.record(
            progress_writing.update,
            key_result_id,
            confidence=confidence,
            meeting_id=self._meeting,
            expected=expected,
            settled=settled,
        )

    def action_confidence(self, by: int) -> None:
        """Make the confidence one more or one less."""
        if (standing := self._selected()) is not None:
            self.action_sure(max(1, min(10, (self._confidence(standing) or 5) + by)))

    @on(Rows.Pressed)
    def action_value(self) -> None:
        """Ask for the value reached; so does a click on the selected one."""
        if (standing := self._selected()) is None:
            return
        key_result, meeting = standing.key_result, self._meeting
        now = f"{number(key_result.current)} {key_result.unit}".strip()
        # The title comes last: it may be long, and the line is one.
        prompt = f"Reached (now {now}), confidence, why: {EXAMPLE}   {key_result.title}"
        if key_result.milestone:
            prompt = f"A milestone: confidence, why: c6 reviews waited   {key_result.title}"
        stood = Stood({"current": key_result.current, "confidence": self._confidence(standing)})

        def take(line: str) -> Panel.Record | None:
            figures = parse_value(line, key_result.unit)
            if figures is None:
                raise RefusedError(
                    f"{line!r} begins with no figure; write a number such as 7 or 12.5, c6 for a confidence of 6, "
                    "then why; y takes the why alone"
                )
            self._moved = key_result.id
            values = dict(zip(("current", "confidence", "note"), figures, strict=True))
            return stood.record(progress_writing.update, key_result.id, **values, meeting_id=meeting)

        self.post_message(stood.ask(Panel.Ask(f"value {key_result.id}", prompt, take)))

    def action_why(self) -> None:
        """Ask why it stands where it does."""
        if (standing := self._selected()) is not None:
            self._ask_why(standing, f"Why?   {standing.key_result.title}")

    def _ask_why(self, standing: Standing, prompt: str) -> None:
        key_result_id, meeting = standing.key_result.id, self._meeting
        update = progress_writing.update
        self.post_message(
            Panel.Ask(
                f"why {key_result_id}",
                prompt,
                lambda line: Panel.Record(update, (key_result_id,), {"note": line, "meeting_id": meeting}),
            )
        )

    def _ask_why_of_a_fall(self) -> None:
        """Ask for the reason, once, when a confidence was lowered here by 2 or more and nobody said why."""
        standing = self._known.get(self._moved)
        if standing is not None and standing.unexplained_fall and standing.key_result.id not in self._asked_why:
            self._asked_why.add(standing.key_result.id)
            fall, title = standing.unexplained_fall, standing.key_result.title
            self._ask_why(standing, f"Confidence fell by {fall}. Why? escape leaves it open   {title}")

    def _selected(self) -> Standing | None:
        return self._known.get(self.selected)

    def _confidence(self, standing: Standing) -> int | None:
        """Return the confidence in it, also where that is on its way into the database."""
        return self._becoming.get(standing.key_result.id, standing.key_result.confidence)


PANEL = ProgressPanel


def parse_value(line: str, unit: str = "") -> tuple[float | None, int | None, str] | None:
    """Return the value, the confidence and the note in a line such as `7 c6 reviews waited`.

    Args:
        line: A value (`7`, `12,5`, `3 440 219`), a confidence (`c6`), or both, then any words.
        unit: What may stand behind the value, and is no part of the note.

    Returns:
        None where the line begins with neither of the two; the note may be empty.
    """
    behind = rf"(?:\s*{re.escape(unit)}(?!\w))?" if unit else ""
    end = r"(?=$|\s|[,;:]\s|[^\x00-\x7f])"
    match = re.fullmatch(
        rf"\s*(?:({_NUMBER})(?:{behind}{end}|(?=c\d)))?[\s,;:]*(?:c\s?(\d+){end})?[\s,;:]*(.*)",
        line,
        re.IGNORECASE | re.DOTALL,
    )
    if match is None or not (match[1] or match[2]):
        return None
    current = float(re.sub(r"[\s'’]", "", match[1]).replace(",", ".")) if match[1] else None
    return current, int(match[2]) if match[2] else None, match[3].strip()


def standing_line(standing: Standing) -> Content:
    """Return a key result in a line: how far, since last time, how sure, what is at risk."""
    key_result = standing.key_result
    if key_result.ratio is None:
        bar = "·" * BAR
    else:
        full = max(0, min(BAR, round(key_result.ratio * BAR)))
        bar = "█" * full + "░" * (BAR - full)
    moved = ""
    if standing.since is not None and key_result.current is not None:
        moved = f"  {number(standing.since)} → {number(key_result.current)}"
    elif key_result.current is not None:
        moved = f"  {number(key_result.current)}"
    goal = (
        f" of {number(key_result.target)} {key_result.unit}".rstrip()
        if key_result.target is not None
        else "  milestone"
    )
    swayed = ""
    if standing.since_confidence is not None and key_result.confidence is not None:
        swayed = f"{'▲' if key_result.confidence > standing.since_confidence else '▼'} was {standing.since_confidence}"
    sure = f"  c{key_result.confidence}{swayed}" if key_result.confidence is not None else "  c–"
    risk = f"! at risk: {key_result.risk.words}  " if key_result.risk.reasons else ""
    why = standing.why if len(standing.why) <= SHORT else standing.why[: SHORT - 1].rstrip() + "…"
    return text(
        ("   ", ""),
        (bar, "$warning" if key_result.risk.reasons else "$success"),
        f" {share(key_result.ratio):>5} ",
        key_result.title,
        (f"{moved}{goal}", "dim"),
        (sure, "bold"),
        # What needs words stands in a line of its own.
        "\n" if risk or why else "",
        (risk, "bold $warning"),
        ("" if risk or why else "  ", ""),
        (f"{key_result.owner}  " if key_result.owner else "", "dim"),
        (f"“{why}”" if why else "", "italic"),
    )


def counts(standings: Sequence[Standing], team: str) -> str:
    """Return how many key results the team has and how many of them are at risk; those of guests are told apart."""
    ours, guests = ([standing for standing in standings if standing.guest is guest] for guest in (False, True))
    own = f"{_key_results(ours)}, {_at_risk(ours)} in {team}"
    return f"{own}; {_key_results(guests)} of guests, {_at_risk(guests)}" if guests else own


def _key_results(standings: Sequence[Standing]) -> str:
    return f"{len(standings)} key result{'' if len(standings) == 1 else 's'}"


def _at_risk(standings: Sequence[Standing]) -> str:
    return f"{sum(bool(standing.key_result.risk.reasons) for standing in standings)} at risk"
