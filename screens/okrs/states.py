"""The states of an objective, and the way back from each."""

from __future__ import annotations

BACK = {"submitted": "draft", "agreed": "submitted", "closed": "agreed"}
"""The state before each."""
