"""The kind of step `gather`: what it asks, shows, records and puts in the minutes."""

from __future__ import annotations

from facilitator.steps.gather import leader
from facilitator.steps.kind import Kind

KIND = Kind("gather", read=leader.leader)
