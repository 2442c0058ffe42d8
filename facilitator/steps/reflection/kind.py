"""Declares the kind of step `reflection`: the five parts of a Midea review (METHOD M31)."""

from __future__ import annotations

from facilitator.meeting.agenda import MIDEA_PARTS
from facilitator.meeting.kinds import Kind, Option

KIND = Kind(
    "reflection",
    "Reflection",
    __package__,
    part="review",
    in_turns=True,
    option=Option("parts", "parts", MIDEA_PARTS),
    table="reflection",
    place=8,
)
