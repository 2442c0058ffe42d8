"""The kind of step `progress`."""
