"""For every kind of step that people prepare its form in the check-in; the names are those of `facilitator/steps`."""
