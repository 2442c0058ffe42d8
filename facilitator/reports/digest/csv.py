"""What stands behind a digest, all of it, as a table for spreadsheets: UTF-8 without a mark, RFC 4180."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from facilitator.minutes.csv import harmless
from facilitator.reports.digest.document import Digest

COLUMNS = ("kind", "team", "text", "owner", "by", "due", "state", "meeting", "date", "corrected")
"""`kind` is `decision`, `action`, `request`, `risk` or `difficulty`; `owner` is who has it or is asked, `by` whose the
decision is or who asks; `state` is `open` or `overdue`, of a request `accepted` or `countered` where that was answered,
of a risk its reasons, of a difficulty since when and in how many meetings; `meeting` is the meeting's number and `date`
its day, of a risk the last day of the digest; `corrected` has the numbers of its corrections after that meeting."""


def as_csv(digest: Digest) -> str:
    """A line for each; the same meetings give the same text."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in _rows(digest):
        writer.writerow(map(harmless, row))
    return file.getvalue()


def _rows(digest: Digest) -> Iterator[tuple[str, ...]]:
    for decided in digest.decisions:
        meeting, day = str(decided.meeting), decided.date.isoformat()
        yield (
            "decision",
            decided.team,
            decided.text,
            "",
            decided.by or "",
            "",
            "",
            meeting,
            day,
            _numbers(decided.corrected),
        )
    for one in digest.actions:
        told, state = one.told, "overdue" if one.overdue else "open"
        due = told.due.isoformat() if told.due else ""
        meeting = str(one.meeting or "")
        day, corrected = one.date.isoformat(), _numbers(told.corrected)
        yield "action", one.team, told.text, told.owner or "", "", due, state, meeting, day, corrected
    for asked in digest.requests:
        state = "overdue" if asked.overdue else asked.answer or "open"
        due = asked.due.isoformat() if asked.due else ""
        meeting, day = str(asked.meeting or ""), asked.date.isoformat()
        corrected = _numbers(asked.corrected)
        yield "request", asked.team, asked.what, asked.asked, asked.asker, due, state, meeting, day, corrected
    for risk in digest.risks:
        day = digest.until.isoformat()
        yield "risk", risk.unit, risk.key_result, risk.owner, "", "", risk.risk.words, "", day, ""
    for hard in digest.difficulties:
        state = f"since {hard.since.isoformat()}, in {hard.meetings} meetings"
        meeting, day = str(hard.meeting), hard.date.isoformat()
        corrected = _numbers(hard.corrected)
        yield "difficulty", hard.team, hard.text, hard.person, "", "", state, meeting, day, corrected


def _numbers(corrected: Sequence[int]) -> str:
    return ", ".join(map(str, corrected))
