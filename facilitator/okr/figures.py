"""Reads figures as people write them: in a field, and in the words of a key result, in English, German and Chinese.

Plain functions over plain text. Where words can be read in two ways, nothing is taken from them: a figure that is
filled in wrongly is worse than one that has to be typed.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatedWay:
    """The way of a key result as its words tell it; None and empty where they do not."""

    start: float | None = None
    target: float | None = None
    unit: str = ""


_NUMBER = r"[-−+]?\d(?:[\d'’\u00a0\u202f]|[.,](?=\d)|[ ](?=\d{3}(?!\d)))*"
_SCALES = {
    **dict.fromkeys(("k", "千"), 1e3),
    **dict.fromkeys(("m", "mio", "million", "millionen"), 1e6),
    **dict.fromkeys(("bn", "mrd", "billion"), 1e9),
    "万": 1e4,
    "亿": 1e8,
}
_SCALE = r"(?:(?:\s*(?:mio\.?|mrd\.?|millionen|million|billion)|k|m|bn)(?![^\W\d_])|\s*[千万亿])"
_CURRENCY = r"[€$£¥]|CHF|EUR|USD"


def _figure(name: str) -> str:
    """Return the pattern of a figure and its unit, which is no part of a date, a version or a word."""
    return (
        rf"(?<![\w.,:/-])(?P<{name}_money>{_CURRENCY})?\s*(?P<{name}>{_NUMBER})(?P<{name}_scale>{_SCALE})?(?![\d:/]|-\d)"
        rf"\s*-?\s*(?P<{name}_unit>%|‰|€|\$|£|¥|°C|[^\W\d_]+(?:[-/][^\W\d_]+)*)?"
    )


def _chinese_figure(name: str) -> str:
    return (
        rf"(?P<{name}_money>{_CURRENCY})?\s*(?P<{name}>{_NUMBER})\s*(?P<{name}_scale>[千万亿])?"
        rf"\s*(?P<{name}_unit>%|‰|个?[^\W\d_从由提升降低减缩短增加长到至为以上内下的，。]{{1,3}})?"
    )


_ONE, _TWO = _figure("one"), _figure("two")
_GAP = r"(?:[^\d.;,:，。；]{0,16}?\s)?"
_WAYS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        rf"\bfrom\s+(?:about\s+|around\s+)?{_ONE}\s+{_GAP}(?:down\s+|up\s+)?to\s+(?:about\s+|under\s+|over\s+)?{_TWO}",
        rf"\bvon\s+(?:etwa\s+|rund\s+)?{_ONE}\s+{_GAP}(?:auf|zu)\s+(?:etwa\s+|rund\s+|unter\s+|über\s+)?{_TWO}",
        rf"{_ONE}\s*(?:→|->|=>|⇒)\s*{_TWO}",
    )
)
_CHINESE = re.compile(rf"[从由]\s*{_chinese_figure('one')}[^\d，。；]{{0,6}}?(?:到|至|为)\s*{_chinese_figure('two')}")
_GOAL = re.compile(rf"(?:\bat least|\bmindestens|≥|>=|\breach(?:es)?|至少|达到)\s*{_TWO}", re.IGNORECASE)
_NO_UNIT = re.compile(
    "an?|and|as|at|auf|aus|bei|bis|by|das|der|die|durch|each|every|for|from|für|im|in|innerhalb|into|je|mit|nach|on|or|"
    "out|over|per|pro|the|through|to|und|until|via|von|vor|while|with|within|zu|zum|zur",
    re.IGNORECASE,
)


def of_title(title: str) -> StatedWay:
    """Return the way that the words of a key result name: `Median lead time from 9 days to 2` goes from 9 to 2 days.

    `at least 95 %` and the like name only a target. Where nothing is said in such words, all is empty.
    """
    for way in (*_WAYS, _CHINESE):
        matches = list(way.finditer(title))
        if len(matches) > 1:
            return StatedWay()
        if matches:
            match = matches[0]
            start, target = _value(match, "one"), _value(match, "two")
            if start is None or target is None or _years(start, target):
                return StatedWay()
            if match["two_scale"] and not match["one_scale"] and abs(start) < abs(target):
                # "from 1.2 to 2 million" means both.
                start *= target / (number_of(_plain(match["two"])) or target)
            return StatedWay(start, target, _unit(match, "two") or _unit(match, "one"))
    goals = list(_GOAL.finditer(title))
    if len(goals) == 1 and (target := _value(goals[0], "two")) is not None:
        return StatedWay(None, target, _unit(goals[0], "two"))
    return StatedWay()


def number_of(text: str) -> float | None:
    """Return a figure typed into a field: `12.5`, `12,5`, `3,440,219`, `1 200`, `-85`; None where it is none.

    One comma before three digits separates thousands, one point is a decimal point, as figures are shown.
    """
    figure = re.sub(r"[\s'’]", "", text).replace("−", "-")
    if figure.count(",") and figure.count("."):
        decimal, thousands = (".", ",") if figure.rfind(".") > figure.rfind(",") else (",", ".")
        figure = figure.replace(thousands, "").replace(decimal, ".")
    elif figure.count(",") == 1 and not re.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}", figure):
        figure = figure.replace(",", ".")
    elif figure.count(".") > 1:
        figure = figure.replace(".", "")
    figure = figure.replace(",", "")
    if not re.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?", figure, re.IGNORECASE | re.ASCII):
        return None
    value = float(figure)
    return value if math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class StatedProgress:
    """What a key result has come to, as somebody says it; `note` says why."""

    current: float | None
    confidence: int | None
    note: str


def parse_update(text: str, unit: str = "") -> StatedProgress | None:
    """Take `7`, `12,5`, `7 c6`, `c6` or `7 c6 the vault was late` apart; return None where it has neither figure.

    Args:
        text: What was typed.
        unit: The key result's unit, which may follow the figure.
    """
    match = re.fullmatch(
        rf"\s*(?P<figure>[-−+]?[\d.,](?:[\d.,'’]|\s(?=\d))*)?\s*(?:{re.escape(unit)}(?![^\W\d_]))?"
        r"[\s,;:]*(?:c\s*(?P<sure>\d{1,2})(?!\w))?[\s,;:]*(?P<note>.*)",
        text,
        re.IGNORECASE | re.DOTALL,
    )
    if match is None or not (match["figure"] or match["sure"]):
        return None
    current = number_of(match["figure"]) if match["figure"] else None
    if match["figure"] and current is None:
        return None
    return StatedProgress(current, int(match["sure"]) if match["sure"] else None, match["note"].strip())


def _plain(figure: str) -> str:
    # In running text a point before three digits separates thousands: `von 1.200 auf 3.400`.
    if re.fullmatch(r"[-−+]?[1-9]\d{0,2}\.\d{3}", figure):
        return figure.replace(".", "")
    return figure


def _value(match: re.Match[str], which: str) -> float | None:
    value = number_of(_plain(match[which]))
    scale = (match[f"{which}_scale"] or "").strip().rstrip(".").casefold()
    return None if value is None else value * _SCALES.get(scale, 1.0)


def _unit(match: re.Match[str], which: str) -> str:
    unit = (match[f"{which}_unit"] or "").removeprefix("个")
    return "" if _NO_UNIT.fullmatch(unit) else unit or match[f"{which}_money"] or ""


def _years(start: float, target: float) -> bool:
    """Return whether it is a time rather than a way: `from 2025 to 2026`."""
    return all(value == int(value) and 1990 <= value <= 2100 for value in (start, target))
