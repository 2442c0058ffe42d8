"""Corrections of minutes."""
