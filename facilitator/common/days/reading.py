"""Reads a phrase that is nothing but a day.

dateparser was tried for this, in English, German and Chinese: of some fifty phrases it read 16 wrong. It does not know
`end of month`, `am 4. Dezember`, `nächsten Freitag`, 下周一 or 12月4日, it reads `1.2.` as 2 January where `1/2` is
that, and it takes `may`, `2`, `noon` and `a second` for days. What it does read is read here too.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

LONGEST = 60
"""Characters above which a phrase is no day."""

_SIMPLER = str.maketrans("週禮兩個號後這’", "周礼两个号后这'")

_AROUND = ' \t()[]（）【】,;:!?。，、；：！？…"“”'


@dataclass(frozen=True, slots=True)
class DayRead:
    """What was read of a phrase that is written like a day.

    Attributes:
        day: The day; None where there is no such day, as with 30 February.
        plain: Whether nobody writes anything else like this, so that no `by` has to stand before it.
    """

    day: date | None
    plain: bool


def read_day(phrase: str, today: date, *, month_first: bool) -> DayRead | None:
    """Read a phrase that is nothing but a day, without words such as `by`.

    A day of the week is the next one to come, never today; `next friday` and 下周五 are the one of the next calendar
    week. A date without a year is the next such day to come, today included. With `month_first`, `12/4` is 4 December;
    `13/4` can be read in one way only, and is. None is returned where the phrase is not written like a day.
    """
    # Here, since whatever reads no day is to start at once: it takes as long as a tenth of the first frame.
    from facilitator.common.days import phrases
    from facilitator.common.days.calendar import Calendar

    text = " ".join(unicodedata.normalize("NFKC", phrase).casefold().translate(_SIMPLER).strip(_AROUND).split())
    if not text or len(text) > LONGEST:
        return None
    if part := phrases.PART_OF_DAY.search(text):
        return read_day(text[: part.start()], today, month_first=month_first)
    for pattern, reckon, plain in phrases.compiled():
        if match := pattern.fullmatch(text):
            try:
                day = reckon(match, Calendar(today, month_first=month_first))
            except (ValueError, OverflowError):
                return DayRead(None, plain)
            return DayRead(date(day.year, day.month, day.day), plain)
    if match := phrases.WEEKDAY_AND_DATE.fullmatch(text):
        dated = read_day(match["rest"], today, month_first=month_first)
        if dated and dated.day and phrases.is_weekday(dated.day, match["weekday"]):
            return DayRead(dated.day, plain=True)
        # Where 4 December is no Friday, nobody knows which of both is meant. But `so` and `do` are words as well.
        return DayRead(None, plain=True) if dated and len(match["weekday"]) > 2 else None
    return None
