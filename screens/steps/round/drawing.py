"""Draws a turn of a round: numbered questions, what is said under each, and the speaker's own key results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content

from facilitator.common.text import number
from facilitator.meeting.agenda import Prompt
from facilitator.okr.progress import share
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round.key_results import OwnKeyResult
from facilitator.steps.round.reading import SentenceView
from screens.steps.panel import text
from screens.widgets.drawing import bar
from screens.widgets.rows import GUTTER, Row, wrapped

OUTCOME_WORDS = {
    "action": "→ action",
    "request": "? help asked",
    "parked": "▪ parked",
    "escalated": "↑ escalated",
    "dropped": "✕ dropped",
}
SETTLING = "A action   H help   P park   E escalate   D drop"
"""What becomes of a difficulty, by key."""
INDENT = 6
"""Columns by which what a sentence goes on with stands further in."""
ROOMY = 20
"""Lines from which on a turn has room for more than what is said."""
HUGE = 34
"""Lines from which on two blank ones stand between questions."""


def badge(number: int, colour: str, words: str, hint: str = "") -> Content:
    """Return a question with its number as a badge."""
    return text((f" {number} ", f"bold $background on {colour}"), " ", (words, "bold"), (hint, "$muted"))


def sign(prompt: Prompt) -> tuple[str, str]:
    """Return the sign that stands before what is said under a question, and its colour."""
    if prompt.key in round_reading.DIFFICULTIES:
        return "!", "bold $text-warning"
    if prompt.key == "help_needed":
        return "?", "bold $accent"
    return ("✓", "bold $success") if prompt.recalls else ("·", "bold $primary")


def sentence_line(prompt: Prompt, sentence: SentenceView, times: int, *, keys: bool) -> Content:
    """Return a sentence; of a difficulty how often it came and what became of it, or the keys that say so."""
    shape, style = sign(prompt)
    open_ = sentence.outcome is None
    again = f"  {ordinal(times)} time" if times > 1 else ""
    return text(
        (f"    {shape} ", style),
        sentence.text,
        (again, "bold $text-warning" if open_ else "$muted"),
        ("" if open_ else f"  {OUTCOME_WORDS.get(sentence.outcome or '', sentence.outcome)}", "bold $text-success"),
        (f"\n{SETTLING}" if keys and open_ else "", "bold $text-warning"),
    )


def plan_lines(plans: Sequence[str], *, offered: bool) -> list[Content]:
    """Return what was planned last time; the first says which key takes it over."""
    if offered:
        note = f"as planned, enter takes {_them(plans)} over"
    else:
        note = f"planned last time, t takes {_them(plans)} over"
    return [
        text(("    ○ ", "$muted"), plan, (f"  {note}" if not index else "", "$muted"))
        for index, plan in enumerate(plans)
    ]


def _them(plans: Sequence[str]) -> str:
    return "it" if len(plans) == 1 else "both" if len(plans) == 2 else f"all {len(plans)}"


def offer(what: str, enter: str, early: str, width: int) -> Content:
    """Return the offer to go on, in a line: what is so, how early the step would end, and the key if there is room."""
    line = ", ".join(filter(None, (what, early)))
    whole = f" {line}  ·  {enter} "
    return Content(whole if cell_len(whole) <= width else f" {line}")


def ordinal(number: int) -> str:
    """Return a number as a place in a row: `2nd`."""
    last = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


def spaced(blocks: Sequence[Sequence[Row]], own: Sequence[Row], width: int, height: int) -> list[Row]:
    """Return the rows of all questions, blank lines between them and key results below, as far as there is room.

    Args:
        blocks: The rows of each question.
        own: The key results, a row each, below their heading.
        width: Columns that the list has.
        height: Lines that it has.
    """
    taken = height_of(blocks, width)
    gaps = len(blocks) - 1
    gap = int(taken + gaps <= height)
    room = height - taken - gap * gaps - 2
    kept: list[Row] = []
    if height >= ROOMY and len(own) > 1:
        for row in own:
            room -= _lines(row, width)
            if room < 0:
                break
            kept.append(row)
    if len(kept) < len(own):
        room, kept = -1, kept if len(kept) > 1 else []
    if height >= HUGE and gap and room > gaps:
        gap = 2
        kept[1:1] = [Row(Content(""))] if kept else []
    rows = [row for index, block in enumerate(blocks) for row in ([Row(Content(""))] * gap * bool(index) + [*block])]
    return rows + ([Row(Content(""))] * 2 + kept if kept else [])


def height_of(blocks: Iterable[Iterable[Row]], width: int) -> int:
    """Return how many lines the rows of all questions need in so many columns."""
    return sum(_lines(row, width) for block in blocks for row in block)


def _lines(row: Row, width: int) -> int:
    return len(wrapped(row, max(10, width - GUTTER)))


def key_results(own: Sequence[OwnKeyResult], name: str, width: int) -> list[Row]:
    """Return the speaker's key results below a heading: how far, from where to where, how sure, and what moved."""
    if not own:
        return []
    long = 24 if width >= 100 else 10
    ways = [_way(each, units=width >= 100) for each in own]
    way = min(24, max(map(len, ways)))
    before = 1 + long + 2 + 5 + 2
    titled = max(10, min(width - GUTTER - before - 2 - way - 2 - 7, max(len(each.key_result.title) for each in own)))
    rows = [Row(text((f"{name}'s key results", "bold $primary")))]
    for each, goes in zip(own, ways, strict=True):
        view = each.key_result
        risky = bool(view.risk.reasons)
        drawn = bar(view.ratio, long, "$warning" if risky else "$success") if view.ratio is not None else _dots(long)
        first, *others = Content(view.title).wrap(titled)
        sure = f"sure {view.confidence}" if view.confidence is not None else ""
        figures = text((f"  {goes:<{way}}", "$muted"), (f"  {sure}", "bold"))
        title, percent = first.pad_right(titled - first.cell_length), f"{share(view.ratio):>5}"
        lines = [text(" ", drawn, "  ", (percent, "bold"), "  ", title, figures)]
        lines += [text(" " * before, other) for other in others]
        lines += [text(" " * before, line) for moved in _moved(each) for line in moved.wrap(width - GUTTER - before)]
        rows.append(Row(Content("\n").join(lines)))
    return rows


