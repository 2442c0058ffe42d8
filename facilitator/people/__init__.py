"""The people and units of an organisation."""
