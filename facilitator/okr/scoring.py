"""Works out scores from 0 to 1: what a line says, the mean of an objective, how they are shown (METHOD M25, M26)."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from facilitator.common import text as common_text
from facilitator.common.errors import RefusedError
from facilitator.okr import progress

_LINE = re.compile(r"\s*([+＋]|\d+(?:[.,]\d*)?|[.,]\d+)(?=$|[\s:;–-])[\s:;–-]*(.*)", re.DOTALL | re.ASCII)


def average(scores: Iterable[float | None]) -> tuple[float | None, int]:
    """Return the mean of an objective's key results that have a score, unrounded, and how many have none.

    The mean is None where no key result has a score.
    """
    given = list(scores)
    there = [score for score in given if score is not None]
    return (statistics.mean(there) if there else None), len(given) - len(there)


def is_reached(score: float | None, limit: float) -> bool:
    """Return whether a score is at least `limit`; no score is not. What a binary fraction is off by does not count."""
    return score is not None and score >= limit - 1e-9


def tenth(score: float | None) -> str:
    """Return an objective's score, to one decimal; halves go up, a dash is none."""
    if score is None:
        return "–"
    # A mean of 0.65 may be a little less in binary: rounded once, it is the 0.65 that people would work out.
    return str(Decimal(repr(round(score, 9))).quantize(Decimal("0.1"), ROUND_HALF_UP))


def figure(score: float | None) -> str:
    """Return a key result's score as it was given: `0.7`, `0.65`, `1.0`; a dash is none."""
    shown = common_text.number(score)
    return shown if score is None or "." in shown else f"{shown}.0"


def suggested(start: float | None, target: float | None, current: float | None) -> float | None:
    """Return the score that progress suggests, 0 to 1 in hundredths; None where nothing can be measured.

    It is 1 only where the target is reached.
    """
    ratio, _ = progress.ratio(start, target, current)
    if ratio is None:
        return None
    return 1.0 if ratio >= 1 else max(0.0, math.floor(ratio * 100 + 1e-9) / 100)


def parse(line: str) -> tuple[float, str]:
    """Take a score and its reason out of a line: `0.7 reviews waited`, `7 …` for 0.7, `10 …` and `+ …` for 1.0.

    Raises:
        ValueError: There is no score in it, or none from 0 to 1; the message says what to write.
    """
    match = _LINE.fullmatch(line)
    if match is None:
        raise RefusedError("begin with the score, from 0 to 1, then say why, e.g. 0.7 reviews waited")
    if match[1] in "+＋":
        return 1.0, match[2].strip()
    figure = match[1].rstrip(".,")
    score = float(figure.replace(",", "."))
    if figure.isdecimal() and 1 < score <= 10:
        score /= 10
    return check(score), match[2].strip()


def check(score: float) -> float:
    """Return the score, if it is one.

    Raises:
        ValueError: It is not from 0 to 1.
    """
    if not 0 <= score <= 1:
        raise RefusedError(f"a score is from 0 to 1, not {common_text.number(score)}; write it like 0.7")
    return score
