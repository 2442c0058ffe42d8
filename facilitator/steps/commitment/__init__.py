"""The kind of step `commitment`."""
