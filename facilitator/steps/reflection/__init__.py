"""The kind of step `reflection`."""
