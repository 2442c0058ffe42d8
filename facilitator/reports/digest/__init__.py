"""Tells of many meetings on one page, for people above who were in none of them."""
