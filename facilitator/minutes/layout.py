"""Lays minutes out as blocks, in the order in which they are read; every format is written from these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from facilitator.common.days.words import DAY_NAMES
from facilitator.common.durations import in_words
from facilitator.common.text import before_figures
from facilitator.documents import blocks
from facilitator.documents.blocks import Bar, Block, Bullets, Heading, Line, Span, line
from facilitator.minutes.document import ActionRecord, Attendee, Corrected, Document, HelpRecord, Noted
from facilitator.steps import kinds
from facilitator.steps.records import StepRecord
from facilitator.steps.requests.minutes import answered, support
from facilitator.tables.correction import REMARK

DRAFT = "Draft: this meeting has not ended, it is {state}."


def lay_out(document: Document) -> tuple[Block, ...]:
    """Return the minutes from the first to the last block; the same meeting gives the same blocks."""
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
        ("Who", "Attendance", "Spoke for"), (_attendee(attendee) for attendee in document.attendance)
    )
    yield from _steps(document)
    shown = any(step.kind == "requests" and step.records for step in document.steps)
    if document.requests and not shown:
        yield Heading("Requests for help")
        yield from blocks.bullets(map(_request, document.requests))
    if document.parked:
        yield Heading("Parked topics")
        yield from blocks.bullets(map(noted, document.parked))
    yield Heading("Time")
    yield from _time(document)
    if document.corrections:
        yield Heading("Corrections")
        for entry in document.corrections:
            yield from _correction(entry)


def noted(note: Noted) -> Line:
    """Return the line of a decision or a parked topic: its words, whose it is, how it was corrected."""
    return line(note.text + blocks.by(note.by), blocks.corrected(note.corrected))


def _correction(corrected: Corrected) -> Iterator[Block]:
    """Yield who corrected what when, with what it was before."""
    yield Heading(f"Correction {corrected.number}: {corrected.kind}", 3)
    items = [f"By {blocks.someone(corrected.by)}, {_moment(corrected.at)}"]
    if corrected.kind == REMARK:
        items.append(corrected.after)
    else:
        items.append(f"Was: {corrected.before}" if corrected.before else "Was missing")
        items.append(f"Is: {corrected.after}" if corrected.after else "Is struck out")
    yield from blocks.bullets([*items, *([f"Why: {corrected.reason}"] if corrected.reason else [])])


def correction(corrected: Corrected) -> str:
    """Return a correction in a line: its number, what was corrected, what it was and is, and why."""
    words = corrected.after or f"struck out: {corrected.before}"
    if corrected.before and corrected.after:
        words = f"{before_figures(corrected.before)} → {corrected.after}"
    return f"{corrected.number}, {corrected.kind}: {words}" + (f" ({corrected.reason})" if corrected.reason else "")


def _attendee(attendee: Attendee) -> tuple[str | Line, ...]:
    words = f"{attendee.state}: {attendee.reason}" if attendee.reason else attendee.state
    came = line(words, blocks.corrected(attendee.corrected))
    return attendee.called, came, in_words(attendee.seconds) if round(attendee.seconds) else "–"


def _steps(document: Document) -> Iterator[Block]:
    """Yield what the steps recorded; of a combined meeting in two parts (METHOD M32)."""
    sections = [(step.step.part, kinds.section(step)) for step in document.steps]
    if document.next_cycle is None:
        for _, section in sections:
            yield from section
        return
    agreeing = next((place for place, (part, _) in enumerate(sections) if part == "consensus"), len(sections))
    parts = (
        (f"Part one: review of {document.cycle}", sections[:agreeing]),
        (f"Part two: consensus on {document.next_cycle}", sections[agreeing:]),
    )
    for heading, part in parts:
        inside = [block for _, section in part for block in section]
        if inside:
            yield Heading(heading)
            for block in inside:
                yield replace(block, level=block.level + 1) if isinstance(block, Heading) else block


def facts(document: Document) -> Iterator[Line]:
    """Yield which meeting this is: when, who, how long."""
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
    return f"{DAY_NAMES[value.weekday()].capitalize()} {value:%Y-%m-%d %H:%M} (UTC{offset[:3]}:{offset[3:5]})"


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


def _bar(step: StepRecord, longest: float) -> Bar:
    words = f"{in_words(step.seconds)} of {in_words(step.planned_seconds)}"
    return Bar(step.title, words, blocks.part(step.seconds / longest), blocks.part(step.planned_seconds / longest))


def _over(step: StepRecord) -> str:
    over = round(step.seconds) - step.planned_seconds
    return f"{in_words(over)} over" if over > 0 else ""


def _action(action: ActionRecord) -> tuple[str | Line, ...]:
    goal = f" (for “{action.key_result}”)" if action.key_result else ""
    what = line(action.text + goal, blocks.corrected(action.corrected))
    return (blocks.someone(action.owner), what, action.due.isoformat() if action.due else "–", state(action))


def state(promise: ActionRecord | HelpRecord) -> str:
    """Return the state of an action or a request in words, with the reason why it was dropped."""
    words = "overdue" if promise.overdue else promise.state
    return f"{words}: {promise.reason}" if promise.reason else words


def _request(request: HelpRecord) -> Line:
    stands = (request.state != "open" or request.overdue) and request.answer != "declined"
    words = line(" ", Span(f"({state(request)})", italic=True)) if stands else ()
    return line(
        f"{blocks.someone(request.asker)} asks {blocks.someone(request.asked)}: ",
        support(request.what, request.key_result, request.due),
        answered(request.answer, request.note) if request.answer else (),
        words,
        blocks.corrected(request.corrected),
    )
