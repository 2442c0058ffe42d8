"""How the kind of step `gather` looks."""
