"""A company whose every name and every word is a trap, and its meetings, held with the program's own functions."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
from datetime import date
from pathlib import Path

import time_machine
from sqlalchemy import select

from facilitator import modes
from facilitator.common.text import clean_line
from facilitator.exchange.importing import take
from facilitator.meeting import moving, running, starting
from facilitator.meeting.agenda import Step
from facilitator.minutes.corrections import reading as corrections_reading
from facilitator.minutes.corrections import writing as corrections_writing
from facilitator.modes.parsing import parse_mode
from facilitator.okr import suggestions
from facilitator.promises import requests as promises_requests
from facilitator.steps import outcomes
from facilitator.steps.analysis import writing as analysis_writing
from facilitator.steps.commitment import writing as commitment_writing
from facilitator.steps.confidence import reading as confidence_reading
from facilitator.steps.confidence import writing as confidence_writing
from facilitator.steps.feedback import writing as feedback_writing
from facilitator.steps.progress import reading as progress_reading
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.readiness import writing as readiness_writing
from facilitator.steps.reflection import writing as reflection_writing
from facilitator.steps.round import writing as rounds
from facilitator.steps.scores import reading as scores_reading
from facilitator.steps.scores import writing as scores_writing
from facilitator.steps.scores.reading import Reviewed, Scored
from facilitator.steps.whiteboard import writing as whiteboard_writing
from facilitator.store.database import Database
from facilitator.tables.okr import Objective
from facilitator.tables.people import Person

BEGAN = "2026-11-24T08:30:00+00:00"
WHY_DROPPED = "=1+1 <b>*not* now</b>"
MODES = ("standup", "review-consensus")
"""Between them they have every kind of step."""
_OWNERS = 6
"""How many of them have objectives."""
_SPEAKING = 8
"""How many of the forty say something in every step, for the sake of time."""
TEAM = '../../etc/passwd|=cmd <b>&"Team"</b>\u202e 王 فريق'

FAMILY = "👩\u200d👩\u200d👧"
NAMES = (
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "C:\\aux",
    "<script>alert(1)</script>",
    "**bold** [x](javascript:1)",
    "{{ 7*7 }} {% raw %}",
    "a | b",
    "new\nline\r\nand another",
    "tab\tin the middle",
    "left\u202eright\u202c over",
    "zero\u200bwidth\u200djoin\u2060er",
    "marks" + "\u0301\u0302\u0323" * 40,
    "@SUM(1)",
    '#import "x": *',
    "$math$ \\alpha_{x} `code`",
    "王小明",
    "محمد عبد الله",
    "דוד Cohen (R&D) כהן",
    "अनुष्का शर्मा",
    f"{FAMILY} 👍🏽 🇩🇪",
    "N" * 200,
    "+49 30 1234567",
    "-1+1",
    "＝１＋１",
    "'quoted' \"twice\"",
    "control\x00\x07\x1b[31m signs",
    "&lt;b&gt; &amp; &#65;",
    "END:VTODO;,:\\n",
    "]]> <!-- --> <![CDATA[",
    "%s %n ${HOME} $(id) `id`",
    "CON.txt",
    "_under_ ~~struck~~ ^up^",
    "1. first",
    "- dash",
    "| --- | --- |",
    "https://example.org/?a=b&c=d#e <mailto:x@example.org>",
    "ไทย ภาษา ελληνικά Ŵŷ ộ",
    "soft\u00adhyphen no\u00a0break",
    "\u2066isolated\u2069 \u200frtl mark",
    "Ada Lovelace",
)
LONG = (
    "x" * 900,
    "words and more of them " * 39 + "end.",
    "目标与关键成果" * 128,
    "مرحبا بالعالم " * 64 + ".",
    "מילה " * 180 + "OKR 2026.",
    "लक्ष्य और प्रमुख परिणाम " * 37 + ".",
    f"{FAMILY}" * 180,
)
MANY_LINES = (
    "first line\nsecond | line\n\n- a third; with, signs\n# fourth",
    "END:VTODO\nBEGIN:VALARM\nATTENDEE:mailto:x@example.org",
    "    indented\n\ttabbed\n> quoted\n```\nfenced\n```\n***\n1) one",
)
LINES = (*NAMES, *LONG)
TEXTS = (*LINES, *MANY_LINES)


def _toml() -> str:
    """The company as an import file; the second quarter of objectives is another cycle's."""
    parts = [f'[[units]]\nname = {_quoted(TEAM)}\nlevel = "team"\nmanager = {_quoted(NAMES[0])}\n']
    for number, name in enumerate(NAMES):
        parts.append(f'[[people]]\nname = {_quoted(name)}\nunit = {_quoted(TEAM)}\ntimezone = "Europe/Paris"\n')
        if number % 3 == 0:
            parts[-1] += f'email = "p{number}@example.org"\n'
    for cycle, start, end in CYCLES:
        parts.append(f"[[cycles]]\nname = {_quoted(cycle)}\nstart = {start}\nend = {end}\n")
    figures = ('start = 9\ntarget = 2\ncurrent = 6\nunit = "=d"', "start = 0\ntarget = 1234567.5\ncurrent = -3", "")
    texts = itertools.cycle(LINES)
    for cycle, _, _ in CYCLES:
        for number, owner in enumerate(NAMES[:_OWNERS]):
            title = f"{next(texts)} O{number} {cycle[:2]}"
            parts.append(
                f"[[objectives]]\ncycle = {_quoted(cycle)}\nowner = {_quoted(owner)}\ntitle = {_quoted(title)}\n"
                f'state = "submitted"\ndescription = {_quoted(MANY_LINES[number % 3])}\n'
            )
            parts += [
                f"[[objectives.key_results]]\ntitle = {_quoted(f'{next(texts)} K{number}.{place} {cycle[:2]}')}\n"
                f"owner = {_quoted(NAMES[-1 - number])}\nconfidence = {1 + (number + place) % 10}\n{figure}\n"
                for place, figure in enumerate(figures)
            ]
    return "".join(parts)


