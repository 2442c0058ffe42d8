"""How the kind of step `feedback` looks."""
