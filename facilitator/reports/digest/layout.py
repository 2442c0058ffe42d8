"""Lays a digest out for a reader with two minutes: on one page if possible, and telling how much is left out if not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TypeVar

from facilitator.common import text as common_text
from facilitator.common.durations import in_words
from facilitator.common.text import before_figures, counted
from facilitator.documents import blocks
from facilitator.documents.blocks import Bar, Block, Bullets, Heading, Line, Span, line
from facilitator.okr import progress, scoring
from facilitator.reports.digest.document import (
    Digest,
    DigestDecision,
    DigestRequest,
    KeyResultAtRisk,
    KeyResultProgress,
    MeetingAgreements,
    StandingDifficulty,
)

MOST_MOVED, MOST_RISKS, MOST_DIFFICULTIES, MOST_AGREED = 12, 6, 5, 6
MOST_DECISIONS, MOST_REQUESTS, MOST_ACTIONS = 12, 8, 12
"""So many of each are told; of the others how many there are, and where."""

_BECAME = {"action": "an action by now", "request": "help was asked for", "escalated": "escalated", "parked": "parked"}

_Row = TypeVar("_Row")


def lay_out(digest: Digest) -> tuple[Block, ...]:
    """Return the digest from the first to the last block; the same meetings give the same blocks."""
    return tuple(map(blocks.readable, _blocks(digest)))


def _blocks(digest: Digest) -> Iterator[Block]:
    yield Heading(digest.title, 1)
    yield Bullets(tuple(_figures(digest)))
    yield Heading("Progress of OKRs")
    yield from _progress(digest)
    yield Heading("At risk")
    yield from _capped(digest.risks, MOST_RISKS, "csv", lambda rows: blocks.bullets(map(_risk, rows), "Nothing."))
    if digest.difficulties:
        yield Heading("Difficulties that stay")
        yield from _capped(
            digest.difficulties, MOST_DIFFICULTIES, "csv", lambda rows: blocks.bullets(map(_difficulty, rows))
        )
    yield Heading("Decisions")
    yield from _capped(digest.decisions, MOST_DECISIONS, "csv", _decisions)
    yield Heading("Open requests")
    yield from _capped(digest.requests, MOST_REQUESTS, "csv", _requests)
    yield Heading("Open actions")
    yield from _actions(digest)
    if digest.agreed:
        yield Heading("Agreed in consensus and review")
        yield from _capped(digest.agreed, MOST_AGREED, "json", lambda rows: blocks.bullets(map(_agreed, rows)))


def _capped(
    rows: Sequence[_Row], most: int, file_format: str, shown: Callable[[Sequence[_Row]], Iterable[Block]]
) -> Iterator[Block]:
    yield from shown(rows[:most])
    yield from _more(len(rows) - most, file_format)


def _more(count: int, file_format: str) -> tuple[Block, ...]:
    if count <= 0:
        return ()
    return blocks.paragraph(
        Span(f"and {count} more; facilitator digest --format {file_format} has them all", italic=True)
    )


def _figures(digest: Digest) -> Iterator[Line]:
    if digest.meetings:
        modes = ", ".join(f"{held.meetings} {held.title} ({in_words(held.seconds)})" for held in digest.held)
        yield line(
            Span(counted(digest.meetings, "meeting"), bold=True), f", {in_words(digest.seconds)} in all: {modes}"
        )
        if digest.team is None or digest.teams != (digest.team,):
            yield line(f"Teams that met: {', '.join(digest.teams)}")
    else:
        yield line(Span("No meeting was held in this time.", bold=True))
    if digest.running:
        are = "is" if digest.running == 1 else "are"
        yield line(f"{counted(digest.running, 'meeting')} {are} still running, and not in here")
    yield line(Span(counted(len(digest.decisions), "decision"), bold=True))
    dropped = f", {digest.dropped} dropped" if digest.dropped else ""
    late = f", {digest.overdue} of them overdue" if digest.overdue else ""
    yield line(
        Span("Actions:", bold=True), f" {digest.new} new, {digest.done} done{dropped}; {len(digest.actions)} open{late}"
    )
    asked = [request for request in digest.requests if request.overdue]
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
    for unit, group in groupby(moved[:MOST_MOVED], key=lambda row: row.unit):
        rows = list(group)
        if unit:
            yield Heading(unit, 3)
        for objective, inside in groupby(rows, key=lambda row: row.key_result.objective):
            yield from blocks.paragraph(Span(objective, bold=True))
            yield from blocks.bullets(map(_moved, inside))
        yield from blocks.bars(
            "How far the key results have come",
            "The bar is the way from start to target that is behind us, the mark where it was before.",
            (bar for row in rows if (bar := _bar(row)) is not None),
        )
    yield from _more(len(moved) - MOST_MOVED, "json")
    still = len(digest.progress) - len(moved)
    if not moved:
        yield from blocks.paragraph(f"None of the {counted(still, 'key result')} moved.")
    elif still:
        yield from blocks.paragraph(f"{counted(still, 'key result')} did not move.")


def _moved(moved: KeyResultProgress) -> Line:
    key_result, before, after = moved.key_result, moved.before, moved.after
    parts = []
    if key_result.target is not None:
        was, now, target = map(common_text.number, (before.value, after.value, key_result.target))
        figures = f"{was} → {now}" if was != now else f"still {now}"
        parts.append(f"{figures}, target {target} {key_result.unit}".rstrip())
    if after.ratio is not None:
        parts.append(_ratio(before.ratio, after.ratio))
    if after.confidence is not None:
        was = f"{before.confidence} → " if before.confidence not in (None, after.confidence) else ""
        parts.append(f"confidence {was}{after.confidence} of 10")
    return line(before_figures(f"{key_result.title}{blocks.by(key_result.owner)}:"), f" {'; '.join(parts)}")


def _ratio(before: float | None, after: float) -> str:
    was = f" (was {progress.share(before)})" if before not in (None, after) else ""
    return f"{progress.share(after)} of the way{was}"


def _bar(moved: KeyResultProgress) -> Bar | None:
    before, after = moved.before.ratio, moved.after.ratio
    if after is None:
        return None
    mark = None if before is None else blocks.part(before)
    return Bar(moved.key_result.title, _ratio(before, after), blocks.part(after), mark)


def _risk(at_risk: KeyResultAtRisk) -> Line:
    key_result = at_risk.key_result
    note = f" – “{at_risk.note}”" if at_risk.note else ""
    whose = ", ".join(dict.fromkeys(filter(None, (key_result.owner, at_risk.unit))))
    return line(Span(key_result.title, bold=True), f"{blocks.by(whose)}: {key_result.risk.words}{note}")


def _difficulty(difficulty: StandingDifficulty) -> Line:
    became = f"; {_BECAME.get(difficulty.outcome, difficulty.outcome)}" if difficulty.outcome else ""
    since = f"since {difficulty.since.isoformat()}, in {difficulty.meetings} meetings"
    return line(
        Span(difficulty.text, bold=True),
        f" ({difficulty.person}, {difficulty.team}): {since}{became}",
        blocks.corrected(difficulty.corrected),
    )


# -- what came out -----------------------------------------------------------------------------------------------------


def _decisions(decisions: Sequence[DigestDecision]) -> tuple[Block, ...]:
    rows = (
        (row.team, row.date.isoformat(), line(row.text + blocks.by(row.by), blocks.corrected(row.corrected)))
        for row in decisions
    )
    return blocks.table(("Team", "Date", "Decision"), rows, "None.")


def _requests(requests: Sequence[DigestRequest]) -> tuple[Block, ...]:
    return blocks.table(("Asked", "By", "For what", "Since", "By when", "Answer"), map(_request, requests), "None.")


def _request(request: DigestRequest) -> tuple[str | Line, ...]:
    what = request.what + (f" (for “{request.key_result}”)" if request.key_result else "")
    answer = request.answer or "none yet"
    return (
        blocks.someone(request.asked),
        request.asker,
        line(what, blocks.corrected(request.corrected)),
        request.date.isoformat(),
        _due(request.due, overdue=request.overdue),
        f"{answer}: {request.note}" if request.note else answer,
    )


def _actions(digest: Digest) -> Iterator[Block]:
    shown = digest.actions
    if len(shown) > MOST_ACTIONS:
        # What is late comes before what is not, of whichever team.
        first = sorted(shown, key=lambda entry: not entry.action.overdue)[:MOST_ACTIONS]
        shown = tuple(entry for entry in shown if entry in first)
    yield from blocks.table(
        ("Team", "Who", "What", "By when"),
        (
            (
                entry.team,
                blocks.someone(entry.action.owner),
                line(
                    entry.action.text + (f" (for “{entry.action.key_result}”)" if entry.action.key_result else ""),
                    blocks.corrected(entry.action.corrected),
                ),
                _due(entry.action.due, overdue=entry.action.overdue),
            )
            for entry in shown
        ),
        "None.",
    )
    yield from _more(len(digest.actions) - len(shown), "csv")


def _due(due: date | None, *, overdue: bool) -> Line:
    day = due.isoformat() if due else "–"
    return line(Span(f"{day}, overdue", bold=True) if overdue else day)


def _agreed(agreed: MeetingAgreements) -> Line:
    parts = []
    if agreed.confidences:
        parts.append(
            f"confidence agreed on {agreed.confidences} times" if agreed.confidences > 1 else "one confidence agreed"
        )
    if agreed.commitments:
        parts.append(counted(agreed.commitments, "commitment"))
    if agreed.scores:
        scores = [f"{scored.objective} {scoring.tenth(scored.score)}" for scored in agreed.scores[:MOST_AGREED]]
        more = len(agreed.scores) - len(scores)
        parts.append("scores: " + "; ".join(scores) + (f" and {more} more" if more else ""))
    words = f"{agreed.title} of {agreed.team}, {agreed.date.isoformat()}: {', '.join(parts)}"
    return line(words, blocks.corrected(agreed.corrected))
