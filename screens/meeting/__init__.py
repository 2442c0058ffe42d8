"""The shared screen of a meeting."""
