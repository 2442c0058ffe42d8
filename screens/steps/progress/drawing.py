"""Draws key results: how far each has come, what moved since last time, how sure its owner is, what is at risk."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len
from textual.content import Content

from facilitator.common.text import counted, number
from facilitator.okr.progress import STALE_DAYS, share
from facilitator.okr.views import KeyResultView
from facilitator.steps.progress.reading import KeyResultStatus
from screens.steps.panel import Parts, text
from screens.widgets.drawing import bar

INDENT = 5
"""LineWidths by which a key result's further lines stand further in, where it has no columns of its own."""
SHORT = 120
"""Characters of a reason that are shown."""
NARROW, ROOMY = 70, 100
"""LineWidths below which a key result says less, and from which on its bar is longer."""
TITLE = 12
"""LineWidths that a title has at least."""
SURE = 9
"""LineWidths of a confidence and of where it moved."""

OwnerNames = Mapping[str, tuple[str, str]]
"""Short names and styles of the people of a meeting, by their names."""


@dataclass(frozen=True, slots=True)
class LineWidths:
    """The widths that the lines of all key results share, so that they stand below one another.

    Attributes:
        width: Of a whole line.
        bar: Of the bar.
        state: Of what moved, or how long nothing did.
    """

    width: int
    bar: int
    state: int

    @classmethod
    def of(cls, statuses: Sequence[KeyResultStatus], width: int, *, states: bool = True) -> LineWidths:
        """Return those of key results for lines of so many cells; without `states`, what moved stands elsewhere."""
        long = 5 if width < NARROW else 20 if width >= ROOMY else 10
        wanted = max((state(status, width).cell_length for status in statuses if states), default=0)
        room = width - cls(width, long, 0).indent - SURE - TITLE - 4
        return cls(width, long, max(0, min(wanted, room)))

    @property
    def indent(self) -> int:
        """Where the titles stand, and what goes on below them."""
        return 2 + self.bar + 7


def is_stale(key_result: KeyResultView) -> bool:
    """Return whether nothing was said of it for so long that it is at risk."""
    silent, ratio = key_result.stale_days, key_result.ratio
    return bool(key_result.risk.reasons) and (silent or 0) >= STALE_DAYS and (ratio is None or ratio < 1)


def moved(status: KeyResultStatus) -> str:
    """Return whether its figure came nearer to the target since the last meeting, ▲, or went away from it, ▼."""
    key_result = status.key_result
    if status.since is None or key_result.current is None:
        return ""
    target = math.inf if key_result.target is None else key_result.target
    if math.isinf(target):
        return "▲" if key_result.current > status.since else "▼"
    return "▲" if abs(target - key_result.current) < abs(target - status.since) else "▼"


def swayed(status: KeyResultStatus) -> str:
    """Return whether its owner is surer than at the last meeting, ▲, or less sure, ▼."""
    before, now = status.since_confidence, status.key_result.confidence
    if before is None or now is None:
        return ""
    return "▲" if now > before else "▼"


def _arrow(arrow: str) -> tuple[str, str]:
    return arrow, "bold $success" if arrow == "▲" else "bold $error"


def figures(key_result: KeyResultView) -> str:
    """Return where it stands and where it goes: `138 minutes, target 90`."""
    if key_result.target is None:
        return "milestone"
    now = "" if key_result.current is None else f"{number(key_result.current)} {key_result.unit}".rstrip()
    return f"{now}, target {number(key_result.target)}".removeprefix(", ")


def sure(confidence: int | None) -> str:
    """Return how sure its owner is, in words."""
    return "sure –" if confidence is None else f"sure {confidence}"


@lru_cache(512)
def state(status: KeyResultStatus, width: int) -> Content:
    """Return what moved since the last meeting; else how long nothing did, else where it stands."""
    key_result = status.key_result
    if arrow := moved(status):
        return text(_arrow(arrow), (f" {number(status.since)} → {number(key_result.current)}", "bold"))
    if is_stale(key_result):
        days = counted(key_result.stale_days or 0, "day")
        return Content.styled(f"! {days}" if width < NARROW else f"no update for {days}", "bold $text-warning")
    if width < NARROW:
        return Content("")
    if key_result.milestone:
        return Content.styled("milestone", "$muted")
    return Content.styled(f"{number(key_result.current)}, target {number(key_result.target)}", "$muted")


def _bar(key_result: KeyResultView, width: int) -> Content:
    if key_result.ratio is None:
        return Content.styled("·" * width, "$muted")
    return bar(key_result.ratio, width, "$warning" if key_result.risk.reasons else "$success")


