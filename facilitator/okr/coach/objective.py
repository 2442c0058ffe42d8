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
from facilitator.okr.coach import words
from facilitator.okr.coach.key_result import (
    MEASURED,
    Finding,
    KeyResultText,
    about_key_result,
    in_language_of,
    key_result_findings,
    same,
    short,
)

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
        for finding in key_result_findings(key_result, objective.key_results[:index]):
            noticed.append(replace(finding, index=index))
        if same(key_result.title, objective.title):
            what = "This key result says the same as the objective."
            why = "The objective is where you want to be; a key result is how everybody sees that you got there."
            noticed.append(
                about_key_result(
                    "repeats-objective", "M8", what, why, in_language_of(MEASURED, key_result.title), index=index
                )
            )
    return tuple(noticed)


def set_findings(titles: Sequence[str]) -> tuple[Finding, ...]:
    """Return the findings about all objectives of an owner in a cycle together (METHOD M6, M7)."""
    written = [title for title in titles if title.strip()]
    noticed: list[Finding] = []
    if len(written) > MOST_OBJECTIVES:
        what = f"There are {len(written)} objectives; three are recommended, more are allowed."
        why = "Whoever follows many goals at once has none that comes first."
        example = f"Keep the three that matter most, “{short(written[0])}” perhaps, and park the others for next cycle."
        noticed.append(Finding("many-objectives", "M6", "set", None, what, why, example))
    if any(same(title, other) for index, title in enumerate(written) for other in written[:index]):
        what = "Two of the objectives have the same words."
        why = "One goal in two places is followed in neither."
        example = "Put their key results under one of them, and let the other go."
        noticed.append(Finding("duplicate-objective", "M6", "set", None, what, why, example))
    return tuple(noticed)


def questions(objective: ObjectiveText) -> tuple[Finding, ...]:
    """Return the five questions of a good objective and the support test, to ask oneself (METHOD M3, M8).

    Those that the text itself gives a reason to ask come first, and say the reason.
    """
    noticed = {finding.name: finding.what for finding in findings(objective) if not finding.question}
    others = reading.first(words.OTHERS, objective.title)
    if others:
        noticed["others"] = f"“{others[0]}” decide on it too."
    asked: list[tuple[bool, Finding]] = []
    for question_name, rule, question, why, example, reasons in _QUESTIONS:
        reason = next((noticed[name] for name in reasons if name in noticed), "")
        what = f"{question} {reason}".rstrip()
        asked.append((not reason, Finding(question_name, rule, "objective", None, what, why, example, question=True)))
    return tuple(finding for _, finding in sorted(asked, key=lambda pair: pair[0]))


_QUESTIONS = (
    (
        "support-test",
        "M8",
        "If every key result came true, would the objective be true?",
        "If not, a key result is missing, or one is there that leads elsewhere.",
        "“New colleagues feel at home” is supported by “first task done in week 1”, not by “handbook has 50 pages”.",
        ("no-support", "few-key-results", "no-key-results", "repeats-objective"),
    ),
    (
        "inspiring",
        "M3",
        "Is it inspiring: would you tell somebody about it?",
        "People work for a picture of what will be better, and remember it.",
        "“Customers call us because their neighbours told them to” rather than “Optimise acquisition”.",
        ("objective-is-number", "empty-objective", "objective-is-task", "long-objective"),
    ),
    (
        "challenge",
        "M3",
        "Is it a challenge, and yet achievable?",
        "What is sure to happen needs no goal; what cannot happen helps nobody.",
        "A goal of which you are half sure is about right (confidence 5).",
        ("start-equals-target", "already-reached", "routine"),
    ),
    (
        "executable",
        "M3",
        "Can it be done within this cycle?",
        "What takes longer than the cycle cannot be scored at its end.",
        "“The first ten customers use it” now, “market leader” in a later cycle.",
        ("beyond-cycle", "many-key-results", "several-goals"),
    ),
    (
        "in-own-control",
        "M3",
        "Is it in your own control?",
        "Who waits for others to decide can only hope.",
        "“Our offer convinces three authorities” rather than “The authorities change the law”.",
        ("others",),
    ),
    (
        "valuable",
        "M3",
        "Is it valuable to the business or the goals of the whole unit?",
        "A goal that helps only one corner takes time from those that help all.",
        "Link it to the key result above that it makes come true.",
        ("no-source",),
    ),
)