CYCLES = (
    ("Q3 =1+1 <i>", "2026-07-01", "2026-09-30"),
    ("Q4 | 四季度", "2026-10-01", "2026-12-31"),
    ("Q1 الربع", "2027-01-01", "2027-03-31"),
)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def hold(database: Database, folder: Path, mode: str) -> int:
    """Import the company and hold a meeting of it; its number."""
    file = folder / "hostile.toml"
    file.write_text(_toml(), encoding="utf-8")
    with time_machine.travel(BEGAN, tick=False) as time:
        take(database, file)
        return _Meeting(database, time, mode).hold()


def correct(database: Database, meeting: int) -> int:
    """Correct one of everything that can be corrected of the meeting; gives how many corrections that made."""
    by, texts = clean_line(NAMES[0]), itertools.cycle(TEXTS)
    with time_machine.travel(BEGAN, tick=False) as time:
        time.shift(86_400)
        some = {(one.kind, re.sub(r"\d", "", one.column)): one for one in corrections_reading.said(database, meeting)}
        for number, one in enumerate(some.values()):
            typed = {
                "words": next(texts) if one.kind != "commitment" else clean_line(next(texts)),
                "confidence": str(1 + number % 10),
                "score": f"0.{1 + number % 9}5 {next(texts)}",
                "figure": f"{number}.5",
                "answer": "countered" if one.text != "countered" else "accepted",
                "day": f"2027-02-{1 + number:02}",
            }
            corrections_writing.reword(database, meeting, one, typed[one.sort], by=by, because=next(texts))
        corrections_writing.add(database, meeting, "decision", "=1 | added", by=by)
        corrections_writing.remark(database, meeting, next(texts), by=by)
    return len(some) + 2


