"""Writes JSON for programs."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime
from typing import Any


def written(value: Any) -> str:
    """Return a value as text; the same value gives the same text."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False)


def plain(value: Any) -> Any:
    """Return the value in what JSON has: dates as texts, and null for a figure that is infinite or no number."""
    match value:
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case date():
            return value.isoformat()
        case float() if not math.isfinite(value):
            return None
        case _:
            return value


def moment(value: datetime | None) -> str | None:
    """Return a time as the JSON of every command tells it: ISO 8601 in UTC, to the second."""
    return None if value is None else value.astimezone(UTC).isoformat(timespec="seconds")
