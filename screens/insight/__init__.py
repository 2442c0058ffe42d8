"""Shows what many meetings tell together, a picture a page."""
