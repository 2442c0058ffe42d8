"""Reads the day on which a digest begins or ends, as people say it who look back: `monday`, `2 months ago`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from pendulum.helpers import add_duration

from facilitator.common.days.words import DAY_NAMES
from facilitator.common.errors import RefusedError

_AGO = re.compile(r"(?:(\d{1,5})|an?) (day|week|month|year)s?(?: ago)?")


class NotADayError(RefusedError):
    """The words name no day; the message says what does."""


def day(words: str, today: date) -> date:
    """Return the day that somebody means who looks back: `2026-11-01`, `monday`, `yesterday`, `7 days`, `2 months ago`.

    A weekday is the last such day there was; today's own name is today.

    Raises:
        NotADayError: The words name no day, or one before the year 1.
    """
    plain = " ".join(words.casefold().split())
    near = {"today": today, "yesterday": today - timedelta(days=1)}
    if plain in near:
        return near[plain]
    for weekday, name in enumerate(DAY_NAMES):
        if plain in (name, name[:3]):
            return today - timedelta(days=(today.weekday() - weekday) % 7)
    try:
        if ago := _AGO.fullmatch(plain):
            return add_duration(today, **{f"{ago[2]}s": -int(ago[1] or 1)})
        return date.fromisoformat(plain)
    except (ValueError, OverflowError) as error:
        raise NotADayError(f"{words!r} is not a day; write one such as 2026-11-01, monday or '7 days'") from error
