"""The kind of step `commitment`: what it asks, shows, records and puts in the minutes."""

from __future__ import annotations

from facilitator.steps.commitment.checkin import asked
from facilitator.steps.commitment.minutes import records, section
from facilitator.steps.commitment.writing import of_meeting
from facilitator.steps.kind import Kind

KIND = Kind("commitment", read=of_meeting, records=records, section=section, asked=asked)
