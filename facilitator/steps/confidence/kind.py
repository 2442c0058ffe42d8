"""The kind of step `confidence`: what it asks, shows, records and puts in the minutes."""

from __future__ import annotations

from facilitator.steps.confidence import reading
from facilitator.steps.confidence.checkin import asked
from facilitator.steps.confidence.minutes import records, section
from facilitator.steps.kind import Kind

KIND = Kind("confidence", read=reading.read, records=records, section=section, asked=asked)
