"""Draws a team at a glance: how far its objectives are, what was decided, who has prepared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from facilitator.common.names import short_names
from facilitator.common.text import clean_line, number
from facilitator.okr.progress import share
from screens import wording
from screens.themes import person_colour
from screens.widgets.chart import bar
from screens.widgets.drawing import beside

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
ROOMY = 24
"""Lines from which on there is room for more of everything."""
_BAR = 20
"""Cells of a bar."""


def glance_lines(glance: Glance, width: int, height: int, today: date) -> list[Content]:
    """Return at most `height` lines of at most `width` cells, as of `today`; what there is no room for is counted."""
    lines = [_head(glance, width)]
    if glance.names and height > FEWEST_LINES + 3:
        lines += _prepared(glance, width, 1 if height < ROOMY else 3)
    room = height - len(lines)
    # Objectives come first, but not all of them before the first promise.
    promised = min(len(glance.promises), FEWEST_PROMISES)
    # With room for all of them, each key result stands below its objective.
    every = len(glance.objectives) + sum(len(objective.key_results) for objective in glance.objectives)
    whole = 2 * every + promised + 6 <= room
    lines += _objectives(glance, width, max(2, room - (promised + 2 if promised else 0)), whole=whole)
    most = MOST_PROMISES if height < ROOMY else 2 * MOST_PROMISES
    for part in (
        _promises(glance.promises, width, min(most, height - len(lines) - 2), today),
        _decisions(glance, width),
    ):
        if part and len(lines) + 1 + len(part) <= height:
            lines += [Content(""), *part]
    return [shown.truncate(width, ellipsis=True) for shown in lines[:height]]


def glance_columns(
    glance: Glance, widths: tuple[int, int], height: int, today: date
) -> tuple[list[Content], list[Content]]:
    """Return the same in two columns: the objectives; and who has prepared, what is promised and what was decided."""
    left = [_head(glance, widths[0], ready=False), Content("")]
    large = [line for objective in glance.objectives for line in _large(objective, widths[0])]
    fits = large and len(large) <= height - len(left)
    left += large if fits else _objectives(glance, widths[0], height - len(left), whole=True)
    right = [heading("Next meeting", f"{glance.prepared} of {glance.people} prepared", widths[1])]
    right += _prepared(glance, widths[1], max(2, height // 3))
    room = max(2, height - len(right) - len(glance.decisions) - 4)
    apart = 4 * len(glance.promises) < room
    right += [Content(""), *_promises(glance.promises, widths[1], room, today, apart=apart)]
    if decisions := _decisions(glance, widths[1]):
        right += [Content(""), *decisions]
    first, second = (
        [shown.truncate(width, ellipsis=True) for shown in lines[:height]]
        for lines, width in zip((left, right), widths, strict=True)
    )
    return first, second


def heading(title: str, words: str | Content, width: int) -> Content:
    """Return a heading over the whole of a column, with a few words beside it."""
    line = Content.assemble((f" {title} ", "bold $background on $primary"), " ", words)
    return line.truncate(width, ellipsis=True).pad_right(max(0, width - line.cell_length)).stylize_before("on $panel")


def _head(glance: Glance, width: int, *, ready: bool = True) -> Content:
    cycle = f"  {clean_line(glance.cycle.name)}" if glance.cycle else ""
    prepared = f"  {glance.prepared} of {glance.people} prepared" if glance.people and ready else ""
    risks = f"  {len(glance.risks)} at risk" if glance.risks else ""
    unit = clean_line(glance.unit)
    # Where there is no room for all, it is the cycle that stands in the OKRs too.
    if Content(f"{unit}{cycle}{risks}{prepared}").cell_length > width:
        cycle = ""
    line = Content.assemble(
        (unit, "bold $primary"),
        (cycle, "bold"),
        (risks, "bold $warning"),
        (prepared, "$success" if glance.prepared else "$muted"),
    )
    return line.pad_right(max(0, width - line.cell_length)).stylize_before("on $panel")


def _prepared(glance: Glance, width: int, room: int) -> list[Content]:
    """Return everybody in their colour, those who have prepared first, in as many columns as fit."""
    names = [name for name, _ in glance.names]
    # With a line for each there is room for whole names.
    short = {name: name for name in names} if len(names) <= room else short_names(names)
    parts = [
        Content.assemble(
            (f"{'✓' if ready else '·'} {clean_line(short[name])}", f"{'bold ' * ready}{person_colour(number)}")
        )
        for number, (name, ready) in enumerate(glance.names)
    ]
    order = sorted(range(len(parts)), key=lambda number: not glance.names[number][1])
    longest = min(width, 2 + max(part.cell_length for part in parts)) if parts else width
    columns = 1 if len(names) <= room else max(1, width // longest)
    shown = [parts[number].truncate(longest - 1, ellipsis=True) for number in order]
    if len(shown) > room * columns:
        kept = shown[: room * columns - 1]
        shown = [*kept, Content.styled(f"and {len(shown) - len(kept)} more", "$muted")]
    cells = [part.pad_right(max(0, longest - part.cell_length)) for part in shown]
    return [Content("").join(cells[start : start + columns]) for start in range(0, len(cells), columns)]


def _objectives(glance: Glance, width: int, room: int, *, whole: bool = False) -> list[Content]:
    """Return the objectives, and as many key results at risk as there is room for; `whole`: all key results."""
    if not glance.objectives:
        return [Content.styled("No objectives yet; o writes them.", "$muted")]
    count = len(glance.objectives)
    every = sum(len(objective.key_results) + 2 for objective in glance.objectives) + len(glance.risks)
    whole = whole and every <= room
    shown = glance.objectives[: room if count <= room else max(1, room - 1)]
    risks = {key_result.id: key_result for key_result in glance.risks[: max(0, room - len(shown))]}
    lines: list[Content] = []
    for objective in shown:
        lines += [Content(""), _objective(objective, width)] if whole and lines else [_objective(objective, width)]
        for key_result in objective.key_results:
            at_risk = risks.pop(key_result.id, None)
            if whole:
                lines.append(_key_result(key_result, width))
                if at_risk is not None:
                    lines.append(Content.styled(f"{' ' * 14}▲ {at_risk.risk.words}", "bold $warning"))
            elif at_risk is not None:
                lines.append(_at_risk(at_risk, width))
    # What its people have in an objective of others stands by itself.
    lines += [_at_risk(key_result, width) for key_result in risks.values()]
    if count > len(shown):
        lines.append(Content.styled(f"and {count - len(shown)} more; o shows them", "$muted"))
    return lines


def _objective(objective: ObjectiveView, width: int) -> Content:
    expected = next((row.expected for row in objective.key_results if row.ratio is not None), None)
    drawn = bar(objective.ratio, expected, _BAR if width >= 70 else 8)
    ratio = (f" {share(objective.ratio) or '–':>5}  ", "bold")
    owner = Content.styled(f"  {clean_line(objective.owner)}", "$muted")
    line = Content.assemble(drawn, ratio, (clean_line(objective.title), "bold"))
    # The title gives way to whose it is.
    owner = owner.truncate(max(10, width // 3), ellipsis=True)
    return line.truncate(max(20, width - owner.cell_length), ellipsis=True) + owner


def _key_result(key_result: KeyResultView, width: int) -> Content:
    """Return a key result with its bar, its figures and how sure its owner is."""
    drawn = bar(key_result.ratio, key_result.expected, 10)
    ratio = (f" {share(key_result.ratio) or '–':>5}  ", "")
    sure = f"  sure {key_result.confidence}" if key_result.confidence else ""
    right = Content.styled(f"{_figures(key_result)}{sure}", "$muted")
    line = Content.assemble("  ", drawn, ratio, clean_line(key_result.title))
    return line.truncate(max(30, width - right.cell_length), ellipsis=True) + right


def _large(objective: ObjectiveView, width: int) -> list[Content]:
    """Return an objective and its key results with bars as wide as the column, for a room with much of it."""
    expected = next((row.expected for row in objective.key_results if row.ratio is not None), None)
    owner = Content.styled(f"  {clean_line(objective.owner)}", "$muted").truncate(width // 3, ellipsis=True)
    lines = [beside(Content.styled(clean_line(objective.title), "bold"), owner, width)]
    lines.append(Content.assemble(bar(objective.ratio, expected, width - 8), (f"{share(objective.ratio):>7}", "bold")))
    for row in objective.key_results:
        sure = f"  sure {row.confidence}" if row.confidence else ""
        risk = f"▲ {row.risk.words}  " if row.risk.reasons else ""
        title = beside(Content(f"  {clean_line(row.title)}"), Content(""), width)
        lines.append(title)
        drawn = bar(row.ratio, row.expected, max(10, width // 2 - 14))
        part = Content.assemble("  ", drawn, f"{share(row.ratio):>6}  ")
        figures = _figures(row).strip()
        # Why it is at risk is the news: how sure its owner is gives way first, then the figures.
        for told in (f"{figures}{sure}", figures, ""):
            right = Content.assemble((risk, "bold $warning"), (told, "$muted"))
            if part.cell_length + right.cell_length + 1 <= width:
                break
        lines.append(beside(part, right.truncate(width - part.cell_length - 1, ellipsis=True), width))
    return [*lines, Content("")]


def _figures(key_result: KeyResultView) -> str:
    if key_result.milestone:
        return ""
    current, target = number(key_result.current), number(key_result.target)
    return f"  {current} → {target} {clean_line(key_result.unit)}".rstrip()


def _at_risk(key_result: KeyResultView, width: int) -> Content:
    # Why it is at risk is the news: the title gives way to it.
    why = Content.assemble((_figures(key_result), "$muted"), (f"  {key_result.risk.words}", "$warning"))
    title = Content(clean_line(key_result.title)).truncate(max(20, width - 4 - why.cell_length), ellipsis=True)
    return Content.assemble(("  ! ", "bold $warning"), title, why)


def _promises(
    promises: Sequence[PromiseView], width: int, room: int, today: date, *, apart: bool = False
) -> list[Content]:
    """Return what is open, what is overdue first, below a heading in `room` lines; the rest is counted.

    Whose it is and by when stays whole where words have to go; `apart`: it stands below them.
    """
    if not promises or room < 1:
        return []
    count = room if len(promises) <= room else room - 1
    short = short_names({promise.person for promise in promises if promise.person})
    style = "bold $warning" if any(promise.overdue for promise in promises) else ""
    lines = [heading("Promised", Content.styled(wording.open_promises(promises), style), width)]
    for promise in promises[:count]:
        shape = ("▲ ", "bold $warning") if promise.overdue else ("· ", "$muted")
        owner = clean_line(promise.person or promise.asked_unit or "nobody yet")
        # The short name where the whole one would take the words their room.
        owner = short.get(owner, owner) if width < 110 else owner
        due = f", {wording.by(promise.due, today)}" if promise.due else ""
        nobody = not (promise.person or promise.asked_unit)
        style = "bold $warning" if promise.overdue or nobody or (apart and promise.due is None) else "$muted"
        if apart:
            lines += [Content(""), Content.assemble("  ", shape, clean_line(promise.text))]
            day = f"  {wording.by(promise.due, today) or 'no day yet'}"
            whole = Content(f"    {clean_line(promise.person or promise.asked_unit or 'nobody yet')}")
            lines.append((whole.truncate(width - len(day), ellipsis=True) + day).stylize(style))
            continue
        who = Content.assemble("  ", Content(owner).truncate(width // 3, ellipsis=True), due).stylize(style)
        words = Content(clean_line(promise.text)).truncate(max(10, width - 4 - who.cell_length), ellipsis=True)
        lines.append(Content.assemble("  ", shape, words, who))
    if len(promises) > count:
        lines.append(Content.styled(f"  and {len(promises) - count} more; a shows them", "$muted"))
    return lines


def _decisions(glance: Glance, width: int) -> list[Content]:
    if glance.met_at is None or not glance.decisions:
        return []
    title = heading("Decided", f"on {glance.met_at:%a %d %b}", width)
    lines = (Content.assemble(("  ✔ ", "$success"), clean_line(decision)) for decision in glance.decisions)
    return [title, *lines]
