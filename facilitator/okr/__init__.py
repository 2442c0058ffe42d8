"""Objectives and key results."""
