"""The kind of step `readiness`: what it asks, shows, records and puts in the minutes."""

from __future__ import annotations

from facilitator.steps.kind import Kind
from facilitator.steps.readiness import checkin
from facilitator.steps.readiness.minutes import records, section
from facilitator.steps.readiness.reading import of_meeting

KIND = Kind("readiness", read=of_meeting, records=records, section=section, asked=checkin.asked)
