"""One module for every kind of step: what it records, how it is prepared, what the minutes say of it."""
