"""What a digest says to a reader with two minutes: one page where it can be, and how much is left out where not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TypeVar

from facilitator.common import text as common_text
from facilitator.common.durations import in_words
from facilitator.common.text import before_figures
from facilitator.documents import blocks
from facilitator.documents.blocks import Bar, Block, Bullets, Heading, Line, Span, line
from facilitator.okr import progress, scoring
from facilitator.reports.digest.document import Agreed, AtRisk, Decided, Digest, Moved, Requested, Standing

MOST_MOVED, MOST_RISKS, MOST_DIFFICULTIES, MOST_AGREED = 12, 6, 5, 6
MOST_DECISIONS, MOST_REQUESTS, MOST_ACTIONS = 12, 8, 12
"""So many of each are told; of the others how many there are, and where."""

_BECAME = {"action": "an action by now", "request": "help was asked for", "escalated": "escalated", "parked": "parked"}

_One = TypeVar("_One")


def lay_out(digest: Digest) -> tuple[Block, ...]:
    """The digest from the first to the last block; the same meetings give the same blocks."""
    return tuple(map(blocks.readable, _blocks(digest)))


def _blocks(digest: Digest) -> Iterator[Block]:
    yield Heading(digest.title, 1)
    yield Bullets(tuple(_figures(digest)))
    yield Heading("Progress of OKRs")
    yield from _progress(digest)
    yield Heading("At risk")
    yield from _capped(digest.risks, MOST_RISKS, "csv", lambda some: blocks.bullets(map(_risk, some), "Nothing."))
    if digest.difficulties:
        yield Heading("Difficulties that stay")
        yield from _capped(
            digest.difficulties, MOST_DIFFICULTIES, "csv", lambda some: blocks.bullets(map(_difficulty, some))
        )
    yield Heading("Decisions")
    yield from _capped(digest.decisions, MOST_DECISIONS, "csv", _decisions)
    yield Heading("Open requests")
    yield from _capped(digest.requests, MOST_REQUESTS, "csv", _requests)
    yield Heading("Open actions")
    yield from _actions(digest)
    if digest.agreed:
        yield Heading("Agreed in consensus and review")
        yield from _capped(digest.agreed, MOST_AGREED, "json", lambda some: blocks.bullets(map(_agreed, some)))


def _capped(
    some: Sequence[_One], most: int, file_format: str, shown: Callable[[Sequence[_One]], Iterable[Block]]
) -> Iterator[Block]:
    yield from shown(some[:most])
    yield from _more(len(some) - most, file_format)


def _more(count: int, file_format: str) -> tuple[Block, ...]:
    if count <= 0:
        return ()
    return blocks.paragraph(
        Span(f"and {count} more; facilitator digest --format {file_format} has them all", italic=True)
    )


def _figures(digest: Digest) -> Iterator[Line]:
    if digest.meetings:
        each = ", ".join(f"{one.meetings} {one.title} ({in_words(one.seconds)})" for one in digest.held)
        yield line(Span(_count(digest.meetings, "meeting"), bold=True), f", {in_words(digest.seconds)} in all: {each}")
        if digest.team is None or digest.teams != (digest.team,):
            yield line(f"Teams that met: {', '.join(digest.teams)}")
    else:
        yield line(Span("No meeting was held in this time.", bold=True))
    if digest.running:
        are = "is" if digest.running == 1 else "are"
        yield line(f"{_count(digest.running, 'meeting')} {are} still running, and not in here")
    yield line(Span(_count(len(digest.decisions), "decision"), bold=True))
    dropped = f", {digest.dropped} dropped" if digest.dropped else ""
    late = f", {digest.overdue} of them overdue" if digest.overdue else ""
    yield line(
        Span("Actions:", bold=True),
        f" {digest.new} new, {digest.done} done{dropped}; {len(digest.actions)} open{late}",
    )
    asked = [one for one in digest.requests if one.overdue]
    late = f", {len(asked)} of them overdue" if asked else ""
    yield line(Span("Requests:", bold=True), f" {len(digest.requests)} open{late}")
    # Where a quarter and its year are counted together, it is said: a screen of OKRs shows one of them.
    cycles = f" in {' and '.join(digest.cycles)}" if len(digest.cycles) > 1 else ""
    yield line(
        Span("Key results:", bold=True),
        f" {len(digest.moved)} of {len(digest.progress)} moved, {len(digest.risks)} at risk{cycles}",
    )


# -- OKRs --------------------------------------------------------------------------------------------------------------


def _progress(digest: Digest) -> Iterator[Block]:
    moved = digest.moved
    if not digest.progress:
        yield from blocks.paragraph("No cycle with key results falls into this time.")
        return
    for unit, some in groupby(moved[:MOST_MOVED], key=lambda one: one.unit):
        rows = list(some)
        if unit:
            yield Heading(unit, 3)
        for objective, inside in groupby(rows, key=lambda one: one.objective):
            yield from blocks.paragraph(Span(objective, bold=True))
            yield from blocks.bullets(map(_moved, inside))
        yield from blocks.bars(
            "How far the key results have come",
            "The bar is the way from start to target that is behind us, the mark where it was before.",
            (bar for one in rows if (bar := _bar(one)) is not None),
        )
    yield from _more(len(moved) - MOST_MOVED, "json")
    still = len(digest.progress) - len(moved)
    if not moved:
        yield from blocks.paragraph(f"None of the {_count(still, 'key result')} moved.")
    elif still:
        yield from blocks.paragraph(f"{_count(still, 'key result')} did not move.")


def _moved(one: Moved) -> Line:
    parts = []
    if one.target is not None:
        unit = f" {one.measure}" if one.measure else ""
        was, now, target = map(common_text.number, (one.before, one.after, one.target))
        parts.append(f"{was} → {now}, target {target}{unit}" if was != now else f"still {now}, target {target}{unit}")
    if one.way is not None:
        parts.append(_way(one))
    if one.confidence is not None:
        was = f"{one.confidence_before} → " if one.confidence_before not in (None, one.confidence) else ""
        parts.append(f"confidence {was}{one.confidence} of 10")
    return line(before_figures(f"{one.key_result}{blocks.by(one.owner)}:"), f" {'; '.join(parts)}")


def _way(one: Moved) -> str:
    if one.way is None:
        return "–"
    was = "" if one.way_before in (None, one.way) else f" (was {progress.share(one.way_before)})"
    return f"{progress.share(one.way)} of the way{was}"


def _bar(one: Moved) -> Bar | None:
    if one.way is None:
        return None
    mark = None if one.way_before is None else blocks.part(one.way_before)
    return Bar(one.key_result, _way(one), blocks.part(one.way), mark)


def _risk(one: AtRisk) -> Line:
    note = f" – “{one.note}”" if one.note else ""
    whose = ", ".join(dict.fromkeys(filter(None, (one.owner, one.unit))))
    return line(Span(one.key_result, bold=True), f"{blocks.by(whose)}: {one.risk.words}{note}")


def _difficulty(one: Standing) -> Line:
    became = f"; {_BECAME.get(one.outcome, one.outcome)}" if one.outcome else ""
    told = f" ({one.person}, {one.team}): since {one.since.isoformat()}, in {one.meetings} meetings{became}"
    return line(Span(one.text, bold=True), told, blocks.corrected(one.corrected))


# -- what came out -----------------------------------------------------------------------------------------------------


def _decisions(some: Sequence[Decided]) -> tuple[Block, ...]:
    return blocks.table(
        ("Team", "Date", "Decision"),
        (
            (one.team, one.date.isoformat(), line(one.text + blocks.by(one.by), blocks.corrected(one.corrected)))
            for one in some
        ),
        "None.",
    )


def _requests(some: Sequence[Requested]) -> tuple[Block, ...]:
    return blocks.table(("Asked", "By", "For what", "Since", "By when", "Answer"), map(_request, some), "None.")


def _request(one: Requested) -> tuple[str | Line, ...]:
    what = one.what + (f" (for “{one.key_result}”)" if one.key_result else "")
    answer = one.answer or "none yet"
    return (
        blocks.someone(one.asked),
        one.asker,
        line(what, blocks.corrected(one.corrected)),
        one.date.isoformat(),
        _due(one.due, overdue=one.overdue),
        f"{answer}: {one.note}" if one.note else answer,
    )


def _actions(digest: Digest) -> Iterator[Block]:
    shown = digest.actions
    if len(shown) > MOST_ACTIONS:
        # What is late comes before what is not, of whichever team.
        first = sorted(shown, key=lambda one: not one.overdue)[:MOST_ACTIONS]
        shown = tuple(one for one in shown if one in first)
    yield from blocks.table(
        ("Team", "Who", "What", "By when"),
        (
            (
                one.team,
                blocks.someone(one.told.owner),
                line(
                    one.told.text + (f" (for “{one.told.key_result}”)" if one.told.key_result else ""),
                    blocks.corrected(one.told.corrected),
                ),
                _due(one.told.due, overdue=one.overdue),
            )
            for one in shown
        ),
        "None.",
    )
    yield from _more(len(digest.actions) - len(shown), "csv")


def _due(due: date | None, *, overdue: bool) -> Line:
    told = due.isoformat() if due else "–"
    return line(Span(f"{told}, overdue", bold=True) if overdue else told)


def _agreed(one: Agreed) -> Line:
    parts = []
    if one.confidences:
        parts.append(
            f"confidence agreed on {one.confidences} times" if one.confidences > 1 else "one confidence agreed"
        )
    if one.commitments:
        parts.append(_count(one.commitments, "commitment"))
    if one.scores:
        scores = [f"{scored.objective} {scoring.tenth(scored.score)}" for scored in one.scores[:MOST_AGREED]]
        more = len(one.scores) - len(scores)
        parts.append("scores: " + "; ".join(scores) + (f" and {more} more" if more else ""))
    told = f"{one.title} of {one.team}, {one.date.isoformat()}: {', '.join(parts)}"
    return line(told, blocks.corrected(one.corrected))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
