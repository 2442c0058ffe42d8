"""Keeps the promises of all meetings: actions, and requests for help or resources."""
