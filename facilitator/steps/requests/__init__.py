"""The kind of step `requests`."""
