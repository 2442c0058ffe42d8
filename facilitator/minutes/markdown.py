"""Minutes as Markdown (CommonMark with tables): what one sends to those who were not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from facilitator.minutes.document import ActionTold, Document, Moved, Pinned, RequestTold, Sentence, Spoken, StepTold
from facilitator.okr.progress import number
from facilitator.steps.outcomes import DAYS

_HEADINGS = {"OKR first": "Progress of key results", "Round": "What everybody said"}
_OUTCOMES = {
    "action": "became an action",
    "request": "help was asked for",
    "parked": "parked",
    "escalated": "escalated",
    "dropped": "dropped",
}
# What Markdown would read anywhere in a line. An underscore inside a word is only an underscore.
_SPECIAL = re.compile(r"[\\`*\[|~]|<(?=[A-Za-z/!?])|&(?=[#A-Za-z][0-9A-Za-z]*;)|(?<![^\W_])_|_(?![^\W_])")
# What it would read at the beginning of one.
_FIRST = re.compile(r"\d{1,9}(?=[.)](?:\s|$))|(?=[-#+=>:])")


def as_markdown(document: Document) -> str:
    """The minutes as text; the same meeting gives the same text."""
    blocks = [
        *_head(document),
        "## Decisions",
        _bullets(escaped(one.text) + _by(one.by) for one in document.decisions) or "None.",
        "## Actions",
        _table(("Who", "What", "By when", "State"), map(_action, document.actions)) or "None.",
    ]
    if document.carried_actions or document.carried_requests:
        blocks += [
            "## Carried over from earlier meetings",
            _table(("Who", "What", "By when", "State"), map(_action, document.carried_actions)),
            _bullets(map(_request, document.carried_requests)),
        ]
    blocks += [
        "## Who was there",
        _table(
            ("Who", "Attendance", "Spoke for"),
            (
                (escaped(one.name), one.state, duration(one.seconds) if round(one.seconds) else "–")
                for one in document.attendance
            ),
        ),
    ]
    for step in document.steps:
        blocks += _step(step)
    if document.requests:
        blocks += ["## Requests for help", _bullets(map(_request, document.requests))]
    if document.parked:
        blocks += ["## Parked topics", _bullets(escaped(one.text) + _by(one.by) for one in document.parked)]
    blocks += ["## Time", *_time(document)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def heading(document: Document) -> str:
    """The first line, and the first two of the list below it: which meeting this is."""
    return "\n".join(_head(document)[0].splitlines()[:1] + _facts(document)[:1])


def escaped(text: str, *, newline: str = " ") -> str:
    """People's text, so that a program reading Markdown gives back the very same characters.

    Args:
        text: Anything; blanks around its lines and empty lines are left out, since Markdown does not show them.
        newline: What goes between its lines.
    """
    lines = [line.strip() for line in text.splitlines()]
    return newline.join(_escaped_line(line) for line in lines if line)


def duration(seconds: float) -> str:
    """Seconds in words: `2 min 13 s`, `15 min`, `40 s`."""
    minutes, rest = divmod(round(seconds), 60)
    return " ".join([f"{minutes} min"] * bool(minutes) + [f"{rest} s"] * bool(rest or not minutes))


def _escaped_line(line: str) -> str:
    first = _FIRST.match(line)
    if first is None:
        return _SPECIAL.sub(r"\\\g<0>", line)
    at = first.end()
    return f"{line[:at]}\\{line[at]}" + _SPECIAL.sub(r"\\\g<0>", line[at + 1 :])


def _head(document: Document) -> list[str]:
    blocks = [f"# {escaped(document.title)} of {escaped(document.team)}, {document.started_at:%Y-%m-%d}"]
    if document.draft:
        blocks.append(f"**Draft: this meeting has not ended, it is {document.state}.**")
    return [*blocks, "\n".join(_facts(document))]


def _facts(document: Document) -> list[str]:
    facts = [f"- Began: {_moment(document.started_at)}"]
    if document.ended_at:
        facts.append(f"- Ended: {_moment(document.ended_at)}")
    facts.append(f"- Facilitator: {_someone(document.facilitator)}")
    if document.cycle:
        facts.append(f"- Cycle: {escaped(document.cycle)}")
    return [*facts, f"- Time: {_spent(document)}"]


def _moment(value: datetime) -> str:
    offset = value.strftime("%z")
    return f"{DAYS[value.weekday()].capitalize()} {value:%Y-%m-%d %H:%M} (UTC{offset[:3]}:{offset[3:5]})"


def _spent(document: Document) -> str:
    planned = duration(document.planned_seconds)
    if document.overtime:
        return f"{duration(document.seconds)}, {duration(document.overtime)} over the planned {planned}"
    return f"{duration(document.seconds)} of the planned {planned}"


def _time(document: Document) -> list[str]:
    rows = [
        (escaped(step.title), duration(step.planned_seconds), duration(step.seconds), _over(step))
        for step in document.steps
    ]
    total = f"{duration(document.overtime)} over" if document.overtime else ""
    rows.append(("**Whole meeting**", duration(document.planned_seconds), duration(document.seconds), total))
    pause = f"The meeting was paused for {duration(document.paused_seconds)}, which is not counted."
    return [
        _table(("Step", "Planned", "Taken", "Overtime"), rows),
        f"The meeting took {_spent(document)}.",
        pause if round(document.paused_seconds) else "",
    ]


def _over(step: StepTold) -> str:
    over = round(step.seconds) - step.planned_seconds
    return f"{duration(over)} over" if over > 0 else ""


def _step(step: StepTold) -> list[str]:
    head = f"## {escaped(_HEADINGS.get(step.title, step.title))}"
    spoken = [one for one in step.records if isinstance(one, Spoken)]
    moved = [one for one in step.records if isinstance(one, Moved)]
    pinned = [one for one in step.records if isinstance(one, Pinned)]
    match step.kind:
        case "progress":
            columns = ("Key result", "Owner", "Was", "Now", "Target", "Confidence", "Note")
            return [head, _table(columns, map(_moved, moved)) or "No key result was updated."]
        case "round":
            return [head, *_round(step, spoken)] if spoken else []
        case "whiteboard" if pinned:
            found = list(dict.fromkeys([*step.columns, *(one.column for one in pinned)]))
            return [head, *(block for column in found for block in _column(column, pinned))]
    return []


def _round(step: StepTold, spoken: Sequence[Spoken]) -> list[str]:
    blocks = []
    for one in spoken:
        if any(one.said.values()):
            blocks.append(f"### {escaped(one.person)}")
        for prompt in step.prompts:
            if one.said[prompt.key]:
                blocks += [f"{escaped(prompt.text)}:", _bullets(map(_sentence, one.said[prompt.key]))]
    silent = [escaped(one.person) for one in spoken if not any(one.said.values())]
    return [*blocks, f"Nothing was recorded of {', '.join(silent)}." if silent else ""]


def _sentence(sentence: Sentence) -> str:
    remarks = ["came up again"] * sentence.again
    if sentence.outcome:
        remarks.append(_OUTCOMES.get(sentence.outcome, escaped(sentence.outcome)))
    return escaped(sentence.text, newline="\\\n") + (f" *({', '.join(remarks)})*" if remarks else "")


def _column(column: str, pinned: Sequence[Pinned]) -> list[str]:
    cards = [
        escaped(one.card) + _by(one.owner) + (f", for “{escaped(one.key_result)}”" if one.key_result else "")
        for one in pinned
        if one.column == column
    ]
    return [f"### {escaped(column)}", _bullets(cards) or "No cards."]


def _moved(one: Moved) -> tuple[str, ...]:
    unit = f" {one.unit}" if one.unit else ""
    sure = "–" if one.confidence is None else f"{one.confidence} of 10"
    if one.confidence_before not in (None, one.confidence):
        sure += f" (was {one.confidence_before})"
    figures = ["–" if value is None else number(value) + unit for value in (one.before, one.after, one.target)]
    return (
        escaped(one.key_result),
        _someone(one.owner),
        *map(escaped, figures),
        sure,
        "; ".join(map(escaped, one.notes)),
    )


def _action(one: ActionTold) -> tuple[str, ...]:
    what = escaped(one.text) + (f" (for “{escaped(one.key_result)}”)" if one.key_result else "")
    return (_someone(one.owner), what, one.due.isoformat() if one.due else "–", escaped(one.state))


def _request(one: RequestTold) -> str:
    state = "" if one.state == "open" else f" *({escaped(one.state)})*"
    return f"{_someone(one.asker)} asks {_someone(one.asked)}: {escaped(one.what)}{state}"


def _someone(name: str | None) -> str:
    return escaped(name) if name else "nobody yet"


def _by(name: str | None) -> str:
    return f" ({escaped(name)})" if name else ""


def _bullets(items: Iterable[str]) -> str:
    return "\n".join("- " + item.replace("\n", "\n  ") for item in items)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    if not lines:
        return ""
    return "\n".join(["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads), *lines])
