"""Finds what could be better in one key result (METHOD M4, M7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from facilitator.common.text import number
from facilitator.okr.coach import text as reading
from facilitator.okr.coach import words


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that could be better, or a question to ask oneself."""

    name: str
    """Its name in the database when somebody answers it, such as `no-number`."""
    rule: str
    """The rule of the method, such as `M4`."""
    about: str
    """`objective`, `key_result` or `set`."""
    index: int | None
    """The index of the key result in its objective, from 0; None for anything else."""
    what: str
    why: str
    example: str
    question: bool = False
    """Whether it is a question to ask oneself, and no mistake."""
    because: str = ""
    """Why it does not apply, as somebody answered; empty where nobody did."""


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

    Args:
        key_result: As it is written so far; without a title there is nothing to find.
        siblings: The key results before it under the same objective.
    """
    title = reading.plain(key_result.title)
    if not re.search(r"\w", title):
        return ()
    findings = [_routine(key_result, title) or _unmeasured(key_result, title)]
    findings.append(_start_is_target(key_result, title) or _already_reached(key_result, title))
    findings.append(_several_results(title))
    findings.append(_no_unit(key_result, title))
    if any(same(key_result.title, sibling.title) for sibling in siblings):
        what = "Another key result of this objective has the same words."
        why = "Two that say the same count one result twice, and leave another one out."
        example = "Let each tell another side of it: how many, how good, how soon."
        findings.append(about_key_result("duplicate", "M4", what, why, example))
    if findings[0] is None:
        findings.append(_activity(title))
    return tuple(finding for finding in findings if finding is not None)


def about_key_result(
    name: str, rule: str, what: str, why: str, example: str, *, index: int | None = None, question: bool = False
) -> Finding:
    """Return a finding about a key result."""
    return Finding(name, rule, "key_result", index, what, why, example, question)


# Examples of good key results, for where none can be made of the person's own words.
_OR_DONE = ", or a state that everybody can see: "
MEASURED = {
    "en": f"“Customers who recommend us rise from 40 % to 60 %”{_OR_DONE}“Contract with Miller signed”.",
    "de": f"“Weiterempfehlungsquote von 40 % auf 60 % erhöhen”{_OR_DONE}“Vertrag mit Müller unterschrieben”.",
    "zh": f"“客户推荐率从 40% 提高到 60%”{_OR_DONE}“新系统上线并通过验收”.",
}
_OUTCOMES = {
    "en": "“Questions that the weekly meeting leaves open fall from 10 to 3” tells what the routine is there for.",
    "de": "“Offene Punkte nach dem Wochentermin von 10 auf 3 senken” tells what the routine is there for.",
    "zh": "“例会后未解决的问题从 10 个降到 3 个” tells what the routine is there for.",
}
_AFTERWARDS = {
    "en": "“30 people pass the test after the workshops” rather than “3 workshops held”.",
    "de": "“30 Teilnehmer bestehen den Test nach der Schulung” rather than “3 Schulungen durchgeführt”.",
    "zh": "“培训后 30 人通过考核” rather than “组织 3 场培训”.",
}


def in_language_of(examples: dict[str, str], text: str) -> str:
    """Return the example in the language of the text, or in English where there is none."""
    return examples.get(reading.language(text), examples["en"])


def _own(title: str, tongue: str) -> str:
    """The person's own words with gaps for the figures; the fixed example where they are long."""
    title = title.rstrip(" .!。！")
    if len(title) > 60:
        return MEASURED[tongue]
    filled = {"en": f"{title} from … to …", "de": f"{title}: von … auf …", "zh": f"{title}：从 … 到 …"}[tongue]
    return f"“{filled}”, as in {MEASURED[tongue]}"


def short(text: str) -> str:
    """Return the text, cut where it is too long to quote."""
    return text if len(text) <= 50 else text[:49].rstrip() + "…"


def same(text: str, other: str) -> bool:
    """Return whether two texts have the same words in the same order, whatever stands between them."""
    left, right = (re.findall(r"\w+|[%<>]", reading.plain(part).casefold()) for part in (text, other))
    return left == right != []


def _done_or_not(title: str) -> bool:
    """Whether a text names a state that is reached or not, so that it needs no figure."""
    if reading.first(words.STATE, title):
        return True
    matches = (reading.first(words.VAGUE, title), words.asks_for_a_figure(title))
    begins_vague = any(match and title.startswith(match[0]) for match in matches)
    return not begins_vague and reading.language(title) != "zh" and reading.first(words.DELIVER, title) is not None


def _unmeasured(key_result: KeyResultText, title: str) -> Finding | None:
    """A finding where nothing shows everybody that it is reached (METHOD M4, M7)."""
    tongue = reading.language(title)
    text = f"{title} {reading.plain(key_result.description)} {key_result.unit}"
    # From 0 to 100 % or to 1 is how much is done, and no measure of what a vague word promises.
    share_of_done = (key_result.start or 0, key_result.target, key_result.unit.strip()) in {(0, 100, "%"), (0, 1, "")}
    if not tongue or (key_result.target is not None and not share_of_done) or reading.has_figure(text):
        return None
    why = "Without a measure everybody judges it differently at the end of the cycle, and nobody can steer before."
    vague = reading.first(words.VAGUE, title)
    finished = _done_or_not(title)
    if share_of_done:
        if vague is None or finished or reading.first(words.FELT, title):
            return None
        scale = f"0 to {number(key_result.target)} {key_result.unit}".rstrip()
        what = f"“{vague[0]}” from {scale} tells how much is done, not what is better."
        return about_key_result("vague", "M4", what, why, _own(title, vague[1]))
    if vague and not finished:
        what = f"“{vague[0]}” does not say when it is reached."
        return about_key_result("vague", "M4", what, why, _own(title, vague[1]))
    if not finished and (direction := words.asks_for_a_figure(title)):
        what = f"“{direction[0]}” comes without a figure: how far, from where?"
        return about_key_result("vague", "M4", what, why, _own(title, direction[1]))
    if finished or reading.has_date(text):
        return None
    single = tongue != "zh" and len(title.split()) == 1
    felt = reading.first(words.FELT, title) if len(title.split()) <= 6 else None
    known = reading.first(words.DELIVER, title) is not None
    if (
        single
        or felt
        or reading.first(words.UNCOUNTED, title)
        or (tongue == "zh" and not known and reading.size(title) <= 28)
    ):
        what = "There is no number here, and no state that everybody can see."
        return about_key_result("no-number", "M7", what, why, _own(title, felt[1] if felt else tongue))
    return None


