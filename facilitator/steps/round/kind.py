"""The kind of step `round`: what it asks, shows, records and puts in the minutes."""

from __future__ import annotations

from facilitator.steps.kind import Kind
from facilitator.steps.round.checkin import asked_of
from facilitator.steps.round.minutes import records, section
from facilitator.steps.round.reading import turns

KIND = Kind("round", read=turns, records=records, section=section, asked=asked_of)
