"""Declares the kind of step `feedback`: what colleagues and managers think of an objective (METHOD M27)."""

from __future__ import annotations

from facilitator.meeting.kinds import Kind, Option

KIND = Kind(
    "feedback",
    "Feedback",
    __package__,
    part="review",
    option=Option("role", "choice", choices=("colleague", "manager")),
    table="feedback",
    place=9,
)