def _objective_findings(objective: ObjectiveText) -> Iterator[Finding]:
    title = reading.plain(objective.title)
    if re.search(r"\w", title):
        yield from _wording(title)
        yield from _beyond_cycle(title, objective.cycle_end)
        if objective.source is None and not objective.supported:
            what = "The objective has no source yet."
            why = "Where it comes from tells whom it helps, and who will support it."
            above = "your leader" if objective.owner_kind == "person" else "the unit above"
            example = f"A key result of {above}, your own initiative, or what another department asked for."
            yield _objective("no-source", "M5", what, why, example)
    yield from _count(objective)
    if _no_support(objective, title):
        what = "The key results are things to do, and none of them speaks of the objective."
        why = "All of them can be done without the objective coming true."
        yield _objective("no-support", "M8", what, why, in_language_of(MEASURED, title))


def _objective(name: str, rule: str, what: str, why: str, example: str) -> Finding:
    return Finding(name, rule, "objective", None, what, why, example)


_PICTURES = {
    "en": "“Customers love to come back” as the objective, and the figure in a key result.",
    "de": "“Unsere Kunden empfehlen uns von sich aus weiter” as the objective, and the figure in a key result.",
    "zh": "“让客户主动推荐我们” as the objective, and the figure in a key result.",
}
_FOR_WHOM = {
    "en": "“New colleagues find their way from the first day” says for whom, and what will be different.",
    "de": "“Neue Kollegen finden sich vom ersten Tag an zurecht” says for whom, and what will be different.",
    "zh": "“让新同事第一天就能顺利开展工作” says for whom, and what will be different.",
}


def _wording(title: str) -> Iterator[Finding]:
    """Findings about the words: a figure, a task, nothing, too many of them (METHOD M1, M3)."""
    if _is_number(title):
        what = "The objective holds the figure that a key result should hold."
        why = "The objective says in words where you want to be; key results are what is measured."
        yield _objective("objective-is-number", "M3", what, why, in_language_of(_PICTURES, title))
    elif (empty := reading.first(words.VAGUE, title)) and reading.size(title) <= 40 and _is_empty(title, empty[1]):
        what = f"“{empty[0]}” alone says neither for whom nor what will be different."
        why = "An objective that could stand in any company moves nobody in this one."
        yield _objective("empty-objective", "M3", what, why, in_language_of(_FOR_WHOM, title))
    elif reading.first(words.TASK, title) and not words.PURPOSE.search(title):
        what = "This is a task rather than a goal."
        why = "A task is done and forgotten; a goal says what it was for, and leaves room for a better way."
        yield _objective("objective-is-task", "M3", what, why, in_language_of(_FOR_WHOM, title))
    goals = _goals(title)
    if len(goals) > 1:
        what = "This holds more than one goal."
        why = "Each goal needs key results of its own, and one of them comes first."
        example = f"Two objectives: “{short(goals[0])}” and “{short(goals[1])}”."
        yield _objective("several-goals", "M6", what, why, example)
    elif reading.size(title) > LONGEST_OBJECTIVE or (reading.size(title) > 80 and _SENTENCES.search(title)):
        what = "The objective is too long to be remembered."
        why = "What people cannot say by heart does not guide them in the middle of the week."
        example = (
            f"One sentence of about ten words; the rest fits into its description. {in_language_of(_FOR_WHOM, title)}"
        )
        yield _objective("long-objective", "M3", what, why, example)


