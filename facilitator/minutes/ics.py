"""Writes what a meeting leaves to do for calendars (RFC 5545): its actions as tasks, and the meeting that follows it.

Whoever takes in the same minutes twice, or those of the next meeting in which an action is carried over, has each of
them once: what a calendar knows it by is made of the database's own number and the moment it was recorded.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar

from facilitator import __version__
from facilitator.common.text import before_figures, clean, clean_line
from facilitator.meeting import following
from facilitator.minutes.document import ActionRecord, Document
from facilitator.minutes.layout import DRAFT

_SPACE = uuid.UUID("6f0c1f4e-52c7-5d0b-9b55-0a6f6c7a2f10")
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+")
_STATES = {"open": "NEEDS-ACTION", "done": "COMPLETED", "dropped": "CANCELLED"}


def as_ics(document: Document) -> bytes:
    """Return the calendar; the same meeting gives the same bytes."""
    calendar = empty(_title(document))
    for action in (*document.actions, *document.carried_actions):
        calendar.add_component(task(action, _stamp(document), _from(document)))
    for action in document.struck_actions:
        # Where it was taken in before, it is called off.
        calendar.add_component(task(replace(action, state="dropped"), _stamp(document), _from(document)))
    if begins := follow_up(document):
        calendar.add_component(_event(document, begins))
    data: bytes = calendar.to_ical()
    return data


def empty(name: str) -> icalendar.Calendar:
    """Return an empty calendar of that name."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//facilitator//facilitator {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", clean_line(name))
    return calendar


def follow_up(document: Document) -> datetime | None:
    """Return when the next meeting begins; None where nobody can know. As `following.next_begins`."""
    return following.next_begins(document.mode, document.started_at)


def _title(document: Document) -> str:
    title = clean_line(f"{document.title} of {document.team}")
    return f"{title} (draft)" if document.draft else title


def _from(document: Document) -> str:
    """Return in words which meeting an entry is from, and whether that is still a draft."""
    meeting = f"{before_figures(f'{document.title} of {document.team}')}, {document.started_at:%Y-%m-%d}"
    return clean(f"{meeting}\n{DRAFT.format(state=document.state)}" if document.draft else meeting)


def _stamp(document: Document) -> datetime:
    """Return the moment the calendar is as of; another calendar replaces entries that have an older one."""
    last = document.corrections[-1].at if document.corrections else document.ended_at or document.started_at
    return last.astimezone(UTC)


def task(action: ActionRecord, stamp: datetime, origin: str) -> icalendar.Todo:
    """Return an action as a task, as of the moment `stamp`, in UTC; `origin` says in words which meeting it is from."""
    made = icalendar.Todo()
    recorded = action.recorded_at.astimezone(UTC)
    made.add("uid", str(uuid.uuid5(_SPACE, f"action {action.id} {recorded.isoformat()}")))
    made.add("dtstamp", stamp)
    if action.corrected:
        made.add("sequence", len(action.corrected))
    made.add("created", recorded)
    made.add("summary", clean_line(action.text))
    made.add("status", _STATES.get(action.state, "NEEDS-ACTION"))
    if action.due:
        made.add("due", action.due)
    if action.state == "done" and action.done_at:
        made.add("completed", action.done_at.astimezone(UTC))
    lines = [clean(action.text)] if "\n" in action.text else []
    if action.owner:
        lines.append(f"Owner: {clean_line(action.owner)}")
    if action.key_result:
        lines.append(f"Key result: {clean_line(action.key_result)}")
    made.add("description", "\n".join([*lines, origin]))
    if action.owner and action.email and _ADDRESS.fullmatch(action.email):
        attendee = icalendar.vCalAddress(f"mailto:{action.email}")
        # A parameter has no way to hold a quotation mark.
        attendee.params["CN"] = icalendar.vText(clean_line(action.owner).replace('"', "'"))
        made.add("attendee", attendee, encode=False)
    return made


def _event(document: Document, begins: datetime) -> icalendar.Event:
    event = icalendar.Event()
    started = document.started_at.astimezone(UTC)
    event.add("uid", str(uuid.uuid5(_SPACE, f"after meeting {document.id} {started.isoformat()}")))
    event.add("dtstamp", _stamp(document))
    event.add("dtstart", begins.astimezone(UTC))
    event.add("duration", timedelta(seconds=document.planned_seconds))
    event.add("summary", clean_line(f"{document.title} of {document.team}"))
    event.add("status", "TENTATIVE")
    event.add("description", "Follows " + _from(document))
    return event
