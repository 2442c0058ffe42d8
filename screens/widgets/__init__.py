"""Holds the widgets that several screens share."""
