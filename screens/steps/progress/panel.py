"""Lists every key result with its progress, confidence and risk, changed in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.css.scalar import Scalar

from facilitator.common.errors import RefusedError
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.progress.reading import KeyResultStatus
from facilitator.steps.shown import Shown
from screens.actions import Key, declare, digits
from screens.steps.panel import HeadedPanel, text
from screens.steps.people import People
from screens.steps.progress import drawing
from screens.widgets.drawing import beside
from screens.widgets.lines import Lines
from screens.widgets.rows import GUTTER, Row, Rows

DETAILS = 3
"""Rows for what there is to say of the selected key result, where not all of them have lines of their own."""
KEY_WORDS = "1-9 0 how sure  v value  y why"

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

    DEFAULT_CSS = """
    ProgressPanel #details { height: auto; max-height: 3; padding-right: 1; background: $boost; display: none; }
    ProgressPanel #details { border-left: outer $primary; }
    """

    def __init__(self, step: Step, index: int, shown: Shown, position: Position) -> None:
        super().__init__(step, index, shown, position)
        self._known: dict[object, KeyResultStatus] = {}
        self._moved: int | None = None
        # The confidences that are on their way into the database.
        self._becoming: dict[int, int] = {}
        self._asked_why: set[int] = set()
        self._owners: drawing.OwnerNames = {}
        # Whether each has all that there is to say of it in the list.
        self._in_full = True

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Lines(id="details")

    def on_resize(self) -> None:
        """Show as much of each as there is room for."""
        self.show()

    def show(self) -> None:
        statuses: tuple[KeyResultStatus, ...] = self.shown.parts["progress"]
        width = self.size.width or 76
        words = Content("No key results in this cycle yet: facilitator import brings them in")
        if statuses:
            words = text((drawing.counts(statuses, self.shown.live.team), "bold"))
            if words.cell_length + len(KEY_WORDS) + 3 <= width:
                words = beside(words, Content.styled(KEY_WORDS, "$muted"), width)
        self.head(words)
        self._known = {status.key_result.id: status for status in statuses}
        people = People.of(self.shown.live)
        self._owners = {
            name: (people.names[person], people.colours[person]) for person, name in self.shown.live.people.items()
        }
        self._list(statuses, width)
        self._show_details()
        self._ask_why_of_a_fall()

    def _list(self, statuses: Sequence[KeyResultStatus], width: int) -> None:
        """List them, each in a line; with what there is to say of it below, where there is room for all of that."""
        # A column for the mark of the selected one, another for the scrollbar: a line is as long with it as without.
        width -= GUTTER + 1
        wide = width >= drawing.ROOMY
        columns = drawing.LineWidths.of(statuses, width, states=wide)
        more: dict[object, Content] = {}
        if len(statuses) < self.size.height:
            more = {status.key_result.id: drawing.details(status, self._owners, states=not wide) for status in statuses}
        heads = len({(status.group, status.key_result.objective) for status in statuses})
        heads += len({status.group for status in statuses})
        taken = sum(1 + drawing.height(words, width - columns.indent) for words in more.values()) + heads
        room = self.size.height - 1
        self._in_full = bool(more) and taken <= room
        if not self._in_full:
            columns = drawing.LineWidths.of(statuses, width)
        # Where there is room, what belongs together stands apart from the rest.
        between, apart = taken + heads + len(statuses) <= room, taken + heads <= room
        rows: list[Row] = []
        objective, group = "", ""
        units = any(status.group for status in statuses)
        for status in statuses:
            if units and (status.group or "Others") != group:
                objective, group = "", status.group or "Others"
                rows.append(Row(text((f"■ {group}", "bold $primary"))))
            if status.key_result.objective != objective:
                objective = status.key_result.objective
                title = Content(objective).truncate(columns.width - 3, ellipsis=True)
                if self._in_full and apart and rows:
                    rows.append(Row(Content("")))
                rows.append(Row(text(("O  ", "$muted"), title.stylize("bold"))))
            elif self._in_full and between:
                rows.append(Row(Content("")))
            line = drawing.line(status, columns)
            if self._in_full:
                line = text(line, "\n", more[status.key_result.id])
            rows.append(Row(line, status.key_result.id, columns.indent))
        self.rows.show(rows)

    def on_rows_selected(self) -> None:
        """Say what there is to say of it."""
        self._show_details()

    def _show_details(self) -> None:
        """Show the selected one in full, where the list has a line for each only."""
        label = self.query_one("#details", Lines)
        status = self._selected()
        label.display = not self._in_full and status is not None
        if status is not None and not self._in_full:
            rows = DETAILS if self.size.height > 2 * DETAILS + 4 else DETAILS - 1
            if label.styles.height != Scalar.from_number(rows):
                label.styles.height = rows
            label.update(drawing.in_full(status, self._owners, self.size.width - 2, rows))

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
        # The title comes last: it may be long, and the line is one.
        prompt = f"{drawing.asked(key_result)}   {key_result.title}"

        def says(line: str) -> dict[str, Any]:
            figures = parse_value(line, key_result.unit)
            if figures is None:
                raise RefusedError(
                    f"{line!r} begins with no figure: write a number such as 7 or 12.5, c6 for “sure 6”, then the "
                    "reason; y takes a reason alone"
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
            self._ask_why(status, f"Confidence fell by {fall}. Why? (esc: later)   {title}")

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
