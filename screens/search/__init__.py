"""Searches everything that was ever recorded, on the screen."""
