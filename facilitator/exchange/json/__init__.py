"""Export and import as JSON."""
