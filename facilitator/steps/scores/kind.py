"""The kind of step `scores`: what it asks, shows, records and puts in the minutes."""

from __future__ import annotations

from facilitator.steps.kind import Kind
from facilitator.steps.scores.checkin import asked_of
from facilitator.steps.scores.minutes import records, section
from facilitator.steps.scores.writing import of_meeting

KIND = Kind("scores", read=of_meeting, records=records, section=section, asked=asked_of)
