"""Declares the kind of step `close`: what came out of the meeting."""

from __future__ import annotations

from facilitator.meeting.kinds import Kind

KIND = Kind("close", "Close", __package__)
