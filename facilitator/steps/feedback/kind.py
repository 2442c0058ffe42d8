"""The kind of step `feedback`: what it asks, shows, records and puts in the minutes."""

from __future__ import annotations

from facilitator.steps.feedback.checkin import asked_of
from facilitator.steps.feedback.minutes import records, section
from facilitator.steps.feedback.reading import of_meeting
from facilitator.steps.kind import Kind

KIND = Kind("feedback", read=of_meeting, records=records, section=section, asked=asked_of)