def _dots(width: int) -> Content:
    return text(("·" * width, "$muted"))


def _way(own: OwnKeyResult, *, units: bool) -> str:
    """Return where a key result began, where it is and where it is to come; with its unit where there is room."""
    view = own.key_result
    if view.milestone:
        return "milestone"
    figures = (view.start, view.current, view.target) if view.current != view.start else (view.start, view.target)
    return f"{' → '.join(number(figure) for figure in figures)} {view.unit if units else ''}".rstrip()


def _moved(own: OwnKeyResult) -> list[Content]:
    """Return what moved since last time, and what puts it at risk."""
    view = own.key_result
    words, down = [], False
    if own.since is not None:
        words.append(f"{number(own.since)} → {number(view.current)} since last time")
        if view.start is not None and view.target is not None and view.current is not None:
            down = (view.current - own.since) * (view.target - view.start) < 0
    if own.since_confidence is not None and view.confidence is not None:
        by = view.confidence - own.since_confidence
        words.append(f"{'surer' if by > 0 else 'less sure'} by {abs(by)}")
        down = down or by < 0
    why = f": {own.why}" if own.why else ""
    lines = []
    if words:
        lines.append((f"{'▼' if down else '▲'} {', '.join(words)}{why}", "$text-warning" if down else "$text-success"))
    if view.risk.reasons:
        lines.append((f"! {view.risk.words}{'' if words else why}", "$text-warning"))
    return [text(line) for line in lines]
