"""The kind of step `reflection`: what it asks, shows, records and puts in the minutes."""

from __future__ import annotations

from facilitator.steps.kind import Kind
from facilitator.steps.reflection.checkin import asked_of
from facilitator.steps.reflection.minutes import records, section
from facilitator.steps.reflection.reading import of_meeting

KIND = Kind("reflection", read=of_meeting, records=records, section=section, asked=asked_of)
