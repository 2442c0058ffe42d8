"""Reads a line with an owner and a day as it is meant on this machine, today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from facilitator.common import clock
from facilitator.common.assigning import LineReader, Parsed
from facilitator.common.errors import NotFoundError
from facilitator.common.settings import month_first


def reader(
    names: Iterable[str],
    today: date | None = None,
    *,
    days: bool = True,
    only_day: bool = False,
    owner: str | None = None,
    due: date | None = None,
) -> LineReader:
    """Return what reads lines with an owner and a day; the parameters are those of `LineReader`.

    `friday` and `tomorrow` count from `today`, the machine's if it is left out.
    """
    return LineReader(tuple(names), today or clock.today(), month_first(), days, only_day, owner, due)


def read(line: str | Parsed, names: Iterable[str], today: date | None = None) -> Parsed:
    """Take a line apart; one that was read while it was typed stays as it was shown then."""
    return line if isinstance(line, Parsed) else reader(names, today).read(line)


def named(ids: Mapping[str, int], name: str) -> int:
    """Return the id of whoever has that name.

    Raises:
        NotFoundError: They were renamed or left since the line was read.
    """
    if name not in ids:
        raise NotFoundError(f"nobody is called {name} any more; name somebody else behind the @")
    return ids[name]
