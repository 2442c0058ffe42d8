"""Cycles: their names, their first and last days, and which follows which."""
