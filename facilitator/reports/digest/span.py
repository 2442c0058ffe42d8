"""Which days a digest is of, as people say it."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from facilitator.common.days.words import DAY_NAMES
from facilitator.common.errors import RefusedError

_AGO = re.compile(r"(?:(\d{1,5})|an?) (day|week|month|year)s?(?: ago)?")


class NotADayError(RefusedError):
    """The words name no day; the message says what does."""


def day(words: str, today: date) -> date:
    """The day that somebody means, looking back: `2026-11-01`, `monday`, `yesterday`, `7 days`, `2 months ago`.

    A weekday is the last one there was; today's own name is today.

    Raises:
        NotADayError: They name no day, or one before there are any.
    """
    said = " ".join(words.casefold().split())
    near = {"today": today, "yesterday": today - timedelta(days=1)}
    if said in near:
        return near[said]
    for index, name in enumerate(DAY_NAMES):
        if said in (name, name[:3]):
            return today - timedelta(days=(today.weekday() - index) % 7)
    try:
        if ago := _AGO.fullmatch(said):
            return _before(today, int(ago[1] or 1), ago[2])
        return date.fromisoformat(said)
    except (ValueError, OverflowError) as error:
        raise NotADayError(f"{words!r} is no day; say one such as 2026-11-01, monday or '7 days'") from error


def _before(today: date, count: int, what: str) -> date:
    if what in ("day", "week"):
        return today - timedelta(days=count * (7 if what == "week" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if what == "year" else 1)
    year, month = divmod(months, 12)
    if year < 1:
        raise OverflowError
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
