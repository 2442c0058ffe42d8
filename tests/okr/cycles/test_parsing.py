"""Cycles made by name: what is said means the right days, whenever the company's year begins."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from facilitator.okr.cycles.names import STYLES, Style
from facilitator.okr.cycles.parsing import LENGTHS, CycleError, length, parse

TODAY = date(2026, 11, 24)
DAYS = st.dates(date(2005, 1, 1), date(2090, 12, 31))
NEXT = st.sampled_from(
    ["next month", "next two months", "next quarter", "next year", "下个月", "下双月", "下季度", "明年"]
)

FROM_FEBRUARY = [("2026-Q4", date(2026, 11, 1), date(2027, 1, 31))]
AHEAD = [("FY27-Q1", date(2026, 2, 1), date(2026, 4, 30))]
FY = [("FY26 Q4", date(2026, 10, 1), date(2026, 12, 31))]
CHINESE = [("2026年第四季度", date(2026, 10, 1), date(2026, 12, 31))]
BY_MONTHS = [("Sep 2026 to Nov 2026", date(2026, 9, 1), date(2026, 11, 30))]
AUTUMN = [("Autumn", date(2026, 11, 1), date(2027, 1, 31))]
SPRINT = [("Sprint 7", date(2026, 11, 16), date(2026, 11, 29))]
FROM_JULY = [("2026/27 Q2", date(2026, 10, 1), date(2026, 12, 31))]
MIDDLE = [("2026-Q4", date(2026, 10, 15), date(2027, 1, 14))]
YEAR = [("FY27", date(2026, 2, 1), date(2027, 1, 31))]

Known = list[tuple[str, date, date]]


def made(words: str, known: Known | None = None, today: date = TODAY) -> tuple[str, str]:
    name, start, end = parse(words, today, known or [])
    return name, f"{start}..{end}"


@pytest.mark.parametrize(
    ("words", "known", "name", "days"),
    [
        ("next quarter", [], "2027-Q1", "2027-01-01..2027-03-31"),
        ("Next  Quarter ", [], "2027-Q1", "2027-01-01..2027-03-31"),
        ("this quarter", [], "2026-Q4", "2026-10-01..2026-12-31"),
        ("next month", [], "2026-12", "2026-12-01..2026-12-31"),
        ("next two months", [], "2027-01..02", "2027-01-01..2027-02-28"),
        ("this year", [], "2026", "2026-01-01..2026-12-31"),
        ("next year", [], "2027", "2027-01-01..2027-12-31"),
        ("next cycle", [], "2027-Q1", "2027-01-01..2027-03-31"),
        ("下季度", [], "2027年第一季度", "2027-01-01..2027-03-31"),
        ("下个月", [], "2026年12月", "2026-12-01..2026-12-31"),
        ("明年", [], "2027年", "2027-01-01..2027-12-31"),
        ("本季度", [], "2026年第四季度", "2026-10-01..2026-12-31"),
        ("next quarter", FROM_FEBRUARY, "2027-Q1", "2027-02-01..2027-04-30"),
        ("next year", FROM_FEBRUARY, "2027", "2027-02-01..2028-01-31"),
        ("next month", FROM_FEBRUARY, "2026-12", "2026-12-01..2026-12-31"),
        ("this quarter", AHEAD, "FY27-Q4", "2026-11-01..2027-01-31"),
        ("next quarter", AHEAD, "FY28-Q1", "2027-02-01..2027-04-30"),
        ("next year", YEAR, "FY28", "2027-02-01..2028-01-31"),
        ("next quarter", YEAR, "FY28 Q1", "2027-02-01..2027-04-30"),
        ("next quarter", FY, "FY27 Q1", "2027-01-01..2027-03-31"),
        ("next quarter", CHINESE, "2027年第一季度", "2027-01-01..2027-03-31"),
        ("next quarter", BY_MONTHS, "Dec 2026 to Feb 2027", "2026-12-01..2027-02-28"),
        ("next quarter", AUTUMN, "2027-02..04", "2027-02-01..2027-04-30"),
        ("next quarter", FROM_JULY, "2026/27 Q3", "2027-01-01..2027-03-31"),
        ("next quarter", MIDDLE, "2027-Q1", "2027-01-15..2027-04-14"),
        ("next cycle", SPRINT, "Sprint 8", "2026-11-30..2026-12-13"),
        ("next cycle", AHEAD, "FY27-Q4", "2026-11-01..2027-01-31"),
        ("next cycle", FROM_FEBRUARY, "2027-Q1", "2027-02-01..2027-04-30"),
    ],
)
def test_what_is_said_of_today(words: str, known: Known, name: str, days: str) -> None:
    assert made(words, known) == (name, days)


@pytest.mark.parametrize(
    ("words", "name", "days"),
    [
        ("2027-Q1", "2027-Q1", "2027-01-01..2027-03-31"),
        ("Q1 2027", "Q1 2027", "2027-01-01..2027-03-31"),
        ("2027q1", "2027Q1", "2027-01-01..2027-03-31"),
        ("FY27 Q1", "FY27 Q1", "2027-01-01..2027-03-31"),
        ("2027年第一季度", "2027年第一季度", "2027-01-01..2027-03-31"),
        ("2027", "2027", "2027-01-01..2027-12-31"),
        ("FY27", "FY27", "2027-01-01..2027-12-31"),
        ("2027-03", "2027-03", "2027-03-01..2027-03-31"),
        ("March 2027", "2027-03", "2027-03-01..2027-03-31"),
        ("2027-3", "2027-03", "2027-03-01..2027-03-31"),
        ("3/2027", "2027-03", "2027-03-01..2027-03-31"),
        ("04/2005", "2005-04", "2005-04-01..2005-04-30"),
        ("2026/27", "2026/27", "2026-01-01..2026-12-31"),
        ("2027年3月", "2027年3月", "2027-03-01..2027-03-31"),
        ("2027-03..04", "2027-03..04", "2027-03-01..2027-04-30"),
        ("Mar-Apr 2027", "2027-03..04", "2027-03-01..2027-04-30"),
        ("Dec 2026 - Jan 2027", "2026-12..2027-01", "2026-12-01..2027-01-31"),
        ("2026-12..01", "2026-12..2027-01", "2026-12-01..2027-01-31"),
        ("FY27-Q1 2026-02-01 2026-04-30", "FY27-Q1", "2026-02-01..2026-04-30"),
        ("Sprint 2027-01-11..2027-02-21", "Sprint", "2027-01-11..2027-02-21"),
        ("Before spring: 2027-1-4 to 2027-2-21", "Before spring", "2027-01-04..2027-02-21"),
        ("2027-04-01..2027-06-30", "2027-Q2", "2027-04-01..2027-06-30"),
    ],
)
def test_what_is_named(words: str, name: str, days: str) -> None:
    assert made(words) == (name, days)


def test_a_name_means_the_companys_own_year() -> None:
    assert made("2027-Q1", FROM_FEBRUARY) == ("2027-Q1", "2027-02-01..2027-04-30")
    assert made("Q1 2027", FROM_FEBRUARY) == ("2027-Q1", "2027-02-01..2027-04-30")
    assert made("2028q1", AHEAD) == ("FY28-Q1", "2027-02-01..2027-04-30")
    assert made("Acme 3/2027", [("Acme 4/2026", date(2026, 10, 1), date(2026, 12, 31))]) == (
        "Acme 3/2027",
        "2027-07-01..2027-09-30",
    )


@pytest.mark.parametrize(
    ("words", "known", "told"),
    [
        ("", [], 'nothing is written; write "next quarter"'),
        ("soon", [], '"soon" is not a cycle; write "next quarter"'),
        ("Q5 2027", [], "is not a cycle"),
        ("2027-13", [], "is not a cycle"),
        ("2027-01-12", [], "is not a cycle"),
        ("27", [], "is not a cycle"),
        ("this cycle", [], "is not a cycle"),
        ("Dec-Jan 2027", [], "Write Dec 2026-Jan 2027"),
        ("X 2027-02-30 2027-03-01", [], "are not both days"),
        ("X 2027-03-02 2027-03-01", [], "X ends before it starts"),
        ("Apr 2027 - Mar 2027", [], "ends before it starts"),
        ("9999", [], "a year from 2000 to 2099"),
        ("0000-01", [], "a year from 2000 to 2099"),
        ("this quarter", FROM_FEBRUARY, "2026-Q4 is there already, from 2026-11-01 to 2027-01-31; use it"),
        ("2026-q4", FROM_FEBRUARY, "is there already"),
        ("this quarter", AUTUMN, "overlaps Autumn, from 2026-11-01 to 2027-01-31"),
        ("X 2026-12-01 2027-02-28", FROM_FEBRUARY, "overlaps 2026-Q4"),
        ("Sprint 8 2026-11-20 2026-12-04", SPRINT, "overlaps Sprint 7"),
        ("autumn 2028-11-01 2029-01-31", AUTUMN, "Autumn is there already"),
    ],
)
def test_what_is_refused_says_what_can_be_written(words: str, known: Known, told: str) -> None:
    with pytest.raises(CycleError) as caught:
        made(words, known)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "write " in str(caught.value).casefold()


def test_cycles_of_another_length_may_overlap() -> None:
    assert made("2027", [("2027-Q1", date(2027, 1, 1), date(2027, 3, 31))])[0] == "2027"
    assert made("First half 2027-01-01 2027-06-30", [("Sprint 1", date(2027, 1, 4), date(2027, 1, 17))])


@given(NEXT, DAYS, st.integers(1, 28), st.integers(0, 40))
def test_next_after_next_is_contiguous_and_says_the_same_by_name(
    words: str, today: date, day: int, months_ago: int
) -> None:
    """From any known beginning, cycles follow one another without a gap, each of its length, each known by its name."""
    first = parse(words, today, [])
    begin = today.year * 12 + today.month - 1 - months_ago
    months = LENGTHS[length(first.start, first.end)]
    known = [("Known", _day(begin, day), _day(begin + months, day) - timedelta(1))]
    start: date | None = None
    for _ in range(5):
        try:
            cycle = parse(words, today, known)
        except CycleError as error:  # it begins today, and so is the next one already
            assert "is there already" in str(error) or "overlaps" in str(error)  # noqa: PT017  # or is made
            assume(False)
        assert cycle.start > today
        assert length(cycle.start, cycle.end) == length(first.start, first.end)
        assert start is None or cycle.start == start
        if day == 1:
            assert parse(cycle.name, today, known) == cycle
        known.append(cycle)
        today, start = cycle.start, cycle.end + timedelta(1)


@given(st.sampled_from(["this", "next"]), st.sampled_from(["month", "two months", "quarter", "year"]), DAYS)
def test_this_covers_today_and_next_begins_after_it(which: str, kind: str, today: date) -> None:
    this = parse(f"this {kind}".replace("two months", "2 months"), today, [])
    following = parse(f"next {kind}", today, [])
    assert this.start <= today <= this.end
    assert following.start == this.end + timedelta(1)
    assert {length(row.start, row.end) for row in (this, following)} == {kind}
    cycle = this if which == "this" else following
    assert parse(cycle.name, today, []) == cycle


@given(DAYS, st.integers(1, 12), st.sampled_from(["{y}-Q{q}", "FY{s} Q{q}", "Q{q} {y}", "{y}年第{c}季度", "{s}Q{q}"]))
def test_the_names_of_quarters_follow_those_known(today: date, first: int, pattern: str) -> None:
    """Four quarters on, the quarter is the same and the year one more, whichever month the year begins in."""

    def named(year: int, quarter: int) -> str:
        return pattern.format(y=year, s=f"{year % 100:02}", q=quarter, c="一二三四"[quarter - 1])

    begin = today.year * 12 + first - 1
    known = [(named(today.year, 1), _day(begin, 1), _day(begin + 3, 1) - timedelta(1))]
    for number in range(1, 5):
        cycle = parse("next cycle", known[0][1], known)
        assert cycle.name == named(today.year + number // 4, number % 4 + 1)
        assert cycle.start == _day(begin + 3 * number, 1)
        known.append(cycle)


@given(DAYS, st.sampled_from(STYLES), st.sampled_from(["month", "two months", "quarter"]))
def test_the_names_of_months_follow_those_known(today: date, style: Style, kind: str) -> None:
    first = parse(f"this {kind}".replace("two", "2"), today, [])
    name = style(first.start, first.end)
    assume(name and "May" not in name)  # which may be a whole name or three letters
    cycle = parse("next cycle", first.start, [(name, first.start, first.end)])
    assert cycle.name == style(cycle.start, cycle.end)
    assert parse(cycle.name, today, [])[1:] == (cycle.start, cycle.end)


@given(st.dates(), st.integers(0, 40000))
def test_any_days_have_a_length(start: date, days: int) -> None:
    end = date.fromordinal(min(start.toordinal() + days, date.max.toordinal()))
    months = {"month": 1, "two months": 2, "quarter": 3, "year": 12}.get(length(start, end))
    if months:
        after = start.year * 12 + start.month - 1 + months
        assert end + timedelta(1) == _day(after, start.day)


@given(st.text(max_size=30), st.lists(st.tuples(st.text(max_size=12), st.dates(), st.dates()), max_size=4), st.dates())
def test_whatever_is_written_is_a_cycle_or_a_sentence(words: str, known: Known, today: date) -> None:
    for text in (words, f"2027-{words}", f"next {words}", "next cycle", "next quarter", f"2027-Q{words}"):
        try:
            cycle = parse(text, today, known)
        except CycleError as error:
            assert str(error)  # noqa: PT017  # or a cycle is made
        else:
            assert cycle.start <= cycle.end
            assert cycle.name.strip()


def _day(month: int, day: int) -> date:
    return date(month // 12, month % 12 + 1, day)
