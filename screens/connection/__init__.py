"""Stands between screens and the database: writes in order, tries again, and rescues."""
