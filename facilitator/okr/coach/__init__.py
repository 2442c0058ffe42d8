"""Notices what could be better in objectives and key results, and says why, with an example."""
