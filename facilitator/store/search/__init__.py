"""The search index: what is in it, and how each kind of database searches it."""
