"""Declares the kind of step `mood`."""

from __future__ import annotations

from facilitator.meeting.kinds import Kind, Option

KIND = Kind(
    "mood",
    "Mood",
    __package__,
    option=Option("scale", "choice", choices=("weather", "colour")),
    table="mood",
)
