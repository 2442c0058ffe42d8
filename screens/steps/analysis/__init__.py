"""How the kind of step `analysis` looks."""
