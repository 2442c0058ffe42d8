"""Reads and changes the people and units of an organisation."""
