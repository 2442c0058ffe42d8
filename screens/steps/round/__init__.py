"""How the kind of step `round` looks."""
