"""How the kind of step `commitment` looks."""
