"""Export and import as TOML."""
