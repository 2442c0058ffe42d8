"""Declares the kind of step `confidence`: votes on how sure people are, from 1 to 10 (METHOD M13)."""

from __future__ import annotations

from facilitator.meeting.kinds import Kind, Option

KIND = Kind(
    "confidence",
    "Confidence",
    __package__,
    part="consensus",
    option=Option("per", "choice", choices=("key_result", "objective")),
    table="confidence",
    place=3,
)
