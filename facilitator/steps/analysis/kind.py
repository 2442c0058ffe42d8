"""Declares the kind of step `analysis`: why key results were missed, and what becomes of them (METHOD M30)."""

from __future__ import annotations

from facilitator.meeting.kinds import Kind, Option

KIND = Kind(
    "analysis",
    "Analysis",
    __package__,
    part="review",
    option=Option("below", "fraction", 1.0),
    table="analysis",
    place=7,
)
