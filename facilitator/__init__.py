"""Runs the meetings of a team that works with objectives and key results."""

__version__ = "0.1.0"
