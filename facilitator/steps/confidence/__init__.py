"""The kind of step `confidence`."""
