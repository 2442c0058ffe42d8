"""Lists the phrases that are days, each with how its day is reckoned."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from facilitator.common.days.calendar import Calendar
from facilitator.common.days.words import (
    AFTER_NEXT,
    CHINESE_NUMBER,
    CHINESE_UNIT,
    CHINESE_WEEK,
    CHINESE_WEEKDAY,
    FULL_WEEKDAYS,
    MONTH,
    MONTHS,
    NEXT,
    NUMBER,
    ORDINAL,
    PERIOD,
    PERIODS,
    SHORT_WEEKDAYS,
    UNIT,
    UNITS,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    any_of,
    number_of,
    year_of,
)

PART_OF_DAY = re.compile(
    "(?:(?<=\\w)[ ,]+(?:morning|noon|lunchtime|afternoon|evening|night|früh|vormittag|mittag|nachmittag|abend)"
    "|(?<=tag)(?:vormittag|mittag|nachmittag|abend)|(?<=mittwoch)(?:vormittag|mittag|nachmittag|abend)"
    "|(?<=[一二三四五六日天号0-9]) ?(?:上午|中午|下午|晚上|早上|下班))$"
)
"""What is said of a day and changes nothing: what is due on Friday evening is due on Friday."""

WEEKDAY_AND_DATE = re.compile(f"{WEEKDAY}\\.?,? (?P<rest>.*\\d.*)")
"""`fri 4 dec`: the weekday of a date goes before it."""

Reckon = Callable[[re.Match[str], Calendar], date]
"""Gives back the day of a phrase; raises ValueError or OverflowError where there is no such day."""

_PHRASES: list[tuple[str, Reckon, bool]] = []


@cache
def compiled() -> list[tuple[re.Pattern[str], Reckon, bool]]:
    """Return the pattern of every phrase, how its day is reckoned, and whether it is plain, as in `DayRead`."""
    return [(re.compile(pattern), reckon, plain) for pattern, reckon, plain in _PHRASES]


def _phrase(*patterns: str, plain: bool = True) -> Callable[[Reckon], Reckon]:
    def keep(reckon: Reckon) -> Reckon:
        _PHRASES.extend((f"(?:{pattern})\\.?", reckon, plain) for pattern in patterns)
        return reckon

    return keep


def is_weekday(day: date, word: str) -> bool:
    """Return whether a day is the day of the week that a word means."""
    return day.weekday() == WEEKDAYS[word]


# Dates ----------------------------------------------------------------------------------------------------------------

_BEFORE = "(?:the |den |dem |am |on |on the )?"


@_phrase("(?P<year>\\d{4})(?P<sign>[-/.])(?P<month>\\d{1,2})(?P=sign)(?P<day>\\d{1,2})")
def _iso(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.dated(int(match["day"]), int(match["month"]), int(match["year"]))


@_phrase(f"{_BEFORE}(?P<day>\\d{{1,2}})\\. ?(?P<month>\\d{{1,2}})\\. ?(?P<year>\\d{{4}}|\\d{{2}})")
@_phrase(f"{_BEFORE}(?P<day>\\d{{1,2}})\\. ?(?P<month>\\d{{1,2}})(?P<year>)", plain=False)
def _dotted(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.dated(int(match["day"]), int(match["month"]), year_of(match["year"]))


@_phrase("(?P<first>\\d{1,2})(?P<sign>[-/])(?P<second>\\d{1,2})(?P=sign)(?P<year>\\d{4})")
@_phrase("(?P<first>\\d{1,2})/(?P<second>\\d{1,2})(?:/(?P<year>\\d{2}))?", plain=False)
def _of_two(match: re.Match[str], calendar: Calendar) -> date:
    first, second = int(match["first"]), int(match["second"])
    month_first = calendar.month_first if max(first, second) <= 12 else first <= 12
    day, month = (second, first) if month_first else (first, second)
    return calendar.dated(day, month, year_of(match["year"]))


@_phrase(
    f"{_BEFORE}(?P<day>\\d{{1,2}}){ORDINAL}(?: of |[ -])?{MONTH}(?:,? ?-?{YEAR})?",
    f"(?:the )?{MONTH}(?: the)? ?(?P<day>\\d{{1,2}}){ORDINAL}(?:,? {YEAR})?",
)
def _named(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.dated(int(match["day"]), MONTHS[match["month"]], year_of(match["year"]))


@_phrase(
    f"(?:(?P<year>[\\d零〇一二三四五六七八九]{{4}})年|(?P<which>今年|明年))?"
    f"(?P<month>{CHINESE_NUMBER})月(?P<day>{CHINESE_NUMBER})[日号]?(?: ?\\(?(?:{CHINESE_WEEK}){CHINESE_WEEKDAY}\\)?)?",
    f"(?:{CHINESE_WEEK}){CHINESE_WEEKDAY}[ ,]*"
    f"(?:(?P<year>\\d{{4}})年)?(?P<which>)(?P<month>{CHINESE_NUMBER})月(?P<day>{CHINESE_NUMBER})[日号]?",
)
def _chinese_date(match: re.Match[str], calendar: Calendar) -> date:
    year = calendar.today.year + (match["which"] == "明年") if match["which"] else year_of(match["year"])
    day = calendar.dated(number_of(match["day"]), number_of(match["month"]), year)
    if match["weekday"] and not is_weekday(day, match["weekday"]):
        raise ValueError(f"{day} is another day of the week")
    return day


@_phrase(
    f"{NUMBER} weeks? (?:on|from) {WEEKDAY}",
    f"{WEEKDAY} (?P<number>)week",
    f"{WEEKDAY} in {NUMBER} (?:weeks?|wochen?)",
)
def _weeks_on(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.weekday(WEEKDAYS[match["weekday"]]).add(weeks=number_of(match["number"] or "1"))


@_phrase("the (?P<day>\\d{1,2})(?:st|nd|rd|th)", "(?P<day>\\d{1,2})(?:st|nd|rd|th)", plain=False)
@_phrase("(?:am|zum|den) (?P<day>\\d{1,2})", f"(?P<day>{CHINESE_NUMBER})号", plain=False)
def _day_of_month(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.day_of_month(number_of(match["day"]))


@_phrase(
    "(?:the )?(?P<day>\\d{1,2})(?:st|nd|rd|th) of (?P<which>this|next) month",
    "(?:am |zum )?(?P<day>\\d{1,2})\\. (?:des )?(?P<which>diese[ns]|nächsten|naechsten) monats",
    "(?P<which>下个?|本|这个)月(?P<day>\\d{1,2})[日号]",
)
def _day_of_that_month(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.day_of_month(int(match["day"]), int(match["which"][0] in "n下"))


# Days of the week -----------------------------------------------------------------------------------------------------


@_phrase(
    f"(?P<weekday>{any_of(FULL_WEEKDAYS)})",
    f"(?:am )?(?:coming|kommende[nrs]?|this coming) {WEEKDAY}",
    f"(?:eod|end of (?:the )?day|cob) (?:on )?{WEEKDAY}",
    f"{WEEKDAY},? (?:eod|end of (?:the )?day|cob)",
    f"(?:{CHINESE_WEEK}){CHINESE_WEEKDAY}",
)
@_phrase(f"(?P<weekday>{any_of(SHORT_WEEKDAYS)})", plain=False)
def _weekday(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.weekday(WEEKDAYS[match["weekday"]])


@_phrase(
    f"(?:am )?(?:this|diese[nrs]?) {WEEKDAY}",
    f"{WEEKDAY},? (?:this week|(?:in )?dieser? woche)",
    f"(?:this week|diese woche)(?: on| am)? {WEEKDAY}",
    f"(?:本|这个?)(?:{CHINESE_WEEK}){CHINESE_WEEKDAY}",
)
def _this_weekday(match: re.Match[str], calendar: Calendar) -> date:
    """Return the day of this week, today included; where it is over, the next one to come."""
    day = calendar.weekday(WEEKDAYS[match["weekday"]], 0)
    return day if day >= calendar.today else calendar.weekday(WEEKDAYS[match["weekday"]])


def _weekday_of(week: int) -> Reckon:
    return lambda match, calendar: calendar.weekday(WEEKDAYS[match["weekday"]], week)


_phrase(
    f"(?:am )?(?:{NEXT}) {WEEKDAY}",
    f"{WEEKDAY},? (?:(?:of|in) )?(?:der )?(?:{NEXT}) (?:week|woche)",
    f"(?:{NEXT}) (?:week|woche)(?: on| am)?,? {WEEKDAY}",
    f"下个?(?:{CHINESE_WEEK}){CHINESE_WEEKDAY}",
)(_weekday_of(1))
_phrase(
    f"(?:am )?(?:{AFTER_NEXT}) {WEEKDAY}",
    f"{WEEKDAY} (?:{AFTER_NEXT}) woche",
    f"(?:{AFTER_NEXT}) woche(?: am)? {WEEKDAY}",
    f"{WEEKDAY} (?:the )?week after next",
    f"下下个?(?:{CHINESE_WEEK}){CHINESE_WEEKDAY}",
)(_weekday_of(2))


# So many days from now ------------------------------------------------------------------------------------------------


def _days_on(days: int) -> Reckon:
    return lambda _, calendar: calendar.today.add(days=days)


_phrase(
    "today|tonight|eod|end of (?:the )?day|end of business|close of business|heute(?: abend)?|tagesende|ende des tages",
    "今天|今日|今晚|本日",
)(_days_on(0))
_phrase("cob", plain=False)(_days_on(0))
_phrase("tomorrow|tmrw|tomorrow eod|eod tomorrow|end of (?:the )?day tomorrow|morgen|明天|明日|明晚|明早")(_days_on(1))
_phrase("(?:the )?day after tomorrow|overmorrow|übermorgen|uebermorgen|后天|后日")(_days_on(2))
_phrase("überübermorgen|大后天")(_days_on(3))
_phrase("半个?月(?:之后|以后|之内|以内|后|内)")(_days_on(15))


@_phrase(
    f"(?:today |heute )?in {NUMBER} {UNIT}(?:['’]s?)?(?: time)?",
    f"(?:in )?{NUMBER} {UNIT} (?:from now|from today|ab heute|ab jetzt|hence)",
    f"在?(?P<number>{CHINESE_NUMBER}) ?个?{CHINESE_UNIT}(?:之后|以后|之内|以内|后|内)",
)
@_phrase(f"(?:within|binnen|innerhalb von) {NUMBER} {UNIT}", plain=False)
def _from_now(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.later(number_of(match["number"]), UNITS[match["unit"]])


# The end of something -------------------------------------------------------------------------------------------------


@_phrase(
    "(?:am )?(?:the )?(?:end of|ende(?: der| des)?) (?:the |this |current |diese[rs]? )?"
    f"(?P<next>(?:{NEXT}|following) )?(?P<period>{PERIOD})",
    "(?:the )?(?P<next>next )?(?P<period>week|month|quarter|year)(?:'s)?[ -]end",
    "(?:zum |am )?(?P<next>nächste[ns] )?(?P<period>monats|quartals|jahres|monat|quartal|jahr)s?ende",
    "(?:本|这个?|当|今)?(?P<next>下个?)?(?P<period>月|季度|季|年)(?:底|末)",
    "(?P<next>下个?)?(?P<period>周)底",
    "(?P<next>明)(?P<period>年)年?(?:底|末)",
    "(?:本|这个?|当)(?P<next>)(?P<period>周|月|季度|年)(?:之内|以内|内)",
)
@_phrase("(?P<next>)eo(?P<period>[wmqy])", plain=False)
def _end(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.end(PERIODS[match["period"]], 1 if match["next"] else 0)


@_phrase(f"(?:the )?(?:end of|ende) (?:of )?{MONTH}(?:,? {YEAR})?")
def _end_of_month(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.end_of_month(year_of(match["year"]), MONTHS[match["month"]])


@_phrase(f"(?:(?P<year>\\d{{4}})年)?(?P<month>{CHINESE_NUMBER})月(?:底|末)")
def _chinese_end_of_month(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.end_of_month(year_of(match["year"]), number_of(match["month"]))


@_phrase(
    f"(?:the )?(?:end of|ende) q(?P<quarter>[1-4])(?:[ /-]{YEAR})?",
    "(?:(?P<year>\\d{4})年)?q(?P<quarter>[1-4])(?:底|末)",
)
def _end_of_quarter(match: re.Match[str], calendar: Calendar) -> date:
    return calendar.end_of_month(year_of(match["year"]), int(match["quarter"]) * 3)
