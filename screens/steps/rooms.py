"""Finds what a kind of step brings to the screens: every kind has a room here, called as the kind is."""

from __future__ import annotations

import importlib
import pkgutil
from importlib.util import find_spec
from typing import Any


def brought(module: str, name: str) -> dict[str, Any]:
    """Return, for every room that has such a module, what is called `name` in it."""
    here = importlib.import_module(str(__package__))
    rooms = [room.name for room in pkgutil.iter_modules(here.__path__) if room.ispkg]
    paths = {room: f"{__package__}.{room}.{module}" for room in rooms}
    return {room: getattr(importlib.import_module(path), name) for room, path in paths.items() if find_spec(path)}
