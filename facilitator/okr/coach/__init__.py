"""Rules that make objectives and key results better."""
