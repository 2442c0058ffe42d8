"""One person’s check-in."""
