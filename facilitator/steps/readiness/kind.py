"""Declares the kind of step `readiness`: who has read the OKRs."""

from __future__ import annotations

from facilitator.meeting.kinds import Kind

KIND = Kind("readiness", "Ready", __package__, part="consensus", table="read", place=4)
