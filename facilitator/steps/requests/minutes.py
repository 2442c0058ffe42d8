"""Puts requests in the minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from facilitator.common.text import clean_line
from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading, Line, Span
from facilitator.meeting.objectives import presenter
from facilitator.meeting.past import Past
from facilitator.steps.corrections import WORDS, Correctable, Field, Titles, texts
from facilitator.steps.records import StepTold, source
from facilitator.tables.consensus import Presentation
from facilitator.tables.meeting import Request
from facilitator.tables.okr import Objective, Suggestion

ANSWER_WORDS = {"accepted": "accepted", "countered": "offered something else", "declined": "declined"}
"""What the answers to a request are called."""


@dataclass(frozen=True, slots=True)
class Requested:
    """Support that was asked for, and the answer to it."""

    asker: str
    asked: str
    what: str
    key_result: str | None
    due: date | None
    answer: str | None
    note: str
    carried_over: bool
    corrected: tuple[int, ...] = ()
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        return {
            "from": self.asker,
            "to": self.asked,
            "what": self.what,
            "key_result": self.key_result,
            "answer": self.answer,
            "note": self.note,
            "by": self.due.isoformat() if self.due else None,
        }


@dataclass(frozen=True, slots=True)
class Suggested:
    """What somebody suggests for an objective or a key result.

    Attributes:
        presenter: Who presented the objective; None where that is nobody.
        answer: The owner's words, or what the objective or key result is worded now.
    """

    presenter: str | None
    objective: str
    key_result: str | None
    text: str
    by: str | None
    state: str
    answer: str
    corrected: tuple[int, ...] = ()
    source: str = ""

    @property
    def told(self) -> str | None:
        """The owner's answer; None while there is none."""
        if self.state == "accepted":
            return f"accepted: {self.answer}" if self.answer else "accepted"
        return self.answer if self.state == "answered" else None

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        return {"objective": self.objective, "suggestion": self.text, "by": self.by, "answer": self.told}


