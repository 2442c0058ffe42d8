"""Minutes as they were when their meetings ended: kept, read, and made where a meeting ended before there were any."""
