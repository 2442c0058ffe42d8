"""Shows who works here: units and people."""
