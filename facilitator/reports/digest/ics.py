"""Writes the open actions of a digest that have a day for calendars (RFC 5545), as the same tasks as in minutes."""

from __future__ import annotations

from facilitator.common.text import clean_line
from facilitator.meeting.agenda import meeting_name
from facilitator.minutes import ics
from facilitator.reports.digest.document import Digest, DigestAction


def as_ics(digest: Digest) -> bytes:
    """Return the calendar; the same meetings give the same bytes."""
    calendar = ics.empty(digest.title)
    for entry in digest.actions:
        if entry.action.due is not None:
            calendar.add_component(ics.task(entry.action, digest.at, _origin(entry)))
    data: bytes = calendar.to_ical()
    return data


def _origin(entry: DigestAction) -> str:
    meeting = meeting_name(entry.team, entry.mode) if entry.mode else entry.team
    return clean_line(", ".join(filter(None, (meeting, entry.date.isoformat()))))
