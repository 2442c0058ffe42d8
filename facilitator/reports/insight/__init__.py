"""Reads what many meetings show together: talking time, real time, difficulties, the cycle (METHOD M20, M22)."""
