"""How the kind of step `reflection` looks."""
