"""Shows people a meeting in the terminal, and takes the keys they press."""
