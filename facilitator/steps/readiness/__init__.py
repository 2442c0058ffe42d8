"""The kind of step `readiness`."""
