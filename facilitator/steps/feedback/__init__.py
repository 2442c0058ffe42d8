"""The kind of step `feedback`."""
