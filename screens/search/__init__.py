"""Everything that was ever recorded, on the screen."""
