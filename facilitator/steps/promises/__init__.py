"""The kind of step `promises`."""
