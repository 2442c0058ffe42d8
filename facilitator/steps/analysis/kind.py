"""The kind of step `analysis`: what it asks, shows, records and puts in the minutes."""

from __future__ import annotations

from facilitator.steps.analysis.checkin import asked_of
from facilitator.steps.analysis.minutes import records, section
from facilitator.steps.analysis.reading import of_meeting
from facilitator.steps.kind import Kind

KIND = Kind("analysis", read=of_meeting, records=records, section=section, asked=asked_of)
