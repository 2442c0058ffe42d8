"""One module for every kind of step: what it records, how it is prepared, what a screen shows of it."""

KINDS = ("gather", "progress", "round", "whiteboard", "close")
"""The kinds that are built; each has a module of its name here, in `screens/steps` and in `tests/steps`."""
