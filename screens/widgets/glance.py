"""Draws a team at a glance: how far its objectives are, what was decided, who has prepared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from facilitator.common.text import clean_line, number
from facilitator.okr.progress import share
from screens import wording
from screens.widgets.chart import bar

if TYPE_CHECKING:
    # Home shows it before the database has been imported.
    from collections.abc import Sequence
    from datetime import date

    from facilitator.okr.views import KeyResultView, ObjectiveView
    from facilitator.promises.reading import PromiseView
    from facilitator.reports.glance import Glance

FEWEST_LINES = 5
"""Lines below which there is no room for it."""
FEWEST_PROMISES = 3
"""So many lines are kept for promises where objectives would take them all."""
MOST_PROMISES = 4
_BAR = 20
"""Cells of a bar."""


def glance_lines(glance: Glance, width: int, height: int, today: date) -> list[Content]:
    """Return at most `height` lines of at most `width` cells, as of `today`; what there is no room for is counted."""
    lines = [_head(glance, width)]
    room = height - len(lines)
    # Objectives come first, but not all of them before the first promise.
    promised = min(len(glance.promises), FEWEST_PROMISES)
    lines += _objectives(glance, width, max(2, room - (promised + 2 if promised else 0)))
    for part in (_promises(glance.promises, width, height - len(lines) - 2, today), _decisions(glance)):
        if part and len(lines) + 1 + len(part) <= height:
            lines += [Content(""), *part]
    return [shown.truncate(width, ellipsis=True) for shown in lines[:height]]


def _head(glance: Glance, width: int) -> Content:
    cycle = f"  {clean_line(glance.cycle.name)}" if glance.cycle else ""
    ready = f"  {glance.prepared} of {glance.people} have prepared" if glance.people else ""
    risks = f"  {len(glance.risks)} at risk" if glance.risks else ""
    unit = clean_line(glance.unit)
    # Where there is no room for all, it is the cycle that stands in the OKRs too.
    if Content(f"{unit}{cycle}{risks}{ready}").cell_length > width:
        cycle = ""
    return Content.assemble((unit, "bold $primary"), (cycle, "bold"), (risks, "bold $warning"), (ready, "dim"))


def _objectives(glance: Glance, width: int, room: int) -> list[Content]:
    """Return the objectives, and as many key results at risk as there is room for."""
    if not glance.objectives:
        return [Content.styled("No objectives yet; o writes them.", "dim")]
    count = len(glance.objectives)
    shown = glance.objectives[: room if count <= room else max(1, room - 1)]
    risks = {key_result.id: key_result for key_result in glance.risks[: max(0, room - len(shown))]}
    lines: list[Content] = []
    for objective in shown:
        lines.append(_objective(objective, width))
        at_risk = [risks.pop(key_result.id) for key_result in objective.key_results if key_result.id in risks]
        lines += [_at_risk(key_result, width) for key_result in at_risk]
    # What its people have in an objective of others stands by itself.
    lines += [_at_risk(key_result, width) for key_result in risks.values()]
    if count > len(shown):
        lines.append(Content.styled(f"and {count - len(shown)} more; o shows them", "dim"))
    return lines


def _objective(objective: ObjectiveView, width: int) -> Content:
    expected = next((row.expected for row in objective.key_results if row.ratio is not None), None)
    drawn = bar(objective.ratio, expected, _BAR if width >= 70 else 8)
    ratio = (f" {share(objective.ratio) or '–':>5}  ", "bold")
    return Content.assemble(drawn, ratio, clean_line(objective.title), (f"  {clean_line(objective.owner)}", "dim"))


def _at_risk(key_result: KeyResultView, width: int) -> Content:
    figures = ""
    if not key_result.milestone:
        current, target = number(key_result.current), number(key_result.target)
        figures = f"  {current} → {target} {clean_line(key_result.unit)}".rstrip()
    # Why it is at risk is the news: the title gives way to it.
    why = Content.styled(f"{figures}  {key_result.risk.words}", "dim")
    title = Content(clean_line(key_result.title)).truncate(max(20, width - 4 - why.cell_length), ellipsis=True)
    return Content.assemble(("  ! ", "bold $warning"), title, why)


def _promises(promises: Sequence[PromiseView], width: int, room: int, today: date) -> list[Content]:
    """Return what is open, what is overdue first, below a heading in `room` lines; the rest is counted.

    Whose it is and by when stays whole where words have to go.
    """
    if not promises or room < 1:
        return []
    count = min(MOST_PROMISES, room if len(promises) <= room else room - 1)
    style = "bold $warning" if any(promise.overdue for promise in promises) else "dim"
    lines = [Content.assemble(("Promised", "bold"), (f"  {wording.open_promises(promises)}", style))]
    for promise in promises[:count]:
        shape = ("▲ ", "bold $warning") if promise.overdue else ("· ", "dim")
        owner = clean_line(promise.person or promise.asked_unit or "nobody yet")
        due = f", {wording.by(promise.due, today)}" if promise.due else ""
        who = Content.assemble("  ", Content(owner).truncate(width // 3, ellipsis=True), due).stylize("dim")
        words = Content(clean_line(promise.text)).truncate(max(10, width - 4 - who.cell_length), ellipsis=True)
        lines.append(Content.assemble("  ", shape, words, who))
    if len(promises) > count:
        lines.append(Content.styled(f"  and {len(promises) - count} more; a shows them", "dim"))
    return lines


def _decisions(glance: Glance) -> list[Content]:
    if glance.met_at is None or not glance.decisions:
        return []
    heading = Content.styled(f"Decided on {glance.met_at:%a %d %b}", "bold")
    return [heading, *(Content(f"  {clean_line(decision)}") for decision in glance.decisions)]
