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
    for decided in digest.decisions:
        yield "decision", decided.team, decided.text, "", decided.by or "", "", "", *_origin(decided)
    for entry in digest.actions:
        action, state = entry.action, "overdue" if entry.overdue else "open"
        yield "action", entry.team, action.text, action.owner or "", "", _day(action.due), state, *_origin(entry)
    for asked in digest.requests:
        state = "overdue" if asked.overdue else asked.answer or "open"
        yield "request", asked.team, asked.what, asked.asked, asked.asker, _day(asked.due), state, *_origin(asked)
    for risk in digest.risks:
        last = _day(digest.until)
        yield "risk", risk.unit, risk.key_result, risk.owner, "", "", risk.risk.words, "", last, ""
    for hard in digest.difficulties:
        state = f"since {hard.since.isoformat()}, in {hard.meetings} meetings"
        yield "difficulty", hard.team, hard.text, hard.person, "", "", state, *_origin(hard)


def _origin(recorded: DigestDecision | DigestAction | DigestRequest | StandingDifficulty) -> tuple[str, str, str]:
    """Return the meeting that something was recorded in, its day, and its corrections."""
    return str(recorded.meeting or ""), _day(recorded.date), ", ".join(map(str, recorded.corrected))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
