"""Declares the kind of step `gather`: who is here."""

from __future__ import annotations

from facilitator.meeting.kinds import Kind, Option

KIND = Kind("gather", "Gather", __package__, option=Option("recalls", "prompt"))
