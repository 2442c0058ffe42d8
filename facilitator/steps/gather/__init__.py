"""The kind of step `gather`."""
