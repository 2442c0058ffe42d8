"""Shows a running meeting on the shared screen."""
