"""OKR first: every key result with its progress, confidence and risk, changed in place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from facilitator.common.errors import RefusedError
from facilitator.common.text import number
from facilitator.meeting.timeline import Position
from facilitator.okr.progress import share
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.progress.reading import Standing
from facilitator.steps.shown import Shown
from screens.actions import Action, declare
from screens.steps.panel import Panel, Stood, text
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
    Action("confidence(1)", "right,l", "surer", "Confidence one up; 1 to 9 and 0 for 10 set it", 94),
    Action("confidence(-1)", "left,h", "less sure", "Confidence one down"),
    Action("value", "v", "value", "Say what the key result has reached, and why", 96),
    Action("why", "y", "why", "Say why the key result stands where it does", 92),
)


class KeyResults(Rows):
    """The key results; digits set the confidence, `v` asks for the value reached."""

    # Digits are bindings, not handled as keys, so that they come behind the arrows that were pressed before them.
    BINDINGS: ClassVar[list[BindingType]] = [
        *KEYS,
        *(Binding(str(digit), f"sure({digit or 10})", show=False) for digit in range(10)),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._known: dict[int, Standing] = {}
        self._meeting = 0
        self._moved: int | None = None
        # The confidences that are on their way into the database.
        self._becoming: dict[int, int] = {}
        self._asked_why: set[int] = set()

    def list(self, shown: Shown) -> None:
        """Show them under their objectives."""
        standings: tuple[Standing, ...] = shown.parts["progress"]
        self._known = {one.key_result.id: one for one in standings}
        self._meeting = shown.live.id
        rows: list[Row] = []
        objective, group = "", ""
        units = any(one.group for one in standings)
        for one in standings:
            if units and (one.group or "Others") != group:
                objective, group = "", one.group or "Others"
                rows.append(Row(text((f"■ {group}", "bold $primary"))))
            if one.key_result.objective != objective:
                objective = one.key_result.objective
                rows.append(Row(text(("O  ", "dim"), (objective, "bold"))))
            rows.append(Row(standing_line(one), one.key_result.id, INDENT))
        self.show(rows)
        self._ask_why_of_a_fall()

    def action_sure(self, confidence: int) -> None:
        """A digit is the confidence; 0 is 10."""
        self._update(confidence=confidence)

    def action_confidence(self, by: int) -> None:
        """One more or one less."""
        one = self._selected()
        if one is not None:
            self._update(confidence=max(1, min(10, (self._sure(one) or 5) + by)))

    def action_value(self) -> None:
        """Ask for the value reached."""
        one = self._selected()
        if one is None:
            return
        key_result = one.key_result
        now = f"{number(key_result.current)} {key_result.unit}".strip()
        # The title comes last: it may be long, and the line is one.
        prompt = f"Reached (now {now}), confidence, why: {EXAMPLE}   {key_result.title}"
        if key_result.milestone:
            prompt = f"A milestone: confidence, why: c6 reviews waited   {key_result.title}"
        meeting = self._meeting
        stood = Stood({"current": key_result.current, "confidence": self._sure(one)})

        def take(line: str) -> Panel.Record | None:
            figures = parse_value(line, key_result.unit)
            if figures is None:
                raise RefusedError(
                    f"{line!r} begins with no figure; write a number such as 7 or 12.5, c6 for a confidence of 6, "
                    "then why; y takes the why alone"
                )
            current, confidence, note = figures
            self._moved = key_result.id
            return stood.record(
                progress_writing.update,
                key_result.id,
                current=current,
                confidence=confidence,
                note=note,
                meeting_id=meeting,
            )

        self.post_message(stood.ask(Panel.Ask(f"value {key_result.id}", prompt, take)))

    def action_why(self) -> None:
        """Ask why it stands where it does."""
        one = self._selected()
        if one is not None:
            self.post_message(self._why(one, f"Why?   {one.key_result.title}"))

    def _why(self, one: Standing, prompt: str) -> Panel.Ask:
        key_result = one.key_result
        meeting = self._meeting
        return Panel.Ask(
            f"why {key_result.id}",
            prompt,
            lambda line: Panel.Record(progress_writing.update, (key_result.id,), {"note": line, "meeting_id": meeting}),
        )

    def _ask_why_of_a_fall(self) -> None:
        """Ask for the reason, once, when a confidence was lowered here by 2 or more and nobody said why."""
        one = self._known.get(self._moved) if self._moved is not None else None
        if one is not None and one.unexplained_fall and one.key_result.id not in self._asked_why:
            self._asked_why.add(one.key_result.id)
            prompt = f"Confidence fell by {one.unexplained_fall}. Why? escape leaves it open   {one.key_result.title}"
            self.post_message(self._why(one, prompt))

    def on_rows_pressed(self) -> None:
        """A click on the selected one asks for its value."""
        self.action_value()

    def _selected(self) -> Standing | None:
        return self._known.get(self.selected) if isinstance(self.selected, int) else None

    def _sure(self, one: Standing) -> int | None:
        """The confidence in it, also where that is on its way into the database."""
        return self._becoming.get(one.key_result.id, one.key_result.confidence)

    def _update(self, confidence: int) -> None:
        one = self._selected()
        if one is None:
            return
        key_result = one.key_result
        self._moved = key_result.id
        expected = {"confidence": self._sure(one)}
        self._becoming[key_result.id] = confidence

        def settled(_came: object, _error: Exception | None) -> None:
            if self._becoming.get(key_result.id) == confidence:
                del self._becoming[key_result.id]

        keywords = {"confidence": confidence, "meeting_id": self._meeting, "expected": expected}
        self.post_message(Panel.Record(progress_writing.update, (key_result.id,), keywords, settled=settled))


def parse_value(line: str, unit: str = "") -> tuple[float | None, int | None, str] | None:
    """The value, the confidence and the note in a line such as `7 c6 reviews waited`.

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


