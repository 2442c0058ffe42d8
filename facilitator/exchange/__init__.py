"""Exchanges people, units, cycles, OKRs and meetings with files."""
