"""Declares the kind of step `requests`: OKRs presented in turn, and support asked of others."""

from __future__ import annotations

from facilitator.meeting.kinds import Kind

KIND = Kind(
    "requests", "Requests", __package__, part="consensus", in_turns=True, table="requests", place=5, always=True
)