def _routine(key_result: KeyResultText, title: str) -> Finding | None:
    """A finding where it is the work of every day, and no challenge (METHOD M7)."""
    match = reading.first(words.ROUTINE, title)
    if match is None:
        held = key_result.target is None or key_result.target == key_result.start
        risen = reading.first(words.DIRECTION, title) or reading.first(words.VAGUE, title) or reading.has_digits(title)
        match = reading.first(words.STILL, title) if held and not risen else None
    if match is None or reading.first(words.CHANGES, title) or reading.first(words.STATE, title):
        return None
    before = title[: title.find(match[0])]
    if re.search(r"\d\s*[%％]", title) or reading.first(words.VAGUE, before) or reading.first(words.DIRECTION, before):
        return None
    what = f"“{short(match[0])}” is the work of every day."
    why = "Routine goes on without a goal; a key result is what would not happen by itself."
    return about_key_result("routine", "M7", what, why, in_language_of(_OUTCOMES, title))


def _start_is_target(key_result: KeyResultText, title: str) -> Finding | None:
    """A finding where the start equals the target (METHOD M4, a challenge)."""
    if key_result.start is None or key_result.start != key_result.target:
        return None
    figure = f"{number(key_result.start)} {key_result.unit}".strip()
    what = f"Start and target are both {figure}."
    why = "Where nothing has to move, progress cannot be seen, and there is no challenge."
    if reading.first(words.HOLD, title) or reading.first(words.STILL, title):
        example = f"If holding {figure} is the challenge, leave it; else say where you want to be."
        return about_key_result("start-equals-target", "M4", what, why, example, question=True)
    example = f"Put today's figure as the start, and keep {figure} as the target; or raise the target."
    return about_key_result("start-equals-target", "M4", what, why, example)


def _already_reached(key_result: KeyResultText, title: str) -> Finding | None:
    """A finding where the start is past the target already; a start of 0 may only mean that nobody filled it in."""
    start, target = key_result.start, key_result.target
    if not start or target is None:
        return None
    least, most = words.LEAST.search(title), words.MOST.search(title)
    passed = (least and float(least[1].replace(",", ".")) == target < start) or (
        most and float(most[1].replace(",", ".")) == target > start
    )
    if not passed:
        return None
    what = f"The start, {number(start)}, is past the target, {number(target)}, already."
    why = "What is reached on the first day is no challenge."
    return about_key_result(
        "already-reached", "M4", what, why, f"Choose a target that {number(start)} does not meet yet."
    )


def _several_results(title: str) -> Finding | None:
    """A finding where it holds two results with a figure each (METHOD M4, specific)."""
    parts = [part.strip() for part in words.JOINT.split(title) if part.strip()]
    if len(parts) < 2:
        return None
    measured = [part for part in parts if reading.has_digits(part) and _moves(part)]
    if len(measured) < 2:
        return None
    what = "This holds two results with a figure each."
    why = "One can come true without the other, and then nobody knows what to score."
    example = f"Two key results: “{short(measured[0])}” and “{short(measured[1])}”."
    return about_key_result("several-results", "M4", what, why, example)


def _moves(part: str) -> bool:
    """Whether a part of a sentence has a verb of its own: first in English, anywhere in German and Chinese."""
    if re.match(r"[\W_]*[A-Za-z]+", part) is None and reading.language(part) == "en":
        return False
    opening = " ".join(part.split()[:1])
    for kind in (words.DIRECTION, words.DELIVER, words.VAGUE):
        if kind["en"].match(opening) or (reading.language(part) == "zh" and kind["zh"].search(part)):
            return True
    german = words.DIRECTION["de"].search(part) or words.DELIVER["de"].search(part) or words.VAGUE["de"].search(part)
    return german is not None and reading.language(part) in {"de", "en"}


def _no_unit(key_result: KeyResultText, title: str) -> Finding | None:
    """A finding where a figure of money or time has no unit (METHOD M4, measurable)."""
    if key_result.target is None or key_result.unit.strip():
        return None
    match = reading.first(words.AMOUNT, title)
    if match is None or words.UNIT_SAID.search(f"{title} {key_result.description}"):
        return None
    target = number(key_result.target)
    what = f"{target} of what? The target has no unit."
    why = "Figures without a unit are misread by everybody who was not there."
    return about_key_result(
        "no-unit", "M4", what, why, f"Give “{match[0]}” a unit: {target} €, {target} %, {target} days."
    )


def _activity(title: str) -> Finding | None:
    """A question where it is an activity, whose result would say more."""
    match = reading.first(words.ACTIVITY, title)
    if match is None:
        return None
    what = "This is something to do: what will be different when it is done?"
    why = "An activity can be completed without anything getting better."
    return about_key_result("activity", "M4", what, why, in_language_of(_AFTERWARDS, title), question=True)
