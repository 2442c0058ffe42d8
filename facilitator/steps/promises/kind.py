"""Declares the kind of what somebody owes: asked in every check-in, and a step of no meeting."""

from __future__ import annotations

from facilitator.meeting.kinds import Kind

KIND = Kind("promises", "Promises", __package__, always=True)
