"""The kind of step `whiteboard`: what it asks, shows, records and puts in the minutes."""

from __future__ import annotations

from facilitator.steps.kind import Kind
from facilitator.steps.whiteboard.checkin import asked
from facilitator.steps.whiteboard.minutes import records, section
from facilitator.steps.whiteboard.reading import board

KIND = Kind("whiteboard", read=board, records=records, section=section, asked=asked)
