"""The kind of step `progress`: what it asks, shows, records and puts in the minutes."""

from __future__ import annotations

from facilitator.steps.kind import Kind
from facilitator.steps.progress.checkin import asked
from facilitator.steps.progress.minutes import records, section
from facilitator.steps.progress.reading import of_meeting

KIND = Kind("progress", read=of_meeting, records=records, section=section, asked=asked)
