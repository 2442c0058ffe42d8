"""Finds what could be better in one key result (METHOD M4, M7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from facilitator.common.text import number
from facilitator.okr.coach import text as reading
from facilitator.okr.coach.findings import Finding, finding_about, own_example, short
from facilitator.okr.coach.words import PATTERNS, WORDS


@dataclass(frozen=True, slots=True)
class KeyResultText:
    """A key result as it is written; a milestone where `target` is None."""

    title: str
    start: float | None = None
    target: float | None = None
    current: float | None = None
    unit: str = ""
    description: str = ""
    id: int | None = None
    """Which key result it is; None where it is not recorded."""


def key_result_findings(key_result: KeyResultText, siblings: Sequence[KeyResultText] = ()) -> tuple[Finding, ...]:
    """Return the findings about one key result (METHOD M4, M7), the most important first and without an `index`.

    `siblings` are those before it under the same objective. Without a title there is nothing to find.
    """
    title = reading.plain(key_result.title)
    if not re.search(r"\w", title):
        return ()
    findings = [
        _routine(key_result, title) or _unmeasured(key_result, title),
        _start_is_target(key_result, title) or _already_reached(key_result, title),
        _several_results(title),
        _no_unit(key_result, title),
    ]
    if any(same(key_result.title, sibling.title) for sibling in siblings):
        findings.append(finding_about("key_result", "duplicate"))
    if findings[0] is None and reading.first("activity", title):
        findings.append(finding_about("key_result", "activity", title))
    return tuple(finding for finding in findings if finding is not None)


def same(text: str, other: str) -> bool:
    """Return whether two texts have the same words in the same order, whatever stands between them."""
    left, right = (re.findall(r"\w+|[%<>]", reading.plain(part).casefold()) for part in (text, other))
    return left == right != []


def _done_or_not(title: str) -> bool:
    """Return whether a text names a state that is reached or not, so that it needs no figure."""
    if reading.first("state", title):
        return True
    matches = (reading.first("vague", title), reading.asks_for_a_figure(title))
    begins_vague = any(match and title.startswith(match[0]) for match in matches)
    return not begins_vague and reading.language(title) != "zh" and reading.first("deliver", title) is not None


def _unmeasured(key_result: KeyResultText, title: str) -> Finding | None:
    """Return a finding where nothing shows everybody that it is reached (METHOD M4, M7)."""
    tongue = reading.language(title)
    text = f"{title} {reading.plain(key_result.description)} {key_result.unit}"
    # From 0 to 100 % or to 1 is how much is done, and no measure of what a vague word promises.
    share_of_done = (key_result.start or 0, key_result.target, key_result.unit.strip()) in {(0, 100, "%"), (0, 1, "")}
    if not tongue or (key_result.target is not None and not share_of_done) or reading.has_figure(text):
        return None
    vague = reading.first("vague", title)
    finished = _done_or_not(title)
    if share_of_done:
        if vague is None or finished or reading.first("felt", title):
            return None
        scale = f"0 to {number(key_result.target)} {key_result.unit}".rstrip()
        return finding_about("key_result", "vague-share", word=vague[0], scale=scale, own=own_example(title, vague[1]))
    if vague and not finished:
        return finding_about("key_result", "vague", word=vague[0], own=own_example(title, vague[1]))
    if not finished and (direction := reading.asks_for_a_figure(title)):
        return finding_about("key_result", "vague-direction", word=direction[0], own=own_example(title, direction[1]))
    if finished or reading.has_date(text):
        return None
    single = tongue != "zh" and len(title.split()) == 1
    felt = reading.first("felt", title) if len(title.split()) <= 6 else None
    known = reading.first("deliver", title) is not None
    if (
        single
        or felt
        or reading.first("uncounted", title)
        or (tongue == "zh" and not known and reading.size(title) <= 28)
    ):
        return finding_about("key_result", "no-number", own=own_example(title, felt[1] if felt else tongue))
    return None


def _routine(key_result: KeyResultText, title: str) -> Finding | None:
    """Return a finding where it is the work of every day, and no challenge (METHOD M7)."""
    match = reading.first("routine", title)
    if match is None:
        held = key_result.target is None or key_result.target == key_result.start
        risen = reading.first("direction", title) or reading.first("vague", title) or reading.has_digits(title)
        match = reading.first("still", title) if held and not risen else None
    if match is None or reading.first("changes", title) or reading.first("state", title):
        return None
    before = title[: title.find(match[0])]
    if re.search(r"\d\s*[%％]", title) or reading.first("vague", before) or reading.first("direction", before):
        return None
    return finding_about("key_result", "routine", title, word=short(match[0]))


def _start_is_target(key_result: KeyResultText, title: str) -> Finding | None:
    """Return a finding where the start equals the target (METHOD M4, a challenge)."""
    if key_result.start is None or key_result.start != key_result.target:
        return None
    held = reading.first("hold", title) or reading.first("still", title)
    figure = f"{number(key_result.start)} {key_result.unit}".strip()
    return finding_about("key_result", "start-held" if held else "start-equals-target", figure=figure)


def _already_reached(key_result: KeyResultText, title: str) -> Finding | None:
    """Return a finding where the start is past the target already; a start of 0 may only mean nobody filled it in."""
    start, target = key_result.start, key_result.target
    if not start or target is None:
        return None
    least, most = PATTERNS["least"].search(title), PATTERNS["most"].search(title)
    passed = (least and float(least[1].replace(",", ".")) == target < start) or (
        most and float(most[1].replace(",", ".")) == target > start
    )
    return (
        finding_about("key_result", "already-reached", start=number(start), target=number(target)) if passed else None
    )


def _several_results(title: str) -> Finding | None:
    """Return a finding where it holds two results with a figure each (METHOD M4, specific)."""
    parts = [part.strip() for part in PATTERNS["joint"].split(title)]
    measured = [part for part in parts if reading.has_digits(part) and _moves(part)]
    if len(measured) < 2:
        return None
    return finding_about("key_result", "several-results", first=short(measured[0]), second=short(measured[1]))


def _moves(part: str) -> bool:
    """Return whether a part of a sentence has a verb of its own: first in English, anywhere in German and Chinese."""
    tongue = reading.language(part)
    if re.match(r"[\W_]*[A-Za-z]+", part) is None and tongue == "en":
        return False
    opening = " ".join(part.split()[:1])
    verbs = [WORDS[name] for name in ("direction", "deliver", "vague")]
    return any(
        kind["en"].match(opening)
        or (tongue == "zh" and kind["zh"].search(part))
        or (tongue in {"de", "en"} and kind["de"].search(part))
        for kind in verbs
    )


def _no_unit(key_result: KeyResultText, title: str) -> Finding | None:
    """Return a finding where a figure of money or time has no unit (METHOD M4, measurable)."""
    if key_result.target is None or key_result.unit.strip():
        return None
    match = reading.first("amount", title)
    if match is None or PATTERNS["unit"].search(f"{title} {key_result.description}"):
        return None
    return finding_about("key_result", "no-unit", word=match[0], target=number(key_result.target))
