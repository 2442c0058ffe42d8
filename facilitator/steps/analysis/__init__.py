"""The kind of step `analysis`."""
