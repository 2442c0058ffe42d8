"""A mode file read, its mistakes told, its minutes shared out among the steps (CONTRACT, "A mode file")."""

from __future__ import annotations

import json
import tomllib
from dataclasses import fields, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from facilitator.common.mistakes import Mistake, MistakesError, syntax_mistake
from facilitator.common.text import TooLongError, clean, clean_line, is_blank
from facilitator.meeting import kinds
from facilitator.meeting.agenda import COLUMNS, CYCLES, Agenda, Prompt, Step
from facilitator.meeting.kinds import Option

if TYPE_CHECKING:
    from collections.abc import Sequence


LONGEST_MINUTES = 24 * 60
"""The most minutes of a meeting."""
_FIELDS = frozenset(each.name for each in fields(Step))
_TYPES = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}


class ModeError(MistakesError):
    """A mode file has mistakes."""


def parse_mode(text: str, file: str, minutes: int | None = None) -> Agenda:
    """Read a mode file (CONTRACT, "A mode file").

    Args:
        text: What the file holds.
        file: What mistakes call it.
        minutes: Minutes of this meeting where they are not the file's, 1 to 1440. The fixed steps then keep theirs
            and the rest takes the difference, until the rest would get less than half of the meeting, or less than
            its part in the file if that was smaller: from there on the fixed steps shrink in proportion, to 1 second
            at least. In a mode without a rest all steps shrink or grow in proportion.

    Returns:
        The agenda, with defaults filled in and "rest" resolved.

    Raises:
        ModeError: With every mistake there is in the file, or with `minutes` out of range or too few for the steps.
    """
    try:
        table = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        raise ModeError([syntax_mistake(text, file, str(error))]) from error
    reader = _Reader(file)
    agenda, rest = reader.agenda(table)
    if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
        reader.wrong(file, f"a meeting of {minutes} minutes", f"give it 1 to {LONGEST_MINUTES}")
    elif minutes is not None and 2 * len(agenda.steps) > minutes * 60:
        reader.wrong(file, f"{len(agenda.steps)} steps in {minutes} minutes", "give the meeting more minutes")
    if reader.mistakes:
        raise ModeError(reader.mistakes)
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
    """Whole seconds in proportion to the weights, each at least 1, exactly `seconds` in all if there are weights."""
    ends = [seconds * end // sum(weights) for end in accumulate(weights)]
    parts = [end - start for start, end in pairwise([0, *ends])]
    while 0 in parts:
        parts[parts.index(max(parts))] -= 1
        parts[parts.index(0)] += 1
    return parts


def _shown(value: object) -> str:
    """The value as a mistake names it: what people wrote in quotes, of anything else only the type."""
    return f'"{clean_line(value[:80])}"' if isinstance(value, str) else _TYPES.get(type(value), "a date")


def _number(value: object) -> str:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _shown(value)


class _Reader:
    """Reads tables and goes on after a mistake, so that all are told at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []
        self.keys: dict[str, str] = {}
        self.recalled: list[tuple[str, str, str]] = []

    def wrong(self, where: str, what: str, do: str) -> None:
        self.mistakes.append(Mistake(where, what, do))

    def agenda(self, table: dict[str, Any]) -> tuple[Agenda, int | None]:
        """The agenda and the index of the step that takes the rest; of use only if there are no mistakes."""
        self.known(
            self.file, table, ("name", "title", "minutes", "about", "cycle", "next_cycle", "units_above", "steps")
        )
        name = self.line(self.file, table, "name")
        title = self.line(self.file, table, "title", name)
        total = self.minutes(self.file, table)
        about = self.cleaned(self.file, "about", table.get("about", ""))
        above = table.get("units_above")
        if above is not None and (not isinstance(above, int) or isinstance(above, bool) or above < 0):
            self.wrong(
                self.file, f"units_above is {_number(above)}", "write how many people, 0 or more, or leave it out"
            )
        cycle = self.one_of(self.file, table, "cycle", CYCLES)
        next_cycle = table.get("next_cycle", False)
        if not isinstance(next_cycle, bool):
            self.wrong(self.file, f"next_cycle is {_shown(next_cycle)}", "write true or false")
        steps: list[Step] = []
        fixed, rest = 0, None
        for at, entry in self.tables(self.file, f"{self.file}, ", table, "steps", "write [[steps]] above each step"):
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
            self.wrong(self.file, f"the steps take {fixed} minutes, the meeting {total}", shorten)
        elif total and rest is not None:
            if fixed == total:
                self.wrong(self.file, f'the steps take all {fixed} minutes, nothing is left for "rest"', shorten)
            steps[rest] = replace(steps[rest], seconds=(total - fixed) * 60)
        agenda = Agenda(name, title, total * 60, about, tuple(steps), cycle, next_cycle is True, above)
        self.recalls(agenda)
        return agenda, rest

    def recalls(self, agenda: Agenda) -> None:
        """See that what is recalled is asked somewhere in the file."""
        asked = [prompt.key for prompt in agenda.prompts if prompt.key]
        for where, key, wanted in self.recalled:
            if wanted and wanted == key:
                self.wrong(where, f"recalls is {_shown(wanted)}, its own key", "name the key of another prompt")
            elif wanted and wanted not in asked:
                others = ", ".join(one for one in asked if one != key) or "none here"
                self.wrong(where, f"recalls is {_shown(wanted)}, which no prompt has", f"name one of them: {others}")

    def step(self, at: str, table: dict[str, Any]) -> tuple[Step, str]:
        """The step, its seconds still to be filled in, and where it is: `at` and its title."""
        name = table.get("kind")
        kind = kinds.known().get(name) if isinstance(name, str) else None
        where = _entry(at, table.get("title", kind.title if kind else ""))
        if kind is None:
            what = "kind is missing" if name is None else f"kind is {_shown(name)}, which is unknown"
            self.wrong(where, what, f"write one of {', '.join(kinds.known())}")
        allowed = [kind] if kind else kinds.known().values()
        self.known(where, table, ("kind", "title", "minutes", *(each.option.name for each in allowed if each.option)))
        step = Step(str(name), self.line(where, table, "title", kind.title if kind else ""), seconds=0)
        if kind is None or kind.option is None:
            return step, where
        value = self.option(where, at, table, kind.option)
        if kind.option.name in _FIELDS:
            return replace(step, **{kind.option.name: value}), where
        return replace(step, options={kind.option.name: value}), where

    def option(self, where: str, at: str, table: dict[str, Any], option: Option) -> Any:
        """The value of a key that only this kind of step has."""
        match option.takes:
            case "prompts" | "parts":
                return self.prompts(where, at, table, option.name, option.default)
            case "names":
                return self.columns(where, table)
            case "prompt":
                return self.recall(where, table)
            case "choice":
                return self.one_of(where, table, option.name, option.choices)
            case _:
                return self.below(where, table)

    def recall(self, where: str, table: dict[str, Any], key: str = "") -> str:
        """The key of a prompt that is recalled; whether there is one is seen at the end of the file."""
        wanted = self.line(where, table, "recalls", "")
        self.recalled.append((where, key, wanted))
        return wanted

    def below(self, where: str, table: dict[str, Any]) -> float:
        """The score below which a key result is unfinished."""
        value = table.get("below", 1.0)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        self.wrong(where, f"below is {_shown(value)}", "write a score from 0 to 1")
        return 1.0

    def one_of(self, where: str, table: dict[str, Any], key: str, allowed: Sequence[str]) -> str:
        """One of a few words; the first of them where the key is left out."""
        value = table.get(key, allowed[0])
        if value in allowed:
            return str(value)
        self.wrong(where, f"{key} is {_shown(value)}", f"write one of {', '.join(allowed)}")
        return allowed[0]

    def prompts(
        self, where: str, at: str, table: dict[str, Any], name: str, default: tuple[Prompt, ...]
    ) -> tuple[Prompt, ...]:
        if name not in table:
            for prompt in default:
                self.unique(where, prompt.key, f"give this step {name} of its own")
            return default
        found = []
        example = f'write {name} = [{{key = "a_word", text = "What people read"}}]'
        for inside, entry in self.tables(where, f"{at}.", table, name, example):
            place = _entry(inside, entry.get("key"))
            self.known(place, entry, ("key", "text", "recalls") if name == "prompts" else ("key", "text"))
            key, words = self.line(place, entry, "key"), self.line(place, entry, "text")
            prompt = Prompt(key, words, self.recall(place, entry, key) if name == "prompts" else "")
            if name == "prompts" and prompt.key in ("person", "unit"):
                self.wrong(place, f"key {_shown(key)} is taken: the minutes say there who spoke", "use another word")
            if prompt.key:
                self.unique(place, prompt.key, "use another word for one of them")
            found.append(prompt)
        return tuple(found)

    def unique(self, where: str, key: str, do: str) -> None:
        if key in self.keys:
            first = self.keys[key].removeprefix(f"{self.file}, ")
            self.wrong(where, f"key {_shown(key)} is used twice, first in {first}", do)
        self.keys.setdefault(key, where)

    def columns(self, where: str, table: dict[str, Any]) -> tuple[str, ...]:
        names = table.get("columns", list(COLUMNS))
        if not isinstance(names, list) or not names:
            self.wrong(where, "columns is no list of names", f"write columns = {json.dumps(COLUMNS)}")
            return ()
        columns = [self.line(where, {f"columns[{n}]": name}, f"columns[{n}]") for n, name in enumerate(names, start=1)]
        for name in sorted({name for name in columns if name and columns.count(name) > 1}):
            self.wrong(where, f"column {_shown(name)} stands there twice", "leave one out")
        return tuple(columns)

    def known(self, where: str, table: dict[str, Any], keys: Sequence[str]) -> None:
        for key, value in table.items():
            if key not in keys:
                what = "table" if isinstance(value, dict) else "key"
                self.wrong(where, f"unknown {what} {_shown(key)}", f"use {', '.join(keys)} only")

    def tables(
        self, where: str, prefix: str, table: dict[str, Any], name: str, do: str
    ) -> list[tuple[str, dict[str, Any]]]:
        """Each table of a list that must be there and have one, with the place it is at."""
        entries = table.get(name)
        if not isinstance(entries, list) or not entries:
            what = "is missing" if entries is None else "is empty" if entries == [] else f"is {_shown(entries)}"
            self.wrong(where, f"{name} {what}", do)
            return []
        found = []
        for number, entry in enumerate(entries, start=1):
            if isinstance(entry, dict):
                found.append((f"{prefix}{name}[{number}]", entry))
            else:
                self.wrong(f"{prefix}{name}[{number}]", f"this is {_shown(entry)} and no table", do)
        return found

    def line(self, where: str, table: dict[str, Any], key: str, default: str | None = None) -> str:
        """One line that can be seen, or the default; without a default it must be there."""
        if key not in table:
            if default is None:
                self.wrong(where, f"{key} is missing", f'write {key} = "…"')
            return default or ""
        before = len(self.mistakes)
        text = clean_line(self.cleaned(where, key, table[key]))
        if is_blank(text) and len(self.mistakes) == before:
            self.wrong(where, f"{key} is blank", "write something that can be read")
        return text

    def cleaned(self, where: str, key: str, value: object) -> str:
        if not isinstance(value, str):
            self.wrong(where, f"{key} is {_shown(value)}", "write text in quotes")
            return ""
        try:
            return clean(value)
        except TooLongError as error:
            self.wrong(where, f"{key} is too long", str(error))
            return ""

    def minutes(self, where: str, table: dict[str, Any]) -> int:
        """The minutes of the meeting or of a step, 0 after a mistake."""
        minutes = table.get("minutes")
        do = f"write a whole number from 1 to {LONGEST_MINUTES}"
        if minutes is None:
            self.wrong(where, "minutes is missing", do)
        elif isinstance(minutes, int | float) and not isinstance(minutes, bool) and minutes < 1:
            self.wrong(where, "minutes is under 1", do)
        elif not isinstance(minutes, int) or isinstance(minutes, bool):
            self.wrong(where, f"minutes is {_shown(minutes)}, no whole number", do)
        elif minutes > LONGEST_MINUTES:
            self.wrong(where, f"minutes is over {LONGEST_MINUTES}, a day", do)
        else:
            return minutes
        return 0


def _entry(at: str, name: object) -> str:
    return f"{at} {_shown(name)}" if isinstance(name, str) and not is_blank(name) else at
