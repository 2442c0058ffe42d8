"""Writes all that stands behind a digest as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from facilitator.documents import csv
from facilitator.reports.digest.document import Digest, DigestAction, DigestDecision, DigestRequest, StandingDifficulty

COLUMNS = ("kind", "team", "text", "owner", "by", "due", "state", "meeting", "date", "corrected")
"""`kind` is `decision`, `action`, `request`, `risk` or `difficulty`; `owner` is who has it or is asked, `by` whose the
decision is or who asks; `state` is `open` or `overdue`, of a request `accepted` or `countered` where that was answered,
of a risk its reasons, of a difficulty since when and in how many meetings; `meeting` is the meeting's number and `date`
its day, of a risk the last day of the digest; `corrected` has the numbers of its corrections after that meeting."""


def as_csv(digest: Digest) -> str:
    """Return a line for each; the same meetings give the same text."""
    return csv.written(COLUMNS, _rows(digest))


def _rows(digest: Digest) -> Iterator[tuple[str, ...]]:
    for decision in digest.decisions:
        yield "decision", decision.team, decision.text, "", decision.by or "", "", "", *_origin(decision)
    for entry in digest.actions:
        action, state = entry.action, "overdue" if entry.action.overdue else "open"
        yield "action", entry.team, action.text, action.owner or "", "", _day(action.due), state, *_origin(entry)
    for request in digest.requests:
        state = "overdue" if request.overdue else request.answer or "open"
        people, due = (request.asked, request.asker), _day(request.due)
        yield "request", request.team, request.what, *people, due, state, *_origin(request)
    for risk in digest.risks:
        last = _day(digest.until)
        key_result = risk.key_result
        yield "risk", risk.unit, key_result.title, key_result.owner, "", "", key_result.risk.words, "", last, ""
    for difficulty in digest.difficulties:
        state = f"since {difficulty.since.isoformat()}, in {difficulty.meetings} meetings"
        yield "difficulty", difficulty.team, difficulty.text, difficulty.person, "", "", state, *_origin(difficulty)


def _origin(recorded: DigestDecision | DigestAction | DigestRequest | StandingDifficulty) -> tuple[str, str, str]:
    """Return the meeting that something was recorded in, its day, and its corrections."""
    return str(recorded.meeting or ""), _day(recorded.date), ", ".join(map(str, recorded.corrected))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
