"""Who works here: units and people."""
