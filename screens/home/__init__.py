"""What one sees first: the teams, and what can be begun."""
