"""The open actions of a digest that have a day, for calendars (RFC 5545): the same tasks as in the minutes."""

from __future__ import annotations

from facilitator.common.text import clean_line
from facilitator.minutes import ics
from facilitator.reports.digest.document import Digest, Promised


def as_ics(digest: Digest) -> bytes:
    """The calendar; the same meetings give the same bytes."""
    calendar = ics.empty(digest.title)
    for one in digest.actions:
        if one.told.due is not None:
            calendar.add_component(ics.task(one.told, digest.at, _origin(one)))
    data: bytes = calendar.to_ical()
    return data


def _origin(one: Promised) -> str:
    told = f"{one.mode} of {one.team}" if one.mode else one.team
    return clean_line(", ".join(filter(None, (told, one.date.isoformat()))))
