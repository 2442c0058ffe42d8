"""Insight on screen: what many meetings tell together, a picture a page."""
