"""How the kind of step `close` looks."""
