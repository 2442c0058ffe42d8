"""Reads the words that days are written with from `words.toml`, and makes the patterns that match them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The days of the week as the program writes them, whatever the user's locale."""

_FILE = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


def _places(words: str, first: int = 0) -> dict[str, int]:
    """Return the place in its list of each of the words that stand there."""
    return {word: place for place, listed in enumerate(_FILE[words], first) for word in listed.split()}


def _meanings(words: str) -> dict[str, str]:
    return {word: meaning for meaning, listed in _FILE[words].items() for word in listed.split()}


FULL_WEEKDAYS, SHORT_WEEKDAYS = _places("full_weekdays"), _places("short_weekdays")
WEEKDAYS = FULL_WEEKDAYS | SHORT_WEEKDAYS | _places("chinese_weekdays")
MONTHS = _places("months", 1)
NUMBERS = {word: int(number) for word, number in _meanings("numbers").items()}
_CHINESE_FIGURES = {figure: value for value, figure in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CHINESE_UNITS = _meanings("chinese_units")
_UNITS = _meanings("units") | {
    f"{word} {days}": "working day" for word in ("working", "business") for days in ("day", "days")
}
UNITS = _UNITS | _CHINESE_UNITS
PERIODS = _meanings("periods")


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longer ones first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


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
