"""The kind of step `requests`: what it asks, shows, records and puts in the minutes."""

from __future__ import annotations

from facilitator.steps.kind import Kind
from facilitator.steps.requests import checkin
from facilitator.steps.requests.minutes import records, section
from facilitator.steps.requests.reading import presented

KIND = Kind("requests", read=presented, records=records, section=section, asked=checkin.asked)
