"""Objectives and key results on screen: seen, written, suggested, tracked (METHOD M1 to M12, M19 to M23)."""