class _Meeting:
    """A meeting from its beginning to its end: in every step everybody says something."""

    def __init__(self, database: Database, time: time_machine.Traveller, mode: str) -> None:
        self.database, self.time = database, time
        self.id = starting.start(database, parse_mode(*modes.find(mode, None)), clean_line(TEAM)).id
        with database.reading() as session:
            self.people = dict(session.execute(select(Person.id, Person.name).order_by(Person.id)).all())
        self.ids = list(self.people)
        self.speaking = list(self.people.items())[:: len(self.people) // _SPEAKING]
        self.texts = itertools.cycle(TEXTS)
        self.lines = itertools.cycle(LINES)

    def hold(self) -> int:
        live = running.load(self.database, self.id)
        moving.set_attendance(self.database, self.id, self.ids[5], "absent")
        moving.set_attendance(self.database, self.id, self.ids[6], "remote")
        for index, step in enumerate(live.agenda.steps):
            self.time.shift(31)
            if record := getattr(self, f"_{step.kind}", None):
                record(step)
            if step.kind != "close" and running.load(self.database, self.id).position().step == index:
                moving.next_step(self.database, self.id)
        for number, text in enumerate(itertools.islice(self.texts, 60)):
            due = f" by 2026-12-{1 + number % 28:02}" if number % 4 else ""
            # What is an owner's name and nothing else is no action.
            line = f"do {text}" if text.startswith("@") else text
            outcomes.record_action(self.database, self.id, line + due, owner_id=self.ids[number % 40])
            if number % 3 == 0:
                outcomes.record_decision(self.database, self.id, next(self.texts), by_id=self.ids[number % 40])
                outcomes.park(self.database, self.id, next(self.texts), by_id=self.ids[-1 - number % 40])
        for number, action in enumerate(outcomes.recorded(self.database, self.id)):
            if action.kind == "action" and number % 7 == 0:
                state = "done" if number % 2 else "dropped"
                outcomes.settle_action(self.database, action.id, state, self.id, WHY_DROPPED)
        self.time.shift(77)
        moving.end(self.database, self.id)
        self.time.shift(3600)
        return self.id

    def _progress(self, _step: Step) -> None:
        for number, one in enumerate(progress_reading.of_meeting(self.database, self.id)):
            current = None if one.key_result.target is None else (5.0, -1.5, 3_440_219.0)[number % 3]
            progress_writing.update(
                self.database,
                one.key_result.id,
                current=current,
                confidence=1 + number % 10,
                note=next(self.texts),
                meeting_id=self.id,
            )

    def _round(self, step: Step) -> None:
        for _, name in self.speaking:
            said = {prompt.key: [next(self.texts), next(self.texts)] for prompt in step.prompts}
            rounds.add(self.database, name, said)
        for _ in self.speaking:
            self.time.shift(20)
            moving.next_speaker(self.database, self.id)

    def _whiteboard(self, step: Step) -> None:
        for number, name in enumerate(name for _, name in self.speaking):
            column = step.columns[number % 3]
            whiteboard_writing.add(self.database, next(self.lines), meeting_id=self.id, name=name, column=column)

    def _readiness(self, _step: Step) -> None:
        readiness_writing.go_on(self.database, self.id, next(self.lines))

    def _requests(self, _step: Step) -> None:
        objectives = self._objectives()
        for number, asker in enumerate(self.ids[:_OWNERS]):
            request = promises_requests.ask(
                self.database,
                clean_line(next(self.texts)),
                from_id=asker,
                to_person_id=self.ids[-1 - number],
                due=date(2026, 12, 1 + number) if number % 2 else None,
                meeting_id=self.id,
            )
            answer = promises_requests.ANSWERS[number % 3]
            promises_requests.answer(self.database, request, answer, next(self.lines), meeting_id=self.id)
            promises_requests.align(self.database, self.id, asker, next(self.lines))
            suggestion = suggestions.suggest(
                self.database, objectives[number], next(self.texts), by_id=self.ids[20 + number], meeting_id=self.id
            )
            suggestions.answer(self.database, suggestion.id, next(self.texts), meeting_id=self.id)

    def _confidence(self, step: Step) -> None:
        voted = [one.item.id for one in confidence_reading.of_meeting(self.database, self.id)[step.per].ballots]
        for place, (person, _) in enumerate(self.speaking):
            figures = {item: 1 + (place + item) % 10 for item in voted}
            confidence_writing.vote(self.database, person, step.per, figures, meeting_id=self.id)
        for item in voted[:10]:
            confidence_writing.reveal(self.database, self.id, step.per, item, 1)
            if item % 5:
                confidence_writing.agree(self.database, self.id, step.per, item, 1 + item % 10)

    def _commitment(self, _step: Step) -> None:
        for objective in self._objectives()[:10]:
            # Who is not here commits to nothing.
            with contextlib.suppress(commitment_writing.BlockedError):
                commitment_writing.commit(self.database, self.id, objective)

    def _reflection(self, step: Step) -> None:
        for _, name in self.speaking:
            reflection_writing.add(self.database, name, {part.key: [next(self.texts)] for part in step.parts})

    def _feedback(self, step: Step) -> None:
        for number, one in enumerate(self._reviewed()):
            by = self.ids[0 if step.role == "manager" else 20 + number]
            if by != one.objective.speaker_id:
                feedback_writing.write(self.database, self.people[by], one.id, next(self.texts))

    def _scores(self, _step: Step) -> None:
        for number, one in enumerate(self._key_results()[:12]):
            if number % 6 == 5:
                continue
            owner = self.people[one.key_result.speaker_id or self.ids[0]]
            scores_writing.give(self.database, owner, one.id, number % 11 / 10, next(self.texts))
            if number % 4:
                scores_writing.agree(self.database, self.id, [one.id])

    def _analysis(self, _step: Step) -> None:
        for number, one in enumerate(self._key_results()[:12]):
            if number % 3:
                for key in analysis_writing.FIELDS:
                    analysis_writing.say(self.database, self.id, one.id, key, next(self.texts))
                action = f"{next(self.texts)} by 2027-01-15"
                analysis_writing.act(self.database, self.id, one.id, action, self.ids[number])

    def _reviewed(self) -> tuple[Reviewed, ...]:
        return scores_reading.of_meeting(self.database, self.id)

    def _key_results(self) -> list[Scored]:
        return [one for objective in self._reviewed() for one in objective.key_results]

    def _objectives(self) -> list[int]:
        with self.database.reading() as session:
            cycle = running.load(self.database, self.id).agreed_cycle_id
            return list(session.scalars(select(Objective.id).where(Objective.cycle_id == cycle).order_by(Objective.id)))
