"""People, units, cycles and OKRs from files and back."""
