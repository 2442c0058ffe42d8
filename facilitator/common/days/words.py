"""Lists the words that days are written with, in English, German and Chinese, and the patterns that match them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The days of the week as the program writes them, whatever the user's locale."""

Meaning = TypeVar("Meaning", int, str)


def _by_word(table: Mapping[str, Meaning]) -> dict[str, Meaning]:
    return {word: meaning for words, meaning in table.items() for word in words.split()}


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longer ones first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# What the words mean --------------------------------------------------------------------------------------------------

FULL_WEEKDAYS = _by_word(
    {
        "monday montag": 0,
        "tuesday dienstag": 1,
        "wednesday mittwoch": 2,
        "thursday donnerstag": 3,
        "friday freitag": 4,
        "saturday samstag sonnabend": 5,
        "sunday sonntag": 6,
    }
)

SHORT_WEEKDAYS = _by_word(
    {
        "mon mo": 0,
        "tue tues di": 1,
        "wed weds mi": 2,
        "thu thur thurs do": 3,
        "fri fr": 4,
        "sat sa": 5,
        "sun so": 6,
    }
)

WEEKDAYS = {
    **FULL_WEEKDAYS,
    **SHORT_WEEKDAYS,
    **_by_word({"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日 天": 6}),
}

MONTHS = _by_word(
    {
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
)

NUMBERS = _by_word(
    {
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
)

_CHINESE_FIGURES = {figure: value for value, figure in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}

_CHINESE_UNITS = _by_word(
    {"天 日": "day", "周 星期 礼拜": "week", "月": "month", "季度": "quarter", "年": "year", "工作日": "working day"}
)

_UNITS = _by_word(
    {
        "day days tag tage tagen": "day",
        "week weeks woche wochen": "week",
        "fortnight fortnights": "fortnight",
        "month months monat monate monaten": "month",
        "quarter quarters quartal quartale quartalen": "quarter",
        "year years jahr jahre jahren": "year",
        "weekday weekdays werktag werktage werktagen arbeitstag arbeitstage arbeitstagen": "working day",
    }
) | {f"{word} {days}": "working day" for word in ("working", "business") for days in ("day", "days")}

UNITS = _UNITS | _CHINESE_UNITS

PERIODS = _by_word(
    {
        "week woche w 周": "week",
        "month monat monats m 月": "month",
        "quarter quartal quartals q 季度 季": "quarter",
        "year jahr jahres y 年": "year",
    }
)


def number_of(text: str) -> int:
    """Return a number in figures, in English or German words, or in Chinese below a hundred: 12, 十二, 二十, 三十一.

    Raises:
        ValueError: There is no such number.
    """
    if text.isdecimal():
        return int(text)
    if text in NUMBERS:
        return NUMBERS[text]
    tens, ten, ones = text.rpartition("十")
    figures = (tens or "一" if ten else "〇", ones or "〇")
    if any(figure not in _CHINESE_FIGURES for figure in figures):
        raise ValueError(f"{text} is no number")
    return _CHINESE_FIGURES[figures[0]] * 10 + _CHINESE_FIGURES[figures[1]]


def year_of(text: str | None) -> int | None:
    """Return a year in figures or in Chinese, of two or of four of them; None of none."""
    if not text:
        return None
    figures = "".join(str(_CHINESE_FIGURES.get(figure, figure)) for figure in text)
    return int(figures) if len(figures) > 2 else 2000 + int(figures)


# Patterns -------------------------------------------------------------------------------------------------------------

WEEKDAY = f"(?P<weekday>{any_of([*FULL_WEEKDAYS, *SHORT_WEEKDAYS])})"
CHINESE_WEEKDAY = "(?P<weekday>[一二三四五六日天])"
MONTH = f"(?P<month>{any_of(MONTHS)})\\.?"
YEAR = "(?P<year>\\d{4})"
NUMBER = f"(?P<number>\\d{{1,3}}|{any_of(NUMBERS)})"
CHINESE_NUMBER = "[零〇一二两三四五六七八九十\\d]{1,3}"
UNIT = f"(?P<unit>{any_of(_UNITS)})"
CHINESE_UNIT = f"(?P<unit>{any_of(_CHINESE_UNITS)})"
CHINESE_WEEK = "周|星期|礼拜"
ORDINAL = "(?:st|nd|rd|th|\\.)?"
PERIOD = "week|month|quarter|year|woche|monats|monat|quartals|quartal|jahres|jahr"
NEXT = "next|nächste[nrs]?|naechste[nrs]?"
AFTER_NEXT = "übernächste[nrs]?|uebernächste[nrs]?|uebernaechste[nrs]?"
