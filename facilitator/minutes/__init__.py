"""A meeting becomes one document, and the document becomes a file in the form somebody wants."""
