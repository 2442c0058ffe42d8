"""Lists every key result with its progress, confidence and risk, changed in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content

from facilitator.common.errors import RefusedError
from facilitator.common.text import number
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.okr.progress import share
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.progress.reading import KeyResultStatus
from facilitator.steps.shown import Shown
from screens.actions import Key, declare, digits
from screens.steps.panel import HeadedPanel, text
from screens.widgets.rows import Row, Rows

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


class ProgressPanel(HeadedPanel):
    """The team's key results; digits set the confidence of the selected one, `v` asks for the value reached."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *KEYS,
        *digits("sure", "confidence", "Set the confidence; 0 is 10"),
    ]

    def __init__(self, step: Step, index: int, shown: Shown, position: Position) -> None:
        super().__init__(step, index, shown, position)
        self._known: dict[object, KeyResultStatus] = {}
        self._moved: int | None = None
        # The confidences that are on their way into the database.
        self._becoming: dict[int, int] = {}
        self._asked_why: set[int] = set()

    def show(self) -> None:
        statuses: tuple[KeyResultStatus, ...] = self.shown.parts["progress"]
        words = "No key results in this cycle yet; facilitator import brings them in. enter goes on."
        if statuses:
            words = f"{counts(statuses, self.shown.live.team)}   1-9, 0: confidence   v: value   y: why"
        self.head((words, "bold"))
        self._known = {status.key_result.id: status for status in statuses}
        rows: list[Row] = []
        objective, group = "", ""
        units = any(status.group for status in statuses)
        for status in statuses:
            if units and (status.group or "Others") != group:
                objective, group = "", status.group or "Others"
                rows.append(Row(text((f"■ {group}", "bold $primary"))))
            if status.key_result.objective != objective:
                objective = status.key_result.objective
                rows.append(Row(text(("O  ", "dim"), (objective, "bold"))))
            rows.append(Row(status_line(status), status.key_result.id, INDENT))
        self.rows.show(rows)
        self._ask_why_of_a_fall()

    def action_sure(self, confidence: int) -> None:
        """Set the confidence, 1 to 10."""
        if (status := self._selected()) is None:
            return
        key_result_id = status.key_result.id
        self._moved = key_result_id
        expected = {"confidence": self._confidence(status)}
        self._becoming[key_result_id] = confidence

        def settled(_result: object, _error: Exception | None) -> None:
            if self._becoming.get(key_result_id) == confidence:
                del self._becoming[key_result_id]

        self.record(
            progress_writing.update,
            key_result_id,
            confidence=confidence,
            meeting_id=self.meeting_id,
            expected=expected,
            settled=settled,
        )

    def action_confidence(self, by: int) -> None:
        if (status := self._selected()) is not None:
            self.action_sure(max(1, min(10, (self._confidence(status) or 5) + by)))

    @on(Rows.Pressed)
    def action_value(self) -> None:
        """Ask for the value reached; so does a click on the selected one."""
        if (status := self._selected()) is None:
            return
        key_result = status.key_result
        now = f"{number(key_result.current)} {key_result.unit}".strip()
        # The title comes last: it may be long, and the line is one.
        prompt = f"Reached (now {now}), confidence, why: {EXAMPLE}   {key_result.title}"
        if key_result.milestone:
            prompt = f"A milestone: confidence, why: c6 reviews waited   {key_result.title}"

        def says(line: str) -> dict[str, Any]:
            figures = parse_value(line, key_result.unit)
            if figures is None:
                raise RefusedError(
                    f"{line!r} begins with no figure; write a number such as 7 or 12.5, c6 for a confidence of 6, "
                    "then why; y takes the why alone"
                )
            self._moved = key_result.id
            return dict(zip(("current", "confidence", "note"), figures, strict=True))

        expected = {"current": key_result.current, "confidence": self._confidence(status)}
        self._ask("value", status, prompt, says, expected=expected)

    def action_why(self) -> None:
        if (status := self._selected()) is not None:
            self._ask_why(status, f"Why?   {status.key_result.title}")

    def _ask_why(self, status: KeyResultStatus, prompt: str) -> None:
        self._ask("why", status, prompt, lambda line: {"note": line})

    def _ask(
        self, what: str, status: KeyResultStatus, prompt: str, says: Callable[[str], dict[str, Any]], **keywords: Any
    ) -> None:
        key_result_id, update = status.key_result.id, progress_writing.update
        field = f"{what} {key_result_id}"
        self.ask(field, prompt, update, key_result_id, says=says, meeting_id=self.meeting_id, **keywords)

    def _ask_why_of_a_fall(self) -> None:
        """Ask for the reason, once, when a confidence was lowered here by 2 or more and nobody said why."""
        status = self._known.get(self._moved)
        if status is not None and status.unexplained_fall and status.key_result.id not in self._asked_why:
            self._asked_why.add(status.key_result.id)
            fall, title = status.unexplained_fall, status.key_result.title
            self._ask_why(status, f"Confidence fell by {fall}. Why? escape leaves it open   {title}")

    def _selected(self) -> KeyResultStatus | None:
        return self._known.get(self.selected)

    def _confidence(self, status: KeyResultStatus) -> int | None:
        """Return the confidence in it, also where that is on its way into the database."""
        return self._becoming.get(status.key_result.id, status.key_result.confidence)


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


def status_line(status: KeyResultStatus) -> Content:
    """Return a key result in a line: how far, since last time, how sure, what is at risk."""
    key_result = status.key_result
    if key_result.ratio is None:
        bar = "·" * BAR
    else:
        full = max(0, min(BAR, round(key_result.ratio * BAR)))
        bar = "█" * full + "░" * (BAR - full)
    moved = ""
    if status.since is not None and key_result.current is not None:
        moved = f"  {number(status.since)} → {number(key_result.current)}"
    elif key_result.current is not None:
        moved = f"  {number(key_result.current)}"
    goal = (
        f" of {number(key_result.target)} {key_result.unit}".rstrip()
        if key_result.target is not None
        else "  milestone"
    )
    swayed = ""
    if status.since_confidence is not None and key_result.confidence is not None:
        swayed = f"{'▲' if key_result.confidence > status.since_confidence else '▼'} was {status.since_confidence}"
    sure = f"  c{key_result.confidence}{swayed}" if key_result.confidence is not None else "  c–"
    risk = f"! at risk: {key_result.risk.words}  " if key_result.risk.reasons else ""
    why = status.why if len(status.why) <= SHORT else status.why[: SHORT - 1].rstrip() + "…"
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


def counts(statuses: Sequence[KeyResultStatus], team: str) -> str:
    """Return how many key results the team has and how many of them are at risk; those of guests are told apart."""
    ours, guests = ([status for status in statuses if status.guest is guest] for guest in (False, True))
    own = f"{_key_results(ours)}, {_at_risk(ours)} in {team}"
    return f"{own}; {_key_results(guests)} of guests, {_at_risk(guests)}" if guests else own


def _key_results(statuses: Sequence[KeyResultStatus]) -> str:
    return f"{len(statuses)} key result{'' if len(statuses) == 1 else 's'}"


def _at_risk(statuses: Sequence[KeyResultStatus]) -> str:
    return f"{sum(bool(status.key_result.risk.reasons) for status in statuses)} at risk"
