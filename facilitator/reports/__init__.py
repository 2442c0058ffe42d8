"""Reports over many meetings."""
