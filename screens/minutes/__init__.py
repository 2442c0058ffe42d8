"""Shows minutes on the screen, and hands them on."""
