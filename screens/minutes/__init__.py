"""Minutes on the screen, and what is done with them."""
