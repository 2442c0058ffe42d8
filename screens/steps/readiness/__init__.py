"""How the kind of step `readiness` looks."""
