"""Exports and imports everything as JSON."""
