"""Reads many meetings together."""
