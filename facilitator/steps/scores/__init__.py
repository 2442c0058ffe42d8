"""The kind of step `scores`."""
