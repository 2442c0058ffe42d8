"""Actions and requests over all meetings, on the screen."""
