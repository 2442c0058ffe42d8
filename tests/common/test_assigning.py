"""Lines with an owner and a day: what is taken off, what stays, and what is told of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.common.assigning import LineReader, parse_action, parse_day
from facilitator.common.text import clean_line

LENA, WANG, ADA, JOSE, JOE, JEAN = (
    "Lena Fischer",
    "王小明",
    "Ada Lovelace",
    "José Müller",
    "Joe Reilly",
    "Jean-Luc Picard",
)
NAMES = (LENA, WANG, ADA, JOSE, JOE, JEAN, "Tom Li", "Tomás Okafor", "Yusuf Demir", "Émile Zola")
SATURDAY = date(2026, 11, 28)
FRIDAY = date(2026, 12, 4)


def parsed(line: str) -> tuple[str, str | None, date | None]:
    read = parse_action(line, NAMES, SATURDAY, month_first=True)
    return read.text, read.owner, read.due


@pytest.mark.parametrize(
    ("line", "text", "owner", "due"),
    [
        ("ship the canary @Lena by 31.12.2026", "ship the canary", LENA, date(2026, 12, 31)),
        ("ship the canary @Lena by 12/4", "ship the canary", LENA, FRIDAY),
        ("ship the canary @Lena by next friday", "ship the canary", LENA, FRIDAY),
        ("ship the canary @Lena by freitag", "ship the canary", LENA, FRIDAY),
        ("修好构建 @王小明 by 周五", "修好构建", WANG, FRIDAY),
        ("修好构建 @王小明 by 2026年12月4日", "修好构建", WANG, FRIDAY),
        ("修好构建 ＠王小明 by 2026-12-04", "修好构建", WANG, FRIDAY),
        ("@Lena ship it by friday", "ship it", LENA, FRIDAY),
        ("@Lena: ship it, by friday.", "ship it", LENA, FRIDAY),
        ("@lena fischer ship it", "ship it", LENA, None),
        ("ship it by friday @Lena", "ship it", LENA, FRIDAY),
        ("ship it @Lena friday", "ship it", LENA, FRIDAY),
        ("ship it @Lena 12/4", "ship it", LENA, FRIDAY),
        ("ship it @Lena fri", "ship it", LENA, FRIDAY),
        ("ship it friday", "ship it", None, FRIDAY),
        ("ship it on friday", "ship it", None, FRIDAY),
        ("ship it, due friday", "ship it", None, FRIDAY),
        ("ship it (by friday)", "ship it", None, FRIDAY),
        ("ship it no later than dec 4th", "ship it", None, FRIDAY),
        ("ship it until friday @Lena", "ship it", LENA, FRIDAY),
        ("ship it dec 4 @luc", "ship it", JEAN, FRIDAY),
        ("call them in 2 weeks @emi", "call them", "Émile Zola", date(2026, 12, 12)),
        ("do by 2026-12-04", "do", None, FRIDAY),
        ("say so 4 dec", "say so", None, FRIDAY),
        ("liefern bis Freitag @Lena", "liefern", LENA, FRIDAY),
        ("liefern am 4. Dezember @Lena", "liefern", LENA, FRIDAY),
        ("liefern bis zum 4.12.", "liefern", None, FRIDAY),
        ("liefern bis spätestens Ende des Jahres", "liefern", None, date(2026, 12, 31)),
        ("schick es morgen", "schick es", None, date(2026, 11, 29)),
        ("修好构建@王小明周五", "修好构建", WANG, FRIDAY),
        ("修好构建 12月4日前 @王", "修好构建", WANG, FRIDAY),
        ("修好构建下周五之前", "修好构建", None, FRIDAY),
        ("修好构建，明天", "修好构建", None, date(2026, 11, 29)),
        ("修好构建，截至12月4日", "修好构建", None, FRIDAY),
        ("@王小明修好构建", "修好构建", WANG, None),
        ("@王小明 修好构建 周五前", "修好构建", WANG, FRIDAY),
    ],
)
def test_owner_and_day_are_read(line: str, text: str, owner: str | None, due: date | None) -> None:
    assert parsed(line) == (text, owner, due)
    assert parse_action(line, NAMES, SATURDAY, month_first=True).unclear == ()


@pytest.mark.parametrize(
    ("line", "text", "owner", "due", "unclear"),
    [
        ("ship it @Lena by 2026-02-30", "ship it by 2026-02-30", LENA, None, "“by 2026-02-30” is not a day"),
        ("ship it by 2026-02-30 @Lena", "ship it by 2026-02-30", LENA, None, "“by 2026-02-30” is not a day"),
        ("ship it @Lena 30.2.", "ship it 30.2.", LENA, None, "“30.2.” is not a day"),
        ("ship it 30 feb", "ship it 30 feb", None, None, "“30 feb” is not a day"),
        ("ship it by fri 5 dec", "ship it by fri 5 dec", None, None, "“by fri 5 dec” is not a day"),
        ("ship it by fryday", "ship it by fryday", None, None, "“by fryday” is not a day"),
        ("ship it by next week @Lena", "ship it by next week", LENA, None, "“by next week” is not a day"),
        ("ship it by 2027", "ship it by 2027", None, None, "“by 2027” is not a day"),
        ("ship it by 5pm", "ship it by 5pm", None, None, "“by 5pm” is not a day"),
        ("ship it before friday", "ship it before friday", None, None, "“before friday” is not a day"),
        ("修好构建2月30日前 @王", "修好构建2月30日前", WANG, None, "“2月30日前” is not a day"),
        ("call Sales @Bob by 2026-12-04", "call Sales @Bob", None, FRIDAY, "nobody is called “Bob”"),
        ("call Sales by friday @Bob", "call Sales @Bob", None, FRIDAY, "nobody is called “Bob”"),
        ("@Bob call Sales by friday", "@Bob call Sales", None, FRIDAY, "nobody is called “Bob”"),
        ("ask @Bob about it by friday", "ask @Bob about it", None, FRIDAY, "nobody is called “Bob”"),
        ("call @jo by friday", "call @jo", None, FRIDAY, "“@jo” may be José Müller, Joe Reilly"),
        ("see @Ada there", "see @Ada there", None, None, "“@Ada” is the owner only at the beginning or at the end"),
        ("pair @Ada @Lena", "pair @Ada", LENA, None, "there is an owner already: “@Ada”"),
        ("a by friday by monday", "a by friday", None, date(2026, 11, 30), "there is a day already: “by friday”"),
    ],
)  # fmt: skip
def test_what_is_not_understood_stays_text_and_is_told(
    line: str, text: str, owner: str | None, due: date | None, unclear: str
) -> None:
    assert parsed(line) == (text, owner, due)
    assert parse_action(line, NAMES, SATURDAY, month_first=True).unclear == (unclear,)


@pytest.mark.parametrize(
    "line",
    ["plan for may", "ship by hand", "stand by me", "step by step", "sort it by date", "grow by 10 %", "grow by 10",
     "cut it by 3 days", "reviewed by Ada", "win by writing tests", "plan black friday", "slides for friday",
     "between monday and friday", "the cat sat", "upgrade to 3.12.", "fix 3/4", "update to python 3.12",
     "jeden Morgen",
     "am Morgen", "data from 2026-12-04", "at the end of the day", "do due diligence", "wait until done",
     "put it on hold",
     "推迟到周五", "发布前", "修好构建明天", "write to ada@example.org", "meet @ 5", "answer within 2 days",
     "we may", "march on",
     "every friday", "a week", "fix it now", "@", "@ ", "by", "by ", "bis"],
)  # fmt: skip
def test_ordinary_words_stay_and_nobody_is_asked(line: str) -> None:
    read = parse_action(line, NAMES, SATURDAY, month_first=True)
    assert (read.text, read.owner, read.due, read.unclear) == (line.strip(), None, None, ())


@pytest.mark.parametrize("text", ["friday", "by friday", "bis Freitag", "周五", "2026-12-04", "am 4. Dezember", "12/4"])
def test_where_a_day_is_asked_for_it_needs_no_word_before_it(text: str) -> None:
    assert parse_day(text, SATURDAY, month_first=True) == FRIDAY
    read = LineReader((), SATURDAY, month_first=True, only_day=True).read(text)
    assert (read.text, read.due, read.unclear) == ("", FRIDAY, ())


@pytest.mark.parametrize(("text", "unclear"), [("none", ()), ("-", ()), ("", ()), ("soon", ("“soon” is not a day",))])
def test_where_a_day_is_asked_for_there_may_be_none(text: str, unclear: tuple[str, ...]) -> None:
    read = LineReader((), SATURDAY, only_day=True).read(text)
    assert (read.due, read.unclear) == (None, unclear)


def test_where_no_day_is_asked_for_it_stays_text() -> None:
    read = LineReader(NAMES, SATURDAY, days=False).read("come by friday @Lena")
    assert (read.text, read.owner, read.due, read.unclear) == ("come by friday", LENA, None, ())


@given(
    st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("@ byfridayLena日周五@."), max_size=60),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
def test_no_word_is_lost(text: str, today: date) -> None:
    line = clean_line(text).strip()
    read = parse_action(text, NAMES, today)
    if read.owner is None and read.due is None:
        assert read.text == line
    else:
        left = iter(line)
        assert all(char in left for char in read.text)
    if "@" in read.text and read.owner is None and "@ " not in f"{read.text} ":
        assert read.unclear or any(before.isalnum() or before in "._%+-" for before in read.text.partition("@")[0][-1:])


@pytest.mark.parametrize(
    "line", ["@a " * 30_000, "by " * 30_000, "@" * 90_000, "周" * 90_000, "1." * 45_000, "@Lena " * 9000]
)
def test_a_paste_as_long_as_may_be_is_read(line: str) -> None:
    assert parse_action(line, NAMES, SATURDAY).line == line.strip()
