"""How the kind of step `scores` looks."""