_SENTENCES = re.compile(r"\w{3,}[.!?]\s+[A-ZÄÖÜ]|[。！？].")


def _is_number(title: str) -> bool:
    if not reading.has_digits(title):
        return False
    share = reading.SHARE.search(title)
    return bool(reading.MONEY.search(title) or (share and share[1] != "100") or (reading.first(words.DIRECTION, title)))


def _is_empty(title: str, tongue: str) -> bool:
    """Whether there is hardly a word beside the vague one."""
    return reading.size(title) <= 16 if tongue == "zh" else len(title.split()) <= (3 if tongue == "en" else 2)


def _goals(title: str) -> list[str]:
    """The goals that an objective holds, where each of them has a verb and words of its own."""
    parts = [part.strip() for part in words.GOALS_APART.split(title)]
    goals = [
        part
        for part in parts
        if words.GOAL.search(part)
        and (reading.size(part) >= 10 if reading.language(part) == "zh" else len(part.split()) > 1)
    ]
    return goals if len(goals) > 1 else []


_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "一": 1, "二": 2, "三": 3, "四": 4}


def _beyond_cycle(title: str, cycle_end: date | None) -> Iterator[Finding]:
    """A finding where the objective names a year or a quarter after the end of the cycle (METHOD M3, executable)."""
    if cycle_end is None:
        return
    moments = [(int(year[1]), 1, year[1]) for year in reading.YEAR.finditer(title)]
    for match in reading.QUARTER.finditer(title):
        quarter = _QUARTERS[match[1] or match[4]]
        moments.append((int(match[2] or match[3]), quarter, match[0]))
    if not moments:
        return
    year, quarter, named = max(moments)
    if (year, quarter) > (cycle_end.year, (cycle_end.month + 2) // 3):
        what = f"“{named}” is after the end of the cycle, {cycle_end}."
        why = "What takes longer than the cycle cannot be scored at its end."
        example = "Keep the vision in the description, and say here how far you get in this cycle."
        yield _objective("beyond-cycle", "M3", what, why, example)


def _count(objective: ObjectiveText) -> Iterator[Finding]:
    """Fewer than two key results, or more than five (METHOD M4)."""
    count = sum(1 for key_result in objective.key_results if key_result.title.strip())
    if count > MOST:
        what = f"There are {count} key results; two to five are good, three are best."
        why = "Whoever measures everything looks at nothing."
        example = "Keep the ones without which the objective would not be true."
        yield _objective("many-key-results", "M4", what, why, example)
    elif count == 0:
        what = "There is no key result yet."
        why = "Without one nobody sees whether the objective comes true."
        yield _objective("no-key-results", "M4", what, why, in_language_of(MEASURED, objective.title))
    elif count < FEWEST:
        what = "There is only one key result; two to five are good, three are best."
        why = "One figure alone can be reached at the cost of what it stands for."
        example = "Beside “how many”, add “how good” or “how soon”."
        yield _objective("few-key-results", "M4", what, why, example)


def _no_support(objective: ObjectiveText, title: str) -> bool:
    """Whether all key results are mere activities that share no word with the objective (METHOD M8)."""
    titles = [reading.plain(key_result.title) for key_result in objective.key_results]
    if len(titles) < FEWEST or not title:
        return False
    subject = _subjects(title)
    return all(
        (reading.first(words.ACTIVITY, text) or reading.first(words.ROUTINE, text)) and not subject & _subjects(text)
        for text in titles
    )


def _subjects(title: str) -> set[str]:
    """What a text is about, for comparing: beginnings of longer words, and pairs of Chinese characters."""
    folded = title.casefold()
    chinese = re.findall(r"(?=([\u3400-\u9fff]{2}))", folded)
    return {word[:5] for word in re.findall(r"[^\W\d_\u3400-\u9fff]{4,}", folded)} | set(chinese)
