"""The kind of step `whiteboard`."""
