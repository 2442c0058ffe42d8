"""How the kind of step `requests` looks."""
