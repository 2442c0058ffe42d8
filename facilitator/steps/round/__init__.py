"""The kind of step `round`."""
