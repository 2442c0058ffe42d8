"""What stands between screens and the database: writes in order, tried again, and rescued."""
