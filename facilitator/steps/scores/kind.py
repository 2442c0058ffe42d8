"""Declares the kind of step `scores`: scores of key results from 0 to 1."""

from __future__ import annotations

from facilitator.meeting.kinds import Kind

KIND = Kind("scores", "Scores", __package__, part="review", table="scores", place=6)
