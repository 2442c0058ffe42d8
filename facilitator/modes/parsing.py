"""Reads a mode file, and shares its minutes out among the steps (CONTRACT, "A mode file")."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from facilitator.common.text import is_blank
from facilitator.common.toml import (
    TomlReader,
    WrongValueError,
    as_choice,
    as_flag,
    as_line,
    as_text,
    describe,
    finite,
    load,
)
from facilitator.meeting import kinds
from facilitator.meeting.agenda import COLUMNS, CYCLES, Agenda, Prompt, Step
from facilitator.meeting.kinds import Option

if TYPE_CHECKING:
    from collections.abc import Sequence


LONGEST_MINUTES = 24 * 60
"""The most minutes of a meeting."""
_FIELDS = frozenset(each.name for each in fields(Step))


def parse_mode(text: str, file: str, minutes: int | None = None) -> Agenda:
    """Read a mode file (CONTRACT, "A mode file"), with defaults filled in and "rest" resolved.

    Args:
        file: What mistakes call it.
        minutes: Minutes of this meeting where they are not the file's, 1 to 1440. The fixed steps then keep theirs
            and the rest takes the difference, until the rest would get less than half of the meeting, or less than
            its part in the file if that was smaller: from there on the fixed steps shrink in proportion, to 1 second
            at least. In a mode without a rest all steps shrink or grow in proportion.

    Raises:
        MistakesError: With every mistake there is in the file, or with `minutes` out of range or too few for the steps.
    """
    reader = _ModeReader(file)
    agenda, rest = reader.agenda(load(text, file))
    if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
        reader.wrong("", f"a meeting of {minutes} minutes", f"give it 1 to {LONGEST_MINUTES}")
    elif minutes is not None and 2 * len(agenda.steps) > minutes * 60:
        reader.wrong("", f"{len(agenda.steps)} steps in {minutes} minutes", "give the meeting more minutes")
    reader.refuse_mistakes()
    return agenda if minutes is None else _resized(agenda, rest, minutes * 60)


def _resized(agenda: Agenda, rest: int | None, seconds: int) -> Agenda:
    fixed = [step.seconds for index, step in enumerate(agenda.steps) if index != rest]
    if rest is None:
        plan = _spread(max(len(fixed), seconds * sum(fixed) // agenda.seconds), fixed)
    else:
        part = min(seconds // 2, seconds * agenda.steps[rest].seconds // agenda.seconds)
        left = max(seconds - sum(fixed), part, 1)
        plan = _spread(seconds - left, fixed)
        plan.insert(rest, left)
    steps = tuple(replace(step, seconds=planned) for step, planned in zip(agenda.steps, plan, strict=True))
    return replace(agenda, seconds=seconds, steps=steps)


def _spread(seconds: int, weights: Sequence[int]) -> list[int]:
    """Share seconds out in proportion to the weights: whole, each at least 1, all of them if there are weights."""
    ends = [seconds * end // sum(weights) for end in accumulate(weights)]
    parts = [end - start for start, end in pairwise([0, *ends])]
    while 0 in parts:
        parts[parts.index(max(parts))] -= 1
        parts[parts.index(0)] += 1
    return parts


class _ModeReader(TomlReader):
    """Reads a mode file.

    Attributes:
        keys: Where each key of a prompt or a part stands first.
        recalled: Where something is recalled, the key that stands there, and the one that is recalled.
    """

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.keys: dict[str, str] = {}
        self.recalled: list[tuple[str, str, str]] = []

    def agenda(self, table: dict[str, Any]) -> tuple[Agenda, int | None]:
        """Return the agenda and the index of the step that takes the rest; of use only if there are no mistakes."""
        self.known("", table, ("name", "title", "minutes", "about", "cycle", "next_cycle", "units_above", "steps"))
        name = self.shown_line("", table, "name")
        title = self.shown_line("", table, "title", name)
        total = self.minutes("", table)
        about = self.value("", "about", table.get("about", ""), as_text) or ""
        above = self.value("", "units_above", table.get("units_above"), _people)
        cycle = self.choice("", table, "cycle", CYCLES)
        next_cycle = self.value("", "next_cycle", table.get("next_cycle", False), as_flag) or False
        steps: list[Step] = []
        fixed, rest = 0, None
        for at, entry in self.filled("", "", table, "steps", "[[steps]] above each step"):
            step, where = self.step(at, entry)
            if entry.get("minutes") != "rest":
                minutes = self.minutes(where, entry)
                fixed += minutes
                step = replace(step, seconds=minutes * 60)
            elif rest is None:
                rest = len(steps)
            else:
                self.wrong(where, 'minutes is "rest" a second time', "give one of the two steps its own minutes")
            steps.append(step)
        shorten = "shorten them or raise the meeting's minutes"
        if total and fixed > total:
            self.wrong("", f"the steps take {fixed} minutes, the meeting {total}", shorten)
        elif total and rest is not None:
            if fixed == total:
                self.wrong("", f'the steps take all {fixed} minutes, nothing is left for "rest"', shorten)
            steps[rest] = replace(steps[rest], seconds=(total - fixed) * 60)
        agenda = Agenda(name, title, total * 60, about, tuple(steps), cycle, next_cycle, above)
        self.recalls(agenda)
        return agenda, rest

    def recalls(self, agenda: Agenda) -> None:
        """See that what is recalled is asked somewhere in the file."""
        asked = [prompt.key for prompt in agenda.prompts if prompt.key]
        for where, key, wanted in self.recalled:
            if wanted and wanted == key:
                self.wrong(where, f"recalls is {describe(wanted)}, its own key", "name the key of another prompt")
            elif wanted and wanted not in asked:
                others = ", ".join(other for other in asked if other != key) or "none here"
                self.wrong(where, f"recalls is {describe(wanted)}, which no prompt has", f"name one of them: {others}")

    def step(self, at: str, table: dict[str, Any]) -> tuple[Step, str]:
        """Return the step, its seconds still to be filled in, and where it is: `at` and its title."""
        name = table.get("kind")
        kind = kinds.known().get(name) if isinstance(name, str) else None
        where = _entry(at, table.get("title", kind.title if kind else ""))
        if kind is None:
            what = "kind is missing" if name is None else f"kind is {describe(name)}, which is unknown"
            self.wrong(where, what, f"write one of {', '.join(kinds.known())}")
        allowed = [kind] if kind else kinds.known().values()
        self.known(where, table, ("kind", "title", "minutes", *(each.option.name for each in allowed if each.option)))
        step = Step(str(name), self.shown_line(where, table, "title", kind.title if kind else ""), seconds=0)
        if kind is None or kind.option is None:
            return step, where
        value = self.option(where, at, table, kind.option)
        if kind.option.name in _FIELDS:
            return replace(step, **{kind.option.name: value}), where
        return replace(step, options={kind.option.name: value}), where

    def option(self, where: str, at: str, table: dict[str, Any], option: Option) -> Any:
        """Return the value of a key that only this kind of step has."""
        match option.takes:
            case "prompts" | "parts":
                return self.prompts(where, at, table, option.name, option.default)
            case "names":
                return self.columns(where, table)
            case "prompt":
                return self.recall(where, table)
            case "choice":
                return self.choice(where, table, option.name, option.choices)
            case _:
                return self.value(where, option.name, table.get(option.name, 1.0), _score)

    def recall(self, where: str, table: dict[str, Any], key: str = "") -> str:
        """Return the key of a prompt that is recalled; whether there is one is seen at the end of the file."""
        wanted = self.shown_line(where, table, "recalls", "")
        self.recalled.append((where, key, wanted))
        return wanted

    def choice(self, where: str, table: dict[str, Any], key: str, allowed: Sequence[str]) -> str:
        """Return one of a few words; the first of them where the key is left out."""
        return self.value(where, key, table.get(key, allowed[0]), as_choice(*allowed)) or allowed[0]

    def prompts(
        self, where: str, at: str, table: dict[str, Any], name: str, default: tuple[Prompt, ...]
    ) -> tuple[Prompt, ...]:
        if name not in table:
            for prompt in default:
                self.unique(where, prompt.key, f"give this step {name} of its own")
            return default
        prompts = []
        example = f'{name} = [{{key = "a_word", text = "What people read"}}]'
        for inside, entry in self.filled(where, f"{at}.", table, name, example):
            place = _entry(inside, entry.get("key"))
            self.known(place, entry, ("key", "text", "recalls") if name == "prompts" else ("key", "text"))
            key, words = self.shown_line(place, entry, "key"), self.shown_line(place, entry, "text")
            prompt = Prompt(key, words, self.recall(place, entry, key) if name == "prompts" else "")
            if name == "prompts" and prompt.key in ("person", "unit"):
                self.wrong(place, f"key {describe(key)} is taken: the minutes say there who spoke", "use another word")
            if prompt.key:
                self.unique(place, prompt.key, "use another word for one of them")
            prompts.append(prompt)
        return tuple(prompts)

    def unique(self, where: str, key: str, do: str) -> None:
        if key in self.keys:
            self.wrong(where, f"key {describe(key)} is used twice, first in {self.keys[key]}", do)
        self.keys.setdefault(key, where)

    def columns(self, where: str, table: dict[str, Any]) -> tuple[str, ...]:
        names = table.get("columns", list(COLUMNS))
        if not isinstance(names, list) or not names:
            self.wrong(where, "columns is not a list of names", f"write columns = {json.dumps(COLUMNS)}")
            return ()
        columns = [
            self.shown_line(where, {f"columns[{n}]": name}, f"columns[{n}]") for n, name in enumerate(names, start=1)
        ]
        for name in sorted({name for name in columns if name and columns.count(name) > 1}):
            self.wrong(where, f"column {describe(name)} stands there twice", "leave one out")
        return tuple(columns)

    def filled(
        self, where: str, prefix: str, table: dict[str, Any], name: str, example: str
    ) -> list[tuple[str, dict[str, Any]]]:
        """Return each table of a list that must be there and have one, with the place it is at."""
        entries = table.get(name)
        if isinstance(entries, list) and entries:
            return self.tables(f"{prefix}{name}", entries, example)
        what = "is missing" if entries is None else "is empty" if entries == [] else f"is {describe(entries)}"
        self.wrong(where, f"{name} {what}", f"write {example}")
        return []

    def shown_line(self, where: str, table: dict[str, Any], key: str, default: str | None = None) -> str:
        """Return one line that can be seen, or the default; without a default it must be there."""
        if key in table:
            return self.value(where, key, table[key], as_line) or ""
        if default is None:
            self.wrong(where, f"{key} is missing", f'write {key} = "…"')
        return default or ""

    def minutes(self, where: str, table: dict[str, Any]) -> int:
        """Return the minutes of the meeting or of a step, 0 after a mistake."""
        minutes = table.get("minutes")
        do = f"write a whole number from 1 to {LONGEST_MINUTES}"
        if minutes is None:
            self.wrong(where, "minutes is missing", do)
        elif isinstance(minutes, int | float) and not isinstance(minutes, bool) and minutes < 1:
            self.wrong(where, "minutes is under 1", do)
        elif not isinstance(minutes, int) or isinstance(minutes, bool):
            self.wrong(where, f"minutes is {describe(minutes)}, no whole number", do)
        elif minutes > LONGEST_MINUTES:
            self.wrong(where, f"minutes is over {LONGEST_MINUTES}, a day", do)
        else:
            return minutes
        return 0


def _people(value: object) -> int | None:
    """Check that a value is how many people, or nothing."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    shown = value if isinstance(value, int | float) and not isinstance(value, bool) else describe(value)
    raise WrongValueError(f"is {shown}", "write how many people, 0 or more, or leave it out")


def _score(value: object) -> float:
    """Check that a value is a score."""
    score = finite(value)
    if score is None or not 0 <= score <= 1:
        raise WrongValueError(f"is {describe(value)}", "write a score from 0 to 1")
    return score


def _entry(at: str, name: object) -> str:
    return f"{at} {describe(name)}" if isinstance(name, str) and not is_blank(name) else at
