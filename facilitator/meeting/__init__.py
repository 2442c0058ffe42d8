"""The running meeting: its agenda, its timeline and what is recorded in it."""
