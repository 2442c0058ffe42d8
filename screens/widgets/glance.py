"""A team at a glance, as lines: how far its objectives are, what was decided, who has prepared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from facilitator.common.text import clean_line, number
from facilitator.okr.progress import share
from screens import wording
from screens.widgets.chart import bar

if TYPE_CHECKING:
    # Home shows it before the database has been imported.
    from datetime import date

    from facilitator.okr.views import KeyResultView, ObjectiveView
    from facilitator.reports.glance import Glance

FEWEST_LINES = 5
"""Lines below which there is no room for it."""
FEWEST_PROMISES = 3
"""So many lines are kept for promises where objectives would take them all."""
MOST_PROMISES = 4
_BAR = 20
"""Cells of a bar."""


def glance_lines(found: Glance, width: int, height: int, today: date) -> list[Content]:
    """At most `height` lines of at most `width` cells, as of `today`; what there is no room for is counted."""
    lines = [_head(found, width)]
    room = height - len(lines)
    # Objectives come first, but not all of them before the first promise.
    promised = min(len(found.promises), FEWEST_PROMISES)
    lines += _objectives(found, width, max(2, room - (promised + 2 if promised else 0)))
    for part in (_promised(found, width, height - len(lines) - 2, today), _met(found)):
        if part and len(lines) + 1 + len(part) <= height:
            lines += [Content(""), *part]
    return [one.truncate(width, ellipsis=True) for one in lines[:height]]


def _head(found: Glance, width: int) -> Content:
    cycle = f"  {clean_line(found.cycle.name)}" if found.cycle else ""
    ready = f"  {found.prepared} of {found.people} have prepared" if found.people else ""
    risks = f"  {len(found.risks)} at risk" if found.risks else ""
    unit = clean_line(found.unit)
    # Where there is no room for all, it is the cycle that stands in the OKRs too.
    if Content(f"{unit}{cycle}{risks}{ready}").cell_length > width:
        cycle = ""
    return Content.assemble((unit, "bold $primary"), (cycle, "bold"), (risks, "bold $warning"), (ready, "dim"))


def _objectives(found: Glance, width: int, room: int) -> list[Content]:
    """The objectives, and as many key results at risk as there is room for."""
    if not found.objectives:
        return [Content.assemble(("No objectives yet; o writes them.", "dim"))]
    many = len(found.objectives)
    some = found.objectives[: room if many <= room else max(1, room - 1)]
    told = {each.id: each for each in found.risks[: max(0, room - len(some))]}
    lines: list[Content] = []
    for one in some:
        lines.append(_objective(one, width))
        lines += [_at_risk(told.pop(each.id), width) for each in one.key_results if each.id in told]
    # What its people have in an objective of others stands by itself.
    lines += [_at_risk(each, width) for each in told.values()]
    if many > len(some):
        lines.append(Content.assemble((f"and {many - len(some)} more; o shows them", "dim")))
    return lines


def _objective(one: ObjectiveView, width: int) -> Content:
    expected = [each.expected for each in one.key_results if each.ratio is not None]
    drawn = bar(one.ratio, expected[0] if expected else None, _BAR if width >= 70 else 8)
    owner = (f"  {clean_line(one.owner)}", "dim")
    return Content.assemble(drawn, (f" {share(one.ratio) or '–':>5}  ", "bold"), clean_line(one.title), owner)


def _at_risk(one: KeyResultView, width: int) -> Content:
    figures = "" if one.milestone else f"  {number(one.current)} → {number(one.target)} {clean_line(one.unit)}".rstrip()
    # Why it is at risk is the news: the title gives way to it.
    why = Content.assemble((f"{figures}  {one.risk.words}", "dim"))
    title = Content(clean_line(one.title)).truncate(max(20, width - 4 - why.cell_length), ellipsis=True)
    return Content.assemble(("  ! ", "bold $warning"), title, why)


def _promised(found: Glance, width: int, room: int, today: date) -> list[Content]:
    """What is open, what is overdue first, in its heading and `room` lines; the rest is counted.

    Whose it is and by when stays whole where words have to go.
    """
    some = found.promises
    if not some or room < 1:
        return []
    many = min(MOST_PROMISES, room if len(some) <= room else room - 1)
    late = sum(one.overdue for one in some)
    told = f"  {wording.open_promises(some)}"
    lines = [Content.assemble(("Promised", "bold"), (told, "bold $warning" if late else "dim"))]
    for one in some[:many]:
        shape = ("▲ ", "bold $warning") if one.overdue else ("· ", "dim")
        owner = Content(clean_line(one.person or one.asked_unit or "nobody yet")).truncate(width // 3, ellipsis=True)
        due = f", {wording.by(one.due, today)}" if one.due else ""
        who = Content.assemble("  ", owner, due).stylize("dim")
        words = Content(clean_line(one.text)).truncate(max(10, width - 4 - who.cell_length), ellipsis=True)
        lines.append(Content.assemble("  ", shape, words, who))
    if len(some) > many:
        lines.append(Content.assemble((f"  and {len(some) - many} more; a shows them", "dim")))
    return lines


def _met(found: Glance) -> list[Content]:
    if found.met_at is None or not found.decisions:
        return []
    day = f"{found.met_at:%a %d %b}"
    lines = [Content.assemble((f"Decided on {day}", "bold"))]
    return lines + [Content.assemble("  ", clean_line(one)) for one in found.decisions]
