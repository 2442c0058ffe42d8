"""Reads a text for the coach: its language, its words, and the figures and dates in it."""

from __future__ import annotations

import re

from facilitator.okr.coach.words import PATTERNS, WORDS

LONGEST_READ = 2_000
"""Characters of a text that are read, so that the coach keeps up with typing whatever was pasted."""

# The traditional characters that the words of the coach are written with, one for one.
_SIMPLIFIED = str.maketrans(
    "優強進協確減縮擴增長達線發簽約驗認證開實現會營郵項場門種輪級層個編寫設計製訂獲準組織維護舉辦參訪員員動務續時檢審評試過關閉遷移換負責",
    "优强进协确减缩扩增长达线发签约验认证开实现会营邮项场门种轮级层个编写设计制订获准组织维护举办参访员员动务续时检审评试过关闭迁移换负责",
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u3040-\u30ff\uac00-\ud7af]")
_LINK = re.compile(r"https?://\S+|www\.\S+|#\d+\b")


def plain(text: str) -> str:
    """Return the beginning of a text without links, issue numbers and the marks of a list ("KR 1:", "2.", an emoji)."""
    return PATTERNS["head"].sub("", _LINK.sub(" ", text[:LONGEST_READ])).strip()


def language(text: str) -> str:
    """Return the language of a text: `en`, `de`, `zh`, or nothing for any other."""
    if _OTHER_SCRIPT.search(text):
        return ""
    if _HAN.search(text):
        return "zh"
    if PATTERNS["other_latin"].search(text):
        return ""
    return "de" if PATTERNS["german"].search(text) else "en"


def size(text: str) -> int:
    """Return the length of a text to a reader, in characters; a Chinese one counts twice."""
    return len(text) + len(_HAN.findall(text))


def first(name: str, text: str) -> tuple[str, str] | None:
    """Return the first word of a name in `words.toml` that is in a text, as written there, and its language, or None.

    Texts in German and Chinese are searched for English words too, which companies there use a lot.
    """
    words = WORDS[name]
    spoken = language(text)
    simplified = text.translate(_SIMPLIFIED)
    for tongue in {"zh": ("zh", "en"), "de": ("de", "en"), "en": ("en", "de")}.get(spoken, ()):
        if tongue in words and (match := words[tongue].search(simplified)):
            return text[match.start() : match.end()], tongue if spoken == "en" else spoken
    return None


def has_date(text: str) -> bool:
    """Return whether a text names a day, a month, a quarter, a year or the end of one."""
    return PATTERNS["date"].search(text) is not None


def has_figure(text: str) -> bool:
    """Return whether a text says how much: in digits that are no date, or in words such as "none" and "all"."""
    return has_digits(text) or first("spelled", text) is not None


def has_digits(text: str) -> bool:
    """Return whether a text has digits that are no date."""
    return PATTERNS["digit"].search(PATTERNS["date"].sub(" ", text)) is not None


def asks_for_a_figure(text: str) -> tuple[str, str] | None:
    """Return the word that says up or down, and its language; None where there is none.

    In English it has to be among the first three words, or in the past: "when the number of connections grows" is
    neither.
    """
    match = first("direction", text)
    if match is None or PATTERNS["reached"].fullmatch(match[0]):
        return None
    word, tongue = match
    opening = " ".join(text.split()[:3])
    return match if tongue != "en" or word.endswith("ed") or word in opening else None
