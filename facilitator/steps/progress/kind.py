"""Declares the kind of step `progress`: the key results and how they move, before anything else (METHOD M16)."""

from __future__ import annotations

from facilitator.meeting.kinds import Kind

KIND = Kind("progress", "OKR first", __package__, table="progress", place=2)
