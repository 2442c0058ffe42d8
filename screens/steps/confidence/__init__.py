"""How the kind of step `confidence` looks."""
