"""Finds what could be better in objectives and their key results as they are written (METHOD M3 to M8).

It is quick enough to run at every key. A wrong finding costs more trust than ten right ones earn: where a text can be
read in two ways, nothing is said. It understands English, German and Chinese; of texts in other languages only what
needs no words, such as numbers, duplicates and counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from facilitator.okr.coach import text as reading
from facilitator.okr.coach.findings import FINDINGS, Finding, finding_about, short
from facilitator.okr.coach.key_result import KeyResultText, key_result_findings, same
from facilitator.okr.coach.words import PATTERNS

__all__ = ["Finding", "KeyResultText", "ObjectiveText", "findings", "key_result_findings", "questions", "set_findings"]

FEWEST, MOST = 2, 5
"""How many key results an objective has (METHOD M4)."""
MOST_OBJECTIVES = 3
"""How many objectives an owner has in a cycle; more is allowed, and pointed out (METHOD M6)."""
LONGEST_OBJECTIVE = 140
"""Characters in an objective that can be remembered; Chinese ones count twice."""


@dataclass(frozen=True, slots=True)
class ObjectiveText:
    """An objective as it is written, with its key results."""

    title: str
    description: str = ""
    source: str | None = None
    supported: bool = False
    """Whether it is linked to an OKR that it supports, or to the request that it answers."""
    key_results: tuple[KeyResultText, ...] = ()
    owner_kind: str = "person"
    """`person` or `unit`."""
    cycle_end: date | None = None


def findings(objective: ObjectiveText) -> tuple[Finding, ...]:
    """Return the findings about an objective and then each of its key results (METHOD M3 to M8)."""
    noticed = [*_objective_findings(objective)]
    for index, key_result in enumerate(objective.key_results):
        about = [*key_result_findings(key_result, objective.key_results[:index])]
        if same(key_result.title, objective.title):
            about.append(finding_about("key_result", "repeats-objective", key_result.title))
        noticed += [replace(finding, index=index) for finding in about]
    return tuple(noticed)


def set_findings(titles: Sequence[str]) -> tuple[Finding, ...]:
    """Return the findings about all objectives of an owner in a cycle together (METHOD M6, M7)."""
    written = [title for title in titles if title.strip()]
    noticed: list[Finding] = []
    if len(written) > MOST_OBJECTIVES:
        noticed.append(finding_about("set", "many-objectives", count=len(written), first=short(written[0])))
    if any(same(title, other) for index, title in enumerate(written) for other in written[:index]):
        noticed.append(finding_about("set", "duplicate-objective"))
    return tuple(noticed)


def questions(objective: ObjectiveText) -> tuple[Finding, ...]:
    """Return the five questions of a good objective and the support test, to ask oneself (METHOD M3, M8).

    Those that the text itself gives a reason to ask come first, and say the reason.
    """
    noticed = {finding.name: finding.what for finding in findings(objective) if not finding.question}
    if others := reading.first("others", objective.title):
        noticed["others"] = f"“{others[0]}” decide on it too."
    asked: list[tuple[bool, Finding]] = []
    for name, entry in FINDINGS["questions"].items():
        reason = next((noticed[reason] for reason in entry["reasons"] if reason in noticed), "")
        what = f"{entry['what']} {reason}".rstrip()
        question = Finding(name, entry["rule"], "objective", None, what, entry["why"], entry["example"], question=True)
        asked.append((not reason, question))
    return tuple(question for _, question in sorted(asked, key=lambda pair: pair[0]))


def _objective_findings(objective: ObjectiveText) -> Iterator[Finding]:
    title = reading.plain(objective.title)
    if re.search(r"\w", title):
        yield from _wording(title)
        yield from _beyond_cycle(title, objective.cycle_end)
        if objective.source is None and not objective.supported:
            above = "your leader" if objective.owner_kind == "person" else "the unit above"
            yield finding_about("objective", "no-source", above=above)
    count = sum(1 for key_result in objective.key_results if key_result.title.strip())
    if count > MOST:
        yield finding_about("objective", "many-key-results", count=count)
    elif count == 0:
        yield finding_about("objective", "no-key-results", objective.title)
    elif count < FEWEST:
        yield finding_about("objective", "few-key-results")
    if _no_support(objective, title):
        yield finding_about("objective", "no-support", title)


def _wording(title: str) -> Iterator[Finding]:
    """Yield findings about the words: a figure, a task, nothing, too many of them (METHOD M1, M3)."""
    if _is_number(title):
        yield finding_about("objective", "objective-is-number", title)
    elif (empty := reading.first("vague", title)) and reading.size(title) <= 40 and _is_empty(title, empty[1]):
        yield finding_about("objective", "empty-objective", title, word=empty[0])
    elif reading.first("task", title) and not PATTERNS["purpose"].search(title):
        yield finding_about("objective", "objective-is-task", title)
    goals = _goals(title)
    if len(goals) > 1:
        yield finding_about("objective", "several-goals", first=short(goals[0]), second=short(goals[1]))
    elif reading.size(title) > LONGEST_OBJECTIVE or (reading.size(title) > 80 and _SENTENCES.search(title)):
        yield finding_about("objective", "long-objective", title)


_SENTENCES = re.compile(r"\w{3,}[.!?]\s+[A-ZÄÖÜ]|[。！？].")


def _is_number(title: str) -> bool:
    if not reading.has_digits(title):
        return False
    share = PATTERNS["share"].search(title)
    return bool(PATTERNS["money"].search(title) or (share and share[1] != "100") or (reading.first("direction", title)))


def _is_empty(title: str, tongue: str) -> bool:
    """Return whether there is hardly a word beside the vague one."""
    return reading.size(title) <= 16 if tongue == "zh" else len(title.split()) <= (3 if tongue == "en" else 2)


def _goals(title: str) -> list[str]:
    """Return the goals that an objective holds, where each of them has a verb and words of its own."""
    return [
        part
        for part in map(str.strip, PATTERNS["goals_apart"].split(title))
        if PATTERNS["goal"].search(part)
        and (reading.size(part) >= 10 if reading.language(part) == "zh" else len(part.split()) > 1)
    ]


_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "一": 1, "二": 2, "三": 3, "四": 4}


def _beyond_cycle(title: str, cycle_end: date | None) -> Iterator[Finding]:
    """Yield a finding where the objective names a year or a quarter after the end of the cycle (METHOD M3)."""
    if cycle_end is None:
        return
    moments = [(int(year[1]), 1, year[1]) for year in PATTERNS["year"].finditer(title)]
    for match in PATTERNS["quarter"].finditer(title):
        quarter = _QUARTERS[match[1] or match[4]]
        moments.append((int(match[2] or match[3]), quarter, match[0]))
    year, quarter, moment = max(moments, default=(0, 0, ""))
    if (year, quarter) > (cycle_end.year, (cycle_end.month + 2) // 3):
        yield finding_about("objective", "beyond-cycle", moment=moment, end=cycle_end)


def _no_support(objective: ObjectiveText, title: str) -> bool:
    """Return whether all key results are mere activities that share no word with the objective (METHOD M8)."""
    titles = [reading.plain(key_result.title) for key_result in objective.key_results]
    if len(titles) < FEWEST or not title:
        return False
    subject = _subjects(title)
    return all(
        (reading.first("activity", text) or reading.first("routine", text)) and not subject & _subjects(text)
        for text in titles
    )


def _subjects(title: str) -> set[str]:
    """Return what a text is about, for comparing: beginnings of longer words, and pairs of Chinese characters."""
    folded = title.casefold()
    chinese = re.findall(r"(?=([\u3400-\u9fff]{2}))", folded)
    return {word[:5] for word in re.findall(r"[^\W\d_\u3400-\u9fff]{4,}", folded)} | set(chinese)
