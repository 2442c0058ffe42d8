"""Lists what stands around a day in a line: the words before and behind it, and those that make it none."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BY = re.compile(
    r"(?:(?:no|not) later than|at the latest(?: by)?|latest(?: by)?|by|until|till|til|due(?: by| on)?|deadline"
    r"|bis spätestens|spätestens(?: bis)?|bis|fällig(?: bis)?|截至|截止到?|最晚|最迟|在|于|到)(?![A-Za-zÀ-ɏ])[:：]?\s*",
    re.IGNORECASE,
)
"""Behind these a day may stand, whatever it looks like."""

LATEST = re.compile(r"截至|截止|最晚|最迟")
"""Those of them that are never part of a sentence, as 到 is in 推迟到周五."""

ON = re.compile(r"(?:on|am)\s+", re.IGNORECASE)
"""Behind these only what cannot be anything else, or has figures in it, is a day."""

ARTICLE = re.compile(r"(?:zum|zur|am|on|the|den|dem)\s+", re.IGNORECASE)

BEFORE = re.compile(r"\s*(?:之前|以前|前)\W*$")
"""`By` in Chinese, which stands behind the day."""

BELONGS_TO = _words(
    "for of the a an am on every each last since from after before past black good casual holy to at and or about with"
    " is was are be any all our my your his her their no not vs between than into per"
    " über für jeden jede jeder der die das den dem des vom von seit ab nach vor letzten letzte letzter"
    " guten schwarzer schwarzen und oder zu auf mit ist"
    " als zwischen"
)
"""Behind these a day belongs to the sentence: `prepare black friday`, `slides for friday`."""

NO_DAY = _words(
    "hand hands side step me myself you yourself him her us them it itself default design mail email e-mail phone post"
    " heart accident mistake name far law one now then all everyone everybody nature role date owner team priority size"
    " status region customer day week month quarter year the way oneself themselves definition chance means virtue"
    " dahin jetzt zu auf"
)
"""Before these `by` says no day, but how, by whom, sorted by what."""

AMOUNT = re.compile(r"[-+]?\d[\d.,]*\s*(?:%|[^\W\d_].*)?")

HOUR = re.compile(r"\d{1,2}\s*(?:am|pm|uhr|o'clock|h)\b", re.IGNORECASE)

# What was meant for a day though it cannot be read -------------------------------------------------------------------

UNREAD_BY = re.compile(r"(?:^|(?<=[\s(（]))(?:by|bis|no later than|not later than|spätestens)\s+", re.IGNORECASE)

UNREAD_DAY = re.compile(
    r"(?:^|(?<=[\s(（]))(?:until|till|til|due|deadline|before|on|am|fällig|vor)\s+(?:[^@＠]{0,12}\s)??"
    r"(?:\S*\d[./-]\d\S*|(?:mon|tues|wednes|thurs|fri|satur|sun)day\S*|\S{4,9}tag|mittwoch"
    r"|next \w+|nächste\w? \w+)\W*$",
    re.IGNORECASE,
)

UNREAD_CHINESE_DAY = re.compile(
    r"(?:截至|截止到?|在)?[^\s，。；@＠]{0,6}(?:\d[月日号./-]|周|星期|礼拜)[^\s@＠]{0,4}(?:之前|以前|前)\W*$"
)
