"""The kind of step `close`."""
