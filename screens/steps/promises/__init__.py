"""How the kind of step `promises` looks."""
