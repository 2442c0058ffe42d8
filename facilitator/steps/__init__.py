"""One module for every kind of step: what it records, how it is prepared, what a screen shows of it."""

KINDS = ("gather", "progress", "round", "whiteboard", "close")
"""The kinds that are built; each has a module of its name here and in `screens/steps`.

`close` has none here: what comes out of a meeting may be recorded at any step, and is in `outcomes`.
"""