@dataclass(frozen=True, slots=True)
class Turn:
    """That somebody has presented, and how their OKRs fit upward and across, where that was said."""

    person: str
    aligned: str
    presented: bool = True
    corrected: tuple[int, ...] = ()
    source: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell of it."""
        return not self.aligned and not self.presented

    def as_json(self) -> dict[str, Any]:
        """Nothing: the contract has no such record."""
        return {}


def _suggestion_fields(row: Suggestion, _: Titles) -> Iterator[Field]:
    yield "text", "", WORDS
    if row.answer:
        yield "answer", f"{clean_line(row.text)}, answer", WORDS


RECORDS = (Requested, Suggested, Turn)
CORRECTABLE = (
    Correctable("suggestion", Suggestion, "by_id", _suggestion_fields, emptied=("answer",), place=90),
    Correctable("presentation", Presentation, "person_id", texts("aligned"), emptied=("aligned",), place=91),
)


def records(past: Past, index: int) -> tuple[Requested | Suggested | Turn, ...]:
    """The turns in the order in which people speak; then what was asked and suggested, in the order it was said."""
    return (*_turns(past, index), *_requested(past), *_suggested(past))


def _turns(past: Past, index: int) -> list[Turn]:
    said = {row.person_id: row for row in past.own(Presentation)}
    aligned = {person: row.aligned for person, row in said.items()}
    position = past.position
    if index == position.step:
        spoken = {*position.spoken, position.speaker}
    else:
        spoken = {*position.rounds.get(index, ((), (), {}))[0]}
    presenting = {
        presenter(row.owner_person_id, _manager_id(past, row), position.attendance, past.live.facilitator_id)
        for row in past.of_cycle(past.live.agreed_cycle_id)
    }
    return [
        Turn(
            past.people[person],
            aligned.get(person, ""),
            presented=person in spoken and person in presenting,
            source=source(said.get(person)),
        )
        for person in position.order
    ]


def _manager_id(past: Past, objective: Objective) -> int | None:
    unit = past.units.get(objective.owner_unit_id)
    return unit.manager_id if unit else None


def _requested(past: Past) -> list[Requested]:
    mine = past.own(Request)
    past.key_results(row.key_result_id for row in mine)
    found = []
    for row in mine:
        unit = past.units.get(row.to_unit_id)
        found.append(
            Requested(
                asker=past.people[row.from_person_id],
                asked=past.people.get(row.to_person_id) or (unit.name if unit else ""),
                what=row.what,
                key_result=past.title(row.key_result_id),
                due=row.due,
                answer=row.answer,
                note=row.note,
                carried_over=row.carried_over,
                source=source(row),
            )
        )
    return found


def _suggested(past: Past) -> list[Suggested]:
    mine = past.own(Suggestion)
    of = past.together.having(Objective, Objective.id, (row.objective_id for row in mine))
    objectives = {row.id: row for row in past.rows(Objective, of)}
    past.key_results(row.key_result_id for row in mine)
    found = []
    for row in mine:
        objective = objectives[row.objective_id]
        turn = presenter(
            objective.owner_person_id,
            _manager_id(past, objective),
            past.position.attendance,
            past.live.facilitator_id,
        )
        found.append(
            Suggested(
                presenter=past.people.get(turn),
                objective=objective.title,
                key_result=past.title(row.key_result_id),
                text=row.text,
                by=past.people.get(row.by_id),
                state=row.state,
                answer=row.answer,
                source=source(row),
            )
        )
    return found


def section(told: StepTold) -> list[Block]:
    """Presenter by presenter: requests with their answers, suggestions, how it fits."""
    some: tuple[Requested | Suggested | Turn, ...] = told.records
    if not some:
        return []
    found: list[Block] = [Heading(told.title)]
    people = [one.person for one in some if isinstance(one, Turn)]
    people += [one.asker for one in some if isinstance(one, Requested)]
    people += [blocks.someone(one.presenter) for one in some if isinstance(one, Suggested)]
    silent = []
    for person in dict.fromkeys(people):
        lines = [
            *(_request(one) for one in some if isinstance(one, Requested) and one.asker == person),
            *(
                _suggestion(one)
                for one in some
                if isinstance(one, Suggested) and blocks.someone(one.presenter) == person
            ),
            *(
                blocks.line(f"How it fits: {one.aligned}", blocks.corrected(one.corrected))
                for one in some
                if isinstance(one, Turn) and one.person == person and one.aligned
            ),
        ]
        if lines:
            found += [Heading(person, 3), *blocks.bullets(lines)]
        else:
            silent.append(person)
    if silent:
        found += blocks.paragraph(f"Nothing was asked, suggested or aligned in the turn of {', '.join(silent)}.")
    return found


def support(what: str, key_result: str | None, due: date | None) -> Line:
    """What is asked for, for which key result, by when."""
    return blocks.line(what, f", for “{key_result}”" if key_result else "", f", by {due.isoformat()}" if due else "")


def answered(answer: str, note: str) -> Line:
    """What the asked side said, in brackets behind the request."""
    words = ANSWER_WORDS.get(answer, answer) + (f": {note}" if note else "")
    return blocks.line(" ", Span(f"({words})", italic=True))


def _request(one: Requested) -> Line:
    state = blocks.line(" ", Span("(carried over)" if one.carried_over else "(no answer yet)", italic=True))
    return blocks.line(
        f"Asks {blocks.someone(one.asked)}: ",
        support(one.what, one.key_result, one.due),
        answered(one.answer, one.note) if one.answer else state,
        blocks.corrected(one.corrected),
    )


def _suggestion(one: Suggested) -> Line:
    answer = f"({one.told or 'no answer yet'})"
    by = f" by {one.by}" if one.by else ""
    return blocks.line(
        f"Suggestion{by} for “{one.key_result or one.objective}”: ",
        one.text,
        " ",
        Span(answer, italic=True),
        blocks.corrected(one.corrected),
    )
