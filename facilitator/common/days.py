"""Reads a day as people write it, in English, German and Chinese: `next friday`, `am 4. Dezember`, 下周一.

dateparser was tried for this, in these three languages: of some fifty phrases it read 16 wrong. It does not know
`end of month`, `am 4. Dezember`, `nächsten Freitag`, 下周一 or 12月4日, it reads `1.2.` as 2 January where `1/2` is
that, and it takes `may`, `2`, `noon` and `a second` for days. What it does read is read here too.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

FRIDAY = 4


_LONGEST = 60
"""Characters above which a phrase is no day."""


YEARS_TO_LOOK = 9
"""Years within which a day without a year comes: around a century without a leap year, 29 February takes eight."""


_WEEKDAYS = {
    "monday montag": 0,
    "tuesday dienstag": 1,
    "wednesday mittwoch": 2,
    "thursday donnerstag": 3,
    "friday freitag": 4,
    "saturday samstag sonnabend": 5,
    "sunday sonntag": 6,
}


_SHORT_WEEKDAYS = {
    "mon mo": 0,
    "tue tues di": 1,
    "wed weds mi": 2,
    "thu thur thurs do": 3,
    "fri fr": 4,
    "sat sa": 5,
    "sun so": 6,
}


_MONTHS = {
    "january jan januar jänner jaenner jän": 1,
    "february feb februar feber": 2,
    "march mar märz maerz mär mrz": 3,
    "april apr": 4,
    "may mai": 5,
    "june jun juni": 6,
    "july jul juli": 7,
    "august aug": 8,
    "september sep sept": 9,
    "october oct oktober okt": 10,
    "november nov": 11,
    "december dec dezember dez": 12,
}


_NUMBERS = {
    "a an one ein eine einem einen einer": 1,
    "two zwei": 2,
    "three drei": 3,
    "four vier": 4,
    "five fünf": 5,
    "six sechs": 6,
    "seven sieben": 7,
    "eight acht": 8,
    "nine neun": 9,
    "ten zehn": 10,
    "eleven elf": 11,
    "twelve zwölf": 12,
    "fourteen vierzehn": 14,
    "fifteen fünfzehn": 15,
    "twenty zwanzig": 20,
    "thirty dreissig": 30,
}


_UNITS = {
    "day days tag tage tagen": "day",
    "week weeks woche wochen": "week",
    "fortnight fortnights": "fortnight",
    "month months monat monate monaten": "month",
    "quarter quarters quartal quartale quartalen": "quarter",
    "year years jahr jahre jahren": "year",
    "weekday weekdays werktag werktage werktagen arbeitstag arbeitstage arbeitstagen": "working day",
}


_CHINESE_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month"}


_CHINESE_UNITS |= {"季度": "quarter", "年": "year", "工作日": "working day"}


_CHINESE_FIGURES = {figure: value for value, figure in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}


_CHINESE_WEEKDAYS = {figure: value for value, figure in enumerate("一二三四五六日")} | {"天": 6}


def _spread(table: dict[str, int]) -> dict[str, int]:
    return {word: value for words, value in table.items() for word in words.split()}


_DAY_OF_WEEK = _spread(_WEEKDAYS) | _spread(_SHORT_WEEKDAYS)


_MONTH_OF = _spread(_MONTHS)


_NUMBER_OF = _spread(_NUMBERS)


_UNIT_OF = {word: unit for words, unit in _UNITS.items() for word in words.split()} | {
    f"{word} {days}": "working day" for word in ("working", "business") for days in ("day", "days")
}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_W = f"(?P<weekday>{_any(_DAY_OF_WEEK)})"


_M = f"(?P<month>{_any(_MONTH_OF)})\\.?"


_N = f"(?P<number>\\d{{1,3}}|{_any(_NUMBER_OF)})"


_U = f"(?P<unit>{_any(_UNIT_OF)})"


_HAN = "[零〇一二两三四五六七八九十\\d]{1,3}"


_NEXT = "next|nächste[nrs]?|naechste[nrs]?"


_AFTER_NEXT = "übernächste[nrs]?|uebernächste[nrs]?|uebernaechste[nrs]?"


_YEAR = "(?P<year>\\d{4})"


_ORDINAL = "(?:st|nd|rd|th|\\.)?"


_PERIOD = "week|month|quarter|year|woche|monats|monat|quartals|quartal|jahres|jahr"


_CHINESE_WEEK = "周|星期|礼拜"


_SIMPLER = str.maketrans("週禮兩個號後這’", "周礼两个号后这'")


_PART_OF_DAY = re.compile(
    "(?:(?<=\\w)[ ,]+(?:morning|noon|lunchtime|afternoon|evening|night|früh|vormittag|mittag|nachmittag|abend)"
    "|(?<=tag)(?:vormittag|mittag|nachmittag|abend)|(?<=mittwoch)(?:vormittag|mittag|nachmittag|abend)"
    "|(?<=[一二三四五六日天号0-9]) ?(?:上午|中午|下午|晚上|早上|下班))$"
)
"""What is said of a day and changes nothing: what is due on Friday evening is due on Friday."""


_AROUND = ' \t()[]（）【】,;:!?。，、；：！？…"“”'


@dataclass(frozen=True, slots=True)
class DayRead:
    """What was read of a phrase that is written like a day.

    Attributes:
        day: The day; None where there is no such day, as with 30 February.
        plain: Whether nobody writes so of anything else, so that no `by` has to stand before it.
    """

    day: date | None
    plain: bool


class _NoSuchDayError(ValueError):
    """It is written like a day, but the calendar does not have it."""


@dataclass(frozen=True, slots=True)
class _Now:
    """The day that phrases are read on, and what comes first in `12/4`."""

    today: date
    month_first: bool

    def weekday(self, weekday: int, week: int | None = None) -> date:
        """The next such day to come, never today; with `week` the one of that calendar week, 0 being this week."""
        if week is None:
            return self.today + timedelta(days=(weekday - self.today.weekday() - 1) % 7 + 1)
        return self.today + timedelta(days=weekday - self.today.weekday() + 7 * week)

    def dated(self, day: int, month: int, year: int | None = None) -> date:
        """That day; without a year the next one to come, which may be today."""
        if year is not None:
            return _date(year, month, day)
        for later in range(YEARS_TO_LOOK):
            try:
                found = date(self.today.year + later, month, day)
            except ValueError:
                continue
            if found >= self.today:
                return found
        raise _NoSuchDayError

    def day_of_month(self, day: int, months: int | None = None) -> date:
        """That day of a month, the next one to come; with `months` of the month so many months on."""
        if months is not None:
            first = self.later(months, "month", self.today.replace(day=1))
            return _date(first.year, first.month, day)
        for later in range(12):
            first = self.later(later, "month", self.today.replace(day=1))
            if day <= monthrange(first.year, first.month)[1] and day >= 1 and first.replace(day=day) >= self.today:
                return first.replace(day=day)
        raise _NoSuchDayError

    def later(self, number: int, unit: str, start: date | None = None) -> date:
        """So many days, weeks, months or years on; a month on from 31 January is the last day of February."""
        here = start or self.today
        if unit == "working day":
            for _ in range(number):
                here += timedelta(days=max(1, 7 - here.weekday() if here.weekday() >= FRIDAY else 1))
            return here
        if unit in ("day", "week", "fortnight"):
            return here + timedelta(days=number * {"day": 1, "week": 7, "fortnight": 14}[unit])
        months = here.year * 12 + here.month - 1 + number * {"month": 1, "quarter": 3, "year": 12}[unit]
        year, month = months // 12, months % 12 + 1
        return _date(year, month, min(here.day, monthrange(year, month)[1]) if 1 <= year <= 9999 else 1)

    def end(self, period: str, later: int = 0) -> date:
        """The last day of this week (its Friday), month, quarter or year, or of one `later`."""
        if period == "week":
            friday = self.weekday(FRIDAY, later)
            # At the weekend this week's work is over: the end of the week is that of the next one.
            return friday if friday >= self.today else friday + timedelta(days=7)
        if period == "month":
            first = self.later(later, "month", self.today.replace(day=1))
            return self.end_of_month(first.year, first.month)
        if period == "quarter":
            first = self.later(later * 3, "month", self.today.replace(day=1, month=(self.today.month - 1) // 3 * 3 + 1))
            return self.end_of_month(first.year, first.month + 2)
        return _date(self.today.year + later, 12, 31)

    def end_of_month(self, year: int | None, month: int) -> date:
        """The last day of that month; without a year the next one to come."""
        if year is None:
            year = self.today.year + (month < self.today.month)
        return _date(year, month, monthrange(year, month)[1] if 1 <= month <= 12 and 1 <= year <= 9999 else 0)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _NoSuchDayError from error


def read_day(phrase: str, today: date, *, month_first: bool) -> DayRead | None:
    """Read a phrase that is nothing but a day, without words such as `by`.

    A day of the week is the next one to come, never today; `next friday` and 下周五 are the one of the next calendar
    week. A date without a year is the next such day to come, today included.

    Args:
        phrase: The words, such as `friday` or `4. Dezember`.
        today: The day on which they are written.
        month_first: Whether `12/4` is 4 December; what can be only one of both, such as `13/4`, is read so anyway.

    Returns:
        The day; None where the phrase is not written like a day.
    """
    text = " ".join(unicodedata.normalize("NFKC", phrase).casefold().translate(_SIMPLER).strip(_AROUND).split())
    if not text or len(text) > _LONGEST:
        return None
    if part := _PART_OF_DAY.search(text):
        return read_day(text[: part.start()], today, month_first=month_first)
    now = _Now(today, month_first)
    for pattern, read, plain in _compiled():
        if match := pattern.fullmatch(text):
            try:
                found = read(match, now)
            except (_NoSuchDayError, OverflowError):
                return DayRead(None, plain)
            if found is not None:
                return DayRead(found, plain)
    return None


_Reads = Callable[[re.Match[str], _Now], date | None]
"""Gives back None where it is no day after all."""


_FORMS: list[tuple[str, _Reads, bool]] = []


@cache
def _compiled() -> list[tuple[re.Pattern[str], _Reads, bool]]:
    # At the first day that is read: a command that reads none is to start at once.
    return [(re.compile(pattern), read, plain) for pattern, read, plain in _FORMS]


def _form(*patterns: str, plain: bool = True) -> Callable[[_Reads], _Reads]:
    def keep(read: _Reads) -> _Reads:
        _FORMS.extend((f"(?:{pattern})\\.?", read, plain) for pattern in patterns)
        return read

    return keep


def _year(text: str | None) -> int | None:
    if not text:
        return None
    figures = "".join(str(_CHINESE_FIGURES.get(figure, figure)) for figure in text)
    return int(figures) if len(figures) > 2 else 2000 + int(figures)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMBER_OF[text]


def _chinese(text: str) -> int:
    """A number below a hundred, in figures or in Chinese: 12, 十二, 二十, 三十一."""
    if text.isdecimal() and text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten and len(text) > 1:
        raise _NoSuchDayError
    if any(figure not in _CHINESE_FIGURES for figure in tens + ones) or len(tens) > 1 or len(ones) > 1:
        raise _NoSuchDayError
    value = (_CHINESE_FIGURES[tens] if tens else 1) * 10 if ten else 0
    return value + (_CHINESE_FIGURES[ones] if ones else 0)


# -- dates -------------------------------------------------------------------------------------------------------------

_BEFORE = "(?:the |den |dem |am |on |on the )?"


@_form("(?P<year>\\d{4})(?P<sign>[-/.])(?P<month>\\d{1,2})(?P=sign)(?P<day>\\d{1,2})")
def _iso(match: re.Match[str], now: _Now) -> date:
    return now.dated(int(match["day"]), int(match["month"]), int(match["year"]))


@_form(f"{_BEFORE}(?P<day>\\d{{1,2}})\\. ?(?P<month>\\d{{1,2}})\\. ?(?P<year>\\d{{4}}|\\d{{2}})")
def _dotted_in_full(match: re.Match[str], now: _Now) -> date:
    return now.dated(int(match["day"]), int(match["month"]), _year(match["year"]))


@_form(f"{_BEFORE}(?P<day>\\d{{1,2}})\\. ?(?P<month>\\d{{1,2}})", plain=False)
def _dotted(match: re.Match[str], now: _Now) -> date:
    return now.dated(int(match["day"]), int(match["month"]))


def _of_two(match: re.Match[str], now: _Now) -> date:
    first, second = int(match["first"]), int(match["second"])
    month_first = now.month_first if max(first, second) <= 12 else first <= 12
    day, month = (second, first) if month_first else (first, second)
    return now.dated(day, month, _year(match["year"]))


_form("(?P<first>\\d{1,2})(?P<sign>[-/])(?P<second>\\d{1,2})(?P=sign)(?P<year>\\d{4})")(_of_two)


_form("(?P<first>\\d{1,2})/(?P<second>\\d{1,2})(?:/(?P<year>\\d{4}|\\d{2}))?", plain=False)(_of_two)


@_form(
    f"{_BEFORE}(?P<day>\\d{{1,2}}){_ORDINAL}(?: of |[ -])?{_M}(?:,? ?-?{_YEAR})?",
    f"(?:the )?{_M}(?: the)? ?(?P<day>\\d{{1,2}}){_ORDINAL}(?:,? {_YEAR})?",
)
def _named(match: re.Match[str], now: _Now) -> date:
    return now.dated(int(match["day"]), _MONTH_OF[match["month"]], _year(match["year"]))


@_form(
    f"(?:(?P<year>[\\d零〇一二三四五六七八九]{{4}})年|(?P<which>今年|明年))?(?P<month>{_HAN})月(?P<day>{_HAN})[日号]?"
    f"(?: ?\\(?(?:{_CHINESE_WEEK})(?P<weekday>[一二三四五六日天])\\)?)?"
)
def _chinese_date(match: re.Match[str], now: _Now) -> date:
    year = now.today.year + (match["which"] == "明年") if match["which"] else _year(match["year"])
    found = now.dated(_chinese(match["day"]), _chinese(match["month"]), year)
    if match["weekday"] and found.weekday() != _CHINESE_WEEKDAYS[match["weekday"]]:
        raise _NoSuchDayError
    return found


@_form(
    f"(?:{_CHINESE_WEEK})(?P<weekday>[一二三四五六日天])[ ,]*"
    f"(?:(?P<year>\\d{{4}})年)?(?P<month>{_HAN})月(?P<day>{_HAN})[日号]?"
)
def _chinese_weekday_and_date(match: re.Match[str], now: _Now) -> date:
    found = now.dated(_chinese(match["day"]), _chinese(match["month"]), _year(match["year"]))
    if found.weekday() != _CHINESE_WEEKDAYS[match["weekday"]]:
        raise _NoSuchDayError
    return found


@_form(f"{_N} weeks? (?:on|from) {_W}", f"{_W} week", f"{_W} in {_N} (?:weeks?|wochen?)")
def _weeks_on(match: re.Match[str], now: _Now) -> date:
    number = match.groupdict().get("number")
    return now.weekday(_DAY_OF_WEEK[match["weekday"]]) + timedelta(days=7 * (_number(number) if number else 1))


@_form(f"{_W}\\.?,? (?P<rest>.*\\d.*)")
def _weekday_and_date(match: re.Match[str], now: _Now) -> date | None:
    """`fri 4 dec`; where that is no Friday, nobody knows which of both is meant."""
    inner = read_day(match["rest"], now.today, month_first=now.month_first)
    if inner is None:
        return None
    if inner.day is None or inner.day.weekday() != _DAY_OF_WEEK[match["weekday"]]:
        if len(match["weekday"]) == 2:  # `so` and `do` are words as well
            return None
        raise _NoSuchDayError
    return inner.day


@_form("the (?P<day>\\d{1,2})(?:st|nd|rd|th)", "(?P<day>\\d{1,2})(?:st|nd|rd|th)", plain=False)
@_form("(?:am|zum|den) (?P<day>\\d{1,2})", f"(?P<day>{_HAN})号", plain=False)
def _day_of_month(match: re.Match[str], now: _Now) -> date:
    return now.day_of_month(_chinese(match["day"]))


@_form(
    "(?:the )?(?P<day>\\d{1,2})(?:st|nd|rd|th) of (?P<which>this|next) month",
    "(?:am |zum )?(?P<day>\\d{1,2})\\. (?:des )?(?P<which>diese[ns]|nächsten|naechsten) monats",
    "(?P<which>下个?|本|这个)月(?P<day>\\d{1,2})[日号]",
)
def _day_of_that_month(match: re.Match[str], now: _Now) -> date:
    return now.day_of_month(int(match["day"]), int(match["which"][0] in "n下"))


# -- days of the week --------------------------------------------------------------------------------------------------


@_form(_any(_spread(_WEEKDAYS)))
def _full_weekday(match: re.Match[str], now: _Now) -> date:
    return now.weekday(_DAY_OF_WEEK[match[0].rstrip(".")])


@_form(_any(_spread(_SHORT_WEEKDAYS)), plain=False)
def _short_weekday(match: re.Match[str], now: _Now) -> date:
    return now.weekday(_DAY_OF_WEEK[match[0].rstrip(".")])


@_form(f"(?:am )?(?:coming|kommende[nrs]?|this coming) {_W}")
def _coming_weekday(match: re.Match[str], now: _Now) -> date:
    return now.weekday(_DAY_OF_WEEK[match["weekday"]])


@_form(
    f"(?:am )?(?:this|diese[nrs]?) {_W}",
    f"{_W},? (?:this week|(?:in )?dieser? woche)",
    f"(?:this week|diese woche)(?: on| am)? {_W}",
    f"(?:本|这个?)(?:{_CHINESE_WEEK})(?P<weekday>[一二三四五六日天])",
)
def _this_weekday(match: re.Match[str], now: _Now) -> date:
    """Of this week, today included; where it is over, the next one."""
    weekday = _DAY_OF_WEEK.get(match["weekday"], _CHINESE_WEEKDAYS.get(match["weekday"], 0))
    found = now.weekday(weekday, 0)
    return found if found >= now.today else now.weekday(weekday)


@_form(
    f"(?:am )?(?:{_NEXT}) {_W}",
    f"{_W},? (?:(?:of|in) )?(?:der )?(?:{_NEXT}) (?:week|woche)",
    f"(?:{_NEXT}) (?:week|woche)(?: on| am)?,? {_W}",
)
def _next_weekday(match: re.Match[str], now: _Now) -> date:
    return now.weekday(_DAY_OF_WEEK[match["weekday"]], 1)


@_form(
    f"(?:am )?(?:{_AFTER_NEXT}) {_W}",
    f"{_W} (?:{_AFTER_NEXT}) woche",
    f"(?:{_AFTER_NEXT}) woche(?: am)? {_W}",
    f"{_W} (?:the )?week after next",
)
def _weekday_after_next(match: re.Match[str], now: _Now) -> date:
    return now.weekday(_DAY_OF_WEEK[match["weekday"]], 2)


@_form(f"(?P<next>下{{1,2}})个?(?:{_CHINESE_WEEK})(?P<weekday>[一二三四五六日天])")
def _chinese_next(match: re.Match[str], now: _Now) -> date:
    return now.weekday(_CHINESE_WEEKDAYS[match["weekday"]], len(match["next"]))


@_form(f"(?:{_CHINESE_WEEK})(?P<weekday>[一二三四五六日天])")
def _chinese_weekday(match: re.Match[str], now: _Now) -> date:
    return now.weekday(_CHINESE_WEEKDAYS[match["weekday"]])


# -- so many days from now ---------------------------------------------------------------------------------------------

_TODAY = (
    "today|tonight|eod|end of (?:the )?day|end of business|close of business|heute(?: abend)?|tagesende|ende des tages"
)


@_form(_TODAY, "今天|今日|今晚|本日")
def _today(match: re.Match[str], now: _Now) -> date:  # noqa: ARG001  # every form is called so
    return now.today


@_form("cob", plain=False)
def _close_of_business(match: re.Match[str], now: _Now) -> date:  # noqa: ARG001  # the same
    return now.today


@_form("tomorrow|tmrw|tomorrow eod|eod tomorrow|end of (?:the )?day tomorrow|morgen|明天|明日|明晚|明早")
def _tomorrow(match: re.Match[str], now: _Now) -> date:  # noqa: ARG001  # the same
    return now.today + timedelta(days=1)


@_form("(?:the )?day after tomorrow|overmorrow|übermorgen|uebermorgen|后天|后日")
def _overmorrow(match: re.Match[str], now: _Now) -> date:  # noqa: ARG001  # the same
    return now.today + timedelta(days=2)


@_form("überübermorgen|大后天")
def _in_three_days(match: re.Match[str], now: _Now) -> date:  # noqa: ARG001  # the same
    return now.today + timedelta(days=3)


@_form(f"(?:eod|end of (?:the )?day|cob) (?:on )?{_W}", f"{_W},? (?:eod|end of (?:the )?day|cob)")
def _end_of_weekday(match: re.Match[str], now: _Now) -> date:
    return now.weekday(_DAY_OF_WEEK[match["weekday"]])


@_form(
    f"(?:today |heute )?in {_N} {_U}(?:['’]s?)?(?: time)?",
    f"(?:in )?{_N} {_U} (?:from now|from today|ab heute|ab jetzt|hence)",
)
def _from_now(match: re.Match[str], now: _Now) -> date:
    return now.later(_number(match["number"]), _UNIT_OF[match["unit"]])


@_form(f"(?:within|binnen|innerhalb von) {_N} {_U}", plain=False)
def _within(match: re.Match[str], now: _Now) -> date:
    return now.later(_number(match["number"]), _UNIT_OF[match["unit"]])


@_form(f"(?:在)?(?P<number>{_HAN}) ?个?(?P<unit>{_any(_CHINESE_UNITS)})(?:之后|以后|之内|以内|后|内)")
def _chinese_from_now(match: re.Match[str], now: _Now) -> date:
    return now.later(_chinese(match["number"]), _CHINESE_UNITS[match["unit"]])


@_form("半个?月(?:之后|以后|之内|以内|后|内)")
def _half_a_month(match: re.Match[str], now: _Now) -> date:  # noqa: ARG001  # the same
    return now.today + timedelta(days=15)


# -- the end of something ----------------------------------------------------------------------------------------------

_PERIOD_OF = {"woche": "week", "monats": "month", "monat": "month", "quartals": "quarter", "quartal": "quarter"}


_PERIOD_OF |= {
    "jahres": "year",
    "jahr": "year",
    "周": "week",
    "月": "month",
    "季度": "quarter",
    "季": "quarter",
}


_PERIOD_OF |= {"年": "year"}


def _end(match: re.Match[str], now: _Now) -> date:
    named = match["period"]
    return now.end(_PERIOD_OF.get(named, named), int(bool(match["next"])))


_form(
    "(?:am )?(?:the )?(?:end of|ende(?: der| des)?) (?:the |this |current |diese[rs]? )?"
    f"(?P<next>(?:{_NEXT}|following) )?(?P<period>{_PERIOD})",
    "(?:the )?(?P<next>next )?(?P<period>week|month|quarter|year)(?:'s)?[ -]end",
    "(?:zum |am )?(?P<next>nächste[ns] )?(?P<period>monats|quartals|jahres|monat|quartal|jahr)s?ende",
    "(?:本|这个?|当|今)?(?P<next>下个?)?(?P<period>月|季度|季|年)(?:底|末)",
    "(?P<next>下个?)?(?P<period>周)底",
    "(?:本|这个?|当)(?P<next>)(?P<period>周|月|季度|年)(?:之内|以内|内)",
)(_end)


@_form("eow|eom|eoq|eoy", plain=False)
def _end_in_short(match: re.Match[str], now: _Now) -> date:
    return now.end({"w": "week", "m": "month", "q": "quarter", "y": "year"}[match[0][2]])


@_form("明年(?:年)?(?:底|末)")
def _end_of_next_year(match: re.Match[str], now: _Now) -> date:  # noqa: ARG001  # the same
    return now.end("year", 1)


@_form(f"(?:the )?(?:end of|ende) (?:of )?{_M}(?:,? {_YEAR})?")
def _end_of_month(match: re.Match[str], now: _Now) -> date:
    return now.end_of_month(_year(match["year"]), _MONTH_OF[match["month"]])


@_form(f"(?:(?P<year>\\d{{4}})年)?(?P<month>{_HAN})月(?:底|末)")
def _chinese_end_of_month(match: re.Match[str], now: _Now) -> date:
    return now.end_of_month(_year(match["year"]), _chinese(match["month"]))


@_form(
    f"(?:the )?(?:end of|ende) q(?P<quarter>[1-4])(?:[ /-]{_YEAR})?",
    "(?:(?P<year>\\d{4})年)?q(?P<quarter>[1-4])(?:底|末)",
)
def _end_of_quarter(match: re.Match[str], now: _Now) -> date:
    return now.end_of_month(_year(match["year"]), int(match["quarter"]) * 3)
