"""Promises over all meetings: actions and requests."""
