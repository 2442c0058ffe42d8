"""What minutes say, in the order in which they are read; every form of them is written from these blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from facilitator.common.assigning import DAYS
from facilitator.common.durations import in_words
from facilitator.common.text import before_figures
from facilitator.documents import blocks
from facilitator.documents.blocks import Bar, Block, Bullets, Heading, Line, Span, line
from facilitator.minutes.document import ActionTold, Attendee, Corrected, Document, Noted, RequestTold
from facilitator.steps import kinds
from facilitator.steps.records import StepTold
from facilitator.steps.requests.minutes import answered, support
from facilitator.tables.correction import REMARK

DRAFT = "Draft: this meeting has not ended, it is {state}."


def lay_out(document: Document) -> tuple[Block, ...]:
    """The minutes from the first to the last block; the same meeting gives the same blocks."""
    return tuple(map(blocks.readable, _blocks(document)))


def _blocks(document: Document) -> Iterator[Block]:
    yield Heading(f"{before_figures(f'{document.title} of {document.team}')}, {document.started_at:%Y-%m-%d}", 1)
    if document.draft:
        yield from blocks.paragraph(Span(DRAFT.format(state=document.state), bold=True))
    yield Bullets(tuple(facts(document)))
    yield Heading("Decisions")
    yield from blocks.bullets(map(noted, document.decisions), "None.")
    yield Heading("Actions")
    heads = ("Who", "What", "By when", "State")
    yield from blocks.table(heads, map(_action, document.actions), "None.")
    if document.carried_actions or document.carried_requests:
        yield Heading("Carried over from earlier meetings")
        yield from blocks.table(heads, map(_action, document.carried_actions))
        yield from blocks.bullets(map(_request, document.carried_requests))
    yield Heading("Who was there")
    yield from blocks.table(
        ("Who", "Attendance", "Spoke for"),
        (_attendee(one) for one in document.attendance),
    )
    yield from _steps(document)
    told = any(step.kind == "requests" and step.records for step in document.steps)
    if document.requests and not told:
        yield Heading("Requests for help")
        yield from blocks.bullets(map(_request, document.requests))
    if document.parked:
        yield Heading("Parked topics")
        yield from blocks.bullets(map(noted, document.parked))
    yield Heading("Time")
    yield from _time(document)
    if document.corrections:
        yield Heading("Corrections")
        for one in document.corrections:
            yield from _correction(one)


def noted(one: Noted) -> Line:
    """A decision or a parked topic: its words, whose it is, how it was corrected."""
    return line(one.text + blocks.by(one.by), blocks.corrected(one.corrected))


def _correction(one: Corrected) -> Iterator[Block]:
    """Who corrected what when: what it was is not gone."""
    yield Heading(f"Correction {one.number}: {one.kind}", 3)
    told = [f"By {blocks.someone(one.by)}, {_moment(one.at)}"]
    if one.kind == REMARK:
        told.append(one.after)
    else:
        told.append(f"Was: {one.before}" if one.before else "Was missing")
        told.append(f"Is: {one.after}" if one.after else "Is struck out")
    yield from blocks.bullets([*told, *([f"Why: {one.reason}"] if one.reason else [])])


def correction(one: Corrected) -> str:
    """A correction in a line: its number, what was corrected, what it was and is, and why."""
    told = one.after or f"struck out: {one.before}"
    if one.before and one.after:
        told = f"{before_figures(one.before)} → {one.after}"
    return f"{one.number}, {one.kind}: {told}" + (f" ({one.reason})" if one.reason else "")


def _attendee(one: Attendee) -> tuple[str | Line, ...]:
    told = f"{one.state}: {one.reason}" if one.reason else one.state
    came = line(told, blocks.corrected(one.corrected))
    return one.called, came, in_words(one.seconds) if round(one.seconds) else "–"


def _steps(document: Document) -> Iterator[Block]:
    """What the steps recorded; of a combined meeting in two parts (METHOD M32)."""
    told = [(step.step.part, kinds.section(step)) for step in document.steps]
    if document.next_cycle is None:
        for _, section in told:
            yield from section
        return
    agreeing = next((place for place, (part, _) in enumerate(told) if part == "consensus"), len(told))
    parts = (
        (f"Part one: review of {document.cycle}", told[:agreeing]),
        (f"Part two: consensus on {document.next_cycle}", told[agreeing:]),
    )
    for heading, some in parts:
        inside = [block for _, section in some for block in section]
        if inside:
            yield Heading(heading)
            for block in inside:
                yield replace(block, level=block.level + 1) if isinstance(block, Heading) else block


def facts(document: Document) -> Iterator[Line]:
    """Which meeting this is: when, who, how long."""
    yield line(f"Began: {_moment(document.started_at)}")
    if document.ended_at:
        yield line(f"Ended: {_moment(document.ended_at)}")
    yield line(f"Facilitator: {blocks.someone(document.facilitator)}")
    if document.cycle and document.next_cycle:
        yield line(f"Cycles: {document.cycle} reviewed, {document.next_cycle} agreed")
    elif document.cycle:
        yield line(f"Cycle: {document.cycle}")
    yield line(f"Time: {_spent(document)}")
    if document.corrections:
        count = len(document.corrections)
        many = f"{count} correction{'s' * (count > 1)}"
        yield line(f"Corrected: {many}, the last on {_moment(document.corrections[-1].at)}")


def _moment(value: datetime) -> str:
    offset = value.strftime("%z")
    return f"{DAYS[value.weekday()].capitalize()} {value:%Y-%m-%d %H:%M} (UTC{offset[:3]}:{offset[3:5]})"


def _spent(document: Document) -> str:
    planned = in_words(document.planned_seconds)
    if document.overtime:
        return f"{in_words(document.seconds)}, {in_words(document.overtime)} over the planned {planned}"
    return f"{in_words(document.seconds)} of the planned {planned}"


def _time(document: Document) -> Iterator[Block]:
    rows: list[tuple[str | Line, ...]] = [
        (step.title, in_words(step.planned_seconds), in_words(step.seconds), _over(step)) for step in document.steps
    ]
    total = f"{in_words(document.overtime)} over" if document.overtime else ""
    whole = line(Span("Whole meeting", bold=True))
    rows.append((whole, in_words(document.planned_seconds), in_words(document.seconds), total))
    yield from blocks.table(("Step", "Planned", "Taken", "Overtime"), rows)
    longest = max([1.0, *(max(step.seconds, step.planned_seconds) for step in document.steps)])
    yield from blocks.bars(
        "Time of every step",
        "The bar is the time taken, the mark the time planned.",
        (_bar(step, longest) for step in document.steps),
    )
    yield from blocks.paragraph(f"The meeting took {_spent(document)}.")
    if round(document.paused_seconds):
        yield from blocks.paragraph(
            f"The meeting was paused for {in_words(document.paused_seconds)}, which is not counted."
        )


def _bar(step: StepTold, longest: float) -> Bar:
    told = f"{in_words(step.seconds)} of {in_words(step.planned_seconds)}"
    return Bar(step.title, told, blocks.part(step.seconds / longest), blocks.part(step.planned_seconds / longest))


def _over(step: StepTold) -> str:
    over = round(step.seconds) - step.planned_seconds
    return f"{in_words(over)} over" if over > 0 else ""


def _action(one: ActionTold) -> tuple[str | Line, ...]:
    goal = f" (for “{one.key_result}”)" if one.key_result else ""
    what = line(one.text + goal, blocks.corrected(one.corrected))
    return (blocks.someone(one.owner), what, one.due.isoformat() if one.due else "–", state(one))


def state(one: ActionTold | RequestTold) -> str:
    """How it stands, in words: overdue is told, and why it was dropped."""
    told = "overdue" if one.overdue else one.state
    return f"{told}: {one.reason}" if one.reason else told


def _request(one: RequestTold) -> Line:
    stands = (one.state != "open" or one.overdue) and one.answer != "declined"
    told = line(" ", Span(f"({state(one)})", italic=True)) if stands else ()
    return line(
        f"{blocks.someone(one.asker)} asks {blocks.someone(one.asked)}: ",
        support(one.what, one.key_result, one.due),
        answered(one.answer, one.note) if one.answer else (),
        told,
        blocks.corrected(one.corrected),
    )
