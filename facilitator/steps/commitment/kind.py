"""Declares the kind of step `commitment`: everybody commits to their OKRs."""

from __future__ import annotations

from facilitator.meeting.kinds import Kind

KIND = Kind("commitment", "Commitment", __package__, part="consensus")
