"""What many meetings tell together: talking time, planned and real time, difficulties, the cycle (METHOD M20, M22)."""
