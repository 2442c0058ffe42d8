"""Declares the kind of step `whiteboard`: cards in columns (METHOD M18)."""

from __future__ import annotations

from facilitator.meeting.agenda import COLUMNS
from facilitator.meeting.kinds import Kind, Option

KIND = Kind("whiteboard", "Whiteboard", __package__, option=Option("columns", "names", COLUMNS))
