"""Cycles: their names, their first and last days, and which one follows which."""
