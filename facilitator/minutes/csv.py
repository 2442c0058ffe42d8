"""Writes what a meeting leaves to do as a table for spreadsheets: actions, decisions and parked topics."""

from __future__ import annotations

from collections.abc import Iterator

from facilitator.documents import csv
from facilitator.minutes.document import Document
from facilitator.minutes.layout import DRAFT, correction

COLUMNS = ("kind", "text", "owner", "due", "state", "meeting", "date")
"""`kind` is `action`, `carried over` of an action of an earlier meeting, `decision`, `parked` or `correction`, or
`draft` in the first row of a meeting that has not ended; `owner` is who has the action, whose the decision or the topic
is, or who corrected; `state` is `open`, `overdue`, `done` or `dropped`; `meeting` is the meeting's number, `date` its
day."""


def as_csv(document: Document) -> str:
    """Return what the meeting leaves to do, a line for each; the same meeting gives the same text."""
    meeting = (str(document.id), f"{document.started_at:%Y-%m-%d}")
    return csv.written(COLUMNS, ((*row, *meeting) for row in _rows(document)))


def _rows(document: Document) -> Iterator[tuple[str, str, str, str, str]]:
    if document.draft:
        yield "draft", DRAFT.format(state=document.state), "", "", document.state
    for kind, actions in (("action", document.actions), ("carried over", document.carried_actions)):
        for action in actions:
            due = action.due.isoformat() if action.due else ""
            state = "overdue" if action.overdue else action.state
            yield kind, action.text, action.owner or "", due, state
    for decision in document.decisions:
        yield "decision", decision.text, decision.by or "", "", ""
    for topic in document.parked:
        yield "parked", topic.text, topic.by or "", "", ""
    for corrected in document.corrections:
        yield "correction", correction(corrected), corrected.by or "", "", ""
