"""What a meeting leaves to do, as a table for spreadsheets: UTF-8 without a mark at its beginning, RFC 4180."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from facilitator.common.text import clean
from facilitator.minutes.document import Document
from facilitator.minutes.layout import DRAFT, correction

COLUMNS = ("kind", "text", "owner", "due", "state", "meeting", "date")
"""`kind` is `action`, `carried over` of an action of an earlier meeting, `decision`, `parked` or `correction`, or
`draft` in the first row of a meeting that has not ended; `owner` is who has the action, whose the decision or the topic
is, or who corrected; `state` is `open`, `overdue`, `done` or `dropped`; `meeting` is the meeting's number, `date` its
day."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(document: Document) -> str:
    """Actions, decisions and parked topics of the meeting, a line for each; the same meeting gives the same text."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in _rows(document):
        writer.writerow([*map(harmless, row), document.id, f"{document.started_at:%Y-%m-%d}"])
    return file.getvalue()


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe first."""
    text = clean(text)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _rows(document: Document) -> Iterator[tuple[str, str, str, str, str]]:
    if document.draft:
        yield "draft", DRAFT.format(state=document.state), "", "", document.state
    for kind, some in (("action", document.actions), ("carried over", document.carried_actions)):
        for action in some:
            due = action.due.isoformat() if action.due else ""
            state = "overdue" if action.overdue else action.state
            yield kind, action.text, action.owner or "", due, state
    for decision in document.decisions:
        yield "decision", decision.text, decision.by or "", "", ""
    for topic in document.parked:
        yield "parked", topic.text, topic.by or "", "", ""
    for one in document.corrections:
        yield "correction", correction(one), one.by or "", "", ""
