"""Offers by name what can be done now, and what can be done from everywhere."""
