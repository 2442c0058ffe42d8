"""Days as people write them, read from different todays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.common.days.reading import read_day

TUESDAY = date(2026, 11, 24)
WEEKDAYS = {
    "monday": ("montag", "周一"),
    "tuesday": ("dienstag", "星期二"),
    "wednesday": ("mittwoch", "礼拜三"),
    "thursday": ("donnerstag", "周四"),
    "friday": ("freitag", "周五"),
    "saturday": ("samstag", "周六"),
    "sunday": ("sonntag", "星期天"),
}
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def day(phrase: str, today: date = TUESDAY, *, month_first: bool = False) -> date | None:
    read = read_day(phrase, today, month_first=month_first)
    return read.day if read else None


@pytest.mark.parametrize(
    ("phrases", "expected"),
    [
        ("today|eod|tonight|end of day|heute|heute Abend|今天|今晚", "2026-11-24"),
        ("tomorrow|Tomorrow|morgen|明天|明日", "2026-11-25"),
        ("day after tomorrow|the day after tomorrow|übermorgen|后天|後天", "2026-11-26"),
        ("大后天|in 3 days|in three days|in drei Tagen|3天后|三天之内", "2026-11-27"),
        (
            ("friday|Fri|FRIDAY|this friday|coming friday|freitag|Fr|diesen Freitag|kommenden Freitag|周五|"
            "本周五|这周五"),
            "2026-11-27",
        ),
        ("next friday|next fri|friday next week|next week friday|nächsten Freitag|am nächsten Freitag", "2026-12-04"),
        (
            ("Freitag nächster Woche|nächste Woche Freitag|下周五|下星期五|下个礼拜五|a week on friday|"
            "Freitag in einer Woche"),
            "2026-12-04",
        ),
        ("übernächsten Freitag|下下周五|friday in 2 weeks|Freitag in zwei Wochen", "2026-12-11"),
        ("monday|Montag|周一|下周一", "2026-11-30"),
        (
            ("4 dec|4 Dec.|4th dec|4 December|4th of December|the 4th of December|dec 4|Dec. 4|december 4th|"
            "December the 4th"),
            "2026-12-04",
        ),
        ("4 dec 2026|December 4, 2026|4-Dec-2026|fri 4 dec|Friday, 4 December 2026|fri 2026-12-04", "2026-12-04"),
        (
            ("4. Dezember|am 4. Dezember|4. Dez.|4 Dez|4. Dezember 2026|Freitag, den 4. Dezember|Fr, 4.12.|"
            "04.12.|4.12|4. 12. 2026|4.12.26"),
            "2026-12-04",
        ),
        (
            ("12月4日|12月4号|十二月四日|2026年12月4日|１２月４日|12月4日（周五）|周五 12月4日|2026-12-4|"
            "2026/12/04|2026.12.04"),
            "2026-12-04",
        ),
        (
            ("31.12.|31.12.2026|dec 31|31 dec|12月31日|end of december|end of year|eoy|Ende Dezember|Jahresende|"
            "Ende des Jahres|年底|12月底"),
            "2026-12-31",
        ),
        ("end of month|end of the month|eom|month-end|Ende des Monats|Monatsende|月底|本月底", "2026-11-30"),
        (
            ("end of next month|Ende nächsten Monats|下月底|下个月底|end of quarter|end of q4|Quartalsende|"
            "季度末"),
            "2026-12-31",
        ),
        ("end of week|end of the week|eow|Ende der Woche|周底", "2026-11-27"),
        (
            ("in 2 weeks|in two weeks|in two weeks' time|2 weeks from now|in a fortnight|in zwei Wochen|"
            "in 2 Wochen|两周后|2周后|两个星期后|in 10 working days"),
            "2026-12-08",
        ),
        ("in a week|in 1 week|in einer Woche|一周后|in 5 Werktagen", "2026-12-01"),
        ("in a month|in einem Monat|一个月后", "2026-12-24"),
        ("15th|the 15th|am 15.|zum 15.|15号|15th of next month|下个月15号", "2026-12-15"),
        ("jan 5|5. Jänner|5.1.|1月5日|明年1月5日", "2027-01-05"),
        ("24 nov|24.11.|11月24日", "2026-11-24"),
        ("23 nov|23.11.", "2027-11-23"),
        ("friday evening|Friday, noon|Freitagabend|Freitag früh|周五下午|周五下班", "2026-11-27"),
        ("heute in 14 Tagen|in fourteen days|in vierzehn Tagen|兩週後", "2026-12-08"),
        ("下週一|下个周一|本月内", "2026-11-30"),
        ("二〇二六年十二月四日|12月4號|fri the 4th|Dec. 4th, 2026", "2026-12-04"),
        ("29 feb|29.2.|2月29日", "2028-02-29"),
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(phrases: str, expected: str) -> None:
    assert {phrase: str(day(phrase)) for phrase in phrases.split("|")} == dict.fromkeys(phrases.split("|"), expected)


@pytest.mark.parametrize(
    "phrase",
    ["2026-02-30", "30 feb", "feb 30", "31.11.", "31.02.2027", "29.2.2027", "2月30日", "13/13", "fri 5 dec",
     "12月4日周一",
     "0 dec", "32 dec", "2026-00-10", "in 999 years", "十十月四日"],
)  # fmt: skip
def test_what_is_written_like_a_day_and_is_none_is_told_apart(phrase: str) -> None:
    today = date(9500, 1, 1) if "999" in phrase else TUESDAY
    read = read_day(phrase, today, month_first=False)
    assert read is not None
    assert read.day is None


@pytest.mark.parametrize(
    "phrase",
    ["", " ", ".", "may", "march", "mai", "hand", "me", "2", "10", "30", "2026", "noon", "now", "a second",
     "next week",
     "next month", "weekend", "周末", "week", "day", "months", "one day", "two weeks", "mo di", "1.2.3.4",
     "1/2/3/4", "Q4",
     "friday afternoon tea", "guten morgen", "evening", "some day", "x" * 1000, "1" * 1000],
)  # fmt: skip
def test_ordinary_words_are_no_day(phrase: str) -> None:
    assert read_day(phrase, TUESDAY, month_first=True) is None


@pytest.mark.parametrize(
    ("phrase", "month_first", "day_first"),
    [
        ("12/4", "2026-12-04", "2027-04-12"),
        ("4/12", "2027-04-12", "2026-12-04"),
        ("12/4/2026", "2026-12-04", "2026-04-12"),
        ("12/4/26", "2026-12-04", "2026-04-12"),
        ("12-4-2026", "2026-12-04", "2026-04-12"),
        # Only one of both is a month.
        ("12/25", "2026-12-25", "2026-12-25"),
        ("25/12", "2026-12-25", "2026-12-25"),
        # A point stands behind a day wherever it is written.
        ("4.12.", "2026-12-04", "2026-12-04"),
    ],
)
def test_the_locale_says_whether_the_month_comes_first(phrase: str, month_first: str, day_first: str) -> None:
    assert str(day(phrase, month_first=True)) == month_first
    assert str(day(phrase, month_first=False)) == day_first


@pytest.mark.parametrize(
    ("today", "phrase", "expected"),
    [
        ("2026-12-31", "1.1.", "2027-01-01"),
        ("2026-12-31", "tomorrow", "2027-01-01"),
        ("2026-12-31", "end of month", "2026-12-31"),
        ("2026-12-31", "end of next month", "2027-01-31"),
        ("2026-12-31", "下月底", "2027-01-31"),
        ("2026-12-31", "in a month", "2027-01-31"),
        ("2026-12-31", "31.12.", "2026-12-31"),
        ("2026-12-31", "friday", "2027-01-01"),
        ("2026-12-31", "next friday", "2027-01-08"),
        ("2027-01-01", "31.12.", "2027-12-31"),
        ("2027-01-31", "in 1 month", "2027-02-28"),
        ("2028-01-31", "in 1 month", "2028-02-29"),
        ("2028-02-28", "tomorrow", "2028-02-29"),
        ("2028-02-29", "29 feb", "2028-02-29"),
        ("2028-02-29", "tomorrow", "2028-03-01"),
        ("2028-02-29", "in a year", "2029-02-28"),
        ("2028-02-29", "end of month", "2028-02-29"),
        ("2028-03-01", "29.2.", "2032-02-29"),
        ("2096-03-01", "29.2.", "2104-02-29"),
        ("2027-02-15", "end of february", "2027-02-28"),
        ("2027-03-15", "end of february", "2028-02-29"),
        # Of the weekdays on these days themselves and around a weekend.
        ("2026-11-27", "friday", "2026-12-04"),
        ("2026-11-27", "this friday", "2026-11-27"),
        ("2026-11-27", "next friday", "2026-12-04"),
        ("2026-11-27", "end of week", "2026-11-27"),
        ("2026-11-28", "friday", "2026-12-04"),
        ("2026-11-28", "next friday", "2026-12-04"),
        ("2026-11-28", "下周五", "2026-12-04"),
        ("2026-11-28", "this friday", "2026-12-04"),
        ("2026-11-28", "end of week", "2026-12-04"),
        ("2026-11-29", "下周一", "2026-11-30"),
        ("2026-11-29", "monday", "2026-11-30"),
        ("2026-11-30", "下周一", "2026-12-07"),
        ("2026-11-16", "the 15th", "2026-12-15"),
        ("2027-01-31", "30号", "2027-03-30"),
    ],
)
def test_it_counts_from_today(today: str, phrase: str, expected: str) -> None:
    assert str(day(phrase, date.fromisoformat(today))) == expected


@given(DAYS, st.sampled_from(list(WEEKDAYS.items())))
def test_a_weekday_is_the_next_one_in_every_language(today: date, weekday: tuple[str, tuple[str, str]]) -> None:
    english, others = weekday
    found = day(english, today)
    assert found is not None
    assert found.weekday() == list(WEEKDAYS).index(english)
    assert timedelta(0) < found - today <= timedelta(7)
    assert all(day(other, today) == found for other in others)


@given(DAYS, DAYS)
def test_a_date_without_a_year_is_the_next_such_day(today: date, wanted: date) -> None:
    english = (f"{wanted.day} {wanted:%b}", f"{wanted:%B} {wanted.day}")
    for phrase in (*english, f"{wanted.day}.{wanted.month}.", f"{wanted.month}月{wanted.day}日"):
        found = day(phrase, today)
        assert found is not None
        assert (found.day, found.month) == (wanted.day, wanted.month)
        assert found >= today
        if (wanted.day, wanted.month) != (29, 2):
            assert found < today.replace(year=today.year + 1, day=min(today.day, 28)) + timedelta(days=4)


@given(DAYS, DAYS)
def test_a_date_in_full_is_that_day_whenever_it_is_written(today: date, wanted: date) -> None:
    english = (wanted.isoformat(), f"{wanted:%d %b %Y}", f"{wanted:%B} {wanted.day}, {wanted.year}")
    phrases = (*english, f"{wanted:%d.%m.%Y}", f"{wanted.year}年{wanted.month}月{wanted.day}日")
    assert [day(phrase, today) for phrase in phrases] == [wanted] * len(phrases)


@given(st.text(st.sampled_from("0123456789./- 月日年周下十 abdefinorstuvwy"), max_size=30), DAYS, st.booleans())
def test_no_text_is_too_strange(text: str, today: date, month_first: bool) -> None:
    read = read_day(text, today, month_first=month_first)
    assert read is None or read.day is None or type(read.day) is date
