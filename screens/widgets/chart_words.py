"""Says in words how a key result stands: what is written above its chart."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from facilitator.common.text import clean_line, number
from facilitator.okr.progress import share
from screens.widgets.canvas import BAD, GOOD, MUTED

if TYPE_CHECKING:
    # Home shows it before the database has been imported.
    from facilitator.okr.tracking import Track


def figure(value: float | None, room: int = 10) -> str:
    """Return a figure as people write it; with an exponent where it would need more than `room` characters."""
    shown = number(value)
    if value is None or len(shown) <= room:
        return shown
    return next((short for digits in (6, 4, 2) if len(short := f"{value:.{digits}g}") <= room), f"{value:.0e}")


def day(date_: date, *, year: bool = False) -> str:
    """Return a day as a chart has room for it: `3 Nov`."""
    return f"{date_.day} {date_:%b %Y}" if year else f"{date_.day} {date_:%b}"


def heading(track: Track, width: int, height: int) -> list[Content]:
    """Return the title, and in words how it stands: as many of them as have room, the most important first."""
    key_result = track.key_result
    title = Content.styled(plain(key_result.title), "bold")
    facts = _facts(track)
    if height < 9:
        short = _short(track)
        room = width - short.cell_length - 2
        return [title.truncate(room, ellipsis=True, pad=True) + Content("  ") + short if room >= 8 else short]
    owner = Content.styled(plain(key_result.owner), "dim")
    room = width - owner.cell_length - 2
    first = title.truncate(room, ellipsis=True, pad=True) + Content("  ") + owner if room >= 20 else title
    second, rest = facts[0], facts[1:]
    if rest and second.cell_length + rest[0].cell_length + 3 > width:
        second, rest = _short(track), rest[1:]
    for fact in rest:
        if second.cell_length + fact.cell_length + 3 <= width:
            second = second + Content.styled(" · ", MUTED) + fact
    return [first, second]


def plain(words: str) -> str:
    """Return what somebody wrote as one line."""
    return clean_line(words[:1000]).replace("\t", " ").strip()


def _facts(track: Track) -> list[Content]:
    key_result = track.key_result
    unit = f" {plain(key_result.unit)}" if key_result.unit else ""
    facts = []
    if key_result.milestone:
        confidence = "no confidence yet" if key_result.confidence is None else f"confidence {key_result.confidence}"
        facts.append(Content(f"milestone, {confidence}"))
    else:
        facts.append(Content(f"now {figure(key_result.current)}, target {figure(key_result.target)}{unit}"))
    if track.pace is not None:
        shape = _shape(track)
        facts.append(Content.styled(f"{shape} {track.pace.words}", f"bold {BAD if shape == '▼' else GOOD}"))
    elif not key_result.milestone and key_result.current is not None:
        facts.append(
            Content("start equals target: no pace" if key_result.start == key_result.target else key_result.note)
        )
    reasons = [reason for reason in track.risk.reasons if not reason.endswith("behind pace")]
    if reasons:
        facts.append(Content.styled(f"! {', '.join(reasons)}", f"bold {BAD}"))
    if track.forecast is not None and not (track.pace and track.pace.reached):
        facts.append(Content(f"at this pace {_about(track)} on {day(track.cycle_end)}"))
    if key_result.ratio is not None and abs(key_result.ratio) < 10:
        facts.append(Content(f"{share(key_result.ratio)}, expected {share(key_result.expected)}"))
    return facts


def _short(track: Track) -> Content:
    key_result = track.key_result
    if key_result.milestone:
        fell = f" ▼{track.falling}" if track.falling else ""
        return Content("milestone" if key_result.confidence is None else f"confidence {key_result.confidence}{fell}")
    words = f"{figure(key_result.current)}, target {figure(key_result.target)}"
    if track.pace is None:
        return Content(words)
    shape = _shape(track)
    points = f" {shape}" if shape == "●" or abs(track.pace.points) > 999 else f" {shape}{abs(track.pace.points)} %"
    return Content.assemble(words, (points, f"bold {BAD if shape == '▼' else GOOD}"))


def _shape(track: Track) -> str:
    if track.pace is None or track.pace.reached or track.pace.words == "on pace":
        return "●"
    return "▲" if track.pace.points > 0 else "▼"


def _about(track: Track) -> str:
    """Return the forecast, as exact as a forecast is: to a hundredth of the way, or coarser."""
    key_result = track.key_result
    value = track.forecast or 0.0
    way = abs((key_result.target or 0.0) - (key_result.start or 0.0)) or abs(value) or 1.0
    return figure(round(value, 1 - math.floor(math.log10(way)))) if 1e-9 < way < 1e15 else figure(value)
