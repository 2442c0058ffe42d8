"""How the kind of step `whiteboard` looks."""
