"""A kind of step that is added as CONTRIBUTING says: by its files and one line."""
