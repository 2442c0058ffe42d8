"""Keeps everything in a SQLite file or on a PostgreSQL server: the only room that knows which of the two it is."""
