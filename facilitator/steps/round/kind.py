"""Declares the kind of step `round`: questions that people answer in turn (METHOD M17)."""

from __future__ import annotations

from facilitator.meeting.agenda import STANDUP_PROMPTS
from facilitator.meeting.kinds import Kind, Option

KIND = Kind(
    "round",
    "Round",
    __package__,
    in_turns=True,
    option=Option("prompts", "prompts", STANDUP_PROMPTS),
    table="round",
    place=1,
)