@lru_cache(512)
def line(status: KeyResultStatus, columns: LineWidths) -> Content:
    """Return a key result in a line: what is at risk, how far it is, what moved, how sure its owner is."""
    key_result = status.key_result
    arrow = swayed(status)
    stands = state(status, columns.width).truncate(columns.state, ellipsis=True)
    before = text(
        ("! " if key_result.risk.reasons else "  ", "bold $text-warning"),
        _bar(key_result, columns.bar),
        f" {share(key_result.ratio):>5} ",
    )
    behind = text(
        "  ",
        stands,
        " " * (columns.state - stands.cell_length + 2 * bool(columns.state)),
        (f"{sure(key_result.confidence):<7}", "bold"),
        _arrow(arrow) if arrow else " ",
    )
    room = max(4, columns.width - before.cell_length - behind.cell_length)
    title = Content(key_result.title.replace("\t", " ")[: room * 2]).truncate(room, ellipsis=True)
    return text(before, title, " " * (room - title.cell_length), behind)


def details(status: KeyResultStatus, owners: OwnerNames, *, states: bool) -> Content:
    """Return what there is to say of a key result: whose, how sure before, at risk, why; with `states`, what moved."""
    stands = _stands(status) if states else Content("")
    return _joined(_whose(status, owners), stands, _since(status), _risk(status), _why(status))


def in_full(status: KeyResultStatus, owners: OwnerNames, width: int, rows: int) -> Content:
    """Return a key result in two or three lines: its title, whose and where it stands, what is at risk and why."""
    about = _joined(_risk(status), _why(status))
    lines = [
        Content.styled(status.key_result.title.replace("\t", " ")[: width * 2], "bold"),
        _joined(_whose(status, owners), _stands(status), _since(status)),
        about,
    ]
    if rows < len(lines):
        del lines[1 if about else 2]
    return Content("\n").join(line.truncate(width, ellipsis=True) for line in lines)


def _joined(*parts: Content) -> Content:
    return Content(" · ").join(part for part in parts if part)


def _whose(status: KeyResultStatus, owners: OwnerNames) -> Content:
    name = status.key_result.owner
    return Content.styled(*owners.get(name, (name, "$muted"))) if name else Content("")


def _stands(status: KeyResultStatus) -> Content:
    if arrow := moved(status):
        return text(_arrow(arrow), f" {number(status.since)} → {figures(status.key_result)}")
    return Content.styled(figures(status.key_result), "$muted")


def _since(status: KeyResultStatus) -> Content:
    arrow = swayed(status)
    return (
        text(f"{sure(status.key_result.confidence)} ", _arrow(arrow), f" was {status.since_confidence}")
        if arrow
        else Content("")
    )


def _risk(status: KeyResultStatus) -> Content:
    risk = status.key_result.risk
    return Content.styled(f"! at risk: {risk.words}", "bold $text-warning") if risk.reasons else Content("")


def _why(status: KeyResultStatus) -> Content:
    why = short(status.why)
    return Content.styled(f"“{why}”", "italic") if why else Content("")


def short(why: str) -> str:
    """Return a reason, cut where it is too long to be read in passing."""
    return why if len(why) <= SHORT else why[: SHORT - 1].rstrip() + "…"


def height(content: Content, width: int) -> int:
    """Return about how many lines that takes."""
    return -(-cell_len(content.plain) // max(1, width))


def status_line(status: KeyResultStatus) -> Content:
    """Return a key result in lines of no columns, for a list that wraps."""
    key_result = status.key_result
    parts: Parts = [
        "   ",
        _bar(key_result, 10),
        f" {share(key_result.ratio):>5} ",
        key_result.title,
        (f"  {figures(key_result)}  ", "$muted"),
    ]
    if arrow := moved(status):
        parts += [_arrow(arrow), f" was {number(status.since)}  "]
    parts.append((sure(key_result.confidence), "bold"))
    if arrow := swayed(status):
        parts += [" ", _arrow(arrow), f" was {status.since_confidence}"]
    if key_result.risk.reasons:
        parts.append((f"\n! at risk: {key_result.risk.words}", "bold $text-warning"))
    if why := short(status.why):
        parts += ["  " if key_result.risk.reasons else "\n", (f"“{why}”", "italic")]
    return text(*parts)


def counts(statuses: Sequence[KeyResultStatus], team: str) -> str:
    """Return how many key results the team has and how many of them are at risk; those of guests are told apart."""
    ours, guests = ([status for status in statuses if status.guest is guest] for guest in (False, True))
    own = f"{counted(len(ours), 'key result')}, {_at_risk(ours)} in {team}"
    return f"{own}; {counted(len(guests), 'key result')} of guests, {_at_risk(guests)}" if guests else own


def _at_risk(statuses: Sequence[KeyResultStatus]) -> str:
    return f"{sum(bool(status.key_result.risk.reasons) for status in statuses)} at risk"


def asked(key_result: KeyResultView) -> str:
    """Return what is asked of a key result, with what could be typed: a figure a little nearer to its target."""
    now, target = key_result.current, key_result.target
    if now is None or target is None:
        return "Confidence, reason, e.g. c6 reviews waited"
    step = (target - now) / 5 or 1.0
    if not math.isfinite(now + step):
        likely = target
    elif now == int(now) and target == int(target):
        likely = now + math.copysign(max(1, round(abs(step))), step)
    else:
        likely = round(now + step, 2)
    return f"New value, confidence, reason, e.g. {number(likely)} c6 reviews waited (now {number(now)})"
