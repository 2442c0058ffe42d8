"""Finds recorded texts by their words, through an index of the database's own."""