def standing_line(one: Standing) -> Content:
    """One key result in a line: how far, since last time, how sure, what is at risk."""
    key_result = one.key_result
    if key_result.ratio is None:
        bar = "·" * BAR
    else:
        full = max(0, min(BAR, round(key_result.ratio * BAR)))
        bar = "█" * full + "░" * (BAR - full)
    moved = ""
    if one.since is not None and key_result.current is not None:
        moved = f"  {number(one.since)} → {number(key_result.current)}"
    elif key_result.current is not None:
        moved = f"  {number(key_result.current)}"
    goal = (
        f" of {number(key_result.target)} {key_result.unit}".rstrip()
        if key_result.target is not None
        else "  milestone"
    )
    swayed = ""
    if one.since_confidence is not None and key_result.confidence is not None:
        swayed = f"{'▲' if key_result.confidence > one.since_confidence else '▼'} was {one.since_confidence}"
    sure = f"  c{key_result.confidence}{swayed}" if key_result.confidence is not None else "  c–"
    risk = f"! at risk: {key_result.risk.words}  " if key_result.risk.reasons else ""
    why = one.why if len(one.why) <= SHORT else one.why[: SHORT - 1].rstrip() + "…"
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
    """How many key results the team has and how many of them are at risk; those of guests are told apart."""
    ours, guests = ([one for one in standings if one.guest is guest] for guest in (False, True))
    own = f"{_key_results(ours)}, {_at_risk(ours)} in {team}"
    return f"{own}; {_key_results(guests)} of guests, {_at_risk(guests)}" if guests else own


def _key_results(some: Sequence[Standing]) -> str:
    return f"{len(some)} key result{'' if len(some) == 1 else 's'}"


def _at_risk(some: Sequence[Standing]) -> str:
    return f"{sum(bool(one.key_result.risk.reasons) for one in some)} at risk"


class ProgressPanel(Panel):
    """The team's key results."""

    DEFAULT_CSS = "ProgressPanel Static { height: auto; }"

    def compose(self) -> ComposeResult:
        """A heading and the list."""
        yield Static(id="progress-heading", markup=False)
        yield KeyResults(id="key-results")

    def show(self, shown: Shown, position: Position) -> None:  # noqa: ARG002  # every panel is shown so
        """Show it."""
        standings: tuple[Standing, ...] = shown.parts["progress"]
        if not standings:
            words = "No key results in this cycle yet; facilitator import brings them in. enter goes on."
        else:
            words = f"{counts(standings, shown.live.team)}   1-9, 0: confidence   v: value   y: why"
        self.query_one("#progress-heading", Static).update(text((words, "bold")))
        self.query_one(KeyResults).list(shown)

    def front(self) -> None:
        """The list."""
        self.query_one(KeyResults).focus()


PANEL = ProgressPanel
