"""Shows what people see first: the teams, and what can be begun."""
