"""Draws scores: as a badge and a bar, a key result with its own, and an objective with the mean of them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from facilitator.common.text import left_to_right, number
from facilitator.okr import scoring
from facilitator.okr.views import KeyResultView, ObjectiveView
from facilitator.steps.scores.reading import Reviewed, Scored
from screens.steps.panel import Parts, text
from screens.steps.people import People
from screens.widgets.drawing import bar, beside
from screens.widgets.rows import Row

HOW = "7 = 0.7, + = 1.0, then why, enter"
"""How a score is typed."""


def badge(words: str, colour: str) -> Content:
    """Return words on a ground of that colour."""
    return text((f" {words} ", f"bold $background on {colour}"))


def score_badge(score: float | None) -> Content:
    """Return a key result's score on a ground, as wide as any other; without one a dash, which is amber too."""
    return badge(f"{scoring.figure(score):^4}", "$success" if score is not None else "$warning")


def bar_width(width: int) -> int:
    """Return how long the bars of scores are in so many columns."""
    return 6 if width < 70 else 10 if width < 110 else 20


def score_bar(score: float | None, width: int) -> Content:
    """Return a bar as long as the score; one for none is empty."""
    return bar(score or 0.0, bar_width(width), "$success")


def way(key_result: KeyResultView) -> str:
    """Return where a key result began, stands now and should come: `9 → 6 → 2 days`."""
    if key_result.milestone:
        return "milestone"
    figures = " → ".join(map(number, (key_result.start, key_result.current, key_result.target)))
    return left_to_right(f"{figures} {key_result.unit}".rstrip())


def surety(confidence: int | None) -> str:
    """Return the confidence that was committed to."""
    return f"  sure {confidence}" if confidence is not None else ""


def owner_of(of: KeyResultView | ObjectiveView, people: People, short: bool = False) -> tuple[str, str]:
    """Return whose it is, in the colour of the person who speaks for it; a unit has no short name."""
    speaker = of.speaker_id or 0
    name = people.names.get(speaker, "")
    is_theirs = bool(name) and of.owner.startswith(name.removesuffix("."))
    return name if short and is_theirs else of.owner, people.colours.get(speaker, "$muted")


def result_row(scored: Scored, width: int, behind: Sequence[tuple[str, str]] = (), *, inline: bool = False) -> Row:
    """Return a key result: its score as bar and badge, title and figures, and why.

    Args:
        scored: The key result.
        width: The columns that there are.
        behind: What stands behind the figures.
        inline: Whether the reason stands in the same line, where lines are few.
    """
    indent = bar_width(width) + 8
    reason = text((f"“{scored.reason}”" if scored.reason else "", "italic"))
    lead = text(score_bar(scored.score, width), " ", score_badge(scored.score), " ")
    words = parted(scored, text(*behind), reason, width - indent, inline)
    return Row(text(lead, words), scored.id, indent)


def parted(scored: Scored, behind: Content, reason: Content, width: int, inline: bool) -> Content:
    """Return a key result's title with its figures, what stands behind them, and the reason, in so many columns.

    Figures are not torn: where they do not fit behind the title they stand below it, and with `inline`, where lines are
    few, only the confidence does; the reason then stands behind the rest.
    """
    title = Content(scored.key_result.title)
    figures = text((f"  {way(scored.key_result)}{surety(scored.committed)}", "$muted"), behind)
    if title.cell_length + figures.cell_length <= width:
        line = text(title, figures)
    elif inline:
        return text(title, (surety(scored.committed), "$muted"), behind, "  " if reason else "", reason)
    else:
        line, inline = text(title, "\n", figures[2:]), True
    return text(line, "  " if inline else "\n", reason) if reason else line


def heading_row(reviewed: Reviewed, people: People, width: int, *behind: tuple[str, str], owner: bool = True) -> Row:
    """Return an objective: its title and owner, and at the right end its score.

    Args:
        reviewed: The objective.
        people: How people are shown.
        width: The columns that there are; where they are too few, some words are left out.
        behind: What stands behind the title.
        owner: Whether it says whose it is.
    """
    score, count = reviewed.score, len(reviewed.key_results)
    mark = badge(f"{scoring.tenth(score):^4}", "$success" if score is not None else "$warning")
    so_far = "so far" if score is not None else "no score yet"
    words = text((f"{so_far} ({count - reviewed.missing} of {count})  " if reviewed.missing else "", "$muted"), mark)
    sure = surety(reviewed.committed.confidence if reviewed.committed else None)
    lefts = [
        text(
            (reviewed.objective.title, "bold $primary"),
            text("  ", owner_of(reviewed.objective, people, short)) if owner else "",
            (sure, "$muted"),
            *behind,
        )
        for short in (False, True)
    ]
    for left, right in ((lefts[0], words), (lefts[1], words), (lefts[1], mark)):
        if left.cell_length + right.cell_length + 2 <= width:
            return Row(beside(left, right, width), ("objective", reviewed.id), indent=2)
    return Row(text(lefts[1], "\n", words), ("objective", reviewed.id), indent=2)


def promised_rows(reviewed: Reviewed) -> list[Row]:
    """Return what was committed to and is worded otherwise by now."""
    return [Row(text(("  committed to  ", "$muted"), (line, "italic")), indent=16) for line in reviewed.otherwise]


def suggested(scored: Scored) -> str:
    """Return the score that progress suggests, behind a comma."""
    return f", progress says {scoring.figure(scored.suggested)}" if scored.suggested is not None else ""


def filled(parts: Parts, width: int) -> Content:
    """Return parts side by side in lines of so many columns, each of them whole."""
    lines: list[Content] = []
    for part in map(text, parts):
        if lines and lines[-1].cell_length + part.cell_length + 2 <= width:
            lines[-1] = text(lines[-1], "  ", part)
        else:
            lines.append(part)
    return Content("\n").join(lines)
