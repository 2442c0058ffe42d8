"""How the kind of step `progress` looks."""
